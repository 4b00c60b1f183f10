/** Classes: made by instructors, listed, left. Whoever has no part in a class cannot see that it exists. */
import type { ClassRole, Person } from '@/app/_shared/api';
import type { ClassInfo } from '@/app/_shared/classes';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';
import { ApiProblem } from '../http/problem';
import { newJoinCode } from './join-code';

const counted = {
  class: { include: { _count: { select: { memberships: { where: { role: 'student' as const } } } } } },
} as const;

interface Row {
  role: ClassRole;
  class: {
    id: string;
    name: string;
    joinCode: string;
    joinEndsAt: Date | null;
    archivedAt: Date | null;
    createdAt: Date;
    _count: { memberships: number };
  };
}

function summary(row: Row): ClassInfo {
  const { id, name, joinCode, joinEndsAt, archivedAt, createdAt, _count } = row.class;
  const teaches = row.role === 'teacher';
  return {
    id,
    name,
    role: row.role,
    learners: _count.memberships,
    joinCode: teaches ? joinCode : null,
    createdAt: createdAt.getTime(),
    archived: archivedAt !== null,
    joinEndsAt: teaches ? (joinEndsAt?.getTime() ?? null) : null,
  };
}

export async function createClass(db: PrismaClient, person: Person, name: string): Promise<ClassInfo> {
  const membership = await db.membership.create({
    data: {
      role: 'teacher',
      user: { connect: { id: person.id } },
      class: { create: { name, joinCode: newJoinCode() } },
    },
    include: counted,
  });
  return summary(membership);
}

/** Classes of a person, the newest first. */
export async function listClasses(db: PrismaClient, person: Person): Promise<ClassInfo[]> {
  const rows = await db.membership.findMany({
    where: { userId: person.id },
    orderBy: { class: { createdAt: 'desc' } },
    include: counted,
  });
  return rows.map(summary);
}

/** A person's part in a class; throws `not-found` without one. */
export async function findClass(db: PrismaClient | Tx, person: Person, classId: string): Promise<ClassInfo> {
  const row = await db.membership.findUnique({
    where: { classId_userId: { classId, userId: person.id } },
    include: counted,
  });
  if (row === null) throw new ApiProblem('not-found');
  return summary(row);
}

/**
 * Changes of who is in a class wait for each other from here to the end of the transaction: two teachers who step back
 * at once must not leave the class without one.
 */
export async function holdClass(tx: Tx, classId: string): Promise<void> {
  await tx.class.updateMany({ where: { id: classId }, data: { id: classId } });
}

/** Throws when the class would be without a teacher but for this person. Call `holdClass` first. */
export async function requireAnotherTeacher(tx: Tx, classId: string, userId: string): Promise<void> {
  const others = await tx.membership.count({ where: { classId, role: 'teacher', userId: { not: userId } } });
  if (others === 0) throw new ApiProblem('conflict', { field: 'last-teacher' });
}

/** Leaves; the work stays the person's own. The last teacher cannot: a class has one until it is deleted. */
export async function leaveClass(db: PrismaClient, person: Person, classId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    await holdClass(tx, classId);
    const { role } = await findClass(tx, person, classId);
    if (role === 'teacher') await requireAnotherTeacher(tx, classId, person.id);
    await tx.membership.delete({ where: { classId_userId: { classId, userId: person.id } } });
    await tx.rosterEntry.updateMany({ where: { classId, userId: person.id }, data: { userId: null } });
  });
}

/** For an account that is deleted: out of the class; without another teacher the class is deleted too. */
export async function removeMember(tx: Tx, userId: string, classId: string): Promise<void> {
  await holdClass(tx, classId);
  await tx.membership.deleteMany({ where: { userId, classId } });
  const teachers = await tx.membership.count({ where: { classId, role: 'teacher' } });
  if (teachers === 0) await tx.class.deleteMany({ where: { id: classId } });
}
