/**
 * LTI 1.3 in a real browser, against the small platform of the unit tests: a teacher launches, chooses content, ties courses to
 * classes; a learner comes through a frame into a window of its own, solves, and the grade arrives over there.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { decodeJwt, type JWK } from 'jose';
import { CLIENT, DEPLOYMENT, FakePlatform, INSTRUCTOR, LEARNER } from '../app/_server/lti/testing/platform';
import { expectAccessible } from './support/axe';
import { account, EXERCISE, faults, realAttempt, sync } from './support/people';

const LTI = 'https://purl.imsglobal.org/spec/lti/claim';
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim';

function command(script: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...args], {
    env: { ...process.env, DATABASE_URL: `file:${path.join(process.env.E2E_DATA ?? '', 'e2e.db')}` },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

let platform: FakePlatform;
test.beforeEach(async ({ baseURL, request }) => {
  platform = await FakePlatform.open();
  platform.tool = baseURL ?? '';
  platform.toolKeys = async () => (await (await request.get('/api/lti/keys')).json()) as { keys: JWK[] };
  const { name, issuer, authUrl, tokenUrl, jwksUrl } = platform.registration;
  const addresses = ['--auth-url', authUrl, '--token-url', tokenUrl, '--jwks-url', jwksUrl];
  command(
    'lti',
    'add',
    '--name',
    name,
    '--issuer',
    issuer,
    '--client-id',
    CLIENT,
    '--deployment',
    DEPLOYMENT,
    ...addresses,
  );
});
test.afterEach(() => platform.close());

const person = (sub: string, role: string, lang: 'ja' | 'en', course = 'course-1') => ({
  sub,
  name: sub,
  email: `${sub}@school.example`,
  [`${LTI}/roles`]: [role],
  [`${LTI}/context`]: { id: course, title: `Course ${course}` },
  [`${LTI}/launch_presentation`]: { locale: lang },
});

async function launch(page: Page, claims: Record<string, unknown>): Promise<void> {
  platform.next = claims;
  await page.goto(`${platform.origin}/course`);
  await page.getByRole('link', { name: 'Open' }).click();
}

const settings = () => ({
  [`${LTI}/message_type`]: 'LtiDeepLinkingRequest',
  [`${DL}/deep_linking_settings`]: {
    deep_link_return_url: `${platform.origin}/back`,
    accept_types: ['ltiResourceLink'],
    accept_presentation_document_targets: ['window'],
    accept_multiple: true,
  },
});

test('from the teacher’s choice to the grade in the platform', async ({ browser, baseURL }) => {
  const teacher = await browser.newContext();
  const page = await teacher.newPage();
  const found = faults(page);
  await launch(page, person('teacher', INSTRUCTOR, 'en'));
  await expect(page).toHaveURL(/\/en\/classes\/\w+$/);
  const classUrl = new URL(page.url()).pathname;
  await expect(page.getByText('Course course-1').first()).toBeVisible();

  await launch(page, { ...person('teacher', INSTRUCTOR, 'en'), ...settings() });
  await expect(page.getByRole('heading', { name: 'Choose content' })).toBeVisible();
  await page.locator('summary').filter({ hasText: 'Chapter 1' }).click();
  await expectAccessible(page);
  await page.locator(`input[value="exercise:${EXERCISE}"]`).check();
  await page.getByRole('button', { name: 'Place it in the course' }).click();
  await expect(page.getByRole('heading', { name: 'Back in the course' })).toBeVisible();
  const [item] = decodeJwt(platform.returned[0])[`${DL}/content_items`] as { custom: Record<string, string> }[];
  expect(item.custom).toEqual({ ringzero: `exercise:${EXERCISE}` });

  // The learner's link stands in a frame: it leads to a window of its own.
  const learner = await browser.newContext();
  const frame = await learner.newPage();
  platform.next = {
    ...person('learner', LEARNER, 'ja'),
    [`${LTI}/custom`]: item.custom,
    [`${LTI}/resource_link`]: { id: 'placed' },
  };
  await frame.goto(`${platform.origin}/course?framed`);
  const opening = frame.waitForEvent('popup');
  await frame.frameLocator('iframe').getByRole('link').click();
  const lesson = await opening;
  await expect(lesson).toHaveURL(new RegExp(`${baseURL}/ja/[\\w-]+/[\\w-]+#${EXERCISE}`));
  await expect(lesson.getByRole('heading', { level: 1 })).toBeVisible();
  const me = await (await learner.request.get('/api/me')).json();
  expect(me.user).toMatchObject({ name: 'learner', anonymous: false });

  await sync(learner.request, realAttempt(EXERCISE));
  await expect.poll(() => platform.scores.length, { timeout: 90_000 }).toBe(1);
  expect(platform.scores).toMatchObject([{ userId: 'learner', scoreGiven: 100, scoreMaximum: 100 }]);

  platform.members = [
    { user_id: 'learner', roles: [LEARNER], name: 'learner', email: 'learner@school.example' },
    { user_id: 'late', roles: [LEARNER], name: 'Late', email: 'late@school.example' },
  ];
  for (const lang of ['en', 'ja'] as const) {
    await page.goto(`/${lang}/lti${classUrl.slice(3)}`);
    await expect(page.getByRole('row').filter({ hasText: '1' }).last()).toBeVisible();
    await expectAccessible(page);
  }
  await page.getByRole('button', { name: '名簿を取り込む' }).click();
  await expect(page.getByText('メンバー 1 人、これから来る人 1 人。', { exact: false })).toBeVisible();
  await page.goto(`${classUrl}/settings`);
  await expect(page.getByRole('link', { name: 'Learning platform (LTI)' })).toBeVisible();
  expect(found).toEqual([]);
  // Another person's class does not exist for the learner.
  expect((await lesson.goto(`/ja/lti${classUrl.slice(3)}`))?.status()).toBe(404);
  for (const context of [teacher, learner]) await context.close();
});

for (const lang of ['ja', 'en'] as const) {
  test(`a second course: which class is it, and what a refusal looks like (${lang})`, async ({ page }) => {
    await launch(page, person('teacher', INSTRUCTOR, lang));
    await expect(page).toHaveURL(/\/classes\/\w+$/);
    await launch(page, person('teacher', INSTRUCTOR, lang, 'course-2'));
    await expect(
      page.getByRole('heading', { name: lang === 'ja' ? 'どのクラスのコースですか' : 'Which class is this course?' }),
    ).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel('Course course-1', { exact: true }).check();
    await page.getByRole('button', { name: lang === 'ja' ? 'このクラスにする' : 'Use this class' }).click();
    await expect(page).toHaveURL(new RegExp(`/${lang}/classes/\\w+$`));
    await expect(page.getByText('Course course-1').first()).toBeVisible();

    await page.context().clearCookies();
    await page.context().addCookies([{ name: 'rz-lang', value: lang, url: platform.tool }]);
    await launch(page, person('early', LEARNER, lang, 'course-3'));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      lang === 'ja' ? '学習システムからの接続を受け付けませんでした' : 'The launch was refused',
    );
    await expect(page.getByText('no-class')).toBeVisible();
    await expectAccessible(page);
    await page.goto(`/${lang}/lti/choose?request=nothing`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
  });

  test(`an admin registers a platform by hand (${lang})`, async ({ browser }) => {
    const context: BrowserContext = await browser.newContext();
    const email = await account(context, `LTI admin ${lang}`);
    const page = await context.newPage();
    expect((await page.goto(`/${lang}/admin/lti`))?.status()).toBe(404);
    command('make-instructor', '--admin', email);
    const signedIn = await context.request.post('/api/auth/sign-in/email', {
      data: { email, password: 'correct horse battery' },
    });
    expect(signedIn.ok()).toBe(true);
    const found = faults(page);
    await page.goto(`/${lang}/admin/lti`);
    await expect(page.getByText(`${platform.tool}/api/lti/login`)).toBeVisible();
    await expectAccessible(page);
    const form = page.locator('section').filter({ has: page.locator('#add') });
    const fill = (name: string, value: string) => form.locator(`[name="${name}"]`).fill(value);
    await fill('name', `School ${lang}`);
    await fill('issuer', `https://lms.example/${lang}`);
    await fill('clientId', '10000000000001');
    await fill('authUrl', 'https://lms.example/auth');
    await fill('tokenUrl', 'http://lms.example/token');
    await fill('jwksUrl', 'https://lms.example/keys');
    await fill('deployments', '1:abc\n2:def');
    await form.getByRole('button').click();
    await expect(form.getByRole('alert')).toContainText('https');
    await fill('tokenUrl', 'https://lms.example/token');
    await form.getByRole('button').click();
    await expect(page.getByText(`School ${lang}`)).toBeVisible();
    await page.getByRole('button', { name: lang === 'ja' ? 'アドレスを作る' : 'Make the address' }).click();
    await expect(page.getByText('/api/lti/register?ticket=', { exact: false })).toBeVisible();
    await expectAccessible(page);
    const remove = page.getByRole('button', {
      name: lang === 'ja' ? `School ${lang} を削除` : `Remove School ${lang}`,
    });
    await remove.click();
    await remove.click();
    await expect(page.getByText(`School ${lang}`)).toHaveCount(0);
    expect(found).toEqual([]);
    await context.close();
  });
}
