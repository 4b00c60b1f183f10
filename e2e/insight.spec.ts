/** What an instructor sees: live while a learner fails, the very run again, a comment at its step, the learner who opens it there, files. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { account, attempt, faults, realAttempt, sync } from './support/people';

const PROGRAM = 'ex_u0i5';
const PHONE = { width: 390, height: 844 };

async function person(browser: Browser, name: string, lang: 'ja' | 'en', instructor = false) {
  const context = await browser.newContext({ locale: lang });
  const email = await account(context, name, { instructor });
  return { context, page: await context.newPage(), email, request: context.request };
}

/** A class that the learner is in. */
async function classOf(teacher: Awaited<ReturnType<typeof person>>, learner: Awaited<ReturnType<typeof person>>) {
  const { id, joinCode } = await (await teacher.request.post('/api/classes', { data: { name: 'Insight' } })).json();
  expect((await learner.request.post('/api/classes/join', { data: { code: joinCode } })).ok()).toBe(true);
  return id as string;
}

async function noSidewaysScroll(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}

test('a teacher watches, replays, comments and exports; the learner opens the comment at its step', async ({
  browser,
}) => {
  const teacher = await person(browser, 'Teacher', 'en', true);
  const learner = await person(browser, '花子', 'ja');
  const id = await classOf(teacher, learner);
  const found = [...[teacher, learner].map(({ page }) => faults(page))];
  const { page } = teacher;

  // Live: three failed runs, and the page says so by itself.
  await page.goto(`/en/classes/${id}/live`);
  await expect(page.getByText('Connected. Changes appear at once.')).toBeVisible();
  await expect(page.getByText('Nobody is stuck.')).toBeVisible();
  for (let n = 0; n < 3; n += 1)
    await sync(learner.request, attempt({ passed: false, text: `int main(void) { return ${n}; }` }));
  const stuck = page.getByRole('region', { name: 'Stuck now' });
  await expect(stuck.getByText('花子', { exact: true })).toBeVisible();
  await expect(stuck.getByText(/3 failed runs/)).toBeVisible();
  await expect(page.getByRole('region', { name: /At work now/ }).getByRole('link', { name: '花子' })).toBeVisible();
  await expectAccessible(page);

  // The matrix: arrows to the cell of a real run, Enter opens it.
  await sync(learner.request, realAttempt(PROGRAM));
  await page.goto(`/en/classes/${id}/progress`);
  const grid = page.getByRole('grid', { name: 'People × exercises' });
  const first = grid.locator('[data-at="0,0"]');
  await expect(first).toHaveAccessibleName(/^花子, 1\.1a .*: Tried 3 times$/);
  await first.focus();
  const here = () => page.evaluate(() => document.activeElement?.getAttribute('data-at'));
  for (let n = 0; n < 200; n += 1) {
    if (await page.evaluate((id) => document.activeElement?.getAttribute('href')?.endsWith(`/${id}`), PROGRAM)) break;
    await page.keyboard.press('ArrowRight');
    await expect.poll(here).toBe(`0,${n + 1}`);
  }
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/attempts\//);
  await expect(page.getByText('Attempt by 花子')).toBeVisible();

  // The run again: the same digest; to a system call, one instruction back, one on.
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await expect(page.getByText('the digests are equal')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'To the start' }).click();
  const now = page.getByText(/^[\d,]+ of [\d,]+ instructions$/);
  await expect(now).toHaveText(/^0 of/);
  await page.getByRole('button', { name: 'System calls: Next' }).click();
  await expect(now).not.toHaveText(/^0 of/);
  const number = async () => Number(((await now.textContent()) ?? '').split(' of ')[0].replaceAll(',', ''));
  const step = await number();
  await page.getByRole('button', { name: 'Back one instruction' }).click();
  expect(await number()).toBe(step - 1);
  await page.getByRole('button', { name: 'On one instruction' }).click();
  expect(await number()).toBe(step);
  await expect(page.getByText(/^Running to instruction/)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByRole('heading', { name: 'The machine at that moment' })).toBeVisible();
  await expectAccessible(page);

  // A comment there.
  await page.getByLabel('Write a comment').fill('ここで何が起きるか、言葉にしてみてください。');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('Sent.', { exact: true })).toBeVisible();
  const comments = page.getByRole('region', { name: 'Comments' });
  await expect(comments.getByText('Not read yet')).toBeVisible();

  // The learner opens it at its step.
  await learner.page.setViewportSize(PHONE);
  await learner.page.goto('/ja/attempts');
  await expectAccessible(learner.page);
  await learner.page.getByRole('link', { name: /^\d/ }).first().click();
  await expect(learner.page.getByText('ここで何が起きるか')).toBeVisible();
  await expect(learner.page.getByText('記録と同じ結果になりました')).toBeVisible({ timeout: 60_000 });
  const jaNow = learner.page.getByText(new RegExp(`^${step.toLocaleString('ja-JP')} / [\\d,]+ 命令$`));
  await expect(jaNow).toBeVisible();
  await expect(learner.page.getByRole('button', { name: '送る' })).toHaveCount(0);
  await noSidewaysScroll(learner.page);
  await expectAccessible(learner.page);
  await page.reload();
  await expect(page.getByRole('region', { name: 'Comments' }).getByText('Read', { exact: true })).toBeVisible();

  // Taken along as files.
  await page.goto(`/en/classes/${id}/progress`);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV for spreadsheets' }).click();
  expect((await download).suggestedFilename()).toMatch(/^Insight-\d{4}-\d\d-\d\d\.csv$/);
  expect(found.flat()).toEqual([]);
  for (const { context } of [teacher, learner]) await context.close();
});

