/**
 * Exact numbers and their rounding to a binary format, in integers alone: IEEE 754 with x86's choices (SDM 1, chapter 4): tininess is
 * detected after rounding, infinity or the largest number on overflow by rounding mode. Nothing here knows SSE or the x87.
 */

export interface Format {
  /** Bits of the significand, the integer bit included. */
  precision: number;
  bias: number;
  /** Exponent field of infinity and NaN. */
  top: number;
}
export const SINGLE: Format = { precision: 24, bias: 127, top: 255 };
export const DOUBLE: Format = { precision: 53, bias: 1023, top: 2047 };
export const EXTENDED: Format = { precision: 64, bias: 16383, top: 32767 };

/** Rounding control as in FCW and MXCSR: nearest even, down, up, towards zero. */
export const Round = { NEAREST: 0, DOWN: 1, UP: 2, ZERO: 3 } as const;

/** Exception flags, at their places in the x87 status word and in MXCSR. */
export const FpFlag = {
  INVALID: 1,
  DENORMAL: 2,
  ZERO_DIVIDE: 4,
  OVERFLOW: 8,
  UNDERFLOW: 16,
  INEXACT: 32,
} as const;

/** ± magnitude · 2^scale, magnitude > 0. `sticky`: the true magnitude is a little more than that. */
export interface Exact {
  negative: boolean;
  magnitude: bigint;
  scale: number;
  sticky?: boolean;
}

/** Bits of a positive integer. */
export function bitLength(v: bigint): number {
  const digits = v.toString(16);
  return digits.length * 4 - Math.clz32(Number.parseInt(digits[0], 16)) + 28;
}

function roundsUp(q: bigint, rest: bigint, half: bigint, sticky: boolean, negative: boolean, mode: number): boolean {
  if (mode === Round.ZERO) return false;
  if (mode !== Round.NEAREST) return (rest !== 0n || sticky) && negative === (mode === Round.DOWN);
  return rest > half || (rest === half && (sticky || (q & 1n) === 1n));
}

export interface AtBit {
  q: bigint;
  inexact: boolean;
  /** Rounded away from zero. */
  up: boolean;
}

/** x as a multiple of 2^lastBit. */
export function roundAt(x: Exact, lastBit: number, mode: number): AtBit {
  const shift = lastBit - x.scale;
  const sticky = x.sticky === true;
  if (shift <= 0) {
    const q = x.magnitude << BigInt(-shift);
    const up = sticky && roundsUp(q, 0n, 1n, true, x.negative, mode);
    return { q: up ? q + 1n : q, inexact: sticky, up };
  }
  const n = BigInt(shift);
  const q = x.magnitude >> n;
  const rest = x.magnitude - (q << n);
  const up = roundsUp(q, rest, 1n << (n - 1n), sticky, x.negative, mode);
  return { q: up ? q + 1n : q, inexact: sticky || rest !== 0n, up };
}

export interface Rounded {
  /** Significand as an integer; its leading bit is at `precision - 1` unless the result is denormal or zero. */
  q: bigint;
  /** Biased exponent; 0 for denormals and zero. Meaningless on overflow. */
  exponent: number;
  inexact: boolean;
  up: boolean;
  /** Below the smallest normal number, had the exponent no bound. */
  tiny: boolean;
  overflow: boolean;
}

/** Rounds to `precision` bits (at most the format's) in the exponent range of `format`. */
export function roundTo(x: Exact, format: Format, precision: number, mode: number): Rounded {
  const leading = x.scale + bitLength(x.magnitude) - 1;
  const smallest = 1 - format.bias;
  const lastBit = Math.max(leading, smallest) - (precision - 1);
  const { q, inexact, up } = roundAt(x, lastBit, mode);
  let tiny = leading < smallest;
  if (leading === smallest - 1) {
    const unbounded = roundAt(x, leading - (precision - 1), mode);
    tiny = unbounded.q >> BigInt(precision) === 0n;
  }
  const carried = q >> BigInt(precision) !== 0n;
  const significand = carried ? q >> 1n : q;
  const normal = significand >> BigInt(precision - 1) !== 0n;
  const exponent = normal ? Math.max(leading, smallest) + (carried ? 1 : 0) + format.bias : 0;
  return { q: significand, exponent, inexact, up, tiny, overflow: exponent >= format.top };
}

/** Whether overflow in this mode and sign gives infinity rather than the largest finite number. */
export const overflowsToInfinity = (negative: boolean, mode: number): boolean =>
  mode === Round.NEAREST || (mode === Round.DOWN && negative) || (mode === Round.UP && !negative);

// Exact arithmetic on finite numbers that are not zero

/** a + b, or undefined for an exact zero. A far smaller operand counts only as "a little": enough bits are kept above it. */
export function sum(a: Exact, b: Exact): Exact | undefined {
  const [high, low] = a.scale >= b.scale ? [a, b] : [b, a];
  const gap = high.scale - low.scale;
  const far = gap > 300;
  const scale = far ? high.scale - 140 : low.scale;
  const signed = (v: Exact, shift: number) => (v.negative ? -v.magnitude : v.magnitude) << BigInt(shift);
  const little = low.negative ? -1n : 1n;
  const total = signed(high, high.scale - scale) + (far ? little : signed(low, 0));
  if (total === 0n) return undefined;
  return { negative: total < 0n, magnitude: total < 0n ? -total : total, scale };
}

export const product = (a: Exact, b: Exact): Exact => ({
  negative: a.negative !== b.negative,
  magnitude: a.magnitude * b.magnitude,
  scale: a.scale + b.scale,
});

export function quotient(a: Exact, b: Exact): Exact {
  const n = a.magnitude << 140n;
  const q = n / b.magnitude;
  return {
    negative: a.negative !== b.negative,
    magnitude: q,
    scale: a.scale - 140 - b.scale,
    sticky: q * b.magnitude !== n,
  };
}

/** Largest integer whose square is not above n. */
export function integerRoot(n: bigint): bigint {
  let x = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** The root of a positive number. */
export function root(a: Exact): Exact {
  const odd = a.scale & 1;
  const n = a.magnitude << BigInt(140 + odd);
  const r = integerRoot(n);
  return { negative: false, magnitude: r, scale: (a.scale - odd - 140) / 2, sticky: r * r !== n };
}

/** -1, 0, 1 by magnitude and sign. */
export function order(a: Exact, b: Exact): -1 | 0 | 1 {
  const difference = sum(a, { ...b, negative: !b.negative });
  return difference === undefined ? 0 : difference.negative ? -1 : 1;
}
