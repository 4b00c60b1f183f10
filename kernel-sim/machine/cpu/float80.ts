/**
 * Numbers of the x87: 64-bit significand with explicit integer bit, 15-bit exponent. Arithmetic is exact on big integers and rounded
 * once, for any precision and rounding mode. SDM 1, chapters 4 and 8.
 */

export interface Float80 {
  negative: boolean;
  /** Biased by 16383; 0 for zero and denormals, 0x7fff for infinity and NaN. */
  exponent: number;
  significand: bigint;
}

export interface Format {
  /** Bits of the significand, the integer bit included. */
  precision: number;
  bias: number;
  /** Exponent field of infinity. */
  top: number;
}
export const SINGLE: Format = { precision: 24, bias: 127, top: 255 };
export const DOUBLE: Format = { precision: 53, bias: 1023, top: 2047 };
export const EXTENDED: Format = { precision: 64, bias: 16383, top: 32767 };

/** Rounding control as in FCW: nearest even, down, up, towards zero. */
export const Round = { NEAREST: 0, DOWN: 1, UP: 2, ZERO: 3 } as const;

/** Exception flags of the status word. */
export const FpFlag = {
  INVALID: 1,
  DENORMAL: 2,
  ZERO_DIVIDE: 4,
  OVERFLOW: 8,
  UNDERFLOW: 16,
  INEXACT: 32,
  /** C1 of the status word: the result was rounded away from zero. */ ROUNDED_UP: 0x200,
} as const;

const INTEGER_BIT = 1n << 63n;
const QUIET_BIT = 1n << 62n;
export const DEFAULT_NAN: Float80 = { negative: true, exponent: 32767, significand: INTEGER_BIT | QUIET_BIT };
export const zero = (negative: boolean): Float80 => ({ negative, exponent: 0, significand: 0n });
export const infinity = (negative: boolean): Float80 => ({ negative, exponent: 32767, significand: INTEGER_BIT });

export const isNaN80 = (f: Float80) => f.exponent === 32767 && (f.significand & (INTEGER_BIT - 1n)) !== 0n;
export const isInfinite = (f: Float80) => f.exponent === 32767 && (f.significand & (INTEGER_BIT - 1n)) === 0n;
export const isZero = (f: Float80) => f.significand === 0n && f.exponent !== 32767;
export const isSignaling = (f: Float80) => isNaN80(f) && (f.significand & QUIET_BIT) === 0n;
export const quiet = (f: Float80): Float80 => ({ ...f, significand: f.significand | QUIET_BIT });

/** Bits of a positive integer. */
function bitLength(v: bigint): number {
  const digits = v.toString(16);
  return digits.length * 4 - Math.clz32(Number.parseInt(digits[0], 16)) + 28;
}

/** An exact value: ± magnitude · 2^scale. `sticky`: a little more than that. */
export interface Exact {
  negative: boolean;
  magnitude: bigint;
  scale: number;
  sticky?: boolean;
}

export function exact(f: Float80): Exact {
  return { negative: f.negative, magnitude: f.significand, scale: Math.max(f.exponent, 1) - 16383 - 63 };
}

function roundsUp(q: bigint, rest: bigint, half: bigint, sticky: boolean, negative: boolean, mode: number): boolean {
  if (mode === Round.ZERO) return false;
  if (mode !== Round.NEAREST) return (rest !== 0n || sticky) && negative === (mode === Round.DOWN);
  return rest > half || (rest === half && (sticky || (q & 1n) === 1n));
}

export interface Rounded {
  /** Significand as an integer and the exponent of its last bit. */
  q: bigint;
  lastBit: number;
  flags: number;
  overflow: boolean;
}

