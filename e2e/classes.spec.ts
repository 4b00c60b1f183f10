/**
 * A class through a teacher's and its students' eyes: made, filled from a list, given work with dates, joined by a link
 * from a browser without an account, worked in, looked at, archived. On a desktop and on a phone, in both languages.
 */
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { ClassInfo } from '../app/_shared/classes';
import { expectAccessible } from './support/axe';
import { account, attempt, EXERCISE, faults, newEmail, PASSWORD, realAttempt, sync } from './support/people';

const DAY = 24 * 60 * 60 * 1000;
const PHONE = { width: 390, height: 844 };

async function visitor(browser: Browser, lang: 'ja' | 'en', phone = false) {
  const context = await browser.newContext({ locale: lang, ...(phone ? { viewport: PHONE, hasTouch: true } : {}) });
  const page = await context.newPage();
  return { context, page, found: faults(page) };
}

async function teacherOf(browser: Browser, lang: 'ja' | 'en', phone = false) {
  const teacher = await visitor(browser, lang, phone);
  await account(teacher.context, lang === 'ja' ? '山田先生' : 'Teacher', { instructor: true });
  return teacher;
}

async function newClass(context: BrowserContext, name: string): Promise<ClassInfo> {
  const made = await context.request.post('/api/classes', { data: { name } });
  expect(made.status()).toBe(201);
  return made.json();
}

/** No part of the page sticks out to the side. */
async function expectFits(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over).toBeLessThanOrEqual(0);
}

/** As a `datetime-local` field takes it. */
const inputTime = (at: number) => {
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16);
};

/** "氏名,メール,班" in Shift_JIS, then lines in ASCII. */
const rosterFile = (lines: readonly string[]) =>
  Buffer.concat([
    Buffer.from('8e8196bc2c8381815b838b2c94c70d0a', 'hex'),
    Buffer.from(`${lines.join('\r\n')}\r\n`, 'ascii'),
  ]);

