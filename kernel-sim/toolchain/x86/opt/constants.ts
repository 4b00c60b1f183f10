/** Arithmetic on IR constants: what the machine would compute, and the algebra that makes operations disappear. */
import type { IntBinary, IntCompare, IrOp, IrType, Operand } from '../../ir';

const BITS: Record<IrType, number> = { i8: 8, i16: 16, i32: 32, i64: 64, f32: 32, f64: 64 };

export const isImm = (o: Operand): o is { imm: bigint } => typeof o !== 'number';
export const signedOf = (value: bigint, type: IrType): bigint => BigInt.asIntN(BITS[type], value);
export const unsignedOf = (value: bigint, type: IrType): bigint => BigInt.asUintN(BITS[type], value);

type Fold = (a: bigint, b: bigint, type: IrType) => bigint | undefined;

const countMask = (type: IrType): bigint => (type === 'i64' ? 63n : 31n);

const FOLD: Record<IntBinary, Fold> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b, t) => a << (b & countMask(t)),
  shr: (a, b, t) => unsignedOf(a, t) >> (b & countMask(t)),
  sar: (a, b, t) => signedOf(a, t) >> (b & countMask(t)),
  sdiv: (a, b, t) => (signedOf(b, t) === 0n || signedOf(b, t) === -1n ? undefined : signedOf(a, t) / signedOf(b, t)),
  srem: (a, b, t) => (signedOf(b, t) === 0n || signedOf(b, t) === -1n ? undefined : signedOf(a, t) % signedOf(b, t)),
  udiv: (a, b, t) => (unsignedOf(b, t) === 0n ? undefined : unsignedOf(a, t) / unsignedOf(b, t)),
  urem: (a, b, t) => (unsignedOf(b, t) === 0n ? undefined : unsignedOf(a, t) % unsignedOf(b, t)),
};

/** a op b; undefined where the machine would trap. */
export function foldBinary(op: IntBinary, type: IrType, a: bigint, b: bigint): bigint | undefined {
  const value = FOLD[op](a, b, type);
  return value === undefined ? undefined : signedOf(value, type);
}

const COMPARE: Record<IntCompare, (a: bigint, b: bigint, t: IrType) => boolean> = {
  eq: (a, b, t) => unsignedOf(a, t) === unsignedOf(b, t),
  ne: (a, b, t) => unsignedOf(a, t) !== unsignedOf(b, t),
  slt: (a, b, t) => signedOf(a, t) < signedOf(b, t),
  sle: (a, b, t) => signedOf(a, t) <= signedOf(b, t),
  sgt: (a, b, t) => signedOf(a, t) > signedOf(b, t),
  sge: (a, b, t) => signedOf(a, t) >= signedOf(b, t),
  ult: (a, b, t) => unsignedOf(a, t) < unsignedOf(b, t),
  ule: (a, b, t) => unsignedOf(a, t) <= unsignedOf(b, t),
  ugt: (a, b, t) => unsignedOf(a, t) > unsignedOf(b, t),
  uge: (a, b, t) => unsignedOf(a, t) >= unsignedOf(b, t),
};

export function foldCompare(cond: IntCompare, type: IrType, a: bigint, b: bigint): boolean {
  return COMPARE[cond](a, b, type);
}

const COMMUTATIVE = new Set<string>(['add', 'mul', 'and', 'or', 'xor']);
const NEUTRAL: Partial<Record<IntBinary, bigint>> = {
  add: 0n,
  sub: 0n,
  or: 0n,
  xor: 0n,
  shl: 0n,
  shr: 0n,
  sar: 0n,
  mul: 1n,
  sdiv: 1n,
  udiv: 1n,
  and: -1n,
};

/** The simplest operation with the same result. */
export function simplify(op: IrOp): IrOp {
  switch (op.op) {
    case 'sext':
    case 'zext':
    case 'trunc':
      if (!isImm(op.a)) return op;
      return {
        op: 'copy',
        type: op.to,
        dst: op.dst,
        src: {
          imm:
            op.op === 'zext' ? unsignedOf(op.a.imm, op.from) : signedOf(op.a.imm, op.op === 'sext' ? op.from : op.to),
        },
      };
    case 'neg':
    case 'not':
      if (!isImm(op.a)) return op;
      return {
        op: 'copy',
        type: op.type,
        dst: op.dst,
        src: { imm: signedOf(op.op === 'neg' ? -op.a.imm : ~op.a.imm, op.type) },
      };
    case 'icmp':
      if (isImm(op.a) && isImm(op.b))
        return {
          op: 'copy',
          type: 'i32',
          dst: op.dst,
          src: { imm: foldCompare(op.cond, op.type, op.a.imm, op.b.imm) ? 1n : 0n },
        };
      return op;
    case 'add':
    case 'sub':
    case 'mul':
    case 'and':
    case 'or':
    case 'xor':
    case 'shl':
    case 'shr':
    case 'sar':
    case 'sdiv':
    case 'udiv':
    case 'srem':
    case 'urem':
      return simplifyBinary(op);
    default:
      return op;
  }
}

function simplifyBinary(given: Extract<IrOp, { op: IntBinary }>): IrOp {
  let op = given;
  if (isImm(op.a) && !isImm(op.b) && COMMUTATIVE.has(op.op)) op = { ...op, a: op.b, b: op.a };
  const { a, b, type, dst } = op;
  const constant = (imm: bigint): IrOp => ({ op: 'copy', type, dst, src: { imm } });
  if (isImm(a) && isImm(b)) {
    const value = foldBinary(op.op, type, a.imm, b.imm);
    return value === undefined ? op : constant(value);
  }
  // Narrow values have undefined upper bits; shifts to the right and divisions of them extend, so a copy is still right.
  if (isImm(b)) {
    const value = signedOf(b.imm, type);
    if (NEUTRAL[op.op] === value) return { op: 'copy', type, dst, src: a };
    if (value === 0n && (op.op === 'mul' || op.op === 'and')) return constant(0n);
    if (value === 1n && (op.op === 'srem' || op.op === 'urem')) return constant(0n);
    if (op.op === 'sub' && value !== -(1n << BigInt(BITS[type] - 1)))
      return { op: 'add', type, dst, a, b: { imm: -value } };
  }
  if (!isImm(a) && a === b) {
    if (op.op === 'sub' || op.op === 'xor') return constant(0n);
    if (op.op === 'and' || op.op === 'or') return { op: 'copy', type, dst, src: a };
  }
  return op;
}
