/**
 * /dev/vda and its kind as files: bytes of the device through its page cache, and the ioctls that tools ask. Follows block/fops.c and
 * block/ioctl.c.
 */
import { CAP_SYS_ADMIN } from '../../abi/capability';
import { O_DIRECT, O_EXCL, SEEK_CUR, SEEK_END, SEEK_SET } from '../../abi/fcntl';
import { EACCES, EBUSY, EFAULT, EINVAL, ENOSPC, ENOTTY, ENXIO, EOPNOTSUPP, EROFS } from '../../errno';
import { contextOf } from '../../fs/context';
import { readPages, type Writable, writePages } from '../../fs/filemap';
import { PAGE } from '../../fs/page-cache';
import { capable } from '../../fs/permission';
import { throttle } from '../../fs/writeback';
import { andThen } from '../../sleeping';
import type { File, FileOperations, IoBuffer, Kernel, MaySleep, Sleeping, Task } from '../../types';
import type { BlockDevice } from './device';

const deviceOf = (file: File): BlockDevice => file.private as BlockDevice;

/** Opening a node: the device of its number, or -ENXIO. Drivers add their own ioctls. */
export const blockNodeOps: FileOperations = {
  open(kernel: Kernel, _task: Task, file: File): number {
    const device = contextOf(kernel).blockDevices.find(file.inode.rdev);
    if (device === undefined) return -ENXIO;
    if (file.writable && device.readOnly) return -EACCES;
    if ((file.flags & O_EXCL) !== 0) {
      if (device.holder !== null) return -EBUSY;
      device.holder = file;
    }
    device.openers++;
    file.private = device;
    return 0;
  },

  read(kernel, _task, file, io, pos): MaySleep<number> {
    const device = deviceOf(file);
    const { cache } = device;
    if ((file.flags & O_DIRECT) === 0) return readPages(kernel, cache, device.bytes, io, pos);
    if ((pos | io.remaining) % 512 !== 0) return -EINVAL;
    const last = Math.ceil((pos + io.remaining) / PAGE);
    return andThen(readPages(kernel, cache, device.bytes, io, pos), (result) => {
      cache.dropClean(Math.floor(pos / PAGE), last);
      return result;
    });
  },

  write(kernel, _task, file, io, pos): MaySleep<number> {
    const device = deviceOf(file);
    if (device.readOnly) return -EROFS;
    if (pos >= device.bytes) return io.remaining === 0 ? 0 : -ENOSPC;
    const direct = (file.flags & O_DIRECT) !== 0;
    if (direct && (pos | io.remaining) % 512 !== 0) return -EINVAL;
    const room = limited(io, device.bytes - pos);
    const written = writePages(kernel, writable(kernel, device), room, pos);
    return direct ? writeThrough(device, written, pos) : written;
  },

  llseek(file, offset, whence) {
    const { bytes } = deviceOf(file);
    const base = whence === SEEK_SET ? 0 : whence === SEEK_CUR ? file.pos : whence === SEEK_END ? bytes : Number.NaN;
    const to = base + offset;
    if (!(to >= 0 && to <= bytes)) return -EINVAL;
    file.pos = to;
    return to;
  },

  ioctl(kernel, task, file, command, arg): MaySleep<number> {
    const device = deviceOf(file);
    const own = device.ioctl?.(kernel, task, file, command >>> 0, arg);
    return own ?? IOCTLS[command >>> 0]?.(kernel, task, device, arg) ?? -ENOTTY;
  },

  fsync: (_kernel, file) => deviceOf(file).sync(),

  release(kernel, file) {
    const device = file.private as BlockDevice | null;
    if (device === null) return;
    device.openers--;
    if (device.holder === file) device.holder = null;
    device.maybeIdle(kernel);
  },
};

/** A buffer that ends where the device ends. */
function limited(io: IoBuffer, room: number): IoBuffer {
  if (io.remaining <= room) return io;
  const end = io.done + room;
  return {
    get remaining() {
      return end - io.done;
    },
    get done() {
      return io.done;
    },
    get fault() {
      return io.fault;
    },
    put: (from, offset, length) => io.put(from, offset, Math.min(length, end - io.done)),
    get: (to, offset, length) => io.get(to, offset, Math.min(length, end - io.done)),
    faultIn: () => io.faultIn?.() ?? -EFAULT,
  };
}

function* writeThrough(device: BlockDevice, write: MaySleep<number>, pos: number): Sleeping<number> {
  const written = typeof write === 'number' ? write : yield* write;
  if (written <= 0) return written;
  const [first, end] = [Math.floor(pos / PAGE), Math.ceil((pos + written) / PAGE)];
  const error = yield* device.cache.writeAll(first, end);
  device.cache.dropClean(first, end);
  return error < 0 ? error : written;
}

function writable(kernel: Kernel, device: BlockDevice): Writable {
  return {
    space: device.cache,
    // The size of a device is fixed: writes never move its end.
    inode: { size: device.bytes } as Writable['inode'],
    blockSize: 512,
    reserve: () => 0,
    balance: () => (contextOf(kernel).pageCache.overLimit ? throttle(kernel) : undefined),
  };
}

type Ioctl = (kernel: Kernel, task: Task, device: BlockDevice, arg: number) => MaySleep<number>;

const put =
  (bytes: 2 | 4 | 8, value: (device: BlockDevice) => number): Ioctl =>
  (kernel, task, device, arg) => {
    const out = new Uint8Array(bytes);
    let left = value(device);
    for (let i = 0; i < bytes; i++) {
      out[i] = left % 256;
      left = Math.floor(left / 256);
    }
    return kernel.copyToUser(task, arg, out);
  };

const IOCTLS: Readonly<Record<number, Ioctl>> = {
  /* BLKROSET */ 4701: (kernel, task, device, arg) => {
    if (!capable(task.cred, CAP_SYS_ADMIN)) return -EACCES;
    const flag = new Uint8Array(4);
    if (kernel.copyFromUser(task, arg, flag) < 0) return -EFAULT;
    device.readOnly = flag.some((byte) => byte !== 0);
    return 0;
  },
  /* BLKROGET */ 4702: put(4, (device) => (device.readOnly ? 1 : 0)),
  /* BLKRRPART */ 4703: (kernel, task, device) => {
    if (!capable(task.cred, CAP_SYS_ADMIN)) return -EACCES;
    return device.rescan === null ? -EINVAL : device.rescan(kernel);
  },
  /* BLKGETSIZE */ 4704: put(8, (device) => device.sectors),
  /* BLKFLSBUF */ 4705: (_kernel, task, device) => (capable(task.cred, CAP_SYS_ADMIN) ? flushBuffers(device) : -EACCES),
  /* BLKRAGET */ 4707: put(8, () => 256),
  /* BLKSSZGET */ 4712: put(4, () => 512),
  /* BLKDISCARD */ 4727: () => -EOPNOTSUPP,
  /* BLKIOMIN */ 4728: put(4, () => 512),
  /* BLKIOOPT */ 4729: put(4, () => 0),
  /* BLKALIGNOFF */ 4730: put(4, () => 0),
  /* BLKPBSZGET */ 4731: put(4, () => 512),
  /* BLKROTATIONAL */ 4734: put(2, (device) => (device.rotational ? 1 : 0)),
  /* BLKBSZGET */ 2148012656: put(4, () => 4096),
  /* BLKGETSIZE64 */ 2148012658: put(8, (device) => device.bytes),
};

function* flushBuffers(device: BlockDevice): Sleeping<number> {
  yield* device.cache.writeAll();
  device.cache.dropClean(0, Number.POSITIVE_INFINITY);
  return 0;
}
