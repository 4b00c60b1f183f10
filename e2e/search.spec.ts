/** Searching the course: both languages, from the box to the place in the lesson; the address keeps the words. */
import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/axe';

const WORDS = {
  ja: {
    label: '講座の中を検索',
    query: 'ページテーブル',
    found: /\d+ か所見つかりました/,
    none: '見つかりませんでした',
  },
  en: { label: 'Search the course', query: 'page table', found: /\d+ places/, none: 'Nothing found' },
} as const;

for (const lang of ['ja', 'en'] as const)
  test(`search finds the place (${lang})`, async ({ page }) => {
    const words = WORDS[lang];
    await page.goto(`/${lang}/search`);
    const box = page.getByRole('searchbox', { name: words.label });
    await box.fill(words.query);
    await expect(page.getByText(words.found)).toBeVisible();
    await expect(page).toHaveURL(/\?q=/);
    await expectAccessible(page);
    await page.reload();
    await expect(box).toHaveValue(words.query);
    await expect(page.getByText(words.found)).toBeVisible();
    await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
    await expect(page).toHaveURL(new RegExp(`/${lang}/[a-z-]+/[a-z0-9-]+`));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.goto(`/${lang}/search?q=xyzzyxyzzy`);
    await expect(page.getByText(words.none)).toBeVisible();
  });