/** Rounds to `precision` bits in the exponent range of `format`. */
function roundTo(x: Exact, format: Format, precision: number, mode: number): Rounded {
  const exponent = x.scale + bitLength(x.magnitude) - 1;
  const smallest = 1 - format.bias - (format.precision - 1);
  const lastBit = Math.max(exponent - (precision - 1), smallest);
  const tiny = exponent < 1 - format.bias;
  const shift = lastBit - x.scale;
  let q: bigint;
  let inexact = x.sticky === true;
  let up = false;
  if (shift > 0) {
    const n = BigInt(shift);
    const rest = x.magnitude & ((1n << n) - 1n);
    q = x.magnitude >> n;
    inexact ||= rest !== 0n;
    up = roundsUp(q, rest, 1n << (n - 1n), x.sticky === true, x.negative, mode);
  } else {
    q = x.magnitude << BigInt(-shift);
    up = x.sticky === true && roundsUp(q, 0n, 1n, true, x.negative, mode);
  }
  if (up) q += 1n;
  const top = q === 0n ? 0 : lastBit + bitLength(q) - 1;
  const overflow = q !== 0n && top + format.bias >= format.top;
  let flags = (inexact ? FpFlag.INEXACT : 0) | (up ? FpFlag.ROUNDED_UP : 0);
  if (tiny && inexact) flags |= FpFlag.UNDERFLOW;
  if (overflow) {
    const away = overflowsToInfinity(x.negative, mode) ? FpFlag.ROUNDED_UP : 0;
    flags = (flags & ~FpFlag.ROUNDED_UP) | FpFlag.OVERFLOW | FpFlag.INEXACT | away;
  }
  return { q, lastBit, flags, overflow };
}

const overflowsToInfinity = (negative: boolean, mode: number) =>
  mode === Round.NEAREST || (mode === Round.DOWN ? negative : mode === Round.UP && !negative);

/** Rounds to the register format with 24, 53 or 64 significant bits. */
export function toFloat80(x: Exact, precision: number, mode: number): { value: Float80; flags: number } {
  if (x.magnitude === 0n) return { value: zero(x.negative), flags: 0 };
  const r = roundTo(x, EXTENDED, precision, mode);
  if (r.overflow) {
    const largest = {
      negative: x.negative,
      exponent: 32766,
      significand: ((1n << BigInt(precision)) - 1n) << BigInt(64 - precision),
    };
    return { value: overflowsToInfinity(x.negative, mode) ? infinity(x.negative) : largest, flags: r.flags };
  }
  if (r.q === 0n) return { value: zero(x.negative), flags: r.flags };
  const bits = bitLength(r.q);
  const exponent = r.lastBit + bits - 1 + 16383;
  if (exponent >= 1)
    return { value: { negative: x.negative, exponent, significand: r.q << BigInt(64 - bits) }, flags: r.flags };
  return { value: { negative: x.negative, exponent: 0, significand: r.q }, flags: r.flags };
}

/** Bits of a single or double. */
export function encode(f: Float80, format: Format, mode: number): { bits: bigint; flags: number } {
  const fractionBits = BigInt(format.precision - 1);
  const sign = f.negative ? 1n << (BigInt(format.precision - 1) + BigInt(bitLength(BigInt(format.top)))) : 0n;
  const special = (fraction: bigint) => sign | (BigInt(format.top) << fractionBits) | fraction;
  if (isNaN80(f)) {
    const payload = (quiet(f).significand & (INTEGER_BIT - 1n)) >> (63n - fractionBits);
    return { bits: special(payload), flags: isSignaling(f) ? FpFlag.INVALID : 0 };
  }
  if (isInfinite(f)) return { bits: special(0n), flags: 0 };
  if (f.significand === 0n) return { bits: sign, flags: 0 };
  const r = roundTo(exact(f), format, format.precision, mode);
  if (r.overflow) {
    const largest = (BigInt(format.top) << fractionBits) - 1n;
    return { bits: overflowsToInfinity(f.negative, mode) ? special(0n) : sign | largest, flags: r.flags };
  }
  const normal = r.q >> fractionBits !== 0n;
  // A rounding up to the next power of two carries into the exponent by itself.
  const exponent = normal ? r.lastBit + (format.precision - 1) + format.bias : 0;
  return {
    bits: sign | ((BigInt(exponent) << fractionBits) + (normal ? r.q - (1n << fractionBits) : r.q)),
    flags: r.flags,
  };
}

