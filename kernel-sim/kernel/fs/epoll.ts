/**
 * epoll(7): a set of files to wait on. Follows fs/eventpoll.c in what programs see; ready files are found by asking each one.
 * Departs from it: EPOLLET reports a file when its readiness has changed since it was last reported, not at each new event.
 */
import { POLLIN } from '../abi/poll';
import { EEXIST, EINVAL, ENOENT, EPERM } from '../errno';
import type { File, FileOperations, Kernel, WaitQueue } from '../types';
import { anonymousFile } from './anonymous';
import { type OpenFile, openFile } from './file';
import { POLL_ALWAYS, pollFile } from './poll';

export const EPOLLONESHOT = 1 << 30;
export const EPOLLET = 1 << 31;
/** Bits that say how, not what. */
const EPOLL_PRIVATE = (EPOLLONESHOT | EPOLLET | (1 << 29) | (1 << 28)) >>> 0;

export interface EpollEvent {
  events: number;
  /** 64 bits of the user's own. */
  data: bigint;
}

interface Item {
  fd: number;
  file: File;
  wanted: EpollEvent;
  /** What was reported last, for EPOLLET. */
  reported: number;
}

export class EventPoll {
  private items: Item[] = [];
  /** The set changed: sleeping waiters look again. */
  readonly changed: WaitQueue;

  constructor(kernel: Kernel) {
    this.changed = kernel.newWaitQueue('epoll');
  }

  private find(fd: number, file: File): Item | undefined {
    return this.items.find((item) => item.fd === fd && item.file === file);
  }

  add(fd: number, file: File, wanted: EpollEvent): number {
    if (file.ops.poll === undefined) return -EPERM;
    if (this.find(fd, file) !== undefined) return -EEXIST;
    this.items.push({ fd, file, wanted, reported: 0 });
    const open = openFile(file);
    open.onRelease ??= [];
    open.onRelease.push(() => {
      this.items = this.items.filter((item) => item.file !== file);
    });
    this.changed.wake();
    return 0;
  }

  modify(fd: number, file: File, wanted: EpollEvent): number {
    const item = this.find(fd, file);
    if (item === undefined) return -ENOENT;
    item.wanted = wanted;
    item.reported = 0;
    this.changed.wake();
    return 0;
  }

  remove(fd: number, file: File): number {
    const item = this.find(fd, file);
    if (item === undefined) return -ENOENT;
    this.items.splice(this.items.indexOf(item), 1);
    return 0;
  }

  /** Up to `max` ready files; those reported go to the end, so that all get their turn. */
  collect(max: number, queues: WaitQueue[]): EpollEvent[] {
    queues.push(this.changed);
    const ready: EpollEvent[] = [];
    const done: Item[] = [];
    for (const item of this.items) {
      const mask = readiness(item, queues);
      const fresh = (item.wanted.events & EPOLLET) !== 0 ? mask & ~item.reported : mask;
      if (fresh === 0) item.reported &= mask;
      else if (ready.length < max) {
        ready.push({ events: mask, data: item.wanted.data });
        item.reported = mask;
        if ((item.wanted.events & EPOLLONESHOT) !== 0)
          item.wanted = { ...item.wanted, events: item.wanted.events & EPOLL_PRIVATE };
        done.push(item);
      }
    }
    if (done.length > 0) this.items = [...this.items.filter((item) => !done.includes(item)), ...done];
    return ready;
  }

  /** Would epoll_wait find anything? Changes nothing. */
  isReady(queues: WaitQueue[]): boolean {
    queues.push(this.changed);
    return this.items.some((item) => readiness(item, queues) !== 0);
  }
}

function readiness({ file, wanted }: Item, queues: WaitQueue[]): number {
  const asked = wanted.events & ~EPOLL_PRIVATE;
  return asked === 0 ? 0 : pollFile(file, queues) & (asked | POLL_ALWAYS);
}

const epollOps: FileOperations = {
  poll: (file, queues) => ((file.private as EventPoll).isReady(queues) ? POLLIN : 0),
};

export function createEpollFile(kernel: Kernel, flags: number): OpenFile {
  const file = anonymousFile(kernel, '[eventpoll]', epollOps, flags);
  file.private = new EventPoll(kernel);
  return file;
}

export function epollOf(file: File): EventPoll | number {
  return file.private instanceof EventPoll ? file.private : -EINVAL;
}
