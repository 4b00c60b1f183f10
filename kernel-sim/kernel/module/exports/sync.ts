/**
 * Locks, completions, wait queues and the scheduler's doors. Follows kernel/locking, kernel/sched/{wait,completion,core}.c.
 * The C objects hold the truth (owner, count, done); who sleeps is kept in TypeScript.
 */
import { SPIN } from '../../arch/ring-zero';
import { EINTR, ERESTARTSYS } from '../../errno';
import type { Sleeping } from '../../types';
import { TIMED_OUT } from '../../types';
import { at } from '../structs';
import type { ModuleSystem } from '../system';
import { TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE } from '../waiting';
import { startThread } from './kthread';
import { alias, type ExportGroup, type ExportRow, fn } from './types';

const MAX_SCHEDULE_TIMEOUT = 2 ** 62;
const JIFFY = 400_000;
const IF_FLAGS = 0x246;

// ---------------------------------------------------------------- spinlocks

/** Taken: the count of locks held goes up, and nobody else gets this CPU until it is back at 0. */
function spinLock(system: ModuleSystem, lock: number) {
  if (system.memory.u32(lock) !== 0) return SPIN;
  system.memory.setU32(lock, 1);
  system.changePreemptCount(1);
  return IF_FLAGS;
}
function spinUnlock(system: ModuleSystem, lock: number): number {
  system.memory.setU32(lock, 0);
  if (system.preemptCount > 0) system.changePreemptCount(-1);
  return 0;
}
function spinTrylock(system: ModuleSystem, lock: number): number {
  if (system.memory.u32(lock) !== 0) return 0;
  system.memory.setU32(lock, 1);
  system.changePreemptCount(1);
  return 1;
}

/** rwlock_t: low byte 0xff: a writer; else 0x200 for each reader. */
const READER = 0x200;
const WRITER = 0xff;
function readLock(system: ModuleSystem, lock: number) {
  const value = system.memory.u32(lock);
  if (value & WRITER) return SPIN;
  system.memory.setU32(lock, value + READER);
  system.changePreemptCount(1);
  return IF_FLAGS;
}
function readUnlock(system: ModuleSystem, lock: number): number {
  system.memory.setU32(lock, system.memory.u32(lock) - READER);
  if (system.preemptCount > 0) system.changePreemptCount(-1);
  return 0;
}
function writeLock(system: ModuleSystem, lock: number) {
  if (system.memory.u32(lock) !== 0) return SPIN;
  system.memory.setU32(lock, WRITER);
  system.changePreemptCount(1);
  return IF_FLAGS;
}

const variants = (stem: string): string[] => ['', '_irqsave', '_irq', '_bh'].map((end) => `_raw_${stem}${end}`);
const ends = (stem: string): string[] => ['', '_irqrestore', '_irq', '_bh'].map((end) => `_raw_${stem}${end}`);

// ---------------------------------------------------------------- mutexes and semaphores

const OWNER = at('mutex', 'owner');

function* mutexLock(system: ModuleSystem, mutex: number, interruptible: boolean): Sleeping<number> {
  const { memory, waiting } = system;
  const free = () => memory.u64(mutex + OWNER) === 0n;
  const result = yield* waiting.until(mutex, free, 'mutex_lock', { interruptible });
  if (result < 0) return -EINTR;
  memory.setI64(mutex + OWNER, waiting.currentAddress);
  return 0;
}
function mutexUnlock(system: ModuleSystem, mutex: number): number {
  system.memory.setI64(mutex + OWNER, 0);
  system.waiting.queueAt(mutex).wake(1);
  return 0;
}

const COUNT = at('semaphore', 'count');

function* down(system: ModuleSystem, semaphore: number, interruptible: boolean, jiffies = -1): Sleeping<number> {
  const { memory, waiting, kernel } = system;
  const until = jiffies < 0 ? undefined : kernel.now + jiffies * JIFFY;
  const free = () => memory.u32(semaphore + COUNT) > 0;
  const result = yield* waiting.until(semaphore, free, 'down', { interruptible, until });
  if (result === TIMED_OUT) return -62;
  if (result < 0) return -EINTR;
  memory.setU32(semaphore + COUNT, memory.u32(semaphore + COUNT) - 1);
  return 0;
}

/** rw_semaphore: count is −1 with a writer, else the number of readers. */
const RW_COUNT = at('rw_semaphore', 'count');
function* downRead(system: ModuleSystem, lock: number): Sleeping<number> {
  yield* system.waiting.until(lock, () => system.memory.i64(lock + RW_COUNT) >= 0, 'down_read');
  system.memory.setI64(lock + RW_COUNT, system.memory.i64(lock + RW_COUNT) + 1);
  return 0;
}
function* downWrite(system: ModuleSystem, lock: number): Sleeping<number> {
  yield* system.waiting.until(lock, () => system.memory.i64(lock + RW_COUNT) === 0, 'down_write');
  system.memory.setI64(lock + RW_COUNT, -1);
  return 0;
}

