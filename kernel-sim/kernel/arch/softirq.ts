/**
 * The interrupt side: C functions that the kernel calls without a task of their own (timers, tasklets, probes, packet hooks).
 * They run before any task goes on, on the CPU that is being simulated, one after the other, and must not sleep.
 * Follows kernel/softirq.c. Departs from Linux: they wait while any CPU holds a spinlock, instead of spinning on it.
 */
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { type Sleeping, TIMED_OUT } from '../types';
import { PERCPU, percpuBase } from './percpu';
import { type RingZeroRun, runRingZero } from './ring-zero';

const MAX_SLEEPS = 64;

export class SoftIrq {
  private readonly pending: { work: () => Sleeping<unknown>; task: TaskStruct | null | undefined }[] = [];
  /** Whose work it is: `current` for what runs now. undefined: whoever was interrupted. */
  task: TaskStruct | null | undefined;
  private work: Sleeping<unknown> | null = null;
  private run: RingZeroRun | null = null;
  private sleeps = 0;

  constructor(private readonly kernel: RunningKernel) {}

  /** Something runs or is half done. */
  get active(): boolean {
    return this.work !== null;
  }

  /** Something wants to run and may. */
  get due(): boolean {
    return this.work !== null || (this.pending.length > 0 && !this.locked());
  }

  raise(work: () => Sleeping<unknown>, task?: TaskStruct | null): void {
    this.pending.push({ work, task });
  }

  private locked(): boolean {
    const { memory } = this.kernel.ringZero;
    return this.kernel.core.cpus.some(
      (cpu) => (memory.u32(percpuBase(cpu.index) + PERCPU.__preempt_count) & 0x7fff_ffff) !== 0,
    );
  }

  /** Goes on until it is done or the time is over. */
  step(end: number): void {
    if (!this.work) {
      const next = this.pending.shift()!;
      this.task = next.task;
      this.work = next.work();
      this.sleeps = 0;
      this.advance();
      return;
    }
    const { ringZero } = this.kernel;
    if (this.run && runRingZero(this.kernel, ringZero.context(), this.run, end)) this.advance();
  }

  private advance(): void {
    for (;;) {
      const next = this.work!.next(TIMED_OUT);
      if (next.done) {
        this.work = null;
        this.run = null;
        return;
      }
      if (next.value.ringZero) {
        this.run = next.value.ringZero;
        return;
      }
      this.kernel.modules.oopses.schedulingWhileAtomic(next.value.what);
      if (++this.sleeps > MAX_SLEEPS) this.kernel.panic('Fatal exception in interrupt');
    }
  }
}
