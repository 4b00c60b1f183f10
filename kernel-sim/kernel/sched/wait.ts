/**
 * Wait queues: tasks that sleep until somebody says that the thing they wait for may have happened.
 * Follows include/linux/wait.h and kernel/sched/wait.c. Nothing here is a lock: the kernel runs one task at a time.
 */
import type { Sleeping, WaitQueue, WakeReason } from '../types';
import { WOKEN } from '../types';
import type { TaskStruct } from './task';

/** What a queue needs of the scheduler. */
export interface Waker {
  wakeTask(task: TaskStruct, reason: WakeReason, by: string): void;
}

export class WaitQueueHead implements WaitQueue {
  readonly waiters: TaskStruct[] = [];

  constructor(
    private readonly waker: Waker,
    /** Shown as the reason of a wake-up: `pipe`, `futex`, `child`, … */
    readonly name: string,
  ) {}

  *sleep(what: string, options: { until?: number; interruptible?: boolean } = {}): Sleeping<WakeReason> {
    return yield {
      queue: this,
      until: options.until ?? Number.POSITIVE_INFINITY,
      interruptible: options.interruptible ?? true,
      what,
    };
  }

  wake(n = Number.POSITIVE_INFINITY): void {
    // wakeTask takes the task off every queue, this one too.
    for (let i = 0; i < n && this.waiters.length > 0; i++) this.waker.wakeTask(this.waiters[0], WOKEN, this.name);
  }

  add(task: TaskStruct): void {
    this.waiters.push(task);
  }

  remove(task: TaskStruct): void {
    const at = this.waiters.indexOf(task);
    if (at >= 0) this.waiters.splice(at, 1);
  }
}
