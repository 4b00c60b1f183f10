/** Selection of integer arithmetic, comparison and conversion. */
import { imm, type MachineOperand, mem, reg } from '../asm/instruction';
import { RAX, RCX, RDX, type Size } from '../asm/registers';
import type { IntBinary, IntCompare, IrOp, IrType, Operand } from '../ir';
import { divideByConstant } from './divide';
import { CONDITION_NAME } from './roles';
import { BYTES, immediate, isImm, type Selector, signed, workSize } from './selector';

export const CONDITION: Record<IntCompare, number> = {
  eq: 4,
  ne: 5,
  slt: 12,
  sle: 14,
  sgt: 15,
  sge: 13,
  ult: 2,
  ule: 6,
  ugt: 7,
  uge: 3,
};
const SWAPPED: Record<IntCompare, IntCompare> = {
  eq: 'eq',
  ne: 'ne',
  slt: 'sgt',
  sle: 'sge',
  sgt: 'slt',
  sge: 'sle',
  ult: 'ugt',
  ule: 'uge',
  ugt: 'ult',
  uge: 'ule',
};
const MNEMONIC: Partial<Record<IntBinary, string>> = {
  add: 'add',
  sub: 'sub',
  mul: 'imul',
  and: 'and',
  or: 'or',
  xor: 'xor',
  shl: 'shl',
  shr: 'shr',
  sar: 'sar',
};
const COMMUTATIVE = new Set<string>(['add', 'mul', 'and', 'or', 'xor']);

type Op<K extends IrOp['op']> = Extract<IrOp, { op: K }>;
export type BinaryOp = { op: IntBinary; type: IrType; dst: number; a: Operand; b: Operand };

/** Sign- or zero-extends a narrow value to 32 bits in a new register; wide ones stay. */
export function widen(s: Selector, o: Operand, type: IrType, isSigned: boolean): Operand | { register: number } {
  if (type === 'i32' || type === 'i64') return o;
  if (isImm(o)) return { imm: isSigned ? signed(o.imm, type) : BigInt.asUintN(BYTES[type] * 8, o.imm) };
  const t = s.general(4);
  s.emit(`mov${isSigned ? 'sx' : 'z'}${type === 'i8' ? 'b' : 'w'}`, 4, reg(t, 4), reg(s.register(o), BYTES[type]));
  return { register: t };
}

function asRegister(s: Selector, o: Operand | { register: number }, type: IrType): number {
  return typeof o === 'object' && 'register' in o ? o.register : s.inRegister(o, type);
}

/** dst = a op b for everything but division. `folded` replaces operand b by memory. */
export function selectBinary(s: Selector, op: BinaryOp, folded?: MachineOperand): void {
  switch (op.op) {
    case 'sdiv':
    case 'udiv':
    case 'srem':
    case 'urem':
      selectDivision(s, op, folded);
      return;
    case 'shl':
    case 'shr':
    case 'sar':
      selectShift(s, op);
      return;
  }
  let { a, b } = op;
  if (COMMUTATIVE.has(op.op) && isImm(a) && folded === undefined) [a, b] = [b, a];
  const size = workSize(op.type);
  const dst = s.register(op.dst);
  if (op.op === 'mul' && folded === undefined && isImm(b) && !isImm(a)) {
    const factor = immediate(b.imm, op.type);
    if (factor !== undefined) {
      multiplyByConstant(s, dst, s.register(a), factor, size);
      return;
    }
  }
  const mnemonic = MNEMONIC[op.op]!;
  // dst == b: the first move would destroy b.
  if (folded === undefined && !isImm(b) && b === op.dst && !(!isImm(a) && a === op.dst)) {
    if (COMMUTATIVE.has(op.op)) [a, b] = [b, a];
    else {
      const t = s.general(size);
      move(s, t, a, op.type);
      s.emit(mnemonic, size, reg(t, size), reg(dst, size));
      s.copy(dst, t, size);
      return;
    }
  }
  const right = folded ?? s.source(b, op.type);
  if (folded?.kind === 'mem' && (folded.base === dst || folded.index === dst) && a !== op.dst) {
    const t = s.general(size);
    move(s, t, a, op.type);
    s.emit(mnemonic, size, reg(t, size), folded);
    s.copy(dst, t, size);
    return;
  }
  if (right.kind === 'imm' && op.op === 'mul') {
    s.emit('imul3', size, reg(dst, size), s.registerOperand(a, op.type), right);
    return;
  }
  move(s, dst, a, op.type);
  s.emit(mnemonic, size, reg(dst, size), right);
}

