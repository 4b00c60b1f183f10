/** Grades that can be trusted, as people meet them: the mark of the server's verdict, a certificate that anybody can check, a regrade. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { course } from '../content/course';
import { expectAccessible } from './support/axe';
import { account, attempt, faults, makeInstructor, PASSWORD, realAttempt, sync } from './support/people';

const GREP = {
  path: '/en/architecture/userland-is-programs',
  folder: '02-architecture/userland-is-programs/write-grep',
};
const text = (answer: string) => readFileSync(`content/${GREP.folder}/${answer}/main.c`, 'utf8');
const env = { ...process.env, DATABASE_URL: `file:${path.join(process.env.E2E_DATA ?? '', 'e2e.db')}` };

/** Whatever the grader said of this person's attempts, they count now. */
function setVerified(email: string): void {
  const args = ['--import', 'tsx', 'e2e/support/set-verified.ts', email];
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

const mark = (page: Page, state: string) => page.locator(`#ex_g2p8 [data-verdict="${state}"]`);

async function open(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.addInitScript(() => localStorage.setItem('rz.editor.plain', '1'));
  await page.goto(`${GREP.path}#ex_g2p8`);
  await page
    .locator('#ex_g2p8')
    .getByRole('button', { name: 'Show it on the machine' })
    .click({ timeout: 5_000 })
    .catch(() => {}); // it is there already
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
}
async function run(page: Page, answer: string): Promise<void> {
  await page.getByRole('textbox', { name: /Code of/ }).fill(text(answer));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

test('what prints the expected text passes in the tab and is found out; the right program is verified within seconds', async ({
  page,
}) => {
  const found = faults(page);
  await open(page);
  await run(page, 'wrong/prints-the-text');
  await expect(page.getByText('That works')).toBeVisible({ timeout: 30_000 });
  await expect(mark(page, 'waiting').or(mark(page, 'refused'))).toBeVisible();
  await expect(mark(page, 'refused')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('With other inputs, chosen by the server, it did not pass.')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Run with those inputs' }).click();
  await expect(page.getByText(/This run had the inputs that the server chose \(seed \d+\)/)).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText(/Number 1 is not a line/).first()).toBeVisible();

  await run(page, 'solution');
  await expect(page.getByText('That works')).toBeVisible({ timeout: 30_000 });
  await expect(mark(page, 'verified')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('This pass is not confirmed')).toHaveCount(0);

  // The tip: by keyboard, in words; Escape closes it.
  await mark(page, 'verified').focus();
  await expect(page.getByRole('tooltip')).toContainText('The server made the same run again');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);

  // Another visit still knows.
  await page.reload();
  await expect(mark(page, 'verified')).toBeVisible();
  expect(found).toEqual([]);
});

test('a run of an older version: said, and one click runs it again', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'en' });
  await account(context, 'Older');
  const old = realAttempt('ex_g2p8') as { record: object };
  await sync(context.request, { ...old, record: { ...old.record, simHash: 'older' }, digest: 'f'.repeat(64) });
  const page = await context.newPage();
  await open(page);
  await expect(mark(page, 'refused')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('It was run on an earlier version of the simulator.')).toBeVisible();
  await page.getByRole('textbox', { name: /Code of/ }).fill(text('solution'));
  await page.getByRole('button', { name: 'Run it again' }).click();
  await expect(mark(page, 'verified')).toBeVisible({ timeout: 60_000 });
  await context.close();
});

test('a certificate: made when all is verified, read by anybody, checked, printed, removed', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'en' });
  const email = await account(context, 'Ada');
  const page = await context.newPage();
  const found = faults(page);
  await page.goto('/en/certificate');
  await expect(page.getByText('No scope is complete yet.')).toBeVisible();
  await expectAccessible(page);

  const [chapter] = course.chapters;
  const ids = chapter.lessons.flatMap((lesson) => lesson.exercises);
  const one = (exerciseId: string) => {
    const made = attempt({ passed: true, text: 'int main(void) { return 0; }' });
    return { ...made, exerciseId, record: { ...made.record, exerciseId } };
  };
  await sync(context.request, ...ids.map(one));
  setVerified(email);
  await page.goto('/en/certificate');
  await expect(page.getByText(`${ids.length} of ${ids.length} verified`)).toBeVisible();
  await page.getByLabel('Name on the certificate').fill('A. Lovelace <script>');
  await page.getByRole('button', { name: 'Make a certificate' }).click();
  await expect(page.getByRole('heading', { name: 'Certificate', exact: true })).toBeVisible();
  const url = new URL(page.url()).pathname;

  const stranger = await (await browser.newContext({ locale: 'ja' })).newPage();
  expect((await stranger.goto(url.replace('/en/', '/ja/')))?.status()).toBe(200);
  await expect(stranger.getByText('A. Lovelace <script>')).toBeVisible();
  await expect(stranger.getByRole('row')).toHaveCount(ids.length + 1);
  await expect(stranger.getByRole('button', { name: 'この修了証を削除' })).toHaveCount(0);
  expect(await stranger.content()).not.toContain(email);
  await expectAccessible(stranger);
  const download = stranger.waitForEvent('download');
  await stranger.getByRole('link', { name: '記録をダウンロードします。' }).click();
  const records = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
  expect(records.records).toHaveLength(ids.length);
  await stranger.setViewportSize({ width: 390, height: 844 });
  expect(await stranger.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await page.getByLabel('I want it deleted').check();
  await page.getByRole('button', { name: 'Delete this certificate' }).click();
  await expect(page.getByText('None yet.')).toBeVisible();
  expect((await stranger.reload())?.status()).toBe(404);
  expect(found).toEqual([]);
  await context.close();
});

test('a regrade: the dry run names whose result changes and why; published, the learner sees it', async ({
  browser,
}) => {
  const learner = await browser.newContext({ locale: 'en' });
  const email = await account(learner, 'Losing');
  const failing = realAttempt('ex_g2p8') as { record: { submission: object } };
  const submission = { kind: 'code', files: [{ path: 'main.c', text: text('wrong/first-only') }] };
  await sync(learner.request, { ...failing, record: { ...failing.record, submission } });
  setVerified(email);

  const admin = await browser.newContext({ locale: 'en' });
  const address = await account(admin, 'Admin');
  makeInstructor(address, ['--admin']);
  await admin.clearCookies(); // a new role begins with a new session
  await admin.request.post('/api/auth/sign-in/email', { data: { email: address, password: PASSWORD } });
  const page = await admin.newPage();
  const found = faults(page);
  await page.goto('/en/regrades');
  await expectAccessible(page);
  await page.getByLabel('Exercise').selectOption('ex_g2p8');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const row = page.getByRole('row', { name: /Losing/ });
  await expect(row.getByText('Passed → not passed')).toBeVisible({ timeout: 90_000 });
  await expect(row.getByText(/Line 2 of the output differs/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Publish' }).click({ timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Publish' })).toBeVisible(); // not without the tick
  await page.getByLabel('I have looked at the list').check();
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText(/results? changed/)).toBeVisible();

  const verdicts = await learner.request.get('/api/attempts/verdicts?exercises=ex_g2p8');
  expect((await verdicts.json()).verdicts).toMatchObject([{ verdict: 'mismatch' }]);
  const theirs = await learner.newPage();
  expect((await theirs.goto(page.url()))?.status()).toBe(404);
  expect(found).toEqual([]);
  for (const context of [learner, admin]) await context.close();
});
