/**
 * Kernel work of a task that may sleep: begun here, and gone on with whenever the task has the CPU again.
 * Linux keeps it on the task's kernel stack; here it is a generator (kernel/sched/core.c: schedule, from the inside).
 */
import { BUG } from '../bug';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import type { Sleeping } from '../types';

/** A sleep that is refused this often in one call is a bug of ours, not a busy user. */
const MAX_REFUSALS = 100_000;

/** Starts kernel work that may sleep. */
export function begin(
  kernel: RunningKernel,
  task: TaskStruct,
  body: Sleeping<number>,
  done: (result: number) => void,
): void {
  task.continuation = { body, done };
  task.wakeReason = 0;
  resume(kernel, task);
}

/** Goes on with the task's kernel work until it ends, sleeps, or wants the CPU for C code in ring 0. */
export function resume(kernel: RunningKernel, task: TaskStruct): void {
  const work = task.continuation!;
  for (let refusals = 0; refusals < MAX_REFUSALS; refusals++) {
    const next = work.body.next(task.wakeReason);
    if (task.exiting) return;
    if (next.done) {
      task.continuation = null;
      work.done(next.value);
      return;
    }
    if (next.value.ringZero) {
      task.ringZero = next.value.ringZero;
      return;
    }
    if (kernel.sched.block(task, next.value)) return;
  }
  BUG(`${task.comm}[${task.pid}] cannot sleep in ${task.wchan}`);
}
