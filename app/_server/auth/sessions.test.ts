import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { POST as authRoute } from '@/app/api/auth/[...all]/route';
import { GET as me } from '@/app/api/me/route';
import { DELETE as endSession, GET as sessions } from '@/app/api/me/sessions/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { Browser, openTestSite } from '../testing/site';
import { batch } from '../testing/things';
import { ADDRESS_HEADER, makeAuth } from './auth';
import { deviceName } from './device-name';
import { hashPassword, verifyPassword } from './password-hash';
import { signInAs } from './trusted';

let site: Awaited<ReturnType<typeof openTestSite>>;
let email = '';
let n = 0;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());
beforeEach(() => {
  email = `session${++n}@example.org`;
});

const PASSWORD = 'correct horse';
const COOKIE = 'ringzero.session_token';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0';
const auth = (name: string, json: object, who: Browser, headers: Record<string, string> = {}) =>
  who.call((request) => authRoute(request), 'POST', `/api/auth/${name}`, { json, headers });
const signUp = async (who = new Browser()) => {
  await auth('sign-up/email', { email, password: PASSWORD, name: 'Ada' }, who);
  return who;
};
const signIn = async (who = new Browser(), headers: Record<string, string> = {}) => {
  await auth('sign-in/email', { email, password: PASSWORD }, who, headers);
  return who;
};
const user = async (who: Browser) => (await who.call(me, 'GET', '/api/me')).body.user;
const copy = (who: Browser) => {
  const other = new Browser();
  for (const [name, value] of who.cookies) other.cookies.set(name, value);
  return other;
};

