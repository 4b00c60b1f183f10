/**
 * stat family, access family, statfs. Follows fs/stat.c, fs/open.c:do_faccessat, fs/statfs.c.
 */

import { CAP_FULL, CAP_NONE } from '../../abi/capability';
import { AT_EACCESS, AT_EMPTY_PATH, AT_FDCWD, AT_NO_AUTOMOUNT, AT_SYMLINK_NOFOLLOW, X_OK } from '../../abi/fcntl';
import { MS_NOEXEC, MS_RDONLY } from '../../abi/mount';
import { EACCES, EBADF, EFAULT, EINVAL, ENOSYS, EROFS } from '../../errno';
import { andThen } from '../../sleeping';
import type { Cred, Inode, Kernel, MaySleep, StatFs, SyscallRow, Task, TimeSpec } from '../../types';
import type { MountNode, Place } from '../dcache';
import { BaseInode, BaseSuperBlock, isDevice, isRegular, majorOf, minorOf } from '../inode';
import { permission } from '../permission';
import { isReadOnly } from '../read-only';
import { put64, structure } from './memory';
import { fileOf, lookupAt } from './paths';
import { arg, DIRFD, FD, out, PATH, row } from './row';

const STAT_SIZE = 144;
const STATX_SIZE = 256;
const STATX_BASIC_STATS = 0x7ff;
const STATX_MNT_ID = 0x1000;
const STATX_RESERVED = 0x80000000;
const AT_STATX_SYNC_TYPE = 0x6000;
const STATX_ATTR_MOUNT_ROOT = 0x2000;

const blocksOf = (inode: Inode): number => (inode instanceof BaseInode ? inode.blocks : 0);
const blockSizeOf = (inode: Inode): number => (inode.sb instanceof BaseSuperBlock ? inode.sb.blockSize : 4096);

/** Filled and copied out at once, so one is enough. */
const scratch = structure(STAT_SIZE);

/** struct stat of x86-64. */
function copyStat(kernel: Kernel, task: Task, inode: Inode, to: number): number {
  const { bytes, view } = scratch;
  put64(view, 0, inode.sb.dev);
  put64(view, 8, inode.ino);
  put64(view, 16, inode.nlink);
  view.setUint32(24, inode.mode, true);
  view.setUint32(28, inode.uid, true);
  view.setUint32(32, inode.gid, true);
  put64(view, 40, inode.rdev);
  put64(view, 48, inode.size);
  put64(view, 56, blockSizeOf(inode));
  put64(view, 64, blocksOf(inode));
  putTime(view, 72, inode.atime);
  putTime(view, 88, inode.mtime);
  putTime(view, 104, inode.ctime);
  return kernel.copyToUser(task, to, bytes);
}

function putTime(view: DataView, at: number, time: TimeSpec): void {
  put64(view, at, time[0]);
  put64(view, at + 8, time[1]);
}

function statAt(kernel: Kernel, task: Task, dirfd: number, path: number, to: number, flags: number): MaySleep<number> {
  if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH)) !== 0) return -EINVAL;
  const found = lookupAt(kernel, task, dirfd, path, (flags & AT_SYMLINK_NOFOLLOW) === 0, {
    empty: (flags & AT_EMPTY_PATH) !== 0,
  });
  return andThen(found, (at) => (typeof at === 'number' ? at : copyStat(kernel, task, at.dentry.inode, to)));
}

function fstat(kernel: Kernel, task: Task, fd: number, to: number): number {
  const file = fileOf(task, fd);
  return file === undefined ? -EBADF : copyStat(kernel, task, file.inode, to);
}

