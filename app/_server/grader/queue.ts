/**
 * The queue of passed attempts that wait for the server's own run. What is true of an attempt stands in its row (claims.ts);
 * a queue only says which one is next. Two of them: the table itself (SQLite), pg-boss (PostgreSQL).
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { providerOfClient } from '../db/client';
import type { Tx } from '../db/transactions';
import { BossQueue, putJobs } from './boss-queue';
import type { GradingQueue } from './grading-queue';
import { TableQueue } from './table-queue';

/** The queue of a database, for a grader. `open` makes what it needs there. */
export async function openQueue(db: PrismaClient, url: string): Promise<GradingQueue> {
  return providerOfClient(db) === 'sqlite' ? new TableQueue(db) : BossQueue.open(db, url);
}

/** Puts attempts in, within the transaction that made them wait (serverVerdict "pending"): both happen or neither. */
export async function enqueue(db: PrismaClient, tx: Tx, attemptIds: readonly string[]): Promise<void> {
  if (providerOfClient(db) === 'postgresql') await putJobs(tx, attemptIds);
}

/** What an operator and a back-pressure want to know. */
export interface QueueState {
  waiting: number;
  running: number;
  /** Given up: verdict "error". */
  dead: number;
  /** Milliseconds that the oldest has waited. */
  oldest: number;
}

export async function queueState(db: PrismaClient, now = new Date()): Promise<QueueState> {
  const pending = { serverVerdict: 'pending' as const };
  const [all, running, dead, first] = await Promise.all([
    db.attempt.count({ where: pending }),
    db.attempt.count({ where: { ...pending, claimedUntil: { gte: now } } }),
    db.attempt.count({ where: { serverVerdict: 'error' } }),
    db.attempt.findFirst({ where: pending, orderBy: { createdAt: 'asc' }, select: { createdAt: true } }),
  ]);
  const oldest = first ? Math.max(0, now.getTime() - first.createdAt.getTime()) : 0;
  return { waiting: all - running, running, dead, oldest };
}

/** Gives dead letters another chance, all or those named; answers how many. */
export async function revive(db: PrismaClient, ids?: readonly string[]): Promise<number> {
  return db.$transaction(async (tx) => {
    const where = { serverVerdict: 'error' as const, ...(ids ? { id: { in: [...ids] } } : {}) };
    const dead = await tx.attempt.findMany({ where, select: { id: true } });
    const all = dead.map(({ id }) => id);
    await tx.attempt.updateMany({
      where: { id: { in: all } },
      data: { serverVerdict: 'pending', gradeTries: 0, gradeAfter: null, claimedUntil: null },
    });
    await enqueue(db, tx, all);
    return all.length;
  });
}
