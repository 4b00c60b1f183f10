import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as authGet, POST as authPost } from '@/app/api/auth/[...all]/route';
import { GET as progress } from '@/app/api/progress/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { openProvider, type TestProvider } from '../testing/oidc-provider';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch } from '../testing/things';
import { oidcProviders } from './oidc';

let site: Awaited<ReturnType<typeof openTestSite>>;
let provider: TestProvider;
let browser: Browser;
let email = '';
let n = 0;

const SETTINGS = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'SITE_URL'];
beforeAll(async () => {
  site = await openTestSite();
  provider = await openProvider();
  process.env.OIDC_ISSUER = provider.issuer;
  process.env.OIDC_CLIENT_ID = provider.clientId;
  process.env.OIDC_CLIENT_SECRET = provider.clientSecret;
  process.env.SITE_URL = 'http://site.test';
});
afterAll(async () => {
  for (const name of SETTINGS) delete process.env[name];
  provider.close();
  await site.close();
});
beforeEach(() => {
  browser = new Browser();
  email = `oidc${++n}@example.org`;
  provider.subject = { sub: `s${n}`, email, email_verified: true, name: 'Ada' };
  provider.spoil = {};
});

const start = async (who = browser) => {
  const json = { provider: 'oidc', callbackURL: '/ja/account?hello=back', errorCallbackURL: '/ja/account' };
  const { body } = await who.call((request) => authPost(request), 'POST', '/api/auth/sign-in/social', { json });
  return body.url as string;
};
/** Comes back from the provider; answers where the browser is sent then. */
const comeBack = async (url: string, who = browser) => {
  const { pathname, search } = new URL(url);
  let location = '';
  await who.call(
    async (request) => {
      const answer = await authGet(request);
      location = answer.headers.get('location') ?? '';
      return answer;
    },
    'GET',
    pathname + search,
    { headers: { 'sec-fetch-site': 'cross-site' } },
  );
  return location;
};
const enter = async (who = browser) => comeBack(provider.authorize(await start(who)), who);
const state = async (who = browser) => (await who.call(progress, 'GET', '/api/progress')).body;

describe('coming from an OpenID Connect provider', () => {
  it('makes an account, takes the anonymous work along, and keeps none of the provider’s tokens', async () => {
    await browser.call(syncRoute, 'POST', '/api/sync', { json: batch({ attempts: [attempt()] }) });
    const url = await start();
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
    expect(new URL(url).searchParams.get('redirect_uri')).toBe('http://site.test/api/auth/callback/oidc');
    expect(await comeBack(provider.authorize(url))).toMatch(/\/ja\/account\?hello=back$/);
    expect(await state()).toMatchObject({ user: { email, name: 'Ada' }, exercises: [{ attempts: 1 }] });
    const account = await db().account.findFirstOrThrow({ where: { providerId: 'oidc', accountId: `s${n}` } });
    expect(account).toMatchObject({ accessToken: null, refreshToken: null, idToken: null });
  });

  it('finds the same account again, also under another address', async () => {
    await enter();
    const { id } = (await state()).user;
    provider.subject = { ...provider.subject, email: `new.${email}` };
    const other = new Browser();
    await enter(other);
    expect((await state(other)).user.id).toBe(id);
  });

  it.each([
    ['both have proved the address', true, true, true],
    ['the account has not proved it', false, true, false],
    ['the provider has not proved it', true, false, false],
  ])('an account with the same address, when %s', async (_name, here, there, linked) => {
    await db().user.create({ data: { id: `u${n}`, name: 'There', email, emailVerified: here } });
    provider.subject = { ...provider.subject, email_verified: there };
    const location = await enter();
    if (linked) expect((await state()).user.id).toBe(`u${n}`);
    else {
      expect(location).toMatch(/\/ja\/account\?error=account_not_linked/);
      expect((await state()).user).toBeNull();
    }
  });

  it.each([
    ['of another audience', { aud: 'other' }],
    ['of another issuer', { iss: 'https://evil.test' }],
    ['with another nonce', { nonce: 'replayed' }],
    ['signed by another key', { otherKey: true }],
  ])('an ID token %s opens nothing', async (_name, spoil) => {
    provider.spoil = spoil;
    expect(await enter()).toMatch(/\/ja\/account\?error=/);
    expect((await state()).user).toBeNull();
  });

  it('an answer that this browser did not ask for opens nothing (login CSRF)', async () => {
    const attacker = new Browser();
    const answer = provider.authorize(await start(attacker));
    await comeBack(answer, browser);
    expect((await state()).user).toBeNull();
  });

  it('an answer works once', async () => {
    const answer = provider.authorize(await start());
    await comeBack(answer);
    await browser.call((request) => authPost(request), 'POST', '/api/auth/sign-out', { json: {} });
    await comeBack(answer);
    expect((await state()).user).toBeNull();
  });

  it('sends nobody to another site afterwards', async () => {
    for (const callbackURL of [
      'https://evil.test/',
      '//evil.test/',
      '/ja/\\evil.test',
      '/ja/..//evil.test',
      'javascript:x',
    ]) {
      const json = { provider: 'oidc', callbackURL };
      const answer = await browser.call((request) => authPost(request), 'POST', '/api/auth/sign-in/social', { json });
      expect([callbackURL, answer.status]).toEqual([callbackURL, 400]);
    }
  });
});

it('several providers are read from the environment, and half a setting is said', () => {
  const env = (over: Record<string, string>) => ({ NODE_ENV: 'test', ...over }) as NodeJS.ProcessEnv;
  const two = {
    OIDC_ISSUER: 'https://a.test/',
    OIDC_CLIENT_ID: 'a',
    OIDC_2_ISSUER: 'https://b.test',
    OIDC_2_CLIENT_ID: 'b',
    OIDC_2_NAME: 'B',
  };
  expect(oidcProviders(env(two))).toMatchObject([
    { id: 'oidc', name: 'a.test', issuer: 'https://a.test' },
    { id: 'oidc-2', name: 'B' },
  ]);
  expect(oidcProviders(env({}))).toEqual([]);
  expect(() => oidcProviders(env({ OIDC_ISSUER: 'https://a.test' }))).toThrow('OIDC_CLIENT_ID');
});
