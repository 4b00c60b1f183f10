/** Integer arithmetic and logic: SDM 2, opcodes 00-3F, 80-83, 84, 85, A8, A9, F6, F7, FE, FF. */
import { Flag } from '../cpu/state';
import type { Emitter } from '../emit/emitter';
import type { Value } from '../emit/function';
import { insn } from './dsl';
import type { Attributes, Definition, Emit } from './types';

const LOCK: Attributes = { lock: true };
const NO_AF: Attributes = { undefined: Flag.AF };

/** CF, AF, OF of a sum or difference from the carry out of, and the overflow into, each bit (as i64, for flagsExplicit). */
function carries(e: Emitter, carryOut: Value, halfCarry: Value, overflow: Value): Value {
  const top = e.k(e.row.size - 1);
  const at = (v: Value) => e.and(e.shru(v, top), e.k(1));
  return e.or(e.or(at(carryOut), e.and(halfCarry, e.k(Flag.AF))), e.shl(at(overflow), e.k(11)));
}

const add: Emit = (e) => {
  const a = e.get(0);
  const r = e.let(e.add(a, e.get(1)));
  e.flagsAdd(a, r);
  e.set(0, r);
};

const sub: Emit = (e) => {
  const a = e.get(0);
  const b = e.get(1);
  const r = e.let(e.sub(a, b));
  e.flagsSub(a, r, e.row.size, b);
  e.set(0, r);
};

const cmp: Emit = (e) => {
  const a = e.get(0);
  const b = e.get(1);
  e.flagsSub(a, e.let(e.sub(a, b)), e.row.size, b);
};

const logic =
  (op: 'and' | 'or' | 'xor'): Emit =>
  (e) => {
    const a = e.get(0);
    const r = e.let(e.op(op, a, e.get(1)));
    e.flagsLogic(r);
    e.set(0, r);
  };

const test: Emit = (e) => {
  const a = e.get(0);
  e.flagsLogic(e.let(e.and(a, e.get(1))));
};

const adc: Emit = (e) => {
  const a = e.get(0);
  const b = e.get(1);
  const r = e.let(e.add(e.add(a, b), e.carry()));
  const out = e.or(e.and(a, b), e.and(e.or(a, b), e.xor(r, e.k(-1))));
  e.flagsExplicit(e.let(carries(e, out, e.xor(e.xor(a, b), r), e.and(e.xor(a, r), e.xor(b, r)))), r);
  e.set(0, r);
};

const sbb: Emit = (e) => {
  const a = e.get(0);
  const b = e.get(1);
  const r = e.let(e.sub(e.sub(a, b), e.carry()));
  const notA = e.xor(a, e.k(-1));
  const out = e.or(e.and(notA, b), e.and(e.or(notA, b), r));
  e.flagsExplicit(e.let(carries(e, out, e.xor(e.xor(a, b), r), e.and(e.xor(a, b), e.xor(a, r)))), r);
  e.set(0, r);
};

/** inc and dec keep CF. */
const step =
  (by: 1 | -1): Emit =>
  (e) => {
    const a = e.get(0);
    const r = e.let(e.add(a, e.k(by)));
    const carry = e.carry();
    const overflow = by === 1 ? e.and(e.xor(a, e.k(-1)), r) : e.and(a, e.xor(r, e.k(-1)));
    const half = e.and(e.xor(e.xor(a, e.k(1)), r), e.k(Flag.AF));
    const of = e.shl(e.and(e.shru(overflow, e.k(e.row.size - 1)), e.k(1)), e.k(11));
    e.flagsExplicit(e.let(e.or(e.or(carry, half), of)), r);
    e.set(0, r);
  };

const neg: Emit = (e) => {
  const a = e.get(0);
  const r = e.let(e.sub(e.k(0), a));
  e.flagsSub(e.k(0), r);
  e.set(0, r);
};

const not: Emit = (e) => {
  e.set(0, e.xor(e.get(0), e.k(-1)));
};

/** The eight operations of opcodes 00-3F, in the order of their number. */
const GROUP: [string, Emit, Attributes][] = [
  ['add', add, LOCK],
  ['or', logic('or'), { ...LOCK, ...NO_AF }],
  ['adc', adc, LOCK],
  ['sbb', sbb, LOCK],
  ['and', logic('and'), { ...LOCK, ...NO_AF }],
  ['sub', sub, LOCK],
  ['xor', logic('xor'), { ...LOCK, ...NO_AF }],
  ['cmp', cmp, {}],
];

const hex = (n: number) => n.toString(16).toUpperCase().padStart(2, '0');

function group(): Definition[] {
  return GROUP.flatMap(([name, emit, attributes], n) => {
    const w = name === 'cmp' ? '' : '+';
    const op = (k: number) => hex(n * 8 + k);
    return [
      insn(name, `${op(0)} /r`, `Eb${w},Gb`, emit, attributes),
      insn(name, `${op(1)} /r`, `Ev${w},Gv`, emit, attributes),
      insn(name, `${op(2)} /r`, `Gb${w},Eb`, emit, attributes),
      insn(name, `${op(3)} /r`, `Gv${w},Ev`, emit, attributes),
      insn(name, `${op(4)}`, `$Ab${w},Ib`, emit, attributes),
      insn(name, `${op(5)}`, `$Av${w},Iz`, emit, attributes),
      insn(name, `80 /${n}`, `Eb${w},Ib`, emit, attributes),
      insn(name, `81 /${n}`, `Ev${w},Iz`, emit, attributes),
      insn(name, `83 /${n}`, `Ev${w},Is`, emit, attributes),
    ];
  });
}

export const ALU: Definition[] = [
  ...group(),
  insn('test', '84 /r', 'Eb,Gb', test, NO_AF),
  insn('test', '85 /r', 'Ev,Gv', test, NO_AF),
  insn('test', 'A8', '$Ab,Ib', test, NO_AF),
  insn('test', 'A9', '$Av,Iz', test, NO_AF),
  insn('test', 'F6 /0', 'Eb,Ib', test, NO_AF),
  insn('test', 'F6 /1', 'Eb,Ib', test, NO_AF),
  insn('test', 'F7 /0', 'Ev,Iz', test, NO_AF),
  insn('test', 'F7 /1', 'Ev,Iz', test, NO_AF),
  insn('not', 'F6 /2', 'Eb+', not, LOCK),
  insn('not', 'F7 /2', 'Ev+', not, LOCK),
  insn('neg', 'F6 /3', 'Eb+', neg, LOCK),
  insn('neg', 'F7 /3', 'Ev+', neg, LOCK),
  insn('inc', 'FE /0', 'Eb+', step(1), LOCK),
  insn('inc', 'FF /0', 'Ev+', step(1), LOCK),
  insn('dec', 'FE /1', 'Eb+', step(-1), LOCK),
  insn('dec', 'FF /1', 'Ev+', step(-1), LOCK),
];
