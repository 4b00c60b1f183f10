/**
 * Children kept warm: starting one costs seconds, a run of a record often less than one. Each takes one request at a time;
 * one that failed, was killed, has run often or has grown is replaced by a fresh one at once.
 *
 * Why no pool library: workerpool and tinypool talk to processes through Node's own messages, which have no limit on what a
 * child sends; they end a child by asking it first; and they know nothing of its memory outside the heap. Those three are
 * what this pool is for, and what is left of a pool beside them is this page.
 */
import { Child, type GradeAnswer, type GraderLimits, LIMITS } from './child';

export interface PoolOptions {
  /** The child's program under Node; it answers a line with a line until its standard input ends. */
  command: readonly string[];
  /** Processes. */
  size?: number;
  limits?: GraderLimits;
  /** Runs after which a child is replaced. */
  runs?: number;
}

const RUNS = 200;
/** Of the limit: a child that keeps more between runs is replaced. */
const GROWN = 0.6;
/** A child that dies before it has done anything is not replaced faster than this. */
const PAUSE = 1000;

export class ChildPool {
  readonly size: number;
  private readonly idle: Child[] = [];
  private readonly waiting: ((child: Child | null) => void)[] = [];
  private readonly all = new Set<Child>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private closed = false;

  constructor(private readonly options: PoolOptions) {
    this.size = options.size ?? 1;
    for (let i = 0; i < this.size; i++) this.add();
  }

  /** Children that run something now. */
  get busy(): number {
    return this.all.size - this.idle.length;
  }

  /** Runs a request in the next free child. */
  async run(request: string, signal?: AbortSignal): Promise<GradeAnswer> {
    const child = this.closed ? null : await this.next();
    if (child === null) return { ok: false, why: 'stopped', detail: 'the grader ends' };
    const answer = await child.run(request, { signal });
    this.giveBack(child);
    return answer;
  }

  /** Ends all children; runs that are under way answer `stopped`. */
  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    for (const wake of this.waiting.splice(0)) wake(null);
    const ends = [...this.all].map((child) => {
      child.end();
      const late = setTimeout(() => child.kill('stopped', 'the grader ends'), PAUSE);
      return child.ended.then(() => clearTimeout(late));
    });
    await Promise.all(ends);
  }

  private add(): void {
    const child = new Child(this.options.command, this.options.limits);
    this.all.add(child);
    child.ended.then(() => this.replace(child));
    this.offer(child);
  }

  private offer(child: Child): void {
    const wake = this.waiting.shift();
    if (wake) wake(child);
    else this.idle.push(child);
  }

  private next(): Promise<Child | null> {
    const child = this.idle.shift();
    return child ? Promise.resolve(child) : new Promise((resolve) => this.waiting.push(resolve));
  }

  private giveBack(child: Child): void {
    if (!child.isAlive || !this.all.has(child)) return; // its end puts another one in its place
    if (child.runs >= (this.options.runs ?? RUNS) || this.hasGrown(child)) child.end();
    else this.offer(child);
  }

  private hasGrown(child: Child): boolean {
    const { resident } = this.options.limits ?? LIMITS;
    return resident !== undefined && child.resident() > resident * GROWN;
  }

  private replace(child: Child): void {
    this.all.delete(child);
    const at = this.idle.indexOf(child);
    if (at >= 0) this.idle.splice(at, 1);
    if (this.closed) return;
    if (child.runs > 0) {
      this.add();
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.add();
    }, PAUSE);
    this.timers.add(timer);
  }
}
