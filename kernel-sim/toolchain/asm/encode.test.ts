/**
 * The encoder against GNU as: every row of the instruction table in several operand shapes is assembled by both and the
 * bytes are compared. Without `as` the recorded bytes of an earlier run stand in (fixtures/encodings.txt).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../diagnostics';
import { ElfFile } from '../elf/reader';
import { encodingCases } from './encoding-cases';
import { assembleSource } from './source';

const FIXTURE = join(import.meta.dirname, 'fixtures/encodings.txt');
const haveAs = spawnSync('as', ['--version']).status === 0;

/** Each case is followed by a marker so that the bytes can be cut apart: 12-byte aligned would hide sizes. */
function source(cases: readonly string[]): string {
  return `${cases.map((c, i) => `L${i}: ${c}`).join('\n')}\nL${cases.length}:\n`;
}

function textOf(object: Uint8Array, count: number): string[] {
  const elf = ElfFile.open(object)!;
  const text = elf.data(elf.section('.text')!);
  const at: number[] = new Array(count + 1).fill(0);
  for (let i = 0; i < elf.symbolCount; i++) {
    const match = /^L(\d+)$/.exec(elf.symbolName(i));
    if (match !== null) at[Number(match[1])] = elf.symbolValue(i);
  }
  return Array.from({ length: count }, (_, i) => Buffer.from(text.subarray(at[i], at[i + 1])).toString('hex'));
}

function gnu(cases: readonly string[]): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'ringzero-as-'));
  try {
    writeFileSync(join(dir, 'a.s'), source(cases));
    execFileSync('as', ['--64', '-o', join(dir, 'a.o'), join(dir, 'a.s')], { stdio: ['ignore', 'ignore', 'inherit'] });
    return textOf(new Uint8Array(readFileSync(join(dir, 'a.o'))), cases.length);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function ours(cases: readonly string[]): { bytes: string[]; diagnostics: Diagnostic[] } {
  const result = assembleSource({ path: 'a.s', text: source(cases) });
  return {
    bytes: result.object === undefined ? [] : textOf(result.object, cases.length),
    diagnostics: result.diagnostics,
  };
}

describe('the encoder gives the bytes of GNU as', () => {
  const cases = encodingCases();

  it(`for ${cases.length} instruction forms`, () => {
    const mine = ours(cases);
    expect(mine.diagnostics.slice(0, 5).map((d) => `${d.code} ${cases[d.at.line - 1]}`)).toEqual([]);
    let expected: string[];
    if (haveAs) {
      expected = gnu(cases);
      if (!existsSync(FIXTURE) || process.env.RECORD === '1')
        writeFileSync(FIXTURE, `${cases.map((c, i) => `${expected[i]}\t${c}`).join('\n')}\n`);
    } else {
      console.log('as is not installed: comparing with the recorded fixture');
      const recorded = new Map(
        readFileSync(FIXTURE, 'utf8')
          .trimEnd()
          .split('\n')
          .map((l): [string, string] => [l.slice(l.indexOf('\t') + 1), l.slice(0, l.indexOf('\t'))]),
      );
      expected = cases.map((c) => recorded.get(c) ?? 'not recorded');
    }
    const wrong = cases.map((c, i) => ({ c, ours: mine.bytes[i], as: expected[i] })).filter((w) => w.ours !== w.as);
    expect(wrong.slice(0, 40)).toEqual([]);
  });

  it('and the fixture holds every form', () => {
    const recorded = new Set(
      readFileSync(FIXTURE, 'utf8')
        .trimEnd()
        .split('\n')
        .map((l) => l.slice(l.indexOf('\t') + 1)),
    );
    expect(cases.filter((c) => !recorded.has(c))).toEqual([]);
  });
});
