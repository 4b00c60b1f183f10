/** The debugger beside a lesson: steps both ways, breakpoints, an endless loop that is held and stopped; on a phone in Japanese. */
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './support/axe';

const LESSON = '/components/threads-are-tasks';
const LOOP = `int turns;
int main(void) {
    for (;;)
        turns++;
}
`;
const editor = (page: Page) => page.getByRole('textbox', { name: /Code of/ });
const panel = (page: Page) => page.getByRole('tabpanel', { name: 'Debugger' });
const where = (page: Page) => panel(page).getByRole('status');
/** The question before the first run is answered on the way. */
async function start(page: Page): Promise<void> {
  await button(page, 'Start debugging').click();
  const question = page.getByRole('form', { name: 'Before you run it' });
  await question.getByRole('radio').first().check();
  await question.getByRole('button', { name: 'Record it and run' }).click();
}
const button = (page: Page, name: string) => panel(page).getByRole('button', { name, exact: true });

test('a program in the debugger: over, into, breakpoints, registers, memory, and back', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.addInitScript(() => localStorage.setItem('rz.editor.plain', '1'));
  await page.goto(`/en${LESSON}`);
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
  await page.getByRole('tab', { name: 'Debugger' }).click();

  // A breakpoint by keyboard in the editor, one by its line number, one by a press in the gutter that takes the second away again.
  await editor(page).press('Control+Home');
  for (let line = 1; line < 10; line++) await editor(page).press('ArrowDown');
  await editor(page).press('F9');
  await expect(panel(page).getByRole('button', { name: 'main.c, line 10', exact: true })).toBeVisible();
  await panel(page).getByRole('textbox', { name: 'Line number' }).fill('4');
  await button(page, 'Add').click();
  await expect(panel(page).getByRole('button', { name: 'main.c, line 4', exact: true })).toBeVisible();
  await editor(page).press('Control+Home');
  await editor(page).click({ position: { x: 20, y: 10 + 3 * 20 + 8 } });
  await expect(panel(page).getByRole('button', { name: 'main.c, line 4', exact: true })).toHaveCount(0);
  await expectAccessible(page);

  await start(page);
  await expect(where(page)).toContainText('main (main.c:18)', { timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
  await page.keyboard.press('F10');
  await expect(where(page)).toContainText('main (main.c:19)');
  await button(page, 'Continue').click();
  await expect(where(page)).toContainText('count (main.c:10)');
  await expect(where(page)).toContainText('Stopped at a breakpoint.');
  const hit = await where(page).textContent();
  await expect(panel(page).locator('[data-changed] dt', { hasText: 'rip' })).toBeVisible();
  await expect(panel(page).locator('tr[aria-current=step]')).toContainText('add $0x1');
  await expect(panel(page).getByRole('list').getByText('main.c:10')).toBeVisible();

  await panel(page).getByText('Memory', { exact: true }).click();
  await panel(page).getByRole('textbox', { name: 'Address, register or variable' }).fill('&nobody');
  await button(page, 'Show').click();
  await expect(panel(page).getByRole('alert')).toHaveText('nobody means nothing here.');
  await panel(page).getByRole('textbox', { name: 'Variable or address to watch' }).fill('counter');
  await button(page, 'Add').last().click();
  await expectAccessible(page);

  // Forwards by a letter, backwards by a letter: the same moment.
  await button(page, 'One instruction').click();
  await expect(where(page)).not.toContainText('Stopped at a breakpoint.');
  await button(page, 'One instruction').press('Shift+I');
  await expect(where(page)).toContainText('Back at an earlier moment.');
  const count = (text: string | null) => /after ([\d,]+) instructions/.exec(text ?? '')?.[1];
  expect(count(await where(page).textContent())).toBe(count(hit));

  await button(page, 'Continue').click();
  await expect(where(page)).toContainText('counter has changed from 0x');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(button(page, 'Start debugging')).toBeEnabled();
});

test('an endless loop is held where it is, and the stop button ends it', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.addInitScript(() => localStorage.setItem('rz.editor.plain', '1'));
  await page.goto(`/en${LESSON}`);
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
  await editor(page).fill(LOOP);
  await page.getByRole('tab', { name: 'Debugger' }).click();
  await start(page);
  await expect(where(page)).toContainText('main.c:', { timeout: 30_000 });
  await button(page, 'Continue').click();
  await expect(where(page)).toContainText('instructions so far');
  await button(page, 'Pause').click();
  await expect(where(page)).toContainText('Paused here.');
  await button(page, 'Continue').click();
  await expect(button(page, 'Pause')).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
});

test('on a phone, in Japanese', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/ja${LESSON}`);
  await page.getByRole('button', { name: 'この演習を開く' }).first().click();
  await page.getByRole('tab', { name: 'マシン' }).click();
  await page.getByRole('button', { name: 'デバッガー', exact: true }).click();
  await page.getByRole('button', { name: 'デバッグを始める' }).click();
  const question = page.getByRole('form', { name: '実行する前に' });
  await question.getByRole('radio').first().check();
  await question.getByRole('button', { name: '予想を記録して実行' }).click();
  const status = page.getByRole('tabpanel').getByRole('status');
  await expect(status).toContainText('main (main.c:18)', { timeout: 30_000 });
  await page.getByRole('button', { name: '次の行', exact: true }).click();
  await expect(status).toContainText('main (main.c:19)');
  await page.getByRole('button', { name: '前の行', exact: true }).click();
  await expect(status).toContainText('main (main.c:18)');
  await expectAccessible(page);
  for (const part of ['メモリー', 'ページテーブルをたどる', 'スタック'])
    await page.locator('summary', { hasText: part }).click();
  const room = await page.getByRole('toolbar', { name: '進める' }).evaluate((bar) => bar.getBoundingClientRect());
  expect([room.left, room.right]).toEqual([0, 390]);
});
