/**
 * __builtin_add_overflow and its like: the exact result of two integers, and whether the target can hold it.
 * Up to 32 bits everything is exact in 64; 64-bit operands of the target's own signedness use the classic tests.
 */
import type { Address, Operand } from '../../ir';
import { sizeOf } from '../layout';
import type { Builtin, Expression } from '../tree';
import { type CType, INT, isPointer, LONG, ULONG } from '../types';
import { imm } from './builder';
import { convertValue, truth } from './convert';
import type { FunctionLowering } from './function';
import { irTypeOf, isSigned } from './ir-types';

type Kind = 'add' | 'sub' | 'mul';

/** Stores the wrapped result; gives 1 if it overflowed. */
export function overflow(f: FunctionLowering, kind: Kind, e: Builtin): Operand {
  const [left, right, pointer] = e.args;
  const target = isPointer(pointer.type) ? pointer.type.to : INT;
  const to: Address = { base: { vreg: f.register(pointer) }, offset: 0 };
  const narrow = [left.type, right.type, target].every((type) => sizeOf(type) <= 4);
  const flag = narrow ? exactly(f, kind, left, right, target, to) : widely(f, kind, e, left, right, target, to);
  return f.b.resize(flag, 'i32', 'i8', false);
}

/** All in i64. */
function exactly(
  f: FunctionLowering,
  kind: Kind,
  left: Expression,
  right: Expression,
  target: CType,
  to: Address,
): Operand {
  const { b } = f;
  const a = convertValue(b, f.value(left), left.type, LONG);
  const c = convertValue(b, f.value(right), right.type, LONG);
  const exact = b.binary(kind, 'i64', a, c);
  const type = irTypeOf(target);
  const cut = b.resize(exact, 'i64', type, false);
  b.store(type, cut, to);
  return b.compare('ne', 'i64', b.resize(cut, type, 'i64', isSigned(target)), exact);
}

/** Whether every value of a type can be written in the 64-bit type with that signedness. */
function fits(type: CType, signed: boolean): boolean {
  return isSigned(type) ? signed : !signed || sizeOf(type) < 8;
}

function widely(
  f: FunctionLowering,
  kind: Kind,
  e: Builtin,
  left: Expression,
  right: Expression,
  target: CType,
  to: Address,
): Operand {
  const { b } = f;
  // Constants count as what they are: `x - 1` with an unsigned x is a case of its own only if the constant is negative.
  const unsignedOperand = (x: Expression): boolean => !isSigned(x.type) || (x.kind === 'integer' && x.value >= 0n);
  const signedOperand = (x: Expression): boolean => fits(x.type, true) || (x.kind === 'integer' && x.value < 1n << 63n);
  const signed = signedOperand(left) && signedOperand(right);
  if (!signed && !(unsignedOperand(left) && unsignedOperand(right))) {
    f.module.report.error('unsupported', e.at, { feature: `${e.at.text} (signed, unsigned)` });
    return imm(0);
  }
  // Where both views are possible, that of the target needs the fewest checks.
  const both = unsignedOperand(left) && unsignedOperand(right);
  const view = signed && !(both && !isSigned(target)) ? LONG : ULONG;
  const a = b.register('i64', convertValue(b, f.value(left), left.type, view));
  const c = b.register('i64', convertValue(b, f.value(right), right.type, view));
  const result = b.register('i64', b.binary(kind, 'i64', a, c));
  const lost = view === LONG ? signedLost(f, kind, a, c, result) : unsignedLost(f, kind, a, c, result);
  const type = irTypeOf(target);
  const cut = b.resize(result, 'i64', type, false);
  b.store(type, cut, to);
  return b.binary('or', 'i32', lost, outside(f, view, target, result, cut));
}

/** Whether the 64-bit result, seen as `view`, is no value of the target. */
function outside(f: FunctionLowering, view: CType, target: CType, result: number, cut: Operand): Operand {
  const { b } = f;
  const type = irTypeOf(target);
  const signDiffers = isSigned(view) !== isSigned(target);
  if (sizeOf(target) === 8) return signDiffers ? b.compare('slt', 'i64', result, imm(0)) : imm(0);
  const back = b.resize(cut, type, 'i64', isSigned(target));
  const changed = b.compare('ne', 'i64', back, result);
  return signDiffers ? b.binary('or', 'i32', changed, b.compare('slt', 'i64', result, imm(0))) : changed;
}

function signedLost(f: FunctionLowering, kind: Kind, a: number, c: number, result: number): Operand {
  const { b } = f;
  if (kind === 'mul') return signedProductLost(f, a, c, result);
  const other = kind === 'add' ? b.binary('xor', 'i64', c, result) : b.binary('xor', 'i64', a, c);
  const both = b.binary('and', 'i64', b.binary('xor', 'i64', a, result), other);
  return b.compare('slt', 'i64', both, imm(0));
}

function unsignedLost(f: FunctionLowering, kind: Kind, a: number, c: number, result: number): Operand {
  const { b } = f;
  if (kind === 'add') return b.compare('ult', 'i64', result, a);
  if (kind === 'sub') return b.compare('ult', 'i64', a, c);
  return dividesBack(f, a, c, result, 'udiv');
}

/** Dividing the product by one factor must give the other; -1 has a test of its own, for INT64_MIN / -1 traps. */
function signedProductLost(f: FunctionLowering, a: number, c: number, result: number): Operand {
  const { b } = f;
  const lost = b.vreg('i32');
  const [minusOne, other, end] = [b.block(), b.block(), b.block()];
  b.branch('eq', 'i64', a, imm(-1), minusOne, other);
  b.begin(minusOne);
  b.copy('i32', lost, b.compare('eq', 'i64', c, b.register('i64', { imm: -(1n << 63n) })));
  b.jump(end);
  b.begin(other);
  b.copy('i32', lost, dividesBack(f, a, c, result, 'sdiv'));
  b.begin(end);
  return lost;
}

function dividesBack(f: FunctionLowering, a: number, c: number, result: number, op: 'sdiv' | 'udiv'): Operand {
  const { b } = f;
  const lost = b.vreg('i32');
  const [divide, end] = [b.block(), b.block()];
  b.copy('i32', lost, imm(0));
  b.branch('ne', 'i64', a, imm(0), divide, end);
  b.begin(divide);
  b.copy('i32', lost, b.compare('ne', 'i64', b.binary(op, 'i64', result, a), c));
  b.begin(end);
  return truth(b, lost, 'i32');
}
