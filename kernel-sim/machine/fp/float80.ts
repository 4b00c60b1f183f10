/**
 * Numbers of the x87 and their arithmetic: 64-bit significand with an explicit integer bit, 15-bit exponent. Every operation is exact
 * on integers and rounded once, to the precision and mode of the control word; what happened is noted in a `Context`. SDM 1, chapters
 * 4 and 8; which exception hides which: table 4-13 (8.6).
 */
import {
  bitLength,
  EXTENDED,
  type Exact,
  type Format,
  FpFlag,
  overflowsToInfinity,
  product,
  quotient,
  Round,
  root,
  roundAt,
  roundTo,
  sum,
} from './round';

const { INVALID, DENORMAL, ZERO_DIVIDE, OVERFLOW, UNDERFLOW, INEXACT } = FpFlag;

export interface Float80 {
  negative: boolean;
  /** Biased by 16383; 0 for zero and denormals, 0x7fff for infinity and NaN. */
  exponent: number;
  significand: bigint;
}

const INTEGER_BIT = 1n << 63n;
const QUIET_BIT = 1n << 62n;
const TOP = 0x7fff;
/** What an unmasked overflow or underflow adds to the exponent (SDM 1, 8.5.4). */
const BIAS_ADJUST = 24576;

export const DEFAULT_NAN: Float80 = { negative: true, exponent: TOP, significand: INTEGER_BIT | QUIET_BIT };
export const ONE: Float80 = { negative: false, exponent: 16383, significand: INTEGER_BIT };
export const zero = (negative: boolean): Float80 => ({ negative, exponent: 0, significand: 0n });
export const infinity = (negative: boolean): Float80 => ({ negative, exponent: TOP, significand: INTEGER_BIT });

/** Unnormals, pseudo-infinities and pseudo-NaNs: no operation takes them. */
export const isUnsupported = (f: Float80) => f.exponent !== 0 && (f.significand & INTEGER_BIT) === 0n;
export const isNaN80 = (f: Float80) => f.exponent === TOP && f.significand > INTEGER_BIT;
export const isInfinite = (f: Float80) => f.exponent === TOP && f.significand === INTEGER_BIT;
export const isZero = (f: Float80) => f.significand === 0n && f.exponent === 0;
export const isDenormal = (f: Float80) => f.exponent === 0 && f.significand !== 0n;
export const isSignaling = (f: Float80) => isNaN80(f) && (f.significand & QUIET_BIT) === 0n;
export const quiet = (f: Float80): Float80 => ({ ...f, significand: f.significand | QUIET_BIT });
export const negate = (f: Float80): Float80 => ({ ...f, negative: !f.negative });

/** The control word while one instruction runs, and what the instruction found. */
export class Context {
  /** Invalid, denormal, zero divide. */
  before = 0;
  /** Overflow, underflow, inexact. */
  after = 0;
  /** The result was rounded away from zero (C1). */
  up = false;

  constructor(
    readonly precision: number,
    readonly mode: number,
    /** Exceptions that are masked. */
    readonly masks: number,
  ) {}
}

/** A finite number that is not zero. */
export function exact(f: Float80): Exact {
  return { negative: f.negative, magnitude: f.significand, scale: Math.max(f.exponent, 1) - 16383 - 63 };
}

/** The float next to `x`, with x87's exceptions. */
export function pack(c: Context, x: Exact, precision = c.precision): Float80 {
  const r = roundTo(x, EXTENDED, precision, c.mode);
  const unused = BigInt(64 - precision);
  if (r.tiny && !(c.masks & UNDERFLOW)) {
    c.after |= UNDERFLOW;
    return adjusted(c, x, precision, BIAS_ADJUST);
  }
  c.up = r.up;
  if (r.tiny && r.inexact) c.after |= UNDERFLOW;
  if (r.overflow) {
    c.after |= OVERFLOW;
    if (!(c.masks & OVERFLOW)) return adjusted(c, x, precision, -BIAS_ADJUST);
    c.after |= INEXACT;
    c.up = overflowsToInfinity(x.negative, c.mode);
    if (c.up) return infinity(x.negative);
    return { negative: x.negative, exponent: TOP - 1, significand: ((1n << BigInt(precision)) - 1n) << unused };
  }
  if (r.inexact) c.after |= INEXACT;
  return { negative: x.negative, exponent: r.exponent, significand: r.q << unused };
}

