/**
 * Descriptors: dup, pipe, fcntl, ioctl, flock. Follows fs/file.c, fs/fcntl.c, fs/ioctl.c, fs/pipe.c, fs/locks.c.
 */
import { CAP_SYS_RESOURCE } from '../../abi/capability';
import {
  F_DUPFD,
  F_DUPFD_CLOEXEC,
  F_GETFD,
  F_GETFL,
  F_GETLK,
  F_GETOWN,
  F_GETPIPE_SZ,
  F_OFD_GETLK,
  F_OFD_SETLK,
  F_OFD_SETLKW,
  F_SETFD,
  F_SETFL,
  F_SETLK,
  F_SETLKW,
  F_SETOWN,
  F_SETPIPE_SZ,
  FASYNC,
  FD_CLOEXEC,
  LOCK_EX,
  LOCK_NB,
  LOCK_SH,
  LOCK_UN,
  O_APPEND,
  O_CLOEXEC,
  O_DIRECT,
  O_NOATIME,
  O_NONBLOCK,
  SEEK_CUR,
  SEEK_END,
} from '../../abi/fcntl';
import { EAGAIN, EBADF, EFAULT, EINVAL, EMFILE, ENOTTY, EPERM } from '../../errno';
import type { Kernel, Sleeping, SyscallRow, Task } from '../../types';
import { getFile, type OpenFile, putFile } from '../file';
import { isRegular } from '../inode';
import { FIOCLEX, FIONBIO, FIONCLEX, FIONREAD } from '../ioctls';
import {
  F_RDLCK,
  F_UNLCK,
  F_WRLCK,
  type PosixLock,
  posixConflict,
  releaseFlock,
  releasePosixLocks,
  setFlock,
  setPosixLock,
  waitFlock,
  waitPosixLock,
} from '../locks';
import { capable, ownerOrCapable } from '../permission';
import { Pipe } from '../pipe';
import { createPipe } from '../pipes';
import { get64, put64, structure } from './memory';
import { fileOf } from './paths';
import { arg, FD, out, row } from './row';

function dup(task: Task, fd: number, min: number, cloexec: boolean): number {
  const file = fileOf(task, fd);
  if (file === undefined) return -EBADF;
  const copy = task.files.install(file, { min, cloexec });
  if (copy >= 0) getFile(file);
  return copy;
}

/** dup2 to the same number does nothing; dup3 refuses it. */
function dupTo(task: Task, oldFd: number, newFd: number, flags: number, isDup3: boolean): number {
  if ((flags & ~O_CLOEXEC) !== 0) return -EINVAL;
  if (isDup3 && oldFd === newFd) return -EINVAL;
  const file = fileOf(task, oldFd);
  if (newFd < 0 || newFd >= task.files.limit || file === undefined) return -EBADF;
  if (oldFd === newFd) return newFd;
  task.files.installAt(newFd, getFile(file), (flags & O_CLOEXEC) !== 0);
  return newFd;
}

function pipe(kernel: Kernel, task: Task, to: number, flags: number): number {
  if ((flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT)) !== 0) return -EINVAL;
  const { fsuid: uid, fsgid: gid } = task.cred;
  const { read, write } = createPipe(kernel, flags & O_NONBLOCK, { uid, gid });
  const cloexec = (flags & O_CLOEXEC) !== 0;
  const readFd = task.files.install(read, { cloexec });
  const writeFd = readFd < 0 ? readFd : task.files.install(write, { cloexec });
  if (writeFd < 0) {
    if (readFd >= 0) task.files.close(kernel, task, readFd);
    else putFile(kernel, read);
    putFile(kernel, write);
    return -EMFILE;
  }
  const { bytes, view } = structure(8);
  view.setInt32(0, readFd, true);
  view.setInt32(4, writeFd, true);
  if (kernel.copyToUser(task, to, bytes) === 0) return 0;
  task.files.close(kernel, task, readFd);
  task.files.close(kernel, task, writeFd);
  return -EFAULT;
}

// ---------------------------------------------------------------- fcntl

/** What F_SETFL may change. */
const SETFL_MASK = O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME | FASYNC;

interface Fcntl {
  kernel: Kernel;
  task: Task;
  fd: number;
  file: OpenFile;
  arg: number;
}

/** Commands that work on O_PATH descriptors too. */
const PATH_COMMANDS = new Set([F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL]);

