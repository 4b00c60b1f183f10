/** Multiplication and division: SDM 2, opcodes 69, 6B, 0F AF, F6 and F7 /4 to /7. */
import { Exit, Flag, State } from '../cpu/state';
import type { Emitter } from '../emit/emitter';
import type { Value } from '../emit/function';
import { I32, I64 } from '../wasm/module';
import { insn } from './dsl';
import type { Definition, Emit } from './types';

const [RAX, RDX] = [0, 2];
const DE = 0;
const MUL_FLAGS = { undefined: Flag.SF | Flag.ZF | Flag.AF | Flag.PF };
const DIV_FLAGS = { undefined: Flag.CF | Flag.OF | Flag.SF | Flag.ZF | Flag.AF | Flag.PF };

/** CF = OF = "the upper half says something". */
function productFlags(e: Emitter, tooBig: Value, low: Value): void {
  const f = e.let(e.ext(tooBig));
  e.flagsExplicit(e.let(e.or(f, e.shl(f, e.k(11)))), low);
}

/** imul with two or three operands. */
const imul =
  (first: number): Emit =>
  (e) => {
    const { size } = e.row;
    const a = e.let(e.sext(e.get(first), size));
    const b = e.let(e.sext(e.get(first + 1), e.row.ops[first + 1].kind === 'i' ? 64 : size));
    const r = e.let(e.mul(a, b));
    const high = size === 64 ? e.call(I64, e.helpers.mulHighS, a, b) : r;
    productFlags(e, size === 64 ? e.cmp('ne', high, e.shrs(r, e.k(63))) : e.cmp('ne', r, e.sext(r, size)), r);
    e.set(0, r);
  };

/** mul and imul of the accumulator: the product goes to rdx:rax (ax for bytes). */
const mulA =
  (signed: boolean): Emit =>
  (e) => {
    const { size } = e.row;
    const widen = (v: Value) => e.let(signed ? e.sext(v, size) : v);
    const b = widen(e.get(0));
    const a = widen(e.reg(RAX, size));
    const low = e.let(e.mul(a, b));
    if (size === 64) {
      const high = e.let(e.call(I64, signed ? e.helpers.mulHighS : e.helpers.mulHighU, a, b));
      e.setReg(RAX, 64, low);
      e.setReg(RDX, 64, high);
      productFlags(e, e.cmp('ne', high, signed ? e.shrs(low, e.k(63)) : e.k(0)), low);
      return;
    }
    if (size === 8) e.setReg(RAX, 16, low);
    else {
      e.setReg(RAX, size, low);
      e.setReg(RDX, size, e.shru(low, e.k(size)));
    }
    productFlags(e, e.cmp('ne', low, signed ? e.sext(low, size) : e.zext(low, size)), low);
  };

function storeQuotient(e: Emitter, quotient: Value, remainder: Value): void {
  const { size } = e.row;
  if (size === 8) e.setReg(RAX, 16, e.or(e.zext(quotient, 8), e.shl(e.zext(remainder, 8), e.k(8))));
  else {
    e.setReg(RAX, size, quotient);
    e.setReg(RDX, size, remainder);
  }
}

/** rdx:rax (ax for bytes) as one i64; only for sizes below 64. */
function dividend(e: Emitter): Value {
  const { size } = e.row;
  return size === 8 ? e.reg(RAX, 16) : e.or(e.shl(e.reg(RDX, size), e.k(size)), e.reg(RAX, size));
}

const div: Emit = (e) => {
  const { size } = e.row;
  const d = e.get(0);
  if (size === 64) {
    const high = e.let(e.reg(RDX, 64));
    e.faultIf(e.cmp('geu', high, d), DE);
    const q = e.let(e.call(I64, e.helpers.divide, high, e.reg(RAX, 64), d));
    storeQuotient(e, q, e.state(I64, State.NEXT_VA));
    return;
  }
  e.faultIf(e.not(d), DE);
  const n = e.let(dividend(e));
  const q = e.let(e.op('divu', n, d));
  e.faultIf(e.cmp('ne', e.shru(q, e.k(size)), e.k(0)), DE);
  storeQuotient(e, q, e.let(e.op('remu', n, d)));
};

const idiv: Emit = (e) => {
  const { size } = e.row;
  const d = e.let(e.sext(e.get(0), size));
  e.faultIf(e.not(d), DE);
  if (size === 64) {
    const q = e.let(e.call(I64, e.helpers.divideSigned, e.reg(RDX, 64), e.reg(RAX, 64), d));
    e.faultIf(e.cmp('eq', e.state(I32, State.EXIT), e.k32(Exit.FAULT)), DE);
    storeQuotient(e, q, e.state(I64, State.NEXT_VA));
    return;
  }
  const n = e.let(e.sext(dividend(e), size * 2));
  const q = e.variable(e.sub(e.k(0), n));
  // WebAssembly traps on the most negative number divided by -1.
  e.if(e.cmp('ne', d, e.k(-1)), () => e.assign(q, e.op('divs', n, d)));
  e.faultIf(e.cmp('ne', q, e.sext(q, size)), DE);
  storeQuotient(e, q, e.let(e.sub(n, e.mul(q, d))));
};

export const MULDIV: Definition[] = [
  insn('imul', '0F AF /r', 'Gv+,Ev', imul(0), MUL_FLAGS),
  insn('imul', '69 /r', 'Gv=,Ev,Iz', imul(1), MUL_FLAGS),
  insn('imul', '6B /r', 'Gv=,Ev,Is', imul(1), MUL_FLAGS),
  insn('mul', 'F6 /4', 'Eb', mulA(false), MUL_FLAGS),
  insn('mul', 'F7 /4', 'Ev', mulA(false), MUL_FLAGS),
  insn('imula', 'F6 /5', 'Eb', mulA(true), MUL_FLAGS),
  insn('imula', 'F7 /5', 'Ev', mulA(true), MUL_FLAGS),
  insn('div', 'F6 /6', 'Eb', div, DIV_FLAGS),
  insn('div', 'F7 /6', 'Ev', div, DIV_FLAGS),
  insn('idiv', 'F6 /7', 'Eb', idiv, DIV_FLAGS),
  insn('idiv', 'F7 /7', 'Ev', idiv, DIV_FLAGS),
];
