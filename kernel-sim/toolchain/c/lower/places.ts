/** Lvalues: where they are, how they are read and written; pointers as addresses with index and scale. */
import type { Address, Operand, VReg } from '../../ir';
import { sizeOf } from '../layout';
import type { Expression, Variable } from '../tree';
import { ATOMIC, type CType, integerOf, isInteger, isPointer, isRecord, qualsOf, VOLATILE } from '../types';
import { loadBits, storeBits } from './bitfields';
import { isImm } from './builder';
import type { FunctionLowering, Place } from './function';
import { irTypeOf } from './ir-types';

function memory(address: Address, type: CType): Place {
  const quals = qualsOf(type);
  return { kind: 'memory', address, type, volatile: (quals & VOLATILE) !== 0, atomic: (quals & ATOMIC) !== 0 };
}

/** The place that an lvalue names; records that are no lvalues have one too: where their value lies. */
export function place(f: FunctionLowering, e: Expression): Place {
  switch (e.kind) {
    case 'variable':
      return variablePlace(f, e.variable, e.type);
    case 'dereference':
      return memory(pointerAddress(f, e.pointer), e.type);
    case 'member':
      return memberPlace(f, e);
    case 'string':
      return memory({ base: { symbol: f.module.stringSymbol(e) }, offset: 0 }, e.type);
    case 'compound-literal':
      if (e.variable.storage === 'auto') initialiseLiteral(f, e.variable);
      return variablePlace(f, e.variable, e.type);
    case 'function':
      return memory({ base: { symbol: f.module.functionSymbol(e.symbol) }, offset: 0 }, e.type);
    default:
      return memory(f.rules.record(f, e), e.type);
  }
}

function initialiseLiteral(f: FunctionLowering, variable: Variable): void {
  f.rules.statement(f, { kind: 'declare', at: variable.at, variable, initialiser: variable.initialiser });
}

function variablePlace(f: FunctionLowering, variable: Variable, type: CType): Place {
  if (variable.threadLocal) {
    const dst = f.b.vreg('i64');
    f.b.emit({ op: 'tlsaddr', dst, symbol: f.module.variableSymbol(variable) });
    return memory({ base: { vreg: dst }, offset: 0 }, type);
  }
  if (variable.storage !== 'auto') {
    return memory({ base: { symbol: f.module.variableSymbol(variable) }, offset: 0 }, type);
  }
  const home = f.home(variable);
  if (home.kind === 'register') return { kind: 'register', vreg: home.vreg, type };
  if (home.kind === 'indirect') return memory({ base: { vreg: home.vreg }, offset: 0 }, type);
  return memory(home.address, type);
}

function memberPlace(f: FunctionLowering, e: Extract<Expression, { kind: 'member' }>): Place {
  const address = f.rules.record(f, e.record);
  if (!e.bits) return memory(f.b.moved(address, e.offset), e.type);
  const made = memory(address, e.type);
  const recordSize = isRecord(e.record.type) ? e.record.type.declaration.size : sizeOf(e.record.type);
  return made.kind === 'memory' ? { ...made, bits: { ...e.bits, recordSize } } : made;
}

/** The address of an lvalue in memory. */
export function addressOf(f: FunctionLowering, e: Expression): Address {
  const found = f.place(e);
  if (found.kind === 'memory') return found.address;
  throw new Error(`no address: ${e.kind}`);
}

/** What a pointer points to, as an address of the machine: offsets and indices stay apart as long as they fit. */
export function pointerAddress(f: FunctionLowering, e: Expression): Address {
  switch (e.kind) {
    case 'address-of':
      return addressOf(f, e.operand);
    case 'pointer-offset':
      return offsetAddress(f, e);
    case 'cast':
      if (isPointer(e.operand.type)) return pointerAddress(f, e.operand);
      break;
    default:
  }
  return { base: { vreg: f.register(e) }, offset: 0 };
}

function offsetAddress(f: FunctionLowering, e: Extract<Expression, { kind: 'pointer-offset' }>): Address {
  const { b } = f;
  if (typeof e.scale !== 'number') {
    const bytes = b.binary('mul', 'i64', f.value(e.index), f.value(e.scale));
    const base = pointerAddress(f, e.pointer);
    if (!e.negative) return b.indexed(base, bytes, 1);
    const moved = b.binary('sub', 'i64', b.addressValue(base), bytes);
    return { base: { vreg: b.register('i64', moved) }, offset: 0 };
  }
  const { index, constant } = splitIndex(e.index);
  const shift = (e.negative ? -constant : constant) * e.scale;
  if (!index) return b.moved(pointerAddress(f, e.pointer), shift);
  let value = f.value(index);
  if (e.negative) value = negated(f, value);
  const base = pointerAddress(f, e.pointer);
  return b.indexed(b.moved(base, shift), value, e.scale);
}

function negated(f: FunctionLowering, value: Operand): Operand {
  if (isImm(value)) return { imm: -value.imm };
  const dst = f.b.vreg('i64');
  f.b.emit({ op: 'neg', type: 'i64', dst, a: value });
  return dst;
}

const LIMIT = 0x100_0000;

/** `i + 3` as an index: the constant goes into the offset. Signed overflow is undefined, so the widening may be swapped. */
function splitIndex(e: Expression): { index?: Expression; constant: number } {
  if (e.kind === 'integer') {
    const value = Number(BigInt.asIntN(64, e.value));
    return Math.abs(value) < LIMIT ? { constant: value } : { index: e, constant: 0 };
  }
  const inner = e.kind === 'cast' && isInteger(e.operand.type) ? e.operand : e;
  if (inner.kind !== 'binary' || (inner.operator !== '+' && inner.operator !== '-')) return { index: e, constant: 0 };
  const { right } = inner;
  if (!isInteger(inner.type) || !integerOf(inner.type).signed || right.kind !== 'integer')
    return { index: e, constant: 0 };
  const value = Number(right.value);
  if (Math.abs(value) >= LIMIT) return { index: e, constant: 0 };
  const left: Expression = inner === e ? inner.left : { ...e, kind: 'cast', operand: inner.left, implicit: true };
  return { index: left, constant: inner.operator === '+' ? value : -value };
}

/** The value of a scalar that lies there. */
export function load(f: FunctionLowering, from: Place, into?: VReg): Operand {
  if (from.kind === 'register') return from.vreg;
  if (from.bits) return loadBits(f.b, from.address, from.bits, from.type, from.volatile);
  return f.b.load(irTypeOf(from.type), from.address, from.volatile || from.atomic, into);
}

/** Stores a scalar of the place's type. */
export function store(f: FunctionLowering, to: Place, value: Operand): void {
  const type = irTypeOf(to.type);
  if (to.kind === 'register') {
    f.b.copy(type, to.vreg, value);
    return;
  }
  if (to.bits) {
    storeBits(f.b, to.address, to.bits, to.type, value, to.volatile);
    return;
  }
  if (to.atomic && type !== 'f32' && type !== 'f64') {
    // Sequential consistency: a store is an exchange, as GCC does it.
    f.b.emit({ op: 'atomicrmw', kind: 'xchg', type, dst: f.b.vreg(type), address: to.address, src: value });
    return;
  }
  f.b.store(type, value, to.address, to.volatile);
}
