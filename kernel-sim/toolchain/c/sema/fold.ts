/** Integer arithmetic at compile time (C11 6.6), wrapped to the type as the machine wraps it. */
import type { BinaryOperator, CompareOperator } from '../tree';
import { type CType, integerOf, isInteger } from '../types';

/** The value as the type holds it: signed types as negative numbers, pointers unsigned. */
export function normalise(value: bigint, type: CType): bigint {
  if (!isInteger(type)) return BigInt.asUintN(64, value);
  const integer = integerOf(type);
  if (integer.name === '_Bool') return value === 0n ? 0n : 1n;
  const bits = integer.size * 8;
  return integer.signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

type Fold = (a: bigint, b: bigint) => bigint;
const FOLDS: Readonly<Record<Exclude<BinaryOperator, '/' | '%' | '<<' | '>>'>, Fold>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
};

/** The exact result, not yet wrapped; undefined where C leaves it undefined. */
export function foldExact(operator: BinaryOperator, a: bigint, b: bigint, bits: number): bigint | undefined {
  if (operator === '/' || operator === '%') {
    if (b === 0n) return undefined;
    return operator === '/' ? a / b : a % b;
  }
  if (operator === '<<' || operator === '>>') {
    if (b < 0n || b >= BigInt(bits)) return undefined;
    return operator === '<<' ? a << b : a >> b;
  }
  return FOLDS[operator](a, b);
}

const COMPARES: Readonly<Record<CompareOperator, (a: bigint | number, b: bigint | number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

export function foldCompare(operator: CompareOperator, a: bigint | number, b: bigint | number): bigint {
  return COMPARES[operator](a, b) ? 1n : 0n;
}

export function foldFloat(operator: BinaryOperator, a: number, b: number, single: boolean): number | undefined {
  const results: Partial<Record<BinaryOperator, number>> = { '+': a + b, '-': a - b, '*': a * b, '/': a / b };
  const result = results[operator];
  return result === undefined ? undefined : single ? Math.fround(result) : result;
}

/** Floating point to integer; out of range is undefined, and saturates as when GCC folds it. */
export function floatToInteger(value: number, type: CType): bigint | undefined {
  if (Number.isNaN(value) || !isInteger(type)) return undefined;
  const { size, signed, name } = integerOf(type);
  if (name === '_Bool') return value !== 0 ? 1n : 0n;
  const bits = BigInt(size * 8);
  const least = signed ? -(1n << (bits - 1n)) : 0n;
  const greatest = (signed ? 1n << (bits - 1n) : 1n << bits) - 1n;
  if (!Number.isFinite(value)) return value > 0 ? greatest : least;
  const whole = BigInt(Math.trunc(value));
  return whole < least ? least : whole > greatest ? greatest : whole;
}

/** Integer to double, rounded once. */
export function integerToFloat(value: bigint, single: boolean): number {
  if (!single) return Number(value);
  // Through double could round twice: make the bits that double drops sticky first.
  const magnitude = value < 0n ? -value : value;
  const bits = magnitude.toString(2).length;
  if (bits <= 53) return Math.fround(Number(value));
  const drop = BigInt(bits - 40);
  const kept = (magnitude >> drop) | (magnitude & ((1n << drop) - 1n) ? 1n : 0n);
  const result = Math.fround(Number(kept)) * 2 ** Number(drop);
  return value < 0n ? -result : result;
}
