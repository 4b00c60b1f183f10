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
} as const;
export type HostOutcome = (typeof HostOutcome)[keyof typeof HostOutcome];
export type Handler = (cpu: GuestMemory, record: number) => HostOutcome;

export const need0 = (cpu: GuestMemory): void => {
  if (cpu.word(State.CPL) !== 0) throw new GuestFault(GP);
};
export const needIopl = (cpu: GuestMemory): void => {
  if (cpu.word(State.CPL) > ((cpu.word(State.FLAGS_REST) >> 12) & 3)) throw new GuestFault(GP);
};
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
