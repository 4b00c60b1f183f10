/** The lab as a workbench: a program dropped in runs, C is compiled into the machine, its files are looked at and downloaded. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { faults } from './support/people';

const MESSAGE = 'dropped and running\n';

/** A whole x86-64 program: write(1, MESSAGE), exit(0); one segment, no library. */
function tinyElf(): Buffer {
  const code = Buffer.concat([
    Buffer.from('b801000000bf01000000', 'hex'), // mov eax, 1; mov edi, 1
    Buffer.from('488d3510000000', 'hex'), // lea rsi, [rip + 16]
    Buffer.from([0xba, MESSAGE.length, 0, 0, 0]), // mov edx, length
    Buffer.from('0f05b83c00000031ff0f05', 'hex'), // syscall; mov eax, 60; xor edi, edi; syscall
    Buffer.from(MESSAGE),
  ]);
  const header = Buffer.alloc(120);
  const base = 0x400000;
  header.write('7f454c46020101', 0, 'hex');
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(62, 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(base + 120), 24);
  header.writeBigUInt64LE(64n, 32);
  for (const [at, value] of [
    [52, 64],
    [54, 56],
    [56, 1],
    [58, 64],
  ])
    header.writeUInt16LE(value, at);
  header.writeUInt32LE(1, 64);
  header.writeUInt32LE(5, 68);
  header.writeBigUInt64LE(BigInt(base), 80);
  header.writeBigUInt64LE(BigInt(base), 88);
  header.writeBigUInt64LE(BigInt(120 + code.length), 96);
  header.writeBigUInt64LE(BigInt(120 + code.length), 104);
  header.writeBigUInt64LE(4096n, 112);
  return Buffer.concat([header, code]);
}

async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, bytes }) => {
      const made = new DataTransfer();
      made.items.add(new File([new Uint8Array(bytes)], name));
      return made;
    },
    { name, bytes: [...bytes] },
  );
  const lab = page.getByRole('tablist', { name: 'Views of the lab' });
  await lab.dispatchEvent('dragover', { dataTransfer: transfer });
  await lab.dispatchEvent('drop', { dataTransfer: transfer });
}

async function type(page: Page, text: string): Promise<void> {
  await page.locator('.xterm-screen').click();
  await page.keyboard.type(text);
}

test('an ELF dropped on a machine that is off boots it, and runs', async ({ page }) => {
  const found = faults(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/en/lab');
  await expect(page.getByRole('button', { name: 'Boot the machine' })).toBeVisible();
  await drop(page, 'tiny program', tinyElf());
  await expect(page.getByText('To run it, type /root/tiny_program in the shell.')).toBeVisible({ timeout: 30_000 });
  const screen = page.locator('.xterm-rows');
  await expect(screen).toContainText('#', { timeout: 30_000 });
  await type(page, '/root/tiny_program\n');
  await expect(screen).toContainText(MESSAGE.trim());

  // By the picker: a file like any other, and one that is too large.
  await page
    .locator('input[type=file]')
    .setInputFiles([{ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('remember\n') }]);
  await expect(page.getByText('It is no ELF')).toBeVisible();
  await page
    .locator('input[type=file]')
    .setInputFiles([{ name: 'huge', mimeType: 'application/octet-stream', buffer: Buffer.alloc((16 << 20) + 1) }]);
  await expect(page.getByText('huge is too large (16,777,217 bytes)')).toBeVisible();

  // What is in the machine can be had back.
  await page.getByRole('tab', { name: 'Files' }).click();
  await expect(page.getByRole('cell', { name: 'tiny_program' }).first()).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download notes.txt' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toBe('remember\n');
  await expectAccessible(page);
  expect(found).toEqual([]);
});

test('C compiled into the running machine: a program, a mistake, a module', async ({ page }) => {
  const found = faults(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.addInitScript(() => localStorage.setItem('rz.editor.plain', '1'));
  await page.goto('/en/lab');
  await page.getByRole('button', { name: 'Boot the machine' }).click();
  const screen = page.locator('.xterm-rows');
  await expect(screen).toContainText('#', { timeout: 30_000 });
  await page.getByRole('tab', { name: 'Editor' }).click();
  const build = page.getByRole('button', { name: 'Compile into the machine' });
  await build.click();
  await expect(page.getByText('Run it by /root/hello.')).toBeVisible({ timeout: 30_000 });
  await type(page, './hello || /root/hello\n');
  await expect(screen).toContainText('hello from PID');
  await page.getByRole('textbox', { name: /Code of/ }).fill('int main(void) { return nope; }\n');
  await build.click();
  await expect(page.getByText('It does not compile. See below why.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'line 1' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('combobox', { name: 'What to make' }).selectOption('module');
  await build.click();
  await expect(page.getByText('Load it by insmod /root/hello.ko.')).toBeVisible({ timeout: 30_000 });
  await type(page, 'insmod /root/hello.ko; dmesg | tail -n 1\n');
  await expect(screen).toContainText('hello from ring 0, called by insmod');
  await page.getByRole('tab', { name: 'Picture' }).click();
  await page.getByRole('combobox', { name: 'Which picture' }).selectOption('modules');
  await expect(page.getByRole('img', { name: /How the module is linked: hello\. .*_printk 0xffffffff/ })).toBeVisible();
  await page.getByRole('combobox', { name: 'Which picture' }).selectOption('timeline');
  await expect(page.getByRole('img', { name: /Who ran on which CPU/ })).toBeVisible();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expectAccessible(page);
  expect(found).toEqual([]);
});
