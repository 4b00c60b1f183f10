/**
 * What differential cases are made from: a pool of 16-byte units (integers, edge values, doubles, singles, 80-bit numbers, packed
 * decimals) that random states pick from, so that corner values of every format meet each other often.
 */
import type { Random } from './random';

const EDGES: readonly bigint[] = [
  0n,
  1n,
  2n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
];

/** Zeros, ones, infinities, both kinds of NaN, denormals, limits, and the limits of integers. */
const DOUBLES: readonly bigint[] = [
  0n,
  1n << 63n,
  0x3ff0_0000_0000_0000n,
  0xbff0_0000_0000_0000n,
  0x7ff0_0000_0000_0000n,
  0xfff0_0000_0000_0000n,
  0x7ff8_0000_0000_1234n,
  0x7ff0_0000_0000_0001n,
  0xfff4_0000_0000_0000n,
  1n,
  0x800f_ffff_ffff_ffffn,
  0x000f_ffff_ffff_ffffn,
  0x0008_0000_0000_0000n,
  0x0010_0000_0000_0000n,
  0x8010_0000_0000_0000n,
  0x7fef_ffff_ffff_ffffn,
  0x41df_ffff_ffe0_0000n,
  0x41e0_0000_0000_0000n,
  0xc1e0_0000_0000_0000n,
  0x43e0_0000_0000_0000n,
  0xc3e0_0000_0000_0000n,
  0x3fe0_0000_0000_0000n,
  0x4004_0000_0000_0000n,
  0x47ef_ffff_e000_0000n,
  0x47ef_ffff_f000_0000n,
  0x3690_0000_0000_0000n,
  0x380f_ffff_f000_0000n,
];
const FLOATS: readonly number[] = [
  0, 0x8000_0000, 0x3f80_0000, 0xbf80_0000, 0x7f80_0000, 0xff80_0000, 0x7fc0_1234, 0x7f80_0001, 0xffa0_0000, 1,
  0x807f_ffff, 0x0040_0000, 0x0080_0000, 0x8080_0000, 0x7f7f_ffff, 0x4eff_ffff, 0x4f00_0000, 0xcf00_0000, 0x5f00_0000,
  0x3f00_0000, 0x4020_0000,
];
/** [sign and exponent, significand]: the double's corners, unnormals and pseudo-denormals, and arguments of the transcendentals. */
const EXTENDED: readonly (readonly [number, bigint])[] = [
  [0, 0n],
  [0x8000, 0n],
  [0x3fff, 1n << 63n],
  [0xbfff, 1n << 63n],
  [0x7fff, 1n << 63n],
  [0xffff, 1n << 63n],
  [0xffff, 3n << 62n],
  [0x7fff, (3n << 62n) | 0x1234n],
  [0x7fff, (1n << 63n) | 1n],
  [0xffff, (5n << 61n) | 7n],
  [0, 1n],
  [0x8000, (1n << 63n) - 1n],
  [0, 1n << 63n],
  [1, 1n << 63n],
  [0x8001, (1n << 63n) | 1n],
  [0x7ffe, (1n << 64n) - 1n],
  [0x3fff, 1n],
  [0x7fff, 1n],
  [0x7fff, 0n],
  [0x403d, (1n << 64n) - 1n],
  [0x403e, 1n << 63n],
  [0xc03e, 1n << 63n],
  [0x401d, (1n << 64n) - (1n << 32n)],
  [0x401e, 1n << 63n],
  [0x3ffe, 1n << 63n],
  [0xbffe, 1n << 63n],
  [0x3ffd, 0xb504_f333_f9de_6484n],
  [0x3fff, 0xc90f_daa2_2168_c235n],
  [0x4000, 0xc90f_daa2_2168_c235n],
  [0x43fe, (1n << 64n) - 0x400n],
  [0x43ff, 1n << 63n],
  [0x3c00, 1n << 63n],
  [0x3bff, (1n << 64n) - 1n],
  [0x407e, (1n << 64n) - (1n << 39n)],
  [0x3f6a, 1n << 63n],
  [0x400c, 0xffff_0000_0000_0000n],
  [0x403a, 0xde0b_6b3a_763f_fff8n],
];

export const edge = (random: Random): bigint => random.pick(EDGES);

