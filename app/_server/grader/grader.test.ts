import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch, EXERCISE } from '../testing/things';
import { type GraderOptions, gradeNext } from './grader';
import { claimNext } from './queue';

let site: Awaited<ReturnType<typeof openTestSite>>;
let id: string;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());
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

describe('the server’s own run', () => {
  it('with the same digest verifies the attempt', async () => {
    expect(await gradeNext(db(), says({ digest: 'd1', passed: true, checks: [] }))).toBe(true);
    expect(await verdict()).toBe('verified');
    expect(await gradeNext(db(), says({}))).toBe(false);
  });

  it('gets the very record that the tab sent', async () => {
    const options = program(`
      let text = ''; process.stdin.on('data', (d) => (text += d)).on('end', () =>
        console.log(JSON.stringify({ digest: JSON.parse(text).record.seed === 7 ? 'd1' : 'other', passed: true })));`);
    await gradeNext(db(), options);
    expect(await verdict()).toBe('verified');
  });

  it.each([
    ['another digest', { digest: 'd2', passed: true }],
    ['a run that does not pass', { digest: 'd1', passed: false }],
  ])('with %s marks a mismatch; from other versions it is outdated', async (_name, answer) => {
    await gradeNext(db(), says(answer));
    expect(await verdict()).toBe('mismatch');
    await db().attempt.update({ where: { id }, data: { serverVerdict: 'pending', simHash: 'older' } });
    await gradeNext(db(), says(answer));
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
      await gradeNext(db(), options);
      expect(await verdict()).toBe(expected);
    }
    expect(await gradeNext(db(), options)).toBe(false);
  });

  it('has no secrets in its environment', async () => {
    await gradeNext(
      db(),
      program(
        'console.log(JSON.stringify({ digest: process.env.BETTER_AUTH_SECRET ?? "d1", passed: !process.env.DATABASE_URL }))',
      ),
    );
    expect(await verdict()).toBe('verified');
  });
});

describe('the queue', () => {
  it('gives an attempt to one grader, and to the next one when the first has died', async () => {
    const now = new Date();
    expect((await claimNext(db(), now))?.id).toBe(id);
    expect(await claimNext(db(), now)).toBeNull();
    expect((await claimNext(db(), new Date(now.getTime() + 10 * 60_000)))?.id).toBe(id);
  });

  it('an ended grader gives its attempt back at once', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    await gradeNext(db(), program('setInterval(() => {}, 1000)'), stop.signal);
    expect(await db().attempt.findUniqueOrThrow({ where: { id } })).toMatchObject({
      serverVerdict: 'pending',
      claimedUntil: null,
      gradeTries: 0,
    });
  });

  it('an attempt whose owner has gone is no trouble', async () => {
    const grading = gradeNext(
      db(),
      program('setTimeout(() => console.log(JSON.stringify({ digest: "d1", passed: true })), 300)'),
    );
    await new Promise((done) => setTimeout(done, 150));
    await db().user.deleteMany();
    expect(await grading).toBe(true);
  });
});