/** Register = operand. */
export function move(s: Selector, to: number, o: Operand | { register: number }, type: IrType): void {
  if (typeof o === 'object' && 'register' in o) s.copy(to, o.register, BYTES[type]);
  else if (isImm(o)) s.constant(to, o.imm, type);
  else if (s.register(o) !== to) s.copy(to, s.register(o), BYTES[type]);
}

function multiplyByConstant(s: Selector, dst: number, a: number, factor: number, size: Size): void {
  const shift = Math.log2(factor);
  if (factor > 0 && Number.isInteger(shift)) {
    if (shift <= 3 && dst !== a && shift > 0) s.emit('lea', size, reg(dst, size), mem(-1, 0, a, factor as 2 | 4 | 8));
    else {
      if (dst !== a) s.copy(dst, a, size);
      if (shift > 0) s.emit('shl', size, reg(dst, size), imm(shift));
    }
    return;
  }
  if (factor === 3 || factor === 5 || factor === 9) {
    s.emit('lea', size, reg(dst, size), mem(a, 0, a, (factor - 1) as 2 | 4 | 8));
    return;
  }
  s.emit('imul3', size, reg(dst, size), reg(a, size), imm(factor));
}

function selectShift(s: Selector, op: BinaryOp): void {
  const size = workSize(op.type);
  const dst = s.register(op.dst);
  const narrowRight = op.op !== 'shl' && BYTES[op.type] < 4;
  // What was widened is a 32-bit value from here on.
  const type = narrowRight ? 'i32' : op.type;
  const left = narrowRight ? widen(s, op.a, op.type, op.op === 'sar') : op.a;
  if (isImm(op.b)) {
    const count = Number(op.b.imm & (size === 8 ? 63n : 31n));
    move(s, dst, left, type);
    if (count !== 0) s.emit(op.op, size, reg(dst, size), imm(count));
    return;
  }
  s.emit('mov', 4, reg(RCX, 4), reg(s.register(op.b), 4));
  const t = op.b === op.dst ? s.general(size) : dst;
  move(s, t, left, type);
  const shift = s.emit(op.op, size, reg(t, size), reg(RCX, 1));
  shift.roles = 'bu';
  if (t !== dst) s.copy(dst, t, size);
}

function selectDivision(s: Selector, op: BinaryOp, folded?: MachineOperand): void {
  const isSigned = op.op === 'sdiv' || op.op === 'srem';
  const remainder = op.op === 'srem' || op.op === 'urem';
  const size = workSize(op.type);
  const type: IrType = size === 8 ? 'i64' : 'i32';
  const a = widen(s, op.a, op.type, isSigned);
  const dst = s.register(op.dst);
  if (folded === undefined && isImm(op.b)) {
    const divisor = isSigned ? signed(op.b.imm, op.type) : BigInt.asUintN(BYTES[op.type] * 8, op.b.imm);
    if (divideByConstant(s, { dst, a: asRegister(s, a, type), divisor, size, isSigned, remainder })) return;
  }
  let divisor = folded;
  if (divisor === undefined) {
    const b = widen(s, op.b, op.type, isSigned);
    divisor = reg(asRegister(s, b, type), size);
  }
  if (typeof a === 'object' && 'register' in a) s.copy(RAX, a.register, size);
  else if (isImm(a)) s.constant(RAX, a.imm, type);
  else s.copy(RAX, s.register(a), size);
  if (isSigned) {
    const extend = s.emit(size === 8 ? 'cqto' : 'cltd', 0);
    extend.uses = [RAX];
    extend.defs = [RDX];
  } else s.emit('mov', 4, reg(RDX, 4), imm(0));
  const divide = s.emit(isSigned ? 'idiv' : 'div', size, divisor);
  divide.uses = [RAX, RDX];
  divide.defs = [RAX, RDX];
  s.copy(dst, remainder ? RDX : RAX, size);
}

/** cmp or test; gives the condition code that then holds. `memory` replaces operand a. */
export function selectCompare(
  s: Selector,
  cond: IntCompare,
  type: IrType,
  left: Operand,
  right: Operand,
  memory?: { operand: MachineOperand; side: 'a' | 'b' },
): number {
  let a = left;
  let b = right;
  let c = cond;
  const size = BYTES[type];
  if (memory !== undefined) {
    if (memory.side === 'b') {
      s.emit('cmp', size, s.registerOperand(a, type, size), memory.operand);
      return CONDITION[c];
    }
    s.emit('cmp', size, memory.operand, s.source(b, type, size));
    return CONDITION[c];
  }
  if (isImm(a) && !isImm(b)) {
    [a, b] = [b, a];
    c = SWAPPED[c];
  }
  if (isImm(b) && signed(b.imm, type) === 0n) {
    const r = s.registerOperand(a, type, size);
    s.emit('test', size, r, r);
    return CONDITION[c];
  }
  s.emit('cmp', size, s.registerOperand(a, type, size), s.source(b, type, size));
  return CONDITION[c];
}

