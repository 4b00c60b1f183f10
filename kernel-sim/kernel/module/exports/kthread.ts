/** kthread_* and work queues. Follows kernel/kthread.c, kernel/workqueue.c. */
import type { TaskStruct } from '../../sched/task';
import type { Sleeping, WaitQueue } from '../../types';
import { makeKernelThread, Worker } from '../kthread';
import { at } from '../structs';
import type { ModuleSystem } from '../system';
import { alias, type ExportGroup, fn, gpl, variable } from './types';

const EINTR_RESULT = -4;
const DATA = at('work_struct', 'data');
const FUNC = at('work_struct', 'func');
const PENDING = 1;
const WORK_CALLERS = ['process_one_work', 'worker_thread', 'kthread', 'ret_from_fork'];

interface KThread {
  task: TaskStruct;
  started: boolean;
  shouldStop: boolean;
  ended: boolean;
  result: number;
  start: WaitQueue;
  exited: WaitQueue;
}

const threads = (system: ModuleSystem): Map<TaskStruct, KThread> => system.part('kthreads', () => new Map());

function createThread(system: ModuleSystem, function_: number, data: number, name: string): number {
  const { kernel } = system;
  const entry: KThread = {
    task: null as unknown as TaskStruct,
    started: false,
    shouldStop: false,
    ended: false,
    result: EINTR_RESULT,
    start: kernel.newWaitQueue('kthread'),
    exited: kernel.newWaitQueue('kthread'),
  };
  entry.task = makeKernelThread(kernel, name, function* (): Sleeping<number> {
    // kthread(): sleeps until somebody wakes it; a stop before that means that the function never runs.
    if (!entry.shouldStop) entry.result = (yield* system.call(function_, [data], ['kthread', 'ret_from_fork'])) | 0;
    entry.ended = true;
    entry.exited.wake();
    return entry.result;
  });
  threads(system).set(entry.task, entry);
  return system.mirror.sync(entry.task);
}

/** wake_up_process of a thread that has not run yet. False: it is an ordinary wake-up. */
export function startThread(system: ModuleSystem, address: number): boolean {
  const task = system.mirror.taskAt(address);
  const entry = task && threads(system).get(task);
  if (!entry || entry.started) return false;
  entry.started = true;
  system.kernel.sched.wakeNew(entry.task);
  return true;
}

function* stopThread(system: ModuleSystem, address: number): Sleeping<number> {
  const task = system.mirror.taskAt(address);
  const entry = task && threads(system).get(task);
  if (!entry) {
    // Ended long ago, or never a thread: its task_struct is gone.
    system.memory.u32(address);
    return EINTR_RESULT;
  }
  entry.shouldStop = true;
  if (!startThread(system, address)) system.waiting.wake(address);
  while (!entry.ended && system.kernel.tasks.has(entry.task.pid))
    yield* entry.exited.sleep('kthread_stop', { interruptible: false, until: system.kernel.now + 1_000_000 });
  threads(system).delete(entry.task);
  return entry.result;
}

// ---------------------------------------------------------------- work

interface Queued {
  run: () => Sleeping<unknown>;
}
const worker = (system: ModuleSystem): Worker => system.part('worker', () => new Worker(system.kernel));
const queued = (system: ModuleSystem): Map<number, Queued> => system.part('work', () => new Map());
const delayed = (system: ModuleSystem): Map<number, { cancel(): void }> => system.part('delayed', () => new Map());

/** For the kernel's own C calls that belong to no task. */
export function runOnWorker(system: ModuleSystem, work: () => Sleeping<unknown>): void {
  worker(system).push(work);
}

function setPending(system: ModuleSystem, work: number, on: boolean): boolean {
  const data = system.memory.u64(work + DATA);
  const was = (data & 1n) === 1n;
  system.memory.setU64(work + DATA, on ? data | BigInt(PENDING) : data & ~1n);
  return was;
}

function push(system: ModuleSystem, work: number): void {
  const entry: Queued = {
    run: function* () {
      queued(system).delete(work);
      setPending(system, work, false);
      yield* system.call(system.memory.i64(work + FUNC), [work], WORK_CALLERS);
    },
  };
  queued(system).set(work, entry);
  worker(system).push(entry.run);
}