/** A single or double as a register value (exact). A signaling NaN stays one: arithmetic has to see it, a load makes it quiet. */
export function decode(bits: bigint, format: Format): { value: Float80; flags: number } {
  const fractionBits = BigInt(format.precision - 1);
  const fraction = bits & ((1n << fractionBits) - 1n);
  const exponent = Number((bits >> fractionBits) & BigInt(format.top));
  const negative = bits >> (fractionBits + BigInt(bitLength(BigInt(format.top)))) !== 0n;
  if (exponent === format.top) {
    if (fraction === 0n) return { value: infinity(negative), flags: 0 };
    const significand = INTEGER_BIT | (fraction << (63n - fractionBits));
    return { value: { negative, exponent: 32767, significand }, flags: 0 };
  }
  const magnitude = exponent === 0 ? fraction : fraction | (1n << fractionBits);
  const scale = Math.max(exponent, 1) - format.bias - (format.precision - 1);
  const { value } = toFloat80({ negative, magnitude, scale }, 64, Round.NEAREST);
  return { value, flags: exponent === 0 && fraction !== 0n ? FpFlag.DENORMAL : 0 };
}

/** SDM 1, table 4-7 for the x87: the quiet one of a pair, else the larger significand. */
function chooseNaN(a: Float80, b: Float80): { value: Float80; flags: number } {
  const flags = isSignaling(a) || isSignaling(b) ? FpFlag.INVALID : 0;
  if (!isNaN80(b)) return { value: quiet(a), flags };
  if (!isNaN80(a)) return { value: quiet(b), flags };
  if (isSignaling(a) !== isSignaling(b)) return { value: isSignaling(a) ? b : a, flags };
  if (a.significand !== b.significand) return { value: quiet(a.significand > b.significand ? a : b), flags };
  return { value: quiet(a.negative ? b : a), flags };
}

export interface Control {
  precision: number;
  mode: number;
}
export type Result = { value: Float80; flags: number };
const invalid: Result = { value: DEFAULT_NAN, flags: FpFlag.INVALID };

export function add(a: Float80, b: Float80, control: Control): Result {
  if (isNaN80(a) || isNaN80(b)) return chooseNaN(a, b);
  if (isInfinite(a)) return isInfinite(b) && a.negative !== b.negative ? invalid : { value: a, flags: 0 };
  if (isInfinite(b)) return { value: b, flags: 0 };
  const [x, y] = [exact(a), exact(b)];
  if (x.magnitude === 0n && y.magnitude === 0n) {
    const negative = a.negative === b.negative ? a.negative : control.mode === Round.DOWN;
    return { value: zero(negative), flags: 0 };
  }
  const signed = (v: Exact, scale: number) => (v.negative ? -1n : 1n) * (v.magnitude << BigInt(v.scale - scale));
  const [high, low] = x.magnitude !== 0n && (y.magnitude === 0n || x.scale >= y.scale) ? [x, y] : [y, x];
  // A far smaller operand counts only as "a little": two guard bits below the rest suffice.
  const gap = high.scale - low.scale;
  const scale = low.magnitude === 0n || gap > 140 ? high.scale - 140 : low.scale;
  const small = low.magnitude === 0n ? 0n : gap > 140 ? (low.negative ? -1n : 1n) : signed(low, scale);
  const sum = signed(high, scale) + small;
  if (sum === 0n) return { value: zero(control.mode === Round.DOWN), flags: 0 };
  return toFloat80({ negative: sum < 0n, magnitude: sum < 0n ? -sum : sum, scale }, control.precision, control.mode);
}

export const negate = (f: Float80): Float80 => ({ ...f, negative: !f.negative });