function statx(
  kernel: Kernel,
  task: Task,
  dirfd: number,
  path: number,
  flags: number,
  mask: number,
  to: number,
): MaySleep<number> {
  const known = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE;
  if ((mask & STATX_RESERVED) !== 0 || (flags & ~known) !== 0) return -EINVAL;
  if ((flags & AT_STATX_SYNC_TYPE) === AT_STATX_SYNC_TYPE) return -EINVAL;
  const found = lookupAt(kernel, task, dirfd, path, (flags & AT_SYMLINK_NOFOLLOW) === 0, {
    empty: (flags & AT_EMPTY_PATH) !== 0,
  });
  return andThen(found, (at) => (typeof at === 'number' ? at : copyStatx(kernel, task, at, to)));
}

function copyStatx(kernel: Kernel, task: Task, { mount, dentry }: Place, to: number): number {
  const { inode } = dentry;
  const { bytes, view } = structure(STATX_SIZE);
  view.setUint32(0, STATX_BASIC_STATS | STATX_MNT_ID, true);
  view.setUint32(4, blockSizeOf(inode), true);
  put64(view, 8, dentry === mount.root ? STATX_ATTR_MOUNT_ROOT : 0);
  view.setUint32(16, inode.nlink, true);
  view.setUint32(20, inode.uid, true);
  view.setUint32(24, inode.gid, true);
  view.setUint16(28, inode.mode, true);
  put64(view, 32, inode.ino);
  put64(view, 40, inode.size);
  put64(view, 48, blocksOf(inode));
  put64(view, 56, STATX_ATTR_MOUNT_ROOT);
  // atime, (btime, which no file system here keeps), ctime, mtime.
  [inode.atime, [0, 0], inode.ctime, inode.mtime].forEach(([seconds, nanoseconds], i) => {
    put64(view, 64 + i * 16, seconds);
    view.setUint32(72 + i * 16, nanoseconds, true);
  });
  const numbers = [majorOf(inode.rdev), minorOf(inode.rdev), majorOf(inode.sb.dev), minorOf(inode.sb.dev)];
  numbers.forEach((number, i) => {
    view.setUint32(128 + i * 4, number, true);
  });
  put64(view, 144, mount.id);
  return kernel.copyToUser(task, to, bytes);
}

/** access(2) asks for the real user, with the capabilities that user would have. */
function realCred(cred: Cred): Cred {
  return { ...cred, fsuid: cred.uid, fsgid: cred.gid, capEffective: cred.uid === 0 ? CAP_FULL : CAP_NONE };
}

function accessAt(
  kernel: Kernel,
  task: Task,
  dirfd: number,
  path: number,
  mode: number,
  flags: number,
): MaySleep<number> {
  if ((mode & ~7) !== 0) return -EINVAL;
  if ((flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) !== 0) return -EINVAL;
  const cred = (flags & AT_EACCESS) !== 0 ? task.cred : realCred(task.cred);
  const found = lookupAt(kernel, task, dirfd, path, (flags & AT_SYMLINK_NOFOLLOW) === 0, {
    empty: (flags & AT_EMPTY_PATH) !== 0,
    cred,
  });
  return andThen(found, (at) => (typeof at === 'number' ? at : mayAccess(cred, at, mode)));
}

function mayAccess(cred: Cred, { mount, dentry }: Place, mode: number): number {
  const { inode } = dentry;
  if ((mode & X_OK) !== 0 && isRegular(inode) && (mount.flags & MS_NOEXEC) !== 0) return -EACCES;
  const error = permission(cred, inode, mode);
  if (error < 0) return error;
  return (mode & 2) !== 0 && isReadOnly(mount) && !isDevice(inode) ? -EROFS : 0;
}

/** struct statfs of x86-64; f_flags are ST_ flags with ST_VALID. */
function copyStatfs(kernel: Kernel, task: Task, mount: MountNode, inode: Inode, to: number): MaySleep<number> {
  return andThen(statfsOf(inode), (stat) => {
    if (stat === null) return -ENOSYS;
    return typeof stat === 'number' ? stat : putStatfs(kernel, task, mount, stat, to);
  });
}

