import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { databaseUrl } from '../db/database-url';
import { TEST_PROVIDER } from '../db/testing';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch, EXERCISE } from '../testing/things';
import { type GraderOptions, gradeNext, runGrader } from './grader';
import type { GradingQueue } from './grading-queue';
import { enqueue, openQueue } from './queue';

let site: Awaited<ReturnType<typeof openTestSite>>;
let queue: GradingQueue;
let id: string;
beforeAll(async () => {
  site = await openTestSite();
  queue = await openQueue(db(), databaseUrl());
});
afterAll(async () => {
  await queue.close();
  await site.close();
});
beforeEach(async () => {
  await db().user.deleteMany();
  const { body } = await new Browser().call(syncRoute, 'POST', '/api/sync', {
    json: batch({ attempts: [attempt({ passed: true, digest: 'd1' })] }),
  });
  id = body.state.exercises[0].bestAttemptId;
});

const versions = { simHash: 's1', toolHash: 't1', exerciseHash: () => 'e1' };
/** A stand-in for the simulator: a program that gets the record on standard input. */
const program = (text: string): GraderOptions => ({
  command: ['-e', text],
  versions,
  limits: { memory: 128, time: 3000 },
});
const says = (answer: object) =>
  program(`process.stdin.resume(); console.log(${JSON.stringify(JSON.stringify(answer))})`);
const verdict = async () => {
  const row = await db().attempt.findUniqueOrThrow({ where: { id } });
  const state = await db().exerciseState.findFirstOrThrow({ where: { userId: row.userId, exerciseId: EXERCISE } });
  expect(state.verdict).toBe(row.serverVerdict);
  return row.serverVerdict;
};
/** What a failed try has to wait for. */
const pauseIsOver = async () => {
  await db().attempt.updateMany({ data: { gradeAfter: null } });
  if (TEST_PROVIDER === 'postgresql') await db().$executeRawUnsafe('UPDATE pgboss.job SET start_after = now()');
};

describe('the server’s own run', () => {
  it('with the same digest verifies the attempt', async () => {
    expect(await gradeNext(queue, says({ digest: 'd1', passed: true, checks: [] }))).toBe(true);
    expect(await verdict()).toBe('verified');
    expect(await gradeNext(queue, says({}))).toBe(false);
  });

  it('gets the very record that the tab sent', async () => {
    const options = program(`
      let text = ''; process.stdin.on('data', (d) => (text += d)).on('end', () =>
        console.log(JSON.stringify({ digest: JSON.parse(text).record.seed === 7 ? 'd1' : 'other', passed: true })));`);
    await gradeNext(queue, options);
    expect(await verdict()).toBe('verified');
  });

  it.each([
    ['another digest', { digest: 'd2', passed: true }],
    ['a run that does not pass', { digest: 'd1', passed: false }],
  ])('with %s marks a mismatch; from other versions it is outdated', async (_name, answer) => {
    await gradeNext(queue, says(answer));
    expect(await verdict()).toBe('mismatch');
    await db().attempt.update({ where: { id }, data: { serverVerdict: 'pending', simHash: 'older' } });
    await db().$transaction((tx) => enqueue(db(), tx, [id]));
    await gradeNext(queue, says(answer));
    expect(await verdict()).toBe('outdated');
  });

  it.each([
    ['runs for ever', 'setInterval(() => {}, 1000)'],
    ['crashes', 'process.exit(3)'],
    ['eats all memory', 'const a = []; for (;;) a.push(new Array(1e5).fill({}));'],
    ['talks nonsense', 'console.log("hello")'],
  ])('that %s is tried three times and then given up', { timeout: 30_000 }, async (_name, text) => {
    const options = { ...program(text), limits: { memory: 64, time: 1000 } };
    for (const expected of ['pending', 'pending', 'error']) {
      expect(await gradeNext(queue, options)).toBe(true);
      expect(await verdict()).toBe(expected);
      expect(await gradeNext(queue, options)).toBe(false); // it waits
      await pauseIsOver();
    }
    expect(await gradeNext(queue, options)).toBe(false);
  });

  it('has no secrets in its environment', async () => {
    await gradeNext(
      queue,
      program(
        'console.log(JSON.stringify({ digest: process.env.BETTER_AUTH_SECRET ?? "d1", passed: !process.env.DATABASE_URL }))',
      ),
    );
    expect(await verdict()).toBe('verified');
  });
});

describe('while a run goes on', () => {
  it('an ended grader gives its attempt back at once', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    await gradeNext(queue, program('setInterval(() => {}, 1000)'), stop.signal);
    expect(await db().attempt.findUniqueOrThrow({ where: { id } })).toMatchObject({
      serverVerdict: 'pending',
      claimedUntil: null,
      gradeTries: 0,
    });
    expect(await gradeNext(queue, says({ digest: 'd1', passed: true }))).toBe(true);
    expect(await verdict()).toBe('verified');
  });

  it('an attempt whose owner has gone is no trouble', async () => {
    const grading = gradeNext(
      queue,
      program('setTimeout(() => console.log(JSON.stringify({ digest: "d1", passed: true })), 300)'),
    );
    await new Promise((done) => setTimeout(done, 150));
    await db().user.deleteMany();
    expect(await grading).toBe(true);
  });

  it('a grader that is told to end takes nothing more, and lets the run end', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 150);
    const options = program('setTimeout(() => console.log(JSON.stringify({ digest: "d1", passed: true })), 500)');
    await runGrader(queue, { ...options, grace: 5000 }, stop.signal);
    expect(await verdict()).toBe('verified');
  });
});
