/**
 * Instructions that compilers do not emit but assembly may hold: string instructions, loop and jrcxz with 32-bit addresses, nested
 * enter, far pointers and far branches, pushes and pops of fs and gs, and the questions about selectors. SDM 2 for each.
 */
import { codeSegment, findDescriptor } from '../descriptors';
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { Flag, Record, State } from '../state';
import { canonical, GP, type Handler, HostOutcome, isMemory, need0, readOperand16, sizeOf, unknown } from './common';
import { loadSegment } from './segments';

const { DONE, JUMPED, AGAIN, RAISE } = HostOutcome;
const [RAX, RCX, RSP, RBP, RSI, RDI] = [0, 1, 4, 5, 6, 7];
const LOW = 0xffff_ffffn;
const ARITHMETIC = Flag.CF | Flag.PF | Flag.AF | Flag.ZF | Flag.SF | Flag.OF;

const low = (cpu: GuestMemory, reg: number) => cpu.getReg(reg) & LOW;
const wrapTo64 = (v: bigint) => BigInt.asUintN(64, v);
/** Opcode and kind of repetition, which the decoder leaves in the upper half of the immediate. */
const opcodeOf = (cpu: GuestMemory, record: number) => (cpu.recordWord(record, Record.IMM + 4) >> 8) & 255;
const repeatOf = (cpu: GuestMemory, record: number) => cpu.recordWord(record, Record.IMM + 4) & 255;

// Strings with 32-bit addresses

/** Flags of a - b, `size` bits wide. */
function compareFlags(cpu: GuestMemory, a: bigint, b: bigint, size: number): void {
  const r = BigInt.asUintN(size, a - b);
  const sign = (v: bigint) => (v >> BigInt(size - 1)) & 1n;
  let ones = 0;
  for (let i = 0n; i < 8n; i++) ones += Number((r >> i) & 1n);
  const overflow = sign((a ^ b) & (a ^ r)) === 1n;
  const bits =
    (a < b ? Flag.CF : 0) |
    (ones % 2 === 0 ? Flag.PF : 0) |
    ((a ^ b ^ r) & 16n ? Flag.AF : 0) |
    (r === 0n ? Flag.ZF : 0) |
    (sign(r) ? Flag.SF : 0) |
    (overflow ? Flag.OF : 0);
  cpu.rflags = (cpu.rflags & ~ARITHMETIC) | bits;
}

function stringRound(cpu: GuestMemory, record: number): void {
  const size = sizeOf(cpu, record);
  const bytes = size / 8;
  const by = cpu.word(State.FLAGS_REST) & Flag.DF ? -bytes : bytes;
  const advance = (reg: number) => cpu.setReg(reg, (low(cpu, reg) + BigInt(by)) & LOW);
  const from = wrapTo64(low(cpu, RSI) + cpu.wide(State.REGS + cpu.recordByte(record, Record.S)));
  const accumulator = BigInt.asUintN(size, cpu.getReg(RAX));
  switch (opcodeOf(cpu, record) & 0xfe) {
    case 0xa4:
      cpu.writeMemory(low(cpu, RDI), bytes, cpu.readMemory(from, bytes));
      advance(RSI);
      advance(RDI);
      return;
    case 0xa6: {
      const a = cpu.readMemory(from, bytes);
      compareFlags(cpu, a, cpu.readMemory(low(cpu, RDI), bytes), size);
      advance(RSI);
      advance(RDI);
      return;
    }
    case 0xaa:
      cpu.writeMemory(low(cpu, RDI), bytes, accumulator);
      advance(RDI);
      return;
    case 0xac: {
      const v = cpu.readMemory(from, bytes);
      const kept = size >= 32 ? 0n : cpu.getReg(RAX) & ~((1n << BigInt(size)) - 1n);
      cpu.setReg(RAX, kept | v);
      advance(RSI);
      return;
    }
    default:
      compareFlags(cpu, accumulator, cpu.readMemory(low(cpu, RDI), bytes), size);
      advance(RDI);
  }
}

/** One round; a repeated one goes on until ecx is 0, or ZF says otherwise for cmps and scas. */
export const narrowString: Handler = (cpu, record) => {
  const repeat = repeatOf(cpu, record);
  const kind = opcodeOf(cpu, record) & 0xfe;
  // ins and outs with 32-bit addresses are not there.
  if (kind < 0xa4) return unknown(cpu, record);
  if (repeat === 0) {
    stringRound(cpu, record);
    return DONE;
  }
  const count = low(cpu, RCX);
  if (count === 0n) {
    cpu.setReg(RCX, 0n);
    return DONE;
  }
  stringRound(cpu, record);
  cpu.setReg(RCX, count - 1n);
  const compares = kind === 0xa6 || kind === 0xae;
  if (count === 1n || (compares && ((cpu.rflags & Flag.ZF) !== 0) !== (repeat === 0xf3))) return DONE;
  return AGAIN;
};

