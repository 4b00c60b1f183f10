/** Reading and writing bit-fields: the smallest aligned unit of the record that holds all bits, else byte by byte. */
import type { Address, IrType, Operand } from '../../ir';
import { type CType, isBool } from '../types';
import { bitsOf, type FunctionBuilder, imm, isImm } from './builder';
import type { BitPlace } from './function';
import { irInt, irTypeOf, isSigned } from './ir-types';
import { loadBytes, storeBytes } from './memory';

/** The bytes that are read to get at the field. */
interface Unit {
  offset: number;
  size: number;
  /** Of the field's lowest bit in the unit. */
  shift: number;
}

function unitOf({ position, width, recordSize }: BitPlace): Unit | undefined {
  for (const size of [4, 8, 1, 2]) {
    const offset = Math.floor(position / (size * 8)) * size;
    const shift = position - offset * 8;
    if (shift + width <= size * 8 && offset + size <= recordSize) return { offset, size, shift };
  }
  const offset = Math.floor(position / 8);
  const size = Math.ceil((position - offset * 8 + width) / 8);
  return size <= 8 ? { offset, size, shift: position - offset * 8 } : undefined;
}

/** Reads the field as a value of its type. */
export function loadBits(
  b: FunctionBuilder,
  address: Address,
  place: BitPlace,
  type: CType,
  volatile: boolean,
): Operand {
  const irType = irTypeOf(type);
  const unit = unitOf(place);
  if (!unit) return loadSplit(b, address, place, type, volatile);
  const { word, wordType } = loadUnit(b, address, unit, volatile);
  const bits = bitsOf(wordType);
  if (place.width === bits) return b.resize(word, wordType, irType, isSigned(type));
  // Move the field to the top, then down again with its sign or with zeros.
  let value: Operand;
  if (isSigned(type)) {
    const up = b.binary('shl', wordType, word, imm(bits - unit.shift - place.width));
    value = b.binary('sar', wordType, up, imm(bits - place.width));
  } else {
    const down = b.binary('shr', wordType, word, imm(unit.shift));
    const whole = unit.shift + place.width === bits;
    value = whole ? down : b.binary('and', wordType, down, { imm: (1n << BigInt(place.width)) - 1n });
  }
  return b.resize(value, wordType, irType, isSigned(type));
}

function loadUnit(
  b: FunctionBuilder,
  address: Address,
  unit: Unit,
  volatile: boolean,
): { word: Operand; wordType: IrType } {
  const at = b.moved(address, unit.offset);
  const type = irInt(unit.size) as IrType | undefined;
  if (type === undefined) return { word: loadBytes(b, at, unit.size), wordType: 'i64' };
  const word = b.load(type, at, volatile);
  const wordType = unit.size === 8 ? 'i64' : 'i32';
  return { word: b.resize(word, type, wordType, false), wordType };
}

function halves({ position, width, recordSize }: BitPlace): [low: BitPlace, high: BitPlace] {
  const lowWidth = Math.min(width, 32);
  return [
    { position, width: lowWidth, recordSize },
    { position: position + lowWidth, width: width - lowWidth, recordSize },
  ];
}

/** A packed field that touches nine bytes. */
function loadSplit(b: FunctionBuilder, address: Address, place: BitPlace, type: CType, volatile: boolean): Operand {
  const [low, high] = halves(place);
  const unsigned: CType = { kind: 'pointer', to: type, quals: 0 };
  const a = loadBits(b, address, low, unsigned, volatile);
  const c = loadBits(b, address, high, { ...type, quals: 0 }, volatile);
  return b.binary('or', 'i64', b.binary('shl', 'i64', c, imm(low.width)), a);
}

/** Writes the field; gives the value it has afterwards, as an assignment expression wants it. */
export function storeBits(
  b: FunctionBuilder,
  address: Address,
  place: BitPlace,
  type: CType,
  value: Operand,
  volatile: boolean,
): void {
  const unit = unitOf(place);
  const irType = irTypeOf(type);
  if (!unit) {
    const [low, high] = halves(place);
    const pointer: CType = { kind: 'pointer', to: type, quals: 0 };
    storeBits(b, address, low, pointer, value, volatile);
    storeBits(b, address, high, pointer, b.binary('shr', 'i64', value, imm(low.width)), volatile);
    return;
  }
  const wordType: IrType = unit.size > 4 ? 'i64' : 'i32';
  const wide = b.resize(value, irType, wordType, false);
  const memoryType = irInt(unit.size) as IrType | undefined;
  const at = b.moved(address, unit.offset);
  if (memoryType !== undefined && place.width === unit.size * 8) {
    b.store(memoryType, b.resize(wide, wordType, memoryType, false), at, volatile);
    return;
  }
  const mask = ((1n << BigInt(place.width)) - 1n) << BigInt(unit.shift);
  const field = b.binary(
    'shl',
    wordType,
    b.binary('and', wordType, wide, { imm: mask >> BigInt(unit.shift) }),
    imm(unit.shift),
  );
  const { word } = loadUnit(b, address, unit, volatile);
  const kept = b.binary('and', wordType, word, { imm: BigInt.asIntN(bitsOf(wordType), ~mask) });
  const merged = b.binary('or', wordType, kept, field);
  if (memoryType === undefined) storeBytes(b, b.register('i64', merged), at, unit.size);
  else b.store(memoryType, b.resize(merged, wordType, memoryType, false), at, volatile);
}

/** The value as the field holds it: cut to its width. */
export function cutToWidth(b: FunctionBuilder, value: Operand, type: CType, width: number): Operand {
  const irType = irTypeOf(type);
  const bits = bitsOf(irType);
  if (width >= bits || isBool(type)) return value;
  if (isImm(value)) return { imm: isSigned(type) ? BigInt.asIntN(width, value.imm) : BigInt.asUintN(width, value.imm) };
  if (!isSigned(type)) return b.binary('and', irType, value, { imm: (1n << BigInt(width)) - 1n });
  return b.binary('sar', irType, b.binary('shl', irType, value, imm(bits - width)), imm(bits - width));
}
