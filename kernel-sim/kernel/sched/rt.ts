/**
 * The real-time class: SCHED_FIFO and SCHED_RR. The highest priority runs; within one priority first come, first served, and
 * SCHED_RR goes to the end of its line every 100 ms. Follows kernel/sched/rt.c: enqueue_task_rt, task_tick_rt, sched_rt_runtime_exceeded.
 * Throttling: real-time tasks get 950 ms of each second on a CPU (sched_rt_runtime_us), so that a loop cannot lock everybody out.
 */
import { INSTRUCTIONS_PER_SECOND } from '../../machine/types';
import { SCHED_RR } from '../abi/sched';
import type { SchedEntity } from './task';

/** RR_TIMESLICE: 100 ms. */
export const RR_TIMESLICE = INSTRUCTIONS_PER_SECOND / 10;
export const RT_PERIOD = INSTRUCTIONS_PER_SECOND;
export const RT_RUNTIME = 0.95 * INSTRUCTIONS_PER_SECOND;

export interface RealTime {
  readonly pid: number;
  readonly se: SchedEntity;
  policy: number;
  rtPriority: number;
}

/** rt_rq. */
export class RtQueue<T extends RealTime> {
  /** Highest priority first, in order of arrival within one. The running task is not in it. */
  readonly queue: T[] = [];
  /** Run time of this class in the period that began at `periodStart`. */
  private used = 0;
  private periodStart = 0;
  throttled = false;

  /** `head`: a task that was preempted comes before its equals. */
  enqueue(task: T, head = false): void {
    if (task.se.queued) return;
    task.se.queued = true;
    const behind = (other: T) => (head ? other.rtPriority > task.rtPriority : other.rtPriority >= task.rtPriority);
    let at = 0;
    while (at < this.queue.length && behind(this.queue[at])) at++;
    this.queue.splice(at, 0, task);
  }

  dequeue(task: T): void {
    if (!task.se.queued) return;
    task.se.queued = false;
    this.queue.splice(this.queue.indexOf(task), 1);
  }

  /** The next to run, taken off the queue; null when there is none or the class has had its share. */
  pick(): T | null {
    if (this.throttled) return null;
    const task = this.queue[0] ?? null;
    if (task) this.dequeue(task);
    return task;
  }

  get highest(): number {
    return this.throttled ? 0 : (this.queue[0]?.rtPriority ?? 0);
  }

  /** Charges run time; true when the class must now stop until `periodEnd`. */
  charge(task: T, instructions: number, now: number): boolean {
    task.se.sliceUsed += instructions;
    if (now - this.periodStart >= RT_PERIOD) {
      this.periodStart = now - (now % RT_PERIOD);
      this.used = 0;
    }
    this.used += instructions;
    if (this.throttled || this.used <= RT_RUNTIME) return false;
    this.throttled = true;
    return true;
  }

  get periodEnd(): number {
    return this.periodStart + RT_PERIOD;
  }

  /** A new period: run again. */
  unthrottle(now: number): void {
    this.throttled = false;
    this.used = 0;
    this.periodStart = now - (now % RT_PERIOD);
  }

  /** Has a SCHED_RR task had its 100 ms while an equal waits? */
  sliceOver(task: T): boolean {
    return (
      task.policy === SCHED_RR && task.se.sliceUsed >= RR_TIMESLICE && this.queue[0]?.rtPriority === task.rtPriority
    );
  }
}
