/**
 * Instructions that TypeScript carries out: privileged ones, port input and output, and a few rare ones. Each handler gets the
 * decoded record; it throws GuestFault before it changes anything, or returns how to go on. SDM 2 for each.
 */
import { cpuid } from './cpuid';
import { GuestFault } from './fault';
import { HOST_HANDLERS, type HostHandlerName } from './host-names';
import { codeSegmentDpl } from './interrupts';
import { readMsr, writeMsr } from './msr';
import type { Processor } from './processor';
import { Flag, Record, State } from './state';

export const HostOutcome = {
  /** Done; rip moves past the instruction. */
  DONE: 0,
  /** Done; rip is set. */
  JUMPED: 1,
  HALT: 2,
  /** Done, then the exception in State.FAULT_VECTOR is raised (int n, int3). */
  TRAP: 3,
  /** Done as one instruction, but rip stays: one more round of a repeated string instruction. */
  AGAIN: 4,
} as const;
type HostOutcome = (typeof HostOutcome)[keyof typeof HostOutcome];
type Handler = (cpu: Processor, record: number) => HostOutcome;

const { DONE, JUMPED, HALT, TRAP, AGAIN } = HostOutcome;
const [RAX, RCX, RDX, RBX, RSP, RSI, RDI, R11] = [0, 1, 2, 3, 4, 6, 7, 11];
const GP = 13;
const UD = 6;
/** All exceptions masked, round to nearest, no flush to zero: the only arithmetic that exists here. */
const MXCSR_CONTROL = 0x1f80;
const MXCSR_CONTROL_MASK = 0xffc0;

const need0 = (cpu: Processor): void => {
  if (cpu.word(State.CPL) !== 0) throw new GuestFault(GP);
};
const needIopl = (cpu: Processor): void => {
  if (cpu.word(State.CPL) > ((cpu.word(State.FLAGS_REST) >> 12) & 3)) throw new GuestFault(GP);
};
const sizeOf = (cpu: Processor, record: number): number => (cpu.recordWord(record, Record.TARGET) >> 8) & 0xff;
const isMemory = (cpu: Processor, record: number): boolean => (cpu.recordWord(record, Record.TARGET) & 0x1_0000) !== 0;
const low32 = (cpu: Processor, reg: number): number => cpu.regLow(reg) >>> 0;
const set32 = (cpu: Processor, reg: number, value: number): void => cpu.setReg(reg, BigInt(value >>> 0));
const canonical = (va: bigint): boolean => BigInt.asIntN(48, va) === BigInt.asIntN(64, va);

/** Writes an r/m operand whose register, if it is one, is in field D. */
function writeOperand(cpu: Processor, record: number, size: number, value: bigint, memorySize = size): void {
  if (isMemory(cpu, record)) cpu.writeMemory(cpu.effectiveAddress(record), memorySize / 8, value);
  else {
    const reg = cpu.recordByte(record, Record.D) >> 3;
    const old = size === 16 ? cpu.getReg(reg) & ~0xffffn : 0n;
    cpu.setReg(reg, old | BigInt.asUintN(size, value));
  }
}

function readOperand16(cpu: Processor, record: number): number {
  if (isMemory(cpu, record)) return Number(cpu.readMemory(cpu.effectiveAddress(record), 2));
  return cpu.regLow(cpu.recordByte(record, Record.D) >> 3) & 0xffff;
}

function unknown(cpu: Processor, record: number): HostOutcome {
  const bytes = cpu.instructionBytes(record);
  const { unimplemented } = cpu.shared;
  unimplemented.set(bytes, (unimplemented.get(bytes) ?? 0) + 1);
  throw new GuestFault(UD);
}

function interrupt(cpu: Processor, record: number): HostOutcome {
  const vector = cpu.recordWord(record, Record.IMM) & 0xff;
  // With the kernel as host, its gates are Linux's: user code may use 3, 4 and 0x80.
  if (cpu.hostTraps && vector !== 3 && vector !== 4 && vector !== 0x80) throw new GuestFault(GP, vector * 8 + 2);
  cpu.setWord(State.FAULT_VECTOR, vector);
  cpu.setWord(State.FAULT_ERROR, 0);
  return TRAP;
}