function putStatfs(kernel: Kernel, task: Task, mount: MountNode, stat: StatFs, to: number): number {
  const { bytes, view } = structure(120);
  const fields = [stat.type, stat.bsize, stat.blocks, stat.bfree, stat.bavail, stat.files, stat.ffree];
  fields.forEach((value, i) => {
    put64(view, i * 8, value);
  });
  put64(view, 64, stat.namelen);
  put64(view, 72, stat.bsize);
  put64(view, 80, statfsFlags(mount.flags | (isReadOnly(mount) ? MS_RDONLY : 0)));
  return kernel.copyToUser(task, to, bytes);
}

function statfsOf(inode: Inode): MaySleep<StatFs | number | null> {
  return inode.ops.statfs?.(inode) ?? (inode.sb instanceof BaseSuperBlock ? inode.sb.statfs() : null);
}

/** MS_RDONLY … MS_SYNCHRONOUS are the same bits; the three of access times are moved. */
function statfsFlags(flags: number): number {
  const same = flags & 0x1f;
  const noatime = (flags & 1024) !== 0 ? 1024 : 0;
  const nodiratime = (flags & 2048) !== 0 ? 2048 : 0;
  const relatime = (flags & (1 << 21)) !== 0 ? 4096 : 0;
  return 0x20 | same | noatime | nodiratime | relatime;
}

function statfs(kernel: Kernel, task: Task, path: number, to: number): MaySleep<number> {
  return andThen(lookupAt(kernel, task, AT_FDCWD, path, true), (found) =>
    typeof found === 'number' ? found : copyStatfs(kernel, task, found.mount, found.dentry.inode, to),
  );
}

function fstatfs(kernel: Kernel, task: Task, fd: number, to: number): MaySleep<number> {
  const file = fileOf(task, fd);
  return file === undefined ? -EBADF : copyStatfs(kernel, task, file.path.mount, file.inode, to);
}

const STATBUF = out('statbuf', 'stat');
const ACCESS = arg('mode', 'access-mode');
const FLAGS = arg('flags', 'at-flags');

export const statSyscalls: readonly SyscallRow[] = [
  row(4, 'stat', [PATH, STATBUF], 500, (k, t, path, to) => statAt(k, t, AT_FDCWD, path, to, 0)),
  row(5, 'fstat', [FD, STATBUF], 150, (k, t, fd, to) => fstat(k, t, fd, to)),
  row(6, 'lstat', [PATH, STATBUF], 500, (k, t, path, to) => statAt(k, t, AT_FDCWD, path, to, AT_SYMLINK_NOFOLLOW)),
  row(262, 'newfstatat', [DIRFD, PATH, STATBUF, FLAGS], 500, (k, t, dirfd, path, to, flags) =>
    statAt(k, t, dirfd, path, to, flags),
  ),
  row(
    332,
    'statx',
    [DIRFD, PATH, FLAGS, arg('mask', 'uint'), out('buffer', 'ptr')],
    500,
    (k, t, dirfd, path, flags, mask, to) => (to === 0 ? -EFAULT : statx(k, t, dirfd, path, flags, mask, to)),
  ),
  row(21, 'access', [PATH, ACCESS], 500, (k, t, path, mode) => accessAt(k, t, AT_FDCWD, path, mode, 0)),
  row(269, 'faccessat', [DIRFD, PATH, ACCESS], 500, (k, t, dirfd, path, mode) => accessAt(k, t, dirfd, path, mode, 0)),
  row(439, 'faccessat2', [DIRFD, PATH, ACCESS, FLAGS], 500, (k, t, dirfd, path, mode, flags) =>
    accessAt(k, t, dirfd, path, mode, flags),
  ),
  row(137, 'statfs', [PATH, out('buf', 'statfs')], 500, (k, t, path, to) => statfs(k, t, path, to)),
  row(138, 'fstatfs', [FD, out('buf', 'statfs')], 150, (k, t, fd, to) => fstatfs(k, t, fd, to)),
];