test('who has not passed, what goes wrong, what changed, and who is alike: on a phone and a desk, in both languages', async ({
  browser,
}) => {
  const teacher = await person(browser, 'Teacher', 'ja', true);
  const learner = await person(browser, 'Ada', 'en');
  const id = await classOf(teacher, learner);
  const found = faults(teacher.page);
  const { page } = teacher;
  await sync(learner.request, attempt({ passed: false, text: 'int main(void)\n{\n\treturn 1;\n}\n' }));
  await sync(learner.request, attempt({ passed: false, text: 'int main(void)\n{\n\treturn 42;\n}\n' }));

  for (const [lang, viewport] of [
    ['ja', PHONE],
    ['en', { width: 1440, height: 900 }],
  ] as const) {
    await page.setViewportSize(viewport);
    const base = `/${lang}/classes/${id}`;
    await page.goto(`${base}/progress`);
    await page.getByRole('columnheader').getByRole('button').first().click();
    await expect(page).toHaveURL(/exercise=ex_/);
    await expect(page.locator('#not-passed')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Ada' }).first()).toBeVisible();
    await noSidewaysScroll(page);
    await expectAccessible(page);

    await page.goto(`${base}/exercises`);
    await expect(page.getByRole('table').last()).toBeVisible();
    await noSidewaysScroll(page);
    await expectAccessible(page);
    await page.goto(`${base}/exercises?exercise=ex_7c1d`);
    await expect(page.locator('#failing')).toBeVisible();
    await noSidewaysScroll(page);
    await expectAccessible(page);

    await page.goto(`${base}/similar?exercise=ex_7c1d`);
    await expect(page.locator('#pairs')).toBeVisible();
    await noSidewaysScroll(page);
    await expectAccessible(page);

    const { people } = await (await teacher.request.get(`/api/classes/${id}/matrix`)).json();
    await page.goto(`${base}/students/${people[0].id}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Ada');
    await noSidewaysScroll(page);
    await expectAccessible(page);
    await page
      .getByRole('region', { name: lang === 'ja' ? 'すべての実行' : 'All runs' })
      .getByRole('listitem')
      .first()
      .getByRole('link')
      .click();
    await page.getByRole('link', { name: lang === 'ja' ? 'この実行と比べる' : 'Compare with this' }).click();
    await expect(page.locator('#compare')).toContainText('return 42;');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: lang === 'ja' ? '次の変更' : 'Next change' }).click();
    await expect(page.locator('#change-1')).toBeFocused();
    await noSidewaysScroll(page);
    await expectAccessible(page);
  }
  // For the learner none of it exists.
  for (const path of ['progress', 'live', 'exercises', 'similar'])
    expect((await learner.page.goto(`/en/classes/${id}/${path}`))?.status()).toBe(404);
  expect(found).toEqual([]);
  for (const { context } of [teacher, learner]) await context.close();
});
