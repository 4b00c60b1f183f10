/**
 * What a running BPF program stands on: registers, stack frames, memory. The loop itself is run.ts.
 * Follows kernel/bpf/core.c: ___bpf_prog_run. A program runs to its end without sleeping, as in the kernel.
 */
import { BUG } from '../../bug';
import { MAX_BPF_REG } from '../insn';
import { hex, MAX_BPF_STACK, MAX_CALL_FRAMES } from './limits';
import type { BpfMemory, Region } from './memory';
import type { Program } from './program';
import { runLoop } from './run';

/** A caller waiting for its callee: where to go on and its saved registers r6..r10. */
export class Frame {
  program!: Program;
  pc = 0;
  readonly lo = new Int32Array(5);
  readonly hi = new Int32Array(5);
}

/** Programs that a tail call may go to; null: fall through. */
export type TailTarget = (vm: BpfVm, mapLo: number, mapHi: number, index: number) => Program | null;

export class BpfVm {
  program!: Program;
  lo!: Int32Array;
  hi!: Int32Array;
  /** Frames of the present activation. */
  readonly frames: Frame[] = [];
  depth = 0;
  tailCalls = 0;
  /** Instructions since the machine began. */
  steps = 0;
  /** Instructions after which a run is given up; Infinity for verified programs, which end by themselves. */
  limit = Number.POSITIVE_INFINITY;
  tailTarget: TailTarget = () => null;
  /** Answer of a load that a slow region made. */
  readonly out = { lo: 0, hi: 0 };
  private readonly stacks: Region[] = [];
  private nesting = 0;

  constructor(readonly memory: BpfMemory) {}

  /** Stack of the present activation. */
  get stack(): Region {
    return this.stacks[this.nesting - 1];
  }

  /** Runs a program with r1 (and r2) given. The result is in `out`. */
  run(program: Program, r1lo: number, r1hi: number, r2lo = 0, r2hi = 0): void {
    const saved = this.save();
    const twice = program.active;
    const ownLo = program.lo;
    const ownHi = program.hi;
    if (twice) {
      program.lo = ownLo.slice();
      program.hi = ownHi.slice();
    }
    program.active = true;
    this.nesting++;
    try {
      this.enter(program, r1lo, r1hi, r2lo, r2hi);
      runLoop(this, 0);
      this.out.lo = this.lo[0];
      this.out.hi = this.hi[0];
    } finally {
      this.nesting--;
      program.active = twice;
      program.lo = ownLo;
      program.hi = ownHi;
      this.restore(saved);
    }
  }

  private save(): { program: Program; depth: number; tailCalls: number; frames: Frame[] } {
    const { program, depth, tailCalls } = this;
    return { program, depth, tailCalls, frames: this.frames.splice(0) };
  }

  private restore(saved: { program: Program; depth: number; tailCalls: number; frames: Frame[] }): void {
    this.depth = saved.depth;
    this.tailCalls = saved.tailCalls;
    this.frames.length = 0;
    this.frames.push(...saved.frames);
    if (saved.program) this.use(saved.program);
  }

  private enter(program: Program, r1lo: number, r1hi: number, r2lo: number, r2hi: number): void {
    this.depth = 0;
    this.tailCalls = 0;
    this.use(program);
    const stack = this.stackAt(this.nesting - 1);
    this.lo.fill(0, 0, MAX_BPF_REG);
    this.hi.fill(0, 0, MAX_BPF_REG);
    this.lo[1] = r1lo;
    this.hi[1] = r1hi;
    this.lo[2] = r2lo;
    this.hi[2] = r2hi;
    this.lo[10] = stack.base + MAX_BPF_STACK;
    this.hi[10] = stack.high;
    stack.bytes!.fill(0, 0, MAX_BPF_STACK);
  }

  private stackAt(level: number): Region {
    this.stacks[level] ??= this.memory.add('stack', new Uint8Array(MAX_BPF_STACK * MAX_CALL_FRAMES));
    return this.stacks[level];
  }