/** a - b; a NaN operand keeps its sign. */
export function subtract(a: Float80, b: Float80, control: Control): Result {
  return isNaN80(b) ? add(a, b, control) : add(a, negate(b), control);
}

export function multiply(a: Float80, b: Float80, control: Control): Result {
  if (isNaN80(a) || isNaN80(b)) return chooseNaN(a, b);
  const negative = a.negative !== b.negative;
  if (isInfinite(a) || isInfinite(b)) return isZero(a) || isZero(b) ? invalid : { value: infinity(negative), flags: 0 };
  const [x, y] = [exact(a), exact(b)];
  return toFloat80(
    { negative, magnitude: x.magnitude * y.magnitude, scale: x.scale + y.scale },
    control.precision,
    control.mode,
  );
}

export function divide(a: Float80, b: Float80, control: Control): Result {
  if (isNaN80(a) || isNaN80(b)) return chooseNaN(a, b);
  const negative = a.negative !== b.negative;
  if (isInfinite(a)) return isInfinite(b) ? invalid : { value: infinity(negative), flags: 0 };
  if (isInfinite(b)) return { value: zero(negative), flags: 0 };
  if (isZero(b)) return isZero(a) ? invalid : { value: infinity(negative), flags: FpFlag.ZERO_DIVIDE };
  const [x, y] = [exact(a), exact(b)];
  const n = x.magnitude << 200n;
  const magnitude = n / y.magnitude;
  const sticky = n % y.magnitude !== 0n;
  return toFloat80({ negative, magnitude, scale: x.scale - 200 - y.scale, sticky }, control.precision, control.mode);
}

export function squareRoot(a: Float80, control: Control): Result {
  if (isNaN80(a)) return chooseNaN(a, a);
  if (isZero(a)) return { value: a, flags: 0 };
  if (a.negative) return invalid;
  if (isInfinite(a)) return { value: a, flags: 0 };
  const x = exact(a);
  const odd = x.scale & 1;
  const n = x.magnitude << BigInt(200 + odd);
  const root = integerRoot(n);
  return toFloat80(
    { negative: false, magnitude: root, scale: (x.scale - odd - 200) / 2, sticky: root * root !== n },
    control.precision,
    control.mode,
  );
}

function integerRoot(n: bigint): bigint {
  let x = 1n << BigInt(Math.ceil(bitLength(n) / 2));
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** The integer nearest by `mode`; undefined for NaN and infinity. */
export function toInteger(f: Float80, mode: number): { value: bigint; flags: number } | undefined {
  if (f.exponent === 32767) return undefined;
  const x = exact(f);
  if (x.scale >= 0)
    return { value: (x.negative ? -1n : 1n) * (x.magnitude << BigInt(Math.min(x.scale, 200))), flags: 0 };
  const n = BigInt(-x.scale);
  const rest = x.magnitude & ((1n << n) - 1n);
  let q = x.magnitude >> n;
  const up = roundsUp(q, rest, 1n << (n - 1n), false, x.negative, mode);
  if (up) q += 1n;
  const flags = (rest !== 0n ? FpFlag.INEXACT : 0) | (up ? FpFlag.ROUNDED_UP : 0);
  return { value: x.negative ? -q : q, flags };
}

export function fromInteger(v: bigint): Float80 {
  return toFloat80({ negative: v < 0n, magnitude: v < 0n ? -v : v, scale: 0 }, 64, Round.NEAREST).value;
}

/** -1, 0, 1, or undefined when unordered. */
export function compare(a: Float80, b: Float80): -1 | 0 | 1 | undefined {
  if (isNaN80(a) || isNaN80(b)) return undefined;
  if (isZero(a) && isZero(b)) return 0;
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const larger = a.exponent !== b.exponent ? a.exponent > b.exponent : a.significand > b.significand;
  if (a.exponent === b.exponent && a.significand === b.significand) return 0;
  return larger !== a.negative ? 1 : -1;
}
