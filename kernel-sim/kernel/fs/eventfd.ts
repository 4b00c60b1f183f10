/**
 * eventfd(2): a counter as a file. Follows fs/eventfd.c. Counts stay below 2^53.
 */
import { POLLERR, POLLIN, POLLOUT } from '../abi/poll';
import { EAGAIN, EFAULT, EINVAL, ERESTARTSYS, ESPIPE } from '../errno';
import type { File, FileOperations, IoBuffer, Kernel, Sleeping, WaitQueue } from '../types';
import { INTERRUPTED } from '../types';
import { anonymousFile } from './anonymous';
import type { OpenFile } from './file';

const MAX = Number.MAX_SAFE_INTEGER - 1;

class EventCounter {
  readonly changed: WaitQueue;

  constructor(
    kernel: Kernel,
    public count: number,
    /** EFD_SEMAPHORE: each read takes one. */
    readonly semaphore: boolean,
  ) {
    this.changed = kernel.newWaitQueue('eventfd');
  }

  take(io: IoBuffer): number {
    const value = this.semaphore ? 1 : this.count;
    this.count -= value;
    this.changed.wake();
    const bytes = new Uint8Array(new BigUint64Array([BigInt(value)]).buffer);
    return io.put(bytes, 0, 8) < 8 ? -EFAULT : 8;
  }

  add(value: number): number {
    this.count += value;
    this.changed.wake();
    return 8;
  }
}

const counterOf = (file: File): EventCounter => file.private as EventCounter;

const eventOps: FileOperations = {
  stream: true,
  llseek: () => -ESPIPE,
  read(_kernel, _task, file, io) {
    if (io.remaining < 8) return -EINVAL;
    const counter = counterOf(file);
    if (counter.count > 0) return counter.take(io);
    return file.nonblocking ? -EAGAIN : readLater(counter, io);
  },
  write(_kernel, _task, file, io) {
    if (io.remaining < 8) return -EINVAL;
    const bytes = new Uint8Array(8);
    if (io.get(bytes, 0, 8) < 8) return -EFAULT;
    const value = new DataView(bytes.buffer).getBigUint64(0, true);
    if (value === 0xffffffffffffffffn) return -EINVAL;
    const counter = counterOf(file);
    if (value <= BigInt(MAX - counter.count)) return counter.add(Number(value));
    return file.nonblocking ? -EAGAIN : writeLater(counter, value);
  },
  poll(file, queues) {
    const { count, changed } = counterOf(file);
    queues.push(changed);
    return (count > 0 ? POLLIN : 0) | (count < MAX ? POLLOUT : 0) | (count > MAX ? POLLERR : 0);
  },
};

function* readLater(counter: EventCounter, io: IoBuffer): Sleeping<number> {
  while (counter.count === 0) {
    if ((yield* counter.changed.sleep('eventfd_read')) === INTERRUPTED) return -ERESTARTSYS;
  }
  return counter.take(io);
}

function* writeLater(counter: EventCounter, value: bigint): Sleeping<number> {
  while (value > BigInt(MAX - counter.count)) {
    if ((yield* counter.changed.sleep('eventfd_write')) === INTERRUPTED) return -ERESTARTSYS;
  }
  return counter.add(Number(value));
}

export function createEventFile(kernel: Kernel, initial: number, semaphore: boolean, flags: number): OpenFile {
  const file = anonymousFile(kernel, '[eventfd]', eventOps, flags);
  file.private = new EventCounter(kernel, initial, semaphore);
  return file;
}
