/** Integer operations with constants: folding, identities and strength reduction. */
import type { IntBinary, IntCompare, Operand } from '../../ir';

const signed = (bits: number, value: bigint): bigint => BigInt.asIntN(bits, value);
const unsigned = (bits: number, value: bigint): bigint => BigInt.asUintN(bits, value);

type Fold = (a: bigint, b: bigint, bits: number) => bigint | undefined;

/** Operands come sign-extended; undefined where the machine traps or C leaves it undefined. */
const FOLDS: Readonly<Record<IntBinary, Fold>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  sdiv: (a, b, bits) => (b === 0n || (b === -1n && a === -(1n << BigInt(bits - 1))) ? undefined : a / b),
  srem: (a, b, bits) => (b === 0n || (b === -1n && a === -(1n << BigInt(bits - 1))) ? undefined : a % b),
  udiv: (a, b, bits) => (b === 0n ? undefined : unsigned(bits, a) / unsigned(bits, b)),
  urem: (a, b, bits) => (b === 0n ? undefined : unsigned(bits, a) % unsigned(bits, b)),
  shl: (a, b, bits) => inRange(b, bits, () => a << b),
  shr: (a, b, bits) => inRange(b, bits, () => unsigned(bits, a) >> b),
  sar: (a, b, bits) => inRange(b, bits, () => a >> b),
};

function inRange(count: bigint, bits: number, fold: () => bigint): bigint | undefined {
  return count >= 0n && count < BigInt(bits) ? fold() : undefined;
}

export function foldBinary(op: IntBinary, bits: number, a: bigint, b: bigint): bigint | undefined {
  const result = FOLDS[op](signed(bits, a), signed(bits, b), bits);
  return result === undefined ? undefined : signed(bits, result);
}

const COMPARES: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

export function foldCompare(cond: IntCompare, bits: number, a: bigint, b: bigint): boolean {
  const view = cond.startsWith('u') ? unsigned : signed;
  return COMPARES[cond.length === 3 ? cond.slice(1) : cond](view(bits, a), view(bits, b));
}

export type Simplified =
  | { kind: 'operand'; operand: Operand }
  | { kind: 'op'; op: IntBinary; a: Operand; b: Operand }
  /** Signed division by 2 to the power of `shift`. */
  | { kind: 'divide'; shift: number; remainder: boolean };

const COMMUTES = new Set<IntBinary>(['add', 'mul', 'and', 'or', 'xor']);
const isConstant = (operand: Operand): operand is { imm: bigint } => typeof operand === 'object';

/** The cheapest equal operation; constants come out on the right where the operation commutes. */
export function simplify(op: IntBinary, bits: number, a: Operand, b: Operand): Simplified {
  if (isConstant(a) && !isConstant(b) && COMMUTES.has(op)) return simplify(op, bits, b, a);
  if (!isConstant(b)) return { kind: 'op', op, a, b };
  const value = signed(bits, b.imm);
  return withConstant(op, bits, a, value) ?? { kind: 'op', op, a, b: { imm: value } };
}

function withConstant(op: IntBinary, bits: number, a: Operand, value: bigint): Simplified | undefined {
  const operand = (result: Operand): Simplified => ({ kind: 'operand', operand: result });
  const power = powerOfTwo(unsigned(bits, value));
  switch (op) {
    case 'add':
    case 'sub':
    case 'or':
    case 'xor':
    case 'shl':
    case 'shr':
    case 'sar':
      return value === 0n ? operand(a) : undefined;
    case 'and':
      if (value === 0n) return operand({ imm: 0n });
      return value === -1n ? operand(a) : undefined;
    case 'mul':
      if (value === 0n) return operand({ imm: 0n });
      if (value === 1n) return operand(a);
      return power === undefined ? undefined : { kind: 'op', op: 'shl', a, b: { imm: BigInt(power) } };
    case 'udiv':
      if (value === 1n) return operand(a);
      return power === undefined ? undefined : { kind: 'op', op: 'shr', a, b: { imm: BigInt(power) } };
    case 'urem':
      if (power === undefined) return undefined;
      return power === 0 ? operand({ imm: 0n }) : { kind: 'op', op: 'and', a, b: { imm: value - 1n } };
    case 'sdiv':
      if (value === 1n) return operand(a);
      return value > 1n && power !== undefined ? { kind: 'divide', shift: power, remainder: false } : undefined;
    case 'srem':
      if (value === 1n) return operand({ imm: 0n });
      return value > 1n && power !== undefined ? { kind: 'divide', shift: power, remainder: true } : undefined;
    default:
      return undefined;
  }
}

function powerOfTwo(value: bigint): number | undefined {
  if (value <= 0n || (value & (value - 1n)) !== 0n) return undefined;
  return value.toString(2).length - 1;
}
