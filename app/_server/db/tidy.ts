/** Removes what has expired: sessions, counted tries, and anonymous people who left nothing. Runs at every start. */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';

const ABANDONED = 30 * 24 * 60 * 60 * 1000;

export async function tidy(db: PrismaClient, now = new Date()): Promise<void> {
  await db.session.deleteMany({ where: { expiresAt: { lt: now } } });
  await db.verification.deleteMany({ where: { expiresAt: { lt: now } } });
  await db.throttle.deleteMany({ where: { resetsAt: { lt: now } } });
  await db.user.deleteMany({
    where: {
      isAnonymous: true,
      updatedAt: { lt: new Date(now.getTime() - ABANDONED) },
      attempts: { none: {} },
      drafts: { none: {} },
      predictions: { none: {} },
      sessions: { none: {} },
    },
  });
}
