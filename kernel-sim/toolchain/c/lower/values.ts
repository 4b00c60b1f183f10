/** Scalar values (C11 6.5), one rule for each kind of expression. */
import type { Operand, VReg } from '../../ir';
import type { Binary, Expression } from '../tree';
import { isError, isFloating, isRecord, isVoid } from '../types';
import { arithmetic } from './arithmetic';
import { assign, compoundAssign, increment } from './assignments';
import { imm } from './builder';
import { builtinValue } from './builtins';
import { call } from './calls';
import { convertValue } from './convert';
import type { FunctionLowering } from './function';
import { floatCondition, intCondition, irTypeOf, isFloatType } from './ir-types';
import { addressOf, load, pointerAddress } from './places';
import { vaArgValue } from './varargs';

/** The value; where there is none (void), a zero that nobody reads. */
export function value(f: FunctionLowering, e: Expression, into?: VReg): Operand {
  checkLongDouble(f, e);
  const { b } = f;
  switch (e.kind) {
    case 'integer':
      return { imm: BigInt.asIntN(64, e.value) };
    case 'floating':
      return b.float(irTypeOf(e.type) as 'f32' | 'f64', e.value, into);
    case 'variable':
    case 'member':
    case 'dereference':
    case 'compound-literal':
      return isVoid(e.type) ? voidValue(f, e) : load(f, f.place(e), into);
    case 'address-of':
      return b.addressValue(addressOf(f, e.operand), into);
    case 'pointer-offset':
      return b.addressValue(pointerAddress(f, e), into);
    case 'pointer-difference':
      return pointerDifference(f, e, into);
    case 'unary':
      return unary(f, e, into);
    case 'binary':
      return binary(f, e, into);
    case 'compare':
      return compare(f, e, into);
    case 'logical':
      return viaBranches(f, e, into);
    case 'conditional':
      return conditional(f, e, into);
    case 'assign':
      return assign(f, e);
    case 'compound-assign':
      return compoundAssign(f, e);
    case 'increment':
      return increment(f, e, true);
    case 'cast':
      return cast(f, e, into);
    case 'call':
      return call(f, e) ?? imm(0);
    case 'comma':
      f.effect(e.left);
      return value(f, e.right, into);
    case 'statement-expression':
      for (const statement of e.body) f.rules.statement(f, statement);
      return e.result && !isVoid(e.result.type) ? snapshot(f, e.result) : voidResult(f, e.result);
    case 'label-address':
      return labelAddress(f, e, into);
    case 'va-arg':
      return vaArgValue(f, e);
    case 'builtin':
      return builtinValue(f, e, into);
    default:
      return imm(0);
  }
}

function checkLongDouble(f: FunctionLowering, e: Expression): void {
  if (e.type.kind === 'float' && e.type.size === 16) {
    f.module.report.error('unsupported-long-double', e.at, {}, { hint: 'hint-use-double' });
  }
}

function voidValue(f: FunctionLowering, e: Expression): Operand {
  if (e.kind === 'dereference') f.effect(e.pointer);
  return imm(0);
}

function voidResult(f: FunctionLowering, result: Expression | undefined): Operand {
  if (result) f.effect(result);
  return imm(0);
}

/** The value in a register of its own: variables of the block that made it may be written again in a loop. */
function snapshot(f: FunctionLowering, e: Expression): Operand {
  if (isRecord(e.type)) return f.b.addressValue(f.rules.record(f, e));
  const dst = f.b.vreg(irTypeOf(e.type));
  f.valueInto(e, dst);
  return dst;
}

function binary(f: FunctionLowering, e: Binary, into?: VReg): Operand {
  const left = f.value(e.left);
  return arithmetic(f, e.operator, e.type, left, f.value(e.right), into);
}

