/**
 * fsin, fcos, fptan, fpatan, f2xm1, fyl2x, fyl2xp1 in fixed-point integers with some 190 guard bits, rounded once: within one unit in
 * the last place of a real processor (whose own results are not correctly rounded, and differ between makes). Angles are reduced
 * by the same pi of 66 bits that processors have (SDM 1, 8.3.8). Series: Taylor after halving arguments.
 */
import {
  type Binary,
  type Context,
  exact,
  type Float80,
  infinity,
  isDenormal,
  isInfinite,
  isNaN80,
  isUnsupported,
  isZero,
  negate,
  ONE,
  pack,
  propagate,
  zero,
} from './float80';
import { bitLength, type Exact, FpFlag, product } from './round';

/** Fraction bits of the fixed-point numbers here. */
const P = 256;
const BITS = BigInt(P);
const UNIT = 1n << BITS;
/** pi to 66 bits: c90fdaa22168c234 c. */
const PI_66: Exact = { negative: false, magnitude: 0x3_243f_6a88_85a3_08d3n, scale: -64 };
/** pi, for fpatan: 256 bits after the point. */
const PI = 0x3_243f6a88_85a308d3_13198a2e_03707344_a4093822_299f31d0_082efa98_ec4e6c89n;

/** ln 2 by 2 · atanh(1/3). */
const LN2 = 2n * atanhOfThird();
function atanhOfThird(): bigint {
  let [term, total] = [UNIT / 3n, 0n];
  for (let n = 1n; term !== 0n; n += 2n) {
    total += term / n;
    term /= 9n;
  }
  return total;
}

const times = (a: bigint, b: bigint) => (a * b) >> BITS;

/** A finite number as fixed point; the caller knows that it is not large. Bits below 2^-P are lost. */
function fixed(x: Exact): bigint {
  const shift = x.scale + P;
  const magnitude = shift >= 0 ? x.magnitude << BigInt(shift) : x.magnitude >> BigInt(-shift);
  return x.negative ? -magnitude : magnitude;
}

/** A fixed-point result, known to be inexact. */
function unfixed(v: bigint, scale = -P): Exact {
  return { negative: v < 0n, magnitude: v < 0n ? -v : v, scale, sticky: true };
}

/** x a little nearer to zero (or, `grow`, farther): for arguments so small that the first term is all that shows. */
function nearly(x: Exact, grow: boolean): Exact {
  const magnitude = x.magnitude << 100n;
  return { ...x, magnitude: grow ? magnitude : magnitude - 1n, scale: x.scale - 100, sticky: true };
}

const leading = (x: Exact) => x.scale + bitLength(x.magnitude) - 1;
/** Below this exponent the next term of every series lies under the 64 bits of the first. */
const SMALL = -70;

// Angles

/** sin and cos of a fixed-point angle of at most pi/4. */
function sineCosine(x: bigint): [bigint, bigint] {
  const square = times(x, x);
  let [s, c] = [0n, 0n];
  let term = UNIT;
  for (let n = 0n; term !== 0n; n += 2n) {
    c += term;
    term = -times(term, square) / ((n + 1n) * (n + 2n));
  }
  term = x;
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    s += term;
    term = -times(term, square) / ((n + 1n) * (n + 2n));
  }
  return [s, c];
}

interface Angle {
  /** What is left after taking away quarter turns: -pi/4 to pi/4. */
  rest: Exact | undefined;
  quarter: number;
}

function reduce(x: Exact): Angle {
  const low = Math.min(x.scale, PI_66.scale - 1);
  const n = x.magnitude << BigInt(x.scale - low);
  const quarterTurn = PI_66.magnitude << BigInt(PI_66.scale - 1 - low);
  let q = n / quarterTurn;
  let rest = n - q * quarterTurn;
  if (rest * 2n > quarterTurn) {
    q += 1n;
    rest -= quarterTurn;
  }
  if (x.negative) [q, rest] = [-q, -rest];
  const quarter = Number(BigInt.asUintN(2, q));
  if (rest === 0n) return { rest: undefined, quarter };
  return { rest: { negative: rest < 0n, magnitude: rest < 0n ? -rest : rest, scale: low }, quarter };
}

/** sin (quarter 0), cos (1), -sin (2), -cos (3) of the rest; with enough bits also for a tiny rest. */
function sineAt(rest: Exact | undefined, quarter: number): Exact | undefined {
  const flip = (x: Exact): Exact => (quarter & 2 ? { ...x, negative: !x.negative } : x);
  if (quarter & 1) {
    if (rest === undefined) return flip({ negative: false, magnitude: 1n, scale: 0 });
    if (leading(rest) < SMALL) return flip(nearly({ negative: false, magnitude: 1n, scale: 0 }, false));
    return flip(unfixed(sineCosine(fixed(rest))[1]));
  }
  if (rest === undefined) return undefined;
  if (leading(rest) < SMALL) return flip(nearly(rest, false));
  return flip(unfixed(sineCosine(fixed(rest))[0]));
}

/** Whether fsin and its kin leave their operand alone and set C2. */
export const outOfRange = (a: Float80) => !isUnsupported(a) && a.exponent >= 16383 + 63 && a.exponent !== 0x7fff;

