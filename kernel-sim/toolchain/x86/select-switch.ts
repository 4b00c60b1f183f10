/** switch: a jump table where the cases are dense, a balanced tree of comparisons otherwise. */

import { imm, reg } from '../asm/instruction';
import { R_X86_64 } from '../elf/constants';
import type { IrTerminator } from '../ir';
import type { MBlock } from './mir';
import { BYTES, type Selector, signed } from './selector';

type Switch = Extract<IrTerminator, { op: 'switch' }>;
interface Case {
  value: bigint;
  to: MBlock;
}

const MIN_TABLE = 5;
const MAX_HOLES = 3n;

export function selectSwitch(s: Selector, end: Switch): void {
  const cases = end.cases.map((c) => ({ value: signed(c.value, end.type), to: s.target(c.to) }));
  cases.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  const otherwise = s.target(end.default);
  if (cases.length === 0) {
    s.jump(otherwise);
    return;
  }
  emitCases(s, end, cases, otherwise);
}

function dense(cases: readonly Case[]): boolean {
  if (cases.length < MIN_TABLE) return false;
  const span = cases[cases.length - 1].value - cases[0].value + 1n;
  return span <= BigInt(cases.length) * MAX_HOLES;
}

function emitCases(s: Selector, end: Switch, cases: readonly Case[], otherwise: MBlock): void {
  if (dense(cases)) {
    jumpTable(s, end, cases, otherwise);
    return;
  }
  const size = BYTES[end.type] === 8 ? 8 : 4;
  const value = s.register(end.value);
  if (cases.length <= 3) {
    for (const c of cases) {
      s.emit('cmp', size, reg(value, size), s.source({ imm: c.value }, end.type, size));
      s.jumpIf(4, c.to);
    }
    s.jump(otherwise);
    return;
  }
  const middle = cases.length >> 1;
  const low = s.newBlock(s.current.depth);
  const high = s.newBlock(s.current.depth);
  s.emit('cmp', size, reg(value, size), s.source({ imm: cases[middle].value }, end.type, size));
  s.jumpIf(12, low);
  s.jump(high);
  s.startBlock(high);
  emitCases(s, end, cases.slice(middle), otherwise);
  s.startBlock(low);
  emitCases(s, end, cases.slice(0, middle), otherwise);
}

function jumpTable(s: Selector, end: Switch, cases: readonly Case[], otherwise: MBlock): void {
  const size = BYTES[end.type] === 8 ? 8 : 4;
  const first = cases[0].value;
  const span = Number(cases[cases.length - 1].value - first) + 1;
  const index = s.general(8);
  // A 32-bit operation clears the upper half, so the index may be used as 64 bits.
  s.emit('mov', size, reg(index, size), reg(s.register(end.value), size)).keep = true;
  if (first !== 0n) s.emit('sub', size, reg(index, size), s.source({ imm: first }, end.type, size));
  s.emit('cmp', size, reg(index, size), imm(span - 1));
  s.jumpIf(7, otherwise);
  const table = s.unit.builder.label();
  const section = s.unit.builder.section('.rodata');
  section.alignTo(8, 0);
  table.place = section.here();
  let next = 0;
  for (let i = 0; i < span; i++) {
    const hit = cases[next].value === first + BigInt(i);
    const to = hit ? cases[next++].to : otherwise;
    section.fixup(R_X86_64[64], 8, false, { value: 0n, plus: s.blockLabel(to) });
    s.link(to);
  }
  s.link(otherwise);
  s.emit('ijmp', 8, { kind: 'mem', base: -1, index, scale: 8, displacement: 0, symbol: table });
}
