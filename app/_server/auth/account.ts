/** What a person may do with the account: change name and language, take everything along, delete everything. */
import type { MePatch, Person } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { removeMember } from '../classes/classes';
import { attemptDetail, versionDetail } from '../progress/attempts';
import { progressOf } from '../progress/state';
import { toPerson } from './person';

export async function changeAccount(db: PrismaClient, person: Person, patch: MePatch): Promise<Person> {
  return toPerson(await db.user.update({ where: { id: person.id }, data: patch }));
}

/** Everything that is stored about a person, as one JSON object. */
export async function exportAccount(db: PrismaClient, person: Person): Promise<object> {
  const where = { userId: person.id };
  const memberships = await db.membership.findMany({ where, include: { class: { select: { id: true, name: true } } } });
  return {
    format: 'ringzero-export-1',
    person,
    progress: await progressOf(db, person, 'all'),
    attempts: (await db.attempt.findMany({ where, orderBy: { endedAt: 'asc' } })).map(attemptDetail),
    draftVersions: (await db.draftVersion.findMany({ where, orderBy: { updatedAt: 'asc' } })).map(versionDetail),
    predictions: await db.prediction.findMany({ where, orderBy: { answeredAt: 'asc' } }),
    classes: memberships.map((row) => ({ ...row.class, role: row.role, joinedAt: row.createdAt })),
    sessions: await db.session.findMany({
      where,
      select: { createdAt: true, expiresAt: true, ipAddress: true, userAgent: true },
    }),
  };
}

/** Deletes the person with all work; classes left without an instructor are closed. */
export async function deleteAccount(db: PrismaClient, person: Person): Promise<void> {
  await db.$transaction(async (tx) => {
    const taught = await tx.membership.findMany({ where: { userId: person.id, role: 'teacher' } });
    for (const { classId } of taught) await removeMember(tx, person.id, classId);
    await tx.user.deleteMany({ where: { id: person.id } });
  });
}