function double(random: Random): bigint {
  if (random.chance(40)) return random.pick(DOUBLES);
  const bits = random.wide();
  // Mostly an exponent near 1, so that sums and products stay interesting; sometimes near an end of the range.
  const exponent = random.chance(80)
    ? 1023 - 40 + random.below(80)
    : random.chance(50)
      ? random.below(60)
      : 2046 - random.below(60);
  const value = (bits & 0x800f_ffff_ffff_ffffn) | (BigInt(exponent) << 52n);
  // Few significant bits, so that exact results happen.
  return random.chance(25) ? value & ~((1n << BigInt(20 + random.below(32))) - 1n) : value;
}

function single(random: Random): number {
  if (random.chance(40)) return random.pick(FLOATS);
  const exponent = random.chance(80)
    ? 127 - 20 + random.below(40)
    : random.chance(50)
      ? random.below(30)
      : 254 - random.below(30);
  const value = (random.next() & 0x807f_ffff) | (exponent << 23);
  return (random.chance(25) ? value & ~((1 << (8 + random.below(15))) - 1) : value) >>> 0;
}

function extended(random: Random): readonly [number, bigint] {
  if (random.chance(35)) return random.pick(EXTENDED);
  const sign = random.chance(50) ? 0x8000 : 0;
  const near = random.below(100);
  let exponent = 16383 - 3 + random.below(6);
  if (near < 30) exponent = 16383 - 70 + random.below(140);
  else if (near < 36) exponent = random.below(70);
  else if (near < 42) exponent = 32766 - random.below(70);
  else if (near < 46) exponent = random.below(0x7fff);
  else if (near < 52) exponent = 16383 - 1100 + random.below(2200);
  let significand = random.wide() | (1n << 63n);
  if (random.chance(30)) significand &= ~((1n << BigInt(random.below(63))) - 1n);
  return [sign | exponent, significand];
}

const POOL_UNITS = 8192;
let pool: Uint32Array | undefined;

/** The pool, made once from a fixed seed. */
function units(RandomClass: new (seed: number) => Random): Uint32Array {
  if (pool) return pool;
  const random = new RandomClass(0x5eed);
  const view = new DataView(new ArrayBuffer(POOL_UNITS * 16));
  const wide = (at: number, v: bigint) => view.setBigUint64(at, BigInt.asUintN(64, v), true);
  const both = (at: number, make: () => bigint) => {
    wide(at, make());
    wide(at + 8, make());
  };
  for (let i = 0; i < POOL_UNITS; i++) {
    const at = i * 16;
    const kind = random.below(100);
    if (kind < 20) both(at, () => random.wide());
    else if (kind < 30) both(at, () => random.pick(EDGES) | (random.pick(EDGES) << 32n));
    else if (kind < 52) both(at, () => double(random));
    else if (kind < 74) for (let k = 0; k < 16; k += 4) view.setUint32(at + k, single(random), true);
    else if (kind < 96) {
      const [word, significand] = extended(random);
      wide(at, significand);
      view.setUint16(at + 8, word, true);
      view.setUint16(at + 10, random.next() & 0xffff, true);
      view.setUint32(at + 12, random.next(), true);
    } else {
      for (let k = 0; k < 9; k++) view.setUint8(at + k, random.below(10) | (random.below(10) << 4));
      view.setUint8(at + 9, random.chance(50) ? 0x80 : 0);
    }
  }
  pool = new Uint32Array(view.buffer);
  return pool;
}

/** Fills `bytes` (a multiple of 16 long, 4-aligned) with units of the pool. */
export function fillFromPool(random: Random, bytes: Uint8Array): void {
  const from = units(random.constructor as new (seed: number) => Random);
  const to = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  for (let i = 0; i < to.length; i += 4) {
    const at = (random.next() & (POOL_UNITS - 1)) * 4;
    to[i] = from[at];
    to[i + 1] = from[at + 1];
    to[i + 2] = from[at + 2];
    to[i + 3] = from[at + 3];
  }
}

/** An 80-bit number into 10 bytes. */
export function putExtended(random: Random, view: DataView, at: number): void {
  const [word, significand] = extended(random);
  view.setBigUint64(at, BigInt.asUintN(64, significand), true);
  view.setUint16(at + 8, word, true);
}
