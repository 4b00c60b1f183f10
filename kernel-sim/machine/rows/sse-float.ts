/**
 * SSE and SSE2 arithmetic, comparison and conversion. What is emitted rounds to nearest and changes no flag; whether that is all the
 * instruction does is decided by sse-check.ts, which leaves every other case (NaNs among them) to software.
 */
import type { Emitter } from '../emit/emitter';
import type { Value } from '../emit/function';
import type { SimdOp } from '../wasm/opcodes';
import { host, insn } from './dsl';
import {
  checkOperands,
  checkPacked,
  checkPackedOperands,
  checkRounded,
  checkScalar,
  checkTruncated,
  denormal,
  every,
  mustLook,
  nan,
  odd,
  oddLanes,
  softIf,
  toBits,
  toFloat,
  type Width,
} from './sse-check';
import type { Definition, Emit } from './types';

// Scalar

const scalar =
  (width: Width, op: 'add' | 'sub' | 'mul' | 'div'): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    const r = e.let(toBits(e, width, e.float(op, toFloat(e, width, a), toFloat(e, width, b))));
    e.set(0, checkScalar(e, width, op, a, b, r));
  };

const scalarSqrt =
  (width: Width): Emit =>
  (e) => {
    const b = e.get(1);
    const r = e.let(toBits(e, width, e.float('sqrt', toFloat(e, width, b))));
    e.set(0, checkScalar(e, width, 'sqrt', b, b, r));
  };

/** min and max return the second operand when both are zero. */
const scalarPick =
  (width: Width, op: 'lt' | 'gt'): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    checkOperands(e, width, a, b);
    e.set(0, e.select(e.float(op, toFloat(e, width, a), toFloat(e, width, b)), a, b));
  };

/** ucomis and comis: ZF, PF, CF = 000 greater, 001 less, 100 equal (111 unordered: software). */
const compareFlags =
  (width: Width): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    checkOperands(e, width, a, b);
    e.flagsCompared(e.let(toFloat(e, width, a)), e.let(toFloat(e, width, b)));
  };

// Packed

const lanes = (width: Width) => (width === 64 ? 'f64x2' : 'f32x4');

const packed =
  (width: Width, op: 'Add' | 'Sub' | 'Mul' | 'Div'): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    const r = e.let(e.simd(`${lanes(width)}${op}` as SimdOp, a, b));
    checkPacked(e, width, op.toLowerCase() as 'add' | 'sub' | 'mul' | 'div', a, b, r);
    e.set(0, r);
  };

const packedSqrt =
  (width: Width): Emit =>
  (e) => {
    const b = e.get(1);
    const r = e.let(e.simd(`${lanes(width)}Sqrt` as SimdOp, b));
    checkPacked(e, width, 'sqrt', b, b, r);
    e.set(0, r);
  };

const packedPick =
  (width: Width, op: 'Pmin' | 'Pmax'): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    checkPackedOperands(e, width, a, b);
    e.set(0, e.simd(`${lanes(width)}${op}` as SimdOp, b, a));
  };

/** The eight predicates of cmpps and its kin, chosen by the immediate: eq, lt, le, unordered, and their negations. */
function predicate(e: Emitter, width: Width, a: Value, b: Value, imm: Value): Value {
  const compare = (op: string, x: Value, y: Value) => e.simd(`${lanes(width)}${op}` as SimdOp, x, y);
  const which = e.let(e.and(imm, e.k32(3)));
  const is = (n: number) => e.cmp('eq', which, e.k32(n));
  const chosen = e.select(
    is(0),
    compare('Eq', a, b),
    e.select(is(1), compare('Lt', a, b), e.select(is(2), compare('Le', a, b), e.k128(0n, 0n))),
  );
  const negate = e.select(e.and(imm, e.k32(4)), e.k128(-1n, -1n), e.k128(0n, 0n));
  return e.let(e.simd('xor', chosen, negate));
}

const packedCompare =
  (width: Width): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    checkPackedOperands(e, width, a, b);
    e.set(0, predicate(e, width, a, b, e.let(e.wrap(e.imm()))));
  };

const scalarCompare =
  (width: Width): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    checkOperands(e, width, a, b);
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

/** Whether a signed integer has at most the bits of a significand. */
const fitsIn = (e: Emitter, v: Value, bits: number) =>
  e.cmp('leu', e.add(v, e.k(1n << BigInt(bits))), e.k(1n << BigInt(bits + 1)));

const intToScalar =
  (width: Width): Emit =>
  (e) => {
    const { size } = e.row.ops[1];
    const v = e.let(e.sext(e.get(1), size));
    if (width === 32 || size === 64) checkRounded(e, fitsIn(e, v, width === 64 ? 53 : 24));
    e.set(0, toBits(e, width, e.convert(width === 64 ? 'f64FromI64' : 'f32FromI64', v)));
  };

