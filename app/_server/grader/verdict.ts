/**
 * What the grader's child is asked, and what its answer means for an attempt. The child's answer is the only thing that gives a
 * verdict; what the tab claimed is compared with it and never believed.
 */
import type { CheckResult } from '@ringzero/kernel-sim/lab/types';
import { z } from 'zod';
import type { ServerVerdict, VerdictReason } from '@/app/_shared/api';
import type { Attempt } from '@/prisma/generated/sqlite/client/client';
import { seedSecret, serverSeeds } from '../seeds/seeds';

/** The versions that this server runs. */
export interface Versions {
  simHash: string;
  toolHash: string;
  exerciseHash(exerciseId: string): string | null;
}

export interface SeedRun {
  seed: number;
  passed: boolean;
  failed: (CheckResult & { id: string }) | null;
}
/** The run again; `refused` when the record is none of this exercise and was not run. */
export interface Graded {
  digest: string;
  passed: boolean;
  checks: readonly (CheckResult & { id: string })[];
  seeds: readonly SeedRun[];
  refused: string | null;
}

const check = z.object({
  id: z.string(),
  ok: z.boolean(),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  show: z.object({ step: z.number(), line: z.number(), file: z.string(), at: z.number() }).partial().optional(),
});
const answer = z.union([
  z.object({ refused: z.string() }),
  z.object({
    digest: z.string(),
    passed: z.boolean(),
    checks: z.array(check).default([]),
    seeds: z.array(z.object({ seed: z.number(), passed: z.boolean(), failed: check.nullable() })).default([]),
  }),
]);

/** What the child wrote on standard output; null when it is not an answer. */
export function readAnswer(output: string): Graded | null {
  try {
    const { data } = answer.safeParse(JSON.parse(output));
    if (!data) return null;
    if ('refused' in data) return { digest: '', passed: false, checks: [], seeds: [], refused: data.refused };
    return { ...data, refused: null };
  } catch {
    return null;
  }
}

/** The child's standard input: the record as the tab sent it, and seeds of our choosing. */
export function requestOf(attempt: Pick<Attempt, 'id' | 'record'>, secret = seedSecret()): string {
  // The record is JSON already and may be long; it is not parsed here.
  return `{"seeds":${JSON.stringify(serverSeeds(attempt.id, secret))},"record":${attempt.record}}`;
}

export interface Verdict {
  verdict: ServerVerdict;
  digest: string | null;
  /** Why it is not verified. */
  reason: VerdictReason | null;
  seeds: readonly SeedRun[];
}

type Claimed = Pick<Attempt, 'exerciseId' | 'exerciseHash' | 'simHash' | 'toolHash' | 'digest'>;

/**
 * Verified: our own run passes, has the tab's digest, and passes with our seeds. Another digest from the same versions is a
 * mismatch; from other versions it says nothing about the learner.
 */
export function verdictOf(attempt: Claimed, graded: Graded, versions: Versions): Verdict {
  const { digest, seeds, refused } = graded;
  if (refused !== null) return refusal(attempt, refused, versions);
  const same = graded.digest === attempt.digest;
  const changed = changedVersion(attempt, versions);
  if (changed && !(same && graded.passed)) return { verdict: 'outdated', digest, reason: changed, seeds };
  if (!same) return { verdict: 'mismatch', digest, reason: 'digest', seeds };
  if (!graded.passed) return { verdict: 'mismatch', digest, reason: 'fails', seeds };
  if (seeds.some(({ passed }) => !passed)) return { verdict: 'mismatch', digest, reason: 'seed', seeds };
  return { verdict: 'verified', digest, reason: null, seeds };
}

/** What no version of any exercise takes. */
const NEVER = ['malformed', 'too-large'];

/** An exercise that has changed may have other files now: whoever ran the old one has forged nothing. */
function refusal(attempt: Claimed, refused: string, versions: Versions): Verdict {
  const old = attempt.exerciseHash !== versions.exerciseHash(attempt.exerciseId) && !NEVER.includes(refused);
  return old
    ? { verdict: 'outdated', digest: null, reason: 'exercise', seeds: [] }
    : { verdict: 'mismatch', digest: null, reason: `refused:${refused}`, seeds: [] };
}

/** What this server has in another version than the tab had. */
export function changedVersion(attempt: Claimed, versions: Versions): 'simulator' | 'exercise' | null {
  if (attempt.simHash !== versions.simHash || attempt.toolHash !== versions.toolHash) return 'simulator';
  return attempt.exerciseHash === versions.exerciseHash(attempt.exerciseId) ? null : 'exercise';
}
