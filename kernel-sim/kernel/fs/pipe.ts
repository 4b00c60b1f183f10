/**
 * Pipes and FIFOs: a ring of at most 16 pages between writers and readers. Follows fs/pipe.c.
 *
 * A write fills the last page only if its odd part fits there whole; otherwise it takes a new page. So a write of up to
 * PIPE_BUF bytes is never torn apart, and a pipe can be full with far fewer than 65,536 bytes in it, as on Linux.
 */

import { PAGE_SIZE } from '../../machine/types';
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../abi/poll';
import { SIGPIPE } from '../abi/signal';
import { EAGAIN, EBUSY, EFAULT, ENOTTY, EPERM, EPIPE, ERESTARTSYS, ESPIPE } from '../errno';
import { objectAddress } from '../trace/kernel-events';
import { traced } from '../trace/more-events';
import type { File, FileOperations, IoBuffer, Kernel, Sleeping, Task, WaitQueue } from '../types';
import { INTERRUPTED } from '../types';
import { FIONREAD } from './ioctls';

/** fs/pipe.c: PIPE_DEF_BUFFERS. */
export const PIPE_DEF_BUFFERS = 16;
/** fs/pipe.c: pipe_max_size, for users without CAP_SYS_RESOURCE. */
export const PIPE_MAX_SIZE = 1048576;

/** struct pipe_buffer: one page of the ring and which part of it is still to be read. */
interface PipeBuffer {
  page: Uint8Array;
  offset: number;
  length: number;
}

export class Pipe {
  readers = 0;
  writers = 0;
  /** How often an end was opened: a FIFO's open waits for a change (r_counter, w_counter). */
  readerOpens = 0;
  writerOpens = 0;
  /** Pages allowed (max_usage). */
  slots = PIPE_DEF_BUFFERS;
  /** Filled pages, oldest first. */
  private readonly filled: PipeBuffer[] = [];
  private readonly spare: PipeBuffer[] = [];
  readonly readable: WaitQueue;
  readonly writable: WaitQueue;
  /** The host at the other end (host-pipe.ts) hears when there is something to take, or room to fill. */
  onFilled: (() => void) | null = null;
  onDrained: (() => void) | null = null;

  constructor(kernel: Kernel) {
    this.readable = kernel.newWaitQueue('pipe_read');
    this.writable = kernel.newWaitQueue('pipe_write');
  }

  get empty(): boolean {
    return this.filled.length === 0;
  }

  get full(): boolean {
    return this.filled.length >= this.slots;
  }

  /** Bytes waiting: FIONREAD. */
  get used(): number {
    let bytes = 0;
    for (const buffer of this.filled) bytes += buffer.length;
    return bytes;
  }

  get pagesUsed(): number {
    return this.filled.length;
  }

  /** Moves what is there to the reader. Bytes moved, or -EFAULT when not even one could be. */
  take(to: IoBuffer): number {
    const wasFull = this.full;
    let total = 0;
    while (to.remaining > 0 && this.filled.length > 0) {
      const buffer = this.filled[0];
      const wanted = Math.min(buffer.length, to.remaining);
      const moved = to.put(buffer.page, buffer.offset, wanted);
      buffer.offset += moved;
      buffer.length -= moved;
      total += moved;
      if (buffer.length === 0) this.recycle();
      if (moved < wanted) break;
    }
    if (wasFull && !this.full) this.writable.wake();
    this.onDrained?.();
    return total === 0 && to.remaining > 0 ? -EFAULT : total;
  }

  /** Moves from the writer what fits now. Bytes moved (0: full), or -EFAULT when not even one could be. */
  fill(from: IoBuffer): number {
    const wasEmpty = this.empty;
    let total = wasEmpty ? 0 : this.merge(from);
    while (total >= 0 && from.remaining > 0 && !this.full) {
      const buffer = this.spare.pop() ?? { page: new Uint8Array(PAGE_SIZE), offset: 0, length: 0 };
      const wanted = Math.min(PAGE_SIZE, from.remaining);
      const moved = from.get(buffer.page, 0, wanted);
      buffer.offset = 0;
      buffer.length = moved;
      (moved > 0 ? this.filled : this.spare).push(buffer);
      total += moved;
      if (moved < wanted) return this.wrote(wasEmpty, total === 0 ? -EFAULT : total);
    }
    return this.wrote(wasEmpty, total);
  }

  /** The odd part of a write goes behind the last page's data when it fits there whole. */
  private merge(from: IoBuffer): number {
    const odd = from.remaining % PAGE_SIZE;
    const last = this.filled[this.filled.length - 1];
    const end = last.offset + last.length;
    if (odd === 0 || end + odd > PAGE_SIZE) return 0;
    const moved = from.get(last.page, end, odd);
    last.length += moved;
    return moved < odd ? -EFAULT : moved;
  }

  private wrote(wasEmpty: boolean, result: number): number {
    if (wasEmpty && !this.empty) this.readable.wake();
    if (result > 0) this.onFilled?.();
    return result;
  }

  private recycle(): void {
    const buffer = this.filled.shift();
    if (buffer !== undefined && this.spare.length < 2) this.spare.push(buffer);
  }

