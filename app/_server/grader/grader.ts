/** The grader's loop: one attempt at a time, each in a child process; sleeps while the queue is empty. */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { type GraderLimits, gradeInChild, LIMITS } from './child';
import { claimNext, release, settle, TRIES } from './queue';
import { requestOf, type Versions, verdictOf } from './verdict';

export interface GraderOptions {
  /** The child's program under Node. */
  command: readonly string[];
  versions: Versions;
  limits?: GraderLimits;
  log?: (line: string) => void;
}

/** Grades one attempt. Answers false when none waits. */
export async function gradeNext(db: PrismaClient, options: GraderOptions, signal?: AbortSignal): Promise<boolean> {
  const attempt = await claimNext(db);
  if (attempt === null) return false;
  const answer = await gradeInChild(options.command, requestOf(attempt), options.limits ?? LIMITS, signal);
  if (signal?.aborted) await release(db, attempt, false);
  else if (answer.ok) {
    await settle(db, attempt, verdictOf(attempt, answer.graded, options.versions));
  } else {
    options.log?.(`grader: attempt ${attempt.id}: ${answer.why}: ${answer.detail}`);
    if (attempt.gradeTries < TRIES) await release(db, attempt, true);
    else await settle(db, attempt, { verdict: 'error', digest: null, reason: 'grader', seeds: [] });
  }
  return true;
}

/** Grades until `signal`. A database that is busy or away is waited for. */
export async function runGrader(
  db: PrismaClient,
  options: GraderOptions,
  signal: AbortSignal,
  idle = 1000,
): Promise<void> {
  while (!signal.aborted) {
    const worked = await gradeNext(db, options, signal).catch((error) => {
      options.log?.(`grader: ${error instanceof Error ? error.message : error}`);
      return false;
    });
    if (!worked) await sleep(idle, signal);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
