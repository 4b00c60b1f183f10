/**
 * Who runs on which CPU: sleeping, waking, switching. Follows kernel/sched/core.c: schedule, try_to_wake_up, context_switch.
 * The decision itself is in fair.ts. Every structure is indexed by CPU though one CPU runs so far.
 */
import type { Cpu } from '../../machine/types';
import { HZ } from '../abi/limits';
import { BUG } from '../bug';
import { COST } from '../costs';
import type { RunningKernel } from '../kernel';
import type { MmStruct } from '../mm/mm';
import { checkCpuTimers } from '../time/itimer';
import { INTERRUPTED, type Sleep, TIMED_OUT, type WakeReason } from '../types';
import { FairQueue } from './fair';
import type { TaskStruct } from './task';
import type { WaitQueueHead, Waker } from './wait';

export const TICK = 100_000_000 / HZ;

/** Per-CPU state (struct rq). */
class RunQueue {
  readonly fair = new FairQueue<TaskStruct>();
  needResched = false;
  /** Why the current task is about to be switched away from. */
  why: 'preempt' | 'block' | 'exit' | 'yield' = 'preempt';
  nextTick = TICK;
  /** Virtual time up to which the current task's run is accounted. */
  accounted = 0;
  /** Whose registers the processor holds, and whose page tables. */
  loaded: TaskStruct | null = null;
  loadedMm: MmStruct | null = null;
  lastPid = 0;
  switches = 0;
}

export class Scheduler implements Waker {
  readonly cpus: readonly RunQueue[];

  constructor(private readonly kernel: RunningKernel) {
    this.cpus = kernel.core.cpus.map(() => new RunQueue());
  }

  /** The queue of the CPU that is being simulated now. */
  get rq(): RunQueue {
    return this.cpus[this.kernel.cpu.index];
  }

  get current(): TaskStruct | null {
    return this.rq.fair.current;
  }

  // ---------------------------------------------------------------- waking and sleeping

  /** wake_up_new_task. */
  wakeNew(task: TaskStruct): void {
    const rq = this.rq;
    this.account();
    rq.fair.placeNew(task);
    rq.fair.enqueue(task);
  }

  /** try_to_wake_up: ends a sleep and tells it why. Nothing happens to a task that does not sleep. */
  wakeTask(task: TaskStruct, reason: WakeReason, by: string): void {
    if (task.state !== 'S' && task.state !== 'D') return;
    for (const queue of task.sleepingOn) queue.remove(task);
    task.sleepingOn = [];
    task.sleepTimer?.cancel();
    task.sleepTimer = null;
    task.wakeReason = reason;
    if (this.kernel.wants('wakeup')) this.emitWakeup(task, by);
    this.makeRunnable(task);
  }

  /** A stopped or woken task joins the queue; it may preempt. */
  makeRunnable(task: TaskStruct): void {
    task.state = 'R';
    task.wchan = '';
    const rq = this.cpus[task.cpu];
    if (rq.fair.current === task) return;
    this.account();
    rq.fair.placeWoken(task);
    rq.fair.enqueue(task);
    if (rq.fair.wakeupPreempts(task)) rq.needResched = true;
  }

  /** Puts the current task to sleep as its generator asked; false when the reason to wake is there already. */
  block(task: TaskStruct, sleep: Sleep): boolean {
    if (sleep.interruptible && task.signalPending) return this.refuse(task, INTERRUPTED);
    if (sleep.until <= this.kernel.now) return this.refuse(task, TIMED_OUT);
    task.state = task.trace?.stop ? 'T' : sleep.interruptible ? 'S' : 'D';
    task.wchan = sleep.what;
    const queues = sleep.also ? [sleep.queue, ...sleep.also] : [sleep.queue];
    for (const queue of queues as (WaitQueueHead | null)[]) {
      if (!queue || task.sleepingOn.includes(queue)) continue;
      queue.add(task);
      task.sleepingOn.push(queue);
    }
    if (Number.isFinite(sleep.until)) {
      task.sleepTimer = this.kernel.timer(sleep.until, () => this.wakeTask(task, TIMED_OUT, 'timer'));
    }
    task.voluntarySwitches++;
    this.leave('block');
    return true;
  }

  private refuse(task: TaskStruct, reason: WakeReason): boolean {
    task.wakeReason = reason;
    return false;
  }

