/**
 * What one CPU has to run: struct rq of kernel/sched/sched.h, with a queue for each class. Real time comes before fair.
 * Every CPU has its own clock; they run in turns and never drift apart by more than a quantum (see interleave.ts).
 */
import { HZ } from '../abi/limits';
import { SCHED_BATCH, SCHED_IDLE } from '../abi/sched';
import type { MmStruct } from '../mm/mm';
import { FairQueue } from './fair';
import { RtQueue } from './rt';
import type { TaskStruct } from './task';

export const TICK = 100_000_000 / HZ;

export class RunQueue {
  readonly fair = new FairQueue<TaskStruct>();
  readonly rt = new RtQueue<TaskStruct>();
  current: TaskStruct | null = null;
  /** Virtual time of this CPU, while it is not the one being simulated (else kernel.now). */
  clock = 0;
  /** When the current task is to be asked again whether it is still the right one; Infinity: not wanted. */
  reschedAt = Number.POSITIVE_INFINITY;
  /** Why the current task is about to be switched away from. */
  why: 'preempt' | 'block' | 'exit' | 'yield' = 'preempt';
  nextTick = TICK;
  /** Virtual time up to which the current task's run is accounted. */
  accounted = 0;
  idle = false;
  /** Whose registers the processor holds, and whose page tables. */
  loaded: TaskStruct | null = null;
  loadedMm: MmStruct | null = null;
  /** The last task that ran here, and the last that was told of (0: idle). */
  lastPid = 0;
  shownPid = 0;
  // ---- counters: /proc/stat, /proc/interrupts, /proc/schedstat
  switches = 0;
  /** Calls of schedule(), and tasks that got this CPU by one. */
  schedules = 0;
  timeslices = 0;
  /** Time in ring 3, of that by tasks with a positive nice value, and in ring 0. */
  user = 0;
  niced = 0;
  system = 0;
  ticks = 0;
  /** Interrupts from other CPUs: reschedule, TLB shootdown. */
  reschedules = 0;
  shootdowns = 0;
  yields = 0;
  wakeups = 0;
  localWakeups = 0;
  /** Time that tasks ran here, and that they waited before. */
  runTime = 0;
  waitTime = 0;

  constructor(readonly index: number) {}

  get queued(): number {
    return this.fair.queue.length + this.rt.queue.length;
  }
  /** Tasks that run or want to. */
  get runnable(): number {
    return this.queued + (this.current ? 1 : 0);
  }
  /** Weight of all fair tasks here (load of kernel/sched/fair.c, without its averages). */
  get load(): number {
    let sum = this.current && this.current.rtPriority === 0 ? this.current.se.weight : 0;
    for (const task of this.fair.queue) sum += task.se.weight;
    return sum;
  }

  enqueue(task: TaskStruct, head = false): void {
    if (task.rtPriority > 0) this.rt.enqueue(task, head);
    else this.fair.enqueue(task);
  }

  dequeue(task: TaskStruct): void {
    if (task.rtPriority > 0) this.rt.dequeue(task);
    else this.fair.dequeue(task);
  }

  /** pick_next_task: takes the next one off its queue. */
  pick(): TaskStruct | null {
    const task = this.rt.pick();
    if (task) this.setCurrent(task);
    else this.current = this.fair.pick();
    return this.current;
  }

  setCurrent(task: TaskStruct | null): void {
    this.current = task;
    this.fair.current = task && task.rtPriority === 0 ? task : null;
  }

  /** check_preempt_curr: should `woken`, just queued here, run at once? */
  preempts(woken: TaskStruct): boolean {
    const { current } = this;
    if (!current) return true;
    if (woken.rtPriority > 0) return !this.rt.throttled && woken.rtPriority > current.rtPriority;
    if (current.rtPriority > 0) return false;
    if (current.policy === SCHED_IDLE && woken.policy !== SCHED_IDLE) return true;
    if (woken.policy === SCHED_BATCH || woken.policy === SCHED_IDLE) return false;
    return this.fair.wakeupPreempts(woken);
  }
}
