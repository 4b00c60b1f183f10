import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { syscallDocument } from './document';
import { SYSCALL_NAMES } from './names';
import { SYSCALL_ROWS, syscallName } from './table';

const path = fileURLToPath(new URL('../SYSCALLS.md', import.meta.url));

test('each number has one row, under its Linux name', () => {
  const seen = new Map<number, string>();
  for (const row of SYSCALL_ROWS) {
    expect(seen.get(row.nr), `two rows for ${row.nr}`).toBeUndefined();
    seen.set(row.nr, row.name);
    expect(row.name).toBe(SYSCALL_NAMES.get(row.nr));
    expect(row.args.length).toBeLessThanOrEqual(6);
    expect(row.support === 'partial').toBe(row.missing !== undefined);
  }
});

test('numbers without a name are written as strace writes them', () => {
  expect(syscallName(0)).toBe('read');
  expect(syscallName(450)).toBe('set_mempolicy_home_node');
  expect(syscallName(9999)).toBe('syscall_0x270f');
  expect(syscallName(-1)).toBe('syscall_0xffffffffffffffff');
});

test('SYSCALLS.md is what the table says', () => {
  const text = syscallDocument(SYSCALL_ROWS);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  // Written on the developer's machine; where it differs in CI, the developer forgot to commit it.
  if (before !== text && !process.env.CI) writeFileSync(path, text);
  expect(process.env.CI ? before : text).toBe(text);
});
