/** Copies and clearing of memory whose size is known: small ones as loads and stores, large ones as block operations. */
import type { Address, IrType } from '../../ir';
import { type FunctionBuilder, imm } from './builder';

const INLINE_LIMIT = 64;
const STEPS: readonly (readonly [size: number, type: IrType])[] = [
  [8, 'i64'],
  [4, 'i32'],
  [2, 'i16'],
  [1, 'i8'],
];

function* steps(size: number): Iterable<[offset: number, type: IrType]> {
  let offset = 0;
  for (const [step, type] of STEPS) {
    for (; size - offset >= step; offset += step) yield [offset, type];
  }
}

/** Copies `size` bytes; source and destination are the same or do not overlap. */
export function copyMemory(b: FunctionBuilder, to: Address, from: Address, size: number): void {
  if (size > INLINE_LIMIT) {
    b.emit({ op: 'memcpy', dst: b.addressValue(to), src: b.addressValue(from), size });
    return;
  }
  const [target, source] = size > 8 ? [simple(b, to), simple(b, from)] : [to, from];
  for (const [offset, type] of steps(size)) {
    b.store(type, b.load(type, b.moved(source, offset), false), b.moved(target, offset));
  }
}

/** Fills `size` bytes with zero. */
export function clearMemory(b: FunctionBuilder, to: Address, size: number): void {
  if (size > INLINE_LIMIT) {
    b.emit({ op: 'memset', dst: b.addressValue(to), byte: 0, size });
    return;
  }
  const target = simple(b, to);
  for (const [offset, type] of steps(size)) b.store(type, imm(0), b.moved(target, offset));
}

/** The address without an index, so that each access is cheap. */
function simple(b: FunctionBuilder, address: Address): Address {
  return address.index === undefined ? address : { base: { vreg: b.addressValue(address) }, offset: 0 };
}

/** Loads up to eight bytes, not more, as one i64 whose upper bytes are zero. */
export function loadBytes(b: FunctionBuilder, from: Address, size: number): number {
  let result: number | undefined;
  for (const [offset, type] of steps(size)) {
    const part = b.load(type, b.moved(from, offset), false);
    const wide = b.register('i64', b.resize(part, type, 'i64', false));
    const shifted = b.register('i64', b.binary('shl', 'i64', wide, imm(offset * 8)));
    result = result === undefined ? shifted : b.register('i64', b.binary('or', 'i64', result, shifted));
  }
  return result ?? b.register('i64', imm(0));
}

/** Stores the low `size` bytes of an i64. */
export function storeBytes(b: FunctionBuilder, value: number, to: Address, size: number): void {
  for (const [offset, type] of steps(size)) {
    const shifted = b.binary('shr', 'i64', value, imm(offset * 8));
    b.store(type, b.resize(shifted, 'i64', type, false), b.moved(to, offset));
  }
}
