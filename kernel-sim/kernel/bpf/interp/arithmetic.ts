/**
 * 64-bit arithmetic on two 32-bit halves, where it takes more than a line. The low half is returned, the high half left in `high()`.
 * Division by zero gives 0, modulo by zero the dividend (RFC 9669, section 4.1).
 */
let HIGH = 0;
export const high = (): number => HIGH;

const TWO32 = 2 ** 32;
/** Below this high half a value is exact as a double. */
const EXACT = 0x20_0000;

/** High half of the unsigned 64-bit product of two 32-bit numbers. */
function mulHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const mid = a1 * b0 + ((a0 * b0) >>> 16);
  const mid2 = a0 * b1 + (mid & 0xffff);
  return (a1 * b1 + Math.floor(mid / 0x10000) + Math.floor(mid2 / 0x10000)) | 0;
}

export function mul(al: number, ah: number, bl: number, bh: number): number {
  HIGH = (mulHigh(al, bl) + Math.imul(al, bh) + Math.imul(ah, bl)) | 0;
  return Math.imul(al, bl);
}

const toBig = (lo: number, hi: number): bigint => (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);

function fromBig(value: bigint): number {
  HIGH = Number(BigInt.asIntN(32, value >> 32n));
  return Number(BigInt.asIntN(32, value));
}

function fromNumber(value: number): number {
  HIGH = (value / TWO32) | 0;
  return value | 0;
}

/** Unsigned. */
export function div(al: number, ah: number, bl: number, bh: number): number {
  if ((bl | bh) === 0) return fromNumber(0);
  const a = ah >>> 0;
  const b = bh >>> 0;
  if (a < EXACT && b < EXACT) return fromNumber(Math.floor((a * TWO32 + (al >>> 0)) / (b * TWO32 + (bl >>> 0))));
  return fromBig(toBig(al, ah) / toBig(bl, bh));
}

export function mod(al: number, ah: number, bl: number, bh: number): number {
  const a = ah >>> 0;
  const b = bh >>> 0;
  if ((bl | bh) === 0) {
    HIGH = ah;
    return al;
  }
  if (a < EXACT && b < EXACT) return fromNumber((a * TWO32 + (al >>> 0)) % (b * TWO32 + (bl >>> 0)));
  return fromBig(toBig(al, ah) % toBig(bl, bh));
}

/** Signed, truncated; the smallest number divided by −1 is itself. */
export function sdiv(al: number, ah: number, bl: number, bh: number): number {
  if ((bl | bh) === 0) return fromNumber(0);
  return fromBig(BigInt.asIntN(64, toBig(al, ah)) / BigInt.asIntN(64, toBig(bl, bh)));
}

export function smod(al: number, ah: number, bl: number, bh: number): number {
  if ((bl | bh) === 0) {
    HIGH = ah;
    return al;
  }
  return fromBig(BigInt.asIntN(64, toBig(al, ah)) % BigInt.asIntN(64, toBig(bl, bh)));
}

export function shl(lo: number, hi: number, by: number): number {
  if (by === 0) {
    HIGH = hi;
    return lo;
  }
  if (by >= 32) {
    HIGH = lo << (by - 32);
    return 0;
  }
  HIGH = (hi << by) | (lo >>> (32 - by));
  return lo << by;
}

export function shr(lo: number, hi: number, by: number): number {
  if (by === 0) {
    HIGH = hi;
    return lo;
  }
  if (by >= 32) {
    HIGH = 0;
    return (hi >>> (by - 32)) | 0;
  }
  HIGH = (hi >>> by) | 0;
  return (lo >>> by) | (hi << (32 - by));
}

export function sar(lo: number, hi: number, by: number): number {
  if (by === 0) {
    HIGH = hi;
    return lo;
  }
  if (by >= 32) {
    HIGH = hi >> 31;
    return hi >> (by - 32);
  }
  HIGH = hi >> by;
  return (lo >>> by) | (hi << (32 - by));
}

export const swap32 = (x: number): number =>
  ((x & 0xff) << 24) | ((x & 0xff00) << 8) | ((x >>> 8) & 0xff00) | (x >>> 24);
export const swap16 = (x: number): number => ((x & 0xff) << 8) | ((x >>> 8) & 0xff);
