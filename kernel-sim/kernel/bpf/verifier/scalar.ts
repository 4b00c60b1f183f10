/**
 * What the verifier knows of a number: known bits (tnum) and eight bounds (signed and unsigned, 64 and 32 bits), with the rules by
 * which they sharpen each other. Follows the reg_bounds family of kernel/bpf/verifier.c (Linux 6.1).
 *
 * A Scalar is shared by many states: treat it as frozen. Operations take a `copy()`, change that, and hand it on.
 * 64-bit values are bigints (signed or unsigned as the name says), 32-bit ones plain numbers.
 */
import {
  TNUM_UNKNOWN,
  type Tnum,
  tnumCast,
  tnumClearSubreg,
  tnumConst,
  tnumIn,
  tnumIntersect,
  tnumIsConst,
  tnumOr,
  tnumRange,
  tnumSubreg,
  U64_MAX,
} from '../tnum';

export const S64_MIN = -0x8000_0000_0000_0000n;
export const S64_MAX = 0x7fff_ffff_ffff_ffffn;
export const U32_MAX = 0xffff_ffff;
export const S32_MIN = -0x8000_0000;
export const S32_MAX = 0x7fff_ffff;
const S32_MIN64 = BigInt(S32_MIN);
const S32_MAX64 = BigInt(S32_MAX);
const U32_MAX64 = 0xffff_ffffn;

const maxBig = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const minBig = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const s64 = (x: bigint): bigint => BigInt.asIntN(64, x);

export class Scalar {
  constructor(
    public bits: Tnum,
    public smin: bigint,
    public smax: bigint,
    public umin: bigint,
    public umax: bigint,
    public s32min: number,
    public s32max: number,
    public u32min: number,
    public u32max: number,
  ) {}

  copy(): Scalar {
    return new Scalar(
      this.bits,
      this.smin,
      this.smax,
      this.umin,
      this.umax,
      this.s32min,
      this.s32max,
      this.u32min,
      this.u32max,
    );
  }

  /** One value only? */
  get known(): boolean {
    return this.bits.mask === 0n;
  }

  /** Nothing known at all? */
  get unbounded(): boolean {
    return (
      this.smin === S64_MIN &&
      this.smax === S64_MAX &&
      this.umin === 0n &&
      this.umax === U64_MAX &&
      this.s32min === S32_MIN &&
      this.s32max === S32_MAX &&
      this.u32min === 0 &&
      this.u32max === U32_MAX
    );
  }

  equals(other: Scalar): boolean {
    return (
      this === other ||
      (this.bits.value === other.bits.value &&
        this.bits.mask === other.bits.mask &&
        this.smin === other.smin &&
        this.smax === other.smax &&
        this.umin === other.umin &&
        this.umax === other.umax &&
        this.s32min === other.s32min &&
        this.s32max === other.s32max &&
        this.u32min === other.u32min &&
        this.u32max === other.u32max)
    );
  }

  /** Everything that `inner` allows is allowed here too (range_within and tnum_in). */
  includes(inner: Scalar): boolean {
    return (
      this === inner ||
      (this.umin <= inner.umin &&
        this.umax >= inner.umax &&
        this.smin <= inner.smin &&
        this.smax >= inner.smax &&
        this.u32min <= inner.u32min &&
        this.u32max >= inner.u32max &&
        this.s32min <= inner.s32min &&
        this.s32max >= inner.s32max &&
        tnumIn(this.bits, inner.bits))
    );
  }
}

const UNKNOWN = new Scalar(TNUM_UNKNOWN, S64_MIN, S64_MAX, 0n, U64_MAX, S32_MIN, S32_MAX, 0, U32_MAX);

/** Nothing known. */
export const unknownScalar = (): Scalar => UNKNOWN;

function makeConst(value: bigint): Scalar {
  const bits = tnumConst(value);
  const s = s64(value);
  const low = Number(BigInt.asUintN(32, bits.value));
  return new Scalar(bits, s, s, bits.value, bits.value, low | 0, low | 0, low, low);
}

const SMALL: Scalar[] = [];
for (let i = -16; i <= 64; i++) SMALL.push(makeConst(BigInt(i)));

/** Exactly this number (any bigint or integer; taken modulo 2^64). */
export function constScalar(value: bigint | number): Scalar {
  const n = Number(value);
  return n >= -16 && n <= 64 ? SMALL[n + 16] : makeConst(BigInt(value));
}

export const ZERO = constScalar(0);

export function mark64Unbounded(r: Scalar): void {
  r.smin = S64_MIN;
  r.smax = S64_MAX;
  r.umin = 0n;
  r.umax = U64_MAX;
}

export function mark32Unbounded(r: Scalar): void {
  r.s32min = S32_MIN;
  r.s32max = S32_MAX;
  r.u32min = 0;
  r.u32max = U32_MAX;
}

/** Known bits → 32-bit bounds (__update_reg32_bounds). */
export function update32Bounds(r: Scalar): void {
  const value = Number(BigInt.asUintN(32, r.bits.value));
  const mask = Number(BigInt.asUintN(32, r.bits.mask));
  const smin = value | (mask & S32_MIN);
  const smax = value | (mask & S32_MAX);
  const umax = (value | mask) >>> 0;
  if (smin > r.s32min) r.s32min = smin;
  if (smax < r.s32max) r.s32max = smax;
  if (value > r.u32min) r.u32min = value;
  if (umax < r.u32max) r.u32max = umax;
}

const SIGN = 0x8000_0000_0000_0000n;
const NOT_SIGN = 0x7fff_ffff_ffff_ffffn;

