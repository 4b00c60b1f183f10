/**
 * Delivery through the interrupt descriptor table in guest memory: SDM 3A, chapter 6 (64-bit mode: 6.14). Gates of 16 bytes, stack
 * switch by TSS rsp0 or IST, double fault, and shutdown when even that fails.
 */
import { GuestFault } from './fault';
import type { GuestMemory } from './guest-memory';
import { Flag, State } from './state';

const DF = 8;
const HAS_ERROR_CODE = new Set([8, 10, 11, 12, 13, 14, 17]);
const CONTRIBUTORY = new Set([0, 10, 11, 12, 13]);
const INTERRUPT_GATE = 14;
const TRAP_GATE = 15;

/** Delivers a vector; false when the processor must shut down (a fault while delivering #DF). */
export function deliver(cpu: GuestMemory, vector: number, errorCode: number, software: boolean): boolean {
  let current = vector;
  let error = errorCode;
  for (let attempt = 0; attempt < 4; attempt++) {
    try {
      enter(cpu, current, error, software && attempt === 0);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof GuestFault)) throw thrown;
      if (current === DF) return false;
      if (thrown.address !== undefined) cpu.setWide(State.CR2, thrown.address);
      // SDM 3A table 6-5: two contributory faults, or any after a page fault, make a double fault.
      const second = thrown.vector;
      const double =
        (CONTRIBUTORY.has(current) && CONTRIBUTORY.has(second)) ||
        (current === 14 && (second === 14 || CONTRIBUTORY.has(second)));
      current = double ? DF : second;
      error = double ? 0 : thrown.errorCode;
    }
  }
  return false;
}

interface Gate {
  offset: bigint;
  selector: number;
  ist: number;
  type: number;
  dpl: number;
  present: boolean;
}

function readGate(cpu: GuestMemory, vector: number): Gate {
  const limit = cpu.word(State.IDT_LIMIT) & 0xffff;
  if (vector * 16 + 15 > limit) throw new GuestFault(13, vector * 8 + 2);
  const at = cpu.wide(State.IDT_BASE) + BigInt(vector * 16);
  const low = cpu.readMemory(at, 8, false);
  const high = cpu.readMemory(at + 8n, 8, false);
  return {
    offset: (low & 0xffffn) | ((low >> 32n) & 0xffff_0000n) | ((high & 0xffff_ffffn) << 32n),
    selector: Number((low >> 16n) & 0xffffn),
    ist: Number((low >> 32n) & 7n),
    type: Number((low >> 40n) & 15n),
    dpl: Number((low >> 45n) & 3n),
    present: (low >> 47n) % 2n === 1n,
  };
}

/** Descriptor privilege level of a 64-bit code segment; throws #GP or #NP as loading it would. */
export function codeSegmentDpl(cpu: GuestMemory, selector: number): number {
  if ((selector & 0xfffc) === 0) throw new GuestFault(13, 0);
  const offset = selector & 0xfff8;
  if (selector & 4 || offset + 7 > (cpu.word(State.GDT_LIMIT) & 0xffff)) throw new GuestFault(13, selector & 0xfffc);
  const descriptor = cpu.readMemory(cpu.wide(State.GDT_BASE) + BigInt(offset), 8, false);
  const isCode = (descriptor >> 43n) % 4n === 3n;
  const isLong = (descriptor >> 53n) % 2n === 1n;
  if (!isCode || !isLong) throw new GuestFault(13, selector & 0xfffc);
  if ((descriptor >> 47n) % 2n === 0n) throw new GuestFault(11, selector & 0xfffc);
  return Number((descriptor >> 45n) & 3n);
}

function stackFromTss(cpu: GuestMemory, offset: number): bigint {
  if (offset + 7 > (cpu.word(State.TR_LIMIT) & 0xffff)) throw new GuestFault(10, cpu.word(State.TR) & 0xfffc);
  return cpu.readMemory(cpu.wide(State.TR_BASE) + BigInt(offset), 8, false);
}

function enter(cpu: GuestMemory, vector: number, errorCode: number, software: boolean): void {
  const gate = readGate(cpu, vector);
  const selectorError = vector * 8 + 2;
  if (gate.type !== INTERRUPT_GATE && gate.type !== TRAP_GATE) throw new GuestFault(13, selectorError);
  if (software && gate.dpl < cpu.word(State.CPL)) throw new GuestFault(13, selectorError);
  if (!gate.present) throw new GuestFault(11, selectorError);
  const dpl = codeSegmentDpl(cpu, gate.selector);
  const old = cpu.word(State.CPL);
  if (dpl > old) throw new GuestFault(13, gate.selector & 0xfffc);

  let stack = cpu.getReg(4);
  if (gate.ist !== 0) stack = stackFromTss(cpu, 0x24 + (gate.ist - 1) * 8);
  else if (dpl < old) stack = stackFromTss(cpu, 4 + dpl * 8);
  stack &= ~15n;
  const flags = cpu.rflags;
  const frame = [BigInt(cpu.word(State.SS)), cpu.getReg(4), BigInt(flags), BigInt(cpu.word(State.CS)), cpu.rip];
  if (!software && HAS_ERROR_CODE.has(vector)) frame.push(BigInt(errorCode));
  for (const value of frame) {
    stack = BigInt.asUintN(64, stack - 8n);
    cpu.writeMemory(stack, 8, value, dpl === 3);
  }
  cpu.setReg(4, stack);
  cpu.rip = gate.offset;
  cpu.setWord(State.CS, (gate.selector & 0xfffc) | dpl);
  if (dpl < old) cpu.setWord(State.SS, 0);
  cpu.setWord(State.CPL, dpl);
  const cleared = Flag.TF | Flag.NT | Flag.RF | (gate.type === INTERRUPT_GATE ? Flag.IF : 0);
  cpu.rflags = flags & ~cleared;
}
