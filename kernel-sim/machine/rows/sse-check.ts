/**
 * When emitted floating-point code may keep its result, and when it must leave the instruction to software (cpu/host/soft-sse.ts).
 *
 * The emitted code rounds to nearest and touches no flag. That is all an instruction does if MXCSR rounds to nearest, masks every
 * exception and has "inexact" set already (it stays set, and almost every computation sets it at once), if no operand is a denormal
 * or a NaN and if the result is an ordinary number. Everything else is looked at more closely: zeros and infinities that are exact,
 * and exact results while "inexact" is still clear, are kept too; the rest goes to software, which sets flags, flushes denormals,
 * rounds otherwise, raises #XM. So sticky flags are always right, without a second run, and cost a few integer instructions.
 */
import { Exit, State } from '../cpu/state';
import type { Emitter } from '../emit/emitter';
import type { Value } from '../emit/function';
import { I32 } from '../wasm/module';
import type { SimdOp } from '../wasm/opcodes';

export type Width = 32 | 64;

const MASKS = 0x1f80;
const ROUNDING = 0x6000;
const INEXACT = 0x20;
const INEXACT_MASK = 0x1000;

const FRACTION_BITS = { 32: 23n, 64: 52n } as const;
/** Bits of the smallest normal number and of infinity. */
export const smallest = (width: Width): bigint => 1n << FRACTION_BITS[width];
export const infinity = (width: Width): bigint => (width === 64 ? 0x7ffn << 52n : 0xffn << 23n);

/** Bits (i64) as a float and back. */
export const toFloat = (e: Emitter, width: Width, bits: Value) =>
  width === 64 ? e.convert('f64OfI64', bits) : e.convert('f32OfI32', e.wrap(bits));
export const toBits = (e: Emitter, width: Width, f: Value) =>
  width === 64 ? e.convert('i64OfF64', f) : e.ext(e.convert('i32OfF32', f));

const mxcsr = (e: Emitter) => e.state(I32, State.MXCSR);
const differs = (e: Emitter, mask: number, wanted: number) => e.cmp('ne', e.and(mxcsr(e), e.k32(mask)), e.k32(wanted));

/** Rounding or masks are not the default ones. */
const unusualControl = (e: Emitter) => (e.quickFloats ? e.k32(0) : differs(e, MASKS | ROUNDING, MASKS));
/** The same, or "inexact" is not set yet. */
export const mustLook = (e: Emitter) =>
  e.quickFloats ? e.k32(0) : differs(e, MASKS | ROUNDING | INEXACT, MASKS | INEXACT);
const inexactClear = (e: Emitter) => (e.quickFloats ? e.k32(0) : e.not(e.and(mxcsr(e), e.k32(INEXACT))));

function ifPossible(e: Emitter, condition: Value, then: () => void): void {
  if (condition.known !== 0n) e.if(condition, then);
}

/** Leaves the instruction, not begun, to the software that stands at number 0 of the host handlers. */
export function soft(e: Emitter): void {
  e.setState(State.EXIT, e.k32(Exit.HOST));
  e.leave();
}
export function softIf(e: Emitter, condition: Value): void {
  if (condition.known !== 0n) e.if(condition, () => soft(e));
}

// Scalars: bits zero-extended in an i64. Shifted up so that the sign falls out.

const unsigned = (e: Emitter, width: Width, bits: Value) => e.shl(bits, e.k(65 - width));
const up = (width: Width, v: bigint) => BigInt.asIntN(64, v << BigInt(65 - width));

export const denormal = (e: Emitter, width: Width, bits: Value) =>
  e.cmp('ltu', e.sub(unsigned(e, width, bits), e.k(1)), e.k(up(width, smallest(width)) - 1n));
export const nan = (e: Emitter, width: Width, bits: Value) =>
  e.cmp('gtu', unsigned(e, width, bits), e.k(up(width, infinity(width))));
/** Not a normal number: zero, denormal, infinity or NaN. */
export const odd = (e: Emitter, width: Width, bits: Value) =>
  e.cmp(
    'geu',
    e.sub(unsigned(e, width, bits), e.k(up(width, smallest(width)))),
    e.k(up(width, infinity(width) - smallest(width))),
  );
const isZero = (e: Emitter, width: Width, bits: Value) => e.not(unsigned(e, width, bits));
const isInfinite = (e: Emitter, width: Width, bits: Value) =>
  e.cmp('eq', unsigned(e, width, bits), e.k(up(width, infinity(width))));

