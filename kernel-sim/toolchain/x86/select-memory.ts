/** Selection of loads, stores, addresses, block copies, stack memory and atomics. */
import { imm, type MachineOperand, type MemoryOperand, mem, reg } from '../asm/instruction';
import { RAX, RBP, RCX, RDI, RSI, RSP, registerByName, type Size } from '../asm/registers';
import { STT } from '../elf/constants';
import type { IrOp, IrType, Operand } from '../ir';
import { move } from './select-int';
import { BYTES, isFloat, isImm, type Selector, workSize } from './selector';

type Op<K extends IrOp['op']> = Extract<IrOp, { op: K }>;

/** Memory at an address plus some bytes. */
export function shifted(m: MemoryOperand, by: number): MemoryOperand {
  return by === 0 ? m : { ...m, displacement: m.displacement + by };
}

export function loadInto(s: Selector, dst: number, type: IrType, from: MemoryOperand): void {
  if (isFloat(type)) s.emit(type === 'f32' ? 'movss' : 'movsd', 0, reg(dst, 8), from);
  else if (type === 'i8' || type === 'i16') s.emit(type === 'i8' ? 'movzb' : 'movzw', 4, reg(dst, 4), from);
  else s.emit('mov', BYTES[type], reg(dst, BYTES[type]), from);
}

export function selectLoad(s: Selector, op: Op<'load'>): void {
  loadInto(s, s.register(op.dst), op.type, s.memory(op.address));
}

export function selectStore(s: Selector, op: Op<'store'>): void {
  const to = s.memory(op.address);
  const size = BYTES[op.type];
  if (isFloat(op.type)) {
    if (isImm(op.src)) s.emit('mov', size, to, s.source(op.src, size === 8 ? 'i64' : 'i32', size));
    else s.emit(op.type === 'f32' ? 'movss' : 'movsd', 0, to, reg(s.register(op.src), 8));
    return;
  }
  s.emit('mov', size, to, s.source(op.src, op.type, size));
}

export function selectLea(s: Selector, op: Op<'lea'>): void {
  const from = s.memory(op.address);
  const dst = s.register(op.dst);
  if (from.base >= 0 && from.index < 0 && from.displacement === 0 && from.slot === undefined) s.copy(dst, from.base, 8);
  else s.emit('lea', 8, reg(dst, 8), from);
}

/** Copies and fills up to this many bytes are done with single moves. */
const INLINE_LIMIT = 96;
const STEPS: Size[] = [8, 4, 2, 1];

/** Splits a length into the moves that cover it; the tail may overlap what is done already. */
function pieces(size: number): { at: number; size: Size }[] {
  const out: { at: number; size: Size }[] = [];
  let at = 0;
  while (size - at >= 8) {
    out.push({ at, size: 8 });
    at += 8;
  }
  const rest = size - at;
  if (rest === 0) return out;
  const cover = STEPS.find((step) => step >= rest && step < rest * 2 && (step === rest || size >= step));
  const overlapping = ([4, 8] as Size[]).find((step) => step >= rest && size >= step);
  if (rest !== 1 && rest !== 2 && rest !== 4 && overlapping !== undefined && cover === undefined) {
    out.push({ at: size - overlapping, size: overlapping });
    return out;
  }
  for (const step of STEPS) {
    while (size - at >= step) {
      out.push({ at, size: step });
      at += step;
    }
  }
  return out;
}

/** Copies a constant number of bytes between two places that do not overlap. */
export function copyBlock(s: Selector, to: MemoryOperand, from: MemoryOperand, size: number): void {
  if (size <= INLINE_LIMIT) {
    for (const piece of pieces(size)) {
      const t = s.general(piece.size);
      if (piece.size < 4) s.emit(piece.size === 1 ? 'movzb' : 'movzw', 4, reg(t, 4), shifted(from, piece.at));
      else s.emit('mov', piece.size, reg(t, piece.size), shifted(from, piece.at));
      s.emit('mov', piece.size, shifted(to, piece.at), reg(t, piece.size));
    }
    return;
  }
  address(s, RDI, to);
  address(s, RSI, from);
  repeat(s, 'movsq', size >> 3, [RDI, RSI, RCX]);
  for (const piece of pieces(size & 7)) string(s, `movs${'_bw_l'[piece.size]}`, [RDI, RSI]);
}

