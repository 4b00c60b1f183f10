/** Shifts and rotates: SDM 2, opcodes C0, C1, D0-D3, 0F A4, A5, AC, AD. */
import { Flag } from '../cpu/state';
import type { Emitter } from '../emit/emitter';
import type { Value } from '../emit/function';
import { insn } from './dsl';
import type { Definition, Emit } from './types';

const OF_AF = { undefined: Flag.AF | Flag.OF };

/** The count as the processor takes it: 6 bits for 64-bit operands, else 5. */
function maskedCount(e: Emitter, count: Value): Value {
  return e.let(e.and(count, e.k(e.row.size === 64 ? 63 : 31)));
}

const bit = (e: Emitter, v: Value, n: number) => e.and(e.shru(v, e.k(n)), e.k(1));

/** OF at its place from a bit. */
const overflow = (e: Emitter, v: Value) => e.shl(v, e.k(11));

const shift =
  (op: 'shl' | 'shru' | 'shrs'): Emit =>
  (e) => {
    const { size } = e.row;
    const a = e.get(0);
    const n = maskedCount(e, e.get(1));
    e.touch(0);
    const wide = op === 'shrs' ? e.let(e.sext(a, size)) : a;
    const r = e.let(e.op(op, wide, n));
    e.if(e.cmp('ne', n, e.k(0)), () => {
      const lastOut =
        op === 'shl' && size === 64
          ? e.shru(a, e.sub(e.k(64), n))
          : op === 'shl'
            ? e.shru(r, e.k(size))
            : e.shru(wide, e.sub(n, e.k(1)));
      const cf = e.let(e.and(lastOut, e.k(1)));
      const of = { shl: e.xor(bit(e, r, size - 1), cf), shru: bit(e, a, size - 1), shrs: e.k(0) }[op];
      e.flagsExplicit(e.let(e.or(cf, overflow(e, of))), r);
    });
    e.set(0, r);
  };

/** rol and ror change CF and OF alone. */
const rotate =
  (left: boolean): Emit =>
  (e) => {
    const { size } = e.row;
    const a = e.get(0);
    const n = maskedCount(e, e.get(1));
    e.touch(0);
    const by = e.let(e.and(n, e.k(size - 1)));
    const back = e.and(e.sub(e.k(size), by), e.k(63));
    let r: Value;
    if (size === 64) r = e.op(left ? 'rotl' : 'rotr', a, by);
    else if (left) r = e.or(e.shl(a, by), e.shru(a, back));
    else r = e.or(e.shru(a, by), e.shl(a, back));
    r = e.let(e.zext(r, size));
    e.if(e.cmp('ne', n, e.k(0)), () => {
      const cf = e.let(bit(e, r, left ? 0 : size - 1));
      const of = e.xor(bit(e, r, size - 1), left ? cf : bit(e, r, size - 2));
      e.changeCarryAndOverflow(e.let(e.or(cf, overflow(e, of))));
    });
    e.set(0, r);
  };

/** rcl and rcr turn through CF: size + 1 bits. Bit by bit, for they are rare. */
const rotateThroughCarry =
  (left: boolean): Emit =>
  (e) => {
    const { size } = e.row;
    const a = e.get(0);
    const masked = maskedCount(e, e.get(1));
    e.touch(0);
    const n = e.variable(size < 32 ? e.op('remu', masked, e.k(size + 1)) : masked);
    const cf = e.variable(e.carry());
    const r = e.variable(a);
    const some = e.let(e.cmp('ne', n, e.k(0)));
    e.if(some, () => {
      e.loop((again) => {
        const out = e.let(bit(e, r, left ? size - 1 : 0));
        e.assign(
          r,
          left ? e.zext(e.or(e.shl(r, e.k(1)), cf), size) : e.or(e.shru(r, e.k(1)), e.shl(cf, e.k(size - 1))),
        );
        e.assign(cf, out);
        e.assign(n, e.sub(n, e.k(1)));
        again(e.cmp('ne', n, e.k(0)));
      });
      const top = bit(e, r, size - 1);
      const of = e.xor(top, left ? cf : bit(e, r, size - 2));
      e.changeCarryAndOverflow(e.let(e.or(cf, overflow(e, of))));
    });
    e.set(0, r);
  };

/** shld and shrd. With 16-bit operands and counts above 16 the result is undefined; bits of the pair rotate in, as on most processors. */
const doubleShift =
  (left: boolean, byCl: boolean): Emit =>
  (e) => {
    const { size } = e.row;
    const a = e.get(0);
    const b = e.get(1);
    const n = maskedCount(e, byCl ? e.reg(1, 8) : e.imm());
    e.touch(0);
    const back = e.let(e.sub(e.k(size), n));
    const shifted = left ? e.or(e.shl(a, n), e.shru(b, back)) : e.or(e.shru(a, n), e.shl(b, back));
    const r = e.let(e.select(e.cmp('eq', n, e.k(0)), a, e.zext(shifted, size)));
    e.if(e.cmp('ne', n, e.k(0)), () => {
      const cf = e.let(e.and(e.shru(a, left ? back : e.sub(n, e.k(1))), e.k(1)));
      e.flagsExplicit(e.let(e.or(cf, overflow(e, bit(e, e.xor(a, r), size - 1)))), r);
    });
    e.set(0, r);
  };

const one: Emit[] = [
  rotate(true),
  rotate(false),
  rotateThroughCarry(true),
  rotateThroughCarry(false),
  shift('shl'),
  shift('shru'),
  shift('shl'),
  shift('shrs'),
];
const NAMES = ['rol', 'ror', 'rcl', 'rcr', 'shl', 'shr', 'shl', 'sar'];

export const SHIFT: Definition[] = [
  ...NAMES.flatMap((name, n) => [
    insn(name, `C0 /${n}`, 'Eb+,Ib', one[n], OF_AF),
    insn(name, `C1 /${n}`, 'Ev+,Ib', one[n], OF_AF),
    insn(name, `D0 /${n}`, 'Eb+,1', one[n], OF_AF),
    insn(name, `D1 /${n}`, 'Ev+,1', one[n], OF_AF),
    insn(name, `D2 /${n}`, 'Eb+,$Cb', one[n], OF_AF),
    insn(name, `D3 /${n}`, 'Ev+,$Cb', one[n], OF_AF),
  ]),
  insn('shld', '0F A4 /r', 'Ev+,Gv,Ib', doubleShift(true, false), OF_AF),
  insn('shldcl', '0F A5 /r', 'Ev+,Gv', doubleShift(true, true), OF_AF),
  insn('shrd', '0F AC /r', 'Ev+,Gv,Ib', doubleShift(false, false), OF_AF),
  insn('shrdcl', '0F AD /r', 'Ev+,Gv', doubleShift(false, true), OF_AF),
];