/** The port number is in dx (second operand a register) or in the immediate. */
function portOf(cpu: Processor, record: number): number {
  return cpu.recordByte(record, Record.S) === State.ZERO
    ? cpu.recordWord(record, Record.IMM) & 0xff
    : cpu.regLow(RDX) & 0xffff;
}
const portBytes = (cpu: Processor, record: number): 1 | 2 | 4 => {
  const size = sizeOf(cpu, record);
  return size === 8 ? 1 : size === 16 ? 2 : 4;
};

function portIn(cpu: Processor, record: number): HostOutcome {
  needIopl(cpu);
  const bytes = portBytes(cpu, record);
  const value = cpu.shared.bus.portIn(cpu.index, portOf(cpu, record), bytes) >>> 0;
  if (bytes === 4) set32(cpu, RAX, value);
  else {
    const keep = bytes === 1 ? ~0xffn : ~0xffffn;
    cpu.setReg(RAX, (cpu.getReg(RAX) & keep) | BigInt(bytes === 1 ? value & 0xff : value & 0xffff));
  }
  return DONE;
}

function portOut(cpu: Processor, record: number): HostOutcome {
  needIopl(cpu);
  const bytes = portBytes(cpu, record);
  const value = low32(cpu, RAX);
  cpu.shared.bus.portOut(
    cpu.index,
    portOf(cpu, record),
    bytes,
    bytes === 1 ? value & 0xff : bytes === 2 ? value & 0xffff : value,
  );
  return DONE;
}

/** One element between a port and memory; rsi or rdi moves on. */
function stringRound(cpu: Processor, record: number, input: boolean): void {
  needIopl(cpu);
  const bytes = portBytes(cpu, record);
  const port = cpu.regLow(RDX) & 0xffff;
  const pointer = input ? RDI : RSI;
  const at = BigInt.asUintN(
    64,
    cpu.getReg(pointer) + (input ? 0n : cpu.wide(State.REGS + cpu.recordByte(record, Record.S))),
  );
  if (input) {
    for (let i = 0; i < bytes; i++) cpu.linear(at + BigInt(i), true, cpu.cpl === 3);
    cpu.writeMemory(at, bytes, BigInt(cpu.shared.bus.portIn(cpu.index, port, bytes) >>> 0));
  } else cpu.shared.bus.portOut(cpu.index, port, bytes, Number(cpu.readMemory(at, bytes)));
  cpu.setReg(pointer, cpu.getReg(pointer) + BigInt(cpu.word(State.FLAGS_REST) & Flag.DF ? -bytes : bytes));
}

const once =
  (input: boolean): Handler =>
  (cpu, record) => {
    stringRound(cpu, record, input);
    return DONE;
  };

/** rep ins, rep outs: a round counts as one instruction, as with the string instructions of WebAssembly. */
const repeated =
  (input: boolean): Handler =>
  (cpu, record) => {
    const count = cpu.getReg(RCX);
    if (count === 0n) return DONE;
    stringRound(cpu, record, input);
    cpu.setReg(RCX, count - 1n);
    return count === 1n ? DONE : AGAIN;
  };

function setInterrupts(cpu: Processor): HostOutcome {
  needIopl(cpu);
  const flags = cpu.word(State.FLAGS_REST);
  if (!(flags & Flag.IF)) cpu.openShadow();
  cpu.setWord(State.FLAGS_REST, flags | Flag.IF);
  return DONE;
}

function clearInterrupts(cpu: Processor): HostOutcome {
  needIopl(cpu);
  cpu.setWord(State.FLAGS_REST, cpu.word(State.FLAGS_REST) & ~Flag.IF);
  return DONE;
}

