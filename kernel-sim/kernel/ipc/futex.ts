/**
 * futex(2): sleep while a word of user memory has a value, until somebody wakes the word.
 * Follows kernel/futex/{core,waitwake,requeue}.c. Keys: (address space, address) for private memory; the page's frame for
 * shared mappings, so that processes meet. Departs from Linux: no priority inheritance (PI operations: -ENOSYS).
 */
import * as F from '../abi/futex';
import { EAGAIN, EFAULT, EINVAL, ENOSYS, ERESTART_RESTARTBLOCK, ERESTARTSYS, ETIMEDOUT } from '../errno';
import type { RunningKernel } from '../kernel';
import type { MmStruct } from '../mm/mm';
import type { TaskStruct } from '../sched/task';
import { fromTimeSpec } from '../time/units';
import { INTERRUPTED, type Sleeping, TIMED_OUT, type WaitQueue } from '../types';

interface FutexWaiter {
  task: TaskStruct;
  queue: WaitQueue;
  key: string;
  bitset: number;
  woken: boolean;
}

/** All waiters of a kernel, in order of arrival for each key. */
export class FutexTable {
  private readonly waiters = new Map<string, FutexWaiter[]>();
  private readonly mmIds = new WeakMap<MmStruct, number>();
  private nextMmId = 1;

  /** The key of a word, or null when its page cannot be had. */
  key(kernel: RunningKernel, task: TaskStruct, address: number, isPrivate: boolean): string | null {
    const mm = task.mm!;
    const vma = isPrivate ? undefined : mm.find(address);
    if (!isPrivate && vma?.shared) {
      const word = new Uint8Array(4);
      if (kernel.copyFromUser(task, address, word) < 0) return null;
      const pa = mm.shared.mmu.translate(mm.cr3, address, 'read');
      return pa < 0 ? null : `s${pa}`;
    }
    let id = this.mmIds.get(mm);
    if (id === undefined) {
      id = this.nextMmId++;
      this.mmIds.set(mm, id);
    }
    return `p${id}:${address}`;
  }

  add(waiter: FutexWaiter): void {
    const list = this.waiters.get(waiter.key);
    if (list) list.push(waiter);
    else this.waiters.set(waiter.key, [waiter]);
  }

  remove(waiter: FutexWaiter): void {
    const list = this.waiters.get(waiter.key);
    const at = list?.indexOf(waiter) ?? -1;
    if (!list || at < 0) return;
    list.splice(at, 1);
    if (list.length === 0) this.waiters.delete(waiter.key);
  }

  wake(key: string, count: number, bitset: number): number {
    let woken = 0;
    for (const waiter of [...(this.waiters.get(key) ?? [])]) {
      if (woken >= count) break;
      if ((waiter.bitset & bitset) === 0) continue;
      this.remove(waiter);
      waiter.woken = true;
      waiter.queue.wake();
      woken++;
    }
    return woken;
  }

  requeue(from: string, to: string, count: number): number {
    let moved = 0;
    for (const waiter of [...(this.waiters.get(from) ?? [])]) {
      if (moved >= count) break;
      this.remove(waiter);
      waiter.key = to;
      this.add(waiter);
      moved++;
    }
    return moved;
  }
}

