/** Interrupts by instruction, the interrupt flag, and the ways back from a handler. */

import { breakpointsOn } from '../debug-registers';
import { checkStackSegment, codeSegment, dropDataSegments } from '../descriptors';
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
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

/** A return's new code segment: the same ring or an outer one (SDM 2A, IRET and RET). */
function returnLevel(cpu: GuestMemory, selector: number): number {
  const level = selector & 3;
  if ((selector & 0xfffc) === 0) throw new GuestFault(GP, 0);
  if (level < cpu.word(State.CPL) || level === 1 || level === 2) throw new GuestFault(GP, selector & 0xfffc);
  const { dpl, conforming } = codeSegment(cpu, selector);
  if (conforming ? dpl > level : dpl !== level) throw new GuestFault(GP, selector & 0xfffc);
  return level;
}

/** iretq and iretl; the 16-bit form makes no sense in 64-bit mode and is refused. NT asks for a task switch: #GP. */
export function interruptReturn(cpu: GuestMemory, record: number): HostOutcome {
  const size = sizeOf(cpu, record);
  if (size === 16) return unknown(cpu, record);
  if (cpu.word(State.FLAGS_REST) & Flag.NT) throw new GuestFault(GP);
  const bytes = size / 8;
  const stack = cpu.getReg(RSP);
  const [rip, cs, flags, rsp, ss] = [0, 1, 2, 3, 4].map((n) =>
    cpu.readMemory(BigInt.asUintN(64, stack + BigInt(n * bytes)), bytes),
  );
  const selector = Number(cs & 0xffffn);
  const old = cpu.word(State.CPL);
  const level = returnLevel(cpu, selector);
  checkStackSegment(cpu, Number(ss & 0xffffn), level);
  if (!canonical(rip)) throw new GuestFault(GP);
  returnFlags(cpu, Number(flags & 0xffff_ffffn), old);
  cpu.rip = rip;
  cpu.setReg(RSP, rsp);
  cpu.setWord(State.CS, selector);
  cpu.setWord(State.SS, Number(ss & 0xffffn));
  cpu.setWord(State.CPL, level);
  if (level > old) dropDataSegments(cpu, level);
  return JUMPED;
}

/** IOPL changes only at CPL 0, IF only where CPL <= IOPL. */
function returnFlags(cpu: GuestMemory, value: number, cpl: number): void {
  const old = cpu.rflags;
  const iopl = (old >> 12) & 3;
  let kept = 0;
  if (cpl !== 0) kept |= Flag.IOPL;
  if (cpl > iopl) kept |= Flag.IF;
  // RF is for the instruction returned to; where no breakpoint is on, nobody can tell.
  if (!breakpointsOn(cpu)) value &= ~Flag.RF;
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

/** retf, with bytes to drop; to the same ring or an outer one. */
export function farReturn(cpu: GuestMemory, record: number): HostOutcome {
  if (sizeOf(cpu, record) === 16) return unknown(cpu, record);
  const bytes = sizeOf(cpu, record) / 8;
  const stack = cpu.getReg(RSP);
  const slot = (n: number) => cpu.readMemory(BigInt.asUintN(64, stack + BigInt(n * bytes)), bytes);
  const rip = slot(0);
  const selector = Number(slot(1) & 0xffffn);
  const old = cpu.word(State.CPL);
  const level = returnLevel(cpu, selector);
  if (!canonical(rip)) throw new GuestFault(GP);
  if (level > old) {
    const rsp = slot(2);
    const ss = Number(slot(3) & 0xffffn);
    checkStackSegment(cpu, ss, level);
    cpu.setReg(RSP, rsp);
    cpu.setWord(State.SS, ss);
    cpu.setWord(State.CPL, level);
    dropDataSegments(cpu, level);
  } else cpu.setReg(RSP, stack + BigInt(bytes * 2));
  cpu.rip = rip;
  cpu.setWord(State.CS, selector);
  return JUMPED;
}

/** stac and clac: RFLAGS.AC, which under SMAP lets ring 0 at user pages. */
export const accessFlag =
  (on: boolean) =>
  (cpu: GuestMemory): HostOutcome => {
    if (cpu.word(State.CPL) !== 0) throw new GuestFault(UD);
    const flags = cpu.word(State.FLAGS_REST);
    cpu.setWord(State.FLAGS_REST, on ? flags | Flag.AC : flags & ~Flag.AC);
    return DONE;
  };