test('a term in Japanese on a desktop: list, groups, assignments, a join link without an account, a pass', async ({
  browser,
}) => {
  const teacher = await teacherOf(browser, 'ja');
  const { page } = teacher;
  await page.goto('/ja/classes');
  await page.getByLabel('クラスの名前').fill('OS 演習');
  await page.getByRole('button', { name: '作る' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'OS 演習' })).toBeVisible();
  await expect(page.getByText('課題はまだありません。')).toBeVisible();
  await expectAccessible(page);
  const code =
    (await page
      .locator('main strong')
      .filter({ hasText: /^\w{8}$/ })
      .textContent()) ?? '';
  expect(code).toMatch(/^\w{8}$/);
  const classUrl = new URL(page.url()).pathname;

  // A list as a school system writes it, with a mistake in it.
  const hanako = newEmail('hanako');
  await page.getByRole('link', { name: 'メンバー' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'メンバー' })).toBeVisible();
  const file = rosterFile([`Hanako,${hanako},A`, `Jiro,${newEmail('jiro')},B`, 'Broken,nobody,B']);
  await page.getByLabel('CSVファイルを選ぶ').setInputFiles({ name: '名簿.csv', mimeType: 'text/csv', buffer: file });
  await expect(page.getByText('文字コード Shift_JIS、区切り カンマ')).toBeVisible();
  await expect(page.getByText('4 行目：メールアドレスの形ではありません：nobody')).toBeVisible();
  await expect(page.getByText('新しいグループ：A, B')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: '2 人を保存する' }).click();
  await expect(page.getByText('保存しました。名簿に無い人は、そのまま残っています。')).toBeVisible();
  const expected = page.getByRole('region', { name: '名簿にあって、まだ参加していない人' });
  await expect(expected.getByRole('listitem')).toHaveCount(2);
  await page.getByLabel('グループ', { exact: true }).selectOption({ label: 'A' });
  await expect(expected.getByRole('listitem')).toHaveCount(1);
  await page.getByLabel('グループ', { exact: true }).selectOption({ label: '全員' });
  await expectAccessible(page);

  // Work with dates.
  await page.getByRole('link', { name: '課題', exact: true }).click();
  await page.getByLabel('レッスンまたは演習').selectOption(`exercise:${EXERCISE}`);
  await page.getByLabel('期限', { exact: true }).fill(inputTime(Date.now() + 3 * DAY + 60_000));
  await page.getByLabel('遅れたとき').selectOption('penalty');
  await page.getByLabel('1日あたりの減点（%）').fill('20');
  await page.getByRole('button', { name: '課題を出す' }).click();
  const first = page.getByRole('main').getByRole('listitem').first();
  await expect(first).toContainText('3 日後');
  await expect(first).toContainText('遅れは1日ごとに 20% 減点');
  await page.getByLabel('レッスンまたは演習').selectOption({ index: 0 });
  await page.getByLabel('期限', { exact: true }).fill(inputTime(Date.now() - DAY));
  await page.getByRole('button', { name: '課題を出す' }).click();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2);
  const title = (await page.getByRole('main').getByRole('listitem').nth(1).getByRole('link').textContent()) ?? '';
  await page.getByRole('button', { name: `「${title}」を上へ` }).click();
  await expect(first.getByRole('link')).toHaveText(title);
  await expectAccessible(page);

  // News for everybody.
  await page.getByRole('link', { name: '概要' }).click();
  await page.getByLabel('本文').fill('来週は https://example.jp/os を見てください。<b>重要</b>');
  await page.getByRole('button', { name: '知らせる' }).click();
  await expect(page.getByRole('link', { name: 'https://example.jp/os' })).toBeVisible();
  await expect(page.getByText('<b>重要</b>')).toBeVisible();

  // A student without an account comes by the link, makes one, and is back at the class.
  const student = await visitor(browser, 'ja');
  await student.page.goto(`/ja/classes/join/${code}`);
  await expect(student.page.getByRole('heading', { name: '「OS 演習」に参加' })).toBeVisible();
  await expectAccessible(student.page);
  await student.page.getByRole('link', { name: 'アカウントを作る・サインインする' }).click();
  const signUp = student.page.getByRole('region', { name: 'アカウントを作る' });
  await signUp.getByLabel('名前').fill('花子');
  await signUp.getByLabel('メールアドレス').fill(hanako);
  await signUp.getByLabel('パスワード').fill(PASSWORD);
  await signUp.getByRole('button', { name: 'アカウントを作る' }).click();
  await student.page.waitForURL(`**/ja/classes/join/${code}`);
  await student.page.getByRole('button', { name: '参加する' }).click();
  await expect(student.page.getByRole('heading', { level: 1, name: 'OS 演習' })).toBeVisible();
  const due = student.page.getByRole('region', { name: 'やること' });
  await expect(due.getByRole('listitem')).toHaveCount(2);
  await expect(due.getByRole('listitem').first()).toContainText('期限切れ');
  await expect(student.page.getByText('新着')).toBeVisible();
  await expectAccessible(student.page);

  // A real run counts once the server has confirmed it.
  await sync(student.context.request, realAttempt(EXERCISE));
  const standing = async () => {
    await student.page.reload();
    return due.getByRole('listitem').nth(1).textContent();
  };
  await expect.poll(standing, { timeout: 60_000 }).toContain('確認済み');
  await expect(due.getByRole('listitem').nth(1)).toContainText('10 / 10 点');

  // What is left is on the home page.
  await student.page.goto('/ja');
  const next = student.page.getByRole('region', { name: 'クラスでやること' });
  await expect(next.getByRole('listitem').filter({ hasText: '期限切れ' })).toHaveCount(1);
  await expectAccessible(student.page);

  // The teacher sees it, and gives more time.
  await page.goto(`${classUrl}/assignments`);
  await expect(page.getByRole('main').getByRole('listitem').nth(1)).toContainText('1 / 1 人が完了');
  await page.getByRole('link', { name: title }).click();
  const row = page.getByRole('listitem').filter({ hasText: '花子' });
  await row.getByRole('button').first().click();
  await row.getByLabel('新しい期限').fill(inputTime(Date.now() + 2 * DAY));
  await row.getByLabel('理由').fill('病気');
  await expectAccessible(page);
  await row.getByRole('button', { name: '保存' }).click();
  await expect(row.getByText('病気')).toBeVisible();
  await student.page.goto(classUrl);
  await expect(due.getByRole('listitem').first()).toContainText('延長あり');
  await expect(due.getByRole('listitem').first()).not.toContainText('期限切れ');

  // The line of the list has become the member, in the group of the list.
  await page.goto(`${classUrl}/members`);
  const member = page.getByRole('region', { name: '参加している人' }).getByRole('listitem').filter({ hasText: '花子' });
  await expect(member).toContainText('A');
  await expect(expected.getByRole('listitem')).toHaveCount(1);
  expect(teacher.found).toEqual([]);
  expect(student.found).toEqual([]);
  for (const { context } of [teacher, student]) await context.close();
});

