/**
 * Who has an attempt. A grader claims a row for a short time and prolongs that while it works; `claimedUntil`, which no two
 * claims share, is its proof. Everything that it writes later is written only if the proof still holds: a grader that was
 * thought dead and comes back changes nothing, and a verdict is written once.
 */
import type { Attempt, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { personKey, serially, type Tx } from '../db/transactions';
import { refreshExerciseState } from '../progress/exercise-state';
import type { Verdict } from './verdict';

/** After so many failed tries an attempt is given up: verdict "error", a dead letter. */
export const TRIES = 3;
/**
 * A grader that dies with an attempt in hand says nothing against the attempt (its run is in another process), so that is no
 * failed try. After so many deaths in a row it is given up all the same.
 */
export const DEATHS = 10;
/** A claim lasts so long without being prolonged. */
export const LEASE = 20_000;
/** Makes the proofs of two graders differ that claim in the same millisecond. */
const SPREAD = 5_000;
/** The pause after the first failed try; each further one is four times as long. */
const PAUSE = 5_000;

export interface Claim {
  readonly attempt: Attempt;
  /** The proof. */
  until: Date;
  /** The queue's own name for it. */
  readonly job?: string;
}

const proof = (now: Date) => new Date(now.getTime() + LEASE + Math.floor(Math.random() * SPREAD));

/** What a grader may take: nobody has it, and its pause is over. */
export function free(now: Date) {
  return {
    serverVerdict: 'pending' as const,
    AND: [
      { OR: [{ claimedUntil: null }, { claimedUntil: { lt: now } }] },
      { OR: [{ gradeAfter: null }, { gradeAfter: { lte: now } }] },
    ],
  };
}

/** Takes this attempt, or answers null when somebody else was quicker or it needs no verdict any more. */
export async function claim(db: PrismaClient, id: string, now = new Date(), job?: string): Promise<Claim | null> {
  const before = await db.attempt.findFirst({ where: { id, ...free(now) } });
  if (before === null) return null;
  const until = proof(now);
  const died = before.claimedUntil !== null;
  const taken = died
    ? { claimedUntil: until, gradeError: `died ${deathsOf(before) + 1}` }
    : { claimedUntil: until, gradeTries: before.gradeTries + 1 };
  const { count } = await db.attempt.updateMany({
    where: { id, ...free(now), claimedUntil: before.claimedUntil },
    data: taken,
  });
  return count === 0 ? null : { attempt: { ...before, ...taken }, until, job };
}

/** Graders that died in a row with this attempt in hand. */
export function deathsOf({ gradeError }: Pick<Attempt, 'gradeError'>): number {
  return Number(/^died (\d+)$/.exec(gradeError ?? '')?.[1] ?? 0);
}

const held = ({ attempt, until }: Claim) => ({
  id: attempt.id,
  serverVerdict: 'pending' as const,
  claimedUntil: until,
});

/** Prolongs a claim; false when it is lost. */
export async function prolong(db: PrismaClient, claimed: Claim, now = new Date()): Promise<boolean> {
  const until = proof(now);
  const { count } = await db.attempt.updateMany({ where: held(claimed), data: { claimedUntil: until } });
  if (count > 0) claimed.until = until;
  return count > 0;
}

/**
 * Writes the verdict, and what follows from it in the same transaction. False when the claim is lost (somebody else has it,
 * or has judged it already) or the attempt is gone with its owner.
 */
export async function writeVerdict(
  db: PrismaClient,
  claimed: Claim,
  judged: Verdict,
  now = new Date(),
): Promise<boolean> {
  const { verdict, digest, reason, seeds } = judged;
  const data = {
    serverVerdict: verdict,
    serverDigest: digest,
    serverSeeds: seeds.length > 0 ? JSON.stringify(seeds) : null,
    gradeError: reason,
    gradedAt: now,
    claimedUntil: null,
    gradeAfter: null,
  };
  return withOwner(db, claimed.attempt.id, async (tx, { userId, exerciseId }) => {
    const { count } = await tx.attempt.updateMany({ where: held(claimed), data });
    if (count > 0) await refreshExerciseState(tx, userId, exerciseId);
    return count > 0;
  });
}

type Owned = Pick<Attempt, 'userId' | 'exerciseId'>;
const owned = { userId: true, exerciseId: true } as const;

/** Runs under the lock of whoever owns the attempt; a merge may give it to somebody else in between. */
async function withOwner(
  db: PrismaClient,
  id: string,
  body: (tx: Tx, row: Owned) => Promise<boolean>,
): Promise<boolean> {
  for (;;) {
    const before = await db.attempt.findUnique({ where: { id }, select: owned });
    if (before === null) return false;
    const done = await serially(db, personKey(before.userId), async (tx) => {
      const row = await tx.attempt.findUnique({ where: { id }, select: owned });
      if (row === null) return false;
      return row.userId === before.userId ? body(tx, row) : 'moved';
    });
    if (done !== 'moved') return done;
  }
}

/**
 * Gives an attempt back without a verdict. `why`: a failed try, which is counted and makes it wait longer each time; null:
 * the grader only ends, and it is as if it had not been taken. Answers from when on it may be taken, or null: claim lost.
 */
export async function giveBack(
  db: PrismaClient | Tx,
  claimed: Claim,
  why: string | null,
  now = new Date(),
): Promise<Date | null> {
  const tries = claimed.attempt.gradeTries;
  const from = why === null ? now : new Date(now.getTime() + PAUSE * 4 ** (tries - 1));
  const data =
    why === null
      ? { claimedUntil: null, gradeTries: tries - 1 }
      : { claimedUntil: null, gradeAfter: from, gradeError: why.slice(0, 500) };
  const { count } = await db.attempt.updateMany({ where: held(claimed), data });
  return count > 0 ? from : null;
}