  /** The current task gives the CPU up without being runnable any more (sleep, stop, death). */
  leave(why: 'block' | 'exit'): void {
    this.account();
    const rq = this.rq;
    rq.why = why;
    rq.fair.current = null;
    rq.needResched = true;
  }

  /** A new nice value: the queue's total weight must agree. */
  reweight(task: TaskStruct, weight: number): void {
    const { fair } = this.cpus[task.cpu];
    const { queued } = task.se;
    this.account();
    if (queued) fair.dequeue(task);
    task.se.weight = weight;
    if (queued) fair.enqueue(task);
  }

  /** sched_yield. */
  yieldCurrent(): void {
    this.account();
    this.rq.fair.yieldCurrent();
    this.rq.why = 'yield';
    this.rq.needResched = true;
  }

  // ---------------------------------------------------------------- time

  /** Charges the time since the last call to the current task's vruntime. */
  account(): void {
    const rq = this.rq;
    const now = this.kernel.now;
    if (now > rq.accounted) rq.fair.account(now - rq.accounted);
    rq.accounted = now;
  }

  /** The timer interrupt, when one is due: 250 times a second while a task runs. */
  tick(): void {
    const rq = this.rq;
    if (this.kernel.now < rq.nextTick) return;
    this.kernel.charge(COST.TICK);
    this.account();
    if (rq.fair.current) checkCpuTimers(this.kernel, rq.fair.current);
    if (rq.fair.tickPreempts()) rq.needResched = true;
    rq.nextTick = (Math.floor(this.kernel.now / TICK) + 1) * TICK;
  }

  /** After an idle time without ticks. */
  resumeTicks(): void {
    const rq = this.rq;
    rq.accounted = this.kernel.now;
    rq.nextTick = (Math.floor(this.kernel.now / TICK) + 1) * TICK;
  }

  // ---------------------------------------------------------------- switching

  /** Picks the next task; null: the CPU is idle. */
  schedule(): TaskStruct | null {
    const rq = this.rq;
    this.account();
    const previous = rq.fair.current;
    if (previous) {
      previous.involuntarySwitches++;
      rq.fair.current = null;
      rq.fair.enqueue(previous);
    }
    rq.needResched = false;
    const next = rq.fair.pick();
    if (next && next.pid !== rq.lastPid) this.switched(rq, next);
    rq.why = 'preempt';
    return next;
  }

  private switched(rq: RunQueue, next: TaskStruct): void {
    rq.switches++;
    this.kernel.charge(COST.SWITCH);
    this.account();
    if (this.kernel.wants('switch')) {
      const { now, cpu } = this.kernel;
      this.kernel.emit({
        type: 'switch',
        at: now,
        cpu: cpu.index,
        pid: next.pid,
        prev: rq.lastPid,
        next: next.pid,
        why: rq.why,
      });
    }
    rq.lastPid = next.pid;
  }

  /** Brings the task's registers and page tables onto the processor. */
  load(task: TaskStruct, cpu: Cpu): void {
    const rq = this.rq;
    if (rq.loaded !== task) {
      if (rq.loaded) cpu.saveContext(rq.loaded.context);
      cpu.loadContext(task.context);
      rq.loaded = task;
    }
    if (rq.loadedMm !== task.mm) this.loadMm(task, cpu);
  }

  /** switch_mm; also after execve. */
  loadMm(task: TaskStruct, cpu: Cpu): void {
    if (!task.mm) BUG('load of a task without memory');
    cpu.cr3 = task.mm.cr3;
    this.rq.loadedMm = task.mm;
  }

  /** The registers of a dead task are worth nothing; its page tables may already be gone. */
  forget(task: TaskStruct): void {
    for (const rq of this.cpus) if (rq.loaded === task) rq.loaded = null;
  }
  forgetMm(mm: MmStruct): void {
    for (const rq of this.cpus) if (rq.loadedMm === mm) rq.loadedMm = null;
  }

  /** After fork: the parent's registers, for the child. */
  saveLoaded(task: TaskStruct, cpu: Cpu): void {
    if (this.rq.loaded === task) cpu.saveContext(task.context);
  }

  private emitWakeup(task: TaskStruct, by: string): void {
    const { now, cpu, current } = this.kernel;
    const known = ['timer', 'signal', 'child', 'futex', 'pipe'] as const;
    const reason = known.find((name) => by.startsWith(name)) ?? 'io';
    this.kernel.emit({ type: 'wakeup', at: now, cpu: cpu.index, pid: current?.pid ?? 0, target: task.pid, by: reason });
  }
}
