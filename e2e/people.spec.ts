/** Accounts: work without one, sign-up that keeps it, sign-out, sign-in on another device, deletion. */
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { account, attempt, EXERCISE, faults, newEmail, PASSWORD, sync } from './support/people';

test('signing up keeps the work, and another device goes on with it', async ({ page, context, browser }) => {
  const found = faults(page);
  await sync(context.request, attempt({ passed: false, text: 'int main(void) { return 1; }' }));
  await page.goto('/ja/account');
  await expect(page.getByText('1問分の記録があります')).toBeVisible();

  const email = newEmail('ada');
  const form = page.getByRole('region', { name: 'アカウントを作る' });
  await form.getByLabel('名前').fill('エイダ');
  await form.getByLabel('メールアドレス').fill(email);
  await form.getByLabel('パスワード').fill(PASSWORD);
  await form.getByRole('button').click();
  await expect(page.getByText('これまでの記録も保存されています')).toBeVisible();
  const progress = await (await context.request.get('/api/progress')).json();
  expect(progress).toMatchObject({
    user: { email, name: 'エイダ' },
    exercises: [{ exerciseId: EXERCISE, attempts: 1 }],
  });

  const phone = await browser.newContext({ locale: 'en-GB' });
  await sync(phone.request, attempt({ passed: true, text: 'int main(void) { return 0; }' }));
  const there = await phone.newPage();
  await there.goto('/en/account');
  const signIn = there.getByRole('region', { name: 'Sign in' });
  await signIn.getByLabel('E-mail address').fill(email);
  await signIn.getByLabel('Password').fill(PASSWORD);
  await signIn.getByRole('button').click();
  await expect(there.getByText('You are signed in.')).toBeVisible();
  const merged = await (await phone.request.get('/api/progress')).json();
  expect(merged.exercises).toMatchObject([{ exerciseId: EXERCISE, attempts: 2, status: 'passed' }]);

  await there.getByRole('button', { name: 'Sign out' }).click();
  await expect(there.getByRole('heading', { name: 'Make an account' })).toBeVisible();
  expect(await (await phone.request.get('/api/me')).json()).toEqual({ user: null });
  await phone.close();
  expect(found).toEqual([]);
});

test('what is wrong is said at its field, and the keyboard is enough', async ({ page, context }) => {
  await account(context, 'Taken');
  const taken = (await (await context.request.get('/api/me')).json()).user.email;
  await context.clearCookies();
  await page.goto('/ja/account');
  const form = page.getByRole('region', { name: 'アカウントを作る' });
  await form.getByLabel('名前').focus();
  await page.keyboard.press('Enter');
  await expect(form.getByLabel('名前')).toBeFocused();
  await expect(form.getByText('名前を入力してください。')).toBeVisible();
  await page.keyboard.type('だれか');
  await page.keyboard.press('Tab');
  await page.keyboard.type(taken);
  await page.keyboard.press('Tab');
  await page.keyboard.type('短い');
  await page.keyboard.press('Enter');
  await expect(form.getByText('パスワードは8文字以上にしてください。')).toBeVisible();
  await page.keyboard.type('パスワードです');
  await page.keyboard.press('Enter');
  await expect(form.getByText('このメールアドレスのアカウントがすでにあります')).toBeVisible();
  await expect(form.getByLabel('メールアドレス')).toBeFocused();

  const signIn = page.getByRole('region', { name: 'サインインする' });
  await signIn.getByLabel('メールアドレス').fill(taken);
  await signIn.getByLabel('パスワード').fill('wrong password');
  await page.keyboard.press('Enter');
  await expect(page.getByText('メールアドレスかパスワードが違います。')).toBeVisible();
  await expectAccessible(page);
});

test('a lost connection is said, and nothing that was typed is lost', async ({ page, context }) => {
  await page.goto('/en/account');
  const form = page.getByRole('region', { name: 'Make an account' });
  await form.getByLabel('Name').fill('Ada');
  await form.getByLabel('E-mail address').fill(newEmail('ada'));
  await form.getByLabel('Password').fill(PASSWORD);
  await context.setOffline(true);
  await form.getByRole('button').click();
  await expect(page.getByText('The server could not be reached.')).toBeVisible();
  await expect(form.getByLabel('Name')).toHaveValue('Ada');
  await context.setOffline(false);
  await form.getByRole('button').click();
  await expect(page.getByText('The account is ready')).toBeVisible();
});

test('the account: name, language, password, data, deletion', async ({ page, context }) => {
  const email = await account(context, 'Ada');
  await page.goto('/en/account');
  await page.getByLabel('Name').fill('Grace');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByLabel('Present password').fill('wrong password');
  await page.getByLabel('New password').fill('another password');
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByText('The present password is wrong.')).toBeVisible();
  await page.getByLabel('Present password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByText('The password is changed.')).toBeVisible();
  expect(await (await context.request.get('/api/me/export')).json()).toMatchObject({
    person: { email, name: 'Grace' },
  });
  await page.getByLabel('Language of the site').selectOption('ja');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL('/ja/account');
  await page.getByRole('button', { name: 'アカウントを削除' }).click();
  await expect(page.getByText('確認のチェックを入れてください。')).toBeVisible();
  await page.getByLabel('すべて削除されることを確認しました').check();
  await page.getByRole('button', { name: 'アカウントを削除' }).click();
  await expect(page).toHaveURL('/ja');
  expect(await (await context.request.get('/api/me')).json()).toEqual({ user: null });
});

for (const lang of ['ja', 'en']) {
  test(`axe finds nothing on the account pages (${lang})`, async ({ page, context }) => {
    await page.goto(`/${lang}/account`);
    await expectAccessible(page);
    await account(context, 'Ada');
    await page.goto(`/${lang}/account`);
    await expectAccessible(page);
  });
}