/** The result that the handler of an unmasked overflow or underflow gets: its exponent brought into range. */
function adjusted(c: Context, x: Exact, precision: number, by: number): Float80 {
  const leading = x.scale + bitLength(x.magnitude) - 1;
  const r = roundAt(x, leading - (precision - 1), c.mode);
  const carried = r.q >> BigInt(precision) !== 0n;
  const exponent = leading + (carried ? 1 : 0) + 16383 + by;
  // Only fscale can leave even this range.
  if (exponent >= TOP || exponent <= 0) {
    c.after |= INEXACT;
    c.up = exponent >= TOP;
    return exponent >= TOP ? infinity(x.negative) : zero(x.negative);
  }
  c.up = r.up;
  if (r.inexact) c.after |= INEXACT;
  const significand = (carried ? r.q >> 1n : r.q) << BigInt(64 - precision);
  return { negative: x.negative, exponent, significand };
}

/** The NaN of an operation on a and b, of which at least one is a NaN; SDM 1, table 4-7. */
export function propagate(c: Context, a: Float80, b: Float80): Float80 {
  if (isSignaling(a) || isSignaling(b)) c.before |= INVALID;
  if (!isNaN80(b)) return quiet(a);
  if (!isNaN80(a)) return quiet(b);
  if (isSignaling(a) !== isSignaling(b)) return isSignaling(a) ? b : a;
  if (a.significand !== b.significand) return quiet(a.significand > b.significand ? a : b);
  return quiet(a.negative ? b : a);
}

function invalid(c: Context): Float80 {
  c.before |= INVALID;
  return DEFAULT_NAN;
}

function noteDenormals(c: Context, ...operands: Float80[]): void {
  if (operands.some(isDenormal)) c.before |= DENORMAL;
}

/** The result where an operand is unsupported or a NaN; undefined where none is. */
function special(c: Context, a: Float80, b: Float80): Float80 | undefined {
  if (isUnsupported(a) || isUnsupported(b)) return invalid(c);
  if (isNaN80(a) || isNaN80(b)) return propagate(c, a, b);
  return undefined;
}

export type Binary = (c: Context, a: Float80, b: Float80) => Float80;

export const add: Binary = (c, a, b) => {
  const nan = special(c, a, b);
  if (nan) return nan;
  if (isInfinite(a) && isInfinite(b)) return a.negative === b.negative ? a : invalid(c);
  noteDenormals(c, a, b);
  if (isInfinite(a)) return a;
  if (isInfinite(b)) return b;
  const nothing = zero(c.mode === Round.DOWN);
  if (isZero(a) && isZero(b)) return a.negative === b.negative ? a : nothing;
  if (isZero(a) || isZero(b)) return pack(c, exact(isZero(a) ? b : a));
  const x = sum(exact(a), exact(b));
  return x === undefined ? nothing : pack(c, x);
};

/** a - b; a NaN operand keeps its sign. */
export const subtract: Binary = (c, a, b) => special(c, a, b) ?? add(c, a, negate(b));

export const multiply: Binary = (c, a, b) => {
  const nan = special(c, a, b);
  if (nan) return nan;
  const negative = a.negative !== b.negative;
  if (isInfinite(a) || isInfinite(b)) {
    if (isZero(a) || isZero(b)) return invalid(c);
    noteDenormals(c, a, b);
    return infinity(negative);
  }
  noteDenormals(c, a, b);
  if (isZero(a) || isZero(b)) return zero(negative);
  return pack(c, product(exact(a), exact(b)));
};