function address(s: Selector, to: number, m: MemoryOperand): void {
  if (m.base >= 0 && m.index < 0 && m.displacement === 0) s.copy(to, m.base, 8);
  else s.emit('lea', 8, reg(to, 8), m);
}

function repeat(s: Selector, mnemonic: string, count: number, registers: number[]): void {
  s.emit('mov', 4, reg(RCX, 4), imm(count));
  const inst = string(s, mnemonic, registers);
  inst.rep = true;
}

/** A string instruction: it reads and advances its registers. */
function string(s: Selector, mnemonic: string, registers: number[]): ReturnType<Selector['emit']> {
  const inst = s.emit(mnemonic, 0);
  inst.uses = mnemonic.startsWith('stos') ? [...registers, RAX] : registers;
  inst.defs = registers;
  return inst;
}

export function selectMemcpy(s: Selector, op: Op<'memcpy'>): void {
  copyBlock(s, mem(s.register(op.dst)), mem(s.register(op.src)), op.size);
}

export function selectMemset(s: Selector, op: Op<'memset'>): void {
  const byte = BigInt(op.byte & 0xff);
  const pattern = BigInt.asIntN(64, byte * 0x0101010101010101n);
  const dst = s.register(op.dst);
  if (op.size <= INLINE_LIMIT) {
    const wide = pattern === 0n || pattern === -1n ? imm(Number(pattern)) : undefined;
    let register = -1;
    for (const piece of pieces(op.size)) {
      let value: MachineOperand | undefined = wide;
      if (value === undefined && piece.size < 8) value = imm(Number(BigInt.asIntN(piece.size * 8, pattern)));
      if (value === undefined) {
        if (register < 0) {
          register = s.general(8);
          s.emit('mov', 8, reg(register, 8), imm(pattern));
        }
        value = reg(register, 8);
      }
      s.emit('mov', piece.size, mem(dst, piece.at), value);
    }
    return;
  }
  s.copy(RDI, dst, 8);
  s.constant(RAX, pattern, 'i64');
  repeat(s, 'stosq', op.size >> 3, [RDI, RCX]);
  for (const piece of pieces(op.size & 7)) string(s, `stos${'_bw_l'[piece.size]}`, [RDI]);
}

export function selectAlloca(s: Selector, op: Op<'alloca'>): void {
  s.out.usesAlloca = true;
  const t = s.general(8);
  s.emit('lea', 8, reg(t, 8), mem(s.register(op.size), 15));
  s.emit('and', 8, reg(t, 8), imm(-16));
  s.emit('sub', 8, reg(RSP, 8), reg(t, 8));
  s.emit('mov', 8, reg(s.register(op.dst), 8), reg(RSP, 8)).keep = true;
}

/** Fills the va_list of the System V ABI (3.5.7). */
export function selectVastart(s: Selector, op: Op<'vastart'>): void {
  const list = s.register(op.list);
  const { variadic } = s;
  if (variadic === undefined) {
    s.error('backend-va-start', { function: s.fn.name });
    return;
  }
  s.emit('mov', 4, mem(list, 0), imm(variadic.general * 8));
  s.emit('mov', 4, mem(list, 4), imm(48 + variadic.vector * 16));
  const t = s.general(8);
  s.emit('lea', 8, reg(t, 8), mem(RBP, 16 + variadic.stack));
  s.emit('mov', 8, mem(list, 8), reg(t, 8));
  const area = s.general(8);
  s.emit('lea', 8, reg(area, 8), { kind: 'mem', base: -1, index: -1, scale: 1, displacement: 0, slot: variadic.area });
  s.emit('mov', 8, mem(list, 16), reg(area, 8));
}

