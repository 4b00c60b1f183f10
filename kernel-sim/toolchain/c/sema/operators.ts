/** Arithmetic operators with their constraints and result types (C11 6.5.3.3, 6.5.5 to 6.5.7, 6.5.10 to 6.5.12). */
import { sizeOf } from '../layout';
import type { Reporter } from '../report';
import type { At, BinaryOperator, Expression } from '../tree';
import { typeName } from '../type-names';
import {
  type CType,
  INT,
  isArithmetic,
  isError,
  isFloating,
  isInteger,
  isPointer,
  isScalar,
  unqualified,
} from '../types';
import { knownTruth } from './constants';
import { balance, convert, decay, errorAt, integer, promote } from './conversions';
import { foldExact, foldFloat, normalise } from './fold';
import { buildPointerDifference, buildPointerOffset } from './pointers';

/** ("+" | "-" | "~" | "!") unary */
export function buildUnary(report: Reporter, operator: '+' | '-' | '~' | '!', e: Expression, at: At): Expression {
  const operand = decay(e);
  if (isError(operand.type)) return operand;
  const fits =
    operator === '!' ? isScalar(operand.type) : operator === '~' ? isInteger(operand.type) : isArithmetic(operand.type);
  if (!fits) {
    report.error('bad-operand', at, { operator, type: typeName(operand.type) });
    return errorAt(at);
  }
  if (operator === '!') return buildNot(operand, at);
  const value = promote(operand);
  if (operator === '+')
    return value.kind === 'integer' || value.kind === 'floating' || value.kind === 'cast' ? value : rvalueOf(value);
  if (value.kind === 'integer') {
    return integer(operator === '-' ? -value.value : ~value.value, value.type, at);
  }
  if (value.kind === 'floating') return { ...value, value: -value.value, at };
  return { kind: 'unary', operator, operand: value, type: unqualified(value.type), at };
}

/** The same value, but no longer an lvalue. */
export function rvalueOf(e: Expression): Expression {
  return { kind: 'cast', operand: e, implicit: true, type: unqualified(e.type), at: e.at };
}

function buildNot(operand: Expression, at: At): Expression {
  const truth = operand.kind === 'integer' || operand.kind === 'floating' ? knownTruth(operand) : undefined;
  if (truth !== undefined) return integer(truth ? 0n : 1n, INT, at);
  return { kind: 'unary', operator: '!', operand, type: INT, at };
}

export const NEEDS_INTEGERS = new Set<string>(['%', '&', '|', '^', '<<', '>>']);

/** left operator right, for the arithmetic operators. */
export function buildBinary(
  report: Reporter,
  operator: BinaryOperator,
  leftSide: Expression,
  rightSide: Expression,
  at: At,
): Expression {
  const left = decay(leftSide);
  const right = decay(rightSide);
  if (isError(left.type) || isError(right.type)) return errorAt(at);
  if (operator === '+' && isPointer(right.type) && isInteger(left.type)) {
    return buildPointerOffset(report, right, left, false, at);
  }
  if ((operator === '+' || operator === '-') && isPointer(left.type)) {
    if (isInteger(right.type)) return buildPointerOffset(report, left, right, operator === '-', at);
    if (operator === '-' && isPointer(right.type)) return buildPointerDifference(report, left, right, at);
  }
  const fits = NEEDS_INTEGERS.has(operator) ? isInteger : isArithmetic;
  if (!fits(left.type) || !fits(right.type)) {
    report.error('bad-operands', at, { operator, left: typeName(left.type), right: typeName(right.type) });
    return errorAt(at);
  }
  if (operator === '<<' || operator === '>>') return buildShift(report, operator, left, right, at);
  const [a, b, type] = balance(left, right);
  if ((operator === '/' || operator === '%') && b.kind === 'integer' && b.value === 0n) {
    report.warn('division-by-zero', at, {}, { hint: 'hint-division-by-zero' });
  }
  return folded(report, operator, a, b, type, at) ?? { kind: 'binary', operator, left: a, right: b, type, at };
}

function buildShift(report: Reporter, operator: '<<' | '>>', left: Expression, right: Expression, at: At): Expression {
  const value = promote(left);
  const type = unqualified(value.type);
  const amount = promote(right);
  if (amount.kind === 'integer') {
    const bits = sizeOf(type) * 8;
    if (amount.value < 0n) report.warn('shift-negative', at, { operator });
    else if (amount.value >= BigInt(bits)) report.warn('shift-too-large', at, { operator, bits });
  }
  const count = convert(amount, type);
  return (
    folded(report, operator, value, amount, type, at) ?? {
      kind: 'binary',
      operator,
      left: value,
      right: count,
      type,
      at,
    }
  );
}

function folded(
  report: Reporter,
  operator: BinaryOperator,
  a: Expression,
  b: Expression,
  type: CType,
  at: At,
): Expression | undefined {
  if (a.kind === 'integer' && b.kind === 'integer') {
    const exact = foldExact(operator, a.value, b.value, sizeOf(type) * 8);
    if (exact === undefined) return undefined;
    const value = normalise(exact, type);
    if (value !== exact && type.kind === 'int' && type.signed && operator !== '<<') {
      report.warn('integer-overflow', at, { type: typeName(type), value: String(value) });
    }
    return integer(exact, type, at);
  }
  if (a.kind === 'floating' && b.kind === 'floating' && isFloating(type)) {
    const value = foldFloat(operator, a.value, b.value, type.name === 'float');
    // NaN's bits depend on how it was made: leave it to the machine.
    return value === undefined || Number.isNaN(value) ? undefined : { kind: 'floating', value, type, at };
  }
  return undefined;
}
