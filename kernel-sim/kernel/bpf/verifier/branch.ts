/**
 * What a comparison with a known number tells: whether it must come out one way, and what follows for the value on either way.
 * Follows is_branch{32,64}_taken and reg_set_min_max of kernel/bpf/verifier.c (Linux 6.1).
 */
import {
  type Tnum,
  tnumAnd,
  tnumClearSubreg,
  tnumConst,
  tnumIntersect,
  tnumIsConst,
  tnumOr,
  tnumSubreg,
} from '../tnum';
import { combine32Into64, combine64Into32, constScalar, type Scalar, sync } from './scalar';

/** BPF_OP of the jumps. */
export const Jump = {
  JEQ: 0x10,
  JGT: 0x20,
  JGE: 0x30,
  JSET: 0x40,
  JNE: 0x50,
  JSGT: 0x60,
  JSGE: 0x70,
  JLT: 0xa0,
  JLE: 0xb0,
  JSLT: 0xc0,
  JSLE: 0xd0,
} as const;

const FLIPPED: Readonly<Record<number, number>> = {
  [Jump.JGE]: Jump.JLE,
  [Jump.JGT]: Jump.JLT,
  [Jump.JLE]: Jump.JGE,
  [Jump.JLT]: Jump.JGT,
  [Jump.JSGE]: Jump.JSLE,
  [Jump.JSGT]: Jump.JSLT,
  [Jump.JSLE]: Jump.JSGE,
  [Jump.JSLT]: Jump.JSGT,
};

/** `a op b` as `b op' a`. */
export const flip = (op: number): number => FLIPPED[op] ?? op;

/** The bounds of one width. */
interface View {
  readonly bits: Tnum;
  readonly umin: bigint;
  readonly umax: bigint;
  readonly smin: bigint;
  readonly smax: bigint;
}

function view(s: Scalar, jmp32: boolean): View {
  if (!jmp32) return s;
  return {
    bits: tnumSubreg(s.bits),
    umin: BigInt(s.u32min),
    umax: BigInt(s.u32max),
    smin: BigInt(s.s32min),
    smax: BigInt(s.s32max),
  };
}

/** True or false if the comparison can only come out so. `value` is u64, or u32 for a 32-bit jump. */
export function branchTaken(s: Scalar, value: bigint, op: number, jmp32: boolean): boolean | null {
  const v = view(s, jmp32);
  const signed = BigInt.asIntN(jmp32 ? 32 : 64, value);
  const decide = (yes: boolean, no: boolean): boolean | null => (yes ? true : no ? false : null);
  switch (op) {
    case Jump.JEQ:
      return tnumIsConst(v.bits) ? v.bits.value === value : null;
    case Jump.JNE:
      return tnumIsConst(v.bits) ? v.bits.value !== value : null;
    case Jump.JSET:
      return decide((v.bits.value & value) !== 0n, ((v.bits.mask | v.bits.value) & value) === 0n);
    case Jump.JGT:
      return decide(v.umin > value, v.umax <= value);
    case Jump.JGE:
      return decide(v.umin >= value, v.umax < value);
    case Jump.JLT:
      return decide(v.umax < value, v.umin >= value);
    case Jump.JLE:
      return decide(v.umax <= value, v.umin > value);
    case Jump.JSGT:
      return decide(v.smin > signed, v.smax <= signed);
    case Jump.JSGE:
      return decide(v.smin >= signed, v.smax < signed);
    case Jump.JSLT:
      return decide(v.smax < signed, v.smin >= signed);
    case Jump.JSLE:
      return decide(v.smax <= signed, v.smin > signed);
    default:
      return null;
  }
}

const maxBig = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const minBig = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** One bound of one width; u and s stand for unsigned and signed. */
type Bound = 'umin' | 'umax' | 'smin' | 'smax';

