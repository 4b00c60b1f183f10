/** Descriptor tables, the task register and segment registers. */
import { checkDataSegment, checkStackSegment, isNull, systemDescriptor } from '../descriptors';
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { Record, State } from '../state';
import { canonical, GP, HostOutcome, need0, readOperand16, sizeOf, UD, writeOperand } from './common';

const { DONE } = HostOutcome;
const LDT_TYPE = 2;
/** An available 64-bit TSS. */
const TSS_TYPE = 9;

export function storeSelector(cpu: GuestMemory, record: number): HostOutcome {
  const isTask = modrmDigit(cpu, record) === 1;
  writeOperand(cpu, record, sizeOf(cpu, record), BigInt(cpu.word(isTask ? State.TR : State.LDTR)), 16);
  return DONE;
}

/** ModRM.reg: the decoder leaves the ModRM byte in the upper half of the immediate. */
const modrmDigit = (cpu: GuestMemory, record: number): number => (cpu.recordWord(record, Record.IMM + 4) >> 3) & 7;

export function loadSelector(cpu: GuestMemory, record: number): HostOutcome {
  need0(cpu);
  const selector = readOperand16(cpu, record);
  return modrmDigit(cpu, record) === 2 ? loadLocalTable(cpu, selector) : loadTask(cpu, selector);
}

function loadLocalTable(cpu: GuestMemory, selector: number): HostOutcome {
  if (!isNull(selector)) {
    const { base, limit } = systemDescriptor(cpu, selector, LDT_TYPE);
    cpu.setWide(State.LDT_BASE, base);
    cpu.setWord(State.LDT_LIMIT, limit);
  }
  cpu.setWord(State.LDTR, selector);
  return DONE;
}

function loadTask(cpu: GuestMemory, selector: number): HostOutcome {
  if (isNull(selector)) throw new GuestFault(GP, 0);
  const { at, low, base, limit } = systemDescriptor(cpu, selector, TSS_TYPE);
  cpu.setWide(State.TR_BASE, base);
  cpu.setWord(State.TR_LIMIT, limit);
  cpu.setWord(State.TR, selector);
  cpu.writeSystem(at + 5n, 1, ((low >> 40n) & 0xffn) | 2n); // busy
  return DONE;
}

export function storeTable(cpu: GuestMemory, record: number): HostOutcome {
  const isIdt = modrmDigit(cpu, record) === 1;
  const at = cpu.effectiveAddress(record);
  const limit = BigInt(cpu.word(isIdt ? State.IDT_LIMIT : State.GDT_LIMIT) & 0xffff);
  cpu.writeMemory(at, 10, limit | (cpu.wide(isIdt ? State.IDT_BASE : State.GDT_BASE) << 16n));
  return DONE;
}

export function loadTable(cpu: GuestMemory, record: number): HostOutcome {
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

export function readSegment(cpu: GuestMemory, record: number): HostOutcome {
  const field = SEGMENTS[modrmDigit(cpu, record)];
  if (field === undefined) throw new GuestFault(UD);
  writeOperand(cpu, record, sizeOf(cpu, record), BigInt(cpu.word(field) & 0xffff), 16);
  return DONE;
}

/** Data segments are flat in 64-bit mode; only fs and gs get a base. */
export function loadSegment(cpu: GuestMemory, field: number, selector: number): void {
  if (field === State.SS) checkStackSegment(cpu, selector, cpu.word(State.CPL));
  else {
    const base = checkDataSegment(cpu, selector);
    if (base !== undefined && field === State.FS) cpu.fsBase = base;
    if (base !== undefined && field === State.GS) cpu.gsBase = base;
  }
  cpu.setWord(field, selector);
}

export function writeSegment(cpu: GuestMemory, record: number): HostOutcome {
  const number = modrmDigit(cpu, record);
  const field = SEGMENTS[number];
  if (field === undefined || number === 1) throw new GuestFault(UD);
  loadSegment(cpu, field, readOperand16(cpu, record));
  if (field === State.SS) cpu.openStackShadow();
  return DONE;
}
