/**
 * SSE arithmetic in software, one element at a time, with everything MXCSR says: rounding mode, flush to zero, denormals are zeros,
 * exception flags (SDM 1, 4.9, 11.5; table 4-7 for NaNs). Elements are raw bits; flags go to a `Context`.
 */
import {
  bitLength,
  DOUBLE,
  type Exact,
  type Format,
  FpFlag,
  overflowsToInfinity,
  product,
  quotient,
  root,
  roundAt,
  roundTo,
  SINGLE,
  sum,
} from './round';

const { INVALID, DENORMAL, ZERO_DIVIDE, OVERFLOW, UNDERFLOW, INEXACT } = FpFlag;

/** MXCSR while one instruction runs. */
export class Context {
  /** Invalid, denormal, zero divide: found before computing. */
  before = 0;
  /** Overflow, underflow, inexact: found by rounding. */
  after = 0;
  readonly mode: number;
  readonly flushes: boolean;
  readonly zeros: boolean;
  readonly underflowMasked: boolean;
  readonly overflowMasked: boolean;

  constructor(readonly mxcsr: number) {
    this.mode = (mxcsr >> 13) & 3;
    this.zeros = (mxcsr & 0x40) !== 0;
    this.underflowMasked = (mxcsr & 0x800) !== 0;
    this.overflowMasked = (mxcsr & 0x400) !== 0;
    this.flushes = (mxcsr & 0x8000) !== 0 && this.underflowMasked;
  }

  /** Flags to be set, and whether one of them is unmasked (#XM). An exception found before computing hides the later ones. */
  outcome(): { flags: number; raises: boolean } {
    const masks = (this.mxcsr >> 7) & 0x3f;
    if (this.before & ~masks) return { flags: this.before, raises: true };
    return { flags: this.before | this.after, raises: (this.after & ~masks) !== 0 };
  }
}

export interface Kind {
  readonly format: Format;
  readonly bits: number;
  readonly fraction: bigint;
  readonly quiet: bigint;
  readonly sign: bigint;
  readonly infinity: bigint;
  readonly defaultNaN: bigint;
}

function kind(format: Format, bits: number): Kind {
  const fractionBits = BigInt(format.precision - 1);
  const infinity = BigInt(format.top) << fractionBits;
  const quiet = 1n << (fractionBits - 1n);
  const sign = 1n << BigInt(bits - 1);
  return {
    format,
    bits,
    fraction: (1n << fractionBits) - 1n,
    quiet,
    sign,
    infinity,
    defaultNaN: sign | infinity | quiet,
  };
}
export const F32 = kind(SINGLE, 32);
export const F64 = kind(DOUBLE, 64);

const magnitudeOf = (k: Kind, v: bigint) => v & (k.sign - 1n);
const nanBits = (k: Kind, v: bigint) => magnitudeOf(k, v) > k.infinity;
const isSignaling = (k: Kind, v: bigint) => nanBits(k, v) && (v & k.quiet) === 0n;
const isInfinite = (k: Kind, v: bigint) => magnitudeOf(k, v) === k.infinity;
const isZero = (k: Kind, v: bigint) => magnitudeOf(k, v) === 0n;
const isDenormal = (k: Kind, v: bigint) => magnitudeOf(k, v) <= k.fraction && !isZero(k, v);
const isNegative = (k: Kind, v: bigint) => (v & k.sign) !== 0n;

/** A finite number that is not zero. */
function exact(k: Kind, v: bigint): Exact {
  const exponent = Number(magnitudeOf(k, v) >> BigInt(k.format.precision - 1));
  const fraction = v & k.fraction;
  const scale = Math.max(exponent, 1) - k.format.bias - (k.format.precision - 1);
  return { negative: isNegative(k, v), magnitude: exponent === 0 ? fraction : fraction | (k.fraction + 1n), scale };
}

/** A denormal operand as the operation sees it: zero under DAZ, else itself. */
const operand = (c: Context, k: Kind, v: bigint) => (c.zeros && isDenormal(k, v) ? v & k.sign : v);