export type Operation = 'add' | 'sub' | 'mul' | 'div' | 'sqrt';

/** Whether an odd result is exact and raises nothing, no operand being denormal. */
function harmless(e: Emitter, width: Width, op: Operation, a: Value, b: Value, r: Value): Value {
  const zero = (v: Value) => isZero(e, width, v);
  const inf = (v: Value) => isInfinite(e, width, v);
  switch (op) {
    case 'add':
    case 'sub':
      return e.or(zero(r), e.and(inf(r), e.or(inf(a), inf(b))));
    case 'mul':
      return e.or(e.and(zero(r), e.or(zero(a), zero(b))), e.and(inf(r), e.or(inf(a), inf(b))));
    case 'div':
      return e.or(e.and(zero(r), e.or(zero(a), inf(b))), e.and(inf(r), inf(a)));
    default:
      return e.or(zero(r), e.and(inf(r), inf(a)));
  }
}

/** Zero bits at the end of a significand of 53 bits. */
function trailing(e: Emitter, bits: Value): Value {
  return e.unary('ctz', e.or(bits, e.k(1n << 52n)));
}

/** Whether an ordinary result is surely exact; false sends it to software, which knows. */
function surelyExact(e: Emitter, width: Width, op: Operation, a: Value, b: Value, r: Value): Value {
  const [x, y, z] = [a, b, r].map((v) => e.let(toFloat(e, width, v)));
  if (op === 'add' || op === 'sub') {
    // Knuth's two-sum: the error of a sum is a number of the same format.
    const second = op === 'sub' ? e.let(e.float('sub', toFloat(e, width, e.k(0)), y)) : y;
    const virtual = e.let(e.float('sub', z, x));
    const lost = e.float('sub', x, e.float('sub', z, virtual));
    return e.float('eq', e.float('sub', virtual, second), lost);
  }
  if (width === 32) {
    const [wide, wideB, wideR] = [x, y, z].map((v) => e.let(e.convert('f64FromF32', v)));
    if (op === 'mul') return e.float('eq', e.float('mul', wide, wideB), wideR);
    return e.float('eq', e.float('mul', wideR, op === 'div' ? wideB : wideR), wide);
  }
  // The product of two numbers fits if their significands have 53 zeros at the end together.
  const fits = (p: Value, q: Value) => e.cmp('geu', e.add(trailing(e, p), trailing(e, q)), e.k(53));
  if (op === 'mul') return fits(a, b);
  const other = op === 'div' ? b : r;
  return e.and(fits(r, other), e.float('eq', e.float('mul', z, toFloat(e, width, other)), x));
}

/** The close look at one element; leaves to software unless its result may be kept. */
function lookAt(e: Emitter, width: Width, op: Operation, a: Value, b: Value, r: Value): void {
  e.if(
    odd(e, width, r),
    () => softIf(e, e.not(harmless(e, width, op, a, b, r))),
    () => ifPossible(e, inexactClear(e), () => softIf(e, e.not(surelyExact(e, width, op, a, b, r)))),
  );
}

/** The exponent field and the sign above it, as an i32. */
const exponent = (e: Emitter, width: Width, bits: Value) => e.wrap(e.shru(bits, e.k(Number(FRACTION_BITS[width]))));
const TOP = { 32: 0xff, 64: 0x7ff } as const;
/** Zero or denormal. */
const lowest = (e: Emitter, width: Width, bits: Value) => e.not(e.and(exponent(e, width, bits), e.k32(TOP[width])));
/** The same as `odd` in fewer instructions: of exponents only the lowest and the highest vanish so. */
const oddExponent = (e: Emitter, width: Width, bits: Value) =>
  e.not(e.and(e.add(exponent(e, width, bits), e.k32(1)), e.k32(TOP[width] - 1)));

/** Runs `look` if one of the conditions holds; each is a branch of its own, which processors predict. */
function rarely(e: Emitter, conditions: readonly Value[], look: () => void): void {
  e.block((done) => {
    e.block((rare) => {
      for (const condition of conditions) if (condition.known !== 0n) rare(condition);
      done();
    });
    look();
  });
}

