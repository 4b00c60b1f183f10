/** C programs whose output must be gcc's: each compiled by gcc and by us, both linked with the system's libc. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompileOptions } from '../types';
import { backEnd } from '../x86';
import { haveGcc, inTemporaryDirectory, type NativeResult, runNatively } from '../x86/testing/native';
import { frontEnd } from './index';

const PROGRAMS = join(import.meta.dirname, 'testing', 'programs');
const STDARG = [
  'typedef __builtin_va_list va_list;',
  '#define va_start(list, last) __builtin_va_start(list, last)',
  '#define va_arg(list, type) __builtin_va_arg(list, type)',
  '#define va_copy(to, from) __builtin_va_copy(to, from)',
  '#define va_end(list) __builtin_va_end(list)',
].join('\n');

const options: CompileOptions = {
  target: 'linux',
  warnings: false,
  include: (path) => (path === 'stdarg.h' ? { path, text: STDARG } : undefined),
};

function ours(name: string): Uint8Array {
  const { module, diagnostics } = frontEnd.toIr(
    { path: name, text: readFileSync(join(PROGRAMS, name), 'utf8') },
    options,
  );
  expect(diagnostics).toEqual([]);
  const { object, diagnostics: later } = backEnd.toObject(module!);
  expect(later).toEqual([]);
  return object!;
}

function run(inputs: (dir: string) => string[]): Pick<NativeResult, 'status' | 'signal'> & { stdout: string } {
  return inTemporaryDirectory((dir) => {
    const out = join(dir, 'program');
    execFileSync('gcc', ['-std=gnu11', '-w', '-O1', '-static', ...inputs(dir), '-lm', '-o', out], { cwd: PROGRAMS });
    const { status, signal, stdout } = runNatively(readFileSync(out));
    return { status, signal, stdout: stdout.toString() };
  });
}

describe.skipIf(!haveGcc)('the same as gcc (skipped without gcc)', () => {
  it.each(readdirSync(PROGRAMS).sort())('%s', (name) => {
    const expected = run(() => [name]);
    const actual = run((dir) => {
      const object = join(dir, 'ours.o');
      writeFileSync(object, ours(name));
      return [object];
    });
    expect(actual.stdout.split('\n')).toEqual(expected.stdout.split('\n'));
    expect(actual).toEqual(expected);
  });
});
