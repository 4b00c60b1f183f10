/**
 * Kernel work that may sleep and belongs to no task: writeback, loop devices, what a last close leaves to do. Linux has kworkers for it.
 * Departs from Linux: no task runs it, so that ps and pid numbers do not depend on disks; it looks again every few microseconds
 * whether what it waits for has happened.
 */
import type { Kernel, Sleeping } from '../types';
import { WOKEN } from '../types';

/** 10 µs. */
const LOOK_AGAIN = 1000;

/** Runs `body` to its end, beginning now. */
export function runWork(kernel: Kernel, body: Sleeping<void>): void {
  const step = (): void => {
    const next = body.next(WOKEN);
    if (next.done !== true) kernel.timer(kernel.now + LOOK_AGAIN, step);
  };
  step();
}
