/** A student's attempt as the instructor opens it; only attempts of this class's students exist for them. */
import type { Person } from '@/app/_shared/api';
import type { OpenedAttempt, OwnAttempt } from '@/app/_shared/insight';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { requireClass, requireStudent } from '../classes/access';
import { ApiProblem } from '../http/problem';
import { findOwnAttempt, listAttempts } from '../progress/attempts';
import { commentsOf, commentsOnMine } from './comments';
import { shownEmail } from './students';

/** Whose attempt (or replaced draft) it is; `not-found` unless a student of the class. */
export async function ownerInClass(db: PrismaClient, classId: string, attemptId: string) {
  const select = { userId: true } as const;
  const owner =
    (await db.attempt.findUnique({ where: { id: attemptId }, select })) ??
    (await db.draftVersion.findUnique({ where: { id: attemptId }, select }));
  if (owner === null) throw new ApiProblem('not-found');
  return requireStudent(db, classId, owner.userId);
}

export async function classAttempt(
  db: PrismaClient,
  person: Person,
  classId: string,
  attemptId: string,
): Promise<OpenedAttempt> {
  const access = await requireClass(db, person, classId, 'see');
  const student = await ownerInClass(db, classId, attemptId);
  const detail = { attempt: attemptId };
  await recordAccess(db, { actorId: person.id, action: 'attempt.read', subjectId: student.id, classId, detail });
  const attempt = await findOwnAttempt(db, student.id, attemptId);
  if (attempt === null) throw new ApiProblem('not-found');
  return {
    learner: { userId: student.id, name: student.name, email: shownEmail(student.email) },
    attempt,
    others: await listAttempts(db, student.id, attempt.exerciseId),
    comments: await commentsOf(db, person, access, attemptId),
  };
}

/** The attempt behind a cell of the matrix: the best, else the latest; null when there is none. */
export async function bestAttempt(
  db: PrismaClient,
  person: Person,
  classId: string,
  userId: string,
  exerciseId: string,
): Promise<string | null> {
  await requireClass(db, person, classId, 'see');
  const student = await requireStudent(db, classId, userId);
  const where = { userId: student.id, exerciseId };
  const state = await db.exerciseState.findUnique({
    where: { userId_exerciseId: where },
    select: { bestAttemptId: true },
  });
  if (state?.bestAttemptId) return state.bestAttemptId;
  return (await db.attempt.findFirst({ where, orderBy: { endedAt: 'desc' }, select: { id: true } }))?.id ?? null;
}

/** My own attempt with what was said about it. */
export async function ownAttempt(db: PrismaClient, person: Person, attemptId: string): Promise<OwnAttempt> {
  const attempt = await findOwnAttempt(db, person.id, attemptId);
  if (attempt === null) throw new ApiProblem('not-found');
  const { comments } = await commentsOnMine(db, person, { attemptId });
  return { attempt, comments };
}
