/**
 * SSE and SSE2 arithmetic, comparison and conversion, rounding to nearest.
 *
 * WebAssembly leaves the bits of a NaN open, x86 does not (SDM 1, table 4-7): the first NaN operand, made quiet, else the default
 * NaN, which is negative. So every result that is a NaN is replaced. Sticky exception flags in MXCSR are not kept.
 */
import type { Emitter } from '../emit/emitter';
import type { Value } from '../emit/function';
import type { FloatOp, SimdOp } from '../wasm/opcodes';
import { insn } from './dsl';
import type { Definition, Emit } from './types';

type Width = 32 | 64;

const DEFAULT_NAN = { 32: 0xffc0_0000n, 64: 0xfff8_0000_0000_0000n } as const;
const QUIET_BIT = { 32: 0x0040_0000n, 64: 0x0008_0000_0000_0000n } as const;

const twice = (v: bigint) => v | (v << 32n);
/** A constant in every lane. */
const every = (e: Emitter, width: Width, v: bigint): Value =>
  width === 64 ? e.k128(v, v) : e.k128(twice(v), twice(v));

/** Bits (i64) as a float and back. */
const toFloat = (e: Emitter, width: Width, bits: Value) =>
  width === 64 ? e.convert('f64OfI64', bits) : e.convert('f32OfI32', e.wrap(bits));
const toBits = (e: Emitter, width: Width, f: Value) =>
  width === 64 ? e.convert('i64OfF64', f) : e.ext(e.convert('i32OfF32', f));

// Scalar

/** Stores `r`, or the NaN that x86 makes of the operands (as bits). */
function setScalar(e: Emitter, width: Width, r: Value, ...operands: Value[]): void {
  const result = e.let(r);
  e.if(
    e.float('ne', result, result),
    () => {
      const nan = operands.reduceRight((rest, bits) => {
        const f = toFloat(e, width, bits);
        return e.select(e.float('ne', f, f), e.or(bits, e.k(QUIET_BIT[width])), rest);
      }, e.k(DEFAULT_NAN[width]));
      e.set(0, nan);
    },
    () => e.set(0, toBits(e, width, result)),
  );
}

const scalar =
  (width: Width, op: FloatOp): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    setScalar(e, width, e.float(op, toFloat(e, width, a), toFloat(e, width, b)), a, b);
  };

const scalarSqrt =
  (width: Width): Emit =>
  (e) => {
    const b = e.get(1);
    setScalar(e, width, e.float('sqrt', toFloat(e, width, b)), b);
  };

/** min and max return the second operand when either is a NaN or both are zero. */
const scalarPick =
  (width: Width, op: 'lt' | 'gt'): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    e.set(0, e.select(e.float(op, toFloat(e, width, a), toFloat(e, width, b)), a, b));
  };

/** ucomis and comis: ZF, PF, CF = 111 unordered, 000 greater, 001 less, 100 equal. */
const compareFlags =
  (width: Width): Emit =>
  (e) => {
    const a = e.let(toFloat(e, width, e.get(0)));
    const b = e.let(toFloat(e, width, e.get(1)));
    const unordered = e.let(e.or(e.float('ne', a, a), e.float('ne', b, b)));
    const less = e.or(e.float('lt', a, b), unordered);
    const equal = e.or(e.float('eq', a, b), unordered);
    e.flagsFull(e.let(e.or(less, e.or(e.shl(unordered, e.k32(2)), e.shl(equal, e.k32(6))))));
  };

// Packed

const lanes = (width: Width) => (width === 64 ? 'f64x2' : 'f32x4');

