/** What the instructions carried out by TypeScript share: outcomes, privilege checks, operands. */
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { Record, State } from '../state';

export const GP = 13;
export const UD = 6;

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
  /** As TRAP, but an exception of the processor's own (int1). */
  RAISE: 5,
} as const;
export type HostOutcome = (typeof HostOutcome)[keyof typeof HostOutcome];
export type Handler = (cpu: GuestMemory, record: number) => HostOutcome;

export const need0 = (cpu: GuestMemory): void => {
  if (cpu.word(State.CPL) !== 0) throw new GuestFault(GP);
};
export const needIopl = (cpu: GuestMemory): void => {
  if (cpu.word(State.CPL) > ((cpu.word(State.FLAGS_REST) >> 12) & 3)) throw new GuestFault(GP);
};
/** Ports: by IOPL, else by the bitmap of the TSS (SDM 1 19.5.2). */
export function needPort(cpu: GuestMemory, port: number, bytes: number): void {
  if (cpu.word(State.CPL) > ((cpu.word(State.FLAGS_REST) >> 12) & 3)) {
    const limit = cpu.word(State.TR_LIMIT);
    const tss = cpu.wide(State.TR_BASE);
    if (limit < 103) throw new GuestFault(GP);
    const at = Number(cpu.readSystem(tss + 102n, 2)) + (port >> 3);
    if (at + 1 > limit) throw new GuestFault(GP);
    const bits = Number(cpu.readSystem(tss + BigInt(at), 2)) >> (port & 7);
    if (bits & ((1 << bytes) - 1)) throw new GuestFault(GP);
  }
  cpu.watchPort(port, bytes);
}
export const sizeOf = (cpu: GuestMemory, record: number): number => (cpu.recordWord(record, Record.TARGET) >> 8) & 0xff;
export const isMemory = (cpu: GuestMemory, record: number): boolean =>
  (cpu.recordWord(record, Record.TARGET) & 0x1_0000) !== 0;
export const low32 = (cpu: GuestMemory, reg: number): number => cpu.regLow(reg) >>> 0;
export const set32 = (cpu: GuestMemory, reg: number, value: number): void => cpu.setReg(reg, BigInt(value >>> 0));
export const canonical = (va: bigint): boolean => BigInt.asIntN(48, va) === BigInt.asIntN(64, va);

/** Writes an r/m operand whose register, if it is one, is in field D. */
export function writeOperand(cpu: GuestMemory, record: number, size: number, value: bigint, memorySize = size): void {
  if (isMemory(cpu, record)) cpu.writeMemory(cpu.effectiveAddress(record), memorySize / 8, value);
  else {
    const reg = cpu.recordByte(record, Record.D) >> 3;
    const old = size === 16 ? cpu.getReg(reg) & ~0xffffn : 0n;
    cpu.setReg(reg, old | BigInt.asUintN(size, value));
  }
}

export function readOperand16(cpu: GuestMemory, record: number): number {
  if (isMemory(cpu, record)) return Number(cpu.readMemory(cpu.effectiveAddress(record), 2));
  return cpu.regLow(cpu.recordByte(record, Record.D) >> 3) & 0xffff;
}

export function unknown(cpu: GuestMemory, record: number): HostOutcome {
  const bytes = cpu.instructionBytes(record);
  const { unimplemented } = cpu.shared;
  unimplemented.set(bytes, (unimplemented.get(bytes) ?? 0) + 1);
  throw new GuestFault(UD);
}
