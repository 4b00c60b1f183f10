/**
 * chmod, chown, utime families, umask. Follows fs/open.c and fs/utimes.c.
 */
import { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW } from '../../abi/fcntl';
import { EBADF, EFAULT, EINVAL } from '../../errno';
import { andThen } from '../../sleeping';
import type { Kernel, MaySleep, SyscallRow, Task, TimeSpec } from '../../types';
import { changeMode, changeOwner, changeTimes } from '../attributes';
import { get64 } from './memory';
import { fileOf, lookupAt } from './paths';
import { arg, DIRFD, FD, MODE, PATH, row } from './row';

function chmod(kernel: Kernel, task: Task, dirfd: number, path: number, mode: number): MaySleep<number> {
  return andThen(lookupAt(kernel, task, dirfd, path, true), (found) =>
    typeof found === 'number' ? found : changeMode(task, found, mode),
  );
}

function fchmod(task: Task, fd: number, mode: number): MaySleep<number> {
  const file = fileOf(task, fd);
  return file === undefined || file.isPath ? -EBADF : changeMode(task, file.path, mode);
}

function chown(
  k: Kernel,
  t: Task,
  dirfd: number,
  path: number,
  uid: number,
  gid: number,
  flags: number,
): MaySleep<number> {
  if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) !== 0) return -EINVAL;
  const found = lookupAt(k, t, dirfd, path, (flags & AT_SYMLINK_NOFOLLOW) === 0, {
    empty: (flags & AT_EMPTY_PATH) !== 0,
  });
  return andThen(found, (at) => (typeof at === 'number' ? at : changeOwner(t, at, uid, gid)));
}

function fchown(task: Task, fd: number, uid: number, gid: number): MaySleep<number> {
  const file = fileOf(task, fd);
  return file === undefined || file.isPath ? -EBADF : changeOwner(task, file.path, uid, gid);
}

type Times = readonly [TimeSpec, TimeSpec] | null;

/** Two pairs at `address`; `scale` makes the second number nanoseconds. 0: both now. */
function readTimes(kernel: Kernel, task: Task, address: number, scale: number): Times | number {
  if (address === 0) return null;
  const bytes = new Uint8Array(32);
  if (kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
  const view = new DataView(bytes.buffer);
  const pair = (at: number): TimeSpec => [get64(view, at), get64(view, at + 8) * scale];
  const times = [pair(0), pair(16)] as const;
  // Microseconds are checked before the file is looked for, nanoseconds after (changeTimes).
  return scale !== 1 && times.some(([, nsec]) => nsec < 0 || nsec >= 1e9) ? -EINVAL : times;
}

function setTimes(
  k: Kernel,
  t: Task,
  dirfd: number,
  path: number,
  times: Times | number,
  flags: number,
): MaySleep<number> {
  if (typeof times === 'number') return times;
  if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) !== 0) return -EINVAL;
  if (path === 0 && (dirfd | 0) !== AT_FDCWD) {
    if (flags !== 0) return -EINVAL;
    const file = fileOf(t, dirfd);
    return file === undefined || file.isPath ? -EBADF : changeTimes(t, file.path, times);
  }
  const found = lookupAt(k, t, dirfd, path, (flags & AT_SYMLINK_NOFOLLOW) === 0, {
    empty: (flags & AT_EMPTY_PATH) !== 0,
  });
  return andThen(found, (at) => (typeof at === 'number' ? at : changeTimes(t, at, times)));
}

/** struct utimbuf: two seconds. */
function utime(kernel: Kernel, task: Task, path: number, address: number): MaySleep<number> {
  if (address === 0) return setTimes(kernel, task, AT_FDCWD, path, null, 0);
  const bytes = new Uint8Array(16);
  if (kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
  const view = new DataView(bytes.buffer);
  return setTimes(
    kernel,
    task,
    AT_FDCWD,
    path,
    [
      [get64(view, 0), 0],
      [get64(view, 8), 0],
    ],
    0,
  );
}

function umask(task: Task, mask: number): number {
  const old = task.fs.umask;
  task.fs.umask = mask & 0o777;
  return old;
}

const USER = arg('user', 'uid');
const GROUP = arg('group', 'uid');
const FLAGS = arg('flags', 'at-flags');

export const attributeSyscalls: readonly SyscallRow[] = [
  row(90, 'chmod', [PATH, MODE], 600, (k, t, path, mode) => chmod(k, t, AT_FDCWD, path, mode)),
  row(91, 'fchmod', [FD, MODE], 200, (_k, t, fd, mode) => fchmod(t, fd, mode)),
  row(268, 'fchmodat', [DIRFD, PATH, MODE], 600, (k, t, dirfd, path, mode) => chmod(k, t, dirfd, path, mode)),
  row(92, 'chown', [PATH, USER, GROUP], 600, (k, t, path, uid, gid) => chown(k, t, AT_FDCWD, path, uid, gid, 0)),
  row(93, 'fchown', [FD, USER, GROUP], 200, (_k, t, fd, uid, gid) => fchown(t, fd, uid, gid)),
  row(94, 'lchown', [PATH, USER, GROUP], 600, (k, t, path, uid, gid) =>
    chown(k, t, AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW),
  ),
  row(260, 'fchownat', [DIRFD, PATH, USER, GROUP, FLAGS], 600, (k, t, dirfd, path, uid, gid, flags) =>
    chown(k, t, dirfd, path, uid, gid, flags),
  ),
  row(95, 'umask', [arg('mask', 'mode')], 20, (_k, t, mask) => umask(t, mask), { result: 'mode' }),
  row(132, 'utime', [PATH, arg('times', 'ptr')], 600, (k, t, path, times) => utime(k, t, path, times)),
  row(235, 'utimes', [PATH, arg('utimes', 'ptr')], 600, (k, t, path, times) =>
    setTimes(k, t, AT_FDCWD, path, readTimes(k, t, times, 1000), 0),
  ),
  row(261, 'futimesat', [DIRFD, PATH, arg('utimes', 'ptr')], 600, (k, t, dirfd, path, times) =>
    setTimes(k, t, dirfd, path, readTimes(k, t, times, 1000), 0),
  ),
  row(280, 'utimensat', [DIRFD, PATH, arg('utimes', 'timespec'), FLAGS], 600, (k, t, dirfd, path, times, flags) =>
    setTimes(k, t, dirfd, path, readTimes(k, t, times, 1), flags | 0),
  ),
];
