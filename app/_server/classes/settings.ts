/** What a teacher changes about a class as a whole: name, door, shelf; and its end. */
import type { Person } from '@/app/_shared/api';
import type { ClassInfo, ClassPatch } from '@/app/_shared/classes';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { ApiProblem } from '../http/problem';
import { requireClass } from './access';
import { findClass } from './classes';
import { newJoinCode } from './join-code';

/** An archived class takes one change: to be brought back. */
export async function changeClass(
  db: PrismaClient,
  person: Person,
  classId: string,
  { name, archived, joinEndsAt }: ClassPatch,
): Promise<ClassInfo> {
  await requireClass(db, person, classId, 'manage', { evenArchived: archived !== undefined });
  await db.class.update({
    where: { id: classId },
    data: {
      name,
      archivedAt: archived === undefined ? undefined : archived ? new Date() : null,
      joinEndsAt: joinEndsAt === undefined ? undefined : joinEndsAt === null ? null : new Date(joinEndsAt),
    },
  });
  return findClass(db, person, classId);
}

/** A new code; the old one and its links stop working at once. */
export async function rotateJoinCode(db: PrismaClient, person: Person, classId: string): Promise<ClassInfo> {
  await requireClass(db, person, classId, 'manage');
  await db.class.update({ where: { id: classId }, data: { joinCode: newJoinCode() } });
  return findClass(db, person, classId);
}

/** Deletes the class with its lists, assignments and announcements; the learners' work is theirs and stays. */
export async function deleteClass(db: PrismaClient, person: Person, classId: string, typed: string): Promise<void> {
  await requireClass(db, person, classId, 'manage', { evenArchived: true });
  const { name } = await findClass(db, person, classId);
  if (plain(typed) !== plain(name)) throw new ApiProblem('conflict', { field: 'name-differs' });
  await db.class.delete({ where: { id: classId } });
}

const plain = (name: string): string => name.normalize('NFKC').replace(/\s+/g, ' ').trim();
