/**
 * The one Prisma client of a process, made when it is first used (a build must not open a database).
 * `next dev` reloads modules, hence the place on globalThis: a second client would be a second connection.
 */
import { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { databaseUrl, providerOf } from './database-url';
import { SafeLibSql } from './safe-libsql';

/** Inside `db().$transaction(async (tx) => …)`. */
export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>;

/** A client on any URL; tests and scripts make their own. `patience`: milliseconds to wait for another process's lock. */
export function connect(url: string, patience?: number): PrismaClient {
  if (providerOf(url) !== 'sqlite') {
    throw new Error(
      'This version runs on SQLite (DATABASE_URL=file:…); PostgreSQL has a schema header but no migrations yet.',
    );
  }
  return new PrismaClient({
    adapter: new SafeLibSql({ url }, patience),
    transactionOptions: { maxWait: 10_000, timeout: 15_000 },
  });
}

const kept = globalThis as { ringzeroDb?: PrismaClient };

/** The site's database. */
export function db(): PrismaClient {
  kept.ringzeroDb ??= connect(databaseUrl());
  return kept.ringzeroDb;
}
