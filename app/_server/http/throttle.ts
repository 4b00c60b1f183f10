/**
 * Counted tries within a window, kept in the database because several servers may answer the same person.
 * `countTry` counts and throws `too-many-tries` beyond the limit; `forgetTries` clears after a success.
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { serially } from '../db/transactions';
import { ApiProblem } from './problem';

export interface TryLimit {
  limit: number;
  seconds: number;
}

export async function countTry(db: PrismaClient, key: string, { limit, seconds }: TryLimit): Promise<void> {
  const now = Date.now();
  const fresh = { count: 1, resetsAt: new Date(now + seconds * 1000) };
  const row = await serially(db, `throttle:${key}`, async (tx) => {
    const found = await tx.throttle.findUnique({ where: { key } });
    if (found === null) return tx.throttle.create({ data: { key, ...fresh } });
    const over = found.resetsAt.getTime() <= now;
    return tx.throttle.update({ where: { key }, data: over ? fresh : { count: { increment: 1 } } });
  });
  if (row.count > limit) {
    throw new ApiProblem('too-many-tries', {
      retryAfter: Math.max(1, Math.ceil((row.resetsAt.getTime() - now) / 1000)),
    });
  }
}

export async function forgetTries(db: PrismaClient, key: string): Promise<void> {
  await db.throttle.deleteMany({ where: { key } });
}