/** Replaces NaN lanes of `r` by what x86 makes of the operands. */
function fixNaN(e: Emitter, width: Width, r: Value, ...operands: Value[]): Value {
  const ne = `${lanes(width)}Ne` as SimdOp;
  const result = e.variable(r);
  const nan = e.let(e.simd(ne, result, result));
  e.if(e.simd('anyTrue', nan), () => {
    const made = operands.reduceRight(
      (rest, v) => {
        return e.simd('bitselect', e.simd('or', v, every(e, width, QUIET_BIT[width])), rest, e.simd(ne, v, v));
      },
      every(e, width, DEFAULT_NAN[width]),
    );
    e.assign(result, e.simd('bitselect', made, result, nan));
  });
  return result;
}

const packed =
  (width: Width, op: 'Add' | 'Sub' | 'Mul' | 'Div'): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    e.set(0, fixNaN(e, width, e.simd(`${lanes(width)}${op}` as SimdOp, a, b), a, b));
  };

const packedSqrt =
  (width: Width): Emit =>
  (e) => {
    const b = e.get(1);
    e.set(0, fixNaN(e, width, e.simd(`${lanes(width)}Sqrt` as SimdOp, b), b));
  };

const packedPick =
  (width: Width, op: 'Pmin' | 'Pmax'): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    e.set(0, e.simd(`${lanes(width)}${op}` as SimdOp, b, a));
  };

/** The eight predicates of cmpps and its kin, chosen by the immediate: eq, lt, le, unordered, and their negations. */
function predicate(e: Emitter, width: Width, a: Value, b: Value, imm: Value): Value {
  const compare = (op: string, x: Value, y: Value) => e.simd(`${lanes(width)}${op}` as SimdOp, x, y);
  const which = e.let(e.and(imm, e.k32(3)));
  const is = (n: number) => e.cmp('eq', which, e.k32(n));
  const unordered = e.simd('or', compare('Ne', a, a), compare('Ne', b, b));
  const chosen = e.select(
    is(0),
    compare('Eq', a, b),
    e.select(is(1), compare('Lt', a, b), e.select(is(2), compare('Le', a, b), unordered)),
  );
  const negate = e.select(e.and(imm, e.k32(4)), e.k128(-1n, -1n), e.k128(0n, 0n));
  return e.let(e.simd('xor', chosen, negate));
}

const packedCompare =
  (width: Width): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    e.set(0, predicate(e, width, a, b, e.let(e.wrap(e.imm()))));
  };

const scalarCompare =
  (width: Width): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    const r = predicate(
      e,
      width,
      e.let(e.simd('i64x2Splat', a)),
      e.let(e.simd('i64x2Splat', b)),
      e.let(e.wrap(e.imm())),
    );
    e.set(0, e.lane('i64', r, 0));
  };

// Conversions

const intToScalar =
  (width: Width): Emit =>
  (e) => {
    const v = e.let(e.sext(e.get(1), e.row.ops[1].size));
    const f = e.convert(width === 64 ? 'f64FromI64' : 'f32FromI64', v);
    e.set(0, toBits(e, width, f));
  };

/** Out of range and NaN give the "integer indefinite", the most negative number. */
const scalarToInt =
  (width: Width, round: 'trunc' | 'nearest'): Emit =>
  (e) => {
    const size = e.row.ops[0].size;
    const f = toFloat(e, width, e.get(1));
    const r = e.let(e.float(round, width === 64 ? f : e.convert('f64FromF32', f)));
    const limit = 2 ** (size - 1);
    const inRange = e.and(e.float('ge', r, e.kf64(-limit)), e.float('lt', r, e.kf64(limit)));
    const result = e.variable(e.k(-(1n << BigInt(size - 1))));
    e.if(inRange, () => e.assign(result, e.convert('i64TruncF64', r)));
    e.set(0, result);
  };

const widenNaN = (e: Emitter, bits: Value): Value =>
  e.or(
    e.or(e.shl(e.and(bits, e.k(0x8000_0000)), e.k(32)), e.k(0x7ff8_0000_0000_0000n)),
    e.shl(e.and(bits, e.k(0x7f_ffff)), e.k(29)),
  );
