/**
 * `npm run backup -- FILE` while the site runs, and `npm run restore -- FILE` while it is stopped. SQLite: VACUUM INTO, a whole and
 * compact copy of one moment. PostgreSQL: pg_dump's custom format, and pg_restore in one transaction. A restore looks at the
 * file first, and keeps what it replaces beside it (SQLite) or changes nothing when it fails (PostgreSQL).
 */
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { databaseFile, databaseUrl, providerOf } from '../app/_server/db/database-url';
import { findPostgres } from './lib/postgres.mjs';

class Trouble extends Error {}

/** What says that a file holds this site's data. */
const TABLE = '_prisma_migrations';

async function backup(file: string): Promise<void> {
  if (existsSync(file)) throw new Trouble(`${file} exists already; a backup never replaces anything.`);
  const url = databaseUrl();
  if (providerOf(url) === 'postgresql') {
    // The queue's jobs are made again from the attempts (grader/boss-queue.ts).
    await postgres('pg_dump', ['--format=custom', '--no-owner', '--no-acl', '--schema=public', '--file', file, url]);
  } else {
    const source = databaseFile(url) ?? '';
    if (!existsSync(source)) throw new Trouble(`There is no database at ${source}.`);
    const client = createClient({ url });
    await client.execute('PRAGMA busy_timeout = 30000');
    await client.execute({ sql: 'VACUUM INTO ?', args: [file] });
    client.close();
    await requireWhole(file);
  }
  chmodSync(file, 0o600);
  console.log(`backup: ${file}, ${(statSync(file).size / 1e6).toFixed(1)} MB. Keep data/secret with it.`);
}

async function restore(file: string): Promise<void> {
  if (!existsSync(file)) throw new Trouble(`There is no file ${file}.`);
  const url = databaseUrl();
  if (providerOf(url) === 'postgresql') {
    await postgres('pg_restore', ['--list', file]).catch(() => {
      throw new Trouble(`${file} is no backup of a PostgreSQL database.`);
    });
    const how = ['--clean', '--if-exists', '--no-owner', '--no-acl', '--single-transaction', '--exit-on-error'];
    await postgres('pg_restore', [...how, '--dbname', url, file]);
    console.log('restored. Start the site: it brings the tables up to date, and waiting attempts into the queue.');
    return;
  }
  await requireWhole(file);
  const target = databaseFile(url) ?? '';
  if (existsSync(target)) await putAside(target);
  copyFileSync(file, target);
  console.log('restored. Start the site: it brings the tables up to date.');
}

/** An SQLite file with our tables, every page of it readable. */
async function requireWhole(file: string): Promise<void> {
  const client = createClient({ url: `file:${path.resolve(file)}` });
  try {
    const { rows } = await client.execute('PRAGMA integrity_check(1)');
    const tables = await client.execute({ sql: 'SELECT 1 FROM sqlite_master WHERE name = ?', args: [TABLE] });
    if (rows[0]?.[0] !== 'ok' || tables.rows.length === 0) throw new Error('not ours');
  } catch {
    throw new Trouble(`${file} is no whole backup of an SQLite database.`);
  } finally {
    client.close();
  }
}

/** The database as it is, with what its log still holds, under another name. Refused while a program has it open to write. */
async function putAside(target: string): Promise<void> {
  const client = createClient({ url: `file:${target}` });
  try {
    await client.execute('PRAGMA locking_mode = EXCLUSIVE');
    await client.execute('BEGIN EXCLUSIVE');
    await client.execute('COMMIT');
    await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (/BUSY|locked/.test(String(error))) throw new Trouble('The database is in use: stop the site first.');
    // A damaged one is what restoring is for.
  } finally {
    client.close();
  }
  const aside = `${target}.before-restore-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(target, aside);
  for (const rest of ['-wal', '-shm']) rmSync(target + rest, { force: true });
  console.log(`the database as it was: ${aside}`);
}

function postgres(program: 'pg_dump' | 'pg_restore', args: readonly string[]): Promise<void> {
  const bin = findPostgres([program]);
  if (bin === null) throw new Trouble(`${program} is not installed (Debian: postgresql-client; else POSTGRES_BIN).`);
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(bin, program), args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said = (said + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Trouble(`${program} failed: ${said.trim()}`))));
  });
}

const [command, file] = process.argv.slice(2);
try {
  if (!file || (command !== 'backup' && command !== 'restore'))
    throw new Trouble('usage: npm run backup|restore -- FILE');
  await (command === 'backup' ? backup : restore)(path.resolve(file));
} catch (error) {
  if (!(error instanceof Trouble)) throw error;
  console.error(`ring-zero: ${error.message}`);
  process.exitCode = 1;
}