/** dst (i32) = condition of the flags. */
export function setCondition(s: Selector, dst: number, condition: number): void {
  const t = s.general(1);
  s.emit(`set${CONDITION_NAME[condition]}`, 1, reg(t, 1));
  s.emit('movzb', 4, reg(dst, 4), reg(t, 1));
}

export function selectIcmp(s: Selector, op: Op<'icmp'>): void {
  setCondition(s, s.register(op.dst), selectCompare(s, op.cond, op.type, op.a, op.b));
}

/** sext, zext, trunc; `memory` is a load folded into the extension. */
export function selectExtension(s: Selector, op: Op<'sext' | 'zext' | 'trunc'>, memory?: MachineOperand): void {
  const dst = s.register(op.dst);
  if (isImm(op.a)) {
    const value =
      op.op === 'sext'
        ? signed(op.a.imm, op.from)
        : op.op === 'zext'
          ? BigInt.asUintN(BYTES[op.from] * 8, op.a.imm)
          : op.a.imm;
    s.constant(dst, value, op.to);
    return;
  }
  if (op.op === 'trunc') {
    s.copy(dst, s.register(op.a), 4);
    return;
  }
  const from = BYTES[op.from];
  const source = memory ?? reg(s.register(op.a), from);
  if (op.op === 'zext') {
    if (from === 4) {
      const inst = s.emit('mov', 4, reg(dst, 4), source);
      inst.keep = true;
    } else s.emit(from === 1 ? 'movzb' : 'movzw', 4, reg(dst, 4), source);
    return;
  }
  const size = workSize(op.to);
  s.emit(from === 1 ? 'movsxb' : from === 2 ? 'movsxw' : 'movsxl', size, reg(dst, size), source);
}

export function selectUnary(s: Selector, op: Op<'neg' | 'not'>): void {
  const size = workSize(op.type);
  move(s, s.register(op.dst), op.a, op.type);
  s.emit(op.op, size, reg(s.register(op.dst), size));
}

/** clz ctz bswap popcount without anything newer than SSE2. */
export function selectBits(s: Selector, op: Op<'clz' | 'ctz' | 'popcount' | 'bswap'>): void {
  const size = workSize(op.type);
  const dst = s.register(op.dst);
  const bits = BYTES[op.type] * 8;
  if (op.op === 'bswap') {
    s.copy(dst, s.register(op.a), size);
    if (op.type === 'i16') s.emit('rol', 2, reg(dst, 2), imm(8));
    else if (op.type !== 'i8') s.emit('bswap', size, reg(dst, size));
    return;
  }
  const wide = widen(s, op.a, op.type, false);
  const a = asRegister(s, wide, op.type);
  if (op.op === 'ctz') {
    s.emit('bsf', size, reg(dst, size), reg(a, size));
    return;
  }
  if (op.op === 'clz') {
    s.emit('bsr', size, reg(dst, size), reg(a, size));
    s.emit('xor', 4, reg(dst, 4), imm(bits - 1));
    return;
  }
  selectPopcount(s, dst, a, size);
}

/** Hacker's Delight 5-1. */
function selectPopcount(s: Selector, dst: number, a: number, size: Size): void {
  const mask = (byte: bigint): MachineOperand => {
    if (size === 4) return imm(Number(BigInt.asIntN(32, byte * 0x01010101n)));
    const t = s.general(8);
    s.emit('mov', 8, reg(t, 8), imm(byte * 0x0101010101010101n));
    return reg(t, 8);
  };
  const x = s.general(size);
  const t = s.general(size);
  s.copy(x, a, size);
  s.copy(t, a, size);
  s.emit('shr', size, reg(t, size), imm(1));
  s.emit('and', size, reg(t, size), mask(0x55n));
  s.emit('sub', size, reg(x, size), reg(t, size));
  s.copy(t, x, size);
  s.emit('shr', size, reg(t, size), imm(2));
  const m33 = mask(0x33n);
  s.emit('and', size, reg(t, size), m33);
  s.emit('and', size, reg(x, size), m33);
  s.emit('add', size, reg(x, size), reg(t, size));
  s.copy(t, x, size);
  s.emit('shr', size, reg(t, size), imm(4));
  s.emit('add', size, reg(x, size), reg(t, size));
  s.emit('and', size, reg(x, size), mask(0x0fn));
  if (size === 4) s.emit('imul3', 4, reg(x, 4), reg(x, 4), imm(0x01010101));
  else s.emit('imul', 8, reg(x, 8), mask(0x01n));
  s.emit('shr', size, reg(x, size), imm(size * 8 - 8));
  s.copy(dst, x, size);
}
