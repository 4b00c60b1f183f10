import type { Reporter } from '../report';
import type { At, CompareOperator, Expression } from '../tree';
import { typeName } from '../type-names';
import {
  type CType,
  INT,
  isArithmetic,
  isError,
  isFloating,
  isInteger,
  isPointer,
  isRecord,
  isScalar,
  isVoid,
  pointerTo,
  qualify,
  unqualified,
  VOID,
} from '../types';
import { compatibleIgnoringQuals, composite } from './compatible';
import { isNullConstant, knownTruth } from './constants';
import { balance, convert, decay, errorAt, integer } from './conversions';
import { foldCompare } from './fold';

/** left (== != < <= > >=) right */
export function buildCompare(
  report: Reporter,
  operator: CompareOperator,
  leftSide: Expression,
  rightSide: Expression,
  at: At,
): Expression {
  const left = decay(leftSide);
  const right = decay(rightSide);
  if (isError(left.type) || isError(right.type)) return errorAt(at);
  if (isArithmetic(left.type) && isArithmetic(right.type)) {
    const [a, b] = balance(left, right);
    if ((a.kind === 'integer' && b.kind === 'integer') || (a.kind === 'floating' && b.kind === 'floating')) {
      return integer(foldCompare(operator, a.value, b.value), INT, at);
    }
    return { kind: 'compare', operator, left: a, right: b, type: INT, at };
  }
  if (!isScalar(left.type) || !isScalar(right.type) || isFloating(left.type) || isFloating(right.type)) {
    report.error('bad-operands', at, { operator, left: typeName(left.type), right: typeName(right.type) });
    return errorAt(at);
  }
  return comparePointers(report, operator, left, right, at);
}

function comparePointers(
  report: Reporter,
  operator: CompareOperator,
  left: Expression,
  right: Expression,
  at: At,
): Expression {
  const pointerType = isPointer(left.type) ? left.type : right.type;
  if (isPointer(left.type) && isPointer(right.type)) {
    const x = unqualified(left.type.to);
    const y = unqualified(right.type.to);
    if (!isVoid(x) && !isVoid(y) && !compatibleIgnoringQuals(x, y) && !isNullConstant(left) && !isNullConstant(right)) {
      report.warn('compare-distinct-pointers', at, { left: typeName(left.type), right: typeName(right.type) });
    }
  } else if (!isNullConstant(left) && !isNullConstant(right)) {
    report.warn('compare-pointer-integer', at, { left: typeName(left.type), right: typeName(right.type) });
  }
  const a = isPointer(left.type) ? left : convert(left, pointerType);
  const b = isPointer(right.type) ? right : convert(right, pointerType);
  if (a.kind === 'integer' && b.kind === 'integer') return integer(foldCompare(operator, a.value, b.value), INT, at);
  return { kind: 'compare', operator, left: a, right: b, type: INT, at };
}

/** left ("&&" | "||") right */
export function buildLogical(
  report: Reporter,
  operator: '&&' | '||',
  leftSide: Expression,
  rightSide: Expression,
  at: At,
): Expression {
  const left = checkCondition(report, leftSide);
  const right = checkCondition(report, rightSide);
  if (isError(left.type) || isError(right.type)) return errorAt(at);
  const known = left.kind === 'integer' || left.kind === 'floating' ? knownTruth(left) : undefined;
  if (known !== undefined) {
    if (known === (operator === '||')) return integer(known ? 1n : 0n, INT, at);
    const other = right.kind === 'integer' || right.kind === 'floating' ? knownTruth(right) : undefined;
    if (other !== undefined) return integer(other ? 1n : 0n, INT, at);
  }
  return { kind: 'logical', operator, left, right, type: INT, at };
}

/** A scalar to be tested against zero. */
export function checkCondition(report: Reporter, e: Expression): Expression {
  const value = decay(e);
  if (isScalar(value.type) || isError(value.type)) return value;
  report.error('scalar-required', value.at, { type: typeName(value.type) });
  return errorAt(value.at);
}

/** condition "?" then ":" otherwise */
export function buildConditional(
  report: Reporter,
  test: Expression,
  thenSide: Expression | undefined,
  otherwiseSide: Expression,
  at: At,
): Expression {
  const condition = checkCondition(report, test);
  const then = decay(thenSide ?? condition);
  const otherwise = decay(otherwiseSide);
  if (isError(condition.type) || isError(then.type) || isError(otherwise.type)) return errorAt(at);
  const type = conditionalType(report, then, otherwise, at);
  if (!type) return errorAt(at);
  const a = isScalar(type) ? convert(then, type) : then;
  const b = isScalar(type) ? convert(otherwise, type) : otherwise;
  const truth = condition.kind === 'integer' || condition.kind === 'floating' ? knownTruth(condition) : undefined;
  if (truth !== undefined) {
    const chosen = truth ? a : b;
    if (chosen.kind === 'integer' || chosen.kind === 'floating') return chosen;
  }
  if (thenSide === undefined) {
    // `a ?: b`: the condition's value is converted after it has been tested.
    return { kind: 'conditional', condition, otherwise: b, type, at };
  }
  // biome-ignore lint/suspicious/noThenProperty: C's own words for it; nobody awaits a tree
  return { kind: 'conditional', condition, then: a, otherwise: b, type, at };
}

function conditionalType(report: Reporter, a: Expression, b: Expression, at: At): CType | undefined {
  if (isArithmetic(a.type) && isArithmetic(b.type)) return balance(a, b)[2];
  if (isVoid(a.type) || isVoid(b.type)) return VOID;
  if (isRecord(a.type) && isRecord(b.type) && a.type.declaration === b.type.declaration) return unqualified(a.type);
  if (isPointer(a.type) && isNullConstant(b)) return unqualified(a.type);
  if (isPointer(b.type) && isNullConstant(a)) return unqualified(b.type);
  if (isPointer(a.type) && isPointer(b.type)) {
    const quals = a.type.to.quals | b.type.to.quals;
    if (isVoid(a.type.to) || isVoid(b.type.to)) return pointerTo(qualify(VOID, quals));
    if (compatibleIgnoringQuals(a.type.to, b.type.to))
      return pointerTo(qualify(composite(a.type.to, b.type.to), quals));
    report.warn('conditional-pointer-mismatch', at, { left: typeName(a.type), right: typeName(b.type) });
    return pointerTo(qualify(VOID, quals));
  }
  if ((isPointer(a.type) && isInteger(b.type)) || (isInteger(a.type) && isPointer(b.type))) {
    report.warn('conditional-pointer-mismatch', at, { left: typeName(a.type), right: typeName(b.type) });
    return isPointer(a.type) ? a.type : b.type;
  }
  report.error('bad-operands', at, { operator: '?:', left: typeName(a.type), right: typeName(b.type) });
  return undefined;
}
