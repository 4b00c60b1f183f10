/** cpuid, time stamp, model-specific, control and debug registers. */

import { cpuid } from '../cpuid';
import { Dr6, Dr7, recordHits } from '../debug-registers';
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { readMsr, writeMsr } from '../msr';
import { Record, State } from '../state';
import { GP, HostOutcome, low32, need0, set32, UD, unknown } from './common';

const { DONE } = HostOutcome;
const [RAX, RCX, RDX, RBX] = [0, 1, 2, 3];

export function identify(cpu: GuestMemory): HostOutcome {
  const [a, b, c, d] = cpuid(cpu.regLow(RAX), cpu.index, cpu.regLow(RCX));
  set32(cpu, RAX, a);
  set32(cpu, RBX, b);
  set32(cpu, RCX, c);
  set32(cpu, RDX, d);
  return DONE;
}

/** rdtsc and rdtscp: the retired count is the clock. */
export function timeStamp(cpu: GuestMemory, record: number): HostOutcome {
  if (cpu.word(State.CPL) !== 0 && cpu.cr4 & 4) throw new GuestFault(GP);
  const now = cpu.timeStamp;
  set32(cpu, RAX, now % 0x1_0000_0000);
  set32(cpu, RDX, Math.floor(now / 0x1_0000_0000));
  if (cpu.recordByte(record, Record.LENGTH) >= 3) set32(cpu, RCX, Number(cpu.wide(State.TSC_AUX) & 0xffff_ffffn));
  return DONE;
}

export function swapGs(cpu: GuestMemory): HostOutcome {
  need0(cpu);
  const user = cpu.gsBase;
  cpu.gsBase = cpu.wide(State.KERNEL_GS);
  cpu.setWide(State.KERNEL_GS, user);
  return DONE;
}

export function readMsrHandler(cpu: GuestMemory): HostOutcome {
  need0(cpu);
  const value = readMsr(cpu, low32(cpu, RCX));
  if (value === undefined) throw new GuestFault(GP);
  set32(cpu, RAX, Number(value & 0xffff_ffffn));
  set32(cpu, RDX, Number(value >> 32n));
  return DONE;
}

export function writeMsrHandler(cpu: GuestMemory): HostOutcome {
  need0(cpu);
  const value = BigInt(low32(cpu, RAX)) | (BigInt(low32(cpu, RDX)) << 32n);
  if (!writeMsr(cpu, low32(cpu, RCX), value)) throw new GuestFault(GP);
  return DONE;
}

export function readControl(cpu: GuestMemory, record: number): HostOutcome {
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
const CR4_BITS = 0x0032_07ffn;
const CR4_PCIDE = 0x2_0000;

export function writeControl(cpu: GuestMemory, record: number): HostOutcome {
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
      return loadRoot(cpu, record, value);
    case 4:
      if (value & ~CR4_BITS || !(value & 0x20n)) throw new GuestFault(GP);
      // PCIDs may be switched on only while the present one is 0 (SDM 3A 4.10.1).
      if (Number(value) & ~cpu.cr4 & CR4_PCIDE && cpu.cr3 & 0xfff) throw new GuestFault(GP);
      cpu.cr4 = Number(value);
      return DONE;
    case 8:
      if (value > 15n) throw new GuestFault(GP);
      cpu.cr8 = Number(value);
      return DONE;
    default:
      throw new GuestFault(UD);
  }
}

/** Bit 63 asks to keep what is cached of the PCID: nothing here is lost that software could miss. */
function loadRoot(cpu: GuestMemory, record: number, value: bigint): HostOutcome {
  const root = cpu.cr4 & CR4_PCIDE ? BigInt.asUintN(63, value) : value;
  if (root >> 40n) throw new GuestFault(GP);
  if (root >> 32n) return unknown(cpu, record);
  cpu.cr3 = Number(root) as typeof cpu.cr3;
  return DONE;
}

/** Where DRn lies. DR7.GD: #DB instead; DR4 and DR5 are DR6 and DR7 unless CR4.DE (SDM 3B 18.2). */
function debugRegister(cpu: GuestMemory, n: number): number {
  if (n > 7 || ((n === 4 || n === 5) && cpu.cr4 & 8)) throw new GuestFault(UD);
  need0(cpu);
  if (cpu.word(State.DR + 56) & Dr7.GD) {
    recordHits(cpu, Dr6.BD);
    throw new GuestFault(1);
  }
  return n === 4 ? 6 : n === 5 ? 7 : n;
}

export function readDebug(cpu: GuestMemory, record: number): HostOutcome {
  const n = debugRegister(cpu, cpu.recordByte(record, Record.S));
  cpu.setReg(cpu.recordByte(record, Record.D) >> 3, cpu.wide(State.DR + n * 8));
  return DONE;
}

export function writeDebug(cpu: GuestMemory, record: number): HostOutcome {
  const n = debugRegister(cpu, cpu.recordByte(record, Record.D));
  const value = cpu.getReg(cpu.recordByte(record, Record.S) >> 3);
  if (n >= 6 && value >> 32n) throw new GuestFault(GP);
  const kept = n === 6 ? Dr6 : Dr7;
  cpu.setWide(State.DR + n * 8, n < 6 ? value : (value & BigInt(kept.KEPT)) | BigInt(kept.FIXED));
  return DONE;
}
