/**
 * How several CPUs share one thread of the host: they run in turns, each for a few thousand instructions of its own time, the one
 * that is furthest behind first. Exact and the same for any slicing of `run`: whose turn it is depends on their clocks alone.
 *
 * The turns have uneven lengths, drawn from the run's seed: with even ones a loop of five instructions would be cut at the same
 * place each time, and a race between two CPUs would show always or never.
 *
 * The turns are also a plain list (turns.ts): it can be written down, and a list can say what the turns are to be.
 */
import type { RunningKernel } from '../kernel';
import type { RunQueue } from './runqueue';
import type { Turn } from './turns';

const SHORTEST = 500;
const SPREAD = 2047;

export class Interleave {
  private random: number;
  private quantum = SHORTEST;
  /** The furthest that any CPU has come which is not the active one. */
  private furthest = 0;
  /** Turns that are over; null: nobody wants to know. */
  private readonly over: Turn[] | null;
  /** When the present turn began, on its CPU's own clock. */
  private began = 0;
  /** When the present entry of `chosen` began: two entries of one CPU are one turn. */
  private entryBegan = 0;
  /** Entry of `chosen` that is the present turn; at its end the usual rule takes over. */
  private at = 0;
  private readonly chosen: readonly Turn[];

  constructor(
    private readonly kernel: RunningKernel,
    seed: number,
    options: { record?: boolean; follow?: readonly Turn[] } = {},
  ) {
    this.random = (seed ^ 0x9e37_79b9) | 1;
    this.over = options.record ? [] : null;
    this.chosen = options.follow ?? [];
  }

  /** The turns so far, the present one with what it has had; empty unless they are recorded. */
  get list(): readonly Turn[] {
    if (!this.over) return [];
    const { index } = this.kernel.sched.rq;
    return [...this.over, { cpu: index, instructions: this.kernel.now - this.began }];
  }

  /** Virtual time of the machine: that of the CPU that is furthest. */
  get lead(): number {
    return Math.max(this.kernel.now, this.furthest);
  }

  /** How far the active CPU may go before another has its turn. */
  get horizon(): number {
    const active = this.kernel.sched.rq;
    if (this.at < this.chosen.length) return this.chosenHorizon(active);
    let horizon = Number.POSITIVE_INFINITY;
    for (const rq of this.kernel.sched.cpus)
      if (rq !== active && rq.runnable > 0) horizon = Math.min(horizon, rq.clock + this.quantum);
    return horizon;
  }

  /** Makes the CPU active whose turn it is. */
  choose(): void {
    const { kernel } = this;
    if (this.at < this.chosen.length && this.follow()) return;
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

  /** Who is next on the list and has something to run. */
  private nextChosen(): RunQueue | undefined {
    const entry = this.chosen[this.at + 1];
    const rq = entry && this.kernel.sched.cpus[entry.cpu];
    return rq && rq.runnable > 0 ? rq : undefined;
  }

  /** The last entry is open by one, for what still happens at the same moment. */
  private get endOfTurn(): number {
    const last = this.at + 1 >= this.chosen.length ? 1 : 0;
    return this.entryBegan + this.chosen[this.at].instructions + last;
  }

  /** An entry that is used up gives way as soon as the CPU of the next one has something to run; until then it goes on. */
  private chosenHorizon(active: RunQueue): number {
    const foreign = this.at === 0 && this.chosen[0].cpu !== active.index;
    if (foreign || active.runnable === 0) return Number.POSITIVE_INFINITY;
    const end = this.endOfTurn;
    return this.kernel.now < end || this.nextChosen() ? end : Number.POSITIVE_INFINITY;
  }

  /** Makes the CPU active that the list names. False: the list is at its end. */
  private follow(): boolean {
    const { kernel } = this;
    for (;;) {
      const entry = this.chosen[this.at];
      const active = kernel.sched.rq;
      if (!entry) return false;
      if (this.at === 0 && entry.cpu !== active.index) {
        // The machine is started by CPU 0; the first turn of the list begins when the CPU it names has something to run.
        const first = kernel.sched.cpus[entry.cpu];
        if (first.runnable > 0) this.activate(first);
        else if (active.runnable === 0 && kernel.sched.cpus.some((rq) => rq.runnable > 0)) {
          this.at++;
          continue;
        }
        return true;
      }
      if (active.runnable > 0 && kernel.now < this.endOfTurn) return true;
      if (this.at + 1 >= this.chosen.length) {
        this.at++;
        return false;
      }
      const next = this.nextChosen();
      if (next && next !== active) {
        this.at++;
        this.activate(next);
        return true;
      }
      if (next === active) {
        this.entryBegan += entry.instructions;
        this.at++;
        continue;
      }
      if (active.runnable > 0) return true;
      // Neither this CPU nor the next on the list has anything to run: the entry is passed if somebody else has.
      if (!kernel.sched.cpus.some((rq) => rq !== active && rq.runnable > 0)) return true;
      this.at++;
    }
  }

  private activate(next: RunQueue): void {
    const { kernel } = this;
    this.over?.push({ cpu: kernel.sched.rq.index, instructions: kernel.now - this.began });
    this.began = next.clock;
    this.entryBegan = next.clock;
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
