/**
 * Sleeping and waking for C code: the state of a task is `current->__state` in guest memory, as kernel headers set it inline; the
 * wait queues are the real lists. Follows kernel/sched/core.c: schedule, try_to_wake_up and kernel/sched/wait.c.
 */
import { ERESTARTSYS } from '../errno';
import type { TaskStruct } from '../sched/task';
import { INTERRUPTED, type Sleeping, TIMED_OUT, type WaitQueue } from '../types';
import { at } from './structs';
import type { ModuleSystem } from './system';

export const TASK_INTERRUPTIBLE = 1;
export const TASK_UNINTERRUPTIBLE = 2;
const TASK_WAKEKILL = 0x100;
const STATE = at('task_struct', '__state');
const ENTRY_LIST = at('wait_queue_entry', 'entry');
const HEAD_LIST = at('wait_queue_head', 'head');
const WQ_FLAG_EXCLUSIVE = 1;

export class Waiting {
  /** Where each task that C code put to sleep waits. */
  private readonly ofTask = new WeakMap<TaskStruct, WaitQueue>();
  /** Queues of locks and completions, by the address of the C object. */
  private readonly byAddress = new Map<number, WaitQueue>();

  constructor(private readonly system: ModuleSystem) {}

  private queueOf(task: TaskStruct): WaitQueue {
    let queue = this.ofTask.get(task);
    if (!queue) {
      queue = this.system.kernel.newWaitQueue('module');
      this.ofTask.set(task, queue);
    }
    return queue;
  }

  queueAt(address: number): WaitQueue {
    let queue = this.byAddress.get(address);
    if (!queue) {
      queue = this.system.kernel.newWaitQueue('module');
      this.byAddress.set(address, queue);
    }
    return queue;
  }

  get currentAddress(): number {
    return this.system.mirror.addressOf(this.system.kernel.current);
  }

  setState(state: number): void {
    this.system.memory.setU32(this.currentAddress + STATE, state);
  }

  /** In a place that must not sleep: told, and the sleep does not happen. */
  private mayNot(what: string): boolean {
    const { system } = this;
    if (!system.inInterrupt && system.preemptCount === 0) return false;
    system.oopses.schedulingWhileAtomic(what);
    return true;
  }

  /** schedule(): by the state that the task has set. `until` is a moment; what is left of the time is the caller's affair. */
  *schedule(until: number, what: string): Sleeping<void> {
    const { system } = this;
    if (this.mayNot(what)) {
      this.setState(0);
      return;
    }
    const task = system.kernel.current!;
    const state = system.memory.u32(this.currentAddress + STATE);
    if (state === 0) {
      yield { queue: null, until: system.kernel.now + 1, interruptible: false, what };
      return;
    }
    const interruptible = (state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) !== 0;
    yield* this.queueOf(task).sleep(what, { until, interruptible });
    this.setState(0);
  }

  /** try_to_wake_up of the task whose `struct task_struct` is at `address`. */
  wake(address: number): boolean {
    const { memory, mirror } = this.system;
    const task = mirror.taskAt(address);
    if (!task) {
      // Not a task: reading its state faults, or finds rubbish.
      memory.u32(address + STATE);
      return false;
    }
    const asleep = memory.u32(address + STATE) !== 0;
    memory.setU32(address + STATE, 0);
    this.queueOf(task).wake();
    return asleep;
  }

  /** __wake_up: the functions of the waiters in order; exclusive ones up to `exclusive` (0: all). */
  *wakeQueue(head: number, mode: number, exclusive: number, key: number): Sleeping<void> {
    const { system } = this;
    const { memory } = system;
    const list = head + HEAD_LIST;
    let left = exclusive;
    const plain = [system.address('default_wake_function'), system.address('autoremove_wake_function')];
    let entry = memory.i64(list);
    for (let count = 0; entry !== list && entry !== 0 && count < 4096; count++) {
      const next = memory.i64(entry);
      const waiter = entry - ENTRY_LIST;
      const flags = memory.u32(waiter);
      const function_ = memory.i64(waiter + at('wait_queue_entry', 'func'));
      let woke: boolean;
      const kind = plain.indexOf(function_);
      if (kind >= 0) {
        woke = this.wake(memory.i64(waiter + at('wait_queue_entry', 'private')));
        if (kind === 1) this.listDelInit(entry);
      } else
        woke = ((yield* system.call(function_, [waiter, mode, 0, key], ['__wake_up_common', '__wake_up'])) | 0) !== 0;
      if (woke && flags & WQ_FLAG_EXCLUSIVE && --left === 0) return;
      entry = next;
    }
  }

  /** list_add behind `head`, or before it (at the tail). */
  listAdd(entry: number, head: number, tail: boolean): void {
    const { memory } = this.system;
    const prev = tail ? memory.i64(head + 8) : head;
    const next = tail ? head : memory.i64(head);
    memory.setI64(next + 8, entry);
    memory.setI64(entry, next);
    memory.setI64(entry + 8, prev);
    memory.setI64(prev, entry);
  }

  listDelInit(entry: number): void {
    const { memory } = this.system;
    const next = memory.i64(entry);
    const prev = memory.i64(entry + 8);
    if (next !== 0 && prev !== 0) {
      memory.setI64(next + 8, prev);
      memory.setI64(prev, next);
    }
    memory.setI64(entry, entry);
    memory.setI64(entry + 8, entry);
  }

  listEmpty(entry: number): boolean {
    return this.system.memory.i64(entry) === entry;
  }

  /** Sleeps on the object at `address` until `ready`. 0, -ERESTARTSYS after a signal, or TIMED_OUT as a positive number. */
  *until(
    address: number,
    ready: () => boolean,
    what: string,
    options: { interruptible?: boolean; until?: number } = {},
  ): Sleeping<number> {
    while (!ready()) {
      // Where sleeping is not allowed nobody can change it either: give up after the report.
      if (this.mayNot(what)) return 0;
      const reason = yield* this.queueAt(address).sleep(what, {
        interruptible: options.interruptible ?? false,
        until: options.until,
      });
      if (ready()) return 0;
      if (reason === INTERRUPTED) return -ERESTARTSYS;
      if (reason === TIMED_OUT) return TIMED_OUT;
    }
    return 0;
  }
}