/** loopne, loope, loop, jecxz: ecx counts. */
export const narrowLoop: Handler = (cpu, record) => {
  const opcode = opcodeOf(cpu, record);
  const zero = (cpu.rflags & Flag.ZF) !== 0;
  let taken: boolean;
  if (opcode === 0xe3) taken = low(cpu, RCX) === 0n;
  else {
    const count = (low(cpu, RCX) - 1n) & LOW;
    cpu.setReg(RCX, count);
    taken = count !== 0n && (opcode === 0xe2 || zero === (opcode === 0xe1));
  }
  if (!taken) return DONE;
  const next = cpu.rip + BigInt(cpu.recordByte(record, Record.LENGTH));
  const target = wrapTo64(next + BigInt(cpu.recordWord(record, Record.IMM)));
  if (!canonical(target)) throw new GuestFault(GP);
  cpu.rip = target;
  return JUMPED;
};

// The stack

/** enter with a nesting level: copies the frame pointers of the levels outside. */
export const nestedEnter: Handler = (cpu, record) => {
  const level = repeatOf(cpu, record) & 31;
  const size = BigInt(cpu.recordWord(record, Record.IMM) & 0xffff);
  const old = cpu.getReg(RBP);
  const rsp = cpu.getReg(RSP);
  const frame = wrapTo64(rsp - 8n);
  const outer = (i: number) => wrapTo64(old - 8n * BigInt(i));
  const place = (i: number) => wrapTo64(rsp - 8n * BigInt(i + 1));
  const pushes = level === 0 ? 1 : level + 1;
  // Faults first; then in order, for the frames may overlap.
  for (let i = 1; i < level; i++) cpu.readMemory(outer(i), 8);
  for (let i = 0; i < pushes; i++) cpu.checkWrite(place(i), 8);
  cpu.writeMemory(place(0), 8, old);
  for (let i = 1; i < level; i++) cpu.writeMemory(place(i), 8, cpu.readMemory(outer(i), 8));
  if (level > 0) cpu.writeMemory(place(level), 8, frame);
  cpu.setReg(RBP, frame);
  cpu.setReg(RSP, wrapTo64(rsp - 8n * BigInt(pushes) - size));
  return DONE;
};

/** fs (opcodes A0, A1) or gs (A8, A9). */
const segmentField = (cpu: GuestMemory, record: number) => (opcodeOf(cpu, record) & 8 ? State.GS : State.FS);

export const pushSegment: Handler = (cpu, record) => {
  const bytes = sizeOf(cpu, record) / 8;
  const at = wrapTo64(cpu.getReg(RSP) - BigInt(bytes));
  cpu.writeMemory(at, bytes, BigInt(cpu.word(segmentField(cpu, record)) & 0xffff));
  cpu.setReg(RSP, at);
  return DONE;
};

export const popSegment: Handler = (cpu, record) => {
  const bytes = sizeOf(cpu, record) / 8;
  const rsp = cpu.getReg(RSP);
  const selector = Number(cpu.readMemory(rsp, bytes) & 0xffffn);
  loadSegment(cpu, segmentField(cpu, record), selector);
  cpu.setReg(RSP, wrapTo64(rsp + BigInt(bytes)));
  return DONE;
};

// Far pointers

/** A far pointer in memory: offset, then selector. */
function farPointer(cpu: GuestMemory, record: number): { offset: bigint; selector: number } {
  const bytes = sizeOf(cpu, record) / 8;
  const at = cpu.effectiveAddress(record);
  const offset = cpu.readMemory(at, bytes);
  return { offset, selector: Number(cpu.readMemory(wrapTo64(at + BigInt(bytes)), 2)) };
}

/** lss, lfs, lgs. */
export const loadFarPointer: Handler = (cpu, record) => {
  const { offset, selector } = farPointer(cpu, record);
  const field = { 178: State.SS, 180: State.FS, 181: State.GS }[opcodeOf(cpu, record)];
  if (field === undefined) return unknown(cpu, record);
  loadSegment(cpu, field, selector);
  const size = sizeOf(cpu, record);
  const reg = cpu.recordByte(record, Record.D) >> 3;
  cpu.setReg(reg, size === 16 ? (cpu.getReg(reg) & ~0xffffn) | offset : offset);
  return DONE;
};

