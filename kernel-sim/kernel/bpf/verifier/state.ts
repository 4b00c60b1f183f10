/**
 * One moment of one path through a program: call frames with registers and stack slots, references, the way back.
 * Follows struct bpf_verifier_state, bpf_func_state and bpf_stack_state (Linux 6.1).
 */
import { LIVE_NONE, Reg, Type } from './regs';

/** enum bpf_stack_slot_type, a byte each; eight of them are kept in one number, four bits a byte. */
export const Slot = { INVALID: 0, SPILL: 1, MISC: 2, ZERO: 3 } as const;
export const SLOT_CHARS = '?rm0';
/** All eight bytes of one kind. */
export const ALL_SPILL = 0x1111_1111;
export const ALL_MISC = 0x2222_2222;
export const ALL_ZERO = 0x3333_3333;

export const MAX_STACK = 512;
export const MAX_CALL_FRAMES = 8;

export class StackSlot {
  /** Kind of byte i in bits 4i … 4i+3. As in Linux byte 0 is the highest address, 7 the lowest (fp−8(n+1)). */
  kinds = 0;
  readonly reg: Reg;

  constructor(reg = new Reg()) {
    this.reg = reg;
  }

  kind(byte: number): number {
    return (this.kinds >>> (byte * 4)) & 15;
  }

  setKind(byte: number, kind: number): void {
    this.kinds = (this.kinds & ~(15 << (byte * 4))) | (kind << (byte * 4));
  }

  /** Holds a spilled register (is_spilled_reg: its lowest address does). */
  get spilled(): boolean {
    return this.kinds >>> 28 === Slot.SPILL;
  }

  /** What was spilled or zero becomes mere data; bytes never written stay so (scrub_spilled_slot). */
  scrub(): void {
    for (let i = 0; i < 8; i++) if (this.kind(i) !== Slot.INVALID) this.setKind(i, Slot.MISC);
  }

  get spilledScalar(): boolean {
    return this.spilled && this.reg.type === Type.SCALAR;
  }

  copy(): StackSlot {
    const to = new StackSlot(this.reg.copy());
    to.kinds = this.kinds;
    return to;
  }
}

/** A socket or a piece of the ring buffer that must be given back. */
export interface Reference {
  readonly id: number;
  readonly insn: number;
  /** Frame number of the callback that took it, 0 otherwise. */
  readonly callback: number;
}

/** A pointer on the stack that a callback must leave as it is. */
export interface HeldPointer {
  readonly frame: number;
  readonly slot: number;
  readonly reg: Reg;
}

export class Frame {
  regs: Reg[] = [];
  stack: StackSlot[] = [];
  refs: Reference[] = [];
  /** Inside a callback of bpf_loop and the like, and how the caller's registers go on after it. */
  inCallback = false;
  /** Inside a timer callback, and which of its entries this is. */
  inAsyncCallback = false;
  asyncEntries = 0;
  callbackReturn: readonly [number, number] = [0, 0];
  held: readonly HeldPointer[] | null = null;
  constructor(
    /** Instruction of the call; -1 for the program itself. */
    readonly callsite: number,
    readonly number: number,
    readonly subprog: number,
  ) {}

  copy(): Frame {
    const to = new Frame(this.callsite, this.number, this.subprog);
    for (const reg of this.regs) to.regs.push(reg.copy());
    for (const slot of this.stack) to.stack.push(slot.copy());
    to.refs = this.refs.slice();
    to.inCallback = this.inCallback;
    to.inAsyncCallback = this.inAsyncCallback;
    to.asyncEntries = this.asyncEntries;
    to.callbackReturn = this.callbackReturn;
    to.held = this.held;
    return to;
  }

  /** Makes room for stack down to fp−bytes. */
  grow(bytes: number): void {
    const slots = (bytes + 7) >> 3;
    while (this.stack.length < slots) this.stack.push(new StackSlot());
  }
}

export interface Jump {
  readonly at: number;
  readonly from: number;
}

export class State {
  frames: Frame[] = [];
  parent: State | null = null;
  /** Paths from here that are still to be walked. */
  branches = 0;
  /** Where it was recorded. */
  insn = 0;
  /** First and last instruction of the stretch between recorded states, with the jumps in between. */
  firstInsn = 0;
  lastInsn = 0;
  jumps: Jump[] = [];
  /** Lookup id of the spin lock held, 0 for none. */
  spinLock = 0;
  /** What a CPU might do ahead of a jump's outcome; only for the unprivileged. */
  speculative = false;
  /** All that nobody will read has been forgotten. */
  cleaned = false;

  get frame(): Frame {
    return this.frames[this.frames.length - 1];
  }

  get depth(): number {
    return this.frames.length - 1;
  }

  get regs(): Reg[] {
    return this.frame.regs;
  }

  copy(): State {
    const to = new State();
    to.assign(this);
    return to;
  }

  assign(from: State): void {
    this.frames = from.frames.map((frame) => frame.copy());
    this.parent = from.parent;
    this.branches = from.branches;
    this.insn = from.insn;
    this.firstInsn = from.firstInsn;
    this.lastInsn = from.lastInsn;
    this.jumps = from.jumps.slice();
    this.spinLock = from.spinLock;
    this.speculative = from.speculative;
  }

  /** Every register and spilled register of every frame. */
  forEachReg(visit: (reg: Reg, frame: Frame) => void): void {
    for (const frame of this.frames) {
      for (const reg of frame.regs) visit(reg, frame);
      for (const slot of frame.stack) if (slot.spilled) visit(slot.reg, frame);
    }
  }
}

/** Registers of a function that is entered: nothing known, r10 the frame pointer (init_func_state). */
export function newFrame(callsite: number, number: number, subprog: number): Frame {
  const frame = new Frame(callsite, number, subprog);
  for (let i = 0; i < 11; i++) {
    const reg = new Reg();
    reg.markNotInit();
    reg.live = LIVE_NONE;
    frame.regs.push(reg);
  }
  frame.regs[10].markPointer(Type.STACK);
  frame.regs[10].frame = number;
  return frame;
}