const SIMPLE: Record<string, string> = { add: 'add', sub: 'sub', and: 'and', or: 'or', xor: 'xor' };

/** Lock-prefixed read-modify-write; `unused` = nobody reads the old value. */
export function selectAtomic(s: Selector, op: Op<'atomicrmw'>, unused: boolean): void {
  const size = BYTES[op.type];
  const work = workSize(op.type);
  const where = s.memory(op.address);
  const dst = s.register(op.dst);
  if (op.kind === 'xchg' || ((op.kind === 'add' || op.kind === 'sub') && !unused)) {
    const t = s.general(size);
    move(s, t, op.src, op.type);
    if (op.kind === 'sub') s.emit('neg', work, reg(t, work));
    const inst = s.emit(op.kind === 'xchg' ? 'xchg' : 'xadd', size, where, reg(t, size));
    inst.roles = '-b';
    inst.lock = op.kind !== 'xchg';
    s.copy(dst, t, size);
    return;
  }
  if (unused) {
    const inst = s.emit(SIMPLE[op.kind], size, where, s.source(op.src, op.type, size));
    inst.lock = true;
    return;
  }
  atomicLoop(s, op, where, size);
}

function atomicLoop(s: Selector, op: Op<'atomicrmw'>, where: MemoryOperand, size: Size): void {
  const { depth } = s.current;
  const work = workSize(op.type);
  const old = s.general(size);
  const source = isImm(op.src) ? s.inRegister(op.src, op.type) : s.register(op.src);
  loadInto(s, old, op.type, where);
  const loop = s.newBlock(depth + 1);
  const done = s.newBlock(depth);
  s.jump(loop);
  s.startBlock(loop);
  const next = s.general(size);
  s.copy(next, old, work);
  s.emit(SIMPLE[op.kind], work, reg(next, work), reg(source, work));
  s.copy(RAX, old, work);
  exchange(s, where, next, size);
  s.copy(old, RAX, work);
  s.jumpIf(5, loop);
  s.jump(done);
  s.startBlock(done);
  s.copy(s.register(op.dst), old, work);
}

function exchange(s: Selector, where: MemoryOperand, next: number, size: Size): void {
  const inst = s.emit('cmpxchg', size, where, reg(next, size));
  inst.roles = '-u';
  inst.lock = true;
  inst.uses = [RAX];
  inst.defs = [RAX];
}

export function selectCmpxchg(s: Selector, op: Op<'cmpxchg'>): void {
  const size = BYTES[op.type];
  const where = s.memory(op.address);
  const desired = s.inRegister(op.desired as Operand, op.type);
  if (isImm(op.expected)) s.constant(RAX, op.expected.imm, op.type);
  else s.copy(RAX, s.register(op.expected), size);
  exchange(s, where, desired, size);
  const flag = s.general(1);
  s.emit('sete', 1, reg(flag, 1));
  const old = s.general(size);
  s.copy(old, RAX, size);
  s.emit('movzb', 4, reg(s.register(op.dst), 4), reg(flag, 1));
  s.copy(s.register(op.old), old, size);
}

const FS = registerByName('fs')?.register ?? 0;

/** The thread pointer is in memory at %fs:0; the object lies at a fixed distance from it. */
export function selectThreadLocal(s: Selector, op: Op<'tlsaddr'>): void {
  const base = s.general(8);
  s.emit('mov', 8, reg(base, 8), { ...mem(-1, 0), segment: FS });
  const symbol = s.unit.builder.symbol(op.symbol);
  symbol.type = STT.TLS;
  s.emit('lea', 8, reg(s.register(op.dst), 8), { ...mem(base, 0), symbol, tpoff: true });
}