const narrowNaN = (e: Emitter, bits: Value): Value =>
  e.or(
    e.or(e.and(e.shru(bits, e.k(32)), e.k(0x8000_0000)), e.k(0x7fc0_0000)),
    e.and(e.shru(bits, e.k(29)), e.k(0x3f_ffff)),
  );

const single2double: Emit = (e) => {
  const bits = e.get(1);
  const f = e.let(toFloat(e, 32, bits));
  e.set(0, e.select(e.float('ne', f, f), widenNaN(e, bits), toBits(e, 64, e.convert('f64FromF32', f))));
};

const double2single: Emit = (e) => {
  const bits = e.get(1);
  const f = e.let(toFloat(e, 64, bits));
  e.set(0, e.select(e.float('ne', f, f), narrowNaN(e, bits), toBits(e, 32, e.convert('f32FromF64', f))));
};

const packedSingle2double: Emit = (e) => {
  const v = e.let(e.simd('i64x2Splat', e.get(1)));
  const r = e.let(e.simd('f64x2PromoteF32x4', v));
  const wide = e.let(e.simd('i64x2ExtendLowU', v));
  const part = (mask: bigint, by: number) => e.simd('i64x2Shl', e.simd('and', wide, e.k128(mask, mask)), e.k32(by));
  const nan = e.simd(
    'or',
    e.simd('or', part(0x8000_0000n, 32), part(0x7f_ffffn, 29)),
    every(e, 64, 0x7ff8_0000_0000_0000n),
  );
  e.set(0, e.simd('bitselect', nan, r, e.simd('f64x2Ne', r, r)));
};

const packedDouble2single: Emit = (e) => {
  const v = e.get(1);
  const r = e.simd('f32x4DemoteF64x2', v);
  const fixed = [0, 1].reduce((all, i) => {
    const bits = e.let(e.lane('i64', v, i));
    const f = toFloat(e, 64, bits);
    const old = e.ext(e.lane('i32', all, i));
    return e.let(e.withLane('i32', all, i, e.wrap(e.select(e.float('ne', f, f), narrowNaN(e, bits), old))));
  }, e.let(r));
  e.set(0, fixed);
};

const packedSingle2int =
  (round: boolean): Emit =>
  (e) => {
    const v = e.let(round ? e.simd('f32x4Nearest', e.get(1)) : e.get(1));
    const r = e.simd('i32x4TruncSatF32x4', v);
    // 2^31 as a float; NaN and anything not below it gives the indefinite.
    const fits = e.simd('f32x4Lt', v, every(e, 32, 0x4f00_0000n));
    e.set(0, e.simd('bitselect', r, every(e, 32, 0x8000_0000n), fits));
  };

const packedDouble2int =
  (round: boolean): Emit =>
  (e) => {
    const v = e.let(round ? e.simd('f64x2Nearest', e.get(1)) : e.get(1));
    const fits = e.let(e.simd('f64x2Lt', v, every(e, 64, 0x41e0_0000_0000_0000n)));
    const narrowed = e.shuffle(fits, e.k128(-1n, -1n), [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23]);
    e.set(0, e.simd('bitselect', e.simd('i32x4TruncSatF64x2', v), every(e, 32, 0x8000_0000n), narrowed));
  };

const int2packedSingle: Emit = (e) => e.set(0, e.simd('f32x4ConvertI32x4', e.get(1)));
const int2packedDouble: Emit = (e) => e.set(0, e.simd('f64x2ConvertLowI32x4', e.simd('i64x2Splat', e.get(1))));

/** ps, pd, ss, sd forms of an arithmetic instruction. */
function family(
  name: string,
  opcode: string,
  ps: Emit,
  pd: Emit,
  ss: Emit,
  sd: Emit,
  operands = ['Vx+,Wx', 'Vd+,Wd', 'Vq+,Wq'],
): Definition[] {
  return [
    insn(`${name}ps`, `NP 0F ${opcode} /r`, operands[0], ps),
    insn(`${name}pd`, `66 0F ${opcode} /r`, operands[0], pd),
    insn(`${name}ss`, `F3 0F ${opcode} /r`, operands[1], ss),
    insn(`${name}sd`, `F2 0F ${opcode} /r`, operands[2], sd),
  ];
}
const ARITHMETIC: [string, string, 'Add' | 'Sub' | 'Mul' | 'Div', FloatOp][] = [
  ['add', '58', 'Add', 'add'],
  ['mul', '59', 'Mul', 'mul'],
  ['sub', '5C', 'Sub', 'sub'],
  ['div', '5E', 'Div', 'div'],
];

