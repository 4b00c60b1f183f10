/** Statements as blocks and branches (C11 6.8). Loops test at the bottom: one branch a turn. */
import type { Address, BlockId } from '../../ir';
import { sizeOf } from '../layout';
import { knownTruth } from '../sema/constants';
import { sizeExpression } from '../sema/pointers';
import type { Expression, InitEntry, Initialiser, Statement, Variable } from '../tree';
import { isRecord, isVla, isVoid } from '../types';
import { asmStatement } from './asm';
import { imm } from './builder';
import { resultPieces } from './calls';
import type { FunctionLowering, Place } from './function';
import { irTypeOf } from './ir-types';
import { clearMemory, copyMemory } from './memory';
import { stringBytes } from './module';
import { store } from './places';
import { switchStatement } from './switch';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

export function statement(f: FunctionLowering, s: Statement): void {
  if (s.kind !== 'block' && s.kind !== 'empty') f.locate(s.at);
  switch (s.kind) {
    case 'expression':
      f.effect(s.expression);
      return;
    case 'declare':
      declare(f, s.variable, s.initialiser);
      return;
    case 'vla-length':
      f.homes.delete(s.variable);
      return void f.valueInto(s.length, registerOf(f, s.variable));
    case 'block':
      block(f, s);
      return;
    case 'if':
      ifStatement(f, s);
      return;
    case 'while':
      whileStatement(f, s);
      return;
    case 'do':
      doStatement(f, s);
      return;
    case 'for':
      forStatement(f, s);
      return;
    case 'switch':
      switchStatement(f, s);
      return;
    case 'case':
      caseStatement(f, s);
      return;
    case 'label':
      f.labelDepths.set(s.label, f.savedStacks.length);
      f.b.begin(f.labelBlock(s.label));
      statement(f, s.body);
      return;
    case 'goto':
      gotoStatement(f, s);
      return;
    case 'computed-goto':
      f.b.end({ op: 'indirect', target: f.register(s.target), possible: [] });
      return;
    case 'break':
    case 'continue':
      leave(f, s.kind);
      return;
    case 'return':
      returnStatement(f, s);
      return;
    case 'asm':
      asmStatement(f, s);
      return;
    default:
  }
}

function registerOf(f: FunctionLowering, variable: Variable): number {
  const home = f.home(variable);
  if (home.kind === 'register') return home.vreg;
  throw new Error('a length is a register');
}

/** A block; VLAs declared in it are gone at its end. */
function block(f: FunctionLowering, s: Of<'block'>): void {
  const depth = f.savedStacks.length;
  for (const each of s.body) statement(f, each);
  freeDownTo(f, depth);
  f.savedStacks.length = depth;
}

/** Gives back the memory of all VLAs but the outermost `depth` ones. */
function freeDownTo(f: FunctionLowering, depth: number): void {
  if (f.savedStacks.length > depth) f.b.emit({ op: 'restorestack', src: f.savedStacks[depth] });
}

/** A jump back frees the VLAs declared since; of a jump forward the end of the block around takes care. */
function gotoStatement(f: FunctionLowering, s: Of<'goto'>): void {
  const depth = f.labelDepths.get(s.label);
  if (depth !== undefined) freeDownTo(f, depth);
  f.b.jump(f.labelBlock(s.label));
}

/** A local variable comes to life, and is initialised. */
function declare(f: FunctionLowering, variable: Variable, initialiser: Initialiser | undefined): void {
  if (isVla(variable.type)) {
    declareVla(f, variable);
    return;
  }
  const home = f.home(variable);
  if (!initialiser) return;
  if (home.kind === 'register') {
    const [first] = initialiser.entries;
    if (first) f.valueInto(first.value, home.vreg);
    else f.b.copy(irTypeOf(variable.type), home.vreg, imm(0));
    return;
  }
  if (home.kind === 'slot') initialise(f, variable, initialiser, home.address);
}

function declareVla(f: FunctionLowering, variable: Variable): void {
  const saved = f.b.vreg('i64');
  f.b.emit({ op: 'savestack', dst: saved });
  f.savedStacks.push(saved);
  const size = f.register(sizeExpression(variable.type, variable.at));
  const dst = f.b.vreg('i64');
  f.b.emit({ op: 'alloca', dst, size });
  f.homes.set(variable, { kind: 'indirect', vreg: dst });
}

/** Whether the entries cover every byte of the object, so that it need not be cleared first. */
function covers({ entries, size }: Initialiser): boolean {
  let covered = 0;
  for (const entry of entries) {
    if (entry.bits) return false;
    covered += sizeOf(entry.type);
  }
  return covered >= size;
}

function initialise(f: FunctionLowering, variable: Variable, initialiser: Initialiser, to: Address): void {
  const { b } = f;
  const size = sizeOf(variable.type);
  const [first] = initialiser.entries;
  if (initialiser.whole && first && isRecord(first.type) && first.offset === 0) {
    f.rules.recordInto(f, first.value, to);
    return;
  }
  if (!covers({ ...initialiser, size })) clearMemory(b, to, size);
  const recordSize = size;
  for (const entry of initialiser.entries) storeEntry(f, entry, to, recordSize);
}

