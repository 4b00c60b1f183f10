/**
 * How several CPUs share one thread of the host: they run in turns, each for a few thousand instructions of its own time, the one
 * that is furthest behind first. Exact and the same for any slicing of `run`: whose turn it is depends on their clocks alone.
 *
 * The turns have uneven lengths, drawn from the run's seed: with even ones a loop of five instructions would be cut at the same
 * place each time, and a race between two CPUs would show always or never.
 */
import type { RunningKernel } from '../kernel';
import type { RunQueue } from './runqueue';

const SHORTEST = 500;
const SPREAD = 2047;

export class Interleave {
  private random: number;
  private quantum = SHORTEST;
  /** The furthest that any CPU has come which is not the active one. */
  private furthest = 0;

  constructor(
    private readonly kernel: RunningKernel,
    seed: number,
  ) {
    this.random = (seed ^ 0x9e37_79b9) | 1;
  }

  /** Virtual time of the machine: that of the CPU that is furthest. */
  get lead(): number {
    return Math.max(this.kernel.now, this.furthest);
  }

  /** How far the active CPU may go before another has its turn. */
  get horizon(): number {
    const active = this.kernel.sched.rq;
    let horizon = Number.POSITIVE_INFINITY;
    for (const rq of this.kernel.sched.cpus)
      if (rq !== active && rq.runnable > 0) horizon = Math.min(horizon, rq.clock + this.quantum);
    return horizon;
  }

  /** Makes the CPU active whose turn it is. */
  choose(): void {
    const { kernel } = this;
    const active = kernel.sched.rq;
    if (active.runnable > 0 && kernel.now < this.horizon) return;
    let next: RunQueue | null = active.runnable > 0 ? active : null;
    let least = next ? kernel.now : Number.POSITIVE_INFINITY;
    for (const rq of kernel.sched.cpus) {
      if (rq === active || rq.runnable === 0 || rq.clock >= least) continue;
      next = rq;
      least = rq.clock;
    }
    if (next && next !== active) this.activate(next);
  }

  private activate(next: RunQueue): void {
    const { kernel } = this;
    kernel.sched.rq.clock = kernel.now;
    this.furthest = Math.max(this.furthest, kernel.now);
    kernel.cpu = kernel.core.cpus[next.index];
    kernel.now = next.clock;
    this.quantum = SHORTEST + (this.draw() & SPREAD);
  }

  /** xorshift32: a stream of its own, so that what programs draw does not depend on turns. */
  private draw(): number {
    let x = this.random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.random = x;
    return x >>> 8;
  }
}
