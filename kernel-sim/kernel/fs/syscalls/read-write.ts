/**
 * read, write and their relatives, lseek. Follows fs/read_write.c.
 */
import { IOV_MAX, MAX_RW_COUNT } from '../../abi/limits';
import { EBADF, EFAULT, EINVAL, EOPNOTSUPP, ESPIPE } from '../../errno';
import type { IoBuffer, Kernel, MaySleep, Sleeping, SyscallRow, Task } from '../../types';
import type { OpenFile } from '../file';
import { IovecBuffer } from '../iovec';
import { limitToFileSize, vfsRead, vfsWrite } from '../rw';
import { genericSeek } from '../seek';
import { get64 } from './memory';
import { fileOf } from './paths';
import { arg, buffer, FD, out, row } from './row';

type Transfer = typeof vfsRead;

function read(kernel: Kernel, task: Task, fd: number, address: number, count: number): number | Sleeping<number> {
  const file = fileOf(task, fd);
  if (file === undefined || !file.readable) return -EBADF;
  if (count < 0) return -EINVAL;
  return vfsRead(kernel, task, file, kernel.userBuffer(task, address, Math.min(count, MAX_RW_COUNT)), null);
}

function write(kernel: Kernel, task: Task, fd: number, address: number, count: number): number | Sleeping<number> {
  const file = fileOf(task, fd);
  if (file === undefined || !file.writable) return -EBADF;
  if (count < 0) return -EINVAL;
  const length = limitToFileSize(task, file, null, Math.min(count, MAX_RW_COUNT));
  return vfsWrite(kernel, task, file, kernel.userBuffer(task, address, length), null);
}

/** Files without a position (pipes, terminals) have no pread and pwrite. */
function positioned(
  kernel: Kernel,
  task: Task,
  fd: number,
  address: number,
  count: number,
  pos: number,
  transfer: Transfer,
): number | Sleeping<number> {
  if (pos < 0) return -EINVAL;
  const file = fileOf(task, fd);
  if (file === undefined) return -EBADF;
  if (file.ops.stream === true) return -ESPIPE;
  if (count < 0) return -EINVAL;
  const most = Math.min(count, MAX_RW_COUNT);
  const length = transfer === vfsWrite ? limitToFileSize(task, file, pos, most) : most;
  return transfer(kernel, task, file, kernel.userBuffer(task, address, length), pos);
}

/** readv, writev, preadv …; `pos` null: the file's position. */
function vector(
  kernel: Kernel,
  task: Task,
  fd: number,
  address: number,
  count: number,
  pos: number | null,
  transfer: Transfer,
): number | Sleeping<number> {
  if (pos !== null && pos < 0) return -EINVAL;
  const file = fileOf(task, fd);
  if (file === undefined || !(transfer === vfsRead ? file.readable : file.writable)) return -EBADF;
  if (pos !== null && file.ops.stream === true) return -ESPIPE;
  const io = importIovec(kernel, task, address, count);
  return typeof io === 'number' ? io : transfer(kernel, task, file, io, pos);
}

