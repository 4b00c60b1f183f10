/** Nothing lost, nothing judged twice: the queue of either database, under graders that are slow, dead or come back. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { databaseUrl } from '../db/database-url';
import { TEST_PROVIDER } from '../db/testing';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch } from '../testing/things';
import { type Claim, claim, DEATHS, LEASE } from './claims';
import { gradeNext } from './grader';
import type { GradingQueue } from './grading-queue';
import { openQueue, queueState, revive } from './queue';
import type { Verdict } from './verdict';

const VERIFIED: Verdict = { verdict: 'verified', digest: 'd1', reason: null, seeds: [] };
const MISMATCH: Verdict = { verdict: 'mismatch', digest: 'd2', reason: 'digest', seeds: [] };

let site: Awaited<ReturnType<typeof openTestSite>>;
/** Two graders. */
let one: GradingQueue;
let two: GradingQueue;
let person: Browser;
beforeAll(async () => {
  site = await openTestSite();
  one = await openQueue(db(), databaseUrl());
  two = await openQueue(db(), databaseUrl());
});
afterAll(async () => {
  await one.close();
  await two.close();
  await site.close();
});
beforeEach(async () => {
  await db().user.deleteMany();
  person = new Browser();
});

async function handIn(count = 1): Promise<void> {
  const attempts = Array.from({ length: count }, () => attempt({ passed: true }));
  for (let at = 0; at < count; at += 20) {
    const json = batch({ attempts: attempts.slice(at, at + 20) });
    expect((await person.call(syncRoute, 'POST', '/api/sync', { json })).status).toBe(200);
  }
}

async function taken(queue: GradingQueue): Promise<Claim> {
  const mine = await queue.take();
  if (mine === null) throw new Error('nothing waits');
  return mine;
}

const verdicts = async () => (await db().attempt.findMany()).map((row) => row.serverVerdict);
/** As if the time of all claims had run out. */
const claimsEnd = async () => {
  await db().attempt.updateMany({ where: { NOT: { claimedUntil: null } }, data: { claimedUntil: new Date(0) } });
  if ('sweep' in one) await (one as { sweep(): Promise<number> }).sweep();
};