export const divide: Binary = (c, a, b) => {
  const nan = special(c, a, b);
  if (nan) return nan;
  const negative = a.negative !== b.negative;
  if (isInfinite(a) && isInfinite(b)) return invalid(c);
  if (isZero(b)) {
    if (isZero(a)) return invalid(c);
    if (!isInfinite(a)) c.before |= ZERO_DIVIDE;
    return infinity(negative);
  }
  noteDenormals(c, a, b);
  if (isInfinite(a)) return infinity(negative);
  if (isInfinite(b) || isZero(a)) return zero(negative);
  return pack(c, quotient(exact(a), exact(b)));
};

export function squareRoot(c: Context, a: Float80): Float80 {
  const nan = special(c, a, ONE);
  if (nan) return nan;
  if (isZero(a)) return a;
  if (a.negative) return invalid(c);
  noteDenormals(c, a);
  return isInfinite(a) ? a : pack(c, root(exact(a)));
}

/** -1, 0, 1, or undefined when unordered. `quietAllowed`: only signaling NaNs are invalid. */
export function compare(c: Context, a: Float80, b: Float80, quietAllowed: boolean): -1 | 0 | 1 | undefined {
  const unsupported = isUnsupported(a) || isUnsupported(b);
  if (unsupported || isNaN80(a) || isNaN80(b)) {
    if (unsupported || !quietAllowed || isSignaling(a) || isSignaling(b)) c.before |= INVALID;
    return undefined;
  }
  noteDenormals(c, a, b);
  if (isZero(a) && isZero(b)) return 0;
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const [p, q] = [Math.max(a.exponent, 1), Math.max(b.exponent, 1)];
  if (p === q && a.significand === b.significand) return 0;
  const larger =
    p !== q && !isZero(a) && !isZero(b) ? p > q : isZero(b) || (!isZero(a) && a.significand > b.significand);
  return larger !== a.negative ? 1 : -1;
}

// Integers

/** frndint. */
export function roundToInteger(c: Context, a: Float80): Float80 {
  const nan = special(c, a, ONE);
  if (nan) return nan;
  if (isZero(a) || isInfinite(a) || a.exponent >= 16383 + 63) return a;
  noteDenormals(c, a);
  const r = roundAt(exact(a), 0, c.mode);
  if (r.inexact) c.after |= INEXACT;
  c.up = r.up;
  return r.q === 0n ? zero(a.negative) : fromInteger(a.negative ? -r.q : r.q);
}

/** The nearest integer of `size` bits, or undefined (and invalid) where there is none. */
export function toInteger(c: Context, a: Float80, size: number): bigint | undefined {
  if (isZero(a)) return 0n;
  const limit = 1n << BigInt(size - 1);
  if (!isUnsupported(a) && a.exponent !== TOP && a.exponent < 16383 + 64) {
    const r = roundAt(exact(a), 0, c.mode);
    const value = a.negative ? -r.q : r.q;
    if (value >= -limit && value < limit) {
      if (r.inexact) c.after |= INEXACT;
      c.up = r.up;
      return value;
    }
  }
  c.before |= INVALID;
  return undefined;
}

/** Any integer of at most 64 bits, exactly. */
export function fromInteger(v: bigint): Float80 {
  if (v === 0n) return zero(false);
  const magnitude = v < 0n ? -v : v;
  const length = bitLength(magnitude);
  return { negative: v < 0n, exponent: 16383 + length - 1, significand: magnitude << BigInt(64 - length) };
}

// Single and double in memory

/** A single or double as a register holds it. Signaling NaNs become quiet (invalid), denormals are noted. */
export function decode(c: Context, bits: bigint, format: Format): Float80 {
  const f = raw(bits, format);
  if (isSignaling(f)) {
    c.before |= INVALID;
    return quiet(f);
  }
  if (isSmall(bits, format)) c.before |= DENORMAL;
  return f;
}

