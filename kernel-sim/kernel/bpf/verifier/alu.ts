/**
 * ALU instructions on numbers: from what is known of both operands to what is known of the result. Follows
 * kernel/bpf/verifier.c:adjust_scalar_min_max_vals and the scalar(32)_min_max_* functions (Linux 6.1), including where 6.1 gives up
 * (a multiplication by an unknown number makes the result unknown).
 */
import {
  type Tnum,
  tnumAdd,
  tnumAnd,
  tnumArsh,
  tnumIsConst,
  tnumLsh,
  tnumMul,
  tnumOr,
  tnumRsh,
  tnumSub,
  tnumSubreg,
  tnumSubregIsConst,
  tnumXor,
  U64_MAX,
} from '../tnum';
import {
  mark32Unbounded,
  mark64Unbounded,
  S32_MAX,
  S32_MIN,
  S64_MAX,
  S64_MIN,
  type Scalar,
  sync,
  U32_MAX,
  unknownScalar,
  update32Bounds,
  updateBounds,
  zeroExtend,
} from './scalar';

type Transfer = (dst: Scalar, src: Scalar) => void;

const low32 = (bits: Tnum): Tnum => tnumSubreg(bits);
const fits32 = (a: number): boolean => a >= S32_MIN && a <= S32_MAX;
const fits64 = (a: bigint): boolean => a >= S64_MIN && a <= S64_MAX;

function setSigned32(r: Scalar, min: number, max: number): void {
  const ok = fits32(min) && fits32(max);
  r.s32min = ok ? min : S32_MIN;
  r.s32max = ok ? max : S32_MAX;
}

function setSigned64(r: Scalar, min: bigint, max: bigint): void {
  const ok = fits64(min) && fits64(max);
  r.smin = ok ? min : S64_MIN;
  r.smax = ok ? max : S64_MAX;
}

function setUnsigned32(r: Scalar, min: number, max: number): void {
  const ok = min >= 0 && max <= U32_MAX;
  r.u32min = ok ? min : 0;
  r.u32max = ok ? max : U32_MAX;
}

function setUnsigned64(r: Scalar, min: bigint, max: bigint): void {
  const ok = min >= 0n && max <= U64_MAX;
  r.umin = ok ? min : 0n;
  r.umax = ok ? max : U64_MAX;
}

const add: Transfer = (d, s) => {
  setSigned32(d, d.s32min + s.s32min, d.s32max + s.s32max);
  setUnsigned32(d, d.u32min + s.u32min, d.u32max + s.u32max);
  setSigned64(d, d.smin + s.smin, d.smax + s.smax);
  setUnsigned64(d, d.umin + s.umin, d.umax + s.umax);
  d.bits = tnumAdd(d.bits, s.bits);
};

const sub: Transfer = (d, s) => {
  setSigned32(d, d.s32min - s.s32max, d.s32max - s.s32min);
  setUnsigned32(d, d.u32min - s.u32max, d.u32max - s.u32min);
  setSigned64(d, d.smin - s.smax, d.smax - s.smin);
  setUnsigned64(d, d.umin - s.umax, d.umax - s.umin);
  d.bits = tnumSub(d.bits, s.bits);
};

const U16_MAX = 0xffff;
const U32_MAX64 = 0xffff_ffffn;

const mul: Transfer = (d, s) => {
  d.bits = tnumMul(d.bits, s.bits);
  if (s.s32min < 0 || d.s32min < 0 || s.u32max > U16_MAX || d.u32max > U16_MAX) mark32Unbounded(d);
  else {
    d.u32min *= s.u32min;
    d.u32max *= s.u32max;
    signedFromUnsigned32(d, d.u32max <= S32_MAX);
  }
  if (s.smin < 0n || d.smin < 0n || s.umax > U32_MAX64 || d.umax > U32_MAX64) mark64Unbounded(d);
  else {
    d.umin *= s.umin;
    d.umax *= s.umax;
    signedFromUnsigned64(d, d.umax <= S64_MAX);
  }
};

