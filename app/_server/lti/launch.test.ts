/** Launches, good and forged: each forged one is refused with its own reason, and leaves nothing behind. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { POST as launch } from '@/app/api/lti/launch/route';
import { GET as login } from '@/app/api/lti/login/route';
import { course } from '@/content/course';
import { db } from '../db/client';
import { openTestSite } from '../testing/site';
import { EXERCISE, LESSON } from '../testing/things';
import { forgetPlatformKeys } from './platform-keys';
import { addPlatform } from './platforms';
import type { LtiProblemCode } from './problem';
import { ASSISTANT, CLIENT, FakePlatform, INSTRUCTOR, LEARNER, makePair } from './testing/platform';
import { LtiBrowser, SITE } from './testing/tool';

let site: Awaited<ReturnType<typeof openTestSite>>;
let platform: FakePlatform;
beforeAll(async () => {
  site = await openTestSite();
  platform = await FakePlatform.open();
  await addPlatform(db(), platform.registration);
});
afterAll(async () => {
  await platform.close();
  await site.close();
});
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  forgetPlatformKeys();
});

const LTI = 'https://purl.imsglobal.org/spec/lti/claim';
/** The reason that a page of refusal shows. */
const reasonIn = (text: string): string | undefined => /<code>([\w-]+)/.exec(text)?.[1];
const nobody = async () => ({
  people: await db().ltiUser.count(),
  classes: await db().class.count(),
  sessions: await db().session.count(),
});

