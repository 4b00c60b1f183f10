/**
 * Sizes and storage: truncate, fallocate, sync, advice. Follows fs/open.c, fs/sync.c, mm/fadvise.c and mm/shmem.c:shmem_fallocate.
 * What lives in memory alone has nothing to sync.
 */

import { AT_FDCWD } from '../../abi/fcntl';
import { RLIMIT_FSIZE } from '../../abi/resource';
import { BlockDevice } from '../../drivers/block/device';
import { EBADF, EFBIG, EINVAL, EISDIR, ENODEV, EOPNOTSUPP, EROFS, ESPIPE } from '../../errno';
import { andThen, settle } from '../../sleeping';
import { objectAddress } from '../../trace/kernel-events';
import { traced } from '../../trace/more-events';
import type { Kernel, MaySleep, Sleeping, SyscallRow, Task } from '../../types';
import type { DentryNode } from '../dcache';
import type { OpenFile } from '../file';
import { BaseInode, isDirectory, isFifo, isRegular, touchModified } from '../inode';
import { withInode } from '../inode-lock';
import { truncateInode } from '../open';
import { AddressSpace, PAGE } from '../page-cache';
import { MAY_WRITE, permission } from '../permission';
import { isReadOnly } from '../read-only';
import { tooLarge } from '../rw';
import { TmpfsData } from '../tmpfs/data';
import { runWork } from '../worker';
import { syncAll } from '../writeback';
import { fileOf, lookupAt } from './paths';
import { arg, FD, PATH, row } from './row';

const FALLOC_FL_KEEP_SIZE = 1;
const FALLOC_FL_PUNCH_HOLE = 2;

function setSize(kernel: Kernel, task: Task, dentry: DentryNode, size: number): MaySleep<number> {
  const { inode } = dentry;
  if (size > inode.size && size > task.rlimits[RLIMIT_FSIZE][0]) return tooLarge(kernel, task);
  return truncateInode(inode, size, dentry);
}

function truncate(kernel: Kernel, task: Task, path: number, size: number): MaySleep<number> {
  if (size < 0) return -EINVAL;
  return andThen(lookupAt(kernel, task, AT_FDCWD, path, true), (found) => {
    if (typeof found === 'number') return found;
    const { inode } = found.dentry;
    if (isDirectory(inode)) return -EISDIR;
    if (!isRegular(inode)) return -EINVAL;
    if (isReadOnly(found.mount)) return -EROFS;
    const error = permission(task.cred, inode, MAY_WRITE);
    return error < 0 ? error : setSize(kernel, task, found.dentry, size);
  });
}

function ftruncate(kernel: Kernel, task: Task, fd: number, size: number): MaySleep<number> {
  if (size < 0) return -EINVAL;
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  if (!isRegular(file.inode) || !file.writable) return -EINVAL;
  return setSize(kernel, task, file.path.dentry, size);
}

function fallocate(
  kernel: Kernel,
  task: Task,
  fd: number,
  mode: number,
  offset: number,
  length: number,
): MaySleep<number> {
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  if (offset < 0 || length <= 0) return -EINVAL;
  const punch = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
  if (mode !== 0 && mode !== FALLOC_FL_KEEP_SIZE && mode !== punch) return -EOPNOTSUPP;
  if (!file.writable) return -EBADF;
  if (isFifo(file.inode)) return -ESPIPE;
  if (isDirectory(file.inode)) return -EISDIR;
  if (!isRegular(file.inode)) return -ENODEV;
  const data = file.inode.pages;
  const end = offset + length;
  const { inode } = file;
  // Without extents only holes can be made.
  if (inode instanceof BaseInode && inode.punchHole !== undefined)
    return mode === punch ? withInode(inode, () => punched(inode, offset, end)) : -EOPNOTSUPP;
  if (!(data instanceof TmpfsData)) return -EOPNOTSUPP;
  if (end > Number.MAX_SAFE_INTEGER) return -EFBIG;
  if (mode === punch) data.punch(offset, end);
  else {
    if (mode === 0 && end > file.inode.size && end > task.rlimits[RLIMIT_FSIZE][0]) return tooLarge(kernel, task);
    for (let index = Math.floor(offset / 4096); index * 4096 < end; index++) {
      const error = data.reserve(index);
      if (error < 0) return error;
    }
    if (mode === 0 && end > file.inode.size) file.inode.size = end;
  }
  touchModified(file.inode);
  return 0;
}

function* punched(inode: BaseInode, start: number, end: number): Sleeping<number> {
  const result = yield* settle(inode.punchHole?.(start, end) ?? -EOPNOTSUPP);
  touchModified(inode);
  return result;
}

function fsync(kernel: Kernel, task: Task, fd: number): number | Sleeping<number> {
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  return traced(
    kernel,
    'vfs_fsync_range',
    () => [objectAddress(kernel, file), 0, Number.MAX_SAFE_INTEGER, 0],
    () => file.ops.fsync?.(kernel, file) ?? -EINVAL,
  );
}

function syncFs(task: Task, fd: number): MaySleep<number> {
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  return file.path.mount.sb.sync?.() ?? 0;
}

