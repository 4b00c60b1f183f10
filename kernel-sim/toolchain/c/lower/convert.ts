/** Conversions between scalar types (C11 6.3.1), as IR. */
import type { IrType, Operand, VReg } from '../../ir';
import { type CType, isBool, isFloating } from '../types';
import { bitsOf, type FunctionBuilder, imm, isImm } from './builder';
import { irTypeOf, isFloatType, isSigned } from './ir-types';

/** The value converted from one scalar type to another. */
export function convertValue(b: FunctionBuilder, value: Operand, from: CType, to: CType, into?: VReg): Operand {
  const source = irTypeOf(from);
  const target = irTypeOf(to);
  if (isBool(to) && !isBool(from)) return toBool(b, value, source, into);
  if (isFloating(from) || isFloating(to)) return convertFloat(b, value, from, to, source, target, into);
  return b.resize(value, source, target, isSigned(from), into);
}

/** 0 or 1 as an i8. */
function toBool(b: FunctionBuilder, value: Operand, type: IrType, into?: VReg): Operand {
  return b.resize(truth(b, value, type), 'i32', 'i8', false, into);
}

/** Whether a value is not zero, as an i32. */
export function truth(b: FunctionBuilder, value: Operand, type: IrType, into?: VReg): Operand {
  if (isFloatType(type)) {
    const dst = into ?? b.vreg('i32');
    b.emit({ op: 'fcmp', cond: 'fne', type, dst, a: b.register(type, value), b: b.float(type, 0) });
    return dst;
  }
  const [wide, wideType] = widened(b, value, type);
  return b.compare('ne', wideType, wide, imm(0), into);
}

/** A narrow integer made an i32, for comparison with zero. */
export function widened(b: FunctionBuilder, value: Operand, type: IrType): [Operand, IrType] {
  return bitsOf(type) >= 32 ? [value, type] : [b.resize(value, type, 'i32', false), 'i32'];
}

function convertFloat(
  b: FunctionBuilder,
  value: Operand,
  from: CType,
  to: CType,
  source: IrType,
  target: IrType,
  into?: VReg,
): Operand {
  if (source === target && isFloating(from) && isFloating(to)) return value;
  if (isFloating(from) && isFloating(to)) {
    const dst = into ?? b.vreg(target);
    b.emit({ op: target === 'f64' ? 'fext' : 'ftrunc', from: source, to: target, dst, a: b.register(source, value) });
    return dst;
  }
  return isFloating(from)
    ? floatToInteger(b, value, source, target, isSigned(to), into)
    : integerToFloat(b, value, source, target, isSigned(from), into);
}

/** Narrow results go through i32, as the hardware's conversions do. */
function floatToInteger(
  b: FunctionBuilder,
  value: Operand,
  source: IrType,
  target: IrType,
  signed: boolean,
  into?: VReg,
): Operand {
  const narrow = bitsOf(target) < 32;
  const through: IrType = narrow ? 'i32' : target;
  const dst = narrow ? b.vreg('i32') : (into ?? b.vreg(target));
  const op = signed || narrow ? 'ftosi' : 'ftoui';
  b.emit({ op, from: source, to: through, dst, a: b.register(source, value) });
  return b.resize(dst, through, target, false, into);
}

function integerToFloat(
  b: FunctionBuilder,
  value: Operand,
  source: IrType,
  target: IrType,
  signed: boolean,
  into?: VReg,
): Operand {
  const narrow = bitsOf(source) < 32;
  const wide = narrow ? b.resize(value, source, 'i32', signed) : value;
  const through: IrType = narrow ? 'i32' : source;
  if (isImm(wide)) return b.float(target as 'f32' | 'f64', Number(wide.imm), into);
  const dst = into ?? b.vreg(target);
  b.emit({ op: signed || narrow ? 'sitof' : 'uitof', from: through, to: target, dst, a: wide });
  return dst;
}
