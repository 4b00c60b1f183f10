/**
 * String instructions: SDM 2, opcodes A4-A7, AA-AF. A repeated one is a block of its own whose every round retires as one
 * instruction, so it can stop at any budget and at any fault with rcx, rsi, rdi exact; rounds that stay inside one page and do not
 * overlap are done in one go.
 */
import { Flag, Layout, PageFlag, State } from '../cpu/state';
import type { Emitter } from '../emit/emitter';
import type { Value } from '../emit/function';
import { I32 } from '../wasm/module';
import { insn } from './dsl';
import type { Definition, Emit } from './types';

const [RAX, RCX, RSI, RDI] = [0, 1, 6, 7];

/** Bytes to move on by: negative where DF is set. */
function stride(e: Emitter): Value {
  const bytes = e.row.size / 8;
  const down = e.and(e.state(I32, State.FLAGS_REST), e.k32(Flag.DF));
  return e.let(e.select(down, e.k(-bytes), e.k(bytes)));
}

/** Source address: rsi plus a segment base where a prefix says so (the record's S names it). */
const source = (e: Emitter) => e.let(e.add(e.reg(RSI, 64), e.readField('S', 64)));
const advance = (e: Emitter, register: number, by: Value) => e.setReg(register, 64, e.add(e.reg(register, 64), by));

function movs(e: Emitter): void {
  const bytes = e.row.size / 8;
  const v = e.let(e.load(e.row.size, e.probe(source(e), bytes, false)));
  e.store(e.row.size, e.probe(e.reg(RDI, 64), bytes, true), 0, v);
  const by = stride(e);
  advance(e, RSI, by);
  advance(e, RDI, by);
}

function stos(e: Emitter): void {
  e.store(e.row.size, e.probe(e.reg(RDI, 64), e.row.size / 8, true), 0, e.reg(RAX, e.row.size));
  advance(e, RDI, stride(e));
}

function lods(e: Emitter): void {
  e.setReg(RAX, e.row.size, e.let(e.load(e.row.size, e.probe(source(e), e.row.size / 8, false))));
  advance(e, RSI, stride(e));
}

function cmps(e: Emitter): void {
  const bytes = e.row.size / 8;
  const a = e.let(e.load(e.row.size, e.probe(source(e), bytes, false)));
  const b = e.let(e.load(e.row.size, e.probe(e.reg(RDI, 64), bytes, false)));
  e.flagsSub(a, e.let(e.sub(a, b)));
  const by = stride(e);
  advance(e, RSI, by);
  advance(e, RDI, by);
}

function scas(e: Emitter): void {
  const a = e.let(e.reg(RAX, e.row.size));
  const b = e.let(e.load(e.row.size, e.probe(e.reg(RDI, 64), e.row.size / 8, false)));
  e.flagsSub(a, e.let(e.sub(a, b)));
  advance(e, RDI, stride(e));
}

/** Elements from `address` to the end of its page. */
function room(e: Emitter, address: Value): Value {
  return e.shru(e.sub(e.k(4096), e.and(address, e.k(4095))), e.k(Math.log2(e.row.size / 8)));
}
const least = (e: Emitter, a: Value, b: Value) => e.let(e.select(e.cmp('ltu', a, b), a, b));

/** How many rounds may be done at once: bounded by rcx, the budget and the end of the page(s). */
function rounds(e: Emitter, ...addresses: Value[]): Value {
  const affordable = e.let(e.ext(e.add(e.budget(), e.k32(1))));
  return addresses.reduce(
    (n, address) => least(e, n, e.let(room(e, address))),
    least(e, e.let(e.reg(RCX, 64)), affordable),
  );
}

function finish(e: Emitter, done: Value): void {
  const rcx = e.let(e.sub(e.reg(RCX, 64), done));
  e.setReg(RCX, 64, rcx);
  e.setBudget(e.sub(e.budget(), e.sub(e.wrap(done), e.k32(1))));
  e.if(e.not(rcx), () => e.nextBlock());
  e.again();
}

/** A write to a page that holds decoded code goes element by element, so that each is checked. */
function holdsCode(e: Emitter, host: Value): Value {
  const page = e.shru(e.sub(host, e.k32(Layout.RAM)), e.k32(12));
  const inRam = e.cmp('geu', host, e.k32(Layout.RAM));
  const flags = e.load32(e.add(e.load32(e.k32(0), Layout.PAGE_FLAGS), e.select(inRam, page, e.k32(0))), 0, 8);
  return e.or(e.and(flags, e.k32(PageFlag.CODE | PageFlag.TABLE)), e.not(inRam));
}

