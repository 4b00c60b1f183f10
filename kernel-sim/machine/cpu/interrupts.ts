/**
 * Delivery through the interrupt descriptor table in guest memory: SDM 3A, chapter 6 (64-bit mode: 6.14). Gates of 16 bytes, stack
 * switch by TSS rsp0 or IST, double fault, and shutdown when even that fails.
 */
import { codeSegment } from './descriptors';
import { GuestFault } from './fault';
import type { GuestMemory } from './guest-memory';
import { Flag, State } from './state';

const DF = 8;
const PF = 14;
const HAS_ERROR_CODE = new Set([8, 10, 11, 12, 13, 14, 17]);
const CONTRIBUTORY = new Set([0, 10, 11, 12, 13]);
/** Exceptions after which the instruction is run again; #DB for an instruction breakpoint pushes RF as it is. */
const FAULT_CLASS = new Set([0, 5, 6, 7, 10, 11, 12, 13, 14, 16, 17, 19]);
/** Error codes that name a selector or 0: bit 0 (EXT) tells that something outside the program was being delivered. */
const HAS_EXT = new Set([10, 11, 12, 13]);
const INTERRUPT_GATE = 14;
const TRAP_GATE = 15;

/** `software`: int n, int3, into. `fault`: an exception. `external`: a device. */
export type Source = 'software' | 'fault' | 'external';

/**
 * Delivers a vector; false when the processor must shut down (a fault while delivering #DF). `restart`: address of the int
 * instruction, to which rip goes back when the delivery itself faults.
 */
export function deliver(
  cpu: GuestMemory,
  vector: number,
  errorCode: number,
  source: Source,
  restart: bigint = cpu.rip,
): boolean {
  let current = vector;
  let error = errorCode;
  let now = source;
  for (let attempt = 0; attempt < 4; attempt++) {
    try {
      enter(cpu, current, error, now);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof GuestFault)) throw thrown;
      if (current === DF && now === 'fault') return false;
      cpu.rip = restart;
      if (thrown.address !== undefined) cpu.setWide(State.CR2, thrown.address);
      // SDM 3A table 6-5: two contributory faults, or any after a page fault, make a double fault.
      const second = thrown.vector;
      const double =
        now === 'fault' &&
        ((CONTRIBUTORY.has(current) && CONTRIBUTORY.has(second)) ||
          (current === PF && (second === PF || CONTRIBUTORY.has(second))));
      const ext = now !== 'software' && HAS_EXT.has(second) ? 1 : 0;
      current = double ? DF : second;
      error = double ? 0 : thrown.errorCode | ext;
      now = 'fault';
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
  const low = cpu.readSystem(at, 8);
  const high = cpu.readSystem(at + 8n, 8);
  return {
    offset: (low & 0xffffn) | ((low >> 32n) & 0xffff_0000n) | ((high & 0xffff_ffffn) << 32n),
    selector: Number((low >> 16n) & 0xffffn),
    ist: Number((low >> 32n) & 7n),
    type: Number((low >> 40n) & 31n),
    dpl: Number((low >> 45n) & 3n),
    present: (low >> 47n) % 2n === 1n,
  };
}

function stackFromTss(cpu: GuestMemory, offset: number): bigint {
  if (offset + 7 > cpu.word(State.TR_LIMIT)) throw new GuestFault(10, cpu.word(State.TR) & 0xfffc);
  return cpu.readSystem(cpu.wide(State.TR_BASE) + BigInt(offset), 8);
}

/** The frame goes to the new stack with the rights of ring 0; a stack that is not canonical is #SS (6.14.2). */
function pushFrame(cpu: GuestMemory, top: bigint, frame: readonly bigint[]): bigint {
  let stack = top;
  for (const value of frame) {
    stack = BigInt.asUintN(64, stack - 8n);
    if (BigInt.asIntN(48, stack) !== BigInt.asIntN(64, stack)) throw new GuestFault(12, 0);
    cpu.writeSystem(stack, 8, value);
  }
  return stack;
}

function enter(cpu: GuestMemory, vector: number, errorCode: number, source: Source): void {
  const gate = readGate(cpu, vector);
  const selectorError = vector * 8 + 2;
  if (gate.type !== INTERRUPT_GATE && gate.type !== TRAP_GATE) throw new GuestFault(13, selectorError);
  if (source === 'software' && gate.dpl < cpu.word(State.CPL)) throw new GuestFault(13, selectorError);
  if (!gate.present) throw new GuestFault(11, selectorError);
  const { dpl, conforming } = codeSegment(cpu, gate.selector);
  const old = cpu.word(State.CPL);
  if (dpl > old) throw new GuestFault(13, gate.selector & 0xfffc);
  const level = conforming ? old : dpl;

  let stack = cpu.getReg(4);
  if (gate.ist !== 0) stack = stackFromTss(cpu, 0x24 + (gate.ist - 1) * 8);
  else if (level < old) stack = stackFromTss(cpu, 4 + level * 8);
  const flags = cpu.rflags;
  const saved = source === 'fault' && FAULT_CLASS.has(vector) ? flags | Flag.RF : flags;
  const frame = [BigInt(cpu.word(State.SS)), cpu.getReg(4), BigInt(saved), BigInt(cpu.word(State.CS)), cpu.rip];
  if (source === 'fault' && HAS_ERROR_CODE.has(vector)) frame.push(BigInt(errorCode));
  if (BigInt.asIntN(48, gate.offset) !== BigInt.asIntN(64, gate.offset)) throw new GuestFault(13, 0);
  stack = pushFrame(cpu, stack & ~15n, frame);
  cpu.setReg(4, stack);
  cpu.rip = gate.offset;
  cpu.setWord(State.CS, (gate.selector & 0xfffc) | level);
  if (level < old) cpu.setWord(State.SS, level);
  cpu.setWord(State.CPL, level);
  const cleared = Flag.TF | Flag.NT | Flag.RF | (gate.type === INTERRUPT_GATE ? Flag.IF : 0);
  cpu.rflags = flags & ~cleared;
  // DR7.GD goes off when #DB is entered (SDM 3B 18.2.4).
  if (vector === 1) cpu.setWord(State.DR + 56, cpu.word(State.DR + 56) & ~0x2000);
}