/** iretq. The 32- and 16-bit forms make no sense in the flat 64-bit world and are refused. */
function interruptReturn(cpu: Processor, record: number): HostOutcome {
  if (sizeOf(cpu, record) !== 64) return unknown(cpu, record);
  const stack = cpu.getReg(RSP);
  const [rip, cs, flags, rsp, ss] = [0n, 8n, 16n, 24n, 32n].map((offset) =>
    cpu.readMemory(BigInt.asUintN(64, stack + offset), 8),
  );
  const selector = Number(cs & 0xffffn);
  const old = cpu.word(State.CPL);
  const rpl = selector & 3;
  if (rpl < old || (rpl !== 0 && rpl !== 3)) throw new GuestFault(GP, selector & 0xfffc);
  if (codeSegmentDpl(cpu, selector) !== rpl) throw new GuestFault(GP, selector & 0xfffc);
  if (!canonical(rip)) throw new GuestFault(GP);
  returnFlags(cpu, Number(flags & 0xffff_ffffn), old);
  cpu.rip = rip;
  cpu.setReg(RSP, rsp);
  cpu.setWord(State.CS, selector);
  cpu.setWord(State.SS, Number(ss & 0xffffn));
  cpu.setWord(State.CPL, rpl);
  return JUMPED;
}

/** IOPL changes only at CPL 0, IF only where CPL <= IOPL. */
function returnFlags(cpu: Processor, value: number, cpl: number): void {
  const old = cpu.rflags;
  const iopl = (old >> 12) & 3;
  let kept = 0;
  if (cpl !== 0) kept |= Flag.IOPL;
  if (cpl > iopl) kept |= Flag.IF;
  cpu.rflags = (value & ~kept) | (old & kept);
}

function sysReturn(cpu: Processor, record: number): HostOutcome {
  need0(cpu);
  if (!(cpu.efer & 1)) throw new GuestFault(UD);
  if (sizeOf(cpu, record) !== 64) return unknown(cpu, record);
  const rip = cpu.getReg(RCX);
  if (!canonical(rip)) throw new GuestFault(GP);
  const star = Number(cpu.wide(State.STAR) >> 48n);
  cpu.rip = rip;
  cpu.rflags = (cpu.regLow(R11) & 0x3c_7fd7) | 2;
  cpu.setWord(State.CS, (star + 16) | 3);
  cpu.setWord(State.SS, (star + 8) | 3);
  cpu.setWord(State.CPL, 3);
  return JUMPED;
}

function farReturn(cpu: Processor, record: number): HostOutcome {
  if (sizeOf(cpu, record) === 16) return unknown(cpu, record);
  const bytes = sizeOf(cpu, record) / 8;
  const stack = cpu.getReg(RSP);
  const rip = cpu.readMemory(stack, bytes);
  const selector = Number(cpu.readMemory(stack + BigInt(bytes), bytes) & 0xffffn);
  if ((selector & 3) !== cpu.word(State.CPL)) return unknown(cpu, record);
  codeSegmentDpl(cpu, selector);
  if (!canonical(rip)) throw new GuestFault(GP);
  cpu.rip = rip;
  cpu.setReg(RSP, stack + BigInt(bytes * 2));
  cpu.setWord(State.CS, selector);
  return JUMPED;
}

function identify(cpu: Processor): HostOutcome {
  const [a, b, c, d] = cpuid(cpu.regLow(RAX), cpu.index);
  set32(cpu, RAX, a);
  set32(cpu, RBX, b);
  set32(cpu, RCX, c);
  set32(cpu, RDX, d);
  return DONE;
}

/** rdtsc and rdtscp: the retired count is the clock. */
function timeStamp(cpu: Processor, record: number): HostOutcome {
  if (cpu.word(State.CPL) !== 0 && cpu.cr4 & 4) throw new GuestFault(GP);
  const now = cpu.retired;
  set32(cpu, RAX, now % 0x1_0000_0000);
  set32(cpu, RDX, Math.floor(now / 0x1_0000_0000));
  if (cpu.recordByte(record, Record.LENGTH) >= 3) set32(cpu, RCX, Number(cpu.wide(State.TSC_AUX) & 0xffff_ffffn));
  return DONE;
}

function swapGs(cpu: Processor): HostOutcome {
  need0(cpu);
  const user = cpu.gsBase;
  cpu.gsBase = cpu.wide(State.KERNEL_GS);
  cpu.setWide(State.KERNEL_GS, user);
  return DONE;
}

function readMsrHandler(cpu: Processor): HostOutcome {
  need0(cpu);
  const value = readMsr(cpu, low32(cpu, RCX));
  if (value === undefined) throw new GuestFault(GP);
  set32(cpu, RAX, Number(value & 0xffff_ffffn));
  set32(cpu, RDX, Number(value >> 32n));
  return DONE;
}

