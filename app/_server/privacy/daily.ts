/**
 * Tidying once a day while the site runs, by whichever server comes first: the day is claimed in the database, so that many
 * servers do it once. Starting up tidies as well (scripts/database.ts).
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { tidy } from '../db/tidy';

const KEY = 'tidied';
const HOUR = 60 * 60 * 1000;

/** True if this call did the day's tidying. */
export async function tidyOnceADay(db: PrismaClient, now = new Date()): Promise<boolean> {
  const today = JSON.stringify(now.toISOString().slice(0, 10));
  const claimed = await db.setting.updateMany({ where: { key: KEY, value: { not: today } }, data: { value: today } });
  if (claimed.count === 0) {
    if ((await db.setting.count({ where: { key: KEY } })) > 0) return false;
    // The first day of a new site: start-up has tidied just now.
    await db.setting.createMany({ data: { key: KEY, value: today } });
    return false;
  }
  await tidy(db, now);
  return true;
}

/** Looks every hour whether a new day has come. Call once per process. */
export function tidyDaily(db: () => PrismaClient): { stop(): void } {
  const timer = setInterval(() => {
    tidyOnceADay(db()).catch((error: unknown) => console.error('Tidying failed; the next hour tries again:', error));
  }, HOUR);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