/** Far jmp and call through memory, to a code segment of the same privilege; gates are refused. */
function farTarget(cpu: GuestMemory, record: number): { offset: bigint; selector: number } {
  const target = farPointer(cpu, record);
  const { dpl, conforming } = codeSegment(cpu, target.selector);
  const level = cpu.word(State.CPL);
  if (conforming ? dpl > level : dpl !== level || (target.selector & 3) > level)
    throw new GuestFault(GP, target.selector & 0xfffc);
  if (!canonical(target.offset)) throw new GuestFault(GP);
  return target;
}

function enterSegment(cpu: GuestMemory, { offset, selector }: { offset: bigint; selector: number }): HostOutcome {
  cpu.rip = offset;
  cpu.setWord(State.CS, (selector & 0xfffc) | cpu.word(State.CPL));
  return JUMPED;
}

export const farJump: Handler = (cpu, record) => enterSegment(cpu, farTarget(cpu, record));

export const farCall: Handler = (cpu, record) => {
  const target = farTarget(cpu, record);
  const bytes = sizeOf(cpu, record) / 8;
  const next = cpu.rip + BigInt(cpu.recordByte(record, Record.LENGTH));
  const at = wrapTo64(cpu.getReg(RSP) - BigInt(bytes * 2));
  const frame = BigInt.asUintN(bytes * 8, next) | (BigInt(cpu.word(State.CS) & 0xffff) << BigInt(bytes * 8));
  cpu.writeMemory(at, bytes * 2, frame);
  cpu.setReg(RSP, at);
  return enterSegment(cpu, target);
};

// Questions about selectors

/** The descriptor, or undefined where the selector may not be looked at. */
function visible(cpu: GuestMemory, selector: number): bigint | undefined {
  if ((selector & 0xfffc) === 0) return undefined;
  const found = findDescriptor(cpu, selector);
  if (!found) return undefined;
  const { low: descriptor, type, dpl } = found;
  const conforming = (type & 0x1c) === 0x1c;
  if (!conforming && (dpl < cpu.word(State.CPL) || dpl < (selector & 3))) return undefined;
  return descriptor;
}

const zeroFlag = (cpu: GuestMemory, set: boolean) => {
  cpu.rflags = (cpu.rflags & ~Flag.ZF) | (set ? Flag.ZF : 0);
};

/** verr and verw: whether a segment may be read, or written. */
export const verify: Handler = (cpu, record) => {
  const descriptor = visible(cpu, readOperand16(cpu, record));
  const writes = ((cpu.recordWord(record, Record.IMM + 4) >> 3) & 7) === 5;
  const type = descriptor === undefined ? 0 : Number((descriptor >> 40n) & 31n);
  const code = (type & 0x18) === 0x18;
  const data = (type & 0x18) === 0x10;
  zeroFlag(cpu, writes ? data && (type & 2) !== 0 : data || (code && (type & 2) !== 0));
  return DONE;
};

/** lar (access rights) and lsl (limit). System descriptors other than a long TSS or LDT have none. */
export const aboutSelector: Handler = (cpu, record) => {
  const selector = isMemory(cpu, record)
    ? Number(cpu.readMemory(cpu.effectiveAddress(record), 2))
    : cpu.regLow(cpu.recordByte(record, Record.S) >> 3) & 0xffff;
  const descriptor = visible(cpu, selector);
  const type = descriptor === undefined ? 0 : Number((descriptor >> 40n) & 31n);
  const limits = opcodeOf(cpu, record) === 3;
  const valid = (type & 16) !== 0 || type === 2 || type === 9 || type === 11 || (!limits && type === 12);
  zeroFlag(cpu, descriptor !== undefined && valid);
  if (descriptor === undefined || !valid) return DONE;
  let value = (descriptor >> 32n) & 0xff_ff00n;
  if (limits) {
    value = (descriptor & 0xffffn) | ((descriptor >> 32n) & 0xf_0000n);
    if ((descriptor >> 55n) & 1n) value = (value << 12n) | 0xfffn;
  }
  const reg = cpu.recordByte(record, Record.D) >> 3;
  cpu.setReg(reg, sizeOf(cpu, record) === 16 ? (cpu.getReg(reg) & ~0xffffn) | (value & 0xffffn) : value);
  return DONE;
};

/** int1: #DB without a reason in DR6; no gate is asked for its privilege. */
export const int1: Handler = (cpu) => {
  cpu.setWord(State.FAULT_VECTOR, 1);
  cpu.setWord(State.FAULT_ERROR, 0);
  return RAISE;
};

/** lmsw: the low four bits of CR0; PE cannot be cleared. */
export const loadMachineStatus: Handler = (cpu, record) => {
  need0(cpu);
  const value = readOperand16(cpu, record);
  cpu.cr0 = (cpu.cr0 & ~0xe) | (value & 0xe);
  return DONE;
};
