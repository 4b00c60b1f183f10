/** Operators with their constraints and result types (C11 6.5.3 to 6.5.17). Each function checks, converts and folds. */
import { isComplete, sizeOf } from '../layout';
import type { Reporter } from '../report';
import type { At, BinaryOperator, CompareOperator, Expression } from '../tree';
import { typeName } from '../type-names';
import {
  CONST,
  type CType,
  INT,
  isArithmetic,
  isError,
  isFloating,
  isFunction,
  isInteger,
  isPointer,
  isRecord,
  isScalar,
  isVla,
  isVoid,
  LONG,
  pointerTo,
  qualify,
  qualsOf,
  ULONG,
  unqualified,
  VOID,
} from '../types';
import { compatibleIgnoringQuals, composite } from './compatible';
import { isNullConstant, knownTruth } from './constants';
import { balance, convert, convertAssigning, decay, errorAt, integer, promote } from './conversions';
import { foldCompare, foldExact, foldFloat, normalise } from './fold';

export function isLvalue(e: Expression): boolean {
  switch (e.kind) {
    case 'variable':
    case 'dereference':
    case 'string':
    case 'compound-literal':
      return !isVoid(e.type) || e.type.quals !== 0 || e.kind === 'variable';
    case 'member':
      return isLvalue(e.record);
    default:
      return false;
  }
}

/** The variable whose memory an lvalue is part of. */
function rootVariable(e: Expression): Extract<Expression, { kind: 'variable' }> | undefined {
  if (e.kind === 'variable') return e;
  return e.kind === 'member' ? rootVariable(e.record) : undefined;
}

export function markAddressTaken(e: Expression): void {
  const root = rootVariable(e);
  if (root) root.variable.addressTaken = true;
}

function describe(e: Expression): string {
  if (e.kind === 'variable') return e.variable.name;
  if (e.kind === 'member') return e.name;
  if (e.kind === 'function') return e.symbol.name;
  return e.at.text;
}

/** "&" unary */
export function buildAddressOf(report: Reporter, operand: Expression, at: At): Expression {
  if (isError(operand.type)) return operand;
  if (!isFunction(operand.type) && !isLvalue(operand)) {
    report.error('lvalue-required', at, { operator: '&' }, { hint: 'hint-lvalue' });
    return errorAt(at);
  }
  if (operand.kind === 'member' && operand.bits) {
    report.error('address-of-bit-field', at, { name: operand.name });
    return errorAt(at);
  }
  if (operand.kind === 'variable' && operand.variable.register !== undefined) {
    report.error('address-of-register', at, { name: operand.variable.name });
  }
  markAddressTaken(operand);
  return { kind: 'address-of', operand, type: pointerTo(operand.type), at };
}

/** "*" unary */
export function buildDereference(report: Reporter, e: Expression, at: At): Expression {
  const pointer = decay(e);
  if (isError(pointer.type)) return pointer;
  if (!isPointer(pointer.type)) {
    report.error('dereference-non-pointer', at, { type: typeName(pointer.type) }, { hint: 'hint-not-pointer' });
    return errorAt(at);
  }
  const { to } = pointer.type;
  if (isVoid(to)) {
    report.error('dereference-void', at, {}, { hint: 'hint-cast-void-pointer' });
    return errorAt(at);
  }
  if (!isComplete(to) && isRecord(to)) {
    report.error('incomplete-type', at, { type: typeName(to) });
    return errorAt(at);
  }
  // *&x is x; but what `decay` made of an array is the address of its first element, not of the array.
  if (pointer.kind === 'address-of' && pointer.operand.type === to) return pointer.operand;
  return { kind: 'dereference', pointer, type: to, at };
}

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
  if (operator === '+') return value.kind === 'integer' || value.kind === 'cast' ? value : rvalueOf(value);
  if (value.kind === 'integer') {
    return integer(operator === '-' ? -value.value : ~value.value, value.type, at);
  }
  if (value.kind === 'floating') return { ...value, value: -value.value, at };
  return { kind: 'unary', operator, operand: value, type: unqualified(value.type), at };
}

/** The same value, but no longer an lvalue. */
function rvalueOf(e: Expression): Expression {
  return { kind: 'cast', operand: e, implicit: true, type: unqualified(e.type), at: e.at };
}

function buildNot(operand: Expression, at: At): Expression {
  const truth = operand.kind === 'integer' || operand.kind === 'floating' ? knownTruth(operand) : undefined;
  if (truth !== undefined) return integer(truth ? 0n : 1n, INT, at);
  return { kind: 'unary', operator: '!', operand, type: INT, at };
}

const NEEDS_INTEGERS = new Set<string>(['%', '&', '|', '^', '<<', '>>']);

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

/** Size of what is pointed to, as a number or, for a VLA, an expression; GNU: void and functions count 1. */
export function scaleOf(report: Reporter, pointed: CType, at: At): number | Expression {
  if (isVla(pointed)) return sizeExpression(pointed, at);
  if (!isComplete(pointed) && !isVoid(pointed) && !isFunction(pointed)) {
    report.error('incomplete-type', at, { type: typeName(pointed) });
    return 1;
  }
  return sizeOf(pointed);
}

/** sizeof a type as an expression of type size_t. */
export function sizeExpression(type: CType, at: At): Expression {
  if (type.kind !== 'array' || !isVla(type)) return integer(sizeOf(type), ULONG, at);
  const length: Expression = type.vla
    ? { kind: 'variable', variable: type.vla as Extract<Expression, { kind: 'variable' }>['variable'], type: LONG, at }
    : integer(type.length ?? 0, LONG, at);
  return {
    kind: 'binary',
    operator: '*',
    left: convert(length, ULONG),
    right: sizeExpression(type.of, at),
    type: ULONG,
    at,
  };
}

function buildPointerOffset(
  report: Reporter,
  pointer: Expression,
  by: Expression,
  negative: boolean,
  at: At,
): Expression {
  if (!isPointer(pointer.type)) return errorAt(at);
  const scale = scaleOf(report, pointer.type.to, at);
  const index = convert(promote(by), LONG);
  const type = unqualified(pointer.type);
  if (pointer.kind === 'integer' && index.kind === 'integer' && typeof scale === 'number') {
    const offset = BigInt.asIntN(64, index.value) * BigInt(scale);
    return integer(pointer.value + (negative ? -offset : offset), type, at);
  }
  return { kind: 'pointer-offset', pointer, index, negative, scale, type, at };
}

function buildPointerDifference(report: Reporter, left: Expression, right: Expression, at: At): Expression {
  if (!isPointer(left.type) || !isPointer(right.type)) return errorAt(at);
  if (!compatibleIgnoringQuals(unqualified(left.type.to), unqualified(right.type.to))) {
    report.error('bad-operands', at, { operator: '-', left: typeName(left.type), right: typeName(right.type) });
  }
  const scale = scaleOf(report, left.type.to, at);
  return { kind: 'pointer-difference', left, right, scale, type: LONG, at };
}

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
  return converted === e ? rvalueOf(converted) : converted;
}

/** left "," right */
export function buildComma(left: Expression, rightSide: Expression, at: At): Expression {
  const right = decay(rightSide);
  return { kind: 'comma', left, right, type: unqualified(right.type), at };
}
