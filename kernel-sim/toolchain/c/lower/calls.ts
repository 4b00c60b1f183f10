/** Calls: arguments and results in the pieces of the System V ABI (abi.ts). */
import type { Address, ArgPiece, IrCall, IrType, Operand } from '../../ir';
import { type Piece, piecesOf } from '../abi';
import { alignOf, sizeOf } from '../layout';
import type { Expression } from '../tree';
import { type CType, isRecord, isVoid } from '../types';
import { imm } from './builder';
import type { FunctionLowering } from './function';
import { irTypeOf, isFloatType, isSigned } from './ir-types';
import { copyMemory, loadBytes, storeBytes } from './memory';

type Call = Extract<Expression, { kind: 'call' }>;
type Argument = ArgPiece & { group?: number };

/** Loads one eightbyte of an aggregate. */
export function loadPiece(f: FunctionLowering, from: Address, piece: Piece): Argument {
  const at = f.b.moved(from, piece.offset);
  if (piece.kind === 'sse') {
    const type = piece.type as 'f32' | 'f64';
    return { kind: 'sse', type, value: f.b.load(type, at, false) };
  }
  const value = piece.size === 8 ? f.b.load('i64', at, false) : loadBytes(f.b, at, piece.size);
  return { kind: 'int', type: 'i64', value };
}

/** Stores one eightbyte of an aggregate, no byte more than belongs to it. */
export function storePiece(f: FunctionLowering, value: number, to: Address, piece: Piece): void {
  const at = f.b.moved(to, piece.offset);
  if (piece.kind === 'sse' || piece.size === 8) f.b.store(piece.type, value, at);
  else storeBytes(f.b, value, at, piece.size);
}

/** The scalar result of a call, if it has one. */
export function call(f: FunctionLowering, e: Call): Operand | undefined {
  if (isRecord(e.type)) {
    callRecord(f, e, f.temporary(e.type));
    return undefined;
  }
  const args = argumentPieces(f, e);
  if (isVoid(e.type)) {
    emitCall(f, e, args, []);
    return undefined;
  }
  const type = irTypeOf(e.type);
  const vreg = f.b.vreg(type);
  emitCall(f, e, args, [{ vreg, type }]);
  return vreg;
}

/** A call whose result is a struct or union, put at `to`. */
export function callRecord(f: FunctionLowering, e: Call, to: Address): void {
  const pieces = piecesOf(e.type);
  if (!pieces) {
    const hidden: Argument = { kind: 'int', type: 'i64', value: f.b.addressValue(to) };
    const args = argumentPieces(f, e);
    emitCall(f, e, sizeOf(e.type) > 0 ? [hidden, ...args] : args, []);
    return;
  }
  const results = pieces.map((piece) => ({ vreg: f.b.vreg(piece.type), type: piece.type }));
  emitCall(f, e, argumentPieces(f, e), results);
  for (const [i, piece] of pieces.entries()) storePiece(f, results[i].vreg, to, piece);
}

function emitCall(f: FunctionLowering, e: Call, args: Argument[], results: IrCall['results']): void {
  const { callee, functionType } = e;
  const direct = callee.kind === 'address-of' && callee.operand.kind === 'function' ? callee.operand.symbol : undefined;
  const target: IrCall['target'] = direct ? { symbol: f.module.functionSymbol(direct) } : { vreg: f.register(callee) };
  f.locate(e.at);
  const op: IrCall = {
    op: 'call',
    target,
    args,
    results,
    variadic: functionType.variadic || functionType.unprototyped,
  };
  const noreturn = functionType.noreturn || direct?.type.noreturn;
  if (noreturn) op.noreturn = true;
  f.b.emit(op);
  if (noreturn) {
    f.b.end({ op: 'unreachable' });
    f.b.begin(f.b.block());
    // What follows is unreachable; the block just begun is dropped unless something jumps to it.
  }
}

/** C leaves the order open; GCC on x86-64 works from the last argument to the first, and programs that (wrongly) rely on it should behave alike. */
function argumentPieces(f: FunctionLowering, e: Call): Argument[] {
  const pieces: Argument[][] = [];
  for (let i = e.args.length - 1; i >= 0; i--) {
    const arg = e.args[i];
    pieces[i] = isRecord(arg.type) ? recordPieces(f, arg, i) : [scalarPiece(f, arg)];
  }
  return pieces.flat();
}

function scalarPiece(f: FunctionLowering, arg: Expression): Argument {
  const type = irTypeOf(arg.type);
  const value = f.value(arg);
  if (isFloatType(type)) return { kind: 'sse', type, value: f.b.register(type, value) };
  const narrow = type === 'i8' || type === 'i16';
  // The callee may rely on nothing above the type, but GCC and Clang extend to 32 bits all the same.
  const wide: IrType = narrow ? 'i32' : type;
  return { kind: 'int', type: wide, value: narrow ? f.b.resize(value, type, 'i32', isSigned(arg.type)) : value };
}

/** An aggregate: its eightbytes, or a copy in memory. */
function recordPieces(f: FunctionLowering, arg: Expression, group: number): Argument[] {
  const from = f.rules.record(f, arg);
  const pieces = piecesOf(arg.type);
  if (pieces) return pieces.map((piece) => ({ ...loadPiece(f, from, piece), group }));
  const size = sizeOf(arg.type);
  if (size === 0) return [];
  return [{ kind: 'memory', address: f.b.addressValue(stableCopy(f, arg, from)), size, align: alignOf(arg.type) }];
}

/** A later argument might change an object that is passed by memory: only calls and the like are safe as they are. */
function stableCopy(f: FunctionLowering, arg: Expression, from: Address): Address {
  if (arg.kind !== 'assign') return from;
  const copy = f.temporary(arg.type);
  copyMemory(f.b, copy, from, sizeOf(arg.type));
  return copy;
}

/** Values that a function returns, for a type that goes in registers. */
export function resultPieces(
  f: FunctionLowering,
  type: CType,
  from: Address,
): { vreg: number; type: IrType }[] | undefined {
  return piecesOf(type)?.map((piece) => {
    const loaded = loadPiece(f, from, piece);
    const value = loaded.kind === 'memory' ? imm(0) : loaded.value;
    return { vreg: f.b.register(piece.type, value), type: piece.type };
  });
}
