/**
 * Who runs on which CPU: sleeping, waking, switching. Follows kernel/sched/core.c: schedule, try_to_wake_up, context_switch.
 * The decisions are in fair.ts and rt.ts, the choice of a CPU in balance.ts, the CPUs' turns in interleave.ts.
 */

import type { Cpu } from '../../machine/types';
import { BUG } from '../bug';
import { COST } from '../costs';
import type { RunningKernel } from '../kernel';
import type { MmStruct } from '../mm/mm';
import { checkCpuTimers } from '../time/itimer';
import { traceSwitch, traceWakeup } from '../trace/kernel-events';
import { traceIdle, traceMigrate } from '../trace/more-events';
import { INTERRUPTED, type Sleep, TIMED_OUT, type WakeReason } from '../types';
import { allowedOn, Balancer } from './balance';
import { LoadAverage } from './loadavg';
import { RunQueue, TICK } from './runqueue';
import type { TaskStruct } from './task';
import type { WaitQueueHead, Waker } from './wait';

export { TICK } from './runqueue';

export class Scheduler implements Waker {
  readonly cpus: readonly RunQueue[];
  /** More than one CPU: clocks of their own, balancing, wake-ups across. */
  readonly several: boolean;
  /** Tasks made since boot. */
  forks = 0;
  readonly loadAverage = new LoadAverage();
  /** Set when groups share the processors (cpu.weight): the weight of a task by its groups. */
  groupWeight: ((task: TaskStruct) => number) | null = null;
  private readonly balancer: Balancer;

  constructor(private readonly kernel: RunningKernel) {
    this.cpus = kernel.core.cpus.map((_, index) => new RunQueue(index));
    this.several = this.cpus.length > 1;
    this.balancer = new Balancer(kernel, this.cpus);
  }

  /** The queue of the CPU that is being simulated now. */
  get rq(): RunQueue {
    return this.cpus[this.kernel.cpu.index];
  }

  get current(): TaskStruct | null {
    return this.rq.current;
  }

  /** The current task must be asked again before it goes on. */
  get needResched(): boolean {
    return this.rq.reschedAt <= this.kernel.now;
  }

  /** Context switches since boot, for /proc/stat. */
  get switches(): number {
    return this.cpus.reduce((sum, rq) => sum + rq.switches, 0);
  }

  // ---------------------------------------------------------------- waking and sleeping

  /** wake_up_new_task. */
  wakeNew(task: TaskStruct): void {
    this.forks++;
    const rq = this.several ? this.balancer.selectForFork(task) : this.rq;
    task.cpu = rq.index;
    this.account(rq);
    rq.fair.placeNew(task);
    this.join(rq, task);
    if (rq !== this.rq && rq.preempts(task)) this.resched(rq);
    else if (task.rtPriority > 0 && rq.preempts(task)) this.resched(rq);
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
    traceWakeup(this.kernel, task);
    this.makeRunnable(task);
  }

  /** A stopped or woken task joins a queue; it may preempt. */
  makeRunnable(task: TaskStruct): void {
    task.state = 'R';
    task.wchan = '';
    if (this.cpus[task.cpu].current === task) return;
    const rq = this.several ? this.balancer.selectForWake(task) : this.cpus[task.cpu];
    if (rq.index !== task.cpu) this.moved(task, rq);
    rq.wakeups++;
    if (rq === this.rq) rq.localWakeups++;
    this.account(rq);
    rq.fair.placeWoken(task);
    this.join(rq, task);
    if (rq.preempts(task)) this.resched(rq);
  }

  /** activate_task: on another CPU it cannot start before now. */
  private join(rq: RunQueue, task: TaskStruct, head = false): void {
    const { now } = this.kernel;
    task.readyAt = now;
    if (rq !== this.rq && rq.runnable === 0) rq.clock = Math.max(rq.clock, now);
    rq.enqueue(task, head);
  }

  /** resched_curr: on another CPU by an interrupt. */
  resched(rq: RunQueue): void {
    if (rq !== this.rq && rq.reschedAt === Number.POSITIVE_INFINITY) rq.reschedules++;
    rq.reschedAt = Math.min(rq.reschedAt, this.kernel.now);
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
    rq.setCurrent(null);
    rq.reschedAt = 0;
  }

  /** A new policy, priority or weight: the task changes its place in the queue, or its class. */
  change(task: TaskStruct, change: () => void): void {
    const rq = this.cpus[task.cpu];
    this.account(rq);
    const { queued } = task.se;
    if (queued) rq.dequeue(task);
    change();
    task.se.sliceUsed = 0;
    if (queued) {
      rq.enqueue(task);
      if (rq.preempts(task)) this.resched(rq);
    } else if (rq.current === task) {
      rq.setCurrent(task);
      this.resched(rq);
    }
  }