const FCNTL: Readonly<Record<number, (call: Fcntl) => number | Sleeping<number>>> = {
  [F_DUPFD]: (call) => dupAbove(call, false),
  [F_DUPFD_CLOEXEC]: (call) => dupAbove(call, true),
  [F_GETFD]: ({ task, fd }) => (task.files.getCloexec(fd) ? FD_CLOEXEC : 0),
  [F_SETFD]: ({ task, fd, arg: flags }) => {
    task.files.setCloexec(fd, (flags & FD_CLOEXEC) !== 0);
    return 0;
  },
  [F_GETFL]: ({ file }) => file.flags,
  [F_SETFL]: setFlags,
  [F_GETLK]: (call) => getLock(call),
  [F_SETLK]: (call) => setLock(call, false),
  [F_SETLKW]: (call) => setLock(call, true),
  [F_OFD_GETLK]: (call) => getLock(call, true),
  [F_OFD_SETLK]: (call) => setLock(call, false, true),
  [F_OFD_SETLKW]: (call) => setLock(call, true, true),
  [F_GETOWN]: () => 0,
  [F_SETOWN]: () => 0,
  [F_SETPIPE_SZ]: ({ task, file, arg: size }) =>
    file.private instanceof Pipe ? file.private.resize(size >>> 0, capable(task.cred, CAP_SYS_RESOURCE)) : -EBADF,
  [F_GETPIPE_SZ]: ({ file }) => (file.private instanceof Pipe ? file.private.slots * 4096 : -EBADF),
};

function fcntl(kernel: Kernel, task: Task, fd: number, command: number, value: number): number | Sleeping<number> {
  const file = fileOf(task, fd);
  if (file === undefined || (file.isPath && !PATH_COMMANDS.has(command))) return -EBADF;
  return FCNTL[command]?.({ kernel, task, fd, file, arg: value }) ?? -EINVAL;
}

function dupAbove({ task, fd, arg: wanted }: Fcntl, cloexec: boolean): number {
  const min = wanted | 0;
  return min < 0 || min >= task.files.limit ? -EINVAL : dup(task, fd, min, cloexec);
}

function setFlags({ task, file, arg: flags }: Fcntl): number {
  const gains = flags & ~file.flags;
  if ((gains & O_NOATIME) !== 0 && !ownerOrCapable(task.cred, file.inode)) return -EPERM;
  file.flags = (file.flags & ~SETFL_MASK) | (flags & SETFL_MASK);
  return 0;
}

/** struct flock: type, whence, start, length, pid. */
const FLOCK_SIZE = 32;

