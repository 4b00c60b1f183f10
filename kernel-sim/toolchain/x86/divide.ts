/**
 * Division by constants without dividing: shifts for powers of two, multiplication by a magic number otherwise
 * (Granlund and Montgomery, "Division by Invariant Integers using Multiplication", PLDI 1994; Hacker's Delight ch. 10).
 */
import { imm, reg } from '../asm/instruction';
import { RAX, RDX, type Size } from '../asm/registers';
import type { Selector } from './selector';

interface Division {
  dst: number;
  a: number;
  divisor: bigint;
  size: Size;
  isSigned: boolean;
  remainder: boolean;
}

/** Selects the division; false when it must be done with div. */
export function divideByConstant(s: Selector, d: Division): boolean {
  const { divisor, size } = d;
  const absolute = divisor < 0n ? -divisor : divisor;
  if (absolute === 0n) return false;
  // The dividend may be the destination: keep it for the remainder.
  const a = s.general(size);
  s.copy(a, d.a, size);
  const power = log2(absolute);
  if (!d.isSigned) {
    if (power >= 0) return unsignedPower(s, d, a, power);
    const quotient = unsignedMagic(s, a, divisor, size);
    if (quotient < 0) return false;
    return finish(s, d, a, quotient);
  }
  if (absolute === 1n) {
    if (d.remainder) s.emit('mov', 4, reg(d.dst, 4), imm(0));
    else {
      s.copy(d.dst, a, size);
      if (divisor < 0n) s.emit('neg', size, reg(d.dst, size));
    }
    return true;
  }
  // The most negative number has no positive twin; leave it to idiv.
  if (absolute === 1n << BigInt(size * 8 - 1)) return false;
  const quotient = power > 0 ? signedPower(s, a, power, size) : signedMagic(s, a, absolute, size);
  if (divisor < 0n && !d.remainder) s.emit('neg', size, reg(quotient, size));
  return finish(s, { ...d, divisor: absolute }, a, quotient);
}

/** Exponent of a power of two, else -1. */
function log2(n: bigint): number {
  return (n & (n - 1n)) === 0n ? n.toString(2).length - 1 : -1;
}

function unsignedPower(s: Selector, d: Division, a: number, power: number): boolean {
  s.copy(d.dst, a, d.size);
  if (!d.remainder) {
    if (power > 0) s.emit('shr', d.size, reg(d.dst, d.size), imm(power));
    return true;
  }
  const mask = (1n << BigInt(power)) - 1n;
  if (mask <= 0x7fffffffn) s.emit('and', 4, reg(d.dst, 4), imm(Number(mask)));
  else {
    const t = s.general(d.size);
    s.emit('mov', d.size, reg(t, d.size), imm(mask));
    s.emit('and', d.size, reg(d.dst, d.size), reg(t, d.size));
  }
  return true;
}

/** a / 2^power rounded toward zero: add 2^power - 1 to negative numbers first. */
function signedPower(s: Selector, a: number, power: number, size: Size): number {
  const t = s.general(size);
  s.copy(t, a, size);
  if (power > 1) s.emit('sar', size, reg(t, size), imm(size * 8 - 1));
  s.emit('shr', size, reg(t, size), imm(size * 8 - power));
  s.emit('add', size, reg(t, size), reg(a, size));
  s.emit('sar', size, reg(t, size), imm(power));
  return t;
}

/** Magic multiplier for signed division by d ≥ 2, not a power of two (Hacker's Delight, figure 10-1). */
function signedMagicNumber(d: bigint, bits: bigint): { multiplier: bigint; shift: number } {
  const two = 1n << (bits - 1n);
  const anc = two - 1n - (two % d);
  let p = bits - 1n;
  let q1 = two / anc;
  let r1 = two - q1 * anc;
  let q2 = two / d;
  let r2 = two - q2 * d;
  let delta: bigint;
  do {
    p++;
    q1 = 2n * q1;
    r1 = 2n * r1;
    if (r1 >= anc) {
      q1++;
      r1 -= anc;
    }
    q2 = 2n * q2;
    r2 = 2n * r2;
    if (r2 >= d) {
      q2++;
      r2 -= d;
    }
    delta = d - r2;
  } while (q1 < delta || (q1 === delta && r1 === 0n));
  return { multiplier: BigInt.asIntN(Number(bits), q2 + 1n), shift: Number(p - bits) };
}