/** Rounds a result and notes what that did. */
export function pack(c: Context, k: Kind, x: Exact): bigint {
  const r = roundTo(x, k.format, k.format.precision, c.mode);
  const sign = x.negative ? k.sign : 0n;
  if (r.tiny && c.flushes) {
    c.after |= UNDERFLOW | INEXACT;
    return sign;
  }
  if (r.tiny && !c.underflowMasked) {
    // The result of the handler: with an unbounded exponent.
    const unbounded = x.scale + bitLength(x.magnitude) - k.format.precision;
    c.after |= UNDERFLOW | (roundAt(x, unbounded, c.mode).inexact ? INEXACT : 0);
    return sign;
  }
  if (r.tiny && r.inexact) c.after |= UNDERFLOW;
  if (r.overflow) {
    c.after |= OVERFLOW | (r.inexact || c.overflowMasked ? INEXACT : 0);
    return sign | (overflowsToInfinity(x.negative, c.mode) ? k.infinity : k.infinity - 1n);
  }
  if (r.inexact) c.after |= INEXACT;
  return sign | (BigInt(r.exponent) << BigInt(k.format.precision - 1)) | (r.q & k.fraction);
}

/** The NaN that results when an operand is one; undefined when none is. */
function propagated(c: Context, k: Kind, ...operands: bigint[]): bigint | undefined {
  const found = operands.find((v) => nanBits(k, v));
  if (found === undefined) return undefined;
  if (operands.some((v) => isSignaling(k, v))) c.before |= INVALID;
  return found | k.quiet;
}

function invalid(c: Context, k: Kind): bigint {
  c.before |= INVALID;
  return k.defaultNaN;
}

function denormals(c: Context, k: Kind, ...operands: bigint[]): void {
  if (operands.some((v) => isDenormal(k, v))) c.before |= DENORMAL;
}

export type Binary = (c: Context, k: Kind, a: bigint, b: bigint) => bigint;

export const add: Binary = (c, k, first, second) => {
  const [a, b] = [operand(c, k, first), operand(c, k, second)];
  const nan = propagated(c, k, a, b);
  if (nan !== undefined) return nan;
  if (isInfinite(k, a) && isInfinite(k, b)) return a === b ? a : invalid(c, k);
  denormals(c, k, a, b);
  if (isInfinite(k, a)) return a;
  if (isInfinite(k, b)) return b;
  const zero = c.mode === 1 ? k.sign : 0n;
  if (isZero(k, a) && isZero(k, b)) return a === b ? a : zero;
  if (isZero(k, a) || isZero(k, b)) return pack(c, k, exact(k, isZero(k, a) ? b : a));
  const x = sum(exact(k, a), exact(k, b));
  return x === undefined ? zero : pack(c, k, x);
};

export const subtract: Binary = (c, k, a, b) => {
  if (nanBits(k, a) || nanBits(k, b)) return propagated(c, k, a, b)!;
  return add(c, k, a, b ^ k.sign);
};

export const multiply: Binary = (c, k, first, second) => {
  const [a, b] = [operand(c, k, first), operand(c, k, second)];
  const nan = propagated(c, k, a, b);
  if (nan !== undefined) return nan;
  const sign = (a ^ b) & k.sign;
  if (isInfinite(k, a) || isInfinite(k, b)) {
    if (isZero(k, a) || isZero(k, b)) return invalid(c, k);
    denormals(c, k, a, b);
    return sign | k.infinity;
  }
  denormals(c, k, a, b);
  if (isZero(k, a) || isZero(k, b)) return sign;
  return pack(c, k, product(exact(k, a), exact(k, b)));
};

export const divide: Binary = (c, k, first, second) => {
  const [a, b] = [operand(c, k, first), operand(c, k, second)];
  const nan = propagated(c, k, a, b);
  if (nan !== undefined) return nan;
  const sign = (a ^ b) & k.sign;
  if (isInfinite(k, a) && isInfinite(k, b)) return invalid(c, k);
  if (isZero(k, b)) {
    if (isZero(k, a)) return invalid(c, k);
    if (!isInfinite(k, a)) c.before |= ZERO_DIVIDE;
    return sign | k.infinity;
  }
  denormals(c, k, a, b);
  if (isInfinite(k, a)) return sign | k.infinity;
  if (isInfinite(k, b) || isZero(k, a)) return sign;
  return pack(c, k, quotient(exact(k, a), exact(k, b)));
};