function tighten(s: Scalar, bound: Bound, value: bigint, jmp32: boolean): void {
  const toMin = bound === 'umin' || bound === 'smin';
  if (!jmp32) {
    s[bound] = toMin ? maxBig(s[bound], value) : minBig(s[bound], value);
    return;
  }
  const name = bound === 'umin' ? 'u32min' : bound === 'umax' ? 'u32max' : bound === 'smin' ? 's32min' : 's32max';
  s[name] = toMin ? Math.max(s[name], Number(value)) : Math.min(s[name], Number(value));
}

/** `>` and its kin: bound of the value if the jump is taken and if not, and by how much it is off the compared value. */
const ORDER: Readonly<Record<number, readonly [taken: Bound, by: bigint, not: Bound, notBy: bigint]>> = {
  [Jump.JGT]: ['umin', 1n, 'umax', 0n],
  [Jump.JGE]: ['umin', 0n, 'umax', -1n],
  [Jump.JLT]: ['umax', -1n, 'umin', 0n],
  [Jump.JLE]: ['umax', 0n, 'umin', 1n],
  [Jump.JSGT]: ['smin', 1n, 'smax', 0n],
  [Jump.JSGE]: ['smin', 0n, 'smax', -1n],
  [Jump.JSLT]: ['smax', -1n, 'smin', 0n],
  [Jump.JSLE]: ['smax', 0n, 'smin', 1n],
};

function setKnown(s: Scalar, value: bigint, jmp32: boolean): Scalar {
  if (!jmp32) return constScalar(BigInt.asIntN(64, value)).copy();
  s.bits = tnumOr(tnumClearSubreg(s.bits), tnumConst(value));
  s.s32min = s.s32max = Number(BigInt.asIntN(32, value));
  s.u32min = s.u32max = Number(value);
  return s;
}

const powerOfTwo = (x: bigint): boolean => x !== 0n && (x & (x - 1n)) === 0n;

function andWith(bits: Tnum, mask: bigint, jmp32: boolean): Tnum {
  if (!jmp32) return tnumAnd(bits, tnumConst(mask));
  return tnumOr(tnumClearSubreg(bits), tnumAnd(tnumSubreg(bits), tnumConst(BigInt.asUintN(32, mask))));
}

/** What is known of the value on the way [taken, not taken]. */
export function refine(s: Scalar, value: bigint, op: number, jmp32: boolean): [taken: Scalar, not: Scalar] {
  let taken = s.copy();
  let not = s.copy();
  const order = ORDER[op];
  if (op === Jump.JEQ) taken = setKnown(taken, value, jmp32);
  else if (op === Jump.JNE) not = setKnown(not, value, jmp32);
  else if (op === Jump.JSET) {
    not.bits = andWith(not.bits, ~value, jmp32);
    if (powerOfTwo(value)) taken.bits = tnumOr(taken.bits, tnumConst(value));
  } else if (order) {
    const bits = jmp32 ? 32 : 64;
    const unsigned = order[0].startsWith('u');
    // Wraps where the branch cannot be taken at all: those were decided before.
    const wrap = (x: bigint) => (unsigned ? BigInt.asUintN(bits, x) : BigInt.asIntN(bits, x));
    tighten(taken, order[0], wrap(value + order[1]), jmp32);
    tighten(not, order[2], wrap(value + order[3]), jmp32);
  }
  const finish = jmp32 ? combine32Into64 : combine64Into32;
  return [finish(taken), finish(not)];
}

/** Both are equal: each knows what the other knows (__reg_combine_min_max). */
export function intersect(a: Scalar, b: Scalar): [Scalar, Scalar] {
  const both = (from: Scalar): Scalar => {
    const s = from.copy();
    s.umin = maxBig(a.umin, b.umin);
    s.umax = minBig(a.umax, b.umax);
    s.smin = maxBig(a.smin, b.smin);
    s.smax = minBig(a.smax, b.smax);
    s.bits = tnumIntersect(a.bits, b.bits);
    return sync(s);
  };
  return [both(a), both(b)];
}
