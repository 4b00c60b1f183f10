/**
 * C code in ring 0: how the TypeScript kernel calls a function of a module, and how that function calls the kernel back.
 * `yield* callRingZero(…)` is an effect: the scheduler runs the current task's CPU with CPL 0 on the task's kernel stack until the
 * function returns, traps into an exported kernel function, or faults. Never a nested host loop, so another CPU's turn and the
 * timer always come. Follows arch/x86/entry/entry_64.S in what the stack looks like.
 *
 * Voluntary preemption, as Debian's kernel has it: code in ring 0 keeps its CPU until it sleeps; ticks and timers still come.
 */
import { CONTEXT_BYTES, Reg, Stop, Vector } from '../../machine/types';
import { BUG } from '../bug';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { isSleeping } from '../sleeping';
import type { Sleep, Sleeping } from '../types';
import { hex16, KernelFault, signed } from './kernel-space';

export const STACK_BYTES = 16384;
/** struct pt_regs lies at the top of the stack. */
const PT_REGS = 168;
const MAX_RUN = 2 ** 30;
const RFLAGS = 0x202;
/** What a spinning CPU pays for one look at a lock. */
const SPIN_COST = 20;

/** One CPU's stay in ring 0: what the scheduler is asked for, and what came of it. */
export interface RingZeroRun {
  stop: Stop;
  /** Virtual time since when it has not given up the CPU, for the watchdog. */
  since: number;
}

/** An exported function that wants to be called again later: the CPU spins on it. */
export const SPIN = Symbol('spin');
export type ExportResult = number | bigint | undefined | typeof SPIN;

/** What ring 0 needs to know of the rest of the kernel (module/system.ts). */
export interface RingZeroHost {
  /** Runs the exported function at `address` for the present CPU. null: there is none. */
  dispatch(address: number): ExportResult | Sleeping<ExportResult> | null;
  /** Before code of ring 0 goes on: jiffies, current, the per-CPU area. */
  prepare(context: RingZeroContext): void;
  stackTop(context: RingZeroContext): number;
  releaseStack(context: RingZeroContext): void;
  /** Reports an exception and kills who is to blame. True: it was a warning, go on behind the instruction. */
  oops(context: RingZeroContext, cause: OopsCause): boolean;
  /** An address in kernel text that C code returns to when it comes back to us. */
  returnAddress(function_: string): number;
  readonly gsBase: bigint;
}

export type OopsCause =
  | { kind: 'exception'; vector: number; errorCode: number; address: number }
  /** A kernel function that C code called touched `address`; `where` is its name. */
  | { kind: 'export'; address: number; write: boolean };

/** Who runs in ring 0: a task, or the interrupt side of a CPU. */
export interface RingZeroContext {
  readonly task: TaskStruct | null;
  /** Depth of calls from TypeScript into C. */
  depth: number;
  stack: number;
  /** rsp at the innermost call from C to us: nested calls go below it. */
  sp: number;
  readonly interrupt: boolean;
  /** Stack slots that hold return addresses of ours, for back-traces. */
  readonly links: number[];
}

const NEVER: Sleep = { queue: null, until: Number.POSITIVE_INFINITY, interruptible: false, what: 'dead' };

const spare: Uint8Array[] = [];

/**
 * Calls the function at `va` in ring 0 and answers rax (a signed double). `via`: the kernel functions that a back-trace shows as
 * callers, innermost first. The caller must run on the current task or in interrupt context.
 */
export function* callRingZero(
  kernel: RunningKernel,
  va: number,
  args: readonly number[],
  via: readonly string[] = ['do_syscall_64'],
): Sleeping<number> {
  const host = kernel.ringZero;
  const context = host.context();
  const saved = spare.pop() ?? new Uint8Array(CONTEXT_BYTES);
  host.load(context);
  kernel.cpu.saveContext(saved);
  const outerSp = context.sp;
  const outerLinks = context.links.length;
  if (context.depth++ === 0) context.sp = host.stackTop(context) - PT_REGS - 8;
  const callSp = enter(kernel, host, context, va, args, via);
  const home = host.returnAddress(via[0]);
  const run: RingZeroRun = { stop: Stop.BUDGET, since: kernel.now };
  for (;;) {
    yield { queue: null, until: 0, interruptible: false, what: 'ring 0', ringZero: run };
    if (run.stop !== Stop.EXCEPTION) {
      // hlt in ring 0: the CPU waits for the next interrupt, and goes on.
      if (run.stop === Stop.HALT) kernel.cpu.halted = false;
      else if (run.stop === Stop.SYSCALL) yield* fatal(host, context, exception(Vector.UD, 0, 0));
      continue;
    }
    const { cpu } = kernel;
    const { vector, errorCode, address } = cpu.fault;
    if (vector !== Vector.BP) {
      if (!host.oops(context, exception(vector, errorCode, signed(address)))) yield NEVER;
      continue;
    }
    const trap = signed(cpu.rip) - 1;
    if (trap === home && cpu.regNumber(Reg.RSP) === callSp + 8) break;
    context.sp = cpu.regNumber(Reg.RSP);
    let result: ExportResult | Sleeping<ExportResult> | null;
    try {
      result = host.dispatch(trap);
      if (result === null) {
        yield* fatal(host, context, exception(Vector.BP, 0, 0));
        continue;
      }
      if (typeof result === 'object' && isSleeping(result)) {
        result = (yield* result as Sleeping<ExportResult>) as ExportResult;
        host.load(context);
        run.since = kernel.now;
      }
      if (context.task?.exiting) yield NEVER;
    } catch (error) {
      if (!(error instanceof KernelFault)) throw error;
      host.load(context);
      kernel.cpu.rip = BigInt.asUintN(64, BigInt(trap));
      yield* fatal(host, context, { kind: 'export', address: error.address, write: error.write });
      continue;
    }
    if (result === SPIN) {
      kernel.cpu.rip = BigInt.asUintN(64, BigInt(trap));
      kernel.charge(SPIN_COST);
    } else finishExport(kernel, result);
  }
  const result = kernel.cpu.regNumber(Reg.RAX);
  kernel.cpu.loadContext(saved);
  spare.push(saved);
  context.sp = outerSp;
  context.links.length = outerLinks;
  if (--context.depth === 0) host.releaseStack(context);
  kernel.sched.rq.loadedMm = null;
  return result;
}

