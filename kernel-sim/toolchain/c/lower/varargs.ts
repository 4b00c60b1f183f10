/** va_arg (System V AMD64 ABI 3.5.7): from the register save area while registers last, else from the stack. */
import type { Address, Operand } from '../../ir';
import { type Piece, piecesOf } from '../abi';
import { alignOf, alignUp, sizeOf } from '../layout';
import type { Expression } from '../tree';
import { type CType, isRecord } from '../types';
import { imm } from './builder';
import { storePiece } from './calls';
import type { FunctionLowering } from './function';
import { irTypeOf, isFloatType } from './ir-types';
import { copyMemory } from './memory';

/** Offsets of the members of a va_list, and the ends of its two areas. */
const GP_OFFSET = 0;
const FP_OFFSET = 4;
const OVERFLOW_AREA = 8;
const SAVE_AREA = 16;
const GP_END = 48;
const FP_END = 176;

type VaArg = Extract<Expression, { kind: 'va-arg' }>;

export function vaArgValue(f: FunctionLowering, e: VaArg): Operand {
  if (isRecord(e.type)) return f.b.addressValue(vaArgRecord(f, e));
  const type = irTypeOf(e.type);
  return f.b.load(type, { base: { vreg: vaArgAddress(f, e) }, offset: 0 }, false);
}

/** Address of the next argument of class INTEGER or SSE. */
function vaArgAddress(f: FunctionLowering, e: VaArg): number {
  const { b } = f;
  const list = f.register(e.list);
  const isFloat = isFloatType(irTypeOf(e.type));
  const address = b.vreg('i64');
  const [inRegisters, onStack, end] = [b.block(), b.block(), b.block()];
  const member = isFloat ? FP_OFFSET : GP_OFFSET;
  const step = isFloat ? 16 : 8;
  const offset = b.load('i32', { base: { vreg: list }, offset: member }, false);
  b.branch('ult', 'i32', offset, imm(isFloat ? FP_END : GP_END), inRegisters, onStack);
  b.begin(inRegisters);
  const area = b.load('i64', { base: { vreg: list }, offset: SAVE_AREA }, false);
  b.copy('i64', address, b.binary('add', 'i64', area, b.resize(offset, 'i32', 'i64', false), address));
  b.store('i32', b.binary('add', 'i32', offset, imm(step)), { base: { vreg: list }, offset: member });
  b.jump(end);
  b.begin(onStack);
  b.copy('i64', address, takeFromStack(f, list, e.type));
  b.begin(end);
  return address;
}

/** The next argument on the stack: advances overflow_arg_area past it. */
function takeFromStack(f: FunctionLowering, list: number, type: CType): number {
  const { b } = f;
  const place: Address = { base: { vreg: list }, offset: OVERFLOW_AREA };
  let area: Operand = b.load('i64', place, false);
  const align = alignOf(type);
  if (align > 8) area = b.binary('and', 'i64', b.binary('add', 'i64', area, imm(align - 1)), imm(-align));
  b.store('i64', b.binary('add', 'i64', area, imm(alignUp(sizeOf(type), 8))), place);
  return b.register('i64', area);
}

/** A struct or union: put together in a temporary if it came in registers. */
export function vaArgRecord(f: FunctionLowering, e: VaArg): Address {
  const { b } = f;
  const list = f.register(e.list);
  const temporary = f.temporary(e.type);
  const pieces = piecesOf(e.type);
  const size = sizeOf(e.type);
  if (!pieces) {
    if (size > 0) copyMemory(b, temporary, { base: { vreg: takeFromStack(f, list, e.type) }, offset: 0 }, size);
    return temporary;
  }
  const [onStack, end] = [b.block(), b.block()];
  const integers = pieces.filter((piece) => piece.kind === 'int').length;
  const offsets = {
    int: integers > 0 ? checkRoom(f, list, GP_OFFSET, GP_END - 8 * integers, onStack) : 0,
    sse:
      pieces.length > integers ? checkRoom(f, list, FP_OFFSET, FP_END - 16 * (pieces.length - integers), onStack) : 0,
  };
  const area = b.load('i64', { base: { vreg: list }, offset: SAVE_AREA }, false);
  const used = { int: 0, sse: 0 };
  for (const piece of pieces) {
    const at = b.indexed({ base: { vreg: area }, offset: used[piece.kind] }, offsets[piece.kind], 1);
    storePiece(f, b.load(piece.type, at, false), temporary, fullPiece(piece));
    used[piece.kind] += piece.kind === 'int' ? 8 : 16;
  }
  if (integers > 0) bump(f, list, GP_OFFSET, 8 * integers);
  if (pieces.length > integers) bump(f, list, FP_OFFSET, 16 * (pieces.length - integers));
  b.jump(end);
  b.begin(onStack);
  copyMemory(b, temporary, { base: { vreg: takeFromStack(f, list, e.type) }, offset: 0 }, size);
  b.begin(end);
  return temporary;
}

/** The temporary holds whole eightbytes: no need to cut the last one. */
function fullPiece(piece: Piece): Piece {
  return piece.kind === 'int' ? { ...piece, size: 8 } : piece;
}

/** Goes to `onStack` unless the offset leaves room; gives it widened. */
function checkRoom(f: FunctionLowering, list: number, member: number, last: number, onStack: number): number {
  const { b } = f;
  const offset = b.load('i32', { base: { vreg: list }, offset: member }, false);
  const next = b.block();
  b.branch('ule', 'i32', offset, imm(last), next, onStack);
  b.begin(next);
  return b.register('i64', b.resize(offset, 'i32', 'i64', false));
}

function bump(f: FunctionLowering, list: number, member: number, by: number): void {
  const place: Address = { base: { vreg: list }, offset: member };
  f.b.store('i32', f.b.binary('add', 'i32', f.b.load('i32', place, false), imm(by)), place);
}

/** va_copy: the 24 bytes. */
export function vaCopy(f: FunctionLowering, to: Expression, from: Expression): void {
  const source = f.register(from);
  const target = f.register(to);
  copyMemory(f.b, { base: { vreg: target }, offset: 0 }, { base: { vreg: source }, offset: 0 }, 24);
}
