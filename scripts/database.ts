/**
 * `database.ts check`: can the database be used? Says plainly what is wrong (no folder, not a database, damaged, locked,
 * read-only) and exits with 1. `database.ts tidy`: removes what has expired. Both are steps of `npm start`.
 */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { db } from '../app/_server/db/client';
import { databaseFile, databaseUrl, providerOf } from '../app/_server/db/database-url';
import { tidy } from '../app/_server/db/tidy';

class Trouble extends Error {}

/** How long another program may hold the database before we give up. */
const PATIENCE = 4000;

async function check(): Promise<void> {
  const url = databaseUrl();
  if (providerOf(url) !== 'sqlite') throw new Trouble('This version runs on SQLite only: DATABASE_URL=file:…');
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

try {
  if (process.argv[2] === 'check') await check();
  else {
    await tidy(db());
    await db().$disconnect();
  }
} catch (error) {
  if (!(error instanceof Trouble)) throw error;
  console.error(`ring-zero: ${error.message}`);
  process.exitCode = 1;
}