describe('session fixation', () => {
  it('a session that somebody knew before a sign-in is worth nothing after it', async () => {
    const victim = new Browser();
    await victim.call(syncRoute, 'POST', '/api/sync', { json: batch() });
    const attacker = copy(victim);
    await signUp(victim);
    expect(victim.cookies.get(COOKIE)).not.toBe(attacker.cookies.get(COOKIE));
    expect(await user(attacker)).toBeNull();

    const known = copy(victim);
    await signIn(victim);
    expect(await user(known)).toBeNull();
    expect(await user(victim)).toMatchObject({ email });
  });

  it('a cookie that was made up is no session', async () => {
    const browser = await signUp();
    const forged = new Browser();
    forged.cookies.set(COOKIE, 'made-up.c2lnbmF0dXJl');
    expect(await user(forged)).toBeNull();
    const [value = ''] = decodeURIComponent(browser.cookies.get(COOKIE) ?? '').split('.');
    forged.cookies.set(COOKIE, encodeURIComponent(`${value}.${Buffer.alloc(32).toString('base64')}`));
    expect(await user(forged)).toBeNull();
  });

  it('the cookie of a session that was ended does not stand in the way of a new one', async () => {
    const here = await signUp();
    const { id } = await user(here);
    await db().session.deleteMany({ where: { userId: id } });
    await signIn(here);
    expect(await user(here)).toMatchObject({ email });

    await db().session.deleteMany({ where: { userId: id } });
    await here.call(
      async (request) => {
        const { cookies } = await signInAs(request.headers, id);
        const answer = new Response(null);
        for (const cookie of cookies) answer.headers.append('Set-Cookie', cookie);
        return answer;
      },
      'POST',
      '/api/lti/launch',
    );
    expect(await user(here)).toMatchObject({ email });

    await db().session.deleteMany({ where: { userId: id } });
    await here.call(syncRoute, 'POST', '/api/sync', { json: batch() });
    const first = await user(here);
    expect(first).toMatchObject({ anonymous: true });
    await here.call(syncRoute, 'POST', '/api/sync', { json: batch() });
    expect((await user(here)).id).toBe(first.id);

    await db().session.deleteMany({ where: { userId: first.id } });
    email = `again.${email}`;
    await signUp(here);
    expect(await user(here)).toMatchObject({ email });
  });

  it('a cookie says HttpOnly, SameSite and its path, and Secure behind https', async () => {
    const cookiesOf = async () => {
      const made = makeAuth(db(), 'only-for-tests-only-for-tests-0123456789');
      return (
        await made.api.signInAnonymous({ headers: new Headers(), returnHeaders: true })
      ).headers.getSetCookie()[0];
    };
    expect(await cookiesOf()).toMatch(/^ringzero\.session_token=.*; Path=\/; HttpOnly; SameSite=Lax$/);
    process.env.SITE_URL = 'https://site.test';
    expect(await cookiesOf()).toMatch(/^__Host-ringzero\.session_token=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    process.env.FRAME_ANCESTORS = 'https://canvas.example.edu';
    expect(await cookiesOf()).toMatch(/; HttpOnly; Secure; SameSite=None; Partitioned$/);
    delete process.env.SITE_URL;
    delete process.env.FRAME_ANCESTORS;
  });
});

describe('my sessions', () => {
  it('are listed with their devices; one, the others or all can be ended', async () => {
    const here = await signUp();
    const phone = await signIn(new Browser(), { 'user-agent': FIREFOX, 'x-forwarded-for': '203.0.113.9, 192.0.2.7' });
    const school = await signIn();
    const { body } = await here.call(sessions, 'GET', '/api/me/sessions');
    expect(body.sessions).toHaveLength(3);
    const onPhone = body.sessions.find((one: { device: string | null }) => one.device === 'Firefox, Windows');
    // The last one is what our own proxy saw; the others anybody can write.
    expect(onPhone).toMatchObject({ address: '192.0.2.7', current: false });

    const end = (which: string, who = here) =>
      who.call(endSession, 'DELETE', '/api/me/sessions', { json: { which } }).then(({ status }) => status);
    expect(await end(onPhone.id)).toBe(204);
    expect(await user(phone)).toBeNull();
    expect(await end(onPhone.id)).toBe(404);
    expect(await end('others')).toBe(204);
    expect([await user(school), await user(here)]).toEqual([null, expect.objectContaining({ email })]);
    expect(await end('all')).toBe(204);
    expect(await user(here)).toBeNull();
  });

  it("another person's session does not exist", async () => {
    const mine = await signUp();
    const id = (await mine.call(sessions, 'GET', '/api/me/sessions')).body.sessions[0].id;
    email = `other${n}@example.org`;
    const other = await signUp();
    const answer = await other.call(endSession, 'DELETE', '/api/me/sessions', { json: { which: id } });
    expect(answer.status).toBe(404);
    expect(await user(mine)).not.toBeNull();
  });

  it('another password ends the others, and wrong ones are counted', async () => {
    const here = await signUp();
    const there = await signIn();
    const change = (currentPassword: string) =>
      auth('change-password', { currentPassword, newPassword: 'another one!', revokeOtherSessions: true }, here);
    expect((await change('wrong password')).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(200);
    expect([await user(there), await user(here)]).toEqual([null, expect.objectContaining({ email })]);
    const tries: number[] = [];
    for (let i = 0; i < 11; i++) tries.push((await change('wrong password')).status);
    expect(tries.at(-1)).toBe(429);
  });
});

describe('guessing', () => {
  it('requests are counted in the database: two servers share one count', async () => {
    const servers = [0, 1].map(() =>
      makeAuth(db(), 'only-for-tests-only-for-tests-0123456789', { limitRequests: true }),
    );
    const ask = (server: (typeof servers)[0]) =>
      server.handler(
        new Request('http://site.test/api/auth/reset-password', {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            origin: 'http://site.test',
            host: 'site.test',
            [ADDRESS_HEADER]: '198.51.100.1',
          },
          body: '{"token":"x","newPassword":"long enough"}',
        }),
      );
    const codes: number[] = [];
    for (let i = 0; i < 32; i++) codes.push((await ask(servers[i % 2])).status);
    expect(codes.slice(0, 30)).not.toContain(429);
    expect(codes.slice(30)).toEqual([429, 429]);
  });

  it('a sign-in takes as long for an address without an account', async () => {
    process.env.PASSWORD_COST = '13';
    await signUp();
    const time = async (address: string) => {
      const started = performance.now();
      await auth('sign-in/email', { email: address, password: 'wrong password' }, new Browser());
      return performance.now() - started;
    };
    await time(email);
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 8; i++) {
      known.push(await time(email));
      unknown.push(await time(`nobody${i}.${email}`));
    }
    const median = (times: number[]) => [...times].sort((a, b) => a - b)[times.length >> 1];
    const ratio = median(known) / median(unknown);
    delete process.env.PASSWORD_COST;
    console.log(`sign-in: known ${median(known).toFixed(0)} ms, unknown ${median(unknown).toFixed(0)} ms`);
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  });

  it('a password is kept by scrypt with its cost beside it, and earlier forms are read', async () => {
    const hash = await hashPassword('pässword');
    vi.stubEnv('NODE_ENV', 'production');
    expect(await hashPassword('x')).toMatch(/^scrypt\$15\$8\$3\$/);
    vi.unstubAllEnvs();
    expect(hash).toMatch(/^scrypt\$10\$8\$3\$[\w-]{22}\$[\w-]{86}$/);
    expect(await verifyPassword({ hash, password: 'pa\u0308ssword' })).toBe(true);
    expect(await verifyPassword({ hash, password: 'password' })).toBe(false);
    const { hashPassword: oldForm } = await import('better-auth/crypto');
    expect(await verifyPassword({ hash: await oldForm('old'), password: 'old' })).toBe(true);
  });
});

it.each([
  [FIREFOX, 'Firefox, Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari, iPhone',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0', 'Edge, Linux'],
  ['curl/8', null],
])('%s is called %s', (userAgent, name) => expect(deviceName(userAgent)).toBe(name));