function unary(f: FunctionLowering, e: Extract<Expression, { kind: 'unary' }>, into?: VReg): Operand {
  if (e.operator === '!') return viaNot(f, e, into);
  const type = irTypeOf(e.type);
  const a = f.value(e.operand);
  const dst = into ?? f.b.vreg(type);
  if (isFloatType(type)) f.b.emit({ op: 'fneg', type, dst, a: f.b.register(type, a) });
  else f.b.emit({ op: e.operator === '-' ? 'neg' : 'not', type, dst, a });
  return dst;
}

/** !x as a comparison with zero, without branches where x is simple. */
function viaNot(f: FunctionLowering, e: Extract<Expression, { kind: 'unary' }>, into?: VReg): Operand {
  if (e.operand.kind === 'logical') return viaBranches(f, e, into);
  const type = irTypeOf(e.operand.type);
  const { b } = f;
  if (isFloatType(type)) {
    const a = f.register(e.operand);
    const dst = into ?? b.vreg('i32');
    b.emit({ op: 'fcmp', cond: 'feq', type, dst, a, b: b.float(type, 0) });
    return dst;
  }
  const narrow = type === 'i8' || type === 'i16';
  const operand = f.value(e.operand);
  const wide = narrow ? b.resize(operand, type, 'i32', false) : operand;
  return b.compare('eq', narrow ? 'i32' : type, wide, imm(0), into);
}

function compare(f: FunctionLowering, e: Extract<Expression, { kind: 'compare' }>, into?: VReg): Operand {
  const type = irTypeOf(e.left.type);
  if (isFloatType(type)) {
    const a = f.register(e.left);
    const second = f.register(e.right);
    const dst = into ?? f.b.vreg('i32');
    f.b.emit({ op: 'fcmp', cond: floatCondition(e.operator), type, dst, a, b: second });
    return dst;
  }
  const left = f.value(e.left);
  return f.b.compare(intCondition(e.operator, e.left.type), type, left, f.value(e.right), into);
}

/** The truth of a condition as 0 or 1. */
function viaBranches(f: FunctionLowering, e: Expression, into?: VReg): Operand {
  const { b } = f;
  const [yes, no, end] = [b.block(), b.block(), b.block()];
  const dst = into ?? b.vreg('i32');
  f.rules.condition(f, e, yes, no);
  b.begin(yes);
  b.copy('i32', dst, imm(1));
  b.jump(end);
  b.begin(no);
  b.copy('i32', dst, imm(0));
  b.begin(end);
  return dst;
}

function conditional(f: FunctionLowering, e: Extract<Expression, { kind: 'conditional' }>, into?: VReg): Operand {
  const { b } = f;
  const type = irTypeOf(e.type);
  const [yes, no, end] = [b.block(), b.block(), b.block()];
  if (isVoid(e.type)) {
    f.rules.condition(f, e.condition, yes, no);
    b.begin(yes);
    if (e.then) f.effect(e.then);
    b.jump(end);
    b.begin(no);
    f.effect(e.otherwise);
    b.begin(end);
    return imm(0);
  }
  // `x = a ?: x` must still see the old x after `a` was tested.
  const dst = (e.then ? into : undefined) ?? b.vreg(type);
  if (e.then) f.rules.condition(f, e.condition, yes, no);
  else elvis(f, e, dst, yes, no);
  if (e.then) {
    b.begin(yes);
    f.valueInto(e.then, dst);
    b.jump(end);
  }
  b.begin(no);
  f.valueInto(e.otherwise, dst);
  b.begin(e.then ? end : yes);
  return dst;
}

/** a ?: b: the value that was tested is the result. `yes` is the block after the whole. */
function elvis(
  f: FunctionLowering,
  e: Extract<Expression, { kind: 'conditional' }>,
  dst: VReg,
  yes: number,
  no: number,
): void {
  const { b } = f;
  const tested = f.value(e.condition);
  const type = irTypeOf(e.condition.type);
  const kept = b.register(type, tested);
  const copy = b.vreg(type);
  b.copy(type, copy, kept);
  b.copy(irTypeOf(e.type), dst, convertValue(b, copy, e.condition.type, e.type));
  if (isFloatType(type)) b.fbranch('fne', type, copy, b.float(type, 0), yes, no);
  else {
    const narrow = type === 'i8' || type === 'i16';
    b.branch('ne', narrow ? 'i32' : type, narrow ? b.resize(copy, type, 'i32', false) : copy, imm(0), yes, no);
  }
  b.begin(no);
}