function repMovs(e: Emitter): void {
  const { size } = e.row;
  const [from, to] = [source(e), e.let(e.reg(RDI, 64))];
  const forward = e.not(e.and(e.state(I32, State.FLAGS_REST), e.k32(Flag.DF)));
  const n = rounds(e, from, to);
  const bytes = e.let(e.mul(n, e.k(size / 8)));
  const apart = e.cmp('geu', e.sub(to, from), bytes);
  e.if(e.and(e.and(forward, apart), e.cmp('gtu', n, e.k(1))), () => {
    const hostFrom = e.probe(from, size / 8, false);
    const hostTo = e.probe(to, size / 8, true);
    e.if(e.not(holdsCode(e, hostTo)), () => {
      e.copy(hostTo, hostFrom, e.wrap(bytes));
      advance(e, RSI, bytes);
      advance(e, RDI, bytes);
      finish(e, n);
    });
  });
}

function repStos(e: Emitter): void {
  const { size } = e.row;
  const to = e.let(e.reg(RDI, 64));
  const forward = e.not(e.and(e.state(I32, State.FLAGS_REST), e.k32(Flag.DF)));
  const n = rounds(e, to);
  const bytes = e.let(e.mul(n, e.k(size / 8)));
  const v = e.let(e.reg(RAX, size));
  const byte = e.let(e.and(v, e.k(255)));
  const pattern = { 8: 1n, 16: 0x0101n, 32: 0x0101_0101n, 64: 0x0101_0101_0101_0101n }[size as 8 | 16 | 32 | 64];
  const uniform = e.cmp('eq', v, e.mul(byte, e.k(pattern)));
  e.if(e.and(e.and(forward, uniform), e.cmp('gtu', n, e.k(1))), () => {
    const host = e.probe(to, size / 8, true);
    e.if(e.not(holdsCode(e, host)), () => {
      e.fill(host, e.wrap(byte), e.wrap(bytes));
      advance(e, RDI, bytes);
      finish(e, n);
    });
  });
}

/** rep: until rcx is 0. */
const rep =
  (round: (e: Emitter) => void, bulk?: (e: Emitter) => void): Emit =>
  (e) => {
    e.if(e.not(e.reg(RCX, 64)), () => e.nextBlock());
    bulk?.(e);
    round(e);
    finish(e, e.k(1));
  };

/** repe, repne: until rcx is 0 or ZF says otherwise. */
const repWhile =
  (round: (e: Emitter) => void, zero: boolean): Emit =>
  (e) => {
    e.if(e.not(e.reg(RCX, 64)), () => e.nextBlock());
    round(e);
    const rcx = e.let(e.sub(e.reg(RCX, 64), e.k(1)));
    e.setReg(RCX, 64, rcx);
    e.if(e.or(e.not(rcx), e.condition(zero ? 5 : 4)), () => e.nextBlock());
    e.again();
  };

const CONTROL = { control: true, string: true };
const PLAIN = { string: true };

/** Byte form, then word/dword/qword form, of one instruction with its repeated forms. */
function string(name: string, opcode: number, one: Emit, repeat: Emit, repeatNot: Emit = repeat): Definition[] {
  const code = (n: number) => n.toString(16).toUpperCase().padStart(2, '0');
  return ['b', 'v'].flatMap((size, wide) => [
    insn(name, `NP ${code(opcode + wide)}`, size, one, PLAIN),
    insn(`rep${name}`, `F3 ${code(opcode + wide)}`, size, repeat, CONTROL),
    insn(`repn${name}`, `F2 ${code(opcode + wide)}`, size, repeatNot, CONTROL),
  ]);
}

export const STRING: Definition[] = [
  ...string('movs', 0xa4, movs, rep(movs, repMovs)),
  ...string('stos', 0xaa, stos, rep(stos, repStos)),
  ...string('lods', 0xac, lods, rep(lods)),
  ...string('cmps', 0xa6, cmps, repWhile(cmps, true), repWhile(cmps, false)),
  ...string('scas', 0xae, scas, repWhile(scas, true), repWhile(scas, false)),
];