export function squareRoot(c: Context, k: Kind, first: bigint): bigint {
  const a = operand(c, k, first);
  const nan = propagated(c, k, a);
  if (nan !== undefined) return nan;
  if (isZero(k, a)) return a;
  if (isNegative(k, a)) return invalid(c, k);
  denormals(c, k, a);
  return isInfinite(k, a) ? a : pack(c, k, root(exact(k, a)));
}

/** -1, 0, 1, or undefined when unordered. */
function compared(k: Kind, a: bigint, b: bigint): -1 | 0 | 1 | undefined {
  if (nanBits(k, a) || nanBits(k, b)) return undefined;
  if (isZero(k, a) && isZero(k, b)) return 0;
  const value = (v: bigint) => (isNegative(k, v) ? -magnitudeOf(k, v) : magnitudeOf(k, v));
  const [x, y] = [value(a), value(b)];
  return x === y ? 0 : x < y ? -1 : 1;
}

/** Order of two elements; `quietSignals`: a quiet NaN is invalid too. */
export function compare(
  c: Context,
  k: Kind,
  first: bigint,
  second: bigint,
  quietSignals: boolean,
): -1 | 0 | 1 | undefined {
  const [a, b] = [operand(c, k, first), operand(c, k, second)];
  if (nanBits(k, a) || nanBits(k, b)) {
    if (quietSignals || isSignaling(k, a) || isSignaling(k, b)) c.before |= INVALID;
    return undefined;
  }
  denormals(c, k, a, b);
  return compared(k, a, b);
}

/** min (`wanted` -1) and max (1): the second operand unless the first is strictly the wanted one; any NaN is invalid. */
export const pick =
  (wanted: -1 | 1): Binary =>
  (c, k, first, second) => {
    const o = compare(c, k, first, second, true);
    return o === wanted ? operand(c, k, first) : operand(c, k, second);
  };

/** cmpps and its kin: the immediate's low three bits choose; all ones for true. */
export function predicate(c: Context, k: Kind, a: bigint, b: bigint, imm: number): bigint {
  const which = imm & 3;
  const o = compare(c, k, a, b, which === 1 || which === 2);
  const holds = [o === 0, o === -1, o === -1 || o === 0, o === undefined][which];
  return holds !== ((imm & 4) !== 0) ? (1n << BigInt(k.bits)) - 1n : 0n;
}

// Conversions

/** A signed integer to an element. */
export function fromInteger(c: Context, k: Kind, v: bigint): bigint {
  if (v === 0n) return 0n;
  return pack(c, k, { negative: v < 0n, magnitude: v < 0n ? -v : v, scale: 0 });
}

/** An element to a signed integer of `size` bits; what does not fit gives the indefinite. */
export function toInteger(c: Context, k: Kind, first: bigint, size: number, truncate: boolean): bigint {
  const a = operand(c, k, first);
  const limit = 1n << BigInt(size - 1);
  if (nanBits(k, a) || isInfinite(k, a)) {
    c.before |= INVALID;
    return limit;
  }
  if (isZero(k, a)) return 0n;
  const x = exact(k, a);
  if (x.scale > 64) {
    c.before |= INVALID;
    return limit;
  }
  const r = roundAt(x, 0, truncate ? 3 : c.mode);
  const value = x.negative ? -r.q : r.q;
  if (value < -limit || value >= limit) {
    c.before |= INVALID;
    return limit;
  }
  if (r.inexact) c.after |= INEXACT;
  return BigInt.asUintN(size, value);
}

/** cvtss2sd and cvtsd2ss. */
export function convert(c: Context, from: Kind, to: Kind, first: bigint): bigint {
  const a = operand(c, from, first);
  const sign = isNegative(from, a) ? to.sign : 0n;
  if (nanBits(from, a)) {
    if (isSignaling(from, a)) c.before |= INVALID;
    const shift = BigInt(to.format.precision - from.format.precision);
    const payload = a & from.fraction;
    return sign | to.infinity | to.quiet | (shift > 0n ? payload << shift : payload >> -shift);
  }
  if (isInfinite(from, a)) return sign | to.infinity;
  if (isZero(from, a)) return sign;
  denormals(c, from, a);
  return pack(c, to, exact(from, a));
}
