/**
 * The fair class: who runs next. Pure bookkeeping over virtual run times, testable without a machine.
 * Follows kernel/sched/fair.c of Linux 6.1 (CFS): vruntime grows by runtime × 1024 / weight; the smallest runs;
 * latency 6 ms shared out by weight, at least 0.75 ms each; a woken task preempts when it is 1 ms behind the current one.
 * Departs from it: no groups, no load tracking. One queue for each CPU; balance.ts evens them out.
 */
import { SCHED_IDLE } from '../abi/sched';
import type { SchedEntity } from './task';

/** sched_prio_to_weight: nice −20 … 19. */
export const NICE_TO_WEIGHT: readonly number[] = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991,
  1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15,
];
const NICE_0 = 1024;

/** In instructions of 10 ns. */
export const SCHED_LATENCY = 600_000;
export const MIN_GRANULARITY = 75_000;
export const WAKEUP_GRANULARITY = 100_000;

export interface Schedulable {
  readonly pid: number;
  readonly se: SchedEntity;
}

/** WEIGHT_IDLEPRIO: SCHED_IDLE. */
const IDLE_WEIGHT = 3;

/** set_load_weight. */
export function weightOf(policy: number, nice: number): number {
  return policy === SCHED_IDLE ? IDLE_WEIGHT : NICE_TO_WEIGHT[nice + 20];
}

/** cfs_rq. `T` is a task; the tests use plain objects. */
export class FairQueue<T extends Schedulable> {
  /** Runnable and waiting, in order of (vruntime, pid). The running task is not in it. */
  readonly queue: T[] = [];
  current: T | null = null;
  minVruntime = 0;
  private weight = 0;

  get runnable(): number {
    return this.queue.length + (this.current ? 1 : 0);
  }

  /** A new task starts one slice behind, so that forking does not win time (START_DEBIT). */
  placeNew(task: T): void {
    const share = this.slice(task.se.weight, this.weight + task.se.weight, this.runnable + 1);
    task.se.vruntime = this.minVruntime + (share * NICE_0) / task.se.weight;
  }

  /** A sleeper comes back at most half a latency ahead: it may run soon, but keeps no credit for a long sleep. */
  placeWoken(task: T): void {
    task.se.vruntime = Math.max(task.se.vruntime, this.minVruntime - SCHED_LATENCY / 2);
  }

  enqueue(task: T): void {
    if (task.se.queued) return;
    task.se.queued = true;
    this.weight += task.se.weight;
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(this.queue[middle], task)) low = middle + 1;
      else high = middle;
    }
    this.queue.splice(low, 0, task);
  }

  dequeue(task: T): void {
    if (!task.se.queued) return;
    task.se.queued = false;
    this.weight -= task.se.weight;
    this.queue.splice(this.queue.indexOf(task), 1);
  }

  /** Takes the task with the smallest vruntime as the current one. */
  pick(): T | null {
    const task = this.queue[0] ?? null;
    if (task) {
      this.dequeue(task);
      task.se.sliceUsed = 0;
    }
    this.current = task;
    this.advance();
    return task;
  }

  /** Charges run time to the current task. `weight`: what it weighs with its group, when groups share the CPU. */
  account(instructions: number, weight?: number): void {
    const task = this.current;
    if (!task) return;
    task.se.sliceUsed += instructions;
    task.se.vruntime += (instructions * NICE_0) / (weight ?? task.se.weight);
    this.advance();
  }

  /** Has the current task had its share, or is somebody a whole slice behind it? Asked on each tick. */
  tickPreempts(): boolean {
    const task = this.current;
    const next = this.queue[0];
    if (!task || !next) return false;
    const ideal = this.slice(task.se.weight, this.weight + task.se.weight, this.runnable);
    if (task.se.sliceUsed > ideal) return true;
    if (task.se.sliceUsed < MIN_GRANULARITY) return false;
    return task.se.vruntime - next.se.vruntime > ideal;
  }

  /** Should `woken` run at once? */
  wakeupPreempts(woken: T): boolean {
    if (!this.current) return true;
    return this.current.se.vruntime - woken.se.vruntime > (WAKEUP_GRANULARITY * NICE_0) / woken.se.weight;
  }

  /** sched_yield: behind everybody who waits. */
  yieldCurrent(): void {
    const last = this.queue[this.queue.length - 1];
    const task = this.current;
    if (task && last) task.se.vruntime = Math.max(task.se.vruntime, last.se.vruntime + 1);
  }

  /** The slice that `task` would get now, for sched_rr_get_interval. */
  interval(task: T): number {
    const own = task.se.queued || task === this.current ? 0 : task.se.weight;
    const total = this.weight + own + (this.current?.se.weight ?? 0);
    return this.slice(task.se.weight, total, this.runnable + (own ? 1 : 0));
  }

  private slice(weight: number, total: number, count: number): number {
    const period = Math.max(SCHED_LATENCY, count * MIN_GRANULARITY);
    return Math.max(MIN_GRANULARITY, (period * weight) / total);
  }

  private advance(): void {
    let smallest = this.current?.se.vruntime ?? Number.POSITIVE_INFINITY;
    if (this.queue.length > 0) smallest = Math.min(smallest, this.queue[0].se.vruntime);
    if (Number.isFinite(smallest)) this.minVruntime = Math.max(this.minVruntime, smallest);
  }
}

function before(a: Schedulable, b: Schedulable): boolean {
  return a.se.vruntime < b.se.vruntime || (a.se.vruntime === b.se.vruntime && a.pid < b.pid);
}
