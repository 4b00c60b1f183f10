/** A regrade changes nothing until it is published, lists exactly whose result changes and why, and survives its workers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CheckReport } from '@/app/_shared/api';
import type { RegradeDetail } from '@/app/_shared/regrades';
import { POST as decideRoute, GET as oneRoute } from '@/app/api/regrades/[id]/route';
import { POST as createRoute, GET as listRoute } from '@/app/api/regrades/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import type { Versions } from '../grader/verdict';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch, EXERCISE, OTHER_EXERCISE } from '../testing/things';
import { createRegrade } from './create';
import { publishRegrade } from './publish';
import { regradeDetail } from './report';
import { type RegradeWorker, regradeNext } from './work';

let site: Awaited<ReturnType<typeof openTestSite>>;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());
beforeEach(async () => {
  await db().regrade.deleteMany();
  await db().auditEntry.deleteMany();
  await db().class.deleteMany();
  await db().user.deleteMany();
});

const versions: Versions = { simHash: 's2', toolHash: 't1', exerciseHash: () => 'e2' };
const ok: CheckReport = { id: 'out', ok: true, code: 'ok' };
const bad: CheckReport = { id: 'out', ok: false, code: 'no-output', params: { line: 3 } };

/** A person with attempts that were graded: text → verdict. The text says how the run ends today. */
async function person(attempts: { text: string; verdict: 'verified' | 'mismatch' | 'none' | 'pending' }[]) {
  const browser = new Browser();
  const { body } = await browser.call(syncRoute, 'POST', '/api/sync', {
    json: batch({
      attempts: attempts.map(({ text, verdict }) => attempt({ text, passed: verdict !== 'none', digest: 'old' })),
    }),
  });
  const userId: string = body.state.user.id;
  const rows = await db().attempt.findMany({ where: { userId } });
  for (const row of rows) {
    const verdict = attempts.find(({ text }) => row.record.includes(`"${text}"`))?.verdict;
    await db().attempt.update({ where: { id: row.id }, data: { serverVerdict: verdict } });
  }
  return { browser, userId };
}

/** Runs what the text says. */
function worker(over: Partial<RegradeWorker> = {}): RegradeWorker & { runs: number } {
  const self = {
    versions,
    runs: 0,
    run: async (request: string) => {
      self.runs += 1;
      const passed = !request.includes('fails');
      const checks = [passed ? ok : bad];
      return { ok: true as const, graded: { digest: 'new', passed, checks, seeds: [], refused: null } };
    },
    ...over,
  };
  return self;
}
async function runAll(by = worker()): Promise<number> {
  for (let i = 0; i < 100; i++) {
    const worked = await regradeNext(db(), by);
    if (!worked && (await db().regrade.count({ where: { status: 'running' } })) === 0) return by.runs;
  }
  throw new Error('it does not end');
}
const make = (over: { classId?: string; authorId?: string | null } = {}) =>
  createRegrade(db(), { exerciseId: EXERCISE, authorId: null, ...over }, versions);
const verdicts = async () =>
  (await db().attempt.findMany({ orderBy: { createdAt: 'asc' } })).map((row) => row.serverVerdict).sort();
async function detailOf(id: string): Promise<RegradeDetail> {
  return regradeDetail(db(), await db().regrade.findUniqueOrThrow({ where: { id } }));
}

