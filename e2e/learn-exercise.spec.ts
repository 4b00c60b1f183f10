/** Exercises as a learner works on them: predict, type, run, stop, pass; kept over reload, tabs and damage. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { faults } from './support/people';

const solution = (folder: string) => readFileSync(`content/${folder}/solution/main.c`, 'utf8');
const SERIAL = { path: '/en/bare-metal/one-program', folder: '01-bare-metal/one-program/hello-serial' };

/** Opens a lesson with the plain editor, which takes typing at the speed of a test. */
async function openLesson(page: Page, path: string): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.addInitScript(() => localStorage.setItem('rz.editor.plain', '1'));
  await page.goto(path);
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
}
const editor = (page: Page) => page.getByRole('textbox', { name: /Code of/ });

async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const question = page.getByRole('form', { name: 'Before you run it' });
  const running = page.getByText(/^(The CPU halted|Ended with|Killed by|It did not compile|You stopped)/).first();
  await expect(question.or(running)).toBeVisible({ timeout: 30_000 });
  if (!(await question.isVisible())) return;
  await question.getByRole('radio').first().check();
  await question.getByRole('button', { name: 'Record it and run' }).click();
}

test('a bare-metal exercise solved by typing; kept over a reload; the map knows', async ({ page }) => {
  const found = faults(page);
  await openLesson(page, SERIAL.path);
  await run(page);
  await expect(page.getByText('No out instruction to port 0x3f8 was executed.')).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await editor(page).fill(solution(SERIAL.folder));
  await expect(page.locator('[data-save="saving"]')).toHaveCount(0, { timeout: 1_500 });
  await run(page);
  await expect(page.getByText('That works')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('You handed characters to a device')).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByText(/^(Saved here and on the server|Saved to your account)$/)).toBeVisible({
    timeout: 20_000,
  });

  await page.reload();
  await expect(editor(page)).toHaveValue(solution(SERIAL.folder));
  await page.getByRole('button', { name: 'My attempts' }).click();
  await expect(page.getByRole('region', { name: 'My attempts' }).getByRole('listitem')).toHaveCount(2);
  await page.goto('/en');
  await expect(page.getByText(/^1 of \d+ done$/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Continue', exact: true })).toHaveAttribute(
    'href',
    /one-program#ex_k2s9$/,
  );
  expect(found).toEqual([]);
});

test('Monaco: typing, squiggles in the page’s language, and running by keyboard', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/ja/bare-metal/one-program');
  const monaco = page.locator('.monaco-editor').first();
  await expect(monaco).toBeVisible({ timeout: 30_000 });
  await monaco.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('int main(void) { return nope; }\n');
  await expect(monaco.locator('.squiggly-error')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('region', { name: /コンパイラの指摘/ })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('form', { name: '実行する前に' })).toBeVisible();
});

test('an endless loop is ended by Stop at once, and the code stays', async ({ page }) => {
  await openLesson(page, '/en/system-calls/write');
  await editor(page).fill('int main(void) { for (;;) ; }\n');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('form', { name: 'Before you run it' }).getByRole('radio').first().check();
  await page.getByRole('button', { name: 'Record it and run' }).click();
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await expect(stop).toBeVisible();
  await page.waitForTimeout(200);
  const before = Date.now();
  await stop.click();
  await expect(page.getByText(/^You stopped it after/)).toBeVisible({ timeout: 3_000 });
  expect(Date.now() - before).toBeLessThan(2_000);
  await expect(editor(page)).toHaveValue('int main(void) { for (;;) ; }\n');
});

test('two tabs on one exercise: the newer text wins, the older is in the list', async ({ context }) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  await openLesson(first, SERIAL.path);
  await openLesson(second, SERIAL.path);
  await editor(first).fill('int main(void) { return 1; }');
  await expect(editor(second)).toHaveValue('int main(void) { return 1; }');
  await editor(second).fill('int main(void) { return 2; }');
  await expect(editor(first)).toHaveValue('int main(void) { return 2; }');
  await expect(first.getByText('Changed in another tab')).toBeVisible();
  await first.getByRole('button', { name: 'My attempts' }).click();
  await expect(first.getByText('version replaced by another tab').first()).toBeVisible();
});