/** Pages of a device or of a file on one; null: the file lives in memory alone. */
function spaceOf(file: OpenFile): AddressSpace | null {
  if (file.private instanceof BlockDevice) return file.private.cache;
  return file.inode.pages instanceof AddressSpace ? file.inode.pages : null;
}

function readahead(kernel: Kernel, task: Task, fd: number, offset: number, count: number): number {
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath || !file.readable) return -EBADF;
  if (!isRegular(file.inode) && !(file.private instanceof BlockDevice)) return -EINVAL;
  willNeed(kernel, file, offset, count);
  return 0;
}

function willNeed(kernel: Kernel, file: OpenFile, offset: number, count: number): void {
  const space = spaceOf(file);
  if (space === null || offset < 0 || count < 0) return;
  const end = count === 0 ? Number.POSITIVE_INFINITY : Math.ceil((offset + count) / PAGE);
  runWork(kernel, space.prefetch(Math.floor(offset / PAGE), end));
}

/** posix_fadvise: pipes have no pages to advise on. */
function fadvise(kernel: Kernel, task: Task, fd: number, offset: number, length: number, advice: number): number {
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  if (isFifo(file.inode)) return -ESPIPE;
  if (advice < 0 || advice > 5 || length < 0) return -EINVAL;
  const space = spaceOf(file);
  if (space === null) return 0;
  if (advice === FADV_RANDOM || advice === FADV_NORMAL || advice === FADV_SEQUENTIAL)
    space.noReadahead = advice === FADV_RANDOM;
  if (advice === FADV_WILLNEED) willNeed(kernel, file, offset, length);
  // Only whole pages go.
  const end = length === 0 ? Number.POSITIVE_INFINITY : Math.floor((offset + length) / PAGE);
  if (advice === FADV_DONTNEED) space.dropClean(Math.ceil(offset / PAGE), end);
  return 0;
}

function syncRange(task: Task, fd: number, offset: number, bytes: number, flags: number): MaySleep<number> {
  if ((flags & ~7) !== 0 || offset < 0 || bytes < 0) return -EINVAL;
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  const space = spaceOf(file);
  if (space === null) return isRegular(file.inode) || isDirectory(file.inode) ? 0 : -ESPIPE;
  const end = bytes === 0 ? Number.POSITIVE_INFINITY : Math.ceil((offset + bytes) / PAGE);
  return syncPages(space, Math.floor(offset / PAGE), end, flags);
}

/** sync_file_range: starts writes, and waits for them where that is asked. Says nothing of the disk's cache or of metadata. */
function* syncPages(space: AddressSpace, first: number, end: number, flags: number): Sleeping<number> {
  if ((flags & SYNC_FILE_RANGE_WRITE) !== 0) yield* space.startWrites(first, end);
  if ((flags & SYNC_FILE_RANGE_WAIT) !== 0) return yield* space.writeAll(first, end);
  return 0;
}

const SYNC_FILE_RANGE_WRITE = 2;
const SYNC_FILE_RANGE_WAIT = 5;
const FADV_NORMAL = 0;
const FADV_RANDOM = 1;
const FADV_SEQUENTIAL = 2;
const FADV_WILLNEED = 3;
const FADV_DONTNEED = 4;

const LENGTH = arg('length', 'off');
const OFFSET = arg('offset', 'off');

export const sizeSyscalls: readonly SyscallRow[] = [
  row(76, 'truncate', [PATH, LENGTH], 600, (k, t, path, size) => truncate(k, t, path, size)),
  row(77, 'ftruncate', [FD, LENGTH], 300, (k, t, fd, size) => ftruncate(k, t, fd, size)),
  row(
    285,
    'fallocate',
    [FD, arg('mode', 'int'), OFFSET, arg('len', 'off')],
    500,
    (k, t, fd, mode, offset, length) => fallocate(k, t, fd, mode | 0, offset, length),
    { missing: 'Only plain allocation, KEEP_SIZE and PUNCH_HOLE; the others give EOPNOTSUPP as tmpfs does.' },
  ),
  row(74, 'fsync', [FD], 100, (k, t, fd) => fsync(k, t, fd)),
  row(75, 'fdatasync', [FD], 100, (k, t, fd) => fsync(k, t, fd)),
  row(162, 'sync', [], 100, (k) => syncAll(k)),
  row(306, 'syncfs', [FD], 100, (_k, t, fd) => syncFs(t, fd)),
  row(
    221,
    'fadvise64',
    [FD, OFFSET, arg('len', 'size'), arg('advice', 'int')],
    60,
    (k, t, fd, offset, length, advice) => fadvise(k, t, fd, offset, length, advice | 0),
  ),
  row(187, 'readahead', [FD, OFFSET, arg('count', 'size')], 60, (k, t, fd, offset, count) =>
    readahead(k, t, fd, offset, count),
  ),
  row(
    277,
    'sync_file_range',
    [FD, OFFSET, arg('nbytes', 'off'), arg('flags', 'uint')],
    60,
    (_k, t, fd, offset, bytes, flags) => syncRange(t, fd, offset, bytes, flags),
  ),
];