  /** A new nice value: the queue's total weight must agree. */
  reweight(task: TaskStruct, weight: number): void {
    const rq = this.cpus[task.cpu];
    const { queued } = task.se;
    this.account(rq);
    if (queued) rq.dequeue(task);
    task.se.weight = weight;
    if (queued) rq.enqueue(task);
  }

  /** A new affinity: a task on a CPU that it may not use any more moves at once (__set_cpus_allowed_ptr). */
  setAffinity(task: TaskStruct, mask: number): void {
    task.affinity = mask;
    const rq = this.cpus[task.cpu];
    if (allowedOn(task, rq.index)) return;
    if (rq.current === task) this.resched(rq);
    else if (task.se.queued) {
      rq.dequeue(task);
      const to = this.balancer.selectForFork(task);
      this.moved(task, to);
      this.join(to, task);
      if (to.preempts(task)) this.resched(to);
    }
  }

  /** sched_yield. */
  yieldCurrent(): void {
    this.account();
    const rq = this.rq;
    rq.yields++;
    if (rq.current && rq.current.rtPriority > 0) rq.current.yielded = true;
    else rq.fair.yieldCurrent();
    rq.why = 'yield';
    rq.reschedAt = 0;
  }

  // ---------------------------------------------------------------- time

  /** Charges the time since the last call to the task that `rq` runs. */
  account(rq = this.rq): void {
    const now = rq === this.rq ? this.kernel.now : rq.clock;
    const spent = now - rq.accounted;
    const { current } = rq;
    if (spent > 0 && current) {
      current.execTime += spent;
      rq.runTime += spent;
      if (current.rtPriority === 0) rq.fair.account(spent, this.groupWeight?.(current));
      else if (rq.rt.charge(current, spent, now)) this.throttle(rq);
    }
    rq.accounted = now;
  }

  /** sched_rt_runtime_exceeded: real-time tasks have had their part of this second. */
  private throttle(rq: RunQueue): void {
    this.kernel.printk(4, 'sched: RT throttling activated');
    rq.reschedAt = 0;
    this.kernel.timer(rq.rt.periodEnd, () => {
      rq.rt.unthrottle(this.kernel.now);
      if (rq !== this.rq && rq.runnable > 0 && !rq.current) rq.clock = Math.max(rq.clock, this.kernel.now);
      this.resched(rq);
    });
  }

  /** The timer interrupt, when one is due: 250 times a second while a task runs. */
  tick(): void {
    const rq = this.rq;
    if (this.kernel.now < rq.nextTick) return;
    this.kernel.charge(COST.TICK);
    this.account();
    rq.ticks++;
    const { scheduler_tick } = this.kernel.probes.points;
    if (scheduler_tick.active) scheduler_tick.enter();
    this.updateLoad();
    const { current } = rq;
    if (current) checkCpuTimers(this.kernel, current);
    if (current && current.rtPriority > 0) this.tickRealTime(rq, current);
    else if (rq.fair.tickPreempts()) rq.reschedAt = 0;
    if (this.several && this.balancer.tick(rq)) this.pull(rq);
    rq.nextTick = (Math.floor(this.kernel.now / TICK) + 1) * TICK;
  }

  private tickRealTime(rq: RunQueue, current: TaskStruct): void {
    if (!rq.rt.sliceOver(current)) return;
    current.yielded = true;
    rq.reschedAt = 0;
  }

  private updateLoad(): void {
    if (!this.loadAverage.due(this.kernel.now)) return;
    let active = 0;
    for (const task of this.kernel.tasks.values()) if (task.state === 'R' || task.state === 'D') active++;
    this.loadAverage.update(this.kernel.now, active);
  }

  /** The averages of /proc/loadavg. */
  loadText(): string {
    this.updateLoad();
    return this.loadAverage.text;
  }

  /** The same for sysinfo(2), with 16 bits of fraction. */
  loads(): readonly number[] {
    this.updateLoad();
    return this.loadAverage.raw;
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
    const previous = rq.current;
    if (previous) {
      rq.setCurrent(null);
      this.putBack(rq, previous);
    }
    rq.reschedAt = Number.POSITIVE_INFINITY;
    rq.schedules++;
    if (rq.queued === 0 && this.several) this.pull(rq);
    const next = rq.pick();
    if (previous && next !== previous) previous.involuntarySwitches++;
    if (next) this.begin(rq, next);
    else this.becomeIdle(rq);
    rq.why = 'preempt';
    return next;
  }

