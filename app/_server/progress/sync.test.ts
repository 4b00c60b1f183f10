import { randomUUID } from 'node:crypto';
import { createClient } from '@libsql/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '@/app/_shared/limits';
import { GET as attemptById } from '@/app/api/attempts/[id]/route';
import { GET as attemptList } from '@/app/api/attempts/route';
import { GET as me } from '@/app/api/me/route';
import { GET as progress } from '@/app/api/progress/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { databaseUrl } from '../db/database-url';
import { TEST_PROVIDER } from '../db/testing';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch, code, draft, EXERCISE, LESSON, prediction, view } from '../testing/things';

let site: Awaited<ReturnType<typeof openTestSite>>;
let tab: Browser;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());
beforeEach(() => {
  tab = new Browser();
});

const send = (json: unknown, browser = tab) => browser.call(syncRoute, 'POST', '/api/sync', { json });
const list = async () =>
  (await tab.call(attemptList, 'GET', `/api/attempts?exerciseId=${EXERCISE}`)).body.attempts as {
    kind: string;
    id: string;
  }[];

describe('before the first save', () => {
  it('nobody is there, nothing is stored and no cookie is set', async () => {
    expect(await tab.call(me, 'GET', '/api/me')).toEqual({ status: 200, body: { user: null } });
    expect((await tab.call(progress, 'GET', '/api/progress')).body).toMatchObject({ user: null, exercises: [] });
    expect(tab.cookies.size).toBe(0);
  });
});

describe('a sync', () => {
  it('starts an anonymous person and stores everything', async () => {
    const things = { drafts: [draft('a')], attempts: [attempt()], predictions: [prediction()], lessonViews: [view()] };
    const { status, body } = await send(batch(things));
    expect(status).toBe(200);
    expect(body.accepted).toHaveLength(4);
    expect(body.state).toMatchObject({
      user: { anonymous: true, name: '', email: null, role: 'learner' },
      exercises: [{ exerciseId: EXERCISE, status: 'tried', attempts: 1, verdict: 'none' }],
      drafts: [{ exerciseId: EXERCISE, submission: code('a') }],
      lessons: [{ lessonId: LESSON, firstAt: 900, updatedAt: 900 }],
      predictions: [{ questionId: 'q', optionId: 'a' }],
    });
    expect((await tab.call(progress, 'GET', '/api/progress')).body).toEqual(body.state);
  });

  it('sent twice changes nothing', async () => {
    const things = batch({
      drafts: [draft('a')],
      attempts: [attempt()],
      predictions: [prediction()],
      lessonViews: [view()],
    });
    const first = await send(things);
    expect(await send(things)).toEqual(first);
    expect(await list()).toHaveLength(1);
  });

  it('keeps the state passed after a later run that fails, and puts the passed run into the queue', async () => {
    await send(batch({ attempts: [attempt({ passed: true, updatedAt: 3_000 })] }));
    const { body } = await send(batch({ attempts: [attempt({ updatedAt: 4_000 })] }));
    expect(body.state.exercises).toMatchObject([{ status: 'passed', verdict: 'pending', attempts: 2 }]);
  });

  it('counts the first prediction and keeps the others', async () => {
    await send(batch({ predictions: [prediction({ optionId: 'later', updatedAt: 10 })] }));
    const { body } = await send(batch({ predictions: [prediction({ optionId: 'first', updatedAt: 5 })] }));
    expect(body.state.predictions).toMatchObject([{ optionId: 'first' }]);
    expect(await db().prediction.count({ where: { userId: body.state.user.id } })).toBe(2);
  });

  it('rejects single things with the reason, and stores the others', async () => {
    const huge = draft('x'.repeat(LIMITS.submission - 10));
    const strange = attempt({ exerciseId: 'ex_none' });
    const good = draft('good');
    const { status, body } = await send({
      ...batch({ drafts: [huge, good], attempts: [strange], lessonViews: [view({ lessonId: 'nowhere' })] }),
      predictions: [{ clientId: 'broken' }, 17],
    });
    expect(status).toBe(200);
    expect(body.accepted).toEqual([good.clientId]);
    expect(body.rejected.map((one: { code: string }) => one.code).sort()).toEqual(
      ['malformed', 'malformed', 'too-large', 'unknown-exercise', 'unknown-lesson'].sort(),
    );
  });

  it('does not let a clock that is years ahead win for ever', async () => {
    const { body } = await send(batch({ drafts: [draft('future', { updatedAt: Date.now() + 1e12 })] }));
    expect(body.state.drafts[0].updatedAt).toBeLessThan(Date.now() + 2 * 24 * 3600 * 1000);
  });
});