/** Reads struct iovec { base, length } × count. */
export function importIovec(kernel: Kernel, task: Task, address: number, count: number): IoBuffer | number {
  if (count < 0 || count > IOV_MAX) return -EINVAL;
  const bytes = new Uint8Array(count * 16);
  if (count > 0 && kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
  const view = new DataView(bytes.buffer);
  const parts: IoBuffer[] = [];
  let total = 0;
  for (let i = 0; i < count; i++) {
    const length = get64(view, i * 16 + 8);
    if (length < 0) return -EINVAL;
    const room = Math.min(length, MAX_RW_COUNT - total);
    if (room > 0) parts.push(kernel.userBuffer(task, get64(view, i * 16), room));
    total += room;
  }
  return new IovecBuffer(parts);
}

function lseek(task: Task, fd: number, offset: number, whence: number): MaySleep<number> {
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  if (whence < 0 || whence > 4) return -EINVAL;
  return seek(file, offset, whence);
}

function seek(file: OpenFile, offset: number, whence: number): MaySleep<number> {
  if (file.ops.llseek !== undefined) return file.ops.llseek(file, offset, whence);
  return file.ops.stream === true ? -ESPIPE : genericSeek(file, offset, whence);
}

/** preadv2, pwritev2: position -1 is the file's own. Of the RWF_ flags none is there. */
function vector2(
  kernel: Kernel,
  task: Task,
  fd: number,
  address: number,
  count: number,
  pos: number,
  flags: number,
  transfer: Transfer,
): number | Sleeping<number> {
  if (flags !== 0) return -EOPNOTSUPP;
  return vector(kernel, task, fd, address, count, pos === -1 ? null : pos, transfer);
}

const IOVEC = arg('vec', 'iovec');
const VLEN = arg('vlen', 'ulong');
const COUNT = arg('count', 'size');

export const readWriteSyscalls: readonly SyscallRow[] = [
  row(0, 'read', [FD, out('buf', 'buf', 'result'), COUNT], 120, (k, t, fd, at, n) => read(k, t, fd, at, n)),
  row(1, 'write', [FD, buffer('buf', 2), COUNT], 120, (k, t, fd, at, n) => write(k, t, fd, at, n)),
  row(17, 'pread64', [FD, out('buf', 'buf', 'result'), COUNT, arg('pos', 'off')], 120, (k, t, fd, at, n, pos) =>
    positioned(k, t, fd, at, n, pos, vfsRead),
  ),
  row(18, 'pwrite64', [FD, buffer('buf', 2), COUNT, arg('pos', 'off')], 120, (k, t, fd, at, n, pos) =>
    positioned(k, t, fd, at, n, pos, vfsWrite),
  ),
  row(19, 'readv', [FD, { ...IOVEC, direction: 'out', length: 2 }, VLEN], 150, (k, t, fd, at, n) =>
    vector(k, t, fd, at, n, null, vfsRead),
  ),
  row(20, 'writev', [FD, { ...IOVEC, length: 2 }, VLEN], 150, (k, t, fd, at, n) =>
    vector(k, t, fd, at, n, null, vfsWrite),
  ),
  row(
    295,
    'preadv',
    [FD, { ...IOVEC, direction: 'out', length: 2 }, VLEN, arg('pos', 'off')],
    150,
    (k, t, fd, at, n, pos) => vector(k, t, fd, at, n, pos, vfsRead),
  ),
  row(296, 'pwritev', [FD, { ...IOVEC, length: 2 }, VLEN, arg('pos', 'off')], 150, (k, t, fd, at, n, pos) =>
    vector(k, t, fd, at, n, pos, vfsWrite),
  ),
  row(
    327,
    'preadv2',
    [
      FD,
      { ...IOVEC, direction: 'out', length: 2 },
      VLEN,
      arg('pos', 'off'),
      arg('pos_h', 'ulong'),
      arg('flags', 'int'),
    ],
    150,
    (k, t, fd, at, n, pos, _high, flags) => vector2(k, t, fd, at, n, pos, flags | 0, vfsRead),
    { missing: 'RWF_ flags give EOPNOTSUPP.' },
  ),
  row(
    328,
    'pwritev2',
    [FD, { ...IOVEC, length: 2 }, VLEN, arg('pos', 'off'), arg('pos_h', 'ulong'), arg('flags', 'int')],
    150,
    (k, t, fd, at, n, pos, _high, flags) => vector2(k, t, fd, at, n, pos, flags | 0, vfsWrite),
    { missing: 'RWF_ flags give EOPNOTSUPP.' },
  ),
  row(8, 'lseek', [FD, arg('offset', 'off'), arg('whence', 'whence')], 60, (_k, t, fd, offset, whence) =>
    lseek(t, fd, offset, whence | 0),
  ),
];
