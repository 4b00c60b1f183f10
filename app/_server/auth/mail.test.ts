import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as authRoute } from '@/app/api/auth/[...all]/route';
import { GET as me } from '@/app/api/me/route';
import { GET as progress } from '@/app/api/progress/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { type Mailbox, openMailbox } from '../testing/mailbox';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch } from '../testing/things';

let site: Awaited<ReturnType<typeof openTestSite>>;
let box: Mailbox;
let email = '';
let n = 0;
let browser: Browser;

beforeAll(async () => {
  site = await openTestSite();
  box = await openMailbox();
  process.env.SMTP_URL = box.url;
  process.env.SITE_URL = 'http://site.test';
});
afterAll(async () => {
  delete process.env.SMTP_URL;
  delete process.env.SITE_URL;
  box.close();
  await site.close();
});
beforeEach(() => {
  email = `mail${++n}@example.org`;
  browser = new Browser();
});

const PASSWORD = 'correct horse';
const auth = (name: string, json: object, who = browser, headers: Record<string, string> = {}) =>
  who.call((request) => authRoute(request), 'POST', `/api/auth/${name}`, { json, headers });
const signUp = (who = browser, password = PASSWORD) => auth('sign-up/email', { email, password, name: 'Ada' }, who);
const signIn = (password: string, who = browser) => auth('sign-in/email', { email, password }, who);
const tokenIn = (text: string) => text.match(/#token=(\S+)/)?.[1] ?? '';
const user = async (who: Browser) => (await who.call(me, 'GET', '/api/me')).body.user;
const confirmed = async () => {
  await signUp();
  await auth('verify-email', { token: tokenIn((await box.take(email)).text) });
};

describe('with mail', () => {
  it('signing up waits for the address to be proved, and the anonymous work comes along then', async () => {
    await browser.call(syncRoute, 'POST', '/api/sync', { json: batch({ attempts: [attempt()] }) });
    expect(await signUp()).toMatchObject({ status: 200, body: { token: null } });
    expect(await user(browser)).toMatchObject({ anonymous: true });
    expect((await signIn(PASSWORD)).status).toBe(403);
    const mail = await box.take(email);
    expect(mail.text).toContain('http://site.test/ja/account/verify#token=');
    expect((await auth('verify-email', { token: tokenIn(mail.text) })).status).toBe(200);
    const state = (await browser.call(progress, 'GET', '/api/progress')).body;
    expect(state).toMatchObject({ user: { email, anonymous: false }, exercises: [{ attempts: 1 }] });
  });

  it('signing up with a taken address answers the same; its owner is told', async () => {
    const first = await signUp();
    await box.take(email);
    const second = await signUp(new Browser(), 'another password');
    expect(second).toEqual(first);
    expect((await box.take(email)).text).not.toContain('#token');
    expect(await db().user.count({ where: { email } })).toBe(1);
  });

  it('a forgotten password is replaced by a link that works once, and every session ends', async () => {
    await confirmed();
    const asked = await auth('request-password-reset', { email }, new Browser(), {
      referer: 'http://site.test/en/account',
    });
    const { text } = await box.take(email);
    expect(text).toContain('http://site.test/en/account/reset#token=');
    const token = tokenIn(text);
    expect(await auth('reset-password', { token, newPassword: 'short' })).toMatchObject({ status: 400 });
    expect(await auth('reset-password', { token, newPassword: 'a new password' })).toMatchObject({ status: 200 });
    expect(await user(browser)).toBeNull();
    expect((await signIn(PASSWORD)).status).toBe(401);
    expect((await signIn('a new password')).status).toBe(200);
    expect((await auth('reset-password', { token, newPassword: 'a third password' })).status).toBe(400);
    expect((await box.take(email)).text).toContain('http://site.test/');

    const unknown = await auth('request-password-reset', { email: 'nobody@example.org' }, new Browser());
    expect(unknown).toEqual(asked);
    expect(box.count('nobody@example.org')).toBe(0);
  });

  it('what waits in the database opens nothing: the token of a link is kept hashed', async () => {
    await confirmed();
    await auth('request-password-reset', { email });
    const token = tokenIn((await box.take(email)).text);
    const rows = await db().verification.findMany();
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('a link carries SITE_URL whatever Host the request claims', async () => {
    await confirmed();
    await auth('request-password-reset', { email }, new Browser(), {
      host: 'evil.test',
      'x-forwarded-host': 'evil.test',
    });
    expect((await box.take(email)).text).not.toContain('evil.test');
  });

  it('mails to one address are few, known or not', async () => {
    const tries = async (address: string) => {
      const codes: number[] = [];
      for (let i = 0; i < 6; i++) codes.push((await auth('request-password-reset', { email: address })).status);
      return codes;
    };
    await confirmed();
    const known = await tries(email);
    expect(known.at(-1)).toBe(429);
    expect(await tries('nobody.else@example.org')).toEqual(known);
  });
});
