/** Assignment, compound assignment and increments (C11 6.5.16, 6.5.2.4): the target is evaluated once. */
import type { Operand, VReg } from '../../ir';
import type { CompoundAssign, Expression } from '../tree';
import { type CType, isBool, isRecord } from '../types';
import { arithmetic } from './arithmetic';
import { cutToWidth } from './bitfields';
import { imm } from './builder';
import { convertValue } from './convert';
import type { FunctionLowering, Place } from './function';
import { irTypeOf, isFloatType } from './ir-types';
import { load, store } from './places';

/** target = value; gives the value stored. */
export function assign(f: FunctionLowering, e: Extract<Expression, { kind: 'assign' }>): Operand {
  if (isRecord(e.type)) {
    f.rules.record(f, e);
    return imm(0);
  }
  const { target } = e;
  if (target.kind === 'variable') {
    const to = f.place(target);
    if (to.kind === 'register') {
      f.valueInto(e.value, to.vreg);
      return to.vreg;
    }
  }
  const value = f.value(e.value);
  const to = f.place(target);
  store(f, to, value);
  return result(f, to, value);
}

/** What an assignment expression gives: a bit-field's value is cut to its width. */
function result(f: FunctionLowering, to: Place, value: Operand): Operand {
  return to.kind === 'memory' && to.bits ? cutToWidth(f.b, value, to.type, to.bits.width) : value;
}

/** target operator= value */
export function compoundAssign(f: FunctionLowering, e: CompoundAssign): Operand {
  const { target } = e;
  const by = f.value(e.value);
  const to = f.place(target);
  const compute = (old: Operand, into?: VReg): Operand => computed(f, e, old, by, into);
  return update(f, to, compute).after;
}

function computed(f: FunctionLowering, e: CompoundAssign, old: Operand, by: Operand, into?: VReg): Operand {
  if (e.scale !== undefined) {
    const step = typeof e.scale === 'number' ? imm(e.scale) : f.value(e.scale);
    const bytes = f.b.binary('mul', 'i64', by, step);
    return f.b.binary(e.operator === '-' ? 'sub' : 'add', 'i64', old, bytes, into);
  }
  const same = irTypeOf(e.computeType) === irTypeOf(e.type) && !isBool(e.type);
  const wide = convertValue(f.b, old, e.type, e.computeType);
  const made = arithmetic(f, e.operator, e.computeType, wide, by, same ? into : undefined);
  return convertValue(f.b, made, e.computeType, e.type, into);
}

/** Reads, computes and writes a place; gives the value before and after. */
function update(
  f: FunctionLowering,
  place: Place,
  compute: (old: Operand, into?: VReg) => Operand,
): { before: Operand; after: Operand } {
  const type = irTypeOf(place.type);
  if (place.kind === 'register') {
    const after = compute(place.vreg, place.vreg);
    f.b.copy(type, place.vreg, after);
    return { before: place.vreg, after: place.vreg };
  }
  if (place.atomic && !place.bits && !isFloatType(type)) return atomicUpdate(f, place, compute);
  const before = load(f, place);
  const after = compute(before);
  store(f, place, after);
  return { before, after: result(f, place, after) };
}

type MemoryPlace = Extract<Place, { kind: 'memory' }>;

/** _Atomic: tries again until nobody came between. */
function atomicUpdate(
  f: FunctionLowering,
  place: MemoryPlace,
  compute: (old: Operand) => Operand,
): { before: Operand; after: Operand } {
  const { b } = f;
  const type = irTypeOf(place.type);
  const address = { base: { vreg: b.addressValue(place.address) }, offset: 0 };
  const before = b.vreg(type);
  b.load(type, address, true, before);
  const [again, end] = [b.block(), b.block()];
  b.begin(again);
  const after = b.vreg(type);
  b.copy(type, after, compute(before));
  const swapped = b.vreg('i32');
  const seen = b.vreg(type);
  b.emit({ op: 'cmpxchg', type, dst: swapped, old: seen, address, expected: before, desired: after });
  const retry = b.block();
  b.branch('ne', 'i32', swapped, imm(0), end, retry);
  b.begin(retry);
  b.copy(type, before, seen);
  b.jump(again);
  b.begin(end);
  return { before, after };
}

/** ++ and --; `wanted` says whether the value is read. */
export function increment(
  f: FunctionLowering,
  e: Extract<Expression, { kind: 'increment' }>,
  wanted: boolean,
): Operand {
  const place = f.place(e.target);
  const type = irTypeOf(e.type);
  let saved: Operand | undefined;
  if (place.kind === 'register' && wanted && !e.prefix) {
    saved = f.b.vreg(type);
    f.b.copy(type, saved as VReg, place.vreg);
  }
  const { before, after } = update(f, place, (old, into) => stepped(f, e, old, into));
  return e.prefix ? after : (saved ?? before);
}

function stepped(
  f: FunctionLowering,
  e: Extract<Expression, { kind: 'increment' }>,
  old: Operand,
  into?: VReg,
): Operand {
  const type = irTypeOf(e.type);
  const { b } = f;
  if (e.scale !== undefined) {
    const step = typeof e.scale === 'number' ? imm(e.scale) : f.value(e.scale);
    return b.binary(e.delta > 0 ? 'add' : 'sub', 'i64', old, step, into);
  }
  if (isFloatType(type)) {
    const dst = into ?? b.vreg(type);
    b.emit({ op: e.delta > 0 ? 'fadd' : 'fsub', type, dst, a: b.register(type, old), b: b.float(type, 1) });
    return dst;
  }
  if (isBool(e.type)) return boolStep(f, e.type, old, e.delta);
  return b.binary('add', type, old, imm(e.delta), into);
}

/** ++ makes a _Bool true; -- turns it round (0 - 1 is not zero). */
function boolStep(f: FunctionLowering, type: CType, old: Operand, delta: 1 | -1): Operand {
  if (delta > 0) return imm(1);
  return f.b.binary('xor', irTypeOf(type), old, imm(1));
}
