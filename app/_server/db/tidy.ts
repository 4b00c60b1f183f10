/**
 * Removes what has expired by itself (sessions, counted tries, confirmations that nobody gave) and what is past the times that
 * an admin set (privacy/retention.ts). Runs at every start and once a day.
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { applyRetention } from '../privacy/retention';

const HOUR = 60 * 60 * 1000;

export async function tidy(db: PrismaClient, now = new Date()): Promise<void> {
  await db.session.deleteMany({ where: { expiresAt: { lt: now } } });
  await db.verification.deleteMany({ where: { expiresAt: { lt: now } } });
  await db.throttle.deleteMany({ where: { resetsAt: { lt: now } } });
  await db.rateLimit.deleteMany({ where: { lastRequest: { lt: now.getTime() - HOUR } } });
  await db.ltiNonce.deleteMany({ where: { expiresAt: { lt: now } } });
  await applyRetention(db, now);
}
