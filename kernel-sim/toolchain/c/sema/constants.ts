/** Constant expressions (C11 6.6): arithmetic constants, and addresses of things in static storage plus an offset. */
import { sizeOf } from '../layout';
import type { Expression, FunctionSymbol, Label, StringLiteral, Variable } from '../tree';
import { isFloating, isPointer, isScalar } from '../types';
import { foldFloat, normalise } from './fold';

export type ConstantValue =
  | { kind: 'integer'; value: bigint }
  | { kind: 'floating'; value: number }
  | { kind: 'address'; of: Variable | FunctionSymbol | StringLiteral; offset: number }
  | { kind: 'label'; label: Label };

type AddressValue = Extract<ConstantValue, { kind: 'address' }>;

/** The value of a scalar expression, if it is known at link time at the latest. */
export function evaluate(e: Expression): ConstantValue | undefined {
  switch (e.kind) {
    case 'integer':
      return { kind: 'integer', value: e.value };
    case 'floating':
      return { kind: 'floating', value: e.value };
    case 'address-of':
      return addressOf(e.operand);
    case 'function':
      return { kind: 'address', of: e.symbol, offset: 0 };
    case 'string':
      return { kind: 'address', of: e, offset: 0 };
    case 'label-address':
      return { kind: 'label', label: e.label };
    case 'pointer-offset':
      return offsetPointer(e.pointer, e.index, e.negative, e.scale);
    case 'binary':
      return isFloating(e.type) ? floatArithmetic(e) : addressArithmetic(e.operator, e.left, e.right);
    case 'pointer-difference':
      return difference(e.left, e.right, e.scale);
    case 'cast':
      return cast(e.operand, e);
    case 'conditional':
      return conditional(e);
    default:
      return undefined;
  }
}

/** The value of an integer constant expression. */
export function integerConstant(e: Expression): bigint | undefined {
  return e.kind === 'integer' ? e.value : undefined;
}

/** Whether the expression's truth is known: 1, 0 or undefined. Addresses of objects are true. */
export function knownTruth(e: Expression): boolean | undefined {
  const value = evaluate(e);
  if (value?.kind === 'integer') return value.value !== 0n;
  if (value?.kind === 'floating') return value.value !== 0;
  if (value?.kind === 'address' && !('weak' in value.of && value.of.weak)) {
    return value.of.kind === 'function' && value.of.attributes.weak ? undefined : true;
  }
  return undefined;
}

/** Address of an lvalue in static storage. */
function addressOf(e: Expression): ConstantValue | undefined {
  switch (e.kind) {
    case 'variable':
      return e.variable.storage === 'auto' || e.variable.threadLocal
        ? undefined
        : { kind: 'address', of: e.variable, offset: 0 };
    case 'function':
      return { kind: 'address', of: e.symbol, offset: 0 };
    case 'string':
      return { kind: 'address', of: e, offset: 0 };
    case 'compound-literal':
      return e.variable.storage === 'auto' || e.variable.threadLocal
        ? undefined
        : { kind: 'address', of: e.variable, offset: 0 };
    case 'member':
      return moved(addressOf(e.record), e.offset);
    case 'dereference':
      return evaluate(e.pointer);
    default:
      return undefined;
  }
}

function moved(value: ConstantValue | undefined, offset: number): ConstantValue | undefined {
  if (value?.kind === 'address') return { ...value, offset: value.offset + offset };
  if (value?.kind === 'integer') return { kind: 'integer', value: BigInt.asUintN(64, value.value + BigInt(offset)) };
  return undefined;
}

function offsetPointer(
  pointer: Expression,
  index: Expression,
  negative: boolean,
  scale: number | Expression,
): ConstantValue | undefined {
  const by = evaluate(index);
  if (by?.kind !== 'integer' || typeof scale !== 'number') return undefined;
  const offset = Number(BigInt.asIntN(64, by.value)) * scale;
  return Number.isSafeInteger(offset) ? moved(evaluate(pointer), negative ? -offset : offset) : undefined;
}

/** What is not a number has no constant of its own (its sign is the machine's at run time), but may initialise. */
function floatArithmetic(e: Extract<Expression, { kind: 'binary' }>): ConstantValue | undefined {
  const a = evaluate(e.left);
  const b = evaluate(e.right);
  if (a?.kind !== 'floating' || b?.kind !== 'floating') return undefined;
  const value = foldFloat(e.operator, a.value, b.value, e.type.kind === 'float' && e.type.size === 4);
  return value === undefined ? undefined : { kind: 'floating', value };
}

/** Address ± integer after a cast to an integer type of full width, as `(long)&x + 8`. */
function addressArithmetic(operator: string, left: Expression, right: Expression): ConstantValue | undefined {
  if ((operator !== '+' && operator !== '-') || sizeOf(left.type) !== 8 || isFloating(left.type)) return undefined;
  const a = evaluate(left);
  const b = evaluate(right);
  if (a?.kind === 'address' && b?.kind === 'integer') {
    return moved(a, operator === '+' ? Number(b.value) : -Number(b.value));
  }
  if (a?.kind === 'integer' && b?.kind === 'address' && operator === '+') return moved(b, Number(a.value));
  return sameObject(a, b) && operator === '-'
    ? { kind: 'integer', value: BigInt((a as AddressValue).offset - (b as AddressValue).offset) }
    : undefined;
}

function sameObject(a: ConstantValue | undefined, b: ConstantValue | undefined): boolean {
  return a?.kind === 'address' && b?.kind === 'address' && a.of === b.of;
}

function difference(left: Expression, right: Expression, scale: number | Expression): ConstantValue | undefined {
  const a = evaluate(left);
  const b = evaluate(right);
  if (a?.kind !== 'address' || b?.kind !== 'address' || a.of !== b.of || typeof scale !== 'number') return undefined;
  return { kind: 'integer', value: BigInt(Math.trunc((a.offset - b.offset) / (scale || 1))) };
}

function cast(operand: Expression, to: Expression): ConstantValue | undefined {
  const value = evaluate(operand);
  if (value?.kind === 'floating' && isFloating(to.type)) return value;
  if (value?.kind === 'integer') {
    return isFloating(to.type) ? undefined : { kind: 'integer', value: normalise(value.value, to.type) };
  }
  // An address survives only at full width.
  if (value?.kind === 'address' || value?.kind === 'label') {
    return isScalar(to.type) && !isFloating(to.type) && sizeOf(to.type) === 8 ? value : undefined;
  }
  return undefined;
}

function conditional(e: Extract<Expression, { kind: 'conditional' }>): ConstantValue | undefined {
  const truth = knownTruth(e.condition);
  if (truth === undefined) return undefined;
  return evaluate(truth ? (e.then ?? e.condition) : e.otherwise);
}

/** Whether the expression is a null pointer constant (C11 6.3.2.3p3). */
export function isNullConstant(e: Expression): boolean {
  if (e.kind !== 'integer' || e.value !== 0n) return false;
  return isPointer(e.type) ? e.type.to.kind === 'void' && e.type.to.quals === 0 : true;
}
