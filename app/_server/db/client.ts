/**
 * The one Prisma client of a process, made when it is first used (a build must not open a database).
 * `next dev` reloads modules, hence the place on globalThis: a second client would be a second connection.
 *
 * There are two generated clients of one shape, a provider each; the types are those of SQLite's everywhere. Which one it
 * is behind the types, `providerOfClient` tells the few places that must know.
 */
import { PrismaClient as PostgresClient } from '@/prisma/generated/postgresql/client/client';
import { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { databaseUrl, providerOf } from './database-url';
import { observed } from './observed';
import { SafeLibSql } from './safe-libsql';
import { SafePg } from './safe-pg';
import { retrying } from './transactions';

export { providerOfClient, type Tx } from './transactions';

/** Connections of one process to PostgreSQL: `DATABASE_POOL`. */
const POOL = 10;

/** A client on any URL; tests and scripts make their own. `patience`: milliseconds to wait for another process's lock. */
export function connect(url: string, patience?: number): PrismaClient {
  return providerOf(url) === 'sqlite' ? connectSqlite(url, patience) : connectPostgres(url, patience);
}

function connectSqlite(url: string, patience?: number): PrismaClient {
  return new PrismaClient({
    adapter: observed(new SafeLibSql({ url }, patience)),
    transactionOptions: { maxWait: 10_000, timeout: 15_000 },
  });
}

function connectPostgres(url: string, patience = 10_000): PrismaClient {
  const pool = {
    connectionString: url,
    max: Number(process.env.DATABASE_POOL) || POOL,
    connectionTimeoutMillis: patience,
    application_name: 'ringzero',
    // Nobody waits for ever behind another one's lock, nor leaves one behind when its process hangs.
    options: `-c lock_timeout=${patience} -c idle_in_transaction_session_timeout=30000`,
  };
  const client = new PostgresClient({
    adapter: observed(new SafePg(pool)),
    transactionOptions: { maxWait: 10_000, timeout: 15_000, isolationLevel: 'Serializable' },
  });
  return retrying(client as unknown as PrismaClient);
}

const kept = globalThis as { ringzeroDb?: PrismaClient };

/** The site's database. */
export function db(): PrismaClient {
  kept.ringzeroDb ??= connect(databaseUrl());
  return kept.ringzeroDb;
}
