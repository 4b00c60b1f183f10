/** Conditions as branches: comparisons are fused into them, && and || become control flow. */
import type { BlockId } from '../../ir';
import { evaluate } from '../sema/constants';
import type { Expression } from '../tree';
import { isBool } from '../types';
import { imm } from './builder';
import { widened } from './convert';
import type { FunctionLowering } from './function';
import { floatCondition, intCondition, irTypeOf, isFloatType } from './ir-types';

/** Branches to one block or the other. */
export function condition(f: FunctionLowering, e: Expression, then: BlockId, otherwise: BlockId): void {
  const { b } = f;
  switch (e.kind) {
    case 'unary':
      if (e.operator === '!') {
        condition(f, e.operand, otherwise, then);
        return;
      }
      break;
    case 'logical':
      logical(f, e, then, otherwise);
      return;
    case 'compare':
      compare(f, e, then, otherwise);
      return;
    case 'comma':
      f.effect(e.left);
      condition(f, e.right, then, otherwise);
      return;
    case 'cast':
      if (keepsTruth(e)) {
        condition(f, e.operand, then, otherwise);
        return;
      }
      break;
    default:
  }
  const constant = e.kind === 'floating' || e.kind === 'address-of' ? evaluate(e) : undefined;
  if (constant?.kind === 'floating') {
    b.jump(constant.value !== 0 ? then : otherwise);
    return;
  }
  const type = irTypeOf(e.type);
  const value = f.value(e);
  if (isFloatType(type)) {
    b.fbranch('fne', type, b.register(type, value), b.float(type, 0), then, otherwise);
    return;
  }
  const [wide, wideType] = widened(b, value, type);
  b.branch('ne', wideType, wide, imm(0), then, otherwise);
}

/** A conversion to a type at least as wide, or to _Bool, is zero exactly when its operand is. */
function keepsTruth(e: Extract<Expression, { kind: 'cast' }>): boolean {
  if (isBool(e.type)) return true;
  const from = irTypeOf(e.operand.type);
  const to = irTypeOf(e.type);
  if (isFloatType(from) || isFloatType(to) || e.operand.type.kind === 'void') return false;
  return Number(to.slice(1)) >= Number(from.slice(1));
}

function logical(
  f: FunctionLowering,
  e: Extract<Expression, { kind: 'logical' }>,
  then: BlockId,
  otherwise: BlockId,
): void {
  const next = f.b.block();
  if (e.operator === '&&') condition(f, e.left, next, otherwise);
  else condition(f, e.left, then, next);
  f.b.begin(next);
  condition(f, e.right, then, otherwise);
}

function compare(
  f: FunctionLowering,
  e: Extract<Expression, { kind: 'compare' }>,
  then: BlockId,
  otherwise: BlockId,
): void {
  const { b } = f;
  const type = irTypeOf(e.left.type);
  if (isFloatType(type)) {
    const left = f.register(e.left);
    b.fbranch(floatCondition(e.operator), type, left, f.register(e.right), then, otherwise);
    return;
  }
  const left = f.value(e.left);
  b.branch(intCondition(e.operator, e.left.type), type, left, f.value(e.right), then, otherwise);
}
