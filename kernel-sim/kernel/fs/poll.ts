/**
 * Waiting for any of several files: what poll, select and epoll have in common. Follows fs/select.c: do_poll, do_select.
 */
import { POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLRDNORM, POLLWRNORM } from '../abi/poll';
import { ERESTARTNOHAND } from '../errno';
import type { File, Kernel, Sleeping, WaitQueue } from '../types';
import { INTERRUPTED, TIMED_OUT } from '../types';

/** Regular files and directories are always ready (DEFAULT_POLLMASK). */
const DEFAULT_POLLMASK = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
/** Reported even when not asked for. */
export const POLL_ALWAYS = POLLERR | POLLHUP | POLLNVAL;

/** What holds of a file now; the queues to wait on are appended. */
export function pollFile(file: File, queues: WaitQueue[]): number {
  return file.ops.poll === undefined ? DEFAULT_POLLMASK : file.ops.poll(file, queues);
}

/**
 * Asks `scan` again and again until it finds something (> 0) or fails (< 0), or `until` (virtual time) has come (0).
 * `scan` appends the queues it wants to be woken by.
 */
export function waitForAny(
  kernel: Kernel,
  what: string,
  until: number,
  scan: (queues: WaitQueue[]) => number,
): number | Sleeping<number> {
  const queues: WaitQueue[] = [];
  const found = scan(queues);
  if (found !== 0 || until <= kernel.now) return found;
  return sleepForAny(what, until, scan, queues);
}

function* sleepForAny(
  what: string,
  until: number,
  scan: (queues: WaitQueue[]) => number,
  first: WaitQueue[],
): Sleeping<number> {
  let queues = first;
  for (;;) {
    const [queue = null, ...also] = queues;
    const why = yield { queue, also, until, interruptible: true, what };
    queues = [];
    const found = scan(queues);
    if (found !== 0) return found;
    if (why === INTERRUPTED) return -ERESTARTNOHAND;
    if (why === TIMED_OUT) return 0;
  }
}