describe('the login', () => {
  it('goes to the platform with everything that OpenID Connect asks for, and a cookie for this browser', async () => {
    const browser = new LtiBrowser();
    const { url, state } = await browser.begin(platform);
    expect(url.origin + url.pathname).toBe(`${platform.origin}/auth`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: CLIENT,
      redirect_uri: `${SITE}/api/lti/launch`,
      login_hint: 'hint',
      lti_message_hint: 'message',
    });
    expect(browser.cookies.get('ringzero-lti-state')).toBe(state);
  });

  it.each<[string, Record<string, string>, LtiProblemCode]>([
    ['without a hint', { login_hint: '' }, 'no-issuer'],
    ['by nobody we know', { iss: 'https://evil.example' }, 'unknown-platform'],
    ['for another client', { client_id: 'other' }, 'unknown-platform'],
    ['to a page of somebody else', { target_link_uri: 'https://evil.example/' }, 'foreign-target'],
    ['to what is no address', { target_link_uri: 'javascript:alert(1)' }, 'foreign-target'],
  ])('%s is refused', async (_what, over, reason) => {
    const query = { iss: platform.origin, login_hint: 'h', target_link_uri: `${SITE}/x`, client_id: CLIENT, ...over };
    const answer = await new LtiBrowser().ask(login, `/api/lti/login?${new URLSearchParams(query)}`);
    expect(reasonIn(answer.text)).toBe(reason);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('in a frame that this site is not set up for offers a window of its own, to nobody but the platform', async () => {
    const query = new URLSearchParams({ iss: platform.origin, login_hint: 'h"><b>', target_link_uri: `${SITE}/x` });
    const headers = { 'sec-fetch-dest': 'iframe' };
    const answer = await new LtiBrowser().ask(login, `/api/lti/login?${query}`, { headers });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('target="_blank"');
    expect(answer.text).not.toContain('<b>');
    expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${platform.origin}`);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('a good launch', () => {
  it('makes a person, a class and a session, once', async () => {
    const browser = new LtiBrowser();
    const claims = { sub: 'good-1', [`${LTI}/context`]: { id: 'good', title: 'Kernels' } };
    const answer = await browser.launch(platform, claims);
    expect(answer.status).toBe(303);
    const context = await db().ltiContext.findFirstOrThrow({ where: { contextId: 'good' }, include: { class: true } });
    expect(context.class.name).toBe('Kernels');
    expect(answer.location).toBe(`/en/classes/${context.classId}`);
    expect(browser.cookies.has('ringzero.session_token')).toBe(true);
    expect(browser.cookies.has('ringzero-lti-state')).toBe(false);
    await new LtiBrowser().launch(platform, claims);
    expect(await db().ltiUser.count({ where: { sub: 'good-1' } })).toBe(1);
    expect(await db().ltiContext.count({ where: { contextId: 'good' } })).toBe(1);
    const { userId } = await db().ltiUser.findFirstOrThrow({ where: { sub: 'good-1' } });
    const part = await db().membership.findMany({ where: { userId } });
    expect(part).toMatchObject([{ role: 'teacher', classId: context.classId }]);
  });

  it('leads to the lesson or exercise of its link', async () => {
    const [chapter] = course.chapters;
    const [lesson] = chapter.lessons;
    const custom = (value: string) => ({
      sub: 'good-1',
      [`${LTI}/context`]: { id: 'good' },
      [`${LTI}/custom`]: { ringzero: value },
    });
    const page = `/en/${chapter.slug}/${lesson.slug}`;
    expect((await new LtiBrowser().launch(platform, custom(`lesson:${LESSON}`))).location).toBe(page);
    expect((await new LtiBrowser().launch(platform, custom(`exercise:${EXERCISE}`))).location).toBe(
      `${page}#${EXERCISE}`,
    );
    expect(reasonIn((await new LtiBrowser().launch(platform, custom('exercise:gone'))).text)).toBe('unknown-content');
    const target = {
      sub: 'good-1',
      [`${LTI}/context`]: { id: 'good' },
      [`${LTI}/resource_link`]: { id: 'by-target' },
      [`${LTI}/target_link_uri`]: `${SITE}/ja/${chapter.slug}/${lesson.slug}`,
    };
    expect((await new LtiBrowser().launch(platform, target)).location).toBe(page);
  });

  it('an audience of several with the authorized party, a clock that is a little fast, a key set without names', async () => {
    expect((await new LtiBrowser().launch(platform, { aud: [CLIENT, 'other'], azp: CLIENT })).status).toBe(303);
    const soon = Math.floor(Date.now() / 1000) + 30;
    expect((await new LtiBrowser().launch(platform, { iat: soon, exp: soon + 300 })).status).toBe(303);
  });

  it('after the platform has changed its keys: the set is fetched again', async () => {
    expect((await new LtiBrowser().launch(platform)).status).toBe(303);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    try {
      await platform.changeKeys();
      const asked = platform.keySetAsked;
      expect((await new LtiBrowser().launch(platform)).status).toBe(303);
      expect((await new LtiBrowser().launch(platform)).status).toBe(303);
      expect(platform.keySetAsked).toBe(asked + 1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('a person of the same address that is only claimed is another person', async () => {
    await db().user.create({
      data: { id: 'admin-1', name: 'Admin', email: 'admin@school.example', role: 'admin', emailVerified: true },
    });
    await new LtiBrowser().launch(platform, { sub: 'claims-to-be-admin', email: 'admin@school.example' });
    const { userId } = await db().ltiUser.findFirstOrThrow({ where: { sub: 'claims-to-be-admin' } });
    expect(userId).not.toBe('admin-1');
    expect((await db().user.findUniqueOrThrow({ where: { id: userId } })).role).toBe('learner');
  });
});

describe('roles', () => {
  const inCourse = (sub: string, roles: string[]) => ({
    sub,
    email: undefined,
    [`${LTI}/roles`]: roles,
    [`${LTI}/context`]: { id: 'roles', title: 'R' },
  });
  const partOf = async (sub: string) => {
    const known = await db().ltiUser.findFirst({ where: { sub } });
    return known && (await db().membership.findFirst({ where: { userId: known.userId, class: { name: 'R' } } }))?.role;
  };

  it('a learner cannot come before a teacher; then everybody has the platform’s part', async () => {
    expect(reasonIn((await new LtiBrowser().launch(platform, inCourse('r-student', [LEARNER]))).text)).toBe('no-class');
    await new LtiBrowser().launch(platform, inCourse('r-teacher', [INSTRUCTOR]));
    await new LtiBrowser().launch(platform, inCourse('r-student', [LEARNER]));
    await new LtiBrowser().launch(platform, inCourse('r-assistant', [INSTRUCTOR, ASSISTANT]));
    expect(await Promise.all(['r-teacher', 'r-student', 'r-assistant'].map(partOf))).toEqual([
      'teacher',
      'student',
      'assistant',
    ]);
    await new LtiBrowser().launch(platform, inCourse('r-assistant', [LEARNER]));
    expect(await partOf('r-assistant')).toBe('student');
    // A teacher is lowered by hand only.
    await new LtiBrowser().launch(platform, inCourse('r-teacher', [LEARNER]));
    expect(await partOf('r-teacher')).toBe('teacher');
  });

  it('a mentor has no part', async () => {
    const roles = ['http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor'];
    expect(reasonIn((await new LtiBrowser().launch(platform, inCourse('r-mentor', roles))).text)).toBe('no-part');
    expect(await partOf('r-mentor')).toBe(null);
  });
});

// ---------------------------------------------------------------- forged

const now = () => Math.floor(Date.now() / 1000);
interface Forged {
  claims?: Record<string, unknown>;
  header?: { alg?: string; kid?: string };
  /** Makes the token altogether. */
  token?: (good: string, claims: Record<string, unknown>) => Promise<string> | string;
  form?: (form: Record<string, string>) => Record<string, string>;
  /** Before the form is sent. */
  browser?: (browser: LtiBrowser) => LtiBrowser;
  before?: () => void | Promise<void>;
}
const without = (claims: Record<string, unknown>, name: string) =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

const FORGED: readonly [string, LtiProblemCode, Forged][] = [
  [
    'signed by a stranger’s key under the platform’s name for it',
    'bad-signature',
    { token: async (_, claims) => platform.sign(claims, {}, (await makePair()).privateKey) },
  ],
  [
    'signed by a key that the platform does not have',
    'bad-signature',
    { token: async (_, claims) => platform.sign(claims, { kid: 'unknown' }, (await makePair()).privateKey) },
  ],
  [
    'changed after signing',
    'bad-signature',
    {
      token: (good, claims) => {
        const [head, , tail] = good.split('.');
        return [
          head,
          Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' })).toString('base64url'),
          tail,
        ].join('.');
      },
    },
  ],
  [
    'not signed (alg none)',
    'bad-algorithm',
    {
      token: (_, claims) =>
        `${[{ alg: 'none' }, claims].map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')).join('.')}.`,
    },
  ],
  [
    'signed with the public key as a secret (HS256)',
    'bad-algorithm',
    {
      token: (_, claims) => {
        const text = [{ alg: 'HS256', typ: 'JWT' }, claims]
          .map((one) => Buffer.from(JSON.stringify(one)).toString('base64url'))
          .join('.');
        return `${text}.${createHmac('sha256', JSON.stringify(platform.publicKey)).update(text).digest('base64url')}`;
      },
    },
  ],
  ['no token at all', 'bad-token', { token: () => 'nonsense' }],
  ['an empty token', 'no-token', { token: () => '' }],
  ['of another issuer', 'wrong-issuer', { claims: { iss: 'https://evil.example' } }],
  ['for another client', 'wrong-audience', { claims: { aud: 'other' } }],
  ['for several clients, without saying which', 'wrong-party', { claims: { aud: [CLIENT, 'other'] } }],
  [
    'for several clients, ours not the authorized party',
    'wrong-party',
    { claims: { aud: [CLIENT, 'other'], azp: 'other' } },
  ],
  ['whose one audience is ours and the party another', 'wrong-party', { claims: { azp: 'other' } }],
  ['expired', 'expired', { claims: { iat: now() - 600, exp: now() - 300 } }],
  ['without an end', 'wrong-claims', { token: (_, claims) => platform.sign(without(claims, 'exp')) }],
  ['without a time', 'wrong-claims', { token: (_, claims) => platform.sign(without(claims, 'iat')) }],
  ['of tomorrow', 'issued-later', { claims: { iat: now() + 86_400, exp: now() + 90_000 } }],
  ['not valid yet', 'issued-later', { claims: { nbf: now() + 3_600 } }],
  ['of yesterday, with a long life', 'too-old', { claims: { iat: now() - 86_400, exp: now() + 86_400 } }],
  ['with another nonce', 'wrong-nonce', { claims: { nonce: 'made-up' } }],
  ['without a nonce', 'wrong-claims', { token: (_, claims) => platform.sign(without(claims, 'nonce')) }],
  ['of a deployment that we do not have', 'wrong-deployment', { claims: { [`${LTI}/deployment_id`]: 'other' } }],
  [
    'without a deployment',
    'wrong-claims',
    { token: (_, claims) => platform.sign(without(claims, `${LTI}/deployment_id`)) },
  ],
  ['of another message', 'wrong-message', { claims: { [`${LTI}/message_type`]: 'LtiSubmissionReviewRequest' } }],
  ['of another version', 'wrong-version', { claims: { [`${LTI}/version`]: '1.1' } }],
  [
    'without a resource link',
    'wrong-claims',
    { token: (_, claims) => platform.sign(without(claims, `${LTI}/resource_link`)) },
  ],
  ['whose roles are no list', 'wrong-claims', { claims: { [`${LTI}/roles`]: 'Instructor' } }],
  ['without roles', 'no-part', { claims: { [`${LTI}/roles`]: [] } }],
  ['of nobody', 'anonymous', { token: (_, claims) => platform.sign(without(claims, 'sub')) }],
  ['to another site', 'foreign-target', { claims: { [`${LTI}/target_link_uri`]: 'https://evil.example/x' } }],
  [
    'deep linking without its settings',
    'wrong-claims',
    { claims: { [`${LTI}/message_type`]: 'LtiDeepLinkingRequest' } },
  ],
  ['with a state that we did not give out', 'unknown-state', { form: (form) => ({ ...form, state: 'made-up' }) }],
  ['without a state', 'no-token', { form: (form) => without(form, 'state') as Record<string, string> }],
  ['in another browser than the login', 'no-cookie', { browser: () => new LtiBrowser() }],
  ['an error instead of a token', 'platform-refused', { form: ({ state }) => ({ state, error: 'login_required' }) }],
  [
    'while the key set is broken',
    'platform-keys',
    {
      before: () => {
        platform.brokenKeySet = 'no JSON';
      },
    },
  ],
];

describe('a forged launch', () => {
  it.each(FORGED)('%s: %s', async (_what, reason, forged) => {
    const before = await nobody();
    const browser = new LtiBrowser();
    const { state, nonce } = await browser.begin(platform);
    const claims = platform.claims({ sub: 'forger', nonce, ...forged.claims });
    const good = await platform.sign(claims);
    const id_token = forged.token ? await forged.token(good, claims) : good;
    const form = forged.form?.({ id_token, state }) ?? { id_token, state };
    await forged.before?.();
    const answer = await (forged.browser?.(browser) ?? browser).ask(launch, '/api/lti/launch', { form });
    platform.brokenKeySet = null;
    expect(reasonIn(answer.text)).toBe(reason);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(browser.cookies.has('ringzero.session_token')).toBe(false);
    expect(await nobody()).toEqual(before);
  });

  it('a good one a second time: its state is used up', async () => {
    const browser = new LtiBrowser();
    const { state, nonce } = await browser.begin(platform);
    const cookies = new Map(browser.cookies);
    const form = { id_token: await platform.sign(platform.claims({ nonce })), state };
    expect((await browser.ask(launch, '/api/lti/launch', { form })).status).toBe(303);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect(reasonIn((await browser.ask(launch, '/api/lti/launch', { form })).text)).toBe('unknown-state');
  });

  it('two at once: one gets in', async () => {
    const browser = new LtiBrowser();
    const { state, nonce } = await browser.begin(platform);
    const form = { id_token: await platform.sign(platform.claims({ nonce })), state };
    const twin = new LtiBrowser();
    for (const [name, value] of browser.cookies) twin.cookies.set(name, value);
    const answers = await Promise.all([browser, twin].map((one) => one.ask(launch, '/api/lti/launch', { form })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400]);
  });

  it('a deployment of the platform, but not the one of the login', async () => {
    const { id } = await db().ltiPlatform.findFirstOrThrow({ where: { issuer: platform.origin } });
    await db().ltiDeployment.create({ data: { platformId: id, deploymentId: 'deployment-2' } });
    const answer = await new LtiBrowser().launch(platform, { [`${LTI}/deployment_id`]: 'deployment-2' });
    expect(reasonIn(answer.text)).toBe('wrong-deployment');
  });

  it('an expired state', async () => {
    const browser = new LtiBrowser();
    const { state, nonce } = await browser.begin(platform);
    await db().ltiNonce.updateMany({ data: { expiresAt: new Date(0) } });
    const form = { id_token: await platform.sign(platform.claims({ nonce })), state };
    expect(reasonIn((await browser.ask(launch, '/api/lti/launch', { form })).text)).toBe('unknown-state');
  });

  it('without its cookie offers to begin again in a window of its own, where it works', async () => {
    const browser = new LtiBrowser();
    const { state, nonce } = await browser.begin(platform);
    const form = { id_token: await platform.sign(platform.claims({ nonce })), state };
    const answer = await new LtiBrowser().ask(launch, '/api/lti/launch', { form });
    const again = /href="([^"]+)"/.exec(answer.text)?.[1].replaceAll('&amp;', '&') ?? '';
    const other = new LtiBrowser();
    const begun = await other.ask(login, again.replace(SITE, ''));
    expect(begun.status).toBe(302);
    const url = new URL(begun.location ?? '');
    const second = {
      state: url.searchParams.get('state') ?? '',
      id_token: await platform.sign(platform.claims({ nonce: url.searchParams.get('nonce') })),
    };
    expect((await other.ask(launch, '/api/lti/launch', { form: second })).status).toBe(303);
  });
});
