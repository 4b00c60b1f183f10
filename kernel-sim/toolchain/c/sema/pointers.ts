/** Lvalues, addresses and pointer arithmetic (C11 6.3.2.1, 6.5.3.2, 6.5.6). */
import { isComplete, sizeOf } from '../layout';
import type { Reporter } from '../report';
import type { At, Expression } from '../tree';
import { typeName } from '../type-names';
import {
  type CType,
  isError,
  isFunction,
  isPointer,
  isRecord,
  isVla,
  isVoid,
  LONG,
  pointerTo,
  ULONG,
  unqualified,
} from '../types';
import { compatibleIgnoringQuals } from './compatible';
import { convert, decay, errorAt, integer, promote } from './conversions';

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
export function rootVariable(e: Expression): Extract<Expression, { kind: 'variable' }> | undefined {
  if (e.kind === 'variable') return e;
  return e.kind === 'member' ? rootVariable(e.record) : undefined;
}

export function markAddressTaken(e: Expression): void {
  const root = rootVariable(e);
  if (root) root.variable.addressTaken = true;
}

export function describe(e: Expression): string {
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

export function buildPointerOffset(
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

export function buildPointerDifference(report: Reporter, left: Expression, right: Expression, at: At): Expression {
  if (!isPointer(left.type) || !isPointer(right.type)) return errorAt(at);
  if (!compatibleIgnoringQuals(unqualified(left.type.to), unqualified(right.type.to))) {
    report.error('bad-operands', at, { operator: '-', left: typeName(left.type), right: typeName(right.type) });
  }
  const scale = scaleOf(report, left.type.to, at);
  return { kind: 'pointer-difference', left, right, scale, type: LONG, at };
}
