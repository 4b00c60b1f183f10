/**
 * poll, ppoll, select, pselect6. Follows fs/select.c.
 */

import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDBAND,
  POLLRDNORM,
  POLLWRBAND,
  POLLWRNORM,
} from '../../abi/poll';
import { RLIMIT_NOFILE } from '../../abi/resource';
import { EBADF, EFAULT, EINVAL } from '../../errno';
import { isSleeping } from '../../sleeping';
import { fromTimeSpec, toTimeSpec } from '../../time/units';
import type { Kernel, Sleeping, SyscallRow, Task, WaitQueue } from '../../types';
import { POLL_ALWAYS, pollFile, waitForAny } from '../poll';
import { withSignalMask } from '../signal-mask';
import { get64, put64, structure } from './memory';
import { fileOf } from './paths';
import { arg, inout, row } from './row';

const FOREVER = Number.POSITIVE_INFINITY;

/** struct pollfd { int fd; short events, revents }. */
const POLLFD_SIZE = 8;

function poll(kernel: Kernel, task: Task, address: number, count: number, until: number): number | Sleeping<number> {
  const n = count >>> 0;
  if (n > task.rlimits[RLIMIT_NOFILE][0]) return -EINVAL;
  const { bytes, view } = structure(n * POLLFD_SIZE);
  if (n > 0 && kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
  const scan = (queues: WaitQueue[]): number => scanPoll(task, view, n, queues);
  const finish = (found: number): number => {
    if (found >= 0 && n > 0 && kernel.copyToUser(task, address, bytes) < 0) return -EFAULT;
    return found;
  };
  const found = waitForAny(kernel, 'do_poll', until, scan);
  return isSleeping(found) ? finishLater(found, finish) : finish(found);
}

function* finishLater(call: Sleeping<number>, finish: (found: number) => number): Sleeping<number> {
  return finish(yield* call);
}

/** Fills in revents; how many descriptors have any. */
function scanPoll(task: Task, view: DataView, count: number, queues: WaitQueue[]): number {
  let found = 0;
  for (let i = 0; i < count; i++) {
    const at = i * POLLFD_SIZE;
    const fd = view.getInt32(at, true);
    const wanted = view.getUint16(at + 4, true) | POLL_ALWAYS;
    let mask = 0;
    if (fd >= 0) {
      const file = fileOf(task, fd);
      mask = file === undefined || file.isPath ? POLLNVAL : pollFile(file, queues) & wanted;
    }
    view.setUint16(at + 6, mask, true);
    if (mask !== 0) found++;
  }
  return found;
}

/** struct timespec or timeval at `address` as a moment in virtual time; null pointer: never. */
function deadline(kernel: Kernel, task: Task, address: number, nanosecondsPerUnit: number): number {
  if (address === 0) return FOREVER;
  const { bytes, view } = structure(16);
  if (kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
  let seconds = get64(view, 0);
  let nanoseconds = get64(view, 8) * nanosecondsPerUnit;
  if (nanosecondsPerUnit === 1000) {
    // select(2) takes more than a second's worth of microseconds.
    seconds += Math.floor(nanoseconds / 1e9);
    nanoseconds %= 1e9;
  }
  if (seconds < 0 || nanoseconds < 0 || nanoseconds >= 1e9) return -EINVAL;
  return kernel.now + fromTimeSpec(seconds, nanoseconds);
}

// ---------------------------------------------------------------- select

/** Which poll bits make a descriptor ready in each of the three sets. */
const SETS: readonly number[] = [
  POLLRDNORM | POLLRDBAND | POLLIN | POLLHUP | POLLERR,
  POLLWRBAND | POLLWRNORM | POLLOUT | POLLERR,
  POLLPRI,
];

function select(
  kernel: Kernel,
  task: Task,
  count: number,
  addresses: readonly number[],
  until: number,
): number | Sleeping<number> {
  if (count < 0) return -EINVAL;
  const n = Math.min(count, 1 << 16);
  const size = Math.ceil(n / 64) * 8;
  const asked: Uint8Array[] = [];
  for (const address of addresses) {
    const bits = new Uint8Array(size);
    if (address !== 0 && size > 0 && kernel.copyFromUser(task, address, bits) < 0) return -EFAULT;
    asked.push(bits);
  }
  for (let fd = 0; fd < n; fd++) {
    if (asked.some((bits) => has(bits, fd)) && fileOf(task, fd) === undefined) return -EBADF;
  }
  const answers = asked.map(() => new Uint8Array(size));
  const scan = (queues: WaitQueue[]): number => scanSelect(task, n, asked, answers, queues);
  const finish = (found: number): number => {
    if (found < 0) return found;
    for (let set = 0; set < addresses.length; set++) {
      if (addresses[set] !== 0 && size > 0 && kernel.copyToUser(task, addresses[set], answers[set]) < 0) return -EFAULT;
    }
    return found;
  };
  const found = waitForAny(kernel, 'do_select', until, scan);
  return isSleeping(found) ? finishLater(found, finish) : finish(found);
}

const has = (bits: Uint8Array, fd: number): boolean => (bits[fd >> 3] & (1 << (fd & 7))) !== 0;

/** Fills the three answers; how many bits are set. */
function scanSelect(
  task: Task,
  count: number,
  asked: readonly Uint8Array[],
  answers: readonly Uint8Array[],
  queues: WaitQueue[],
): number {
  let found = 0;
  for (const bits of answers) bits.fill(0);
  for (let fd = 0; fd < count; fd++) {
    if (!asked.some((bits) => has(bits, fd))) continue;
    const file = fileOf(task, fd);
    const mask = file === undefined ? POLLNVAL : pollFile(file, queues);
    for (let set = 0; set < SETS.length; set++) {
      if (!has(asked[set], fd) || (mask & SETS[set]) === 0) continue;
      answers[set][fd >> 3] |= 1 << (fd & 7);
      found++;
    }
  }
  return found;
}

/** select(2) writes back how much time is left. */
function withRemaining(
  kernel: Kernel,
  task: Task,
  result: number | Sleeping<number>,
  address: number,
  until: number,
  nanosecondsPerUnit: number,
): number | Sleeping<number> {
  const update = (found: number): number => {
    if (address !== 0) {
      const [seconds, nanoseconds] = toTimeSpec(Math.max(0, until - kernel.now));
      const { bytes, view } = structure(16);
      put64(view, 0, seconds);
      put64(view, 8, Math.floor(nanoseconds / nanosecondsPerUnit));
      kernel.copyToUser(task, address, bytes);
    }
    return found;
  };
  return isSleeping(result) ? finishLater(result, update) : update(result);
}

/** pselect6 hands over { sigset, size } by pointer. */
function pselectMask(kernel: Kernel, task: Task, address: number): { mask: number; size: number } | number {
  if (address === 0) return { mask: 0, size: 8 };
  const { bytes, view } = structure(16);
  if (kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
  return { mask: get64(view, 0), size: get64(view, 8) };
}

const SETS_ARGS = [inout('readfds', 'fdset', 0), inout('writefds', 'fdset', 0), inout('exceptfds', 'fdset', 0)];

export const pollSyscalls: readonly SyscallRow[] = [
  row(7, 'poll', [inout('ufds', 'pollfds', 1), arg('nfds', 'uint'), arg('timeout', 'int')], 300, (k, t, at, n, ms) =>
    poll(k, t, at, n, (ms | 0) < 0 ? FOREVER : k.now + fromTimeSpec(0, (ms | 0) * 1e6)),
  ),
  row(
    271,
    'ppoll',
    [
      inout('ufds', 'pollfds', 1),
      arg('nfds', 'uint'),
      arg('tsp', 'timespec'),
      arg('sigmask', 'sigset'),
      arg('sigsetsize', 'size'),
    ],
    300,
    (k, t, at, n, time, mask, size) => {
      const until = deadline(k, t, time, 1);
      if (until < 0) return until;
      return withSignalMask(k, t, mask, size, () => withRemaining(k, t, poll(k, t, at, n, until), time, until, 1));
    },
  ),
  row(23, 'select', [arg('n', 'int'), ...SETS_ARGS, inout('tvp', 'timeval')], 300, (k, t, n, r, w, e, time) => {
    const until = deadline(k, t, time, 1000);
    if (until < 0) return until;
    return withRemaining(k, t, select(k, t, n | 0, [r, w, e], until), time, until, 1000);
  }),
  row(
    270,
    'pselect6',
    [arg('n', 'int'), ...SETS_ARGS, inout('tsp', 'timespec'), arg('sig', 'ptr')],
    300,
    (k, t, n, r, w, e, time, signals) => {
      const until = deadline(k, t, time, 1);
      if (until < 0) return until;
      const mask = pselectMask(k, t, signals);
      if (typeof mask === 'number') return mask;
      return withSignalMask(k, t, mask.mask, mask.size, () =>
        withRemaining(k, t, select(k, t, n | 0, [r, w, e], until), time, until, 1),
      );
    },
  ),
];