test('the same pages in English on a phone, by keyboard', async ({ browser }) => {
  const teacher = await teacherOf(browser, 'en', true);
  const { page, context } = teacher;
  const { id, joinCode } = await newClass(context, 'Operating systems');
  const student = await visitor(browser, 'en', true);
  const email = await account(student.context, 'Ada');
  const base = `/en/classes/${id}`;

  await student.page.goto(`/en/classes/join/${joinCode}`);
  await student.page.getByRole('button', { name: 'Join' }).focus();
  await student.page.keyboard.press('Enter');
  await expect(student.page.getByText('Nothing is assigned at present.')).toBeVisible();
  await expectFits(student.page);

  await page.goto(`${base}/assignments`);
  await page.getByLabel('Lesson or exercise').selectOption(`exercise:${EXERCISE}`);
  await page.getByLabel('Due', { exact: true }).fill(inputTime(Date.now() + 2 * DAY + 60_000));
  await page.getByLabel('Closes').fill(inputTime(Date.now() + DAY));
  await page.getByLabel('Closes').press('Enter');
  await expect(page.getByText('Opening, due date and close must follow one another.')).toBeVisible();
  await expect(page.getByLabel('Closes')).toBeFocused();
  await page.getByLabel('Closes').fill('');
  await page.getByRole('button', { name: 'Set an assignment' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main').getByRole('listitem').first()).toContainText('in 2 days');
  await expectAccessible(page);
  await expectFits(page);

  await sync(student.context.request, attempt({ passed: false, text: 'int main(void) { return 1; }' }));
  await student.page.goto(base);
  await expect(student.page.getByRole('region', { name: 'What is due' })).toContainText('Tried');
  await expectAccessible(student.page);
  await expectFits(student.page);

  await page.goto(`${base}/members`);
  await page.getByLabel('Name of a new group').fill('Team A');
  await page.keyboard.press('Enter');
  await expect(page.getByText('0 people')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select Ada' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Move', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 person')).toBeVisible();
  await page.getByLabel('E-mail address').fill('colleague@example.org');
  await page.getByLabel('Role').selectOption('assistant');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('On the list now.')).toBeVisible();
  await page.getByRole('button', { name: 'Change Ada' }).click();
  await expectAccessible(page);
  await expectFits(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the list (CSV)' }).click();
  expect((await download).suggestedFilename()).toBe('roster.csv');
  const csv = await (await context.request.get(`/api/classes/${id}/roster?lang=en`)).text();
  expect(csv).toContain(`Ada,${email},,Team A,student,yes`);

  await page.goto(`${base}/settings`);
  await expectAccessible(page);
  await expectFits(page);
  await page.getByRole('button', { name: 'Make a new code' }).click();
  await expect(page.getByText('There is a new code.')).toBeVisible();
  await student.page.goto(`/en/classes/join/${joinCode}`);
  await expect(student.page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
  await expectAccessible(student.page);
  await page.getByRole('button', { name: 'Close it now' }).click();
  await expect(page.getByText('Nobody can join at present.')).toBeVisible();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Leave this class' }).click();
  await expect(page.getByText('The class would be without a teacher.')).toBeVisible();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await expect(page.getByText('This class is archived. It can be read, not changed.')).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${base}/assignments`);
  await expect(page.getByRole('button', { name: 'Set an assignment' })).toHaveCount(0);
  await page.goto(`${base}/settings`);
  await page.getByLabel('Type the name of the class').fill('Operating');
  await page.getByRole('button', { name: 'Delete the class' }).click();
  await expect(page.getByText('This is not the name of the class.')).toBeVisible();
  await page.getByLabel('Type the name of the class').fill('Operating systems');
  await page.getByRole('button', { name: 'Delete the class' }).click();
  await page.waitForURL('**/en/classes');
  expect((await page.goto(base))?.status()).toBe(404);
  expect(teacher.found).toEqual([]);
  expect(student.found).toEqual([]);
  for (const one of [teacher, student]) await one.context.close();
});

test('the pages of the teachers do not exist for students and strangers', async ({ browser }) => {
  const teacher = await teacherOf(browser, 'en');
  const { id, joinCode } = await newClass(teacher.context, 'Closed');
  const student = await visitor(browser, 'en');
  await account(student.context, 'Student');
  await student.context.request.post('/api/classes/join', { data: { code: joinCode } });
  const stranger = await teacherOf(browser, 'en');
  for (const path of ['assignments', 'members', 'settings', 'assignments/nothing']) {
    for (const { page } of [student, stranger]) {
      expect((await page.goto(`/en/classes/${id}/${path}`))?.status()).toBe(404);
    }
  }
  expect((await stranger.page.goto(`/en/classes/${id}/announcements`))?.status()).toBe(404);
  expect((await student.page.goto(`/en/classes/${id}/announcements`))?.status()).toBe(200);
  await expectAccessible(student.page);
  for (const { context } of [teacher, student, stranger]) await context.close();
});
