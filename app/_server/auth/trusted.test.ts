import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as authRoute } from '@/app/api/auth/[...all]/route';
import { GET as progress } from '@/app/api/progress/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch } from '../testing/things';
import { findOrCreateUser, signInAs } from './trusted';

let site: Awaited<ReturnType<typeof openTestSite>>;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

let email = '';
let n = 0;
beforeEach(() => {
  email = `trusted${++n}@example.org`;
});

/** Signs a browser in as LTI does: the cookies of the answer go to the browser. */
const enter = (browser: Browser, userId: string) =>
  browser.call(
    async (request) => {
      const { cookies } = await signInAs(request.headers, userId);
      const response = new Response(null);
      for (const cookie of cookies) response.headers.append('Set-Cookie', cookie);
      return response;
    },
    'POST',
    '/api/lti/launch',
  );
const me = async (browser: Browser) => (await browser.call(progress, 'GET', '/api/progress')).body;

describe('signing in by a trusted way', () => {
  it('takes the anonymous work of the browser along, and ends its session', async () => {
    const browser = new Browser();
    const anonymous = (await browser.call(syncRoute, 'POST', '/api/sync', { json: batch({ attempts: [attempt()] }) }))
      .body.state.user.id;
    const old = browser.cookies.get('ringzero.session_token');
    const { userId } = await findOrCreateUser(db(), { email, emailVerified: true, name: 'Ada' });
    await enter(browser, userId);
    expect(browser.cookies.get('ringzero.session_token')).not.toBe(old);
    expect(await me(browser)).toMatchObject({ user: { id: userId, email }, exercises: [{ attempts: 1 }] });
    expect(await db().user.findUnique({ where: { id: anonymous } })).toBeNull();
  });

  it('ends the session that the browser had before, also of the same person', async () => {
    const browser = new Browser();
    const { userId } = await findOrCreateUser(db(), { email, emailVerified: true, name: 'Ada' });
    await enter(browser, userId);
    const before = new Browser();
    for (const [name, value] of browser.cookies) before.cookies.set(name, value);
    await enter(browser, userId);
    expect((await me(before)).user).toBeNull();
    expect((await me(browser)).user.id).toBe(userId);
    expect(await db().session.count({ where: { userId } })).toBe(1);
  });

  it('knows only people who exist, and has no door', async () => {
    await expect(signInAs(new Headers(), 'nobody')).rejects.toMatchObject({ code: 'not-found' });
    const answer = await new Browser().call((request) => authRoute(request), 'POST', '/api/auth/sign-in/trusted', {
      json: { userId: 'x' },
    });
    expect(answer.status).toBe(404);
  });
});

describe('finding the person', () => {
  it('by a proved address, every time the same', async () => {
    const first = await findOrCreateUser(db(), { email, emailVerified: true, name: 'Ada' });
    const again = await findOrCreateUser(db(), { email: email.toUpperCase(), emailVerified: true, name: 'Other' });
    expect(again).toEqual({ userId: first.userId, created: false });
  });

  it('never by an address that is only claimed', async () => {
    const { userId } = await findOrCreateUser(db(), { email, emailVerified: true, name: 'Ada' });
    const claimed = await findOrCreateUser(db(), { email, emailVerified: false, name: 'Eve' });
    expect(claimed.userId).not.toBe(userId);
    const row = await db().user.findUniqueOrThrow({ where: { id: claimed.userId } });
    expect(row).toMatchObject({ name: 'Eve', emailVerified: false });
    expect(row.email).toMatch(/@nowhere\.invalid$/);
  });

  it('without an address makes a person each time', async () => {
    const one = await findOrCreateUser(db(), { email: null, emailVerified: false, name: 'A' });
    const two = await findOrCreateUser(db(), { email: null, emailVerified: false, name: 'A' });
    expect(one.userId).not.toBe(two.userId);
  });

  it('an account that never proved its address keeps its work, and loses the ways in that somebody else may have set', async () => {
    const attacker = new Browser();
    const json = { email, password: 'correct horse', name: 'Eve' };
    await attacker.call((request) => authRoute(request), 'POST', '/api/auth/sign-up/email', { json });
    const { user } = await me(attacker);
    const found = await findOrCreateUser(db(), { email, emailVerified: true, name: 'Ada' });
    expect(found).toEqual({ userId: user.id, created: false });
    expect((await me(attacker)).user).toBeNull();
    const again = await attacker.call((request) => authRoute(request), 'POST', '/api/auth/sign-in/email', { json });
    expect(again.status).toBe(401);
  });
});