/** The same without noting anything: for operands, where the operation itself looks at them. */
export function raw(bits: bigint, format: Format): Float80 {
  const fractionBits = format.precision - 1;
  const width = BigInt(fractionBits);
  const top = BigInt(format.top);
  const negative = bits >> (width + BigInt(bitLength(top))) !== 0n;
  const exponent = Number((bits >> width) & top);
  const fraction = bits & ((1n << width) - 1n);
  const shift = 63n - width;
  if (exponent === format.top) return { negative, exponent: TOP, significand: INTEGER_BIT | (fraction << shift) };
  if (exponent !== 0)
    return { negative, exponent: exponent - format.bias + 16383, significand: INTEGER_BIT | (fraction << shift) };
  if (fraction === 0n) return zero(negative);
  const length = bitLength(fraction);
  return {
    negative,
    exponent: 1 - format.bias - fractionBits + length - 1 + 16383,
    significand: fraction << BigInt(64 - length),
  };
}

/** Whether the bits are a denormal single or double. */
export function isSmall(bits: bigint, format: Format): boolean {
  const width = BigInt(format.precision - 1);
  return ((bits >> width) & BigInt(format.top)) === 0n && (bits & ((1n << width) - 1n)) !== 0n;
}

/** A register as a single or double; undefined where an unmasked overflow or underflow keeps it from being stored. */
export function encode(c: Context, f: Float80, format: Format): bigint | undefined {
  const width = BigInt(format.precision - 1);
  const top = BigInt(format.top);
  const sign = f.negative ? 1n << (width + BigInt(bitLength(top))) : 0n;
  const special = sign | (top << width);
  const shift = 63n - width;
  if (isUnsupported(f)) {
    c.before |= INVALID;
    return (1n << (width + BigInt(bitLength(top)))) | (top << width) | (1n << (width - 1n));
  }
  if (isNaN80(f)) {
    if (isSignaling(f)) c.before |= INVALID;
    return special | (1n << (width - 1n)) | ((f.significand & (QUIET_BIT - 1n)) >> shift);
  }
  if (isInfinite(f)) return special;
  if (isZero(f)) return sign;
  const x = exact(f);
  const r = roundTo(x, format, format.precision, c.mode);
  if (r.tiny && (r.inexact || !(c.masks & UNDERFLOW))) c.after |= UNDERFLOW;
  if (r.tiny && !(c.masks & UNDERFLOW)) return undefined;
  if (r.overflow) {
    c.after |= OVERFLOW;
    if (!(c.masks & OVERFLOW)) return undefined;
    c.after |= INEXACT;
    c.up = overflowsToInfinity(f.negative, c.mode);
    return c.up ? special : special - 1n;
  }
  if (r.inexact) c.after |= INEXACT;
  c.up = r.up;
  return sign | (BigInt(r.exponent) << width) | (r.q & ((1n << width) - 1n));
}

// Scaling and remainders

/** fscale: a · 2^trunc(b). */
export const scale: Binary = (c, a, b) => {
  const nan = special(c, a, b);
  if (nan) return nan;
  if (isInfinite(b)) {
    if (b.negative ? isInfinite(a) : isZero(a)) return invalid(c);
    noteDenormals(c, a);
    return b.negative ? zero(a.negative) : infinity(a.negative);
  }
  noteDenormals(c, a, b);
  if (isInfinite(a) || isZero(a)) return a;
  let by = 0;
  if (!isZero(b)) {
    const whole = b.exponent > 16383 + 20 ? 1n << 20n : roundAt(exact(b), 0, Round.ZERO).q;
    by = Number(whole > 100_000n ? 100_000n : whole) * (b.negative ? -1 : 1);
  }
  const x = exact(a);
  return pack(c, { ...x, scale: x.scale + by }, 64);
};