function signedMagic(s: Selector, a: number, divisor: bigint, size: Size): number {
  const { multiplier, shift } = signedMagicNumber(divisor, BigInt(size * 8));
  const q = s.general(size);
  if (size === 4) {
    const wide = s.general(8);
    s.emit('movsxl', 8, reg(wide, 8), reg(a, 4));
    s.emit('imul3', 8, reg(wide, 8), reg(wide, 8), imm(Number(multiplier)));
    s.emit('shr', 8, reg(wide, 8), imm(32));
    if (multiplier < 0n) s.emit('add', 4, reg(wide, 4), reg(a, 4));
    s.copy(q, wide, 4);
  } else {
    s.emit('mov', 8, reg(RAX, 8), imm(multiplier));
    const multiply = s.emit('imul1', 8, reg(a, 8));
    multiply.uses = [RAX];
    multiply.defs = [RAX, RDX];
    s.copy(q, RDX, 8);
    if (multiplier < 0n) s.emit('add', 8, reg(q, 8), reg(a, 8));
  }
  if (shift > 0) s.emit('sar', size, reg(q, size), imm(shift));
  const sign = s.general(size);
  s.copy(sign, a, size);
  s.emit('shr', size, reg(sign, size), imm(size * 8 - 1));
  s.emit('add', size, reg(q, size), reg(sign, size));
  return q;
}

function unsignedMagic(s: Selector, a: number, divisor: bigint, size: Size): number {
  const bits = BigInt(size * 8);
  const l = BigInt(divisor.toString(2).length);
  const multiplier = ((1n << bits) * ((1n << l) - divisor)) / divisor + 1n;
  const full = multiplier + (1n << bits);
  // The exact multiplier has bits + 1 bits; an even one can be halved until it fits.
  let m = full;
  let shift = l;
  while (m >= 1n << bits && shift > 0n) {
    const half = m >> 1n;
    if (!multiplierWorks(half, divisor, bits, shift - 1n)) break;
    m = half;
    shift--;
  }
  const q = s.general(size);
  if (m < 1n << bits) {
    const high = multiplyHigh(s, a, m, size, Number(shift));
    s.copy(q, high, size);
    return q;
  }
  // q = (((a - t) >> 1) + t) >> (l - 1) with t = high part of multiplier * a.
  const t = multiplyHigh(s, a, multiplier, size, 0);
  s.copy(q, a, size);
  s.emit('sub', size, reg(q, size), reg(t, size));
  s.emit('shr', size, reg(q, size), imm(1));
  s.emit('add', size, reg(q, size), reg(t, size));
  if (l > 1n) s.emit('shr', size, reg(q, size), imm(Number(l - 1n)));
  return q;
}

/** Is floor(m * n / 2^(bits + shift)) = n / d for all n below 2^bits? (Granlund and Montgomery, theorem 4.2) */
function multiplierWorks(m: bigint, d: bigint, bits: bigint, shift: bigint): boolean {
  const power = 1n << (bits + shift);
  const excess = m * d - power;
  return excess >= 0n && excess <= 1n << shift;
}

/** High half of a * multiplier, shifted right. */
function multiplyHigh(s: Selector, a: number, multiplier: bigint, size: Size, shift: number): number {
  const high = s.general(size);
  if (size === 4) {
    const wide = s.general(8);
    const inst = s.emit('mov', 4, reg(wide, 4), reg(a, 4));
    inst.keep = true;
    if (multiplier <= 0x7fffffffn) s.emit('imul3', 8, reg(wide, 8), reg(wide, 8), imm(Number(multiplier)));
    else {
      const t = s.general(8);
      s.emit('mov', 4, reg(t, 4), imm(Number(BigInt.asIntN(32, multiplier))));
      s.emit('imul', 8, reg(wide, 8), reg(t, 8));
    }
    s.emit('shr', 8, reg(wide, 8), imm(32 + shift));
    s.copy(high, wide, 4);
    return high;
  }
  s.emit('mov', 8, reg(RAX, 8), imm(BigInt.asIntN(64, multiplier)));
  const multiply = s.emit('mul', 8, reg(a, 8));
  multiply.uses = [RAX];
  multiply.defs = [RAX, RDX];
  s.copy(high, RDX, 8);
  if (shift > 0) s.emit('shr', 8, reg(high, 8), imm(shift));
  return high;
}

function finish(s: Selector, d: Division, a: number, quotient: number): boolean {
  if (!d.remainder) {
    s.copy(d.dst, quotient, d.size);
    return true;
  }
  const product = s.general(d.size);
  const factor = d.divisor;
  if (factor <= 0x7fffffffn) s.emit('imul3', d.size, reg(product, d.size), reg(quotient, d.size), imm(Number(factor)));
  else {
    s.emit(
      'mov',
      d.size,
      reg(product, d.size),
      imm(d.size === 8 ? BigInt.asIntN(64, factor) : Number(BigInt.asIntN(32, factor))),
    );
    s.emit('imul', d.size, reg(product, d.size), reg(quotient, d.size));
  }
  const t = s.general(d.size);
  s.copy(t, a, d.size);
  s.emit('sub', d.size, reg(t, d.size), reg(product, d.size));
  s.copy(d.dst, t, d.size);
  return true;
}