/** Out of range and NaN raise "invalid": software. */
const scalarToInt =
  (width: Width, round: 'trunc' | 'nearest'): Emit =>
  (e) => {
    const size = e.row.ops[0].size;
    const f = toFloat(e, width, e.get(1));
    const wide = e.let(width === 64 ? f : e.convert('f64FromF32', f));
    const r = e.let(e.float(round, wide));
    const limit = 2 ** (size - 1);
    softIf(e, e.not(e.and(e.float('ge', r, e.kf64(-limit)), e.float('lt', r, e.kf64(limit)))));
    (round === 'trunc' ? checkTruncated : checkRounded)(e, e.float('eq', r, wide));
    e.set(0, e.convert('i64TruncF64', r));
  };

const single2double: Emit = (e) => {
  const bits = e.get(1);
  softIf(e, e.or(denormal(e, 32, bits), nan(e, 32, bits)));
  e.set(0, toBits(e, 64, e.convert('f64FromF32', toFloat(e, 32, bits))));
};

const double2single: Emit = (e) => {
  const bits = e.get(1);
  const f = e.let(toFloat(e, 64, bits));
  const single = e.let(e.convert('f32FromF64', f));
  const r = e.let(toBits(e, 32, single));
  // Zero and infinity are exact if they were there before.
  const exact = e.float('eq', e.convert('f64FromF32', single), f);
  e.if(e.or(e.or(mustLook(e), denormal(e, 64, bits)), odd(e, 32, r)), () =>
    softIf(e, e.or(denormal(e, 64, bits), e.not(e.and(exact, e.or(e.not(odd(e, 32, r)), odd(e, 64, bits)))))),
  );
  e.set(0, r);
};

const packedSingle2double: Emit = (e) => {
  const low = e.get(1);
  checkPackedOperands(e, 32, e.let(e.withLane('i64', e.k128(0n, 0n), 0, low)));
  e.set(0, e.simd('f64x2PromoteF32x4', e.simd('i64x2Splat', low)));
};

const packedDouble2single: Emit = (e) => {
  const v = e.get(1);
  const r = e.let(e.simd('f32x4DemoteF64x2', v));
  const exact = e.simd('anyTrue', e.simd('f64x2Ne', e.simd('f64x2PromoteF32x4', r), v));
  // The upper half of r is zero and odd: look at the lower half alone.
  const oddResult = e.cmp('ne', e.lane('i64', oddLanes(e, 32, r), 0), e.k(0));
  e.if(e.or(mustLook(e), e.or(oddResult, e.simd('anyTrue', oddLanes(e, 64, v)))), () =>
    softIf(e, e.or(exact, e.simd('anyTrue', oddLanes(e, 64, v)))),
  );
  e.set(0, r);
};

/** Rounded to integers and in range of 32 bits, every lane; else software. */
function checkToInt(e: Emitter, width: Width, v: Value, r: Value, round: boolean): void {
  const kind = lanes(width);
  const [low, high] = width === 64 ? [0xc1e0_0000_0000_0000n, 0x41e0_0000_0000_0000n] : [0xcf00_0000n, 0x4f00_0000n];
  const fits = e.simd(
    'and',
    e.simd(`${kind}Ge` as SimdOp, r, every(e, width, low)),
    e.simd(`${kind}Lt` as SimdOp, r, every(e, width, high)),
  );
  softIf(e, e.simd('anyTrue', e.simd('xor', fits, e.k128(-1n, -1n))));
  (round ? checkRounded : checkTruncated)(e, e.not(e.simd('anyTrue', e.simd(`${kind}Ne` as SimdOp, r, v))));
}

const packedSingle2int =
  (round: boolean): Emit =>
  (e) => {
    const v = e.get(1);
    const r = e.let(e.simd(round ? 'f32x4Nearest' : 'f32x4Trunc', v));
    checkToInt(e, 32, v, r, round);
    e.set(0, e.simd('i32x4TruncSatF32x4', r));
  };

const packedDouble2int =
  (round: boolean): Emit =>
  (e) => {
    const v = e.get(1);
    const r = e.let(e.simd(round ? 'f64x2Nearest' : 'f64x2Trunc', v));
    checkToInt(e, 64, v, r, round);
    e.set(0, e.simd('i32x4TruncSatF64x2', r));
  };

const int2packedSingle: Emit = (e) => {
  const v = e.get(1);
  const r = e.let(e.simd('f32x4ConvertI32x4', v));
  // |v| <= 2^24 in every lane.
  const inside = e.simd('i32x4LtS', e.simd('i32x4Add', v, every(e, 32, 0x8100_0000n)), every(e, 32, 0x8200_0001n));
  checkRounded(e, e.not(e.simd('anyTrue', e.simd('xor', inside, e.k128(-1n, -1n)))));
  e.set(0, r);
};
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
const ARITHMETIC: [string, string, 'Add' | 'Sub' | 'Mul' | 'Div', 'add' | 'sub' | 'mul' | 'div'][] = [
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
  // Estimates: cpu/host/vector.ts.
  host('rcpps', 'NP 0F 53 /r', 'Vx=,Wx', 'rcpps'),
  host('rcpss', 'F3 0F 53 /r', 'Vd=,Wd', 'rcpss'),
  host('rsqrtps', 'NP 0F 52 /r', 'Vx=,Wx', 'rsqrtps'),
  host('rsqrtss', 'F3 0F 52 /r', 'Vd=,Wd', 'rsqrtss'),
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
