/**
 * Segment descriptors of the GDT and the LDT, and the checks of loading them as long mode has them: SDM 3A 3.4.5, 5.5 to 5.8.
 * Code segments must be 64-bit ones: compatibility mode is not there.
 */
import { GuestFault } from './fault';
import type { GuestMemory } from './guest-memory';
import { State } from './state';

const GP = 13;
const NP = 11;
const SS = 12;

export interface Descriptor {
  /** Linear address of it. */
  at: bigint;
  low: bigint;
  /** Bits 40 to 44: type, and 16 for code and data. */
  type: number;
  dpl: number;
  present: boolean;
}

export const index = (selector: number): number => selector & 0xfffc;
export const isNull = (selector: number): boolean => (selector & 0xfffc) === 0;
const isCode = (type: number) => (type & 0x18) === 0x18;
const isData = (type: number) => (type & 0x18) === 0x10;
const isConforming = (type: number) => (type & 0x1c) === 0x1c;

/** Undefined where the table ends before it. */
export function findDescriptor(cpu: GuestMemory, selector: number): Descriptor | undefined {
  const local = (selector & 4) !== 0;
  const offset = selector & 0xfff8;
  const limit = local ? cpu.word(State.LDT_LIMIT) : cpu.word(State.GDT_LIMIT) & 0xffff;
  if (offset + 7 > limit || (local && isNull(cpu.word(State.LDTR)))) return undefined;
  const at = cpu.wide(local ? State.LDT_BASE : State.GDT_BASE) + BigInt(offset);
  const low = cpu.readSystem(at, 8);
  return {
    at,
    low,
    type: Number((low >> 40n) & 31n),
    dpl: Number((low >> 45n) & 3n),
    present: ((low >> 47n) & 1n) === 1n,
  };
}

function need(cpu: GuestMemory, selector: number): Descriptor {
  const found = findDescriptor(cpu, selector);
  if (!found) throw new GuestFault(GP, index(selector));
  return found;
}

/** The processor notes that a segment was used (3.4.5.1). */
function markAccessed(cpu: GuestMemory, { at, low, type }: Descriptor): void {
  if (!(type & 1)) cpu.writeSystem(at + 5n, 1, ((low >> 40n) & 0xffn) | 1n);
}

/** A 64-bit code segment; throws #GP or #NP as loading it would. */
export function codeSegment(cpu: GuestMemory, selector: number): { dpl: number; conforming: boolean } {
  if (isNull(selector)) throw new GuestFault(GP, 0);
  const found = need(cpu, selector);
  const isLong = (found.low >> 53n) % 2n === 1n;
  if (!isCode(found.type) || !isLong) throw new GuestFault(GP, index(selector));
  if (!found.present) throw new GuestFault(NP, index(selector));
  markAccessed(cpu, found);
  return { dpl: found.dpl, conforming: isConforming(found.type) };
}

/** Checks a stack segment for privilege `level`; null is fine outside ring 3 (SDM 2A, IRET and MOV). */
export function checkStackSegment(cpu: GuestMemory, selector: number, level: number): void {
  if (isNull(selector)) {
    if (level === 3 || (selector & 3) !== level) throw new GuestFault(GP, 0);
    return;
  }
  const found = need(cpu, selector);
  const writable = isData(found.type) && (found.type & 2) !== 0;
  if ((selector & 3) !== level || !writable || found.dpl !== level) throw new GuestFault(GP, index(selector));
  if (!found.present) throw new GuestFault(SS, index(selector));
  markAccessed(cpu, found);
}

/** Checks a selector for ds, es, fs or gs; the base that fs and gs get, or undefined for null, which leaves theirs, as AMD has it. */
export function checkDataSegment(cpu: GuestMemory, selector: number): bigint | undefined {
  if (isNull(selector)) return undefined;
  const found = need(cpu, selector);
  const readable = isData(found.type) || (isCode(found.type) && (found.type & 2) !== 0);
  const level = Math.max(selector & 3, cpu.word(State.CPL));
  if (!readable || (!isConforming(found.type) && level > found.dpl)) throw new GuestFault(GP, index(selector));
  if (!found.present) throw new GuestFault(NP, index(selector));
  markAccessed(cpu, found);
  return baseOf(found.low);
}

export const baseOf = (low: bigint): bigint => ((low >> 16n) & 0xff_ffffn) | ((low >> 32n) & 0xff00_0000n);
export const limitOf = (low: bigint): number => {
  const limit = Number((low & 0xffffn) | ((low >> 32n) & 0xf_0000n));
  return (low >> 55n) % 2n === 1n ? limit * 4096 + 4095 : limit;
};

/** A system descriptor of 16 bytes for ltr or lldt: a long TSS (type 9) or an LDT (type 2). */
export function systemDescriptor(cpu: GuestMemory, selector: number, type: number) {
  const offset = selector & 0xfff8;
  if (selector & 4 || offset + 15 > (cpu.word(State.GDT_LIMIT) & 0xffff)) throw new GuestFault(GP, index(selector));
  const found = need(cpu, selector);
  const high = cpu.readSystem(found.at + 8n, 8);
  if (found.type !== type) throw new GuestFault(GP, index(selector));
  if (!found.present) throw new GuestFault(NP, index(selector));
  return { ...found, base: baseOf(found.low) | ((high & 0xffff_ffffn) << 32n), limit: limitOf(found.low) };
}

/** Coming to a less privileged ring, data segments that it may not use are taken away (SDM 2A, IRET and RET). */
export function dropDataSegments(cpu: GuestMemory, level: number): void {
  for (const field of [State.ES, State.DS, State.FS, State.GS]) {
    const selector = cpu.word(field);
    if (isNull(selector)) continue;
    const found = findDescriptor(cpu, selector);
    if (!found || (!isConforming(found.type) && found.dpl < level)) cpu.setWord(field, 0);
  }
}