function writeMsrHandler(cpu: Processor): HostOutcome {
  need0(cpu);
  const value = BigInt(low32(cpu, RAX)) | (BigInt(low32(cpu, RDX)) << 32n);
  if (!writeMsr(cpu, low32(cpu, RCX), value)) throw new GuestFault(GP);
  return DONE;
}

function readControl(cpu: Processor, record: number): HostOutcome {
  need0(cpu);
  const value = (
    {
      0: BigInt(cpu.cr0),
      2: cpu.wide(State.CR2),
      3: BigInt(cpu.cr3),
      4: BigInt(cpu.cr4),
      8: BigInt(cpu.word(State.CR8)),
    } as Record_
  )[cpu.recordByte(record, Record.S)];
  if (value === undefined) throw new GuestFault(UD);
  cpu.setReg(cpu.recordByte(record, Record.D) >> 3, value);
  return DONE;
}
type Record_ = { [index: number]: bigint | undefined };

/** CR0: PE, MP, EM, TS, ET, NE, WP, AM, NW, CD, PG. CR4: everything announced, and the harmless rest. */
const CR0_BITS = 0xe005_003fn;
const CR4_BITS = 0x0000_07ffn;

function writeControl(cpu: Processor, record: number): HostOutcome {
  need0(cpu);
  const value = cpu.getReg(cpu.recordByte(record, Record.S) >> 3);
  switch (cpu.recordByte(record, Record.D)) {
    case 0:
      // Long mode cannot be left: PE stays on; PG without PE, NW without CD are refused.
      if (value >> 32n || !(value & 1n) || (value & 0x6000_0000n) === 0x2000_0000n) throw new GuestFault(GP);
      cpu.cr0 = Number(value & CR0_BITS);
      return DONE;
    case 2:
      cpu.setWide(State.CR2, value);
      return DONE;
    case 3:
      if (value >> 40n) throw new GuestFault(GP);
      if (value >> 32n) return unknown(cpu, record);
      cpu.cr3 = Number(value) as typeof cpu.cr3;
      return DONE;
    case 4:
      if (value & ~CR4_BITS || !(value & 0x20n)) throw new GuestFault(GP);
      cpu.cr4 = Number(value);
      return DONE;
    case 8:
      if (value > 15n) throw new GuestFault(GP);
      cpu.setWord(State.CR8, Number(value));
      return DONE;
    default:
      throw new GuestFault(UD);
  }
}

function debugRegister(cpu: Processor, n: number): number {
  need0(cpu);
  if (n > 7) throw new GuestFault(UD);
  return State.DR + (n === 4 ? 6 : n === 5 ? 7 : n) * 8;
}

function storeSelector(cpu: Processor, record: number): HostOutcome {
  const isTask = modrmDigit(cpu, record) === 1;
  writeOperand(cpu, record, sizeOf(cpu, record), BigInt(cpu.word(isTask ? State.TR : State.LDTR)), 16);
  return DONE;
}

/** ModRM.reg, read again from the instruction: only for the few groups that share a handler. */
function modrmDigit(cpu: Processor, record: number): number {
  const bytes = cpu
    .instructionBytes(record)
    .split(' ')
    .map((b) => Number.parseInt(b, 16));
  const at = bytes.indexOf(0x0f);
  return (bytes[at + 2] >> 3) & 7;
}