test('damaged storage: what is readable is used, and the page says what happened', async ({ page }) => {
  await openLesson(page, SERIAL.path);
  await editor(page).fill('int main(void) { return 3; }');
  await page.waitForTimeout(900);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        localStorage.setItem('rz.draft.ex_7c1d', '{"broken');
        localStorage.setItem('rz.divider', 'wide');
        const opening = indexedDB.open('ringzero');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction(['progress', 'drafts'], 'readwrite');
          transaction.objectStore('progress').put({ exerciseId: 'ex_7c1d', status: 12 });
          transaction.objectStore('drafts').put({ exerciseId: 'ex_k2s9', submission: null });
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  const found = faults(page);
  await page.reload();
  await expect(page.getByText(/Part of what was stored/)).toBeVisible();
  await expect(editor(page)).toHaveValue('int main(void) { return 3; }');
  await page.getByRole('button', { name: 'Understood' }).click();
  await expect(page.getByText(/Part of what was stored/)).toBeHidden();
  expect(found).toEqual([]);
});

test('off-line work is kept, and sent when the connection is back', async ({ page, context }) => {
  await openLesson(page, SERIAL.path);
  await context.setOffline(true);
  await editor(page).fill('int main(void) { return 4; }');
  await expect(page.getByText('Off-line, will be sent')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('Saved here and on the server')).toBeVisible({ timeout: 20_000 });
});

test('a shell exercise: boot, type, check; its pictures live', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/en/architecture/three-layers');
  await page.getByRole('button', { name: 'Boot the machine' }).click();
  const screen = page.locator('.xterm-rows');
  await expect(screen).toContainText('#', { timeout: 30_000 });
  await page.locator('.xterm-screen').click();
  await page.keyboard.type('grep MemTotal /proc/meminfo > hardware.txt\nuname -r > kernel.txt\n');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.getByRole('tab', { name: /Checks \d\/3/ })).toBeVisible({ timeout: 20_000 });
  await page.locator('.xterm-screen').click();
  await page.keyboard.type('ps > userland.txt\n');
  await page.waitForTimeout(800);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.getByText('That works')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('tab', { name: 'Picture' }).click();
  await expect(page.getByRole('img', { name: /Which layer the CPU is in/ })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.getByRole('slider', { name: 'Step' }).press('ArrowLeft');
  await page.getByRole('button', { name: 'Back one step' }).focus();
  await page.keyboard.press('t');
  await expect(page.getByRole('table', { name: 'Which layer the CPU is in' })).toBeVisible();
  await expectAccessible(page);
});

test('an ordering exercise by keyboard alone', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/en/architecture/three-layers');
  await page.locator('#ex_s1h7').scrollIntoViewIfNeeded();
  const block = page.locator('#ex_s1h7');
  const put = async (text: string | RegExp) => {
    const button = block
      .getByRole('listitem')
      .filter({ hasText: text })
      .getByRole('button', { name: /^Put in/ });
    await button.focus();
    await page.keyboard.press('Enter');
  };
  // The first two the wrong way round, then mended by an arrow key.
  for (const text of [/makes a copy of itself/, /shell reads|read/i]) await put(text);
  await page.locator('[data-block="read"]').focus();
  await page.keyboard.press('ArrowUp');
  await expect(block.locator('[data-block]').first()).toHaveAttribute('data-block', 'read');
  for (const id of ['exec', 'syscall', 'driver', 'return', 'exit']) {
    const words = await block.locator(`[data-pool="${id}"]`).getByRole('button').getAttribute('aria-label');
    await block.getByRole('button', { name: words ?? '' }).focus();
    await page.keyboard.press('Enter');
  }
  await expectAccessible(page);
  await block.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(page.locator('nav a[href="#ex_s1h7"]').getByRole('img', { name: 'Done' }).first()).toBeVisible({
    timeout: 30_000,
  });
});

test('a question with a run to see it: feedback per answer', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/en/cpu-modes/forbidden');
  const block = page.locator('#ex_i8n1');
  await block.scrollIntoViewIfNeeded();
  await expect(block.getByRole('radio').first()).toBeVisible();
  for (const group of await block.locator('fieldset').all()) await group.getByRole('radio').first().check();
  await block.getByRole('button', { name: /Record it and run|Answer/ }).click();
  await expect(block.getByText(/^(Right|Not so)/).first()).toBeVisible();
  await expectAccessible(page);
});
