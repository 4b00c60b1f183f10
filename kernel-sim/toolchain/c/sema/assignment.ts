/** Assignments, increments, casts and the comma (C11 6.5.4, 6.5.16, 6.5.17). */
import { sizeOf } from '../layout';
import type { Reporter } from '../report';
import type { At, BinaryOperator, Expression } from '../tree';
import { typeName } from '../type-names';
import {
  CONST,
  type CType,
  isArithmetic,
  isError,
  isFloating,
  isInteger,
  isPointer,
  isRecord,
  isScalar,
  isVoid,
  LONG,
  qualsOf,
  unqualified,
} from '../types';
import { balance, convert, convertAssigning, decay, errorAt, promote } from './conversions';
import { NEEDS_INTEGERS, rvalueOf } from './operators';
import { describe, isLvalue, rootVariable, scaleOf } from './pointers';

/** Whether the expression may be stored to (6.3.2.1p1); if not, says why. */
export function checkModifiable(report: Reporter, target: Expression, operator: string, at: At): boolean {
  if (isError(target.type)) return false;
  if (!isLvalue(target)) {
    report.error('lvalue-required', at, { operator }, { hint: 'hint-lvalue' });
    return false;
  }
  if (target.type.kind === 'array') {
    report.error('array-not-assignable', at, { name: describe(target) }, { hint: 'hint-array-copy' });
    return false;
  }
  if (qualsOf(target.type) & CONST) {
    report.error('assign-to-const', at, { name: describe(target) });
    return false;
  }
  const root = rootVariable(target);
  if (root) root.variable.written = true;
  return true;
}

/** target "=" value */
export function buildAssign(report: Reporter, target: Expression, value: Expression, at: At): Expression {
  if (!checkModifiable(report, target, '=', at)) return errorAt(at);
  const converted = convertAssigning(report, value, target.type, 'assign');
  return { kind: 'assign', target, value: converted, type: unqualified(target.type), at };
}

/** target operator"=" value */
export function buildCompoundAssign(
  report: Reporter,
  operator: BinaryOperator,
  target: Expression,
  valueSide: Expression,
  at: At,
): Expression {
  if (!checkModifiable(report, target, `${operator}=`, at)) return errorAt(at);
  const value = decay(valueSide);
  if (isError(value.type)) return value;
  const type = unqualified(target.type);
  if (isPointer(target.type) && (operator === '+' || operator === '-') && isInteger(value.type)) {
    const scale = scaleOf(report, target.type.to, at);
    return {
      kind: 'compound-assign',
      operator,
      target,
      value: convert(promote(value), LONG),
      computeType: type,
      scale,
      type,
      at,
    };
  }
  const fits = NEEDS_INTEGERS.has(operator) ? isInteger : isArithmetic;
  if (!fits(target.type) || !fits(value.type)) {
    report.error('bad-operands', at, {
      operator: `${operator}=`,
      left: typeName(target.type),
      right: typeName(value.type),
    });
    return errorAt(at);
  }
  return compoundArithmetic(report, operator, target, value, type, at);
}

function compoundArithmetic(
  report: Reporter,
  operator: BinaryOperator,
  target: Expression,
  value: Expression,
  type: CType,
  at: At,
): Expression {
  const shift = operator === '<<' || operator === '>>';
  const computeType = shift ? unqualified(promote(target).type) : balance(target, value)[2];
  const converted = convert(shift ? promote(value) : value, computeType);
  if ((operator === '/' || operator === '%') && converted.kind === 'integer' && converted.value === 0n) {
    report.warn('division-by-zero', at, {}, { hint: 'hint-division-by-zero' });
  }
  return { kind: 'compound-assign', operator, target, value: converted, computeType, type, at };
}

/** "++" or "--", before or after. */
export function buildIncrement(
  report: Reporter,
  target: Expression,
  delta: 1 | -1,
  prefix: boolean,
  at: At,
): Expression {
  const operator = delta > 0 ? '++' : '--';
  if (!checkModifiable(report, target, operator, at)) return errorAt(at);
  if (!isScalar(target.type)) {
    report.error('bad-operand', at, { operator, type: typeName(target.type) });
    return errorAt(at);
  }
  const scale = isPointer(target.type) ? scaleOf(report, target.type.to, at) : undefined;
  return { kind: 'increment', target, prefix, delta, scale, type: unqualified(target.type), at };
}

/** "(" type ")" operand */
export function buildCast(report: Reporter, to: CType, e: Expression, at: At): Expression {
  const operand = decay(e);
  if (isError(operand.type) || isError(to)) return operand;
  const type = unqualified(to);
  if (isVoid(type)) return { kind: 'cast', operand, implicit: false, type, at };
  if (isRecord(type) && isRecord(operand.type) && type.declaration === operand.type.declaration) return operand;
  if (!isScalar(type) || !isScalar(operand.type)) {
    report.error('bad-cast', at, { from: typeName(operand.type), to: typeName(type) });
    return errorAt(at);
  }
  if ((isPointer(type) && isFloating(operand.type)) || (isFloating(type) && isPointer(operand.type))) {
    report.error('bad-cast', at, { from: typeName(operand.type), to: typeName(type) });
    return errorAt(at);
  }
  if (isPointer(type) && isInteger(operand.type) && sizeOf(operand.type) < 8 && operand.kind !== 'integer') {
    report.warn('int-to-pointer-size', at, { from: typeName(operand.type), to: typeName(type) });
  }
  if (
    isInteger(type) &&
    isPointer(operand.type) &&
    sizeOf(type) < 8 &&
    !(type.kind === 'int' && type.name === '_Bool')
  ) {
    report.warn('pointer-to-int-size', at, { from: typeName(operand.type), to: typeName(type) });
  }
  const converted = convert(operand, type, false);
  return converted === e && isLvalue(e) ? rvalueOf(converted) : converted;
}

/** left "," right */
export function buildComma(left: Expression, rightSide: Expression, at: At): Expression {
  const right = decay(rightSide);
  return { kind: 'comma', left, right, type: unqualified(right.type), at };
}
