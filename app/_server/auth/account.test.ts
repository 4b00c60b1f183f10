import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as authRoute } from '@/app/api/auth/[...all]/route';
import { GET as exportRoute } from '@/app/api/me/export/route';
import { DELETE as deleteMe, GET as me, PATCH as patchMe } from '@/app/api/me/route';
import { GET as progress } from '@/app/api/progress/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch, code, draft, EXERCISE, LESSON, OTHER_EXERCISE, prediction, view } from '../testing/things';
import { mergePeople } from './merge';

let site: Awaited<ReturnType<typeof openTestSite>>;
let browser: Browser;
let email: string;
let people = 0;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());
beforeEach(() => {
  browser = new Browser();
  email = `p${++people}@example.org`;
});

const PASSWORD = 'correct horse';
const auth = (name: string, json: object, who = browser) =>
  who.call((request) => authRoute(request), 'POST', `/api/auth/${name}`, { json });
const signUp = (who = browser) => auth('sign-up/email', { email, password: PASSWORD, name: 'Ada' }, who);
const signIn = (who: Browser) => auth('sign-in/email', { email, password: PASSWORD }, who);
const send = (json: unknown, who = browser) => who.call(syncRoute, 'POST', '/api/sync', { json });
const state = async (who = browser) => (await who.call(progress, 'GET', '/api/progress')).body;

describe('signing up', () => {
  it('keeps everything that was done without an account, and nothing of the anonymous person is left', async () => {
    const run = attempt({ passed: true });
    const before = (
      await send(
        batch({ drafts: [draft('mine')], attempts: [run], predictions: [prediction()], lessonViews: [view()] }),
      )
    ).body.state;
    expect((await signUp()).status).toBe(200);
    const after = await state();
    expect(after).toMatchObject({ user: { name: 'Ada', email, anonymous: false, role: 'learner' } });
    expect({ ...after, user: null }).toEqual({ ...before, user: null });
    expect(await db().user.findUnique({ where: { id: before.user.id } })).toBeNull();
  });

  it('works without anything done before', async () => {
    expect((await signUp()).status).toBe(200);
    expect(await state()).toMatchObject({ user: { email }, exercises: [] });
  });

  it.each([
    ['a short password', { password: 'short' }, 400, 'PASSWORD_TOO_SHORT'],
    ['no address', { email: 'nobody' }, 400, 'VALIDATION_ERROR'],
  ])('%s is refused, and the anonymous work stays', async (_name, over, status, error) => {
    await send(batch({ drafts: [draft('mine')] }));
    const answer = await auth('sign-up/email', { email, password: PASSWORD, name: 'Ada', ...over });
    expect(answer).toMatchObject({ status, body: { code: error } });
    expect(await state()).toMatchObject({ user: { anonymous: true }, drafts: [{ submission: code('mine') }] });
  });

  it('with an address that has an account already is refused', async () => {
    await signUp();
    expect(await signUp(new Browser())).toMatchObject({
      status: 422,
      body: { code: 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL' },
    });
  });

  it('does not let anybody choose a role', async () => {
    const answer = await auth('sign-up/email', { email, password: PASSWORD, name: 'Eve', role: 'admin' });
    expect(answer.status).toBe(400);
    expect(await db().user.count({ where: { role: 'admin' } })).toBe(0);
  });
});

describe('signing in on another device', () => {
  it('brings the work of both together: all attempts, the newer draft, the older one kept', async () => {
    await send(
      batch({
        drafts: [draft('home', { updatedAt: 10 })],
        attempts: [attempt()],
        lessonViews: [view({ updatedAt: 50 })],
      }),
    );
    await signUp();
    const school = new Browser();
    await send(
      batch({
        drafts: [draft('school', { updatedAt: 20 }), draft('other', { exerciseId: OTHER_EXERCISE })],
        attempts: [attempt({ passed: true })],
        lessonViews: [view({ updatedAt: 10 })],
      }),
      school,
    );
    expect((await signIn(school)).status).toBe(200);
    const merged = await state(school);
    expect(merged).toMatchObject({
      user: { email },
      exercises: [{ exerciseId: EXERCISE, status: 'passed', attempts: 2 }],
      lessons: [{ lessonId: LESSON, firstAt: 10, updatedAt: 50 }],
    });
    expect(merged.drafts.map((one: { submission: object }) => one.submission)).toEqual(
      expect.arrayContaining([code('school'), code('other')]),
    );
    expect(await db().draftVersion.findMany({ where: { userId: merged.user.id } })).toMatchObject([
      { submission: JSON.stringify(code('home')) },
    ]);
    expect(await state(browser)).toEqual(merged);
  });

  it('merging the same work again adds nothing', async () => {
    const things = batch({ drafts: [draft('x')], attempts: [attempt()], predictions: [prediction()] });
    await send(things);
    await signUp();
    const before = await state();
    const copy = new Browser();
    const { body } = await send(things, copy);
    await mergePeople(db(), { from: body.state.user.id, into: before.user.id });
    await mergePeople(db(), { from: body.state.user.id, into: before.user.id });
    expect(await state()).toEqual(before);
  });

  it('a wrong password says so; after ten the account rests', async () => {
    await signUp();
    const thief = new Browser();
    const tries: number[] = [];
    for (let i = 0; i < 11; i++) {
      tries.push((await auth('sign-in/email', { email, password: `wrong ${i} wrong` }, thief)).status);
    }
    expect(tries).toEqual([...Array(10).fill(401), 429]);
  });

  it('signing out forgets the session only', async () => {
    await send(batch({ drafts: [draft('x')] }));
    await signUp();
    expect((await auth('sign-out', {})).status).toBe(200);
    expect((await state()).user).toBeNull();
    await signIn(browser);
    expect((await state()).drafts).toHaveLength(1);
  });
});

describe('the account', () => {
  it('takes a new name and language', async () => {
    await signUp();
    await browser.call(patchMe, 'PATCH', '/api/me', { json: { name: ' Grace ', language: 'en' } });
    expect((await browser.call(me, 'GET', '/api/me')).body.user).toMatchObject({ name: 'Grace', language: 'en' });
    const bad = await browser.call(patchMe, 'PATCH', '/api/me', { json: { role: 'admin' } });
    expect(bad).toMatchObject({ status: 400, body: { error: { code: 'bad-request' } } });
  });

  it('exports everything, and deletes everything', async () => {
    await send(
      batch({ drafts: [draft('x')], attempts: [attempt()], predictions: [prediction()], lessonViews: [view()] }),
    );
    await signUp();
    const { user } = (await browser.call(me, 'GET', '/api/me')).body;
    const file = await browser.call(exportRoute, 'GET', '/api/me/export');
    expect(file.body).toMatchObject({
      person: { email },
      tables: { Attempt: [{ exerciseId: EXERCISE }], Draft: [{}], Prediction: [{}], LessonView: [{}] },
    });

    expect((await browser.call(deleteMe, 'DELETE', '/api/me', { json: {} })).status).toBe(400);
    expect((await browser.call(deleteMe, 'DELETE', '/api/me', { json: { confirm: 'delete' } })).status).toBe(204);
    expect(await db().user.findUnique({ where: { id: user.id } })).toBeNull();
    expect((await state()).user).toBeNull();
  });
});

it('other doors of the account library are closed', async () => {
  expect((await auth('sign-in/anonymous', {})).status).toBe(404);
  expect((await auth('update-user', { name: 'x' })).status).toBe(404);
});