/** fxtract: exponent (to stay) and significand (to be pushed). */
export function extract(c: Context, a: Float80): [exponent: Float80, significand: Float80] {
  const nan = special(c, a, ONE);
  if (nan) return [nan, nan];
  if (isInfinite(a)) return [infinity(false), a];
  if (isZero(a)) {
    c.before |= ZERO_DIVIDE;
    return [infinity(true), a];
  }
  noteDenormals(c, a);
  const length = bitLength(a.significand);
  const exponent = Math.max(a.exponent, 1) - 16383 - (64 - length);
  return [
    fromInteger(BigInt(exponent)),
    { negative: a.negative, exponent: 16383, significand: a.significand << BigInt(64 - length) },
  ];
}

export interface Remainder {
  value: Float80;
  /** Low three bits of the quotient, or undefined where the reduction is partial (C2). */
  quotient?: number;
}

/** fprem (truncating) and fprem1 (to nearest even). Differences of exponents of 64 and more are reduced in steps. */
export function remainder(c: Context, a: Float80, b: Float80, nearest: boolean): Remainder {
  const nan = special(c, a, b);
  if (nan) return { value: nan };
  if (isInfinite(a) || isZero(b)) return { value: invalid(c) };
  noteDenormals(c, a, b);
  if (isZero(a)) return { value: a, quotient: 0 };
  if (isInfinite(b)) return { value: pack(c, exact(a), 64), quotient: 0 };
  const [x, y] = [exact(a), exact(b)];
  const difference = x.scale + bitLength(x.magnitude) - (y.scale + bitLength(y.magnitude));
  if (difference >= 64) {
    const step = (difference & 31) | 32;
    const unit = BigInt(difference - step);
    // a - b · 2^(difference - step) · trunc(a / (b · 2^(difference - step))).
    const low = Math.min(x.scale, y.scale);
    const n = x.magnitude << BigInt(x.scale - low);
    const d = y.magnitude << (BigInt(y.scale - low) + unit);
    return { value: whole(c, a.negative, n % d, low) };
  }
  const low = Math.min(x.scale, y.scale);
  const [n, d] = [x.magnitude << BigInt(x.scale - low), y.magnitude << BigInt(y.scale - low)];
  let q = n / d;
  let rest = n - q * d;
  let { negative } = a;
  if (nearest && (rest * 2n > d || (rest * 2n === d && (q & 1n) === 1n))) {
    q += 1n;
    rest = d - rest;
    negative = !negative;
  }
  // A zero keeps the dividend's sign.
  if (rest === 0n) return { value: zero(a.negative), quotient: Number(q & 7n) };
  return { value: whole(c, negative, rest, low), quotient: Number(q & 7n) };
}

/** An exact result; only an unmasked underflow may touch it. */
function whole(c: Context, negative: boolean, magnitude: bigint, scale: number): Float80 {
  return magnitude === 0n ? zero(negative) : pack(c, { negative, magnitude, scale }, 64);
}

// Packed decimals

/** fbld: 18 digits and a sign. */
export function fromDecimal(bits: bigint): Float80 {
  let value = 0n;
  for (let i = 17; i >= 0; i--) value = value * 10n + ((bits >> BigInt(i * 4)) & 15n);
  return { ...fromInteger(value), negative: bits >> 79n !== 0n };
}

export const DECIMAL_INDEFINITE = 0xffff_c000_0000_0000_0000n;

/** fbstp; what does not fit is invalid and gives the indefinite. */
export function toDecimal(c: Context, f: Float80): bigint {
  const sign = f.negative ? 0x80n << 72n : 0n;
  const value = isZero(f) ? 0n : toInteger(c, f, 64);
  const magnitude = value === undefined ? -1n : value < 0n ? -value : value;
  if (magnitude < 0n || magnitude >= 10n ** 18n) {
    c.before |= INVALID;
    c.after = 0;
    c.up = false;
    return DECIMAL_INDEFINITE;
  }
  let [digits, rest] = [0n, magnitude];
  for (let i = 0n; i < 18n; i++) {
    digits |= (rest % 10n) << (i * 4n);
    rest /= 10n;
  }
  return sign | digits;
}