describe('a dry run', () => {
  it('lists who loses and who gains, with what the check said then and says now, and changes nothing', async () => {
    const loses = await person([{ text: 'fails', verdict: 'verified' }]);
    await person([{ text: 'works', verdict: 'verified' }]);
    const gains = await person([{ text: 'works after all', verdict: 'none' }]);
    await person([{ text: 'fails still', verdict: 'none' }]);
    const before = await verdicts();
    const regrade = await make();
    expect(await runAll()).toBe(4);
    const detail = await detailOf(regrade?.id ?? '');
    expect(detail).toMatchObject({ status: 'ready', items: 4, done: 4, changed: 2, failed: 0 });
    const lost = detail.people.find(({ userId }) => userId === loses.userId);
    expect(lost).toMatchObject({ passedBefore: true, passedAfter: false });
    expect(lost?.attempts[0]).toMatchObject({
      before: 'verified',
      after: 'outdated',
      why: { reason: 'simulator', checks: [{ id: 'out', before: { ok: true }, after: { code: 'no-output' } }] },
    });
    expect(detail.people.find(({ userId }) => userId === gains.userId)).toMatchObject({
      passedBefore: false,
      passedAfter: true,
      attempts: [{ after: 'verified', why: { checks: [{ before: { code: 'no-output' }, after: { ok: true } }] } }],
    });
    expect(detail.people).toHaveLength(2);
    expect(await verdicts()).toEqual(before);
  });

  it('runs what can matter: passes, and failed attempts of those who have none left', async () => {
    await person([
      { text: 'fails now', verdict: 'verified' },
      { text: 'works now', verdict: 'none' },
    ]);
    await person([
      { text: 'works', verdict: 'verified' },
      { text: 'works, but not needed', verdict: 'none' },
    ]);
    await person([{ text: 'works, and is graded by the queue', verdict: 'pending' }]);
    const regrade = await make();
    expect(await db().regradeItem.count()).toBe(2);
    expect(await runAll()).toBe(3);
    const [only, ...more] = (await detailOf(regrade?.id ?? '')).people;
    expect(more).toEqual([]);
    expect(only).toMatchObject({ passedBefore: true, passedAfter: true });
    expect(only.attempts.map(({ after }) => after).sort()).toEqual(['outdated', 'verified']);
  });

  it('leaves alone what cannot be run, and says so', async () => {
    await person([{ text: 'works', verdict: 'verified' }]);
    const regrade = await make();
    const broken = worker({ run: async () => ({ ok: false, why: 'time', detail: 'killed' }) });
    await runAll(broken);
    expect(await detailOf(regrade?.id ?? '')).toMatchObject({ status: 'ready', failed: 1, changed: 0, people: [] });
  });

  it('of an exercise without attempts is none', async () => {
    expect(await make()).toBeNull();
  });
});

describe('workers', () => {
  const crowd = async (n: number) => {
    for (let i = 0; i < n; i++) await person([{ text: `works ${i}`, verdict: 'verified' }]);
  };

  it('share: each attempt is run once', async () => {
    await crowd(8);
    await make();
    const hands = Array.from({ length: 4 }, () => worker());
    await Promise.all(hands.map((hand) => runAll(hand)));
    expect(hands.reduce((sum, { runs }) => sum + runs, 0)).toBe(8);
  });

  it('that die leave their claim, which runs out; that come back late change nothing', async () => {
    await crowd(1);
    const regrade = await make();
    let answer = () => {};
    const dead = worker({
      run: () =>
        new Promise((resolve) => {
          const graded = { digest: 'x', passed: false, checks: [bad], seeds: [], refused: null };
          answer = () => resolve({ ok: true, graded });
        }),
    });
    const late = regradeNext(db(), dead);
    await expect.poll(() => db().regradeItem.count({ where: { claimedUntil: { not: null } } })).toBe(1);
    expect(await regradeNext(db(), worker())).toBe(false);
    await db().regradeItem.updateMany({ data: { claimedUntil: new Date(0) } });
    await runAll();
    answer();
    await late;
    expect(await detailOf(regrade?.id ?? '')).toMatchObject({ status: 'ready', changed: 0 });
  });

  it('of other versions leave it alone', async () => {
    await crowd(1);
    await make();
    const other = worker({ versions: { ...versions, simHash: 's3' } });
    expect(await regradeNext(db(), other)).toBe(false);
    expect(other.runs).toBe(0);
  });

  it('told to stop give back what they had', async () => {
    await crowd(1);
    await make();
    const stop = new AbortController();
    const stopped = worker({
      run: async () => {
        stop.abort();
        return { ok: false, why: 'stopped', detail: '' };
      },
    });
    await regradeNext(db(), stopped, stop.signal);
    expect(await db().regradeItem.findFirst()).toMatchObject({ claimedUntil: null, tries: 0, after: null });
  });
});