  /** put_prev_task: still runnable, but perhaps not here. */
  private putBack(rq: RunQueue, previous: TaskStruct): void {
    if (!allowedOn(previous, rq.index)) {
      const to = this.balancer.selectForFork(previous);
      this.moved(previous, to);
      this.join(to, previous);
      if (to.preempts(previous)) this.resched(to);
      return;
    }
    const head = previous.rtPriority > 0 && !previous.yielded;
    if (!head) previous.se.sliceUsed = 0;
    previous.yielded = false;
    previous.readyAt = this.kernel.now;
    rq.enqueue(previous, head);
  }

  private begin(rq: RunQueue, next: TaskStruct): void {
    if (this.several) {
      // It was made ready by a CPU whose clock is ahead: this one idles until then.
      if (next.readyAt > this.kernel.now) this.kernel.now = next.readyAt;
      if (rq.idle) this.resumeTicks();
      rq.accounted = this.kernel.now;
    }
    if (rq.idle) traceIdle(this.kernel, rq.index, false);
    rq.idle = false;
    const waited = Math.max(0, this.kernel.now - next.readyAt);
    next.waitTime += waited;
    rq.waitTime += waited;
    next.cpu = rq.index;
    if (next.pid !== rq.lastPid) this.switched(rq, next);
    if (this.kernel.tracepoints.switches || this.kernel.probes.switches) traceSwitch(this.kernel, next);
    if (this.kernel.wants('switch') && rq.shownPid !== next.pid) this.emitSwitch(rq, next.pid, next.pid);
    rq.shownPid = next.pid;
  }

  private becomeIdle(rq: RunQueue): void {
    if (!rq.idle && this.kernel.wants('switch') && rq.shownPid !== 0) this.emitSwitch(rq, 0, rq.shownPid);
    if (!rq.idle && (this.kernel.tracepoints.switches || this.kernel.probes.switches)) traceSwitch(this.kernel, null);
    rq.shownPid = 0;
    if (!rq.idle) traceIdle(this.kernel, rq.index, true);
    rq.idle = true;
  }

  private switched(rq: RunQueue, next: TaskStruct): void {
    rq.switches++;
    this.kernel.charge(COST.SWITCH);
    this.account();
    next.timeslices++;
    rq.timeslices++;
    rq.lastPid = next.pid;
  }

  private emitSwitch(rq: RunQueue, next: number, pid: number): void {
    const { now } = this.kernel;
    this.kernel.emit({ type: 'switch', at: now, cpu: rq.index, pid, prev: rq.shownPid, next, why: rq.why });
  }

  /** Takes over a task that waits elsewhere. */
  private pull(rq: RunQueue): void {
    const task = this.balancer.steal(rq);
    if (!task) return;
    this.cpus[task.cpu].dequeue(task);
    this.moved(task, rq);
    rq.enqueue(task);
    if (rq.current && rq.preempts(task)) rq.reschedAt = 0;
  }

  /** set_task_cpu: run times are counted from what each queue calls now. */
  private moved(task: TaskStruct, to: RunQueue): void {
    const from = this.cpus[task.cpu];
    task.se.vruntime += to.fair.minVruntime - from.fair.minVruntime;
    if (this.kernel.wants('migrate')) {
      const { now, cpu } = this.kernel;
      const { pid } = task;
      this.kernel.emit({ type: 'migrate', at: now, cpu: cpu.index, pid, target: pid, from: from.index, to: to.index });
    }
    traceMigrate(this.kernel, task, from.index, to.index);
    task.cpu = to.index;
    task.migrations++;
  }

  // ---------------------------------------------------------------- registers

  /** Brings the task's registers and page tables onto the processor. */
  load(task: TaskStruct, cpu: Cpu): void {
    const rq = this.rq;
    if (rq.loaded !== task) {
      if (rq.loaded) cpu.saveContext(rq.loaded.context);
      if (this.several) this.fetch(task);
      cpu.loadContext(task.context);
      rq.loaded = task;
    }
    if (rq.loadedMm !== task.mm) this.loadMm(task, cpu);
  }

  /** Registers that another CPU still holds come back to the task. */
  fetch(task: TaskStruct): void {
    for (const other of this.cpus) {
      if (other === this.rq || other.loaded !== task) continue;
      this.kernel.core.cpus[other.index].saveContext(task.context);
      other.loaded = null;
    }
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