function specialAngle(c: Context, a: Float80): Float80 | undefined {
  if (isUnsupported(a) || isInfinite(a)) {
    c.before |= FpFlag.INVALID;
    return DEFAULT;
  }
  if (isNaN80(a)) return propagate(c, a, ONE);
  if (isDenormal(a)) c.before |= FpFlag.DENORMAL;
  return undefined;
}
const DEFAULT: Float80 = { negative: true, exponent: 32767, significand: 3n << 62n };

const orZero = (c: Context, x: Exact | undefined, negative: boolean) =>
  x === undefined ? zero(negative) : pack(c, x, 64);

export function sine(c: Context, a: Float80): Float80 {
  const special = specialAngle(c, a);
  if (special) return special;
  if (isZero(a)) return a;
  const { rest, quarter } = reduce(exact(a));
  return orZero(c, sineAt(rest, quarter), a.negative);
}

export function cosine(c: Context, a: Float80): Float80 {
  const special = specialAngle(c, a);
  if (special) return special;
  if (isZero(a)) return ONE;
  const { rest, quarter } = reduce(exact(a));
  return orZero(c, sineAt(rest, (quarter + 1) & 3), false);
}

export function tangent(c: Context, a: Float80): Float80 {
  const special = specialAngle(c, a);
  if (special) return special;
  if (isZero(a)) return a;
  const { rest, quarter } = reduce(exact(a));
  if (rest === undefined) return quarter & 1 ? infinity(a.negative) : zero(a.negative);
  const small = leading(rest) < SMALL;
  if (quarter & 1) {
    // -1 / tan(rest)
    if (small) {
      const n = 1n << BigInt(bitLength(rest.magnitude) + 140);
      return pack(
        c,
        {
          negative: !rest.negative,
          magnitude: n / rest.magnitude,
          scale: -rest.scale - bitLength(rest.magnitude) - 140,
          sticky: true,
        },
        64,
      );
    }
    const [s, co] = sineCosine(fixed(rest));
    return pack(c, unfixed(-(co << BITS) / s), 64);
  }
  if (small) return pack(c, nearly(rest, true), 64);
  const [s, co] = sineCosine(fixed(rest));
  return pack(c, unfixed((s << BITS) / co), 64);
}

/** atan of a fixed-point number between 0 and 1. */
function arcTangent(x: bigint): bigint {
  // Halve the angle three times: tan(t/2) = x / (1 + sqrt(1 + x²)).
  let v = x;
  for (let i = 0; i < 3; i++) v = (v << BITS) / (UNIT + rootOf(UNIT + times(v, v)));
  const square = times(v, v);
  let [term, total] = [v, 0n];
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    total += term / n;
    term = -times(term, square);
  }
  return total << 3n;
}

function rootOf(v: bigint): bigint {
  const n = v << BITS;
  let x = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** fpatan: the angle of the point (x, y), y = ST(1), x = ST(0); SDM 2, table 3-30. */
export const angle: Binary = (c, y, x) => {
  if (isUnsupported(x) || isUnsupported(y)) {
    c.before |= FpFlag.INVALID;
    return DEFAULT;
  }
  if (isNaN80(x) || isNaN80(y)) return propagate(c, x, y);
  if (isDenormal(x) || isDenormal(y)) c.before |= FpFlag.DENORMAL;
  const signed = (v: bigint) => pack(c, { ...unfixed(v), negative: y.negative }, 64);
  if (isInfinite(y)) return signed(isInfinite(x) ? (x.negative ? (PI * 3n) >> 2n : PI >> 2n) : PI >> 1n);
  if (isInfinite(x) || isZero(y)) return x.negative ? signed(PI) : zero(y.negative);
  if (isZero(x)) return signed(PI >> 1n);
  const [p, q] = [exact(y), exact(x)];
  const ratio = leading(p) - leading(q);
  if (ratio < SMALL - 2 && !q.negative) {
    const n = p.magnitude << 200n;
    return pack(
      c,
      { negative: y.negative, magnitude: n / q.magnitude, scale: p.scale - 200 - q.scale, sticky: true },
      64,
    );
  }
  // The smaller by the larger, as fixed point; the rest by symmetry.
  const low = Math.min(p.scale, q.scale);
  const flat = ratio < -2 * P || ratio > 2 * P;
  const [v, h] = flat ? [0n, 0n] : [p.magnitude << BigInt(p.scale - low), q.magnitude << BigInt(q.scale - low)];
  const steep = flat ? ratio > 0 : v > h;
  const t = flat ? 0n : arcTangent(steep ? (h << BITS) / v : (v << BITS) / h);
  const first = steep ? (PI >> 1n) - t : t;
  return signed(q.negative ? PI - first : first);
};

// Powers and logarithms

/** f2xm1: 2^x - 1 for -1 ≤ x ≤ 1. */
export function powerLessOne(c: Context, a: Float80): Float80 {
  if (isUnsupported(a)) {
    c.before |= FpFlag.INVALID;
    return DEFAULT;
  }
  if (isNaN80(a)) return propagate(c, a, ONE);
  if (isInfinite(a)) return a.negative ? negate(ONE) : a;
  if (isZero(a)) return a;
  if (isDenormal(a)) c.before |= FpFlag.DENORMAL;
  const x = exact(a);
  if (a.exponent === 16383 && a.significand === 1n << 63n)
    return a.negative ? { negative: true, exponent: 16382, significand: 1n << 63n } : a;
  // Undefined beyond ±1: processors leave the operand.
  if (leading(x) >= 0) {
    c.after |= FpFlag.INEXACT;
    return a;
  }
  if (leading(x) < SMALL) return pack(c, product(x, unfixed(LN2)), 64);
  const t = times(fixed(x), LN2);
  let [term, total] = [t, 0n];
  for (let n = 2n; term !== 0n && term !== -1n; n += 1n) {
    total += term;
    term = times(term, t) / n;
  }
  return pack(c, unfixed(total), 64);
}

/** ln of the fixed-point 1 + z by 2 · atanh(z / (2 + z)), |z| < 1/2. Relative precision holds for small z if z has it. */
function logOnePlus(z: bigint): bigint {
  const w = (z << BITS) / (2n * UNIT + z);
  const square = times(w, w);
  let [term, total] = [w, 0n];
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    total += term / n;
    term = times(term, square);
  }
  return 2n * total;
}

