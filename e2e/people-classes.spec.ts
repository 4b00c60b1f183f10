/** Classes: join with a wrong and a right code, the instructor's matrix and attempt, and somebody else's class. */
import { type Browser, expect, test } from '@playwright/test';
import type { MatrixAnswer } from '../app/_shared/insight';
import { expectAccessible } from './support/axe';
import { account, attempt, faults, realAttempt, sync } from './support/people';

async function person(browser: Browser, name: string, lang: 'ja' | 'en', instructor = false) {
  const context = await browser.newContext({ locale: lang });
  await account(context, name, { instructor });
  return { context, page: await context.newPage() };
}

test('a class from its making to a learner’s attempt', async ({ browser }) => {
  const teacher = await person(browser, 'Teacher', 'en', true);
  const found = faults(teacher.page);
  await teacher.page.goto('/en/classes');
  await teacher.page.getByLabel('Name of the class').fill('Operating systems');
  await teacher.page.getByRole('button', { name: 'Make it' }).click();
  await expect(teacher.page.getByRole('heading', { name: 'Operating systems' })).toBeVisible();
  await expect(teacher.page.getByRole('heading', { name: 'Invite students' })).toBeVisible();
  await expectAccessible(teacher.page);
  const classUrl = new URL(teacher.page.url()).pathname;
  const code = (await teacher.page.getByRole('main').locator('strong').first().textContent()) ?? '';
  expect(code).toMatch(/^\w{8}$/);

  const learner = await person(browser, '花子', 'ja');
  await sync(learner.context.request, attempt({ passed: false, text: 'int main(void) { return 1; }' }));
  await sync(learner.context.request, attempt({ passed: true, text: 'int main(void) { return 42; }' }));
  await learner.page.goto('/ja/classes');
  await learner.page.getByLabel('参加コード').fill('WRONG999');
  await learner.page.keyboard.press('Enter');
  await expect(learner.page.getByText('この参加コードのクラスはありません')).toBeVisible();
  await expectAccessible(learner.page);
  await learner.page.getByLabel('参加コード').fill(` ${code.toLowerCase().slice(0, 4)} ${code.toLowerCase().slice(4)}`);
  await learner.page.keyboard.press('Enter');
  await expect(learner.page.getByText('「Operating systems」に参加しました。')).toBeVisible();

  await teacher.page.goto(`${classUrl}/progress`);
  const row = teacher.page.getByRole('row', { name: /花子/ });
  await expect(row.getByText(/^1\/\d+ ·/)).toBeVisible();
  await expectAccessible(teacher.page);
  await row.getByRole('gridcell').getByRole('link').first().click();
  await expect(teacher.page.getByText('Attempt by 花子')).toBeVisible();
  await expect(teacher.page.getByText('return 42;')).toBeVisible();
  await expect(teacher.page.getByRole('heading', { name: 'Replay this run' })).toBeVisible();
  await expect(teacher.page.getByText('exit status 0')).toBeVisible();
  await expectAccessible(teacher.page);
  const attemptUrl = new URL(teacher.page.url()).pathname;
  await teacher.page.getByRole('listitem').filter({ hasText: 'Not passed' }).getByRole('link').first().click();
  await expect(teacher.page.getByText('return 1;')).toBeVisible();
  expect(found).toEqual([]);

  // For the learner there is neither matrix nor attempt; for another teacher not even the class.
  expect((await learner.page.goto(classUrl))?.status()).toBe(200);
  await expect(learner.page.getByRole('table')).toHaveCount(0);
  expect((await learner.page.goto(attemptUrl))?.status()).toBe(404);
  const other = await person(browser, 'Other', 'ja', true);
  for (const url of [classUrl, attemptUrl]) {
    const answer = await other.page.goto(url.replace('/en/', '/ja/'));
    expect(answer?.status()).toBe(404);
    await expect(other.page.getByRole('heading', { name: 'このページはありません' })).toBeVisible();
  }

  await learner.page.goto(classUrl.replace('/en/', '/ja/'));
  await expectAccessible(learner.page);
  await learner.page.getByLabel('抜けることを確認しました').check();
  await learner.page.getByRole('button', { name: 'このクラスから抜ける' }).click();
  await expect(learner.page.getByText('まだどのクラスにも参加していません。')).toBeVisible();
  await teacher.page.goto(classUrl);
  await expect(teacher.page.getByRole('heading', { name: 'Invite students' })).toBeVisible();
  for (const { context } of [teacher, learner, other]) await context.close();
});

test('a real run is confirmed by the server and replays in the teacher’s tab; a made-up one is found out', async ({
  browser,
}) => {
  const teacher = await person(browser, 'Teacher', 'en', true);
  const found = faults(teacher.page);
  const made = await teacher.context.request.post('/api/classes', { data: { name: 'Replays' } });
  const { id, joinCode } = await made.json();
  const learner = await person(browser, 'Learner', 'en');
  await learner.context.request.post('/api/classes/join', { data: { code: joinCode } });
  const real = realAttempt('ex_7c1d');
  const forged = { ...realAttempt('ex_f4e1'), digest: 'f'.repeat(64) };
  await sync(learner.context.request, real, forged);

  const verdicts = async () => {
    const answer = await teacher.context.request.get(`/api/classes/${id}/matrix`);
    const { people } = (await answer.json()) as MatrixAnswer;
    return people[0].cells.replaceAll('.', '');
  };
  await expect.poll(verdicts, { timeout: 60_000 }).toBe('vm');

  await teacher.page.goto(`/en/classes/${id}/progress`);
  await teacher.page
    .getByRole('row', { name: /Learner/ })
    .getByRole('gridcell')
    .getByRole('link')
    .first()
    .click();
  await expect(teacher.page.getByText('Passed, confirmed by the server', { exact: true })).toBeVisible();
  await teacher.page.getByRole('button', { name: 'Replay', exact: true }).click();
  await expect(teacher.page.getByText('the digests are equal')).toBeVisible({ timeout: 30_000 });
  await expectAccessible(teacher.page);
  expect(found).toEqual([]);
  for (const { context } of [teacher, learner]) await context.close();
});

for (const lang of ['ja', 'en']) {
  test(`without an account the classes page says what to do (${lang})`, async ({ page }) => {
    const found = faults(page);
    await page.goto(`/${lang}/classes`);
    await expect(
      page.getByRole('link', { name: lang === 'ja' ? 'アカウントを作る' : 'Make an account' }),
    ).toBeVisible();
    await expectAccessible(page);
    expect((await page.goto(`/${lang}/classes/nothing`))?.status()).toBe(404);
    await expectAccessible(page);
    expect(found).toEqual([]);
  });
}
