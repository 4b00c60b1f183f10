/** Structs, unions and arrays as values: always by the address of memory that holds them. */
import type { Address } from '../../ir';
import { sizeOf } from '../layout';
import type { Expression } from '../tree';
import { ATOMIC } from '../types';
import { callRecord } from './calls';
import type { FunctionLowering } from './function';
import { copyMemory } from './memory';
import { addressOf } from './places';
import { vaArgRecord } from './varargs';

/** The address of the value; for calls and the like, of a temporary. */
export function record(f: FunctionLowering, e: Expression): Address {
  switch (e.kind) {
    case 'call': {
      const temporary = f.temporary(e.type);
      callRecord(f, e, temporary);
      return temporary;
    }
    case 'assign':
      return assignRecord(f, e);
    case 'comma':
      f.effect(e.left);
      return record(f, e.right);
    case 'conditional':
      return conditionalRecord(f, e);
    case 'cast':
      return record(f, e.operand);
    case 'statement-expression':
      return blockRecord(f, e);
    case 'va-arg':
      return vaArgRecord(f, e);
    case 'variable':
    case 'member':
    case 'dereference':
    case 'string':
    case 'compound-literal':
    case 'function':
      return addressOf(f, e);
    default:
      f.effect(e);
      return f.temporary(e.type);
  }
}

/** Evaluates the value straight into memory that nothing else uses yet. */
export function recordInto(f: FunctionLowering, e: Expression, to: Address): void {
  if (e.kind === 'call') {
    callRecord(f, e, to);
    return;
  }
  if (e.kind === 'conditional' && e.then) {
    const { b } = f;
    const target = { base: { vreg: b.addressValue(to) }, offset: 0 };
    const [yes, no, end] = [b.block(), b.block(), b.block()];
    f.rules.condition(f, e.condition, yes, no);
    b.begin(yes);
    recordInto(f, e.then, target);
    b.jump(end);
    b.begin(no);
    recordInto(f, e.otherwise, target);
    b.begin(end);
    return;
  }
  copyMemory(f.b, to, record(f, e), sizeOf(e.type));
}

function assignRecord(f: FunctionLowering, e: Extract<Expression, { kind: 'assign' }>): Address {
  const from = record(f, e.value);
  const to = addressOf(f, e.target);
  if (e.target.type.quals & ATOMIC) f.module.report.error('unsupported', e.at, { feature: '_Atomic struct' });
  copyMemory(f.b, to, from, sizeOf(e.type));
  return to;
}

function conditionalRecord(f: FunctionLowering, e: Extract<Expression, { kind: 'conditional' }>): Address {
  const { b } = f;
  const [yes, no, end] = [b.block(), b.block(), b.block()];
  const pointer = b.vreg('i64');
  f.rules.condition(f, e.condition, yes, no);
  b.begin(yes);
  if (e.then) b.copy('i64', pointer, b.addressValue(record(f, e.then)));
  b.jump(end);
  b.begin(no);
  b.copy('i64', pointer, b.addressValue(record(f, e.otherwise)));
  b.begin(end);
  return { base: { vreg: pointer }, offset: 0 };
}

/** The result is copied out, for the block's variables may be used again. */
function blockRecord(f: FunctionLowering, e: Extract<Expression, { kind: 'statement-expression' }>): Address {
  for (const statement of e.body) f.rules.statement(f, statement);
  const copy = f.temporary(e.type);
  if (e.result) recordInto(f, e.result, copy);
  return copy;
}
