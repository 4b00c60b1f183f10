import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from './client';
import { sqliteDatabase, TEST_PROVIDER, type TestDatabase } from './testing';

const WRITER = path.join(process.cwd(), 'app/_server/db/writer.fixture.ts');

const WRITES = 150;

let database: TestDatabase;
beforeEach(async () => {
  database = await sqliteDatabase();
});
afterEach(() => database.remove());

interface Writer {
  child: ChildProcess;
  /** Last number that it saw acknowledged, and what it said on stderr. */
  last: number;
  errors: string;
  ended: Promise<number | null>;
}

function writer(name: string, count: number): Writer {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, database.url, name, String(count)]);
  const it: Writer = { child, last: -1, errors: '', ended: new Promise((done) => child.on('close', done)) };
  child.stdout.on('data', (text: Buffer) => {
    const complete = text.toString().split('\n').slice(0, -1);
    it.last = Number(complete.at(-1) ?? it.last);
  });
  child.stderr.on('data', (text: Buffer) => {
    it.errors += text;
  });
  return it;
}

describe.runIf(TEST_PROVIDER === 'sqlite')('one SQLite file under several processes', () => {
  it('takes the writes of two processes without an error or a lost row', async () => {
    const writers = [writer('a', WRITES), writer('b', WRITES)];
    const codes = await Promise.all(writers.map((one) => one.ended));
    expect({ codes, errors: writers.map((one) => one.errors) }).toEqual({ codes: [0, 0], errors: ['', ''] });
    const db = connect(database.url);
    for (const [i, name] of ['a', 'b'].entries()) {
      expect(writers[i].last).toBe(WRITES - 1);
      expect(await db.throttle.count({ where: { key: { startsWith: `${name}:` } } })).toBe(WRITES);
    }
    await db.$disconnect();
  });

  it('keeps every acknowledged write when a process is killed in the middle', async () => {
    for (const name of ['x', 'y', 'z']) {
      const one = writer(name, Number.MAX_SAFE_INTEGER);
      while (one.last < 20 && one.child.exitCode === null) await new Promise((done) => setTimeout(done, 20));
      one.child.kill('SIGKILL');
      await one.ended;
      expect(one.errors).toBe('');
      const db = connect(database.url);
      const rows = await db.throttle.count({ where: { key: { startsWith: `${name}:` } } });
      const latest = await db.throttle.findUniqueOrThrow({ where: { key: name } });
      expect(rows).toBeGreaterThanOrEqual(one.last + 1);
      expect(latest.count).toBe(rows - 1);
      expect(await db.$queryRawUnsafe('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      await db.$disconnect();
    }
  });
});

describe.runIf(TEST_PROVIDER === 'sqlite')('one connection', () => {
  it('keeps its settings after transactions, and its number of descriptors', async () => {
    const db = connect(database.url);
    const open = () => readdirSync('/proc/self/fd').length;
    await db.throttle.count();
    const before = process.platform === 'linux' ? open() : 0;
    for (let i = 0; i < 20; i++) {
      await db.$transaction((tx) => tx.throttle.create({ data: { key: `k${i}`, count: 0, resetsAt: new Date(0) } }));
    }
    expect(await db.$queryRawUnsafe('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(await db.$queryRawUnsafe('PRAGMA busy_timeout')).toEqual([{ timeout: 5000 }]);
    expect(await db.$queryRawUnsafe('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    if (process.platform === 'linux') expect(open()).toBeLessThanOrEqual(before + 1);
    await db.$disconnect();
  });

  it('does not let a write beside a transaction vanish when the transaction rolls back', async () => {
    const db = connect(database.url);
    const row = (key: string) => ({ data: { key, count: 0, resetsAt: new Date(0) } });
    const rolledBack = db.$transaction(async (tx) => {
      await tx.throttle.create(row('inside'));
      await new Promise((done) => setTimeout(done, 50));
      throw new Error('no');
    });
    const beside = new Promise((done) => setTimeout(done, 10)).then(() => db.throttle.create(row('beside')));
    await expect(rolledBack).rejects.toThrow('no');
    await beside;
    expect((await db.throttle.findMany()).map((one) => one.key)).toEqual(['beside']);
    await db.$disconnect();
  });

  it('goes on after another program has held the file for too long', async () => {
    const db = connect(database.url, 300);
    const row = (key: string) => ({ data: { key, count: 0, resetsAt: new Date(0) } });
    await db.throttle.create(row('before'));
    const other = createClient({ url: database.url });
    await other.execute('BEGIN IMMEDIATE');
    await expect(db.throttle.create(row('alone'))).rejects.toMatchObject({ code: 'P1008' });
    await expect(db.$transaction((tx) => tx.throttle.create(row('inside')))).rejects.toMatchObject({ code: 'P1008' });
    expect(await db.throttle.count()).toBe(1);
    await other.execute('ROLLBACK');
    other.close();
    await db.$transaction((tx) => tx.throttle.create(row('inside')));
    await db.throttle.create(row('alone'));
    expect(await db.throttle.count()).toBe(3);
    await db.$disconnect();
  });

  it('goes on after a statement was refused inside a transaction', async () => {
    const db = connect(database.url);
    const row = { data: { key: 'once', count: 0, resetsAt: new Date(0) } };
    await db.throttle.create(row);
    await expect(db.$transaction((tx) => tx.throttle.create(row))).rejects.toMatchObject({ code: 'P2002' });
    await db.$transaction((tx) => tx.throttle.update({ where: { key: 'once' }, data: { count: 5 } }));
    expect(await db.throttle.findMany()).toMatchObject([{ key: 'once', count: 5 }]);
    await db.$disconnect();
  });

  it('refuses a row whose owner does not exist', async () => {
    const db = connect(database.url);
    const data = { userId: 'nobody', lessonId: 'l', language: 'en', firstAt: new Date(0), updatedAt: new Date(0) };
    await expect(db.lessonView.create({ data })).rejects.toMatchObject({ code: 'P2003' });
    await db.$disconnect();
  });
});
