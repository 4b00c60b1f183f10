/** For tests: the programs of this folder, built by gcc as ordinary programs and by us as eBPF, and packets to feed them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CompileResult, compile } from '../..';
import { bpfInclude } from './headers';
import type { Outcome } from './kernel';

const PROGRAMS = join(import.meta.dirname, 'programs');
const NATIVE = join(import.meta.dirname, 'native');
const HEADERS = join(import.meta.dirname, '../../../userland/bpf-include');

export const programNames = (): string[] =>
  readdirSync(PROGRAMS)
    .filter((name) => name.endsWith('.c'))
    .map((name) => name.slice(0, -2));

export function compileText(path: string, text: string): CompileResult {
  return compile([{ path, text }], {
    target: 'bpf',
    include: (name, from, quoted) =>
      quoted && name === 'packet.h'
        ? { path: name, text: readFileSync(join(PROGRAMS, name), 'utf8') }
        : bpfInclude(name, from, quoted),
  });
}

export const programText = (name: string): string => readFileSync(join(PROGRAMS, `${name}.c`), 'utf8');

/** A small generator of numbers, the same everywhere (xorshift32). */
export function numbers(seed: number): () => number {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

/** Packets of 64 bytes: some of noise, some with headers of IPv4. */
export function packets(count: number, seed = 12345): Uint8Array[] {
  const next = numbers(seed);
  return Array.from({ length: count }, (_, i) => {
    const bytes = Uint8Array.from({ length: 64 }, () => (next() % 3 === 0 ? next() & 3 : next() >>> 24));
    if (i % 3 !== 0) {
      bytes.set([8, 0, 0x45], 12);
      bytes[23] = i % 2 === 0 ? 6 : 17;
      bytes[36] = 0;
      bytes[37] = 80;
    }
    if (i % 7 === 0) bytes.set([0x81, 0], 12);
    return bytes;
  });
}

/** What the program computes when gcc makes an ordinary program of it: lines as `lines` of an outcome gives them. */
export function runNatively(
  sources: readonly { path: string; text: string }[],
  input: readonly Uint8Array[],
): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-native-'));
  try {
    const text = `${input.map((bytes) => Buffer.from(bytes).toString('hex')).join('\n')}\n`;
    return sources.map((source, i) => {
      const program = join(folder, `p${i}`);
      const flags = [
        '-x',
        'c',
        '-w',
        '-O1',
        '-fwrapv',
        '-fno-strict-aliasing',
        '-I',
        NATIVE,
        '-I',
        PROGRAMS,
        '-idirafter',
        HEADERS,
      ];
      const define = `#define PROGRAM "${program}.c"\n#include "${join(NATIVE, 'main.c')}"\n`;
      execFileSync('tee', [`${program}.c`], { input: source.text });
      execFileSync('gcc', [...flags, '-o', program, '-'], { input: define });
      return execFileSync(program, { input: text }).toString().trimEnd().split('\n');
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same from the kernel's outcome; maps that the native program did not touch are left out. */
export function linesOf(outcome: Outcome, natively: readonly string[]): string[] {
  const lines = outcome.results.map((r) => `${r.ret} ${r.out}`);
  const touched = new Set(natively.filter((l) => l.startsWith('map ')).map((l) => l.split(' ')[1]));
  for (const name of touched) {
    const entries = Object.entries(outcome.maps[name] ?? {}).map(([key, value]) => `map ${name} ${key} ${value}`);
    lines.push(...entries.sort());
  }
  return lines;
}
