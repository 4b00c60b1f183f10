/** Classes: made by instructors, joined by code, left again. Whoever has no part in a class cannot see that it exists. */
import type { ClassRole, Person } from '@/app/_shared/api';
import type { ClassInfo } from '@/app/_shared/classes';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';
import { ApiProblem } from '../http/problem';
import { countTry } from '../http/throttle';
import { newJoinCode, readJoinCode } from './join-code';

/** Tries with a code per person: enough for typing errors, too few for guessing. */
const JOIN_TRIES = { limit: 10, seconds: 10 * 60 };

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

/** Joins by code. Being in the class already is fine; an instructor of the class stays one. */
export async function joinClass(db: PrismaClient, person: Person, typed: string): Promise<ClassInfo> {
  await countTry(db, `join:${person.id}`, JOIN_TRIES);
  const found = await db.class.findUnique({ where: { joinCode: readJoinCode(typed) } });
  if (found === null) throw new ApiProblem('wrong-code');
  const key = { classId: found.id, userId: person.id };
  const membership = await db.membership.upsert({
    where: { classId_userId: key },
    create: { ...key, role: 'student' },
    update: {},
    include: counted,
  });
  return summary(membership);
}

/** A person's part in a class; throws `not-found` without one. */
export async function findClass(db: PrismaClient, person: Person, classId: string): Promise<ClassInfo> {
  const row = await db.membership.findUnique({
    where: { classId_userId: { classId, userId: person.id } },
    include: counted,
  });
  if (row === null) throw new ApiProblem('not-found');
  return summary(row);
}

/** The same for what only instructors of the class may see. */
export async function findTaughtClass(db: PrismaClient, person: Person, classId: string): Promise<ClassInfo> {
  const found = await findClass(db, person, classId);
  if (found.role !== 'teacher') throw new ApiProblem('not-found');
  return found;
}

/** Leaves. A class whose last instructor leaves is closed; the learners' work is theirs and stays. */
export async function leaveClass(db: PrismaClient, person: Person, classId: string): Promise<void> {
  await findClass(db, person, classId);
  await db.$transaction((tx) => removeMember(tx, person.id, classId));
}

export async function removeMember(tx: Tx, userId: string, classId: string): Promise<void> {
  await tx.membership.deleteMany({ where: { userId, classId } });
  const teachers = await tx.membership.count({ where: { classId, role: 'teacher' } });
  if (teachers === 0) await tx.class.deleteMany({ where: { id: classId } });
}
