/**
 * Is it alive, is it ready? Alive is a process that answers. Ready is one that may be given requests: the database answers
 * in time and has the tables of this version, and the process is not about to end.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { providerOfClient } from '../db/client';

const PATIENCE = 2_000;

export interface Readiness {
  ready: boolean;
  /** A word for each thing: "ok", or what is wrong. */
  checks: { database: 'ok' | 'unreachable'; migrations: 'ok' | 'missing' | 'unknown'; process: 'ok' | 'ending' };
}

const kept = globalThis as { ringzeroEnding?: boolean };

/** From now on this process says that it is not ready. */
export function beginEnding(): void {
  kept.ringzeroEnding = true;
}

export function isEnding(): boolean {
  return kept.ringzeroEnding === true;
}

export async function readiness(db: PrismaClient): Promise<Readiness> {
  const applied = await inTime(appliedMigrations(db)).catch(() => null);
  const checks: Readiness['checks'] = {
    database: applied === null ? 'unreachable' : 'ok',
    migrations: applied === null ? 'unknown' : expected(db).every((name) => applied.has(name)) ? 'ok' : 'missing',
    process: isEnding() ? 'ending' : 'ok',
  };
  return { ready: Object.values(checks).every((check) => check === 'ok'), checks };
}

async function appliedMigrations(db: PrismaClient): Promise<Set<string>> {
  const rows = await db.$queryRawUnsafe<{ migration_name: string }[]>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL',
  );
  return new Set(rows.map((row) => row.migration_name));
}

const names = new Map<string, string[]>();

/** The migrations that this version of the site was written for. */
function expected(db: PrismaClient): string[] {
  const provider = providerOfClient(db);
  const known = names.get(provider);
  if (known) return known;
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), 'prisma', 'migrations', provider);
  const found = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );
  names.set(provider, found);
  return found;
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('too late')), PATIENCE);
    promise.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