function signedFromUnsigned32(d: Scalar, valid: boolean): void {
  d.s32min = valid ? d.u32min : S32_MIN;
  d.s32max = valid ? d.u32max : S32_MAX;
}

function signedFromUnsigned64(d: Scalar, valid: boolean): void {
  d.smin = valid ? d.umin : S64_MIN;
  d.smax = valid ? d.umax : S64_MAX;
}

function known32(d: Scalar): void {
  const v = Number(low32(d.bits).value);
  d.s32min = d.s32max = v | 0;
  d.u32min = d.u32max = v;
}

function known64(d: Scalar): void {
  d.umin = d.umax = d.bits.value;
  d.smin = d.smax = BigInt.asIntN(64, d.bits.value);
}

/** and, or, xor share a frame: bits first, then the bounds of either width unless both operands are constants. */
function bitwise(
  op: (a: Tnum, b: Tnum) => Tnum,
  bounds32: (d: Scalar, s: Scalar, value: number, ones: number) => void,
  bounds64: (d: Scalar, s: Scalar, value: bigint, ones: bigint) => void,
): Transfer {
  return (d, s) => {
    const both32 = tnumSubregIsConst(d.bits) && tnumSubregIsConst(s.bits);
    const both64 = tnumIsConst(d.bits) && tnumIsConst(s.bits);
    const positive32 = d.s32min >= 0 && s.s32min >= 0;
    const positive64 = d.smin >= 0n && s.smin >= 0n;
    d.bits = op(d.bits, s.bits);
    if (both32) known32(d);
    else {
      const { value, mask } = low32(d.bits);
      bounds32(d, s, Number(value), Number(value | mask));
      signedFromUnsigned32(d, positive32);
    }
    if (both64) known64(d);
    else {
      bounds64(d, s, d.bits.value, d.bits.value | d.bits.mask);
      signedFromUnsigned64(d, positive64);
      updateBounds(d);
    }
  };
}

const and = bitwise(
  tnumAnd,
  (d, s, value) => {
    d.u32min = value;
    d.u32max = Math.min(d.u32max, s.u32max);
  },
  (d, s, value) => {
    d.umin = value;
    if (s.umax < d.umax) d.umax = s.umax;
  },
);

const or = bitwise(
  tnumOr,
  (d, s, _value, ones) => {
    d.u32min = Math.max(d.u32min, s.u32min);
    d.u32max = ones;
  },
  (d, s, _value, ones) => {
    if (s.umin > d.umin) d.umin = s.umin;
    d.umax = ones;
  },
);

const xor = bitwise(
  tnumXor,
  (d, _s, value, ones) => {
    d.u32min = value;
    d.u32max = ones;
  },
  (d, _s, value, ones) => {
    d.umin = value;
    d.umax = ones;
  },
);

function shiftLeft32(d: Scalar, min: number, max: number): void {
  d.s32min = S32_MIN;
  d.s32max = S32_MAX;
  if (max > 31 || d.u32max > 2 ** (31 - max)) {
    d.u32min = 0;
    d.u32max = U32_MAX;
  } else {
    d.u32min = (d.u32min << min) >>> 0;
    d.u32max = (d.u32max << max) >>> 0;
  }
}

const lsh32: Transfer = (d, s) => {
  const bits = low32(d.bits);
  shiftLeft32(d, s.u32min, s.u32max);
  d.bits = tnumSubreg(tnumLsh(bits, s.u32min));
  mark64Unbounded(d);
  update32Bounds(d);
};

const lsh64: Transfer = (d, s) => {
  const min = Number(s.umin);
  const max = Number(s.umax);
  // `<<= 32; s>>= 32` is how compilers sign-extend: keep positive 32-bit bounds across it.
  const whole = min === 32 && max === 32;
  d.smax = whole && d.s32max >= 0 ? BigInt(d.s32max) << 32n : S64_MAX;
  d.smin = whole && d.s32min >= 0 ? BigInt(d.s32min) << 32n : S64_MIN;
  if (d.umax > 1n << BigInt(63 - max)) {
    d.umin = 0n;
    d.umax = U64_MAX;
  } else {
    d.umin <<= s.umin;
    d.umax <<= s.umax;
  }
  shiftLeft32(d, min, max);
  d.bits = tnumLsh(d.bits, min);
  updateBounds(d);
};

