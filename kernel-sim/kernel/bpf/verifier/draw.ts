/**
 * Random abstract values with a concrete one inside, for property tests: what an operation says of the abstract must hold of the concrete.
 */
import { type Tnum, tnumConst } from '../tnum';
import { constScalar, Scalar, sync } from './scalar';

export const SEED = 20_261_124;

export const bits = (a: Tnum): string => `(0x${a.value.toString(16)}; 0x${a.mask.toString(16)})`;

export class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 1;
  }

  next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }

  below(n: number): number {
    return this.next() % n;
  }

  /** Small, large, around powers of two and sign bits: where rules break. */
  u64(): bigint {
    const any = (BigInt(this.next()) << 32n) | BigInt(this.next());
    const edge = 1n << BigInt(this.below(64));
    const small = BigInt(this.below(20) - 10);
    return BigInt.asUintN(64, [any, edge + small, small, any >> BigInt(this.below(64)), -edge + small][this.below(5)]);
  }

  /** A tnum and a value that it allows. */
  tnum(): [Tnum, bigint] {
    const value = this.u64();
    if (this.below(6) === 0) return [tnumConst(value), value];
    const mask = this.u64();
    return [{ value: value & ~mask, mask }, value];
  }

  /** A Scalar in agreement with itself and a value that it allows. */
  scalar(): [Scalar, bigint] {
    const x = this.u64();
    if (this.below(5) === 0) return [constScalar(BigInt.asIntN(64, x)), x];
    const [low, high] = [this.u64(), this.u64()];
    const s = BigInt.asIntN(64, x);
    const [slow, shigh] = [BigInt.asIntN(64, this.u64()), BigInt.asIntN(64, this.u64())];
    const min = (a: bigint, b: bigint) => (a < b ? a : b);
    const max = (a: bigint, b: bigint) => (a > b ? a : b);
    const mask = this.u64();
    const w = Number(BigInt.asUintN(32, x));
    const around = () => this.next();
    return [
      sync(
        new Scalar(
          { value: x & ~mask, mask },
          min(s, slow),
          max(s, shigh),
          min(x, low),
          max(x, high),
          Math.min(w | 0, around() | 0),
          Math.max(w | 0, around() | 0),
          Math.min(w, around()),
          Math.max(w, around()),
        ),
      ),
      x,
    ];
  }
}

/** Why a value is not one that the Scalar allows; null if it is. */
export function violation(s: Scalar, value: bigint): string | null {
  const x = BigInt.asUintN(64, value);
  const signed = BigInt.asIntN(64, x);
  const w = Number(BigInt.asUintN(32, x));
  if ((x & ~s.bits.mask) !== s.bits.value) return `bits ${bits(s.bits)}`;
  if (x < s.umin || x > s.umax) return `unsigned ${s.umin}..${s.umax}`;
  if (signed < s.smin || signed > s.smax) return `signed ${s.smin}..${s.smax}`;
  if (w < s.u32min || w > s.u32max) return `u32 ${s.u32min}..${s.u32max}`;
  if ((w | 0) < s.s32min || (w | 0) > s.s32max) return `s32 ${s.s32min}..${s.s32max}`;
  return null;
}
