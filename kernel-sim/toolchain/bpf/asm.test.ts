/** Text and instructions, there and back; and the suite bpf_conformance where it is at hand, run by the real kernel. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleBpf } from './asm';
import { disassemble } from './disasm';
import { encodeInsns } from './isa';
import { numbers } from './testing/programs';

const text = (source: string): string[] => {
  const { bytes, diagnostics } = assembleBpf(source);
  expect(diagnostics).toEqual([]);
  return disassemble(bytes).map((line) => line.text);
};

/** Instruction and what the kernel's log says of it (kernel/bpf/disasm.c). */
const CASES: readonly (readonly [string, string])[] = [
  ['ldxw %r0, [%r1+0]', '(61) r0 = *(u32 *)(r1 +0)'],
  ['ldxdw r7, [r10-8]', '(79) r7 = *(u64 *)(r10 -8)'],
  ['jgt %r1, 0x3, +2', '(25) if r1 > 0x3 goto pc+2'],
  ['jslt32 r1, -1, -3', '(c6) if w1 s< 0xffffffff goto pc-3'],
  ['jset r1, r2, +0', '(4d) if r1 & r2 goto pc+0'],
  ['call helper 1', '(85) call bpf_map_lookup_elem#1'],
  ['call bpf_get_current_pid_tgid', '(85) call bpf_get_current_pid_tgid#14'],
  ['mov r0, 1', '(b7) r0 = 1'],
  ['mov32 r0, -1', '(b4) w0 = -1'],
  ['arsh r2, 3', '(c7) r2 s>>= 3'],
  ['sub32 r2, r3', '(1c) w2 -= w3'],
  ['neg r3', '(87) r3 = -r3'],
  ['be16 r1', '(dc) r1 = be16 r1'],
  ['le64 r1', '(d4) r1 = le64 r1'],
  ['stxb [r1+2], r2', '(73) *(u8 *)(r1 +2) = r2'],
  ['stdw [r10-16], 5', '(7a) *(u64 *)(r10 -16) = 5'],
  ['lock add [r1+8], r2', '(db) lock *(u64 *)(r1 +8) += r2'],
  ['lock fetch or32 [r1], r2', '(c3) r2 = atomic_fetch_or((u32 *)(r1 +0), r2)'],
  ['lock xchg [r1], r2', '(db) r2 = atomic64_xchg((u64 *)(r1 +0), r2)'],
  ['lock cmpxchg32 [r1-4], r2', '(c3) r0 = atomic_cmpxchg((u32 *)(r1 -4), r0, r2)'],
  ['lddw r1, 0x1122334455667788', '(18) r1 = 0x1122334455667788'],
  ['movsx832 r1, r2', '(bc) w1 = (s8)w2'],
  ['sdiv r1, 5', '(37) r1 s/= 5'],
  ['ja +7', '(05) goto pc+7'],
  ['exit', '(95) exit'],
];

describe('eBPF as text', () => {
  it.each(CASES)('%s is %s', (source, shown) => {
    expect(text(source)[0]).toBe(`0: ${shown}`);
    expect(text(shown)[0]).toBe(`0: ${shown}`);
  });

  it('what is printed can be read again', () => {
    const next = numbers(99);
    for (let i = 0; i < 4000; i++) {
      const half = {
        code: next() & 0xff,
        dst: next() % 11,
        src: next() % 11,
        off: (next() << 16) >> 16,
        imm: next() | 0,
      };
      const [line] = disassemble(encodeInsns([half]));
      if (/BUG|undefined|unknown|kernel-function|map\[|(lock \*\(|atomic\S*\(\()u(8|16)/.test(line.text)) continue;
      // Widths that the machine does not have.
      if (/\(s(?!8\)|16\)|32\))|(be|le|bswap)(?!16 |32 |64 )/.test(line.text)) continue;
      const again = assembleBpf(line.text);
      expect(again.diagnostics, line.text).toEqual([]);
      // Bits that mean nothing in an instruction are not in its text.
      const shown = (full: string) => full.replace(/\([0-9a-f]{2}\) /, '');
      expect(shown(disassemble(again.bytes)[0].text)).toBe(shown(line.text));
    }
  });

  it('labels, exit as a target, maps and calls', () => {
    const { insns, relocations } = assembleBpf(`
      r1 = map[counts]      # a map
      if r2 == 0 goto done
      jeq r3, 0, exit
      call local twice
    done:
      mov r0, 0
      exit
    twice: r0 = r1
      r0 += r0
      exit`);
    expect(relocations).toEqual([{ insnIndex: 0, kind: 'map', symbol: 'counts' }]);
    expect(insns.map((i) => i.off)).toEqual([0, 0, 2, 2, 0, 0, 0, 0, 0, 0]);
    expect(insns[4]).toMatchObject({ src: 1, imm: 2 });
  });

  it('says what is wrong, and where', () => {
    const found = assembleBpf('mov r11, 1\nfrob r1\nja nowhere\nmov r1\nadd r1, 0x123456789\nexit\n').diagnostics;
    expect(found.map((d) => `${d.code}@${d.at.line}`)).toEqual([
      'bpf-asm-register@1',
      'bpf-asm-instruction@2',
      'bpf-asm-count@4',
      'bpf-asm-range@5',
      'asm-undefined-label@3',
    ]);
  });
});

const SUITE = process.env.BPF_CONFORMANCE ?? '';
describe.skipIf(!existsSync(join(SUITE, 'tests')) || SUITE === '')('bpf_conformance', () => {
  const names = SUITE === '' ? [] : readdirSync(join(SUITE, 'tests')).filter((name) => name.endsWith('.data'));
  it.each(names)('%s can be assembled', (name) => {
    const data = readFileSync(join(SUITE, 'tests', name), 'utf8');
    const asm = /^-- asm$([\s\S]*?)(?=^-- |$(?![\s\S]))/m.exec(data)?.[1] ?? '';
    if (name.startsWith('call_unwind_fail')) return;
    expect(assembleBpf(asm).diagnostics).toEqual([]);
  });
});
if (SUITE === '') console.log('bpf_conformance: skipped: BPF_CONFORMANCE is not set');