export const SSE_FLOAT: Definition[] = [
  ...ARITHMETIC.flatMap(([name, opcode, many, one]) =>
    family(name, opcode, packed(32, many), packed(64, many), scalar(32, one), scalar(64, one)),
  ),
  ...family('min', '5D', packedPick(32, 'Pmin'), packedPick(64, 'Pmin'), scalarPick(32, 'lt'), scalarPick(64, 'lt')),
  ...family('max', '5F', packedPick(32, 'Pmax'), packedPick(64, 'Pmax'), scalarPick(32, 'gt'), scalarPick(64, 'gt')),
  ...family('sqrt', '51', packedSqrt(32), packedSqrt(64), scalarSqrt(32), scalarSqrt(64), [
    'Vx=,Wx',
    'Vd=,Wd',
    'Vq=,Wq',
  ]),
  ...family('cmp', 'C2', packedCompare(32), packedCompare(64), scalarCompare(32), scalarCompare(64), [
    'Vx+,Wx,Ib',
    'Vd+,Wd,Ib',
    'Vq+,Wq,Ib',
  ]),
  insn('ucomiss', 'NP 0F 2E /r', 'Vd,Wd', compareFlags(32)),
  insn('ucomisd', '66 0F 2E /r', 'Vq,Wq', compareFlags(64)),
  insn('comiss', 'NP 0F 2F /r', 'Vd,Wd', compareFlags(32)),
  insn('comisd', '66 0F 2F /r', 'Vq,Wq', compareFlags(64)),

  insn('cvtsi2ss', 'F3 0F 2A /r', 'Vd=,Ey', intToScalar(32)),
  insn('cvtsi2sd', 'F2 0F 2A /r', 'Vq=,Ey', intToScalar(64)),
  insn('cvttss2si', 'F3 0F 2C /r', 'Gy=,Wd', scalarToInt(32, 'trunc')),
  insn('cvttsd2si', 'F2 0F 2C /r', 'Gy=,Wq', scalarToInt(64, 'trunc')),
  insn('cvtss2si', 'F3 0F 2D /r', 'Gy=,Wd', scalarToInt(32, 'nearest')),
  insn('cvtsd2si', 'F2 0F 2D /r', 'Gy=,Wq', scalarToInt(64, 'nearest')),
  insn('cvtss2sd', 'F3 0F 5A /r', 'Vq=,Wd', single2double),
  insn('cvtsd2ss', 'F2 0F 5A /r', 'Vd=,Wq', double2single),
  insn('cvtps2pd', 'NP 0F 5A /r', 'Vx=,Wq', packedSingle2double),
  insn('cvtpd2ps', '66 0F 5A /r', 'Vx=,Wx', packedDouble2single),
  insn('cvtdq2ps', 'NP 0F 5B /r', 'Vx=,Wx', int2packedSingle),
  insn('cvtps2dq', '66 0F 5B /r', 'Vx=,Wx', packedSingle2int(true)),
  insn('cvttps2dq', 'F3 0F 5B /r', 'Vx=,Wx', packedSingle2int(false)),
  insn('cvtdq2pd', 'F3 0F E6 /r', 'Vx=,Wq', int2packedDouble),
  insn('cvtpd2dq', 'F2 0F E6 /r', 'Vx=,Wx', packedDouble2int(true)),
  insn('cvttpd2dq', '66 0F E6 /r', 'Vx=,Wx', packedDouble2int(false)),
];