function cast(f: FunctionLowering, e: Extract<Expression, { kind: 'cast' }>, into?: VReg): Operand {
  if (isVoid(e.type) || isRecord(e.type) || isError(e.operand.type)) {
    f.effect(e.operand);
    return imm(0);
  }
  if (isVoid(e.operand.type)) {
    f.effect(e.operand);
    return imm(0);
  }
  const same = irTypeOf(e.type) === irTypeOf(e.operand.type) && isFloating(e.type) === isFloating(e.operand.type);
  const operand = f.value(e.operand, same ? into : undefined);
  return convertValue(f.b, operand, e.operand.type, e.type, into);
}

function pointerDifference(
  f: FunctionLowering,
  e: Extract<Expression, { kind: 'pointer-difference' }>,
  into?: VReg,
): Operand {
  const left = f.value(e.left);
  const bytes = f.b.binary('sub', 'i64', left, f.value(e.right));
  if (typeof e.scale !== 'number') return f.b.binary('sdiv', 'i64', bytes, f.value(e.scale), into);
  if (e.scale <= 1) return bytes;
  // The difference is a multiple of the size: a power of two needs no rounding.
  const power = Math.log2(e.scale);
  if (Number.isInteger(power)) return f.b.binary('sar', 'i64', bytes, imm(power), into);
  return f.b.binary('sdiv', 'i64', bytes, imm(e.scale), into);
}

function labelAddress(f: FunctionLowering, e: Extract<Expression, { kind: 'label-address' }>, into?: VReg): Operand {
  const block = f.labelBlock(e.label);
  f.b.addressed.add(block);
  const dst = into ?? f.b.vreg('i64');
  f.b.emit({ op: 'blockaddr', dst, block });
  return dst;
}

/** Evaluates an expression whose value is not wanted. */
export function effect(f: FunctionLowering, e: Expression): void {
  if (isRecord(e.type)) {
    if (e.kind === 'statement-expression') {
      for (const statement of e.body) f.rules.statement(f, statement);
      if (e.result) effect(f, e.result);
    } else if (e.kind !== 'variable') f.rules.record(f, e);
    return;
  }
  switch (e.kind) {
    case 'increment':
      increment(f, e, false);
      break;
    case 'comma':
      effect(f, e.left);
      effect(f, e.right);
      break;
    case 'cast':
      effect(f, e.operand);
      break;
    case 'statement-expression':
      for (const statement of e.body) f.rules.statement(f, statement);
      if (e.result) effect(f, e.result);
      break;
    case 'logical': {
      const [then, end] = [f.b.block(), f.b.block()];
      if (e.operator === '&&') f.rules.condition(f, e.left, then, end);
      else f.rules.condition(f, e.left, end, then);
      f.b.begin(then);
      effect(f, e.right);
      f.b.begin(end);
      break;
    }
    case 'conditional':
      conditionalEffect(f, e);
      break;
    case 'variable':
      if (e.type.kind !== 'array' && e.type.kind !== 'function') value(f, e);
      break;
    case 'function':
    case 'string':
    case 'error':
      break;
    case 'member':
    case 'dereference':
    case 'compound-literal':
      if (e.type.kind === 'array' || e.type.kind === 'function') f.place(e);
      else value(f, e);
      break;
    default:
      value(f, e);
  }
}

function conditionalEffect(f: FunctionLowering, e: Extract<Expression, { kind: 'conditional' }>): void {
  const { b } = f;
  const [yes, no, end] = [b.block(), b.block(), b.block()];
  f.rules.condition(f, e.condition, yes, no);
  b.begin(yes);
  if (e.then) effect(f, e.then);
  b.jump(end);
  b.begin(no);
  effect(f, e.otherwise);
  b.begin(end);
}
