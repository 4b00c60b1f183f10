/** The record of access, for the person whose data it was, and (of everybody) for admins. */
import type { AccessList, Person } from '@/app/_shared/account';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';

/** Entries shown; older ones are in the export. */
const SHOWN = 200;
/** What concerns a whole class names no single person: every student of the class sees it. */
const WHOLE_CLASS = [
  'matrix.read',
  'live.read',
  'export.csv',
  'export.json',
  'attempt.compare',
  'roster.export',
  'roster.read',
];

/** Who looked at this person's data: alone, or with that of the whole class since the person is in it. */
export async function accessesOf(db: PrismaClient, person: Person): Promise<AccessList> {
  const memberships = await db.membership.findMany({
    where: { userId: person.id },
    select: { classId: true, createdAt: true },
  });
  const rows = await db.auditEntry.findMany({
    where: {
      OR: [
        { subjectId: person.id },
        ...memberships.map(({ classId, createdAt }) => ({
          classId,
          subjectId: null,
          action: { in: WHOLE_CLASS },
          at: { gte: createdAt },
        })),
      ],
      // Nobody's (a command on the server) is not mine either, which SQL would not say of null.
      AND: { OR: [{ actorId: null }, { actorId: { not: person.id } }] },
    },
    orderBy: { at: 'desc' },
    take: SHOWN,
    include: { actor: { select: { name: true } }, class: { select: { name: true } } },
  });
  return {
    entries: rows.map(({ id, at, action, actor, class: of }) => ({
      id,
      at: at.getTime(),
      action,
      actor: actor?.name ?? null,
      className: of?.name ?? null,
    })),
  };
}

/** Everybody's, for admins. */
export async function accessesOfAll(db: PrismaClient, before: Date | null): Promise<AccessList> {
  const rows = await db.auditEntry.findMany({
    where: before ? { at: { lt: before } } : {},
    orderBy: { at: 'desc' },
    take: SHOWN,
    include: {
      actor: { select: { name: true } },
      subject: { select: { name: true } },
      class: { select: { name: true } },
    },
  });
  return {
    entries: rows.map(({ id, at, action, actor, subject, class: of }) => ({
      id,
      at: at.getTime(),
      action,
      actor: actor?.name ?? null,
      subject: subject?.name ?? null,
      className: of?.name ?? null,
    })),
  };
}
