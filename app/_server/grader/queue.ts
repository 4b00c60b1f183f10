/**
 * The queue of passed attempts that wait for the server's own run. It is the attempts table itself: whoever claims a row
 * has it until `claimedUntil`, so a grader that dies leaves nothing behind, and several may work side by side.
 */
import type { Attempt, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { refreshExerciseState } from '../progress/exercise-state';
import type { Verdict } from './verdict';

/** After so many graders died over one attempt it is given up. */
export const TRIES = 3;
const CLAIM = 3 * 60_000;

/** Takes the oldest waiting attempt, or null. */
export async function claimNext(db: PrismaClient, now = new Date()): Promise<Attempt | null> {
  return db.$transaction(async (tx) => {
    const next = await tx.attempt.findFirst({
      where: { serverVerdict: 'pending', OR: [{ claimedUntil: null }, { claimedUntil: { lt: now } }] },
      orderBy: { createdAt: 'asc' },
    });
    if (next === null) return null;
    return tx.attempt.update({
      where: { id: next.id },
      data: { claimedUntil: new Date(now.getTime() + CLAIM), gradeTries: { increment: 1 } },
    });
  });
}

/** Gives an attempt back without a verdict, to be tried again. */
export async function release(db: PrismaClient, attempt: Attempt, countTry: boolean): Promise<void> {
  await db.attempt.updateMany({
    where: { id: attempt.id },
    data: { claimedUntil: null, gradeTries: countTry ? attempt.gradeTries : attempt.gradeTries - 1 },
  });
}

/** Writes the verdict. The attempt may be gone by now: its owner deleted the account. */
export async function settle(
  db: PrismaClient,
  attempt: Attempt,
  { verdict, digest, reason, seeds }: Verdict,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const row = await tx.attempt.findUnique({ where: { id: attempt.id }, select: { userId: true, exerciseId: true } });
    if (row === null) return;
    await tx.attempt.update({
      where: { id: attempt.id },
      data: {
        serverVerdict: verdict,
        serverDigest: digest,
        serverSeeds: seeds.length > 0 ? JSON.stringify(seeds) : null,
        gradeError: reason,
        gradedAt: new Date(),
        claimedUntil: null,
      },
    });
    await refreshExerciseState(tx, row.userId, row.exerciseId);
  });
}