describe('publishing', () => {
  it('changes verdicts and progress in one go, once, and is in the audit log for each person', async () => {
    const loses = await person([{ text: 'fails', verdict: 'verified' }]);
    const gains = await person([{ text: 'works', verdict: 'none' }]);
    const admin = await person([]);
    const regrade = await make();
    if (!regrade) throw new Error('none');
    await expect(publishRegrade(db(), regrade, null, versions)).rejects.toThrow('conflict');
    await runAll();
    expect(await publishRegrade(db(), regrade, admin.userId, versions)).toMatchObject({ changed: 2, skipped: 0 });
    const state = (userId: string) => db().exerciseState.findFirst({ where: { userId } });
    expect(await state(loses.userId)).toMatchObject({ verdict: 'outdated' });
    expect(await state(gains.userId)).toMatchObject({ status: 'passed', verdict: 'verified' });
    const entries = await db().auditEntry.findMany({ where: { action: 'regrade.publish', actorId: admin.userId } });
    expect(entries.map(({ subjectId }) => subjectId).sort()).toEqual([loses.userId, gains.userId, null].sort());
    await expect(publishRegrade(db(), regrade, null, versions)).rejects.toThrow('conflict');
  });

  it('leaves alone what was judged anew meanwhile', async () => {
    const { userId } = await person([{ text: 'fails', verdict: 'verified' }]);
    const regrade = await make();
    await runAll();
    await db().attempt.updateMany({ where: { userId }, data: { serverVerdict: 'mismatch' } });
    if (regrade) expect(await publishRegrade(db(), regrade, null, versions)).toMatchObject({ changed: 0, skipped: 1 });
    expect(await verdicts()).toEqual(['mismatch']);
  });

  it('is refused when the exercise has changed since, and then nothing is written', async () => {
    await person([{ text: 'fails', verdict: 'verified' }]);
    const regrade = await make();
    await runAll();
    const newer = { ...versions, exerciseHash: () => 'e3' };
    if (regrade) await expect(publishRegrade(db(), regrade, null, newer)).rejects.toThrow('conflict');
    expect(await verdicts()).toEqual(['verified']);
    expect(await db().regrade.findFirst()).toMatchObject({ status: 'ready', publishedAt: null });
  });
});

describe('who may', () => {
  async function named(role: 'learner' | 'instructor' | 'admin') {
    const { browser, userId } = await person([{ text: 'works', verdict: 'verified' }]);
    await db().user.update({ where: { id: userId }, data: { isAnonymous: false, role, name: role } });
    return { browser, userId };
  }
  const create = (browser: Browser, json: object) => browser.call(createRoute, 'POST', '/api/regrades', { json });
  const get = (browser: Browser, id: string) =>
    browser.call(oneRoute, 'GET', `/api/regrades/${id}`, { params: { id } });

  it('start one: an admin for all, a teacher for the class, nobody else', async () => {
    const [admin, teacher, learner] = [await named('admin'), await named('instructor'), await named('learner')];
    const room = await db().class.create({ data: { name: 'c', joinCode: 'x' } });
    const member = (userId: string, role: 'teacher' | 'student') => ({ classId: room.id, userId, role });
    await db().membership.createMany({
      data: [member(teacher.userId, 'teacher'), member(learner.userId, 'student')],
    });
    const everyone = { exerciseIds: [EXERCISE] };
    const inClass = { ...everyone, classId: room.id };
    expect((await create(new Browser(), everyone)).status).toBe(401);
    expect((await create(learner.browser, everyone)).status).toBe(403);
    expect((await create(teacher.browser, everyone)).status).toBe(403);
    expect((await create(learner.browser, inClass)).status).toBe(404);
    expect((await create(admin.browser, inClass)).status).toBe(404);
    expect((await create(admin.browser, { exerciseIds: ['ex_none'] })).status).toBe(400);
    expect((await create(admin.browser, { exerciseIds: [OTHER_EXERCISE] })).body.regrades).toEqual([]);

    const all = await create(admin.browser, everyone);
    expect([all.status, all.body.regrades[0].items]).toEqual([201, 3]);
    const mine = await create(teacher.browser, inClass);
    expect([mine.status, mine.body.regrades[0].items]).toEqual([201, 1]);

    const id: string = mine.body.regrades[0].id;
    expect((await get(teacher.browser, id)).status).toBe(200);
    expect((await get(admin.browser, id)).status).toBe(200);
    expect((await get(learner.browser, id)).status).toBe(404);
    expect((await get(teacher.browser, all.body.regrades[0].id)).status).toBe(404);
    const decide = (browser: Browser, action: string) =>
      browser.call(decideRoute, 'POST', `/api/regrades/${id}`, { json: { action }, params: { id } });
    expect((await decide(learner.browser, 'cancel')).status).toBe(404);
    expect((await decide(teacher.browser, 'publish')).status).toBe(409);
    const list = await teacher.browser.call(listRoute, 'GET', '/api/regrades');
    expect(list.body.regrades.map((one: { id: string }) => one.id)).toEqual([id]);

    await db().membership.deleteMany({ where: { userId: teacher.userId } });
    expect((await get(teacher.browser, id)).status).toBe(404);
    expect((await decide(admin.browser, 'cancel')).body.status).toBe('cancelled');
  });
});
