/** What a person is told at the start when the database cannot be used; each case with a real file. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqliteDatabase } from '../app/_server/db/testing';
import { type Postgres, runSql, startPostgres } from '../app/_server/testing/postgres';
import { findPostgres } from './lib/postgres.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'ringzero-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(url: string): { status: number | null; stderr: string } {
  const env = { ...process.env, DATABASE_URL: url };
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/database.ts', 'check'], {
    env,
    encoding: 'utf8',
  });
  return { status, stderr };
}

describe('before the start', () => {
  it('a good database and a new one are fine', async () => {
    const good = await sqliteDatabase();
    expect(check(good.url)).toEqual({ status: 0, stderr: '' });
    good.remove();
    expect(check(`file:${folder}/new.db`)).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    ['no folder', () => `file:${folder}/nowhere/x.db`, /folder does not exist/],
    [
      'not a database',
      () => file('text.db', 'hello, this is a letter and not a database at all'),
      /is not an SQLite database/,
    ],
    ['another server', () => 'mysql://somewhere', /must start with file: or postgresql:/],
  ])('%s', (_name, url, message) => {
    const { status, stderr } = check(url());
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('a damaged one', async () => {
    const database = await sqliteDatabase();
    const bytes = readFileSync(database.file);
    bytes.fill(0x55, 4096, 40_000);
    writeFileSync(database.file, bytes);
    const { status, stderr } = check(database.url);
    expect(status).toBe(1);
    expect(stderr).toMatch(/is damaged .* docs\/operations\.md/s);
    database.remove();
  });

  it('one that another program holds', async () => {
    const database = await sqliteDatabase();
    const other = createClient({ url: database.url });
    await other.execute('BEGIN EXCLUSIVE');
    const { status, stderr } = check(database.url);
    expect(status).toBe(1);
    expect(stderr).toMatch(/is locked by another program/);
    await other.execute('ROLLBACK');
    other.close();
    database.remove();
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('one without permission', () => {
    const place = path.join(folder, 'closed');
    mkdirSync(place, { mode: 0o500 });
    expect(check(`file:${place}/x.db`)).toMatchObject({ status: 1, stderr: expect.stringMatching(/No permission/) });
    chmodSync(place, 0o700);
  });
});

describe('before the start, with PostgreSQL', () => {
  it('a server that is not there is named, without the password', () => {
    const { status, stderr } = check('postgresql://someone:secret-word@127.0.0.1:9/ringzero');
    expect(status).toBe(1);
    expect(stderr).toMatch(/No PostgreSQL server answers at 127\.0\.0\.1:9/);
    expect(stderr).not.toContain('secret-word');
  });
});

describe.skipIf(findPostgres() === null)('before the start, on a PostgreSQL server', () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());

  it('a database is fine; one that does not exist is said how to make', () => {
    expect(check(server.url('postgres'))).toEqual({ status: 0, stderr: '' });
    expect(check(server.url('nowhere')).stderr).toMatch(/has no database "nowhere"\. Make it: createdb nowhere/);
  });

  it('migrations are applied to an empty one, once, and say the same as the models', { timeout: 120_000 }, async () => {
    await runSql(server.url('postgres'), 'CREATE DATABASE fresh');
    const prisma = (...args: string[]) =>
      spawnSync(process.execPath, ['node_modules/prisma/build/index.js', 'migrate', ...args], {
        // With the lock, Prisma waits ten seconds at the end for nothing.
        env: { ...process.env, DATABASE_URL: server.url('fresh'), PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK: '1' },
        encoding: 'utf8',
      }).stdout;
    expect(prisma('deploy')).toMatch(/have been successfully applied/);
    expect(prisma('deploy')).toMatch(/No pending migrations/);
    const schema = 'prisma/generated/postgresql/schema.prisma';
    const diff = ['diff', '--from-migrations', 'prisma/migrations/postgresql', '--to-schema-datamodel', schema];
    expect(prisma(...diff, '--script')).toMatch(/This is an empty migration/);
  });
});

function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  expect(existsSync(path.join(folder, name))).toBe(true);
  return `file:${path.join(folder, name)}`;
}