// ---------------------------------------------------------------- completions

const UINT_MAX = 0xffff_ffff;

function* waitForCompletion(
  system: ModuleSystem,
  completion: number,
  interruptible: boolean,
  jiffies: number | null,
): Sleeping<number> {
  const { memory, waiting, kernel } = system;
  const until = jiffies === null || jiffies >= MAX_SCHEDULE_TIMEOUT ? undefined : kernel.now + jiffies * JIFFY;
  const done = () => memory.u32(completion) > 0;
  const result = yield* waiting.until(completion, done, 'wait_for_completion', { interruptible, until });
  if (result === TIMED_OUT) return 0;
  if (result < 0) return -ERESTARTSYS;
  const left = memory.u32(completion);
  if (left !== UINT_MAX && left > 0) memory.setU32(completion, left - 1);
  return until === undefined ? (jiffies === null ? 0 : jiffies) : Math.max(1, Math.ceil((until - kernel.now) / JIFFY));
}

// ---------------------------------------------------------------- wait queues

const FUNC = at('wait_queue_entry', 'func');
const PRIVATE = at('wait_queue_entry', 'private');
const LIST = at('wait_queue_entry', 'entry');
const HEAD = at('wait_queue_head', 'head');

function initEntry(system: ModuleSystem, entry: number, flags: number): number {
  system.memory.setU32(entry, flags);
  system.memory.setI64(entry + PRIVATE, system.waiting.currentAddress);
  system.memory.setI64(entry + FUNC, system.address('autoremove_wake_function'));
  system.memory.setI64(entry + LIST, entry + LIST);
  system.memory.setI64(entry + LIST + 8, entry + LIST);
  return 0;
}

function prepare(system: ModuleSystem, head: number, entry: number, state: number, exclusive: boolean): void {
  const { memory, waiting } = system;
  const flags = memory.u32(entry);
  memory.setU32(entry, exclusive ? flags | 1 : flags & ~1);
  if (waiting.listEmpty(entry + LIST)) waiting.listAdd(entry + LIST, head + HEAD, exclusive);
  waiting.setState(state);
}

function prepareEvent(system: ModuleSystem, head: number, entry: number, state: number): number {
  const { memory, waiting, kernel } = system;
  const exclusive = (memory.u32(entry) & 1) !== 0;
  if (state & TASK_INTERRUPTIBLE && kernel.current?.signalPending) {
    waiting.listDelInit(entry + LIST);
    return -ERESTARTSYS;
  }
  if (waiting.listEmpty(entry + LIST)) waiting.listAdd(entry + LIST, head + HEAD, exclusive);
  waiting.setState(state);
  return 0;
}

function finishWait(system: ModuleSystem, _head: number, entry: number): number {
  system.waiting.setState(0);
  if (!system.waiting.listEmpty(entry + LIST)) system.waiting.listDelInit(entry + LIST);
  return 0;
}

function* scheduleTimeout(system: ModuleSystem, timeout: number): Sleeping<number> {
  const { kernel, waiting } = system;
  if (timeout >= MAX_SCHEDULE_TIMEOUT) {
    yield* waiting.schedule(Number.POSITIVE_INFINITY, 'schedule_timeout');
    return timeout;
  }
  const until = kernel.now + Math.max(0, timeout) * JIFFY;
  yield* waiting.schedule(until, 'schedule_timeout');
  return Math.max(0, Math.ceil((until - kernel.now) / JIFFY));
}

/** msleep: at least so many milliseconds, whatever comes. */
function* sleepFor(system: ModuleSystem, instructions: number, interruptible: boolean, what: string): Sleeping<number> {
  const { kernel, waiting } = system;
  const until = kernel.now + instructions;
  do {
    waiting.setState(interruptible ? TASK_INTERRUPTIBLE : TASK_UNINTERRUPTIBLE);
    yield* waiting.schedule(until, what);
    if (system.inInterrupt || system.preemptCount > 0) return 0;
    if (interruptible && kernel.current?.signalPending) break;
  } while (kernel.now < until);
  return Math.max(0, Math.ceil((until - kernel.now) / 100_000));
}

const noop = (): number => 0;
const stateOf =
  (by: number): ((system: ModuleSystem, head: number, entry: number, state: number) => number) =>
  (system, head, entry, state) => {
    prepare(system, head, entry, state, by === 1);
    return 0;
  };