/** The system call, with raw arguments as Linux has them: `timeout` doubles as a count for the requeue operations. */
export function futex(
  kernel: RunningKernel,
  task: TaskStruct,
  address: number,
  op: number,
  value: number,
  timeout: number,
  address2: number,
  value3: number,
): number | Sleeping<number> {
  if (address % 4 !== 0) return -EINVAL;
  const command = op & F.FUTEX_CMD_MASK;
  const isPrivate = (op & F.FUTEX_PRIVATE_FLAG) !== 0;
  switch (command) {
    case F.FUTEX_WAIT:
    case F.FUTEX_WAIT_BITSET: {
      const bitset = command === F.FUTEX_WAIT ? F.FUTEX_BITSET_MATCH_ANY : value3 >>> 0;
      if (bitset === 0) return -EINVAL;
      const until = deadline(kernel, task, op, timeout);
      return until < 0 ? until : wait(kernel, task, address, isPrivate, value, until, bitset);
    }
    case F.FUTEX_WAKE:
    case F.FUTEX_WAKE_BITSET: {
      const bitset = command === F.FUTEX_WAKE ? F.FUTEX_BITSET_MATCH_ANY : value3 >>> 0;
      if (bitset === 0) return -EINVAL;
      const key = kernel.futexes.key(kernel, task, address, isPrivate);
      return key === null ? -EFAULT : kernel.futexes.wake(key, Math.max(1, value | 0), bitset);
    }
    case F.FUTEX_REQUEUE:
    case F.FUTEX_CMP_REQUEUE: {
      const compare = command === F.FUTEX_CMP_REQUEUE ? value3 : null;
      return requeue(kernel, task, address, address2, isPrivate, value | 0, timeout | 0, compare);
    }
    case F.FUTEX_WAKE_OP:
      return wakeOp(kernel, task, address, address2, isPrivate, value | 0, timeout | 0, value3);
    default:
      return -ENOSYS;
  }
}

/** Absolute virtual time of the timeout: relative for WAIT, absolute for WAIT_BITSET. */
function deadline(kernel: RunningKernel, task: TaskStruct, op: number, timeout: number): number {
  if (timeout === 0) return Number.POSITIVE_INFINITY;
  const spec = kernel.readTimespec(task, timeout);
  if (typeof spec === 'number') return spec;
  const at = fromTimeSpec(spec[0], spec[1]);
  if ((op & F.FUTEX_CMD_MASK) === F.FUTEX_WAIT) return kernel.now + at;
  // A time before the boot is over, not an error number.
  return op & F.FUTEX_CLOCK_REALTIME ? Math.max(0, kernel.clock.fromRealtime(spec)) : at;
}

function readWord(kernel: RunningKernel, task: TaskStruct, address: number): number | null {
  const word = new Uint8Array(4);
  if (kernel.copyFromUser(task, address, word) < 0) return null;
  return new DataView(word.buffer).getInt32(0, true);
}

function wait(
  kernel: RunningKernel,
  task: TaskStruct,
  address: number,
  isPrivate: boolean,
  value: number,
  until: number,
  bitset: number,
): number | Sleeping<number> {
  const key = kernel.futexes.key(kernel, task, address, isPrivate);
  const now = readWord(kernel, task, address);
  if (key === null || now === null) return -EFAULT;
  if (now !== (value | 0)) return -EAGAIN;
  const waiter = { task, queue: kernel.newWaitQueue('futex'), key, bitset, woken: false };
  return waitAsleep(kernel, waiter, until, () => wait(kernel, task, address, isPrivate, value, until, bitset));
}

/** With a timeout the call goes on through a restart block: the time that is left must not start again. */
function interrupted(kernel: RunningKernel, { task }: FutexWaiter, until: number, again: Retry): number {
  if (!Number.isFinite(until)) return -ERESTARTSYS;
  task.restart = () => (until <= kernel.now ? -ETIMEDOUT : again());
  return -ERESTART_RESTARTBLOCK;
}

type Retry = () => number | Sleeping<number>;

function* waitAsleep(kernel: RunningKernel, waiter: FutexWaiter, until: number, again: Retry): Sleeping<number> {
  kernel.futexes.add(waiter);
  try {
    for (;;) {
      const reason = yield* waiter.queue.sleep('futex_wait_queue', { until });
      if (waiter.woken) return 0;
      if (reason === TIMED_OUT) return -ETIMEDOUT;
      if (reason === INTERRUPTED) return interrupted(kernel, waiter, until, again);
    }
  } finally {
    kernel.futexes.remove(waiter);
  }
}

function requeue(
  kernel: RunningKernel,
  task: TaskStruct,
  from: number,
  to: number,
  isPrivate: boolean,
  wakeCount: number,
  moveCount: number,
  compare: number | null,
): number {
  if (wakeCount < 0 || moveCount < 0) return -EINVAL;
  const fromKey = kernel.futexes.key(kernel, task, from, isPrivate);
  const toKey = kernel.futexes.key(kernel, task, to, isPrivate);
  if (fromKey === null || toKey === null) return -EFAULT;
  if (compare !== null) {
    const now = readWord(kernel, task, from);
    if (now === null) return -EFAULT;
    if (now !== (compare | 0)) return -EAGAIN;
  }
  const woken = kernel.futexes.wake(fromKey, wakeCount, F.FUTEX_BITSET_MATCH_ANY);
  return woken + kernel.futexes.requeue(fromKey, toKey, moveCount);
}