const rsh32: Transfer = (d, s) => {
  d.s32min = S32_MIN;
  d.s32max = S32_MAX;
  d.bits = tnumRsh(low32(d.bits), s.u32min);
  d.u32min >>>= s.u32max;
  d.u32max >>>= s.u32min;
  mark64Unbounded(d);
  update32Bounds(d);
};

const rsh64: Transfer = (d, s) => {
  d.smin = S64_MIN;
  d.smax = S64_MAX;
  d.bits = tnumRsh(d.bits, Number(s.umin));
  d.umin >>= s.umax;
  d.umax >>= s.umin;
  mark32Unbounded(d);
  updateBounds(d);
};

const arsh32: Transfer = (d, s) => {
  d.s32min >>= s.u32min;
  d.s32max >>= s.u32min;
  d.bits = tnumArsh(low32(d.bits), s.u32min, 32);
  d.u32min = 0;
  d.u32max = U32_MAX;
  mark64Unbounded(d);
  update32Bounds(d);
};

const arsh64: Transfer = (d, s) => {
  d.smin >>= s.umin;
  d.smax >>= s.umin;
  d.bits = tnumArsh(d.bits, Number(s.umin), 64);
  d.umin = 0n;
  d.umax = U64_MAX;
  mark32Unbounded(d);
  updateBounds(d);
};

const shift =
  (for32: Transfer, for64: Transfer): ((alu32: boolean) => Transfer) =>
  (alu32) =>
    alu32 ? for32 : for64;

/** By BPF_OP >> 4: how both widths are computed, and whether the source must be a constant for anything to be known. */
const TRANSFER: Readonly<Record<number, { of(alu32: boolean): Transfer; needsConst: boolean; shifts: boolean }>> = {
  0: { of: () => add, needsConst: false, shifts: false },
  1: { of: () => sub, needsConst: false, shifts: false },
  2: { of: () => mul, needsConst: true, shifts: false },
  4: { of: () => or, needsConst: true, shifts: false },
  5: { of: () => and, needsConst: false, shifts: false },
  6: { of: shift(lsh32, lsh64), needsConst: true, shifts: true },
  7: { of: shift(rsh32, rsh64), needsConst: true, shifts: true },
  10: { of: () => xor, needsConst: true, shifts: false },
  12: { of: shift(arsh32, arsh64), needsConst: true, shifts: true },
};

/** Bounds that contradict each other: left behind by branches that cannot be taken. */
function contradictory(s: Scalar, alu32: boolean): boolean {
  if (alu32) {
    const known = tnumSubregIsConst(s.bits) && (s.s32min !== s.s32max || s.u32min !== s.u32max);
    return known || s.s32min > s.s32max || s.u32min > s.u32max;
  }
  return (s.known && (s.smin !== s.smax || s.umin !== s.umax)) || s.smin > s.smax || s.umin > s.umax;
}

/**
 * `dst op src` for numbers; `op` is BPF_OP(code). Unknown for what the verifier does not follow (div, mod).
 */
export function aluScalar(op: number, alu32: boolean, dst: Scalar, src: Scalar): Scalar {
  if (contradictory(src, alu32)) return unknownScalar();
  const row = TRANSFER[op >> 4];
  const srcKnown = alu32 ? tnumSubregIsConst(src.bits) : src.known;
  if (!srcKnown && (row === undefined || row.needsConst)) return unknownScalar();
  let d: Scalar;
  if (row === undefined || (row.shifts && src.umax >= (alu32 ? 32n : 64n))) d = unknownScalar().copy();
  else {
    d = dst.copy();
    row.of(alu32)(d, src);
  }
  if (alu32) zeroExtend(d);
  return sync(d);
}