const DELAYS: readonly ExportRow[] = [
  fn('__udelay', (system, microseconds) => {
    system.kernel.charge((microseconds >>> 0) * 100);
    return 0;
  }),
  fn('__ndelay', (system, nanoseconds) => {
    system.kernel.charge(Math.ceil((nanoseconds >>> 0) / 10));
    return 0;
  }),
  // The header hands over microseconds × 2^32 / 10^6.
  fn('__const_udelay', (system, loops) => {
    system.kernel.charge(Math.ceil((loops * 1e8) / 2 ** 32));
    return 0;
  }),
];

export const SYNC_EXPORTS: ExportGroup = {
  base: 0xffffffff810f0000n,
  rows: [
    ...alias(variants('spin_lock'), spinLock, { cost: 8 }),
    ...alias(ends('spin_unlock'), spinUnlock, { cost: 5 }),
    ...alias(['_raw_spin_trylock', '_raw_spin_trylock_bh'], spinTrylock, { cost: 8 }),
    ...alias(variants('read_lock'), readLock, { cost: 8 }),
    ...alias(ends('read_unlock'), readUnlock, { cost: 5 }),
    ...alias(variants('write_lock'), writeLock, { cost: 8 }),
    ...alias(ends('write_unlock'), spinUnlock, { cost: 5 }),
    fn('__mutex_init', (system, mutex) => {
      const list = mutex + at('mutex', 'wait_list');
      system.memory.setI64(mutex + OWNER, 0);
      system.memory.setI64(list, list);
      system.memory.setI64(list + 8, list);
      return 0;
    }),
    fn('mutex_lock', (system, mutex) => mutexLock(system, mutex, false)),
    fn('mutex_lock_interruptible', (system, mutex) => mutexLock(system, mutex, true)),
    fn('mutex_lock_killable', (system, mutex) => mutexLock(system, mutex, true)),
    fn('mutex_trylock', (system, mutex) => {
      if (system.memory.u64(mutex + OWNER) !== 0n) return 0;
      system.memory.setI64(mutex + OWNER, system.waiting.currentAddress);
      return 1;
    }),
    fn('mutex_unlock', mutexUnlock),
    fn('mutex_is_locked', (system, mutex) => (system.memory.u64(mutex + OWNER) === 0n ? 0 : 1)),
    fn('down', (system, semaphore) => down(system, semaphore, false)),
    fn('down_interruptible', (system, semaphore) => down(system, semaphore, true)),
    fn('down_killable', (system, semaphore) => down(system, semaphore, true)),
    fn('down_timeout', (system, semaphore, jiffies) => down(system, semaphore, false, jiffies)),
    fn('down_trylock', (system, semaphore) => {
      const count = system.memory.u32(semaphore + COUNT);
      if (count === 0) return 1;
      system.memory.setU32(semaphore + COUNT, count - 1);
      return 0;
    }),
    fn('up', (system, semaphore) => {
      system.memory.setU32(semaphore + COUNT, system.memory.u32(semaphore + COUNT) + 1);
      system.waiting.queueAt(semaphore).wake(1);
      return 0;
    }),
    fn('__init_rwsem', (system, lock) => {
      system.memory.fill(lock, 40, 0);
      return 0;
    }),
    fn('down_read', downRead),
    fn('down_write', downWrite),
    fn('up_read', (system, lock) => {
      system.memory.setI64(lock + RW_COUNT, system.memory.i64(lock + RW_COUNT) - 1);
      system.waiting.queueAt(lock).wake();
      return 0;
    }),
    fn('up_write', (system, lock) => {
      system.memory.setI64(lock + RW_COUNT, 0);
      system.waiting.queueAt(lock).wake();
      return 0;
    }),
    fn('wait_for_completion', (system, c) => waitForCompletion(system, c, false, null)),
    fn('wait_for_completion_interruptible', (system, c) => waitForCompletion(system, c, true, null)),
    fn('wait_for_completion_killable', (system, c) => waitForCompletion(system, c, true, null)),
    fn('wait_for_completion_timeout', (system, c, jiffies) => waitForCompletion(system, c, false, jiffies)),
    fn('wait_for_completion_interruptible_timeout', (system, c, jiffies) =>
      waitForCompletion(system, c, true, jiffies),
    ),
    fn('try_wait_for_completion', (system, c) => {
      const done = system.memory.u32(c);
      if (done === 0) return 0;
      if (done !== UINT_MAX) system.memory.setU32(c, done - 1);
      return 1;
    }),
    fn('completion_done', (system, c) => (system.memory.u32(c) > 0 ? 1 : 0)),
    fn('complete', (system, c) => {
      const done = system.memory.u32(c);
      if (done !== UINT_MAX) system.memory.setU32(c, done + 1);
      system.waiting.queueAt(c).wake(1);
      return 0;
    }),
    fn('complete_all', (system, c) => {
      system.memory.setU32(c, UINT_MAX);
      system.waiting.queueAt(c).wake();
      return 0;
    }),
    ...alias(['__init_swait_queue_head'], (system, head) => {
      system.memory.setI64(head + 8, head + 8);
      system.memory.setI64(head + 16, head + 8);
      return 0;
    }),
    fn('__init_waitqueue_head', (system, head) => {
      system.memory.setU32(head, 0);
      system.memory.setI64(head + HEAD, head + HEAD);
      system.memory.setI64(head + HEAD + 8, head + HEAD);
      return 0;
    }),
    fn('init_wait_entry', initEntry),
    fn('prepare_to_wait', stateOf(0)),
    fn('prepare_to_wait_exclusive', stateOf(1)),
    fn('prepare_to_wait_event', prepareEvent),
    fn('finish_wait', finishWait),
    fn('add_wait_queue', (system, head, entry) => {
      system.waiting.listAdd(entry + LIST, head + HEAD, false);
      return 0;
    }),
    fn('add_wait_queue_exclusive', (system, head, entry) => {
      system.memory.setU32(entry, system.memory.u32(entry) | 1);
      system.waiting.listAdd(entry + LIST, head + HEAD, true);
      return 0;
    }),
    fn('remove_wait_queue', (system, _head, entry) => {
      system.waiting.listDelInit(entry + LIST);
      return 0;
    }),
    fn('default_wake_function', (system, entry) => (system.waiting.wake(system.memory.i64(entry + PRIVATE)) ? 1 : 0)),
    fn('autoremove_wake_function', (system, entry) => {
      const woke = system.waiting.wake(system.memory.i64(entry + PRIVATE));
      system.waiting.listDelInit(entry + LIST);
      return woke ? 1 : 0;
    }),
    fn('woken_wake_function', (system, entry) => (system.waiting.wake(system.memory.i64(entry + PRIVATE)) ? 1 : 0)),
    fn('__wake_up', function* (system, head, mode, exclusive, key) {
      yield* system.waiting.wakeQueue(head, mode, exclusive, key);
      return 0;
    }),
    fn('__wake_up_locked', function* (system, head, mode, exclusive) {
      yield* system.waiting.wakeQueue(head, mode, exclusive, 0);
      return 0;
    }),
    fn('__wake_up_sync', function* (system, head, mode) {
      yield* system.waiting.wakeQueue(head, mode, 1, 0);
      return 0;
    }),
    fn('wake_up_process', (system, task) => (startThread(system, task) || system.waiting.wake(task) ? 1 : 0)),
    fn('wake_up_state', (system, task) => (system.waiting.wake(task) ? 1 : 0)),
    ...alias(['schedule', 'io_schedule'], function* (system) {
      yield* system.waiting.schedule(Number.POSITIVE_INFINITY, 'schedule');
      return 0;
    }),
    fn('schedule_timeout', scheduleTimeout),
    fn('schedule_timeout_interruptible', function* (system, timeout) {
      system.waiting.setState(TASK_INTERRUPTIBLE);
      return yield* scheduleTimeout(system, timeout);
    }),
    fn('schedule_timeout_uninterruptible', function* (system, timeout) {
      system.waiting.setState(TASK_UNINTERRUPTIBLE);
      return yield* scheduleTimeout(system, timeout);
    }),
    fn('msleep', (system, ms) => sleepFor(system, (ms >>> 0) * 100_000 + JIFFY, false, 'msleep')),
    fn('msleep_interruptible', (system, ms) =>
      sleepFor(system, (ms >>> 0) * 100_000 + JIFFY, true, 'msleep_interruptible'),
    ),
    ...alias(['usleep_range_state', 'usleep_range'], (system, min) =>
      sleepFor(system, min * 100, false, 'usleep_range'),
    ),
    ...alias(
      ['__cond_resched', '__SCT__cond_resched', '__SCT__might_resched', 'yield', '_cond_resched'],
      function* (system): Sleeping<number> {
        if (system.inInterrupt || system.preemptCount > 0 || !system.kernel.sched.needResched) return 0;
        yield { queue: null, until: system.kernel.now + 1, interruptible: false, what: 'cond_resched' };
        return 1;
      },
      { cost: 5 },
    ),
    ...alias(
      [
        '__SCT__preempt_schedule',
        '__SCT__preempt_schedule_notrace',
        'preempt_schedule',
        'preempt_schedule_notrace',
        '__rcu_read_lock',
        '__rcu_read_unlock',
        'synchronize_rcu',
        'rcu_barrier',
        '__might_sleep',
        '__might_resched',
        'lockdep_init_map_type',
        '__local_bh_enable_ip',
        'debug_locks_off',
      ],
      noop,
      { cost: 4 },
    ),
    fn('call_rcu', (system, head, function_) => {
      system.softirq.raise(() => system.call(function_, [head], ['rcu_do_batch', '__do_softirq']));
      return 0;
    }),
    ...DELAYS,
  ],
};
