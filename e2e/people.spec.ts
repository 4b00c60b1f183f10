/** Accounts: work without one, sign-up that keeps it, sign-out, sign-in on another device, deletion. */
import { expect, type Page, test } from '@playwright/test';
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
  await signIn.locator('button[type=submit]').click();
  await expect(there.getByText('You are signed in.')).toBeVisible();
  const merged = await (await phone.request.get('/api/progress')).json();
  expect(merged.exercises).toMatchObject([{ exerciseId: EXERCISE, attempts: 2, status: 'passed' }]);

  await there.getByRole('button', { name: 'Sign out', exact: true }).click();
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
  await page.getByLabel('Name', { exact: true }).fill('Grace');
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

/** An authenticator of the browser's own, as a phone or a laptop has one. Passkeys need a name, not a number, hence localhost. */
async function withAuthenticator(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return `http://localhost:${process.env.E2E_PORT}`;
}

test('a passkey: added, named, used to sign in on the same device, removed', async ({ page, context }) => {
  const found = faults(page);
  const site = await withAuthenticator(page);
  const email = newEmail('key');
  const sent = await context.request.post(`${site}/api/auth/sign-up/email`, {
    data: { email, name: 'Ada', password: PASSWORD },
  });
  expect(sent.ok()).toBe(true);
  await page.goto(`${site}/en/account`);
  const card = page.getByRole('region', { name: 'Passkeys' });
  await card.getByLabel('Passkey name').fill('Laptop');
  await page.keyboard.press('Enter');
  await expect(card.getByText('Added.')).toBeVisible();
  await card.getByRole('button', { name: 'Rename: Laptop' }).click();
  await expect(card.getByLabel('Passkey name').first()).toBeFocused();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('Work laptop');
  await page.keyboard.press('Enter');
  await expect(card.getByText('Work laptop')).toBeVisible();
  await expectAccessible(page);

  // Never twice: the second sign-in would end the session of the first.
  let entries = 0;
  page.on('request', (request) => (entries += request.url().endsWith('/passkey/verify-authentication') ? 1 : 0));
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Make an account' })).toBeVisible();
  await sync(context.request, attempt({ passed: false, text: 'int main(void) { return 2; }' }));
  // The browser offers it in the address field by itself, or the button asks for it.
  const button = page.getByRole('button', { name: 'Sign in with a passkey' });
  await Promise.race([button.click({ timeout: 5_000 }).catch(() => undefined), page.waitForURL(/hello=back/)]);
  await expect(page.getByText('You are signed in.')).toBeVisible();
  expect(entries).toBe(1);
  expect((await (await context.request.get(`${site}/api/me`)).json()).user).toMatchObject({ email });
  await page.getByRole('button', { name: 'Remove: Work laptop' }).click();
  await expect(page.getByRole('region', { name: 'Passkeys' }).getByText('None yet.')).toBeVisible();
  expect(found).toEqual([]);
});

test('my devices: listed, and the others signed out', async ({ page, context, browser }) => {
  const email = await account(context, 'Ada');
  const phone = await browser.newContext();
  await phone.request.post('/api/auth/sign-in/email', { data: { email, password: PASSWORD } });
  await page.goto('/ja/account');
  const card = page.getByRole('region', { name: 'サインインしている端末' });
  await expect(card.getByRole('listitem')).toHaveCount(2);
  await card.getByRole('button', { name: 'ほかの端末をすべてサインアウト' }).click();
  await expect(card.getByRole('listitem')).toHaveCount(1);
  expect(await (await phone.request.get('/api/me')).json()).toEqual({ user: null });
  expect((await (await context.request.get('/api/me')).json()).user).toMatchObject({ email });
  await phone.close();
});

test('a forgotten password, on a site without mail: an admin hands out a link', async ({ page, context, browser }) => {
  const email = await account(context, 'Forgetful');
  const office = await browser.newContext();
  const admin = await account(office, 'Chief', { admin: true });
  const desk = await office.newPage();
  await desk.goto('/en/admin');
  await desk.getByLabel('Name or address').fill(email);
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('button', { name: /^Link for a new password/ })).toHaveCount(1);
  await expectAccessible(desk);
  await desk.getByRole('button', { name: 'Link for a new password of Forgetful' }).click();
  const url = (await desk.getByText(/account\/reset#token=/).textContent()) ?? '';

  await page.goto('/ja/account/reset');
  await expect(page.getByText('このサイトはメールを送れません。')).toBeVisible();
  await expectAccessible(page);
  // The same page with another fragment: a browser only jumps, so it is opened anew, as from a mail.
  await page.goto('about:blank');
  await page.goto(url);
  await page.getByLabel('新しいパスワード').fill('a new password');
  await page.keyboard.press('Enter');
  await expect(page.getByText('パスワードを変更しました。')).toBeVisible();
  expect(page.url()).not.toContain('token');
  expect(await (await context.request.get('/api/me')).json()).toEqual({ user: null });
  await page.getByRole('link', { name: 'サインインに進む' }).click();
  const signIn = page.getByRole('region', { name: 'サインインする' });
  await signIn.getByLabel('メールアドレス').fill(email);
  await signIn.getByLabel('パスワード').fill('a new password');
  await page.keyboard.press('Enter');
  await expect(page.getByText('サインインしました。')).toBeVisible();
  // The person sees who made the link.
  const access = page.getByRole('region', { name: 'あなたの記録を見た人' });
  await expect(access.getByText('パスワードを決め直すリンクを作った')).toBeVisible();

  await desk.getByLabel('Role of Forgetful').selectOption('instructor');
  await expect(desk.getByText('The role of Forgetful is changed')).toBeVisible();
  expect(await (await context.request.get('/api/me')).json()).toEqual({ user: null });
  await desk.getByRole('spinbutton', { name: /^Drafts that were replaced/ }).fill('200');
  await desk.getByRole('region', { name: 'How long things are kept' }).getByRole('button', { name: 'Save' }).click();
  await expect(desk.getByText('Saved.')).toBeVisible();
  await desk.goto('/en/privacy');
  await expect(desk.getByText('200 days').first()).toBeVisible();
  expect(admin).toContain('@');
  await page.goto('/ja/admin');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('このページはありません');
  await office.close();
});

for (const lang of ['ja', 'en']) {
  test(`axe finds nothing on the pages of privacy and confirmation (${lang})`, async ({ page }) => {
    for (const path of ['privacy', 'account/verify']) {
      await page.goto(`/${lang}/${path}`);
      await expectAccessible(page);
    }
  });
  test(`axe finds nothing on the account pages (${lang})`, async ({ page, context }) => {
    await page.goto(`/${lang}/account`);
    await expectAccessible(page);
    await account(context, 'Ada');
    await page.goto(`/${lang}/account`);
    await expectAccessible(page);
  });
}
