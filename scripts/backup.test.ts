/** Backup and restore, there and back, on real databases; the site writes while the backup is made. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../app/_server/db/client';
import { postgresDatabase, sqliteDatabase, type TestDatabase } from '../app/_server/db/testing';
import { openQueue } from '../app/_server/grader/queue';
import { runSql } from '../app/_server/testing/postgres';
import { startTestServer } from '../app/_server/testing/postgres-setup';
import { findPostgres } from './lib/postgres.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'ringzero-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function command(
  name: 'backup' | 'restore',
  file: string,
  url: string,
): Promise<{ code: number | null; said: string }> {
  const env = { ...process.env, DATABASE_URL: url };
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/backup.ts', name, file], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

const user = (id: string) => ({ id, name: `人 "${id}"`, email: `${id}@x.example` });
const attempt = (id: string) => ({
  ...{ id, userId: 'u1', clientId: id, exerciseId: 'e', exerciseHash: 'h', simHash: 's', toolHash: 't' },
  ...{ record: '{"text":"é\\u0000"}', digest: 'd', clientPassed: true, checks: '[]', outcome: '{}' },
  ...{ endedAt: new Date(1_700_000_000_123), serverVerdict: 'pending' as const },
});

/** SQLite's driver closes its file when its objects are collected; a site that has ended has no such trouble. */
async function letGo(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** What the two databases have in common; the answers are compared before and after. */
async function thereAndBack(database: TestDatabase): Promise<void> {
  const file = path.join(folder, `${path.basename(database.url)}.backup`);
  let db = connect(database.url);
  await db.$executeRawUnsafe('CREATE TABLE _prisma_migrations (migration_name TEXT)');
  await db.user.create({ data: user('u1') });
  await db.attempt.createMany({ data: ['a1', 'a2'].map(attempt) });
  const before = { users: await db.user.findMany(), attempts: await db.attempt.findMany({ orderBy: { id: 'asc' } }) };

  let writing = true;
  const writer = (async () => {
    for (let i = 0; writing; i++) {
      await db.throttle.create({ data: { key: `k${i}`, count: i, resetsAt: new Date(0) } });
      await new Promise((done) => setTimeout(done, 5));
    }
  })();
  expect(await command('backup', file, database.url)).toMatchObject({ code: 0 });
  writing = false;
  await writer;
  expect(await command('backup', file, database.url)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/exists already/),
  });

  await db.attempt.deleteMany();
  await db.user.update({ where: { id: 'u1' }, data: { name: 'changed' } });
  await db.user.create({ data: user('u2') });
  await db.$disconnect();
  await letGo();
  const restored = await command('restore', file, database.url);
  expect(restored).toMatchObject({ code: 0, said: expect.stringMatching(/restored/) });

  db = connect(database.url);
  expect(await db.user.findMany()).toEqual(before.users);
  expect(await db.attempt.findMany({ orderBy: { id: 'asc' } })).toEqual(before.attempts);
  const kept = await db.throttle.findMany();
  expect(new Set(kept.map((row) => row.count)).size).toBe(kept.length); // a moment, with nothing missing before it
  expect(Math.max(-1, ...kept.map((row) => row.count))).toBe(kept.length - 1);
  const queue = await openQueue(db, database.url);
  const taken = [await queue.take(), await queue.take(), await queue.take()];
  expect(taken.map((claim) => claim?.attempt.id).sort()).toEqual(['a1', 'a2', undefined]);
  await queue.close();
  await db.$disconnect();
}

describe('SQLite', () => {
  it('comes back as it was', { timeout: 120_000 }, async () => {
    const database = await sqliteDatabase();
    await thereAndBack(database);
    const aside = readdirSync(path.dirname(database.file)).filter((name) => name.includes('.before-restore-'));
    expect(aside).toHaveLength(1);
    await database.remove();
  });

  it('takes nothing but a whole backup, and says so before it touches anything', async () => {
    const database = await sqliteDatabase();
    const broken = path.join(folder, 'broken.backup');
    writeFileSync(broken, 'not a database at all, but long enough to be looked at');
    const before = readFileSync(database.file);
    for (const file of [broken, path.join(folder, 'none')])
      expect((await command('restore', file, database.url)).code).toBe(1);
    expect(readFileSync(database.file).equals(before)).toBe(true);
    await database.remove();
  });
});

describe.skipIf(findPostgres() === null)('PostgreSQL', () => {
  let server: Awaited<ReturnType<typeof startTestServer>>;
  beforeAll(async () => {
    server = await startTestServer();
  }, 60_000);
  afterAll(() => server.stop());

  it('comes back as it was, with what waits for a verdict in the queue', { timeout: 120_000 }, async () => {
    const database = await postgresDatabase((name) => server.url(name));
    await runSql(database.url, 'TRUNCATE pgboss.job');
    await thereAndBack(database);
    await database.remove();
  });

  it('takes nothing but a backup', async () => {
    const database = await postgresDatabase((name) => server.url(name));
    const broken = path.join(folder, 'broken.dump');
    writeFileSync(broken, 'hello');
    expect(await command('restore', broken, database.url)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/is no backup/),
    });
    await database.remove();
  });
});