function storeEntry(f: FunctionLowering, entry: InitEntry, to: Address, recordSize: number): void {
  const { b } = f;
  const { value, type } = entry;
  if (value.kind === 'string' && type.kind === 'array') {
    storeString(f, value, to, entry.offset, sizeOf(type));
    return;
  }
  if (isRecord(type)) {
    copyMemory(b, b.moved(to, entry.offset), f.rules.record(f, value), sizeOf(type));
    return;
  }
  const place: Place = entry.bits
    ? { kind: 'memory', address: to, type, volatile: false, atomic: false, bits: { ...entry.bits, recordSize } }
    : { kind: 'memory', address: b.moved(to, entry.offset), type, volatile: false, atomic: false };
  store(f, place, f.value(value));
}

/** The characters of a literal: short ones as constants, long ones copied from the literal. */
function storeString(
  f: FunctionLowering,
  literal: Extract<Expression, { kind: 'string' }>,
  to: Address,
  offset: number,
  size: number,
): void {
  const { b } = f;
  const bytes = stringBytes(literal);
  if (size > 32) {
    copyMemory(b, b.moved(to, offset), { base: { symbol: f.module.stringSymbol(literal) }, offset: 0 }, size);
    return;
  }
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (; size - at >= 8; at += 8) b.store('i64', { imm: view.getBigInt64(at, true) }, b.moved(to, offset + at));
  for (; size - at >= 4; at += 4) b.store('i32', imm(view.getInt32(at, true)), b.moved(to, offset + at));
  for (; at < size; at++) b.store('i8', imm(view.getInt8(at)), b.moved(to, offset + at));
}

function ifStatement(f: FunctionLowering, s: Of<'if'>): void {
  const { b } = f;
  const then = b.block();
  const end = b.block();
  const otherwise = s.otherwise ? b.block() : end;
  f.rules.condition(f, s.condition, then, otherwise);
  b.begin(then);
  statement(f, s.then);
  if (s.otherwise) {
    b.jump(end);
    b.begin(otherwise);
    statement(f, s.otherwise);
  }
  b.begin(end);
}

/** The body of a loop, with the targets of break and continue. */
function loopBody(f: FunctionLowering, body: Statement, breakTo: BlockId, continueTo: BlockId): void {
  f.jumps.push({ breakTo, continueTo, stackDepth: f.savedStacks.length });
  statement(f, body);
  f.jumps.pop();
}

function whileStatement(f: FunctionLowering, s: Of<'while'>): void {
  const { b } = f;
  const [body, test, end] = [b.block(), b.block(), b.block()];
  b.jump(test);
  b.begin(body);
  loopBody(f, s.body, end, test);
  b.begin(test);
  f.locate(s.at);
  f.rules.condition(f, s.condition, body, end);
  b.begin(end);
}

function doStatement(f: FunctionLowering, s: Of<'do'>): void {
  const { b } = f;
  const [body, test, end] = [b.block(), b.block(), b.block()];
  b.begin(body);
  loopBody(f, s.body, end, test);
  b.begin(test);
  f.locate(s.condition.at);
  f.rules.condition(f, s.condition, body, end);
  b.begin(end);
}

function forStatement(f: FunctionLowering, s: Of<'for'>): void {
  const { b } = f;
  const [body, step, test, end] = [b.block(), b.block(), b.block(), b.block()];
  for (const each of s.init) statement(f, each);
  const endless = !s.condition || knownTruth(s.condition) === true;
  b.jump(endless ? body : test);
  b.begin(body);
  loopBody(f, s.body, end, step);
  b.begin(step);
  if (s.step) {
    f.locate(s.step.at);
    f.effect(s.step);
  }
  b.begin(test);
  if (s.condition && !endless) {
    f.locate(s.condition.at);
    f.rules.condition(f, s.condition, body, end);
  } else b.jump(body);
  b.begin(end);
}

function caseStatement(f: FunctionLowering, s: Of<'case'>): void {
  const target = f.cases.get(s);
  if (target !== undefined) f.b.begin(target);
  statement(f, s.body);
}

/** break or continue: frees the VLAs of the blocks that are left. */
function leave(f: FunctionLowering, kind: 'break' | 'continue'): void {
  for (let i = f.jumps.length - 1; i >= 0; i--) {
    const jump = f.jumps[i];
    const to = kind === 'break' ? jump.breakTo : jump.continueTo;
    if (to === undefined) continue;
    freeDownTo(f, jump.stackDepth);
    f.b.jump(to);
    return;
  }
}

function returnStatement(f: FunctionLowering, s: Of<'return'>): void {
  const { b } = f;
  const { result } = f.symbol.type;
  if (!s.value || isVoid(result)) {
    if (s.value) f.effect(s.value);
    b.end({ op: 'return', values: [] });
    return;
  }
  if (!isRecord(result)) {
    const type = irTypeOf(result);
    b.end({ op: 'return', values: [{ vreg: f.register(s.value), type }] });
    return;
  }
  if (f.resultPointer !== undefined) {
    copyResult(f, s.value, f.resultPointer);
    b.end({ op: 'return', values: [{ vreg: f.resultPointer, type: 'i64' }] });
    return;
  }
  b.end({ op: 'return', values: resultPieces(f, result, f.rules.record(f, s.value)) ?? [] });
}

/** A result of class MEMORY. The caller's memory may be what the expression reads, unless that is a fresh object. */
function copyResult(f: FunctionLowering, value: Expression, pointer: number): void {
  const from = f.rules.record(f, value);
  copyMemory(f.b, { base: { vreg: pointer }, offset: 0 }, from, sizeOf(value.type));
}
