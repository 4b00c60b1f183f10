/**
 * pg-boss as the queue, on PostgreSQL: several workers take different attempts without waiting for each other. A job says
 * no more than which attempt; there is at most one that waits for an attempt (policy "short", the attempt's id as its key),
 * and one that comes for an attempt which needs no verdict any more, or which somebody else has, is simply done.
 *
 * What a killed worker had is found by `sweep`: attempts that wait for a verdict, are claimed by nobody and have no job.
 * The same finds what came in without a job, from a backup or another database.
 */
import PgBoss from 'pg-boss';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { serially, type Tx } from '../db/transactions';
import { type Claim, claim, giveBack, prolong, writeVerdict } from './claims';
import type { GradingQueue } from './grading-queue';
import type { Verdict } from './verdict';

const QUEUE = 'grading';
/** pg-boss gives a job to somebody else after this; the claim in the attempt's row decides much earlier. */
const EXPIRES = 15 * 60;
/** Seconds that a finished job is kept. */
const KEPT = 600;
const SWEEP = 5_000;

/** Uses the transaction's own connection. */
function within(tx: Tx): PgBoss.Db {
  return {
    async executeSql(text: string, values: unknown[]) {
      await tx.$executeRawUnsafe(text, ...values);
      return { rows: [] };
    },
  };
}

/** Never started: it only knows pg-boss's statements. */
const writer = new PgBoss({ db: { executeSql: async () => ({ rows: [] }) }, supervise: false, schedule: false });

/** One job an attempt; a second one while the first waits is none. */
export async function putJobs(tx: Tx, attemptIds: readonly string[], startAfter?: Date): Promise<void> {
  if (attemptIds.length === 0) return;
  const jobs = attemptIds.map((attemptId) => ({
    name: QUEUE,
    data: { attemptId },
    singletonKey: attemptId,
    ...(startAfter ? { startAfter: startAfter.toISOString() } : {}),
  }));
  await writer.insert(jobs, { db: within(tx) });
}

/** Makes pg-boss's tables and the queue; doing it again changes nothing. */
export async function prepareBoss(url: string): Promise<void> {
  const boss = await start(url, { supervise: false });
  await boss.stop({ graceful: false });
}

async function start(url: string, options: PgBoss.ConstructorOptions): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    max: 3,
    schedule: false,
    archiveCompletedAfterSeconds: KEPT,
    deleteAfterSeconds: KEPT,
    ...options,
  });
  boss.on('error', (error) => console.error(`grading queue: ${error.message}`));
  await boss.start();
  if (!(await boss.getQueue(QUEUE)))
    await boss.createQueue(QUEUE, { name: QUEUE, policy: 'short', expireInSeconds: EXPIRES, retryLimit: 1000 });
  return boss;
}

export class BossQueue implements GradingQueue {
  private readonly sweeper: NodeJS.Timeout;

  private constructor(
    private readonly db: PrismaClient,
    private readonly boss: PgBoss,
  ) {
    const quietly = () => this.sweep().catch((error: Error) => console.error(`grading queue: ${error.message}`));
    this.sweeper = setInterval(quietly, SWEEP);
  }

  static async open(db: PrismaClient, url: string): Promise<BossQueue> {
    const queue = new BossQueue(db, await start(url, {}));
    await queue.sweep();
    return queue;
  }

  async take(now = new Date()): Promise<Claim | null> {
    for (;;) {
      const [job] = await this.boss.fetch<{ attemptId: string }>(QUEUE);
      if (!job) return null;
      const mine = await claim(this.db, job.data.attemptId, now, job.id);
      if (mine) return mine;
      await this.boss.complete(QUEUE, job.id);
    }
  }

  keep(claimed: Claim): Promise<boolean> {
    return prolong(this.db, claimed);
  }

  async settle(claimed: Claim, verdict: Verdict): Promise<boolean> {
    const written = await writeVerdict(this.db, claimed, verdict);
    await this.done(claimed);
    return written;
  }

  async release(claimed: Claim, why: string | null): Promise<void> {
    await serially(this.db, `grading:${claimed.attempt.id}`, async (tx) => {
      const from = await giveBack(tx, claimed, why);
      if (from) await putJobs(tx, [claimed.attempt.id], from);
    });
    await this.done(claimed);
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await this.boss.stop({ graceful: false });
  }

  /** Jobs for attempts that wait and have none. Answers how many were made. */
  async sweep(): Promise<number> {
    const lost = await this.db.$queryRawUnsafe<{ id: string }[]>(`
      SELECT a.id FROM "Attempt" a
      WHERE a."serverVerdict" = 'pending'
        AND (a."claimedUntil" IS NULL OR a."claimedUntil" < now() AT TIME ZONE 'UTC')
        AND (a."gradeAfter" IS NULL OR a."gradeAfter" < now() AT TIME ZONE 'UTC')
        AND NOT EXISTS (
          SELECT 1 FROM pgboss.job j
          WHERE j.name = '${QUEUE}' AND j.singleton_key = a.id AND j.state IN ('created', 'retry'))
      ORDER BY a."createdAt" LIMIT 1000`);
    const ids = lost.map(({ id }) => id);
    await serially(this.db, 'grading:sweep', (tx) => putJobs(tx, ids));
    return ids.length;
  }

  /** Should the worker die before this, the job comes again and is found to be done. */
  private async done({ job }: Claim): Promise<void> {
    if (job) await this.boss.complete(QUEUE, job);
  }
}
