/** Interrupts by instruction, the interrupt flag, and the ways back from a handler. */
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { codeSegmentDpl } from '../interrupts';
import { Flag, Record, State } from '../state';
import { canonical, GP, HostOutcome, need0, needIopl, sizeOf, UD, unknown } from './common';

const { DONE, JUMPED, TRAP } = HostOutcome;
const [RCX, RSP, R11] = [1, 4, 11];

export function interrupt(cpu: GuestMemory, record: number): HostOutcome {
  const vector = cpu.recordWord(record, Record.IMM) & 0xff;
  // With the kernel as host, its gates are Linux's: user code may use 3, 4 and 0x80.
  if (cpu.hostTraps && vector !== 3 && vector !== 4 && vector !== 0x80) throw new GuestFault(GP, vector * 8 + 2);
  cpu.setWord(State.FAULT_VECTOR, vector);
  cpu.setWord(State.FAULT_ERROR, 0);
  return TRAP;
}

export function setInterrupts(cpu: GuestMemory): HostOutcome {
  needIopl(cpu);
  const flags = cpu.word(State.FLAGS_REST);
  if (!(flags & Flag.IF)) cpu.openShadow();
  cpu.setWord(State.FLAGS_REST, flags | Flag.IF);
  return DONE;
}

export function clearInterrupts(cpu: GuestMemory): HostOutcome {
  needIopl(cpu);
  cpu.setWord(State.FLAGS_REST, cpu.word(State.FLAGS_REST) & ~Flag.IF);
  return DONE;
}

/** iretq. The 32- and 16-bit forms make no sense in the flat 64-bit world and are refused. */
export function interruptReturn(cpu: GuestMemory, record: number): HostOutcome {
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
function returnFlags(cpu: GuestMemory, value: number, cpl: number): void {
  const old = cpu.rflags;
  const iopl = (old >> 12) & 3;
  let kept = 0;
  if (cpl !== 0) kept |= Flag.IOPL;
  if (cpl > iopl) kept |= Flag.IF;
  cpu.rflags = (value & ~kept) | (old & kept);
}

export function sysReturn(cpu: GuestMemory, record: number): HostOutcome {
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

export function farReturn(cpu: GuestMemory, record: number): HostOutcome {
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
