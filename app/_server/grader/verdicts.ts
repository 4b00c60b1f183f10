/** The server's verdicts as a learner reads them: of each passed exercise the best attempt's, with the reason when it is not verified. */
import type { ExerciseVerdict, VerdictReason, VerdictWhy } from '@/app/_shared/api';
import type { Attempt, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { SeedRun } from './verdict';

type Judged = Pick<Attempt, 'serverVerdict' | 'gradeError' | 'serverSeeds'>;
const judged = { id: true, serverVerdict: true, gradeError: true, serverSeeds: true } as const;

export async function verdictsOf(
  db: PrismaClient,
  userId: string,
  exerciseIds: readonly string[],
): Promise<ExerciseVerdict[]> {
  const rows = await db.exerciseState.findMany({
    where: { userId, exerciseId: { in: [...exerciseIds] }, status: 'passed' },
    select: { exerciseId: true, bestAttempt: { select: judged } },
    orderBy: { exerciseId: 'asc' },
  });
  return rows.flatMap(({ exerciseId, bestAttempt }) =>
    bestAttempt
      ? [{ exerciseId, attemptId: bestAttempt.id, verdict: bestAttempt.serverVerdict, why: whyOf(bestAttempt) }]
      : [],
  );
}

/** Null while it waits, and when it is verified. */
export function whyOf({ serverVerdict, gradeError, serverSeeds }: Judged): VerdictWhy | null {
  if (serverVerdict === 'error') return { reason: 'grader' };
  if (serverVerdict !== 'mismatch' && serverVerdict !== 'outdated') return null;
  // Attempts graded before reasons were kept.
  const reason = (gradeError ?? (serverVerdict === 'outdated' ? 'simulator' : 'digest')) as VerdictReason;
  const run = (JSON.parse(serverSeeds ?? '[]') as SeedRun[]).find(({ passed }) => !passed);
  return reason === 'seed' && run ? { reason, seed: run.seed, failed: run.failed ?? undefined } : { reason };
}