describe(`the queue on ${TEST_PROVIDER}`, () => {
  it('gives each attempt to one grader, whoever asks', async () => {
    await handIn(12);
    const asked = await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 ? one : two).take()));
    const got = asked.filter((mine) => mine !== null).map((mine) => mine.attempt.id);
    expect(new Set(got).size).toBe(got.length);
    for (let next = await one.take(); next; next = await one.take()) got.push(next.attempt.id);
    expect(got).toHaveLength(12);
  });

  it('has nothing for attempts that did not pass, and nothing twice when a tab sends twice', async () => {
    const json = batch({ attempts: [attempt({ passed: true }), attempt({ passed: false })] });
    await person.call(syncRoute, 'POST', '/api/sync', { json });
    await person.call(syncRoute, 'POST', '/api/sync', { json });
    await one.settle(await taken(one), VERIFIED);
    expect(await one.take()).toBeNull();
  });

  it('of a grader that died comes back when its claim is over, not before', async () => {
    await handIn();
    const dead = await taken(one);
    expect(await two.take()).toBeNull();
    expect(dead.until.getTime() - Date.now()).toBeLessThan(LEASE * 2);
    await claimsEnd();
    const next = await taken(two);
    expect(next.attempt).toMatchObject({ id: dead.attempt.id, gradeTries: 1, gradeError: 'died 1' });
  });

  it('a grader’s death is no failed try, but ten in a row are the end', async () => {
    await handIn();
    for (let died = 0; died <= DEATHS; died++) {
      await taken(one);
      await claimsEnd();
    }
    const limits = { memory: 64, time: 1000 };
    const versions = { simHash: 's1', toolHash: 't1', exerciseHash: () => 'e1' };
    expect(await gradeNext(one, { command: ['-e', ''], versions, limits })).toBe(true);
    expect(await verdicts()).toEqual(['error']);
  });

  it('a grader that was thought dead and comes back writes nothing', async () => {
    await handIn();
    const slow = await taken(one);
    await claimsEnd();
    const quick = await taken(two);
    expect(await one.keep(slow)).toBe(false);
    expect(await one.settle(slow, MISMATCH)).toBe(false);
    await one.release(slow, 'time');
    expect(await verdicts()).toEqual(['pending']);
    expect(await two.settle(quick, VERIFIED)).toBe(true);
    expect(await one.settle(slow, MISMATCH)).toBe(false);
    expect(await two.settle(quick, MISMATCH)).toBe(false);
    expect(await verdicts()).toEqual(['verified']);
  });

  it('a claim that is prolonged stays, with a new proof', async () => {
    await handIn();
    const mine = await taken(one);
    const first = mine.until;
    expect(await one.keep(mine)).toBe(true);
    expect(mine.until).not.toEqual(first);
    expect(await one.settle({ ...mine, until: first }, MISMATCH)).toBe(false);
    expect(await one.settle(mine, VERIFIED)).toBe(true);
  });

  it('waits longer after each failed try', async () => {
    await handIn();
    for (const pause of [5_000, 20_000]) {
      const mine = await taken(one);
      const before = Date.now();
      await one.release(mine, 'time');
      const row = await db().attempt.findFirstOrThrow();
      expect(row).toMatchObject({ serverVerdict: 'pending', gradeError: 'time', claimedUntil: null });
      const waits = (row.gradeAfter?.getTime() ?? 0) - before;
      expect(Math.abs(waits - pause)).toBeLessThan(2_000);
      expect(await one.take()).toBeNull();
      expect(await claim(db(), row.id)).toBeNull();
      await db().attempt.updateMany({ data: { gradeAfter: null } });
      if (TEST_PROVIDER === 'postgresql') await db().$executeRawUnsafe('UPDATE pgboss.job SET start_after = now()');
    }
  });

  it('an attempt that is deleted meanwhile is settled to nothing', async () => {
    await handIn(2);
    const mine = await taken(one);
    await db().user.deleteMany();
    expect(await one.settle(mine, VERIFIED)).toBe(false);
    await one.release(mine, 'time');
    expect(await one.take()).toBeNull();
  });

  it('dead letters are counted, and can be given another chance', async () => {
    await handIn(3);
    await one.settle(await taken(one), { verdict: 'error', digest: null, reason: 'grader', seeds: [] });
    const running = await taken(one);
    expect(await queueState(db())).toMatchObject({ waiting: 1, running: 1, dead: 1 });
    expect((await queueState(db(), new Date(Date.now() + 60_000))).oldest).toBeGreaterThan(59_000);
    await one.settle(running, VERIFIED);
    expect(await revive(db())).toBe(1);
    expect(await queueState(db())).toMatchObject({ waiting: 2, running: 0, dead: 0 });
    await one.settle(await taken(one), VERIFIED);
    await one.settle(await taken(two), VERIFIED);
    expect(await verdicts()).toEqual(['verified', 'verified', 'verified']);
  });
});

describe.runIf(TEST_PROVIDER === 'postgresql')('pg-boss', () => {
  it('gets a job in the transaction that stores the attempt, and none when that fails', async () => {
    const jobs = () => db().$queryRawUnsafe<{ n: bigint }[]>('SELECT count(*) AS n FROM pgboss.job');
    const [{ n: before }] = await jobs();
    await handIn(2);
    const [{ n: after }] = await jobs();
    expect(after - before).toBe(2n);
  });

  it('finds what waits without a job: a backup that was brought back', async () => {
    await handIn(2);
    await db().$executeRawUnsafe('DELETE FROM pgboss.job');
    expect(await one.take()).toBeNull();
    expect(await (one as unknown as { sweep(): Promise<number> }).sweep()).toBe(2);
    expect(await (two as unknown as { sweep(): Promise<number> }).sweep()).toBe(0);
    await taken(one);
    await taken(two);
    expect(await one.take()).toBeNull();
  });
});
