/** Home, lessons and lab as a reader meets them: language, text without scripts, phone, accessibility. */
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { faults } from './support/people';

const LESSON = '/bare-metal/one-program';
const WORDS = {
  ja: {
    home: 'カーネルは、動かすとわかります。',
    lesson: '裸のハードウェアで動く1本のプログラム',
    other: 'English',
    run: '実行',
    open: 'この演習を開く',
    map: '七つの章',
  },
  en: {
    home: 'The kernel makes sense once you run it.',
    lesson: 'One program on bare hardware',
    other: '日本語',
    run: 'Run',
    open: 'Open the exercise',
    map: 'Seven chapters',
  },
} as const;

const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

test('the address without a language leads to the reader’s own, the remembered one first', async ({ browser }) => {
  for (const [locale, path] of [
    ['ja-JP', '/ja'],
    ['en-GB', '/en'],
    ['de-DE', '/en'],
  ] as const) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto('/');
    expect(new URL(page.url()).pathname).toBe(path);
    await context.close();
  }
  const context = await browser.newContext({ locale: 'ja-JP' });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('link', { name: 'English', exact: true }).click();
  await expect(page).toHaveURL(/\/en$/);
  await page.goto('/');
  expect(new URL(page.url()).pathname).toBe('/en');
  await context.close();
});

for (const lang of ['ja', 'en'] as const) {
  const words = WORDS[lang];

  test(`home: two sentences, a live machine, the map (${lang})`, async ({ page }) => {
    const found = faults(page);
    await page.goto(`/${lang}`);
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await expect(page.getByRole('heading', { level: 1, name: words.home })).toBeVisible();
    await expect(page.getByRole('region', { name: words.map }).getByRole('heading', { level: 3 })).toHaveCount(7);
    const screen = page.locator('.xterm-rows');
    await expect(screen).toContainText('#', { timeout: 30_000 });
    await page.locator('.xterm-screen').click();
    await page.keyboard.type('uname -m\n');
    await expect(screen).toContainText('x86_64');
    await expectAccessible(page);
    expect(found).toEqual([]);
  });

  test(`a lesson with its machine beside it (${lang})`, async ({ page }) => {
    const found = faults(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`/${lang}${LESSON}`);
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await expect(page.getByRole('heading', { level: 1, name: words.lesson })).toBeVisible();
    await expect(page.getByRole('button', { name: words.run, exact: true })).toBeVisible();
    await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
    expect(found).toEqual([]);
  });

  test(`on a phone nothing scrolls sideways, and an exercise opens as a sheet (${lang})`, async ({ browser }) => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      locale: lang,
    });
    const page = await context.newPage();
    for (const path of ['', LESSON, '/lab', '/cpu-modes/forbidden', '/components/pages']) {
      await page.goto(`/${lang}${path}`);
      await page.waitForTimeout(300);
      expect(await page.evaluate(overflow), path).toBeLessThanOrEqual(0);
    }
    await page.goto(`/${lang}${LESSON}`);
    const button = page.getByRole('button', { name: words.open }).first();
    await button.scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => window.scrollY);
    await button.click();
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByRole('tab')).toHaveCount(4);
    await sheet.getByRole('tab').nth(1).click();
    await expect(sheet.locator('textarea')).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    if (await sheet.isVisible()) await page.keyboard.press('Escape');
    await sheet
      .locator('header button')
      .click({ timeout: 1_000 })
      .catch(() => undefined);
    await expect(sheet).toBeHidden();
    expect(Math.abs((await page.evaluate(() => window.scrollY)) - before)).toBeLessThan(4);
    await context.close();
  });
}

test('switching the language keeps the page and the place in the text', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`/ja${LESSON}`);
  const heading = page.locator('[data-reading] > h2').nth(1);
  await heading.evaluate((element) =>
    window.scrollTo({ top: element.getBoundingClientRect().top + window.scrollY - 80, behavior: 'instant' }),
  );
  await page.getByRole('link', { name: 'English', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/en${LESSON}$`));
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const english = page.locator('[data-reading] > h2').nth(1);
  await expect
    .poll(() => english.evaluate((element) => Math.round(element.getBoundingClientRect().top)))
    .toBeLessThan(200);
  await expect(english).toBeInViewport();
});

test('the text is whole without scripts, and nothing is shown that needs them', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' });
  const page = await context.newPage();
  await page.goto(`/en${LESSON}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('The data register is at I/O port').or(page.getByText('0x3f8')).first()).toBeVisible();
  await expect(page.getByText('Nothing appears')).toBeVisible();
  await expect(page.locator('.needs-js:visible')).toHaveCount(0);
  await page.goto('/en');
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(7);
  await context.close();
});

test('the machine is not loaded before an exercise comes near', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 500 });
  let bytes = 0;
  page.on('response', async (response) => {
    if (response.request().resourceType() === 'script') bytes += (await response.request().sizes()).responseBodySize;
  });
  await page.goto(`/en${LESSON}`);
  await page.waitForLoadState('networkidle');
  await expect(page.locator('.monaco-editor')).toHaveCount(0);
  expect(bytes).toBeLessThan(200_000);
});

test('the theme is the reader’s choice, and stays', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/en');
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByLabel('Colours').selectOption('dark');
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await ground()).toBe(dark);
});

test('an address that leads nowhere says so, in the reader’s language', async ({ page }) => {
  const answer = await page.goto('/ja/bare-metal/no-such-lesson');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'このページはありません' })).toBeVisible();
  await expectAccessible(page);
});

test('the lab boots a shell and draws its processes', async ({ page }) => {
  const found = faults(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/en/lab');
  await page.getByRole('button', { name: 'Boot the machine' }).click();
  await expect(page.locator('.xterm-rows')).toContainText('#', { timeout: 30_000 });
  await page.locator('.xterm-screen').click();
  await page.keyboard.type('sleep 100 &\n');
  await expect(page.getByRole('img', { name: /The process tree: .*sleep/ })).toBeVisible({ timeout: 20_000 });
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: /Boot/ })).toBeVisible();
  expect(found).toEqual([]);
});