/** log2 of a positive number, as an Exact; undefined for exactly 0. */
function logarithm(x: Exact): Exact | undefined {
  let power = leading(x);
  const shift = P - bitLength(x.magnitude) + 1;
  let m = x.magnitude << BigInt(shift);
  // Between 2/3 and 4/3.
  if (m * 3n > UNIT * 4n) {
    m >>= 1n;
    power += 1;
  }
  if (m === UNIT)
    return power === 0 ? undefined : { negative: power < 0, magnitude: BigInt(Math.abs(power)), scale: 0 };
  const fraction = (logOnePlus(m - UNIT) << BITS) / LN2;
  return unfixed((BigInt(power) << BITS) + fraction);
}

/** y times a logarithm, with the rules for zeros and infinities of both. */
function scaled(c: Context, y: Float80, log: Exact | undefined | 'infinite', negativeLog: boolean): Float80 {
  const negative = y.negative !== negativeLog;
  if (log === 'infinite') return infinity(negative);
  if (log === undefined || isZero(y)) return zero(negative);
  return pack(c, product(exact(y), log), 64);
}

function bad(c: Context): Float80 {
  c.before |= FpFlag.INVALID;
  return DEFAULT;
}

/** fyl2x: y · log2(x); SDM 2, table 3-45. */
export const logarithmTimes: Binary = (c, y, x) => {
  if (isUnsupported(x) || isUnsupported(y)) return bad(c);
  if (isNaN80(x) || isNaN80(y)) return propagate(c, x, y);
  if (x.negative && !isZero(x)) return bad(c);
  const one = x.exponent === 16383 && x.significand === 1n << 63n;
  if (isInfinite(y) && one) return bad(c);
  if ((isZero(y) && (isZero(x) || isInfinite(x))) as boolean) return bad(c);
  if (isZero(x)) {
    if (!isInfinite(y)) c.before |= FpFlag.ZERO_DIVIDE;
    return infinity(!y.negative);
  }
  if (isDenormal(x) || isDenormal(y)) c.before |= FpFlag.DENORMAL;
  const below = x.exponent < 16383;
  if (isInfinite(x) || isInfinite(y)) return scaled(c, y, 'infinite', below);
  return scaled(c, y, logarithm(exact(x)), below);
};

/** fyl2xp1: y · log2(x + 1) for x near zero; SDM 2, table 3-46. */
export const logarithmOfSumTimes: Binary = (c, y, x) => {
  if (isUnsupported(x) || isUnsupported(y)) return bad(c);
  if (isNaN80(x) || isNaN80(y)) return propagate(c, x, y);
  if (isInfinite(x)) {
    if (x.negative || isZero(y)) return bad(c);
    if (isDenormal(y)) c.before |= FpFlag.DENORMAL;
    return infinity(y.negative);
  }
  if (isInfinite(y)) {
    if (isZero(x)) return bad(c);
    if (isDenormal(x)) c.before |= FpFlag.DENORMAL;
    return infinity(y.negative !== x.negative);
  }
  if (isDenormal(x) || isDenormal(y)) c.before |= FpFlag.DENORMAL;
  if (isZero(x) || isZero(y)) return zero(x.negative !== y.negative);
  const z = exact(x);
  // Undefined below -1: the operand stays.
  if (x.negative && leading(z) >= 0) return x;
  if (leading(z) < SMALL) {
    const inverse: Exact = { negative: false, magnitude: (UNIT << BITS) / LN2, scale: -P, sticky: true };
    return pack(c, product(product(exact(y), z), inverse), 64);
  }
  const log =
    leading(z) < -1
      ? unfixed((logOnePlus(fixed(z)) << BITS) / LN2)
      : logarithm({ negative: false, magnitude: UNIT + fixed(z), scale: -P });
  return scaled(c, y, log, x.negative);
};
