/**
 * What a person may do in a class, in one place. Whoever has no part in a class cannot see that it exists; a student sees
 * only the students' side of it; an assistant sees everybody's work and comments on it; a teacher does everything.
 */
import type { ClassRole, Person } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';
import { ApiProblem } from '../http/problem';

/**
 * take-part: the class's own pages. see: other people's work. comment: say something about it.
 * manage: people, assignments, settings, grades.
 */
export type ClassRight = 'take-part' | 'see' | 'comment' | 'manage';

const RIGHTS: Readonly<Record<ClassRole, readonly ClassRight[]>> = {
  student: ['take-part'],
  assistant: ['take-part', 'see', 'comment'],
  teacher: ['take-part', 'see', 'comment', 'manage'],
};

/** Rights that only read: an archived class keeps them. */
const READS: readonly ClassRight[] = ['take-part', 'see'];

export interface ClassAccess {
  classId: string;
  role: ClassRole;
  archived: boolean;
}

export function roleMay(role: ClassRole, right: ClassRight): boolean {
  return RIGHTS[role].includes(right);
}

/**
 * The person's part in the class. Throws `not-found` without one and for a student who asks for more (so that ids cannot be
 * tried out), `forbidden` for an assistant who may see but not do this, `archived` for a change to a class that is put away.
 */
export async function requireClass(
  db: PrismaClient | Tx,
  person: Person,
  classId: string,
  right: ClassRight,
  { evenArchived = false } = {},
): Promise<ClassAccess> {
  const row = await db.membership.findUnique({
    where: { classId_userId: { classId, userId: person.id } },
    select: { role: true, class: { select: { archivedAt: true } } },
  });
  if (row === null) throw new ApiProblem('not-found');
  if (!roleMay(row.role, right)) throw new ApiProblem(row.role === 'student' ? 'not-found' : 'forbidden');
  const archived = row.class.archivedAt !== null;
  if (archived && !evenArchived && !READS.includes(right)) throw new ApiProblem('archived');
  return { classId, role: row.role, archived };
}

/** The student of the class whose work is asked for; `not-found` for anybody else, whoever asks. */
export async function requireStudent(db: PrismaClient | Tx, classId: string, userId: string) {
  const row = await db.membership.findUnique({
    where: { classId_userId: { classId, userId } },
    include: { user: { select: { id: true, name: true, email: true, lastSeenAt: true, language: true } } },
  });
  if (row?.role !== 'student') throw new ApiProblem('not-found');
  return row.user;
}
