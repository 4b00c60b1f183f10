/**
 * The memory devices: null, zero, full, random, urandom, kmsg (major 1). Follows drivers/char/mem.c, random.c and kernel/printk/printk.c.
 * Departs from it: no /dev/mem and /dev/port; /dev/kmsg gives records without continuation lines.
 */
import { PAGE_SIZE } from '../../../machine/types';
import { SEEK_CUR, SEEK_END } from '../../abi/fcntl';
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../../abi/poll';
import { EAGAIN, EFAULT, EINVAL, ENOSPC, ENOTTY } from '../../errno';
import type { BaseSuperBlock } from '../../fs/inode';
import { RNDGETENTCNT } from '../../fs/ioctls';
import { utf8Decode, utf8Encode } from '../../fs/text';
import type { File, FileOperations, IoBuffer, Kernel, Task } from '../../types';
import type { CharDevices } from './registry';

export const MEM_MAJOR = 1;

export interface MemDevice {
  minor: number;
  name: string;
  mode: number;
  ops: FileOperations;
}

const ZEROS = new Uint8Array(PAGE_SIZE);
const ALWAYS_READY = POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM;

/** Takes everything without looking at it, so that even a bad address is fine. */
const swallow = (_kernel: Kernel, _task: Task, _file: File, io: IoBuffer): number => io.remaining;

/** Takes everything, keeps nothing (here: does not stir the seeded pool). */
function discard(_kernel: Kernel, _task: Task, _file: File, io: IoBuffer): number {
  const sink = new Uint8Array(Math.min(io.remaining, PAGE_SIZE));
  while (io.remaining > 0) if (io.get(sink, 0, Math.min(io.remaining, PAGE_SIZE)) === 0) break;
  return io.done > 0 || io.fault === 0 ? io.done : -EFAULT;
}

function zeros(_kernel: Kernel, _task: Task, _file: File, io: IoBuffer): number {
  while (io.remaining > 0) if (io.put(ZEROS, 0, Math.min(io.remaining, PAGE_SIZE)) === 0) break;
  return io.done > 0 || io.fault === 0 ? io.done : -EFAULT;
}

function randomness(kernel: Kernel, _task: Task, _file: File, io: IoBuffer): number {
  const bytes = new Uint8Array(Math.min(io.remaining, PAGE_SIZE));
  while (io.remaining > 0) {
    kernel.randomBytes(bytes);
    const wanted = Math.min(io.remaining, bytes.length);
    if (io.put(bytes, 0, wanted) < wanted) break;
  }
  return io.done > 0 || io.fault === 0 ? io.done : -EFAULT;
}

/** Seeking does nothing but succeed (null_lseek, memory_lseek of these). */
const seekNowhere = (file: File): number => {
  file.pos = 0;
  return 0;
};

const randomOps: FileOperations = {
  read: randomness,
  write: discard,
  llseek: seekNowhere,
  poll: () => ALWAYS_READY,
  ioctl(kernel, task, _file, command, arg) {
    if (command >>> 0 !== RNDGETENTCNT) return -ENOTTY;
    return kernel.copyToUser(task, arg, new Uint8Array(Int32Array.of(256).buffer));
  },
};

/** Where a reader of /dev/kmsg stands: the number of the next record. */
const nextRecord = (file: File): number => (typeof file.private === 'number' ? file.private : 0);

const kmsgOps: FileOperations = {
  /** One record a read: `priority,sequence,microseconds,-;text`. */
  read(kernel, _task, file, io) {
    const index = nextRecord(file);
    const record = kernel.log[index];
    if (record === undefined) return -EAGAIN;
    const micros = Math.floor(record.at / 100);
    const line = utf8Encode(`${record.level},${index},${micros},-;${record.text.replace(/\n$/, '')}\n`);
    if (line.length > io.remaining) return -EINVAL;
    file.private = index + 1;
    return io.put(line, 0, line.length) < line.length ? -EFAULT : line.length;
  },
  /** A line for the log; `<3>` in front sets its level. */
  write(kernel, _task, _file, io) {
    const bytes = new Uint8Array(io.remaining);
    if (io.get(bytes, 0, bytes.length) < bytes.length) return -EFAULT;
    const text = utf8Decode(bytes).replace(/\n$/, '');
    const prefix = /^<(\d+)>/.exec(text);
    kernel.printk(prefix === null ? 4 : Number(prefix[1]) & 7, prefix === null ? text : text.slice(prefix[0].length));
    return bytes.length;
  },
  llseek(file, _offset, whence) {
    if (whence === SEEK_CUR) return -EINVAL;
    file.private = whence === SEEK_END ? (file.inode.sb as BaseSuperBlock).kernel.log.length : 0;
    return 0;
  },
  poll: () => POLLIN | POLLRDNORM,
};

export const MEM_DEVICES: readonly MemDevice[] = [
  { minor: 3, name: 'null', mode: 0o666, ops: { read: () => 0, write: swallow, llseek: seekNowhere } },
  { minor: 5, name: 'zero', mode: 0o666, ops: { read: zeros, write: swallow, llseek: seekNowhere } },
  { minor: 7, name: 'full', mode: 0o666, ops: { read: zeros, write: () => -ENOSPC, llseek: seekNowhere } },
  { minor: 8, name: 'random', mode: 0o666, ops: randomOps },
  { minor: 9, name: 'urandom', mode: 0o666, ops: randomOps },
  { minor: 11, name: 'kmsg', mode: 0o644, ops: kmsgOps },
];

export function registerMemDevices(devices: CharDevices): void {
  const byMinor = new Map(MEM_DEVICES.map((device) => [device.minor, device.ops]));
  devices.register(MEM_MAJOR, 0, 256, 'mem', (minor) => byMinor.get(minor));
}