/** Known bits → 64-bit bounds (__update_reg64_bounds). */
export function update64Bounds(r: Scalar): void {
  const { value, mask } = r.bits;
  r.smin = maxBig(r.smin, s64(value | (mask & SIGN)));
  r.smax = minBig(r.smax, s64(value | (mask & NOT_SIGN)));
  r.umin = maxBig(r.umin, value);
  r.umax = minBig(r.umax, value | mask);
}

export function updateBounds(r: Scalar): void {
  update32Bounds(r);
  update64Bounds(r);
}

/** Signed bounds of one sign and unsigned bounds of one half say the same: let each sharpen the other (__reg32_deduce_bounds). */
function deduce32(r: Scalar): void {
  if (r.s32min >= 0 || r.s32max < 0) {
    r.u32min = Math.max(r.s32min >>> 0, r.u32min);
    r.u32max = Math.min(r.s32max >>> 0, r.u32max);
    r.s32min = r.u32min | 0;
    r.s32max = r.u32max | 0;
    return;
  }
  if ((r.u32max | 0) >= 0) {
    r.s32min = r.u32min;
    r.u32max = Math.min(r.s32max >>> 0, r.u32max);
    r.s32max = r.u32max | 0;
  } else if ((r.u32min | 0) < 0) {
    r.u32min = Math.max(r.s32min >>> 0, r.u32min);
    r.s32min = r.u32min | 0;
    r.s32max = r.u32max | 0;
  }
}

/** The same for 64 bits (__reg64_deduce_bounds). */
function deduce64(r: Scalar): void {
  if (r.smin >= 0n || r.smax < 0n) {
    r.umin = maxBig(BigInt.asUintN(64, r.smin), r.umin);
    r.umax = minBig(BigInt.asUintN(64, r.smax), r.umax);
    r.smin = s64(r.umin);
    r.smax = s64(r.umax);
    return;
  }
  if (r.umax <= S64_MAX) {
    r.smin = r.umin;
    r.umax = minBig(BigInt.asUintN(64, r.smax), r.umax);
    r.smax = r.umax;
  } else if (r.umin > S64_MAX) {
    r.umin = maxBig(BigInt.asUintN(64, r.smin), r.umin);
    r.smin = s64(r.umin);
    r.smax = s64(r.umax);
  }
}

/** Bounds → known bits (__reg_bound_offset). */
function boundOffset(r: Scalar): void {
  const all = tnumIntersect(r.bits, tnumRange(r.umin, r.umax));
  const low = tnumIntersect(tnumSubreg(all), tnumRange(BigInt(r.u32min), BigInt(r.u32max)));
  r.bits = tnumOr(tnumClearSubreg(all), low);
}

/** Brings bits and bounds into agreement (reg_bounds_sync). Changes and returns its argument. */
export function sync(r: Scalar): Scalar {
  if (tnumIsConst(r.bits) && r.umin === r.bits.value && r.umax === r.bits.value && r.u32min === r.u32max) {
    if (r.smin === r.smax && r.s32min === r.s32max) return r;
  }
  updateBounds(r);
  deduce32(r);
  deduce64(r);
  boundOffset(r);
  updateBounds(r);
  return r;
}

/** 64-bit bounds from the 32-bit ones, the high half being zero (__reg_assign_32_into_64). */
export function assign32Into64(r: Scalar): void {
  r.umin = BigInt(r.u32min);
  r.umax = BigInt(r.u32max);
  const positive = r.s32min >= 0 && r.s32max >= 0;
  r.smin = positive ? BigInt(r.s32min) : 0n;
  r.smax = positive ? BigInt(r.s32max) : U32_MAX64;
}

/** After a 32-bit comparison: what follows for 64 bits (__reg_combine_32_into_64). */
export function combine32Into64(r: Scalar): Scalar {
  const high = tnumClearSubreg(r.bits);
  if (high.value === 0n && high.mask === 0n) assign32Into64(r);
  else mark64Unbounded(r);
  return sync(r);
}

/** After a 64-bit comparison: what follows for the low half (__reg_combine_64_into_32). */
export function combine64Into32(r: Scalar): Scalar {
  mark32Unbounded(r);
  if (r.smin >= S32_MIN64 && r.smin <= S32_MAX64 && r.smax >= S32_MIN64 && r.smax <= S32_MAX64) {
    r.s32min = Number(r.smin);
    r.s32max = Number(r.smax);
  }
  if (r.umin <= U32_MAX64 && r.umax <= U32_MAX64) {
    r.u32min = Number(r.umin);
    r.u32max = Number(r.umax);
  }
  return sync(r);
}

/** A 32-bit write clears the high half (zext_32_to_64). Changes its argument. */
export function zeroExtend(r: Scalar): void {
  r.bits = tnumSubreg(r.bits);
  assign32Into64(r);
}

/** Unknown bytes, halves and words: what most loads answer. */
const LOADED = new Map<number, Scalar>();

/** A load or fill of fewer than 8 bytes (coerce_reg_to_size). */
export function coerce(from: Scalar, size: number): Scalar {
  if (from !== UNKNOWN) return coerceTo(from, size);
  let loaded = LOADED.get(size);
  if (!loaded) {
    loaded = coerceTo(from, size);
    LOADED.set(size, loaded);
  }
  return loaded;
}

function coerceTo(from: Scalar, size: number): Scalar {
  const r = from.copy();
  r.bits = tnumCast(r.bits, size);
  const mask = (1n << BigInt(size * 8)) - 1n;
  if ((r.umin & ~mask) === (r.umax & ~mask)) {
    r.umin &= mask;
    r.umax &= mask;
  } else {
    r.umin = 0n;
    r.umax = mask;
  }
  r.smin = r.umin;
  r.smax = r.umax;
  return size >= 4 ? r : combine64Into32(r);
}
