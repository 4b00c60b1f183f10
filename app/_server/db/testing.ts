/**
 * A fresh, migrated database for a test. SQLite: a file in the folder for temporary files. PostgreSQL
 * (RINGZERO_TEST_DATABASE=postgresql, which the test project of that name sets): a database of its own on the run's server
 * (testing/postgres-setup.ts), copied from a template that has the tables. Migrations are applied as the SQL files are, in order.
 */
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { runSql } from '../testing/postgres';
import type { Provider } from './database-url';

export interface TestDatabase {
  url: string;
  /** SQLite only; else empty. */
  file: string;
  remove(): Promise<void>;
}

/** What the tests of this process run on. */
export const TEST_PROVIDER: Provider = process.env.RINGZERO_TEST_DATABASE === 'postgresql' ? 'postgresql' : 'sqlite';

/** The database that has the tables and nothing else; on the test server. */
export const TEMPLATE = 'template_ringzero';

/** Makes one; call `remove()` when done. */
export function testDatabase(): Promise<TestDatabase> {
  if (TEST_PROVIDER === 'sqlite') return sqliteDatabase();
  return postgresDatabase((database) => `${process.env.RINGZERO_TEST_POSTGRES}/${database}`);
}

/** A database of one's own on a server that has the template. */
export async function postgresDatabase(url: (database: string) => string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runSql(url('postgres'), `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
  const remove = () => runSql(url('postgres'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { url: url(name), file: '', remove };
}

export async function sqliteDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringzero-db-'));
  const file = path.join(folder, 'test.db');
  copyFileSync(await sqliteTemplate(), file);
  return { url: `file:${file}`, file, remove: async () => rmSync(folder, { recursive: true, force: true }) };
}

let template: Promise<string> | null = null;

/** One empty file a process, copied for each test. */
function sqliteTemplate(): Promise<string> {
  template ??= (async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ringzero-db-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'template.db');
    const client = createClient({ url: `file:${file}` });
    for (const sql of migrations('sqlite')) await client.executeMultiple(sql);
    client.close();
    return file;
  })();
  return template;
}

/** The migrations of a provider, in order. */
export function migrations(provider: Provider): string[] {
  const folder = path.join(process.cwd(), 'prisma', 'migrations', provider);
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map((entry) => entry.name)
    .sort()
    .map((name) => readFileSync(path.join(folder, name, 'migration.sql'), 'utf8'));
}
