/** C's scalar types as machine types. */
import type { FloatCompare, IntCompare, IrType } from '../../ir';
import type { CompareOperator } from '../tree';
import { type CType, integerOf, isInteger } from '../types';

const BY_SIZE: Readonly<Record<number, IrType>> = { 1: 'i8', 2: 'i16', 4: 'i32', 8: 'i64' };

/** Pointers are i64; a long double has no machine type of ours and counts as f64 after it was reported. */
export function irTypeOf(type: CType): IrType {
  if (type.kind === 'float') return type.size === 4 ? 'f32' : 'f64';
  return isInteger(type) ? BY_SIZE[integerOf(type).size] : 'i64';
}

export function irInt(size: number): IrType {
  return BY_SIZE[size];
}

export function isSigned(type: CType): boolean {
  return isInteger(type) && integerOf(type).signed;
}

export const isFloatType = (type: IrType): type is 'f32' | 'f64' => type === 'f32' || type === 'f64';

const CONDITIONS: Readonly<
  Record<CompareOperator, readonly [signed: IntCompare, unsigned: IntCompare, float: FloatCompare]>
> = {
  '==': ['eq', 'eq', 'feq'],
  '!=': ['ne', 'ne', 'fne'],
  '<': ['slt', 'ult', 'flt'],
  '<=': ['sle', 'ule', 'fle'],
  '>': ['sgt', 'ugt', 'fgt'],
  '>=': ['sge', 'uge', 'fge'],
};

export function intCondition(operator: CompareOperator, type: CType): IntCompare {
  return CONDITIONS[operator][isSigned(type) ? 0 : 1];
}

export function floatCondition(operator: CompareOperator): FloatCompare {
  return CONDITIONS[operator][2];
}