function queueWork(system: ModuleSystem, work: number): number {
  if (setPending(system, work, true)) return 0;
  push(system, work);
  return 1;
}

function queueDelayed(system: ModuleSystem, work: number, jiffies: number): number {
  if (jiffies === 0) return queueWork(system, work);
  if (setPending(system, work, true)) return 0;
  startDelay(system, work, jiffies);
  return 1;
}

function startDelay(system: ModuleSystem, work: number, jiffies: number): void {
  const { kernel } = system;
  const when = kernel.now + jiffies * 400_000;
  delayed(system).set(
    work,
    kernel.timer(when, () => {
      delayed(system).delete(work);
      push(system, work);
    }),
  );
}

function* cancel(system: ModuleSystem, work: number, wait: boolean): Sleeping<number> {
  const timer = delayed(system).get(work);
  timer?.cancel();
  delayed(system).delete(work);
  const entry = queued(system).get(work);
  const removed = entry !== undefined && worker(system).remove(entry.run);
  if (removed) queued(system).delete(work);
  if (timer || removed) setPending(system, work, false);
  if (wait) yield* worker(system).flush();
  return timer || removed ? 1 : 0;
}

function* flushDelayed(system: ModuleSystem, work: number): Sleeping<number> {
  const timer = delayed(system).get(work);
  if (timer) {
    timer.cancel();
    delayed(system).delete(work);
    push(system, work);
  }
  yield* worker(system).flush();
  return 1;
}

const QUEUE_BYTES = 64;

export const KTHREAD_EXPORTS: ExportGroup = {
  base: 0xffffffff810b4000n,
  rows: [
    fn('kthread_create_on_node', (system, function_, data, _node, format) => {
      const name = new TextDecoder().decode(system.format(format, system.varargs(4)));
      return createThread(system, function_, data, name);
    }),
    fn('kthread_create_on_cpu', (system, function_, data, _cpu, format) =>
      createThread(system, function_, data, system.text(format)),
    ),
    fn('kthread_bind', () => 0),
    fn('kthread_should_stop', (system) => {
      const current = system.kernel.current;
      return current && threads(system).get(current)?.shouldStop ? 1 : 0;
    }),
    fn('kthread_stop', stopThread),
    ...alias(['queue_work_on', 'queue_work_node'], (system, _cpu, _queue, work) => queueWork(system, work)),
    fn('queue_delayed_work_on', (system, _cpu, _queue, work, jiffies) => queueDelayed(system, work, jiffies)),
    fn('mod_delayed_work_on', (system, _cpu, _queue, work, jiffies) => {
      const timer = delayed(system).get(work);
      timer?.cancel();
      setPending(system, work, true);
      startDelay(system, work, jiffies);
      return timer ? 1 : 0;
    }),
    fn('delayed_work_timer_fn', () => 0),
    fn('flush_work', function* (system) {
      yield* worker(system).flush();
      return 1;
    }),
    fn('flush_delayed_work', flushDelayed),
    ...alias(['__flush_workqueue', 'drain_workqueue', 'flush_scheduled_work'], function* (system) {
      yield* worker(system).flush();
      return 0;
    }),
    fn('cancel_work', (system, work) => cancel(system, work, false)),
    fn('cancel_work_sync', (system, work) => cancel(system, work, true)),
    fn('cancel_delayed_work', (system, work) => cancel(system, work, false)),
    fn('cancel_delayed_work_sync', (system, work) => cancel(system, work, true)),
    gpl('alloc_workqueue', (system) => system.slab.kmalloc(QUEUE_BYTES)),
    gpl('destroy_workqueue', function* (system, queue) {
      yield* worker(system).flush();
      system.slab.kfree(queue);
      return 0;
    }),
    ...['system_wq', 'system_highpri_wq', 'system_long_wq', 'system_unbound_wq'].map((name) => ({
      ...variable(name, 8, (system: ModuleSystem, address: number) => system.memory.setI64(address, address)),
      gpl: name !== 'system_wq',
    })),
  ],
};
