/** What a person is told at the start when the database cannot be used; each case with a real file. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { afterAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../app/_server/db/testing';

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
    const good = await testDatabase();
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
    const database = await testDatabase();
    const bytes = readFileSync(database.file);
    bytes.fill(0x55, 4096, 40_000);
    writeFileSync(database.file, bytes);
    const { status, stderr } = check(database.url);
    expect(status).toBe(1);
    expect(stderr).toMatch(/is damaged .* docs\/operations\.md/s);
    database.remove();
  });

  it('one that another program holds', async () => {
    const database = await testDatabase();
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

function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  expect(existsSync(path.join(folder, name))).toBe(true);
  return `file:${path.join(folder, name)}`;
}
