/**
 * Which CPU a task goes to. Follows kernel/sched/fair.c: select_task_rq_fair (idle CPU first, else where it was),
 * load_balance (an idle CPU pulls what waits elsewhere; a busy one evens out the weights every few ticks) and rt.c: find_lowest_rq.
 * Departs from Linux: loads are the weights of now, without averages; there is one scheduling domain.
 */
import type { RunningKernel } from '../kernel';
import type { RunQueue } from './runqueue';
import type { TaskStruct } from './task';

/** Ticks between two looks at the others by a busy CPU: 16 ms. */
const BALANCE_TICKS = 4;

export function allowedOn(task: TaskStruct, cpu: number): boolean {
  return (task.affinity & (1 << cpu)) !== 0;
}

export class Balancer {
  constructor(
    private readonly kernel: RunningKernel,
    private readonly cpus: readonly RunQueue[],
  ) {}

  /** The least loaded CPU that the task may use; the present one among equals. */
  selectForFork(task: TaskStruct): RunQueue {
    const here = this.cpus[this.kernel.cpu.index];
    let best = allowedOn(task, here.index) ? here : null;
    for (const rq of this.cpus) if (allowedOn(task, rq.index) && (!best || this.lighter(rq, best, task))) best = rq;
    return best ?? here;
  }

  private lighter(rq: RunQueue, best: RunQueue, task: TaskStruct): boolean {
    if (task.rtPriority > 0 && priorityOf(rq) !== priorityOf(best)) return priorityOf(rq) < priorityOf(best);
    if ((rq.runnable === 0) !== (best.runnable === 0)) return rq.runnable === 0;
    return rq.load < best.load;
  }

  /** Where it ran last, unless that is busy and another CPU is idle. */
  selectForWake(task: TaskStruct): RunQueue {
    const last = this.cpus[task.cpu];
    const fits = allowedOn(task, last.index);
    if (fits && last.runnable === 0) return last;
    if (fits && task.rtPriority > priorityOf(last) && task.rtPriority > 0) return last;
    const idle = this.cpus.find((rq) => rq.runnable === 0 && allowedOn(task, rq.index));
    if (idle) return idle;
    if (fits && task.rtPriority === 0) return last;
    return this.selectForFork(task);
  }

  /** Is it time for this CPU to look at the others? Each in its own tick. */
  tick(rq: RunQueue): boolean {
    return rq.ticks % BALANCE_TICKS === rq.index;
  }

  /** A task for `rq` that waits on another CPU; null when all is even. It is still queued there. */
  steal(rq: RunQueue): TaskStruct | null {
    let best: TaskStruct | null = null;
    let most = 0;
    for (const other of this.cpus) {
      if (other === rq || other.queued === 0) continue;
      const urgent = other.rt.queue.find((task) => allowedOn(task, rq.index) && task.rtPriority > priorityOf(rq));
      if (urgent) return urgent;
      const difference = other.load - rq.load;
      if (difference <= most) continue;
      const task = this.candidate(other, rq, difference);
      if (task) {
        best = task;
        most = difference;
      }
    }
    return best;
  }

  /** The one that has waited longest among those whose move makes the loads no more uneven than they are. */
  private candidate(from: RunQueue, to: RunQueue, difference: number): TaskStruct | null {
    const idle = to.runnable === 0;
    for (const task of from.fair.queue) {
      if (allowedOn(task, to.index) && (idle || task.se.weight <= difference)) return task;
    }
    return null;
  }
}

/** Of the real-time class; 0 for fair tasks and idle CPUs. */
function priorityOf(rq: RunQueue): number {
  return Math.max(rq.current?.rtPriority ?? 0, rq.rt.highest);
}