  use(program: Program): void {
    this.program = program;
    this.lo = program.lo;
    this.hi = program.hi;
  }

  /** Saves the caller; r10 of the callee is the next frame. */
  push(pc: number): void {
    if (this.depth + 1 >= MAX_CALL_FRAMES) BUG('BPF call frames are used up');
    this.frames[this.depth] ??= new Frame();
    const frame = this.frames[this.depth++];
    frame.program = this.program;
    frame.pc = pc;
    for (let i = 0; i < 5; i++) {
      frame.lo[i] = this.lo[6 + i];
      frame.hi[i] = this.hi[6 + i];
    }
    const { stack } = this;
    const at = MAX_BPF_STACK * this.depth;
    stack.bytes!.fill(0, at, at + MAX_BPF_STACK);
    this.lo[10] = stack.base + at + MAX_BPF_STACK;
  }

  /** Back to the caller, with r0. Its pc. */
  pop(): number {
    const frame = this.frames[--this.depth];
    const r0lo = this.lo[0];
    const r0hi = this.hi[0];
    this.use(frame.program);
    this.lo[0] = r0lo;
    this.hi[0] = r0hi;
    for (let i = 0; i < 5; i++) {
      this.lo[6 + i] = frame.lo[i];
      this.hi[6 + i] = frame.hi[i];
    }
    return frame.pc;
  }

  /** Calls a function of the program from a helper (bpf_loop and friends). Arguments as halves; answers r0's low half. */
  callback(pc: number, args: readonly number[]): number {
    const lo = this.lo.slice(0, 6);
    const hi = this.hi.slice(0, 6);
    this.push(-1);
    for (let i = 0; i < args.length; i += 2) {
      this.lo[1 + i / 2] = args[i];
      this.hi[1 + i / 2] = args[i + 1];
    }
    runLoop(this, pc);
    const answer = this.lo[0];
    this.pop();
    this.lo.set(lo, 0);
    this.hi.set(hi, 0);
    return answer;
  }

  /** A tail call: same frame, another program. */
  jumpTo(program: Program): void {
    const { lo, hi } = this;
    this.use(program);
    for (const reg of [1, 10]) {
      this.lo[reg] = lo[reg];
      this.hi[reg] = hi[reg];
    }
  }

  // ---------------------------------------------------------------- for helpers

  /** r0 = a signed number below 2^53. */
  ret(value: number): void {
    this.lo[0] = value | 0;
    this.hi[0] = Math.floor(value / 2 ** 32) | 0;
  }

  retWide(lo: number, hi: number): void {
    this.lo[0] = lo;
    this.hi[0] = hi;
  }

  retBig(value: bigint): void {
    this.lo[0] = Number(BigInt.asIntN(32, value));
    this.hi[0] = Number(BigInt.asIntN(32, value >> 32n));
  }

  /** An argument as an unsigned number; exact below 2^53. */
  arg(reg: number): number {
    return (this.hi[reg] >>> 0) * 2 ** 32 + (this.lo[reg] >>> 0);
  }

  /** An argument as a signed number. */
  signed(reg: number): number {
    return this.hi[reg] * 2 ** 32 + (this.lo[reg] >>> 0);
  }

  argBig(reg: number): bigint {
    return (BigInt(this.hi[reg] >>> 0) << 32n) | BigInt(this.lo[reg] >>> 0);
  }

  /** Memory that the verifier promised: a failure is our bug. */
  bytesAt(reg: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    if (length > 0 && !this.memory.read(this.hi[reg], this.lo[reg] >>> 0, bytes)) this.violation('read', reg, length);
    return bytes;
  }

  store(reg: number, from: Uint8Array): void {
    if (from.length > 0 && !this.memory.write(this.hi[reg], this.lo[reg] >>> 0, from))
      this.violation('write', reg, from.length);
  }

  violation(what: string, reg: number, length: number): never {
    const address = `${hex(this.hi[reg])}${hex(this.lo[reg])}`;
    return BUG(`BPF program ${this.program.name}: helper ${what} of ${length} bytes at ${address}`);
  }
}