const OPS: readonly ((old: number, arg: number) => number)[] = [
  (_old, arg) => arg,
  (old, arg) => (old + arg) | 0,
  (old, arg) => old | arg,
  (old, arg) => old & ~arg,
  (old, arg) => old ^ arg,
];
const COMPARES: readonly ((old: number, arg: number) => boolean)[] = [
  (old, arg) => old === arg,
  (old, arg) => old !== arg,
  (old, arg) => old < arg,
  (old, arg) => old <= arg,
  (old, arg) => old > arg,
  (old, arg) => old >= arg,
];

/** FUTEX_WAKE_OP: change the second word, wake the first, and the second too if its old value compares. */
function wakeOp(
  kernel: RunningKernel,
  task: TaskStruct,
  first: number,
  second: number,
  isPrivate: boolean,
  count: number,
  count2: number,
  encoded: number,
): number {
  const operation = OPS[(encoded >>> 28) & 7];
  const compare = COMPARES[(encoded >>> 24) & 15];
  if (!operation || !compare) return -ENOSYS;
  const shift = (encoded >>> 31) & 1;
  const opArg = (encoded << 8) >> 20;
  const old = readWord(kernel, task, second);
  const key = kernel.futexes.key(kernel, task, first, isPrivate);
  const key2 = kernel.futexes.key(kernel, task, second, isPrivate);
  if (old === null || key === null || key2 === null) return -EFAULT;
  const word = new Uint8Array(4);
  new DataView(word.buffer).setInt32(0, operation(old, shift ? 1 << (opArg & 31) : opArg), true);
  if (kernel.copyToUser(task, second, word) < 0) return -EFAULT;
  let woken = kernel.futexes.wake(key, count, F.FUTEX_BITSET_MATCH_ANY);
  if (compare(old, (encoded << 20) >> 20)) woken += kernel.futexes.wake(key2, count2, F.FUTEX_BITSET_MATCH_ANY);
  return woken;
}

/** A thread has ended: who joins it wakes. Both kinds of key are tried, since the waiter may have used either. */
export function futexWakeAddress(kernel: RunningKernel, task: TaskStruct, address: number, count: number): void {
  for (const isPrivate of [true, false]) {
    const key = kernel.futexes.key(kernel, task, address, isPrivate);
    if (key !== null) kernel.futexes.wake(key, count, F.FUTEX_BITSET_MATCH_ANY);
  }
}

/** Locks that a dead thread held are marked FUTEX_OWNER_DIED and their waiters woken (exit_robust_list). */
export function exitRobustList(kernel: RunningKernel, task: TaskStruct): void {
  if (task.robustList === 0) return;
  const head = new Uint8Array(24);
  if (kernel.copyFromUser(task, task.robustList, head) < 0) return;
  const view = new DataView(head.buffer);
  const offset = Number(view.getBigInt64(8, true));
  const link = new Uint8Array(8);
  let entry = Number(view.getBigUint64(0, true));
  for (let limit = 2048; limit > 0 && entry !== task.robustList; limit--) {
    const address = entry - (entry % 2) + offset;
    const word = readWord(kernel, task, address);
    if (word === null) return;
    if ((word & F.FUTEX_TID_MASK) === task.pid) {
      const died = new Uint8Array(4);
      new DataView(died.buffer).setInt32(0, (word & F.FUTEX_WAITERS) | F.FUTEX_OWNER_DIED, true);
      kernel.copyToUser(task, address, died);
      if (word & F.FUTEX_WAITERS) futexWakeAddress(kernel, task, address, 1);
    }
    if (kernel.copyFromUser(task, entry - (entry % 2), link) < 0) return;
    entry = Number(new DataView(link.buffer).getBigUint64(0, true));
  }
}
