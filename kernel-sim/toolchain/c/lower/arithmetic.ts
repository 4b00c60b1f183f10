/** The arithmetic operators of C as operations of the IR: signedness and floating point by the type. */
import type { IntBinary, Operand, VReg } from '../../ir';
import type { BinaryOperator } from '../tree';
import type { CType } from '../types';
import type { FunctionLowering } from './function';
import { irTypeOf, isFloatType, isSigned } from './ir-types';

const OPERATIONS: Readonly<Record<BinaryOperator, readonly [signed: IntBinary, unsigned: IntBinary]>> = {
  '+': ['add', 'add'],
  '-': ['sub', 'sub'],
  '*': ['mul', 'mul'],
  '/': ['sdiv', 'udiv'],
  '%': ['srem', 'urem'],
  '&': ['and', 'and'],
  '|': ['or', 'or'],
  '^': ['xor', 'xor'],
  '<<': ['shl', 'shl'],
  '>>': ['sar', 'shr'],
};
const FLOATS = { '+': 'fadd', '-': 'fsub', '*': 'fmul', '/': 'fdiv' } as const;

/** An arithmetic operation on two values of one type. */
export function arithmetic(
  f: FunctionLowering,
  operator: BinaryOperator,
  type: CType,
  a: Operand,
  b: Operand,
  into?: VReg,
): Operand {
  const irType = irTypeOf(type);
  if (isFloatType(irType)) {
    const dst = into ?? f.b.vreg(irType);
    const op = FLOATS[operator as keyof typeof FLOATS];
    f.b.emit({ op, type: irType, dst, a: f.b.register(irType, a), b: f.b.register(irType, b) });
    return dst;
  }
  return f.b.binary(OPERATIONS[operator][isSigned(type) ? 0 : 1], irType, a, b, into);
}