/** The report, and then nothing more of this task. */
function* fatal(host: RingZero, context: RingZeroContext, cause: OopsCause): Sleeping<void> {
  host.oops(context, cause);
  yield NEVER;
}

const exception = (vector: number, errorCode: number, address: number): OopsCause => ({
  kind: 'exception',
  vector,
  errorCode,
  address,
});

/** Builds the frames of the TypeScript functions on the stack and sets the registers for the call. Answers rsp at the entry. */
function enter(
  kernel: RunningKernel,
  host: RingZero,
  context: RingZeroContext,
  va: number,
  args: readonly number[],
  via: readonly string[],
): number {
  const { cpu } = kernel;
  const { memory } = host;
  let sp = context.sp - (context.sp & 15);
  for (const name of [...via].reverse()) {
    // A frame of two words below each return address; the ABI wants rsp + 8 divisible by 16 at the entry of a function.
    sp -= 32;
    if (name === via[0] && (sp & 15) === 0) sp += 8;
    memory.fill(sp, 24, 0);
    memory.setI64(sp, host.returnAddress(name));
    context.links.push(sp);
  }
  const order = [Reg.RDI, Reg.RSI, Reg.RDX, Reg.RCX, Reg.R8, Reg.R9];
  for (let reg = 0; reg < 16; reg++) cpu.setRegNumber(reg, 0);
  for (const [i, value] of args.entries()) cpu.setRegNumber(order[i], value);
  cpu.setRegNumber(Reg.RSP, sp);
  cpu.cpl = 0;
  cpu.rflags = RFLAGS;
  cpu.gsBase = host.gsBase;
  cpu.rip = BigInt.asUintN(64, BigInt(va));
  return sp;
}

/** `ret` of an exported function. */
function finishExport(kernel: RunningKernel, result: number | bigint | undefined): void {
  const { cpu, ringZero } = kernel;
  const sp = cpu.regNumber(Reg.RSP);
  if (typeof result === 'bigint') cpu.setReg(Reg.RAX, BigInt.asUintN(64, result));
  else cpu.setRegNumber(Reg.RAX, result ?? 0);
  cpu.rip = ringZero.memory.u64(sp);
  cpu.setRegNumber(Reg.RSP, sp + 8);
}

/** Runs the present CPU in ring 0 until something comes up for the generator, or the time is over. True: something came up. */
export function runRingZero(kernel: RunningKernel, context: RingZeroContext, run: RingZeroRun, end: number): boolean {
  const { sched, cpu, ringZero } = kernel;
  let until = Math.min(end, kernel.timers.next, sched.rq.nextTick);
  if (sched.several) until = Math.min(until, kernel.turns.horizon);
  if (until <= kernel.now) {
    if (sched.rq.nextTick <= kernel.now) {
      sched.tick();
      ringZero.watchdog(context, run);
    }
    return false;
  }
  ringZero.load(context);
  ringZero.prepare(context);
  const stop = cpu.run(Math.min(until - kernel.now, MAX_RUN));
  kernel.charge(cpu.lastRetired);
  run.stop = stop;
  if (stop === Stop.TRIPLE_FAULT) BUG(`triple fault in ring 0 at ${hex16(signed(cpu.rip))}`);
  return stop !== Stop.BUDGET && stop !== Stop.DEVICE;
}

/** The whole of what ring 0 needs, as the kernel holds it (module/system.ts makes it). */
export interface RingZero extends RingZeroHost {
  readonly memory: import('./kernel-space').KernelSpace;
  /** The present one. */
  context(): RingZeroContext;
  /** Registers and page tables of `context` onto the present CPU. */
  load(context: RingZeroContext): void;
  /** Asked on every tick in ring 0: soft lockups. */
  watchdog(context: RingZeroContext, run: RingZeroRun): void;
}
