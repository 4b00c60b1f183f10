/**
 * Tristate numbers: what is known of a 64-bit value, bit by bit. A bit of `mask` says "unknown"; where it is 0, `value` holds the bit.
 * The domain and its operations are those of kernel/bpf/tnum.c (Linux 6.1); see also Vishwanathan et al., "Sound, precise, and fast
 * abstract interpretation with tristate numbers". Values are u64 in bigints (0 … 2^64−1), `value & mask` is always 0, objects are
 * never changed.
 */

export interface Tnum {
  readonly value: bigint;
  readonly mask: bigint;
}

export const U64_MAX = 0xffff_ffff_ffff_ffffn;
const U32_MASK = 0xffff_ffffn;

const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);

/** Nothing known. */
export const TNUM_UNKNOWN: Tnum = { value: 0n, mask: U64_MAX };

/** Exactly `value`. */
export function tnumConst(value: bigint): Tnum {
  return { value: u64(value), mask: 0n };
}

/** Number of the highest set bit, counted from 1; 0 for 0. */
function fls64(x: bigint): number {
  const high = Number(x >> 32n);
  return high !== 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(Number(x & U32_MASK));
}

/** The smallest tnum that holds every u64 in [min, max]: the common high bits are known. */
export function tnumRange(min: bigint, max: bigint): Tnum {
  const bits = fls64(min ^ max);
  if (bits > 63) return TNUM_UNKNOWN;
  const delta = (1n << BigInt(bits)) - 1n;
  return { value: min & ~delta, mask: delta };
}

export function tnumLsh(a: Tnum, shift: number): Tnum {
  const by = BigInt(shift);
  return { value: u64(a.value << by), mask: u64(a.mask << by) };
}

export function tnumRsh(a: Tnum, shift: number): Tnum {
  const by = BigInt(shift);
  return { value: a.value >> by, mask: a.mask >> by };
}

/** Arithmetic shift right of the low 32 or of all 64 bits: an unknown sign bit spreads as unknown. */
export function tnumArsh(a: Tnum, shift: number, bits: 32 | 64): Tnum {
  const by = BigInt(shift);
  return {
    value: BigInt.asUintN(bits, BigInt.asIntN(bits, a.value) >> by),
    mask: BigInt.asUintN(bits, BigInt.asIntN(bits, a.mask) >> by),
  };
}

export function tnumAdd(a: Tnum, b: Tnum): Tnum {
  const sm = u64(a.mask + b.mask);
  const sv = u64(a.value + b.value);
  const chi = u64(sm + sv) ^ sv; // bits that a carry out of unknown bits may reach
  const mu = chi | a.mask | b.mask;
  return { value: sv & ~mu, mask: mu };
}

export function tnumSub(a: Tnum, b: Tnum): Tnum {
  const dv = u64(a.value - b.value);
  const alpha = u64(dv + a.mask);
  const beta = u64(dv - b.mask);
  const mu = (alpha ^ beta) | a.mask | b.mask;
  return { value: dv & ~mu, mask: mu };
}

export function tnumAnd(a: Tnum, b: Tnum): Tnum {
  const value = a.value & b.value;
  return { value, mask: (a.value | a.mask) & (b.value | b.mask) & ~value };
}

export function tnumOr(a: Tnum, b: Tnum): Tnum {
  const value = a.value | b.value;
  return { value, mask: (a.mask | b.mask) & ~value };
}

export function tnumXor(a: Tnum, b: Tnum): Tnum {
  const mu = a.mask | b.mask;
  return { value: (a.value ^ b.value) & ~mu, mask: mu };
}

/** Long multiplication: certain and uncertain partial products are added up apart. */
export function tnumMul(a: Tnum, b: Tnum): Tnum {
  const known = tnumConst(a.value * b.value);
  if (a.mask === 0n && b.mask === 0n) return known;
  let unsure: Tnum = { value: 0n, mask: 0n };
  let { value, mask } = a;
  let bv = b.value;
  let bm = b.mask;
  while (value !== 0n || mask !== 0n) {
    if (value & 1n) unsure = tnumAdd(unsure, { value: 0n, mask: bm });
    else if (mask & 1n) unsure = tnumAdd(unsure, { value: 0n, mask: bv | bm });
    value >>= 1n;
    mask >>= 1n;
    bv = u64(bv << 1n);
    bm = u64(bm << 1n);
  }
  return tnumAdd(known, unsure);
}

/** What holds if both hold. Meaningless (but harmless) if they contradict. */
export function tnumIntersect(a: Tnum, b: Tnum): Tnum {
  const mask = a.mask & b.mask;
  return { value: (a.value | b.value) & ~mask, mask };
}

/** The low `size` bytes, zero-extended. */
export function tnumCast(a: Tnum, size: number): Tnum {
  return { value: BigInt.asUintN(size * 8, a.value), mask: BigInt.asUintN(size * 8, a.mask) };
}

/** The low 32 bits. */
export const tnumSubreg = (a: Tnum): Tnum => ({ value: a.value & U32_MASK, mask: a.mask & U32_MASK });

/** The high 32 bits in their place, low ones zero. */
export const tnumClearSubreg = (a: Tnum): Tnum => ({ value: a.value & ~U32_MASK, mask: a.mask & ~U32_MASK });

export const tnumIsConst = (a: Tnum): boolean => a.mask === 0n;

export const tnumSubregIsConst = (a: Tnum): boolean => (a.mask & U32_MASK) === 0n;

/** Is every value that `a` allows a multiple of `size` (a power of two)? */
export function tnumIsAligned(a: Tnum, size: number): boolean {
  return size === 0 || ((a.value | a.mask) & BigInt(size - 1)) === 0n;
}

/** Does `a` allow everything that `b` allows? */
export function tnumIn(a: Tnum, b: Tnum): boolean {
  if ((b.mask & ~a.mask) !== 0n) return false;
  return a.value === (b.value & ~a.mask);
}

/** `(0x4; 0x3f)`, as the log prints it. */
export const tnumText = (a: Tnum): string => `(0x${a.value.toString(16)}; 0x${a.mask.toString(16)})`;
