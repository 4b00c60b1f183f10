/**
 * C programs built by this toolchain and by gcc print the same. Calls between objects of the two compilers are tried both
 * ways, and our objects are linked by GNU ld too.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../compile';
import { linker } from '../link';
import type { CompileOptions } from '../types';
import { haveGcc, inTemporaryDirectory, runNatively } from './testing/native';

const CASES = join(import.meta.dirname, 'cases');
const STDARG = `typedef __builtin_va_list va_list;
#define va_start __builtin_va_start
#define va_arg __builtin_va_arg
#define va_end __builtin_va_end
#define va_copy __builtin_va_copy
`;
const read = (path: string) => readFileSync(join(CASES, path), 'utf8');

const options: CompileOptions = {
  target: 'linux',
  compileOnly: true,
  warnings: false,
  include: (path, _from, quoted) =>
    path === 'stdarg.h' ? { path, text: STDARG } : quoted ? { path, text: read(path) } : undefined,
};

function ours(path: string): Uint8Array {
  const result = compile([{ path, text: read(path) }], options);
  expect(result.diagnostics).toEqual([]);
  return result.objects![0];
}

function gcc(path: string, ...flags: string[]): Uint8Array {
  return inTemporaryDirectory((dir) => {
    const out = join(dir, 'a.o');
    execFileSync('gcc', [
      '-w',
      '-Wno-psabi',
      '-mpopcnt',
      '-O1',
      '-fwrapv',
      '-fno-pic',
      '-ffreestanding',
      '-fno-stack-protector',
      '-fcf-protection=none',
      ...flags,
      '-c',
      '-o',
      out,
      join(CASES, path),
    ]);
    return new Uint8Array(readFileSync(out));
  });
}

function link(objects: Uint8Array[]): Uint8Array {
  const linked = linker.link(objects, [], { target: 'linux' });
  expect(linked.diagnostics).toEqual([]);
  return linked.elf!;
}

function gnuLink(objects: Uint8Array[]): Uint8Array {
  return inTemporaryDirectory((dir) => {
    objects.forEach((o, i) => {
      writeFileSync(join(dir, `${i}.o`), o);
    });
    execFileSync('ld', ['-static', '-o', join(dir, 'a.out'), ...objects.map((_, i) => join(dir, `${i}.o`))]);
    return new Uint8Array(readFileSync(join(dir, 'a.out')));
  });
}

function output(elf: Uint8Array): string {
  const run = runNatively(elf);
  return `${run.stdout.toString()}exit ${run.status} ${run.signal ?? ''}`;
}

describe.skipIf(!haveGcc)('programs print what gcc makes them print', () => {
  for (const name of ['arithmetic', 'control', 'inline-asm', 'linkage', 'atomics', 'interrupt']) {
    it(name, () => {
      const expected = output(
        link([gcc('support.c'), gcc(`${name}.c`, ...(name === 'interrupt' ? ['-mgeneral-regs-only'] : []))]),
      );
      expect(expected).toContain('exit');
      const mine = [ours('support.c'), ours(`${name}.c`)];
      expect(output(link(mine))).toBe(expected);
      expect(output(gnuLink(mine))).toBe(expected);
    });
  }
});

describe.skipIf(!haveGcc)('calls cross between the two compilers', () => {
  const gccSide = () => [gcc('abi.c'), gcc('abi-callee.c')];
  const expected = () => output(link([gcc('support.c'), ...gccSide()]));

  it('ours calls ours', () =>
    expect(output(link([gcc('support.c'), ours('abi.c'), ours('abi-callee.c')]))).toBe(expected()));
  it('ours calls gcc', () =>
    expect(output(link([gcc('support.c'), ours('abi.c'), gcc('abi-callee.c')]))).toBe(expected()));
  it('gcc calls ours', () =>
    expect(output(link([gcc('support.c'), gcc('abi.c'), ours('abi-callee.c')]))).toBe(expected()));
});