function loadSelector(cpu: Processor, record: number): HostOutcome {
  need0(cpu);
  const selector = readOperand16(cpu, record);
  if (modrmDigit(cpu, record) === 2) {
    cpu.setWord(State.LDTR, selector);
    return DONE;
  }
  const offset = selector & 0xfff8;
  if (offset === 0) throw new GuestFault(GP, 0);
  if (selector & 4 || offset + 15 > (cpu.word(State.GDT_LIMIT) & 0xffff)) throw new GuestFault(GP, selector & 0xfffc);
  const at = cpu.wide(State.GDT_BASE) + BigInt(offset);
  const low = cpu.readMemory(at, 8, false);
  const high = cpu.readMemory(at + 8n, 8, false);
  const type = Number((low >> 40n) & 31n);
  if (type !== 9) throw new GuestFault(GP, selector & 0xfffc); // an available 64-bit TSS
  if ((low >> 47n) % 2n === 0n) throw new GuestFault(11, selector & 0xfffc);
  cpu.setWide(
    State.TR_BASE,
    ((low >> 16n) & 0xff_ffffn) | ((low >> 32n) & 0xff00_0000n) | ((high & 0xffff_ffffn) << 32n),
  );
  cpu.setWord(State.TR_LIMIT, Number((low & 0xffffn) | ((low >> 32n) & 0xf_0000n)));
  cpu.setWord(State.TR, selector);
  cpu.writeMemory(at + 5n, 1, ((low >> 40n) & 0xffn) | 2n, false); // busy
  return DONE;
}

function storeTable(cpu: Processor, record: number): HostOutcome {
  const isIdt = modrmDigit(cpu, record) === 1;
  const at = cpu.effectiveAddress(record);
  const limit = BigInt(cpu.word(isIdt ? State.IDT_LIMIT : State.GDT_LIMIT) & 0xffff);
  cpu.writeMemory(at, 10, limit | (cpu.wide(isIdt ? State.IDT_BASE : State.GDT_BASE) << 16n));
  return DONE;
}

function loadTable(cpu: Processor, record: number): HostOutcome {
  need0(cpu);
  const isIdt = modrmDigit(cpu, record) === 3;
  const value = cpu.readMemory(cpu.effectiveAddress(record), 10);
  if (!canonical(value >> 16n)) throw new GuestFault(GP);
  cpu.setWord(isIdt ? State.IDT_LIMIT : State.GDT_LIMIT, Number(value & 0xffffn));
  cpu.setWide(isIdt ? State.IDT_BASE : State.GDT_BASE, value >> 16n);
  return DONE;
}

/** es, cs, ss, ds, fs, gs in the order of their encoding. */
const SEGMENTS = [State.ES, State.CS, State.SS, State.DS, State.FS, State.GS];

function readSegment(cpu: Processor, record: number): HostOutcome {
  const field = SEGMENTS[segmentNumber(cpu, record)];
  if (field === undefined) throw new GuestFault(UD);
  writeOperand(cpu, record, sizeOf(cpu, record), BigInt(cpu.word(field) & 0xffff), 16);
  return DONE;
}

function segmentNumber(cpu: Processor, record: number): number {
  const bytes = cpu
    .instructionBytes(record)
    .split(' ')
    .map((b) => Number.parseInt(b, 16));
  const at = bytes.findIndex((b) => b === 0x8c || b === 0x8e);
  return (bytes[at + 1] >> 3) & 7;
}

/** Data segments are flat in 64-bit mode; loading fs or gs with a null selector leaves the base, as AMD does. */
function writeSegment(cpu: Processor, record: number): HostOutcome {
  const number = segmentNumber(cpu, record);
  const field = SEGMENTS[number];
  if (field === undefined || number === 1) throw new GuestFault(UD);
  const selector = readOperand16(cpu, record);
  if ((selector & 0xfffc) !== 0) {
    const offset = selector & 0xfff8;
    if (selector & 4 || offset + 7 > (cpu.word(State.GDT_LIMIT) & 0xffff)) throw new GuestFault(GP, selector & 0xfffc);
  } else if (number === 2 && cpu.word(State.CPL) === 3) throw new GuestFault(GP, 0);
  cpu.setWord(field, selector);
  if (number === 2) cpu.openShadow();
  return DONE;
}

function fxAddress(cpu: Processor, record: number): bigint {
  const at = cpu.effectiveAddress(record);
  if (at & 15n) throw new GuestFault(GP);
  return at;
}
const SSE_IMAGE = 160;

function saveFpu(cpu: Processor, record: number): HostOutcome {
  const at = fxAddress(cpu, record);
  const image = new Uint8Array(416);
  image.set(cpu.blockBytes(State.X87, SSE_IMAGE));
  new DataView(image.buffer).setUint32(24, cpu.mxcsr, true);
  new DataView(image.buffer).setUint32(28, 0xffbf, true);
  image.set(cpu.blockBytes(State.XMM, 256), SSE_IMAGE);
  cpu.linear(at + 415n, true, cpu.cpl === 3);
  const view = new DataView(image.buffer);
  for (let i = 0; i < 416; i += 8) cpu.writeMemory(at + BigInt(i), 8, view.getBigUint64(i, true));
  return DONE;
}