describe('two pages on one exercise', () => {
  it('one page replaces its own saves without a conflict, and a late old save changes nothing', async () => {
    const writerId = randomUUID();
    await send(batch({ drafts: [draft('1', { writerId, updatedAt: 10 })] }));
    await send(batch({ drafts: [draft('2', { writerId, updatedAt: 20 })] }));
    const { body } = await send(batch({ drafts: [draft('late', { writerId, updatedAt: 15 })] }));
    expect(body.conflicts).toEqual([]);
    expect(body.state.drafts).toMatchObject([{ submission: code('2') }]);
    expect(await list()).toEqual([]);
  });

  it('a page that knew the stored text goes on from it', async () => {
    const first = draft('1');
    await send(batch({ drafts: [first] }));
    const { body } = await send(batch({ drafts: [draft('2', { basedOn: first.clientId, updatedAt: 500 })] }));
    expect(body).toMatchObject({ conflicts: [], state: { drafts: [{ submission: code('2') }] } });
  });

  it('the newer text wins; the older one is kept in the list and can be read', async () => {
    await send(batch({ drafts: [draft('older', { updatedAt: 10 })] }));
    const newer = draft('newer', { updatedAt: 20 });
    const { body } = await send(batch({ drafts: [newer] }));
    expect(body.conflicts).toMatchObject([
      { clientId: newer.clientId, winner: 'sent', draft: { submission: code('newer') } },
    ]);
    const [kept] = await list();
    expect(kept).toMatchObject({ kind: 'draft' });
    const detail = await tab.call(attemptById, 'GET', `/api/attempts/${kept.id}`, { params: { id: kept.id } });
    expect(detail.body).toMatchObject({ submission: code('older'), record: null });
  });

  it('an older text that comes late is kept, too, and sending it again adds nothing', async () => {
    await send(batch({ drafts: [draft('newer', { updatedAt: 20 })] }));
    const older = draft('older', { updatedAt: 10 });
    const { body } = await send(batch({ drafts: [older] }));
    expect(body.conflicts).toMatchObject([
      { clientId: older.clientId, winner: 'stored', draft: { submission: code('newer') } },
    ]);
    expect((await send(batch({ drafts: [older] }))).body.conflicts).toEqual([]);
    expect(await list()).toHaveLength(1);
  });
});

describe('other people', () => {
  it('cannot read an attempt', async () => {
    await send(batch({ attempts: [attempt()] }));
    const [{ id }] = await list();
    const other = new Browser();
    expect((await other.call(attemptById, 'GET', `/api/attempts/${id}`, { params: { id } })).status).toBe(401);
    await send(batch({ lessonViews: [view()] }), other);
    expect((await other.call(attemptById, 'GET', `/api/attempts/${id}`, { params: { id } })).status).toBe(404);
  });

  it('with the same ids store their own things', async () => {
    const thing = batch({ attempts: [attempt()] });
    await send(thing);
    const { body } = await send(thing, new Browser());
    expect(body.state.exercises).toHaveLength(1);
  });
});

describe('a request that is not right', () => {
  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, batch(), 403, 'cross-origin'],
    ['a form', { 'content-type': 'text/plain' }, batch(), 415, 'wrong-type'],
    ['another shape', {}, { drafts: {} }, 400, 'bad-request'],
    ['too much', {}, { x: 'y'.repeat(LIMITS.body) }, 413, 'too-large'],
  ])('%s', async (_name, headers, json, status, codeWanted) => {
    const answer = await tab.call(syncRoute, 'POST', '/api/sync', { json, headers });
    expect(answer).toMatchObject({ status, body: { error: { code: codeWanted } } });
    expect(tab.cookies.size).toBe(0);
  });

  it.runIf(TEST_PROVIDER === 'sqlite')(
    'a database that another program holds is said to be busy, and nothing is lost by asking again',
    async () => {
      const things = batch({ drafts: [draft('x')] });
      await send(batch());
      const other = createClient({ url: databaseUrl() });
      await other.execute('BEGIN IMMEDIATE');
      expect(await send(things)).toMatchObject({ status: 503, body: { error: { code: 'busy' } } });
      await other.execute('ROLLBACK');
      other.close();
      expect((await send(things)).body.accepted).toHaveLength(1);
    },
  );

  it('an old browser from another site, known by its Origin', async () => {
    const request = new Request('http://site.test/api/sync', {
      method: 'POST',
      headers: { host: 'site.test', origin: 'http://evil.test', 'content-type': 'application/json' },
      body: '{}',
    });
    expect((await syncRoute(request, { params: Promise.resolve({}) })).status).toBe(403);
  });
});
