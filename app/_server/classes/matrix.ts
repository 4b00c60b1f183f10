/** Learners × exercises of a class, in the course's order, and one learner's attempt as the instructor opens it. */
import type { ClassAttempt, ClassMatrix, MatrixCell, Person } from '@/app/_shared/api';
import type { ExerciseState, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { exercisePlaces } from '../course/ids';
import { ApiProblem } from '../http/problem';
import { findOwnAttempt, listAttempts } from '../progress/attempts';
import { findTaughtClass } from './classes';

export async function classMatrix(db: PrismaClient, person: Person, classId: string): Promise<ClassMatrix> {
  const found = await findTaughtClass(db, person, classId);
  const members = await db.membership.findMany({
    where: { classId, role: 'student' },
    include: { user: { include: { exerciseStates: true } } },
  });
  const learners = members.map(({ user }) => ({
    userId: user.id,
    name: user.name,
    email: user.email,
    lastSeenAt: user.lastSeenAt?.getTime() ?? null,
    cells: cellsOf(user.exerciseStates),
  }));
  learners.sort((a, b) => a.name.localeCompare(b.name) || a.email.localeCompare(b.email));
  return { class: found, exercises: exercisePlaces, learners };
}

function cellsOf(states: readonly ExerciseState[]): MatrixCell[] {
  const byExercise = new Map(states.map((state) => [state.exerciseId, state]));
  return exercisePlaces.map(({ exerciseId }) => {
    const state = byExercise.get(exerciseId);
    return {
      exerciseId,
      status: state?.status ?? 'none',
      verdict: state?.verdict ?? 'none',
      attempts: state?.attempts ?? 0,
      attemptId: state?.bestAttemptId ?? null,
    };
  });
}

/** Only attempts of this class's learners; anything else does not exist for the instructor. */
export async function classAttempt(
  db: PrismaClient,
  person: Person,
  classId: string,
  attemptId: string,
): Promise<ClassAttempt> {
  await findTaughtClass(db, person, classId);
  const owner =
    (await db.attempt.findUnique({ where: { id: attemptId }, select: { user: true } })) ??
    (await db.draftVersion.findUnique({ where: { id: attemptId }, select: { user: true } }));
  if (owner === null) throw new ApiProblem('not-found');
  const { user } = owner;
  const member = await db.membership.findUnique({ where: { classId_userId: { classId, userId: user.id } } });
  const attempt = member?.role === 'student' ? await findOwnAttempt(db, user.id, attemptId) : null;
  if (attempt === null) throw new ApiProblem('not-found');
  return {
    learner: { userId: user.id, name: user.name, email: user.email },
    attempt,
    others: await listAttempts(db, user.id, attempt.exerciseId),
  };
}