function restoreFpu(cpu: Processor, record: number): HostOutcome {
  const at = fxAddress(cpu, record);
  const image = new Uint8Array(416);
  const view = new DataView(image.buffer);
  for (let i = 0; i < 416; i += 8) view.setBigUint64(i, cpu.readMemory(at + BigInt(i), 8), true);
  checkMxcsr(cpu, record, view.getUint32(24, true));
  cpu.blockBytes(State.X87, SSE_IMAGE).set(image.subarray(0, SSE_IMAGE));
  cpu.blockBytes(State.XMM, 256).set(image.subarray(SSE_IMAGE));
  cpu.mxcsr = view.getUint32(24, true);
  return DONE;
}

/** Other roundings than to nearest, flushing to zero and unmasked exceptions are not there: say so instead of computing wrongly. */
function checkMxcsr(cpu: Processor, record: number, value: number): void {
  if (value >>> 16) throw new GuestFault(GP);
  if ((value & MXCSR_CONTROL_MASK) !== MXCSR_CONTROL) unknown(cpu, record);
}

function loadMxcsr(cpu: Processor, record: number): HostOutcome {
  const value = Number(cpu.readMemory(cpu.effectiveAddress(record), 4));
  checkMxcsr(cpu, record, value);
  cpu.mxcsr = value;
  return DONE;
}

const BY_NAME: Record<HostHandlerName, Handler> = {
  undefined: () => {
    throw new GuestFault(UD);
  },
  breakpoint: (cpu) => {
    cpu.setWord(State.FAULT_VECTOR, 3);
    cpu.setWord(State.FAULT_ERROR, 0);
    return TRAP;
  },
  interrupt,
  portIn,
  portOut,
  stringIn: once(true),
  repeatStringIn: repeated(true),
  stringOut: once(false),
  repeatStringOut: repeated(false),
  halt: (cpu) => {
    need0(cpu);
    return HALT;
  },
  clearInterrupts,
  setInterrupts,
  interruptReturn,
  cpuid: identify,
  timeStamp,
  swapGs,
  sysReturn,
  writeMsr: writeMsrHandler,
  readMsr: readMsrHandler,
  clearTaskSwitched: (cpu) => {
    need0(cpu);
    cpu.cr0 &= ~8;
    return DONE;
  },
  flushCaches: (cpu) => {
    need0(cpu);
    return DONE;
  },
  readControl,
  writeControl,
  readDebug: (cpu, record) => {
    cpu.setReg(cpu.recordByte(record, Record.D) >> 3, cpu.wide(debugRegister(cpu, cpu.recordByte(record, Record.S))));
    return DONE;
  },
  writeDebug: (cpu, record) => {
    const at = debugRegister(cpu, cpu.recordByte(record, Record.D));
    cpu.setWide(at, cpu.getReg(cpu.recordByte(record, Record.S) >> 3));
    return DONE;
  },
  storeSelector,
  loadSelector,
  storeTable,
  loadTable,
  storeMachineStatus: (cpu, record) => {
    writeOperand(cpu, record, sizeOf(cpu, record), BigInt(cpu.cr0), 16);
    return DONE;
  },
  invalidatePage: (cpu, record) => {
    need0(cpu);
    const page = Number((cpu.effectiveAddress(record) >> 12n) & 0xfffn);
    cpu.shared.translations.flushPage(page);
    return DONE;
  },
  readSegment,
  writeSegment,
  farReturn,
  saveFpu,
  restoreFpu,
  loadMxcsr,
  storeMxcsr: (cpu, record) => {
    cpu.writeMemory(cpu.effectiveAddress(record), 4, BigInt(cpu.mxcsr));
    return DONE;
  },
  unknown,
  tooLong: () => {
    throw new GuestFault(GP);
  },
};

/** By the number that records hold. */
export const HANDLERS: readonly Handler[] = HOST_HANDLERS.map((name) => BY_NAME[name]);