/** `ofd`: the lock belongs to the open file, not to the process. */
function readLock({ kernel, task, file, arg: address }: Fcntl, ofd: boolean): PosixLock | number {
  const { bytes, view } = structure(FLOCK_SIZE);
  if (kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
  if (ofd && view.getInt32(24, true) !== 0) return -EINVAL;
  const type = view.getInt16(0, true);
  const whence = view.getInt16(2, true);
  const base = whence === SEEK_CUR ? file.pos : whence === SEEK_END ? file.inode.size : 0;
  if (whence < 0 || whence > SEEK_END || type < F_RDLCK || type > F_UNLCK) return -EINVAL;
  const from = base + get64(view, 8);
  const length = get64(view, 16);
  const start = length < 0 ? from + length : from;
  const end = length === 0 ? Number.POSITIVE_INFINITY : length < 0 ? from : from + length;
  if (start < 0) return -EINVAL;
  return ofd ? { owner: file, pid: -1, type, start, end } : { owner: task.files, pid: task.tgid, type, start, end };
}

function setLock(call: Fcntl, wait: boolean, ofd = false): number | Sleeping<number> {
  const lock = readLock(call, ofd);
  if (typeof lock === 'number') return lock;
  const { file, kernel } = call;
  if (lock.type === F_RDLCK && !file.readable) return -EBADF;
  if (lock.type === F_WRLCK && !file.writable) return -EBADF;
  if (ofd) dropWithFile(file);
  const result = setPosixLock(file.inode, lock);
  return result === -EAGAIN && wait ? waitPosixLock(kernel, file.inode, lock) : result;
}

/** Locks of an open file go with its last descriptor. */
function dropWithFile(file: OpenFile): void {
  file.onRelease ??= [];
  if (!file.onRelease.some((hook) => hook.name === 'dropOfdLocks'))
    file.onRelease.push(function dropOfdLocks() {
      releasePosixLocks(file.inode, file);
    });
}

/** Tells of the lock that would be in the way, or answers F_UNLCK. */
function getLock(call: Fcntl, ofd = false): number {
  const wanted = readLock(call, ofd);
  if (typeof wanted === 'number') return wanted;
  if (wanted.type === F_UNLCK) return -EINVAL;
  const { kernel, task, file, arg: address } = call;
  const { bytes, view } = structure(FLOCK_SIZE);
  if (kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
  const held = posixConflict(file.inode, wanted);
  view.setInt16(0, held?.type ?? F_UNLCK, true);
  if (held !== undefined) {
    view.setInt16(2, 0, true);
    put64(view, 8, held.start);
    put64(view, 16, held.end === Number.POSITIVE_INFINITY ? 0 : held.end - held.start);
    view.setInt32(24, held.pid, true);
  }
  return kernel.copyToUser(task, address, bytes);
}

// ---------------------------------------------------------------- ioctl, flock

function ioctl(kernel: Kernel, task: Task, fd: number, command: number, value: number): number | Sleeping<number> {
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  switch (command >>> 0) {
    case FIOCLEX:
    case FIONCLEX:
      task.files.setCloexec(fd, command >>> 0 === FIOCLEX);
      return 0;
    case FIONBIO:
      return setNonblocking(kernel, task, file, value);
    case FIONREAD:
      if (isRegular(file.inode)) return putInt(kernel, task, value, Math.max(0, file.inode.size - file.pos));
  }
  return file.ops.ioctl?.(kernel, task, file, command, value) ?? -ENOTTY;
}

function putInt(kernel: Kernel, task: Task, to: number, value: number): number {
  const { bytes, view } = structure(4);
  view.setInt32(0, value, true);
  return kernel.copyToUser(task, to, bytes);
}

function setNonblocking(kernel: Kernel, task: Task, file: OpenFile, from: number): number {
  const { bytes, view } = structure(4);
  if (kernel.copyFromUser(task, from, bytes) < 0) return -EFAULT;
  file.flags = view.getInt32(0, true) !== 0 ? file.flags | O_NONBLOCK : file.flags & ~O_NONBLOCK;
  return 0;
}

function flock(kernel: Kernel, task: Task, fd: number, operation: number): number | Sleeping<number> {
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  const kind = operation & ~LOCK_NB;
  if (kind === LOCK_UN) {
    releaseFlock(file);
    return 0;
  }
  if (kind !== LOCK_SH && kind !== LOCK_EX) return -EINVAL;
  const exclusive = kind === LOCK_EX;
  const result = setFlock(file, exclusive);
  if (result === 0) rememberFlock(file);
  if (result !== -EAGAIN || (operation & LOCK_NB) !== 0) return result;
  rememberFlock(file);
  return waitFlock(kernel, file, exclusive);
}

/** The lock goes with the last descriptor of the open file. */
function rememberFlock(file: OpenFile): void {
  file.onRelease ??= [];
  if (!file.onRelease.some((hook) => hook.name === 'dropFlock'))
    file.onRelease.push(function dropFlock() {
      releaseFlock(file);
    });
}

const OLD_FD = arg('oldfd', 'fd');
const NEW_FD = arg('newfd', 'fd');

export const descriptorSyscalls: readonly SyscallRow[] = [
  row(32, 'dup', [arg('fildes', 'fd')], 80, (_k, t, fd) => dup(t, fd | 0, 0, false), { result: 'fd' }),
  row(33, 'dup2', [OLD_FD, NEW_FD], 100, (_k, t, from, to) => dupTo(t, from | 0, to | 0, 0, false), { result: 'fd' }),
  row(
    292,
    'dup3',
    [OLD_FD, NEW_FD, arg('flags', 'open-flags')],
    100,
    (_k, t, from, to, flags) => dupTo(t, from | 0, to | 0, flags | 0, true),
    { result: 'fd' },
  ),
  row(22, 'pipe', [out('fildes', 'fds')], 900, (k, t, to) => pipe(k, t, to, 0)),
  row(
    293,
    'pipe2',
    [out('fildes', 'fds'), arg('flags', 'open-flags')],
    900,
    (k, t, to, flags) => pipe(k, t, to, flags | 0),
    { missing: 'O_DIRECT (packet mode) is accepted and makes an ordinary pipe.' },
  ),
  row(
    72,
    'fcntl',
    [FD, arg('cmd', 'fcntl-cmd'), arg('arg', 'ulong')],
    80,
    (k, t, fd, command, value) => fcntl(k, t, fd | 0, command | 0, value),
    { missing: 'No leases, seals or signal-driven I/O.' },
  ),
  row(16, 'ioctl', [FD, arg('cmd', 'ioctl'), arg('arg', 'ulong')], 120, (k, t, fd, command, value) =>
    ioctl(k, t, fd | 0, command, value),
  ),
  row(73, 'flock', [FD, arg('operation', 'int')], 200, (k, t, fd, operation) => flock(k, t, fd | 0, operation | 0)),
];
