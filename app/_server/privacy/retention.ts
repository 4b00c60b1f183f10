/**
 * How long things are kept. An admin sets days (or for ever) on the admin page; `tidy` applies them at every start and once a day.
 * What is gone after its time is gone for good, so each rule says exactly what it removes.
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';

export type RetentionKey =
  | 'anonymousEmpty'
  | 'anonymousIdle'
  | 'sessionsUnused'
  | 'draftVersions'
  | 'audit'
  | 'archivedClasses'
  | 'attemptsOfArchived';

/** Days; null: for ever. */
export type Retention = Readonly<Record<RetentionKey, number | null>>;

export interface Rule {
  days: number | null;
  /** An admin may not go below: what is younger is still of use to the person. */
  least: number;
  /** Whether "for ever" can be chosen. */
  forEver: boolean;
  apply(db: PrismaClient | Tx, before: Date): Promise<number>;
}

export const RULES: Readonly<Record<RetentionKey, Rule>> = {
  anonymousEmpty: {
    days: 30,
    least: 1,
    forEver: false,
    apply: (db, before) =>
      removed(
        db.user.deleteMany({
          where: {
            isAnonymous: true,
            updatedAt: { lt: before },
            attempts: { none: {} },
            drafts: { none: {} },
            predictions: { none: {} },
            OR: [{ sessions: { none: {} } }, { sessions: { every: { updatedAt: { lt: before } } } }],
          },
        }),
      ),
  },
  anonymousIdle: {
    days: 730,
    least: 30,
    forEver: true,
    apply: (db, before) =>
      removed(
        db.user.deleteMany({
          where: {
            isAnonymous: true,
            updatedAt: { lt: before },
            AND: [{ OR: [{ lastSeenAt: null }, { lastSeenAt: { lt: before } }] }],
            sessions: { every: { updatedAt: { lt: before } } },
          },
        }),
      ),
  },
  sessionsUnused: {
    days: 180,
    least: 1,
    forEver: false,
    apply: (db, before) => removed(db.session.deleteMany({ where: { updatedAt: { lt: before } } })),
  },
  draftVersions: {
    days: 365,
    least: 7,
    forEver: true,
    apply: (db, before) => removed(db.draftVersion.deleteMany({ where: { savedAt: { lt: before } } })),
  },
  audit: {
    days: 730,
    least: 90,
    forEver: true,
    apply: (db, before) => removed(db.auditEntry.deleteMany({ where: { at: { lt: before } } })),
  },
  archivedClasses: {
    days: null,
    least: 30,
    forEver: true,
    apply: (db, before) => removed(db.class.deleteMany({ where: { archivedAt: { lt: before } } })),
  },
  /** Of people whose classes are all archived: attempts that are nobody's best and that nobody commented. */
  attemptsOfArchived: {
    days: null,
    least: 30,
    forEver: true,
    apply: (db, before) =>
      removed(
        db.attempt.deleteMany({
          where: {
            createdAt: { lt: before },
            bestOf: { none: {} },
            comments: { none: {} },
            user: {
              AND: [
                { memberships: { some: { class: { archivedAt: { lt: before } } } } },
                { memberships: { none: { class: { archivedAt: null } } } },
              ],
            },
          },
        }),
      ),
  },
};

export const RETENTION_KEYS = Object.keys(RULES) as RetentionKey[];

const SETTING = 'retention';
const DAY = 24 * 60 * 60 * 1000;

/** The settings, or the defaults where an admin has set nothing. */
export async function readRetention(db: PrismaClient | Tx): Promise<Retention> {
  const row = await db.setting.findUnique({ where: { key: SETTING } });
  const stored = row ? (JSON.parse(row.value) as Partial<Retention>) : {};
  const entries = RETENTION_KEYS.map((key) => [key, key in stored ? stored[key] : RULES[key].days]);
  return Object.fromEntries(entries) as Retention;
}

/** False for a number of days that a rule does not allow. */
export function allowed(key: RetentionKey, days: number | null): boolean {
  return days === null ? RULES[key].forEver : Number.isInteger(days) && days >= RULES[key].least && days <= 36_500;
}

export async function writeRetention(db: PrismaClient | Tx, retention: Retention): Promise<void> {
  const value = JSON.stringify(retention);
  await db.setting.upsert({ where: { key: SETTING }, create: { key: SETTING, value }, update: { value } });
}

/** Removes what is past its time; answers how many rows of each rule. */
export async function applyRetention(db: PrismaClient, now = new Date()): Promise<Record<string, number>> {
  const retention = await readRetention(db);
  const counts: Record<string, number> = {};
  for (const key of RETENTION_KEYS) {
    const days = retention[key];
    if (days !== null) counts[key] = await RULES[key].apply(db, new Date(now.getTime() - days * DAY));
  }
  return counts;
}

async function removed(query: Promise<{ count: number }>): Promise<number> {
  return (await query).count;
}
