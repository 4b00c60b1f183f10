/** Descriptor tables, the task register and segment registers. */
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { Record, State } from '../state';
import { canonical, GP, HostOutcome, need0, readOperand16, sizeOf, UD, writeOperand } from './common';

const { DONE } = HostOutcome;

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

/** Data segments are flat in 64-bit mode; loading fs or gs with a null selector leaves the base, as AMD does. */
export function writeSegment(cpu: GuestMemory, record: number): HostOutcome {
  const number = modrmDigit(cpu, record);
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
