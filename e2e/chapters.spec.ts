/** One exercise of each chapter, solved in each language by pasting its solution into the plain editor, and watched to pass. */
import { expect, type Page, test } from '@playwright/test';
import { faults } from './support/people';
import { type Solved, solutions } from './support/solutions';

/** Chapter, exercise, and the picture that opens beside it. Add a line for another exercise in code. */
const EXERCISES = [
  ['1, bare metal', 'ex_7c1d', /VGA|シリアル|Serial/],
  ['2, architecture', 'ex_c3t6', null],
  ['3, components', 'ex_u9d4', /The way of a packet|パケットの道/],
  ['4, system calls', 'ex_b6y0', null],
  ['5, CPU modes', 'ex_y8p3', null],
  ['6, modules', 'ex_h0m9', /How the module is linked|モジュールの結び付き/],
  // The bcc lesson.
  ['7, eBPF', 'ex_l2o7', null],
] as const;

const WORDS = {
  ja: {
    run: '実行',
    editor: /のコード$/,
    before: '実行する前に',
    predict: '予想を記録して実行',
    works: 'できました',
    picture: '図',
    show: 'マシンをこの演習に合わせる',
  },
  en: {
    run: 'Run',
    editor: /Code of/,
    before: 'Before you run it',
    predict: 'Record it and run',
    works: 'That works',
    picture: 'Picture',
    show: 'Show it on the machine',
  },
} as const;

let known: Record<string, Solved> = {};
test.beforeAll(() => {
  known = solutions(EXERCISES.map(([, id]) => id));
});

for (const [chapter, id, picture] of EXERCISES)
  for (const lang of ['ja', 'en'] as const)
    test(`chapter ${chapter}: ${id} solved (${lang})`, async ({ page }) => {
      const solved = known[id];
      test.skip(!solved, `${id} is not in the course`);
      const words = WORDS[lang];
      const found = faults(page);
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.addInitScript(() => localStorage.setItem('rz.editor.plain', '1'));
      await page.goto(`/${lang}${solved.page}#${id}`);
      await onMachine(page, id, words.show);
      await expect(page.getByRole('button', { name: words.run, exact: true })).toBeEnabled();
      for (const file of solved.files.filter((f) => f.editable !== false)) {
        const tab = page.getByRole('tab', { name: file.path, exact: true });
        if (await tab.isVisible()) await tab.click();
        const editor = page.getByRole('textbox', { name: words.editor });
        await expect(editor).toHaveAccessibleName(new RegExp(file.path.replace('.', '\\.')));
        await editor.fill(file.text);
      }
      await page.getByRole('button', { name: words.run, exact: true }).click();
      const question = page.getByRole('form', { name: words.before });
      const works = page.getByText(words.works, { exact: true });
      await expect(question.or(works).first()).toBeVisible({ timeout: 60_000 });
      if (await question.isVisible()) {
        const radios = question.getByRole('radio');
        if ((await radios.count()) > 0) await radios.first().check();
        else await question.getByRole('textbox').fill('?');
        await question.getByRole('button', { name: words.predict }).click();
      }
      await expect(works).toBeVisible({ timeout: 90_000 });
      await page.getByRole('tab', { name: words.picture, exact: true }).click();
      if (picture) await expect(page.getByRole('img', { name: picture }).first()).toBeVisible();
      else await expect(page.getByRole('tabpanel').getByRole('combobox').first()).toBeVisible();
      expect(found).toEqual([]);
    });

/** The machine shows the exercise: it does by itself where the reader is; else by the button in the text. */
async function onMachine(page: Page, id: string, show: string): Promise<void> {
  const block = page.locator(`#${id}`);
  await block.scrollIntoViewIfNeeded();
  const button = block.getByRole('button', { name: show });
  const here = block.locator('p', { hasText: /右のマシンに表示中|On the machine now/ });
  await expect(button.or(here)).toBeVisible();
  if (await button.isVisible()) await button.click();
  await expect(here).toBeVisible();
}
