/**
 * What a person has reached in an exercise, derived from the attempts. The best attempt is a passed one, the more
 * trusted the better, the first among equals; without a passed one it is the latest.
 */
import type { ServerVerdict } from '@/app/_shared/api';
import type { Tx } from '../db/client';

/** How far a passed attempt is trusted; lower is better. */
const TRUST: Readonly<Record<ServerVerdict, number>> = {
  verified: 0,
  pending: 1,
  outdated: 2,
  error: 3,
  mismatch: 4,
  none: 5,
};

/** By the tab's word, or by the server's (a regrade may find that an attempt passes after all). */
const PASSED = { OR: [{ clientPassed: true }, { serverVerdict: 'verified' as const }] };

interface Ranked {
  id: string;
  serverVerdict: ServerVerdict;
  endedAt: Date;
}

/** The best of the passed attempts, or null. */
export function bestOf<T extends Ranked>(passed: readonly T[]): T | null {
  const better = (a: T, b: T) =>
    TRUST[a.serverVerdict] - TRUST[b.serverVerdict] || a.endedAt.getTime() - b.endedAt.getTime();
  return [...passed].sort(better)[0] ?? null;
}

/** Brings ExerciseState up to date after attempts came, were graded or moved. */
export async function refreshExerciseState(tx: Tx, userId: string, exerciseId: string): Promise<void> {
  const select = { id: true, serverVerdict: true, endedAt: true } as const;
  const attempts = await tx.attempt.count({ where: { userId, exerciseId } });
  const latest = await tx.attempt.findFirst({ where: { userId, exerciseId }, orderBy: { endedAt: 'desc' }, select });
  if (latest === null) return;
  const best = bestOf(await tx.attempt.findMany({ where: { userId, exerciseId, ...PASSED }, select }));
  const state = {
    status: best ? ('passed' as const) : ('tried' as const),
    attempts,
    verdict: best?.serverVerdict ?? 'none',
    bestAttemptId: (best ?? latest).id,
    updatedAt: latest.endedAt,
  };
  await tx.exerciseState.upsert({
    where: { userId_exerciseId: { userId, exerciseId } },
    create: { userId, exerciseId, ...state },
    update: state,
  });
}
