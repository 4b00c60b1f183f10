/**
 * `database.ts check`: can the database be used? Says plainly what is wrong (no folder, not a database, damaged, locked,
 * read-only; PostgreSQL: not reachable, no such database, wrong password, too old) and exits with 1. `database.ts tidy`:
 * makes the queue's tables (PostgreSQL), removes what has expired. Both are steps of `npm start`.
 */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { Client } from 'pg';
import { db } from '../app/_server/db/client';
import { databaseFile, databaseUrl, providerOf } from '../app/_server/db/database-url';
import { tidy } from '../app/_server/db/tidy';
import { prepareBoss } from '../app/_server/grader/boss-queue';

class Trouble extends Error {}

/** How long another program may hold the database before we give up. */
const PATIENCE = 4000;
/** What the tests run on is 15; what is used is in 13 already. */
const OLDEST = 130_000;

async function check(): Promise<void> {
  const url = databaseUrl();
  if (providerOf(url) === 'postgresql') return checkServer(url);
  const file = databaseFile(url) ?? '';
  requireFolder(file);
  try {
    await open(url);
  } catch (error) {
    throw new Trouble(explain(file, error));
  }
}

function requireFolder(file: string): void {
  const folder = path.dirname(file);
  if (!process.env.DATABASE_URL) mkdirSync(folder, { recursive: true });
  if (!existsSync(folder)) throw new Trouble(`The database's folder does not exist: ${folder}`);
  for (const place of [folder, file].filter(existsSync)) {
    try {
      accessSync(place, constants.R_OK | constants.W_OK);
    } catch {
      throw new Trouble(`No permission to read and write ${place}`);
    }
  }
}

/** Reads every page, and takes the write lock once. */
async function open(url: string): Promise<void> {
  const client = createClient({ url });
  try {
    await client.execute(`PRAGMA busy_timeout = ${PATIENCE}`);
    const { rows } = await client.execute('PRAGMA quick_check(1)');
    if (rows[0]?.[0] !== 'ok') throw new Error(`malformed: ${rows[0]?.[0]}`);
    await client.execute('BEGIN IMMEDIATE');
    await client.execute('ROLLBACK');
  } finally {
    client.close();
  }
}

function explain(file: string, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/SQLITE_BUSY|locked/i.test(text)) {
    return `The database ${file} is locked by another program. End that program (a second site, a database browser) and start again.`;
  }
  if (/SQLITE_NOTADB|not a database/i.test(text)) {
    return `${file} is not an SQLite database. Move it away (a new one is made) or point DATABASE_URL to the right file.`;
  }
  if (/SQLITE_CORRUPT|malformed/i.test(text)) {
    return `The database ${file} is damaged (${text}). Restore a backup; docs/operations.md says how.`;
  }
  if (/SQLITE_READONLY|readonly/i.test(text)) return `The database ${file} cannot be written.`;
  return `The database ${file} cannot be opened: ${text}`;
}

async function checkServer(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: PATIENCE });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; writable: boolean }>(
      "SELECT current_setting('server_version_num')::int AS version, NOT pg_is_in_recovery() AS writable",
    );
    const [{ version, writable }] = rows;
    if (version < OLDEST)
      throw new Trouble(`PostgreSQL 13 or newer is needed; this is ${Math.floor(version / 10_000)}.`);
    if (!writable) throw new Trouble('The PostgreSQL server is a read-only copy: DATABASE_URL must name the primary.');
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(explainServer(url, error as { code?: string; message?: string }));
  } finally {
    await client.end().catch(() => {});
  }
}

/** Never with the password. */
function explainServer(url: string, { code, message }: { code?: string; message?: string }): string {
  const { hostname, port, pathname, username } = new URL(url);
  const server = `${hostname}:${port || 5432}`;
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: `No PostgreSQL server answers at ${server}. Start it, or correct DATABASE_URL.`,
    ENOTFOUND: `There is no host ${hostname}. Correct DATABASE_URL.`,
    '3D000': `The PostgreSQL server ${server} has no database "${pathname.slice(1)}". Make it: createdb ${pathname.slice(1)}`,
    '28P01': `The PostgreSQL server ${server} refused the password of "${username}".`,
    '28000': `The PostgreSQL server ${server} lets "${username}" not in.`,
    '53300': `The PostgreSQL server ${server} has no connection left: raise max_connections or lower DATABASE_POOL.`,
  };
  return known[code ?? ''] ?? `The PostgreSQL server ${server} cannot be used: ${message}`;
}

try {
  if (process.argv[2] === 'check') await check();
  else {
    if (providerOf(databaseUrl()) === 'postgresql') await prepareBoss(databaseUrl());
    await tidy(db());
    await db().$disconnect();
  }
} catch (error) {
  if (!(error instanceof Trouble)) throw error;
  console.error(`ring-zero: ${error.message}`);
  process.exitCode = 1;
}
