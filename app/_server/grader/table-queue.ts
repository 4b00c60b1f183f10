/** The attempts table as a queue, the oldest first: for SQLite, where one process has one file and a worker beside it. */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { type Claim, claim, free, giveBack, prolong, writeVerdict } from './claims';
import type { GradingQueue } from './grading-queue';
import type { Verdict } from './verdict';

export class TableQueue implements GradingQueue {
  constructor(private readonly db: PrismaClient) {}

  async take(now = new Date()): Promise<Claim | null> {
    for (;;) {
      const next = await this.db.attempt.findFirst({
        where: free(now),
        orderBy: { createdAt: 'asc' },
        select: { id: true },
      });
      if (next === null) return null;
      const mine = await claim(this.db, next.id, now);
      if (mine) return mine; // else somebody else was quicker
    }
  }

  keep(claimed: Claim): Promise<boolean> {
    return prolong(this.db, claimed);
  }

  settle(claimed: Claim, verdict: Verdict): Promise<boolean> {
    return writeVerdict(this.db, claimed, verdict);
  }

  async release(claimed: Claim, why: string | null): Promise<void> {
    await giveBack(this.db, claimed, why);
  }

  async close(): Promise<void> {}
}
