/**
 * What the two databases differ in when several write at once. SQLite has one writer at a time (safe-libsql.ts), so that a
 * transaction sees nothing change under it. On PostgreSQL transactions run at the level Serializable, which promises the
 * same, at the price that one of two that get in each other's way is refused (SQLSTATE 40001, Prisma's P2034; or 40P01, a
 * deadlock): it is run again here. So what is done in a transaction's function must be harmless when done twice.
 *
 * Where the same rows are wanted by many (one person's progress, a counter), `serially` takes a lock by name instead, and
 * nobody is refused.
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Provider } from './database-url';

/** Inside `db().$transaction(async (tx) => …)`. */
export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>;

const CONFLICTS = new Set(['P2034', '40001', '40P01']);
/** Prisma: no connection in time, transaction too late, SQLite locked. PostgreSQL: lock_timeout, too many connections. */
const BUSY = new Set(['P2024', 'P2028', 'P1008', '55P03', '53300']);

const TRIES = 20;
const PAUSE = 8;

const PROVIDER = Symbol.for('ringzero.provider');

/** What a client talks to. Inside a transaction, ask the client that began it. */
export function providerOfClient(client: PrismaClient): Provider {
  return (client as { [PROVIDER]?: Provider })[PROVIDER] ?? 'sqlite';
}

type Options = Parameters<PrismaClient['$transaction']>[1];
type Body<T> = (tx: Tx) => Promise<T>;

/** The client of PostgreSQL, whose transactions are run again when they got in another one's way. */
export function retrying(client: PrismaClient): PrismaClient {
  const transaction = client.$transaction.bind(client) as (work: unknown, options?: Options) => Promise<unknown>;
  const again = (work: unknown, options?: Options) => untilUndisturbed(() => transaction(work, options));
  const own: Readonly<Record<PropertyKey, unknown>> = {
    $transaction: again,
    [PROVIDER]: 'postgresql',
  };
  return new Proxy(client, {
    get: (target, name) => (Object.hasOwn(own, name) ? own[name] : Reflect.get(target, name, target)),
  });
}

async function untilUndisturbed<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!isConflict(error) || tries === TRIES) throw error;
      await new Promise((done) => setTimeout(done, PAUSE * 2 ** Math.min(tries, 6) * Math.random()));
    }
  }
}

/** A transaction was refused because of another one: running it again may succeed. */
export function isConflict(error: unknown): boolean {
  return codesOf(error).some((code) => CONFLICTS.has(code));
}

/** The database did not answer in time: another writer holds what is wanted, or too many wait. Asking again helps. */
export function isBusy(error: unknown): boolean {
  return codesOf(error).some((code) => BUSY.has(code));
}

/** A text that is none: half a surrogate pair, which Prisma's own messages cannot carry. */
export function isUnstorable(error: unknown): boolean {
  return error instanceof Error && /JSON Error: .*hex escape/.test(error.message);
}

/** Prisma's code, and PostgreSQL's where Prisma has none of its own. */
function codesOf(error: unknown): string[] {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return [code, cause?.code].filter((one) => typeof one === 'string');
}

/** The key of all that belongs to one person's progress: syncs, verdicts, a merge. */
export const personKey = (userId: string) => `person:${userId}`;

/** A transaction that waits for others with the same key instead of getting in their way. */
export function serially<T>(db: PrismaClient, key: string | readonly string[], body: Body<T>): Promise<T> {
  if (providerOfClient(db) === 'sqlite') return db.$transaction(body);
  const keys = typeof key === 'string' ? [key] : [...key].sort(); // one order for all: no deadlock
  const locked = async (tx: Tx) => {
    for (const one of keys) await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', one);
    return body(tx);
  };
  // The types are SQLite's, which knows one level only.
  return db.$transaction(locked, { isolationLevel: 'ReadCommitted' as 'Serializable' });
}
