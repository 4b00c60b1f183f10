/**
 * The grader: takes attempts from the queue, as many at a time as it has children, and writes what their runs say. While a
 * run goes on its claim is prolonged. When the queue is empty there may be other work (`idle`: a regrade), then it sleeps.
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { type GradeAnswer, type GraderLimits, gradeInChild, LIMITS } from './child';
import { type Claim, DEATHS, deathsOf, LEASE, TRIES } from './claims';
import type { GradingQueue } from './grading-queue';
import type { ChildPool } from './pool';
import { TableQueue } from './table-queue';
import { requestOf, type Verdict, type Versions, verdictOf } from './verdict';

export interface GraderOptions {
  /** The child's program under Node. */
  command: readonly string[];
  versions: Versions;
  limits?: GraderLimits;
  /** Children kept warm; without, each run starts one. */
  pool?: ChildPool;
  /** How long runs may go on after the grader was told to end, in milliseconds. */
  grace?: number;
  log?: (line: string) => void;
  /** Told of each verdict that was written. */
  settled?: (claim: Claim, verdict: Verdict) => void;
  /** Work for when nobody waits; false when there is none. */
  idle?: (signal: AbortSignal) => Promise<boolean>;
}

const GRACE = 8_000;
const POLL = 500;

const GIVEN_UP: Verdict = { verdict: 'error', digest: null, reason: 'grader', seeds: [] };

/** Runs a request in a child. */
export function runInChild(options: GraderOptions, request: string, signal?: AbortSignal): Promise<GradeAnswer> {
  if (options.pool) return options.pool.run(request, signal);
  return gradeInChild(options.command, request, options.limits ?? LIMITS, signal);
}

/** Grades one attempt. Answers false when none waits. `signal` kills the run, and the attempt goes back. */
export async function gradeNext(
  queue: GradingQueue | PrismaClient,
  options: GraderOptions,
  signal?: AbortSignal,
): Promise<boolean> {
  const from = 'take' in queue ? queue : new TableQueue(queue);
  const claim = await from.take();
  if (claim === null) return false;
  if (deathsOf(claim.attempt) >= DEATHS) {
    await from.settle(claim, GIVEN_UP);
    return true;
  }
  const lost = new AbortController();
  const heart = setInterval(async () => {
    const kept = await from.keep(claim).catch(() => true); // the database may be back before the claim is over
    if (!kept) lost.abort();
  }, LEASE / 4);
  const kill = signal ? AbortSignal.any([signal, lost.signal]) : lost.signal;
  const answer = await runInChild(options, requestOf(claim.attempt), kill).finally(() => clearInterval(heart));
  await finish(from, claim, answer, options);
  return true;
}

async function finish(queue: GradingQueue, claim: Claim, answer: GradeAnswer, options: GraderOptions): Promise<void> {
  if (!answer.ok && answer.why === 'stopped') return queue.release(claim, null);
  if (answer.ok) return write(verdictOf(claim.attempt, answer.graded, options.versions));
  options.log?.(`grader: attempt ${claim.attempt.id}: ${answer.why}: ${answer.detail}`);
  if (claim.attempt.gradeTries < TRIES) return queue.release(claim, answer.why);
  return write(GIVEN_UP);

  async function write(verdict: Verdict): Promise<void> {
    if (await queue.settle(claim, verdict)) options.settled?.(claim, verdict);
  }
}

/** Grades until `signal`; then takes nothing more, lets what runs end for `grace`, and gives back the rest. */
export async function runGrader(queue: GradingQueue, options: GraderOptions, signal: AbortSignal): Promise<void> {
  const kill = new AbortController();
  let late: NodeJS.Timeout | undefined;
  const ending = () => {
    late = setTimeout(() => kill.abort(), options.grace ?? GRACE);
  };
  signal.addEventListener('abort', ending, { once: true });
  const hand = async (first: boolean) => {
    while (!signal.aborted) {
      const worked = await oneThing(first).catch((error) => {
        options.log?.(`grader: ${error instanceof Error ? error.message : error}`);
        return false;
      });
      if (!worked) await sleep(POLL, signal);
    }
  };
  const oneThing = async (first: boolean) =>
    (await gradeNext(queue, options, kill.signal)) || (first && (await options.idle?.(signal)) === true);
  await Promise.all(Array.from({ length: options.pool?.size ?? 1 }, (_, at) => hand(at === 0)));
  clearTimeout(late);
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
