/**
 * eventfd and epoll. Follows fs/eventfd.c and fs/eventpoll.c.
 */
import { O_CLOEXEC, O_NONBLOCK, O_RDWR } from '../../abi/fcntl';
import { EBADF, EFAULT, EINTR, EINVAL, ERESTARTNOHAND } from '../../errno';
import { isSleeping } from '../../sleeping';
import { fromTimeSpec } from '../../time/units';
import type { Kernel, Sleeping, SyscallRow, Task, WaitQueue } from '../../types';
import { createEpollFile, type EpollEvent, epollOf } from '../epoll';
import { createEventFile } from '../eventfd';
import { waitForAny } from '../poll';
import { withSignalMask } from '../signal-mask';
import { structure } from './memory';
import { install } from './open';
import { fileOf } from './paths';
import { arg, out, row } from './row';

const EFD_SEMAPHORE = 1;

function eventfd(kernel: Kernel, task: Task, initial: number, flags: number): number {
  if ((flags & ~(O_CLOEXEC | O_NONBLOCK | EFD_SEMAPHORE)) !== 0) return -EINVAL;
  const semaphore = (flags & EFD_SEMAPHORE) !== 0;
  return install(kernel, task, createEventFile(kernel, initial >>> 0, semaphore, O_RDWR | (flags & O_NONBLOCK)), flags);
}

function epollCreate(kernel: Kernel, task: Task, flags: number): number {
  if ((flags & ~O_CLOEXEC) !== 0) return -EINVAL;
  return install(kernel, task, createEpollFile(kernel, O_RDWR), flags);
}

const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLL_CTL_MOD = 3;
/** struct epoll_event is packed on x86-64. */
const EVENT_SIZE = 12;

function epollCtl(kernel: Kernel, task: Task, epfd: number, op: number, fd: number, address: number): number {
  const event: EpollEvent = { events: 0, data: 0n };
  if (op !== EPOLL_CTL_DEL) {
    const { bytes, view } = structure(EVENT_SIZE);
    if (kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
    event.events = view.getUint32(0, true);
    event.data = view.getBigUint64(4, true);
  }
  const poll = fileOf(task, epfd);
  const file = fileOf(task, fd);
  if (poll === undefined || file === undefined) return -EBADF;
  const set = epollOf(poll);
  if (typeof set === 'number' || poll === file) return -EINVAL;
  if (op === EPOLL_CTL_ADD) return set.add(fd | 0, file, event);
  if (op === EPOLL_CTL_MOD) return set.modify(fd | 0, file, event);
  return op === EPOLL_CTL_DEL ? set.remove(fd | 0, file) : -EINVAL;
}

function epollWait(kernel: Kernel, task: Task, epfd: number, to: number, max: number, until: number) {
  if (max <= 0 || max > 0x7fffffff / EVENT_SIZE) return -EINVAL;
  const file = fileOf(task, epfd);
  if (file === undefined) return -EBADF;
  const set = epollOf(file);
  if (typeof set === 'number') return set;
  let ready: EpollEvent[] = [];
  const scan = (queues: WaitQueue[]): number => {
    ready = set.collect(max, queues);
    return ready.length;
  };
  const finish = (found: number): number => {
    // epoll_wait is never restarted.
    if (found < 0) return found === -ERESTARTNOHAND ? -EINTR : found;
    return copyEvents(kernel, task, to, ready);
  };
  const found = waitForAny(kernel, 'ep_poll', until, scan);
  return isSleeping(found) ? finishLater(found, finish) : finish(found);
}

function* finishLater(call: Sleeping<number>, finish: (found: number) => number): Sleeping<number> {
  return finish(yield* call);
}

function copyEvents(kernel: Kernel, task: Task, to: number, ready: readonly EpollEvent[]): number {
  const { bytes, view } = structure(ready.length * EVENT_SIZE);
  ready.forEach(({ events, data }, i) => {
    view.setUint32(i * EVENT_SIZE, events, true);
    view.setBigUint64(i * EVENT_SIZE + 4, data, true);
  });
  if (ready.length > 0 && kernel.copyToUser(task, to, bytes) < 0) return -EFAULT;
  return ready.length;
}

function afterMilliseconds(kernel: Kernel, ms: number): number {
  return ms < 0 ? Number.POSITIVE_INFINITY : kernel.now + fromTimeSpec(0, ms * 1e6);
}

const EPFD = arg('epfd', 'fd');
const EVENTS = out('events', 'ptr');
const MAX_EVENTS = arg('maxevents', 'int');
const TIMEOUT = arg('timeout', 'int');
const EDGE = { missing: 'EPOLLET reports changes of readiness, not every new event.' };

export const eventSyscalls: readonly SyscallRow[] = [
  row(284, 'eventfd', [arg('count', 'uint')], 400, (k, t, initial) => eventfd(k, t, initial, 0), { result: 'fd' }),
  row(
    290,
    'eventfd2',
    [arg('count', 'uint'), arg('flags', 'int')],
    400,
    (k, t, initial, flags) => eventfd(k, t, initial, flags | 0),
    { result: 'fd' },
  ),
  row(
    213,
    'epoll_create',
    [arg('size', 'int')],
    500,
    (k, t, size) => ((size | 0) <= 0 ? -EINVAL : epollCreate(k, t, 0)),
    { result: 'fd' },
  ),
  row(291, 'epoll_create1', [arg('flags', 'int')], 500, (k, t, flags) => epollCreate(k, t, flags | 0), {
    result: 'fd',
  }),
  row(
    233,
    'epoll_ctl',
    [EPFD, arg('op', 'int'), arg('fd', 'fd'), arg('event', 'ptr')],
    300,
    (k, t, epfd, op, fd, event) => epollCtl(k, t, epfd, op | 0, fd, event),
    EDGE,
  ),
  row(
    232,
    'epoll_wait',
    [EPFD, EVENTS, MAX_EVENTS, TIMEOUT],
    300,
    (k, t, epfd, to, max, ms) => epollWait(k, t, epfd, to, max | 0, afterMilliseconds(k, ms | 0)),
    EDGE,
  ),
  row(
    281,
    'epoll_pwait',
    [EPFD, EVENTS, MAX_EVENTS, TIMEOUT, arg('sigmask', 'sigset'), arg('sigsetsize', 'size')],
    300,
    (k, t, epfd, to, max, ms, mask, size) =>
      withSignalMask(k, t, mask, size, () => epollWait(k, t, epfd, to, max | 0, afterMilliseconds(k, ms | 0))),
    EDGE,
  ),
];