/** Keeps the scalar result `r` (bits), or leaves; comes back with what is known of it then. */
export function checkScalar(e: Emitter, width: Width, op: Operation, a: Value, b: Value, r: Value): Value {
  const operands = op === 'sqrt' ? [b] : [a, b];
  // Zeros come along with the denormals: seen apart only then.
  const low = operands.filter((v) => !e.isNormal(v)).map((v) => lowest(e, width, v));
  rarely(e, [mustLook(e), ...low, oddExponent(e, width, r)], () => {
    const denormals = operands.map((v) => denormal(e, width, v)).reduce((x, y) => e.or(x, y));
    softIf(e, unusualControl(e));
    softIf(e, denormals);
    lookAt(e, width, op, op === 'sqrt' ? b : a, b, r);
  });
  // A denormal operand or result is software's. (A NaN operand makes a NaN, which is not kept.)
  for (const v of operands) e.nowNormal(v);
  return e.nowNormal(r);
}

/** Leaves if the scalar is a NaN or a denormal: for comparisons, which raise nothing otherwise. */
export function checkOperands(e: Emitter, width: Width, ...operands: Value[]): void {
  const open = operands.filter((v) => !e.isNormal(v));
  for (const v of open) softIf(e, e.or(denormal(e, width, v), nan(e, width, v)));
  for (const v of open) e.nowNormal(v);
}

// Vectors

const SIGN = { 32: 1n << 31n, 64: 1n << 63n } as const;
const twice = (v: bigint) => BigInt.asUintN(32, v) | (BigInt.asUintN(32, v) << 32n);
/** A constant in every lane. */
export const every = (e: Emitter, width: Width, v: bigint): Value =>
  width === 64 ? e.k128(v, v) : e.k128(twice(v), twice(v));
const integers = (width: Width, op: string) => `${width === 64 ? 'i64x2' : 'i32x4'}${op}` as SimdOp;
const absolute = (e: Emitter, width: Width, v: Value) => e.simd('and', v, every(e, width, SIGN[width] - 1n));

/** Lanes whose unsigned value minus `low` is below `range` (or not below). Compared as signed numbers, shifted by half. */
function within(e: Emitter, width: Width, v: Value, low: bigint, range: bigint, inside: boolean): Value {
  const shifted = e.simd(integers(width, 'Add'), absolute(e, width, v), every(e, width, SIGN[width] - low));
  return e.simd(integers(width, inside ? 'LtS' : 'GeS'), shifted, every(e, width, range - SIGN[width]));
}
export const denormalLanes = (e: Emitter, width: Width, v: Value) =>
  within(e, width, v, 1n, smallest(width) - 1n, true);
export const oddLanes = (e: Emitter, width: Width, v: Value) =>
  within(e, width, v, smallest(width), infinity(width) - smallest(width), false);
/** NaN lanes. */
export const nanLanes = (e: Emitter, width: Width, v: Value) =>
  e.simd((width === 64 ? 'f64x2Ne' : 'f32x4Ne') as SimdOp, v, v);

const laneOf = (e: Emitter, width: Width, v: Value, i: number) =>
  e.let(width === 64 ? e.lane('i64', v, i) : e.ext(e.lane('i32', v, i)));

/** Keeps the vector result `r`, or leaves. */
export function checkPacked(e: Emitter, width: Width, op: Operation, a: Value, b: Value, r: Value): void {
  const one = denormalLanes(e, width, b);
  const denormals = op === 'sqrt' ? one : e.simd('or', denormalLanes(e, width, a), one);
  const unusual = e.simd('anyTrue', e.simd('or', denormals, oddLanes(e, width, r)));
  rarely(e, [mustLook(e), unusual], () => {
    softIf(e, unusualControl(e));
    softIf(e, e.simd('anyTrue', denormals));
    for (let i = 0; i < 128 / width; i++) {
      const [x, y, z] = [op === 'sqrt' ? b : a, b, r].map((v) => laneOf(e, width, v, i));
      lookAt(e, width, op, x, y, z);
    }
  });
}

export function checkPackedOperands(e: Emitter, width: Width, ...operands: Value[]): void {
  const bad = operands.map((v) => e.simd('or', denormalLanes(e, width, v), nanLanes(e, width, v)));
  softIf(
    e,
    e.simd(
      'anyTrue',
      bad.reduce((x, y) => e.simd('or', x, y)),
    ),
  );
}

// Conversions

/** Leaves unless `exact`, or rounding to nearest with "inexact" masked and set. */
export function checkRounded(e: Emitter, exact: Value): void {
  ifPossible(e, mustLook(e), () => softIf(e, e.not(exact)));
}

/** The same for truncations, which do not ask for the rounding mode. */
export function checkTruncated(e: Emitter, exact: Value): void {
  const wanted = INEXACT | INEXACT_MASK;
  e.if(differs(e, wanted, wanted), () => softIf(e, e.not(exact)));
}