  /** F_SETPIPE_SZ: room for `size` bytes, rounded up to a power of two of pages. */
  resize(size: number, mayExceed: boolean): number {
    let slots = 1;
    while (slots * PAGE_SIZE < size) slots *= 2;
    if (slots * PAGE_SIZE > PIPE_MAX_SIZE && slots > this.slots && !mayExceed) return -EPERM;
    if (slots < this.filled.length) return -EBUSY;
    this.slots = slots;
    this.writable.wake();
    return slots * PAGE_SIZE;
  }

  /** One end is closed: the others find out. */
  wakeAll(): void {
    this.readable.wake();
    this.writable.wake();
  }
}

export function pipeOf(file: File): Pipe {
  return file.private as Pipe;
}

function readPipe(file: File, to: IoBuffer): number | Sleeping<number> {
  const pipe = pipeOf(file);
  if (to.remaining === 0) return 0;
  if (!pipe.empty) return pipe.take(to);
  if (pipe.writers === 0) return 0;
  if (file.nonblocking) return -EAGAIN;
  return readWhenFilled(pipe, to);
}

function writePipe(kernel: Kernel, task: Task, file: File, from: IoBuffer): number | Sleeping<number> {
  const pipe = pipeOf(file);
  if (from.remaining === 0) return 0;
  if (pipe.readers === 0) return broken(kernel, task);
  const moved = pipe.fill(from);
  if (moved < 0 || from.remaining === 0) return moved;
  if (from.fault !== 0) return moved > 0 ? moved : from.fault;
  if (file.nonblocking) return moved > 0 ? moved : -EAGAIN;
  return writeRest(kernel, task, pipe, from);
}

/** pipefifo_fops: both ends of a pipe and FIFOs opened in any mode. FIFOs add `open` (fifo.ts). */
export const pipeOps: FileOperations = {
  stream: true,

  /** read(2): blocks while the pipe is empty and a writer is left; 0 at end of file. */
  read(kernel: Kernel, _task: Task, file: File, to: IoBuffer): number | Sleeping<number> {
    return traced(
      kernel,
      'pipe_read',
      () => [objectAddress(kernel, file), objectAddress(kernel, to)],
      () => readPipe(file, to),
    );
  },

  /** write(2): all of it, sleeping while the pipe is full; SIGPIPE and -EPIPE when nobody can read. */
  write(kernel: Kernel, task: Task, file: File, from: IoBuffer): number | Sleeping<number> {
    return traced(
      kernel,
      'pipe_write',
      () => [objectAddress(kernel, file), objectAddress(kernel, from)],
      () => writePipe(kernel, task, file, from),
    );
  },

  poll(file: File, queues: WaitQueue[]): number {
    const pipe = pipeOf(file);
    let mask = 0;
    if (file.readable) {
      queues.push(pipe.readable);
      if (!pipe.empty) mask |= POLLIN | POLLRDNORM;
      // A FIFO opened before any writer came has not been hung up on.
      if (pipe.writers === 0 && (pipe.writerOpens > 0 || !pipe.empty)) mask |= POLLHUP;
    }
    if (file.writable) {
      queues.push(pipe.writable);
      if (!pipe.full) mask |= POLLOUT | POLLWRNORM;
      if (pipe.readers === 0) mask |= POLLERR;
    }
    return mask;
  },

  ioctl(kernel: Kernel, task: Task, file: File, command: number, arg: number): number {
    if (command !== FIONREAD) return -ENOTTY;
    const answer = new Uint8Array(4);
    new DataView(answer.buffer).setInt32(0, pipeOf(file).used, true);
    return kernel.copyToUser(task, arg, answer);
  },

  llseek: () => -ESPIPE,

  release(_kernel: Kernel, file: File): void {
    const pipe = pipeOf(file);
    if (file.readable) pipe.readers--;
    if (file.writable) pipe.writers--;
    pipe.wakeAll();
    if (file.writable && pipe.writers === 0) pipe.onFilled?.();
  },
};

function* readWhenFilled(pipe: Pipe, to: IoBuffer): Sleeping<number> {
  while (pipe.empty) {
    if (pipe.writers === 0) return 0;
    if ((yield* pipe.readable.sleep('pipe_read')) === INTERRUPTED) return -ERESTARTSYS;
  }
  return pipe.take(to);
}

function* writeRest(kernel: Kernel, task: Task, pipe: Pipe, from: IoBuffer): Sleeping<number> {
  for (;;) {
    while (pipe.full && pipe.readers > 0) {
      if ((yield* pipe.writable.sleep('pipe_write')) === INTERRUPTED) return from.done > 0 ? from.done : -ERESTARTSYS;
    }
    if (pipe.readers === 0) {
      const error = broken(kernel, task);
      return from.done > 0 ? from.done : error;
    }
    const moved = pipe.fill(from);
    if (moved < 0 || from.fault !== 0) return from.done > 0 ? from.done : -EFAULT;
    if (from.remaining === 0) return from.done;
  }
}

function broken(kernel: Kernel, task: Task): number {
  kernel.sendSignal(task, SIGPIPE);
  return -EPIPE;
}
