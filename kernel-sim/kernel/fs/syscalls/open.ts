/**
 * open, openat, openat2, creat, close, close_range. Follows fs/open.c.
 */
import { AT_FDCWD, O_CLOEXEC, O_CREAT, O_TRUNC, O_WRONLY } from '../../abi/fcntl';
import { E2BIG, EAGAIN, EBADF, EFAULT, EINVAL, EMFILE } from '../../errno';
import { isSleeping } from '../../sleeping';
import { probed } from '../../trace/kernel-events';
import type { File, Kernel, Sleeping, SyscallRow, Task } from '../../types';
import { putFile } from '../file';
import { openPath } from '../open';
import { get64 } from './memory';
import { fileOf, startOf, userPath } from './paths';
import { arg, DIRFD, FD, MODE, PATH, row } from './row';

const RESOLVE_NO_SYMLINKS = 4;
const RESOLVE_CACHED = 0x20;
const OPEN_HOW_SIZE = 24;

const CLOSE_RANGE_UNSHARE = 2;
const CLOSE_RANGE_CLOEXEC = 4;

function open(
  kernel: Kernel,
  task: Task,
  dirfd: number,
  address: number,
  flags: number,
  mode: number,
  noSymlinks = false,
): number | Sleeping<number> {
  const probe = probed(kernel, 'do_sys_openat2');
  if (probe)
    return probe.around([dirfd, address, 0], () => openFile(kernel, task, dirfd, address, flags, mode, noSymlinks));
  return openFile(kernel, task, dirfd, address, flags, mode, noSymlinks);
}

/** do_sys_openat2. */
function openFile(
  kernel: Kernel,
  task: Task,
  dirfd: number,
  address: number,
  flags: number,
  mode: number,
  noSymlinks: boolean,
): number | Sleeping<number> {
  const path = userPath(kernel, task, address);
  if (typeof path === 'number') return path;
  // Linux takes the descriptor number before it looks for the file.
  if (!hasRoom(task)) return -EMFILE;
  const from = startOf(task, dirfd, path);
  if (typeof from === 'number') return from;
  probed(kernel, 'do_filp_open')?.enter(dirfd, 0, 0);
  const file = openPath(kernel, task, path, flags, mode, from, noSymlinks);
  return isSleeping(file) ? installLater(kernel, task, file, flags) : install(kernel, task, file, flags);
}

function hasRoom(task: Task): boolean {
  for (let fd = 0; fd < task.files.limit; fd++) if (task.files.get(fd) === undefined) return true;
  return false;
}

/** Gives an opened file a descriptor. */
export function install(kernel: Kernel, task: Task, file: File | number, flags: number): number {
  if (typeof file === 'number') return file;
  const fd = task.files.install(file, { cloexec: (flags & O_CLOEXEC) !== 0 });
  if (fd < 0) putFile(kernel, file);
  return fd;
}

function* installLater(kernel: Kernel, task: Task, call: Sleeping<File | number>, flags: number): Sleeping<number> {
  return install(kernel, task, yield* call, flags);
}

/** struct open_how { u64 flags, mode, resolve }. */
function openat2(
  kernel: Kernel,
  task: Task,
  dirfd: number,
  path: number,
  how: number,
  size: number,
): number | Sleeping<number> {
  if (size < OPEN_HOW_SIZE) return -EINVAL;
  if (size > 4096) return -E2BIG;
  const bytes = new Uint8Array(size);
  if (kernel.copyFromUser(task, how, bytes) < 0) return -EFAULT;
  if (bytes.subarray(OPEN_HOW_SIZE).some((byte) => byte !== 0)) return -E2BIG;
  const view = new DataView(bytes.buffer);
  const [flags, mode, resolve] = [get64(view, 0), get64(view, 8), get64(view, 16)];
  if (flags < 0 || flags > 0x7fffffff || mode < 0 || mode > 0o7777) return -EINVAL;
  if (mode !== 0 && (flags & O_CREAT) === 0) return -EINVAL;
  if (resolve === RESOLVE_CACHED) return -EAGAIN;
  if ((resolve & ~RESOLVE_NO_SYMLINKS) !== 0) return -EINVAL;
  return open(kernel, task, dirfd, path, flags, mode, resolve !== 0);
}

function closeRange(kernel: Kernel, task: Task, first: number, last: number, flags: number): number {
  if ((flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) !== 0 || first >>> 0 > last >>> 0) return -EINVAL;
  for (const [fd] of [...task.files.entries()]) {
    if (fd < first >>> 0 || fd > last >>> 0) continue;
    if ((flags & CLOSE_RANGE_CLOEXEC) !== 0) task.files.setCloexec(fd, true);
    else task.files.close(kernel, task, fd);
  }
  return 0;
}

export const openSyscalls: readonly SyscallRow[] = [
  row(
    2,
    'open',
    [PATH, arg('flags', 'open-flags'), MODE],
    900,
    (k, t, path, flags, mode) => open(k, t, AT_FDCWD, path, flags | 0, mode),
    { result: 'fd' },
  ),
  row(
    257,
    'openat',
    [DIRFD, PATH, arg('flags', 'open-flags'), MODE],
    900,
    (k, t, dirfd, path, flags, mode) => open(k, t, dirfd, path, flags | 0, mode),
    { result: 'fd' },
  ),
  row(
    437,
    'openat2',
    [DIRFD, PATH, arg('how', 'ptr'), arg('size', 'size')],
    900,
    (k, t, dirfd, path, how, size) => openat2(k, t, dirfd, path, how, size),
    { result: 'fd', missing: 'Of the RESOLVE_ flags only RESOLVE_NO_SYMLINKS works; the others give EINVAL.' },
  ),
  row(
    85,
    'creat',
    [PATH, MODE],
    900,
    (k, t, path, mode) => open(k, t, AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode),
    {
      result: 'fd',
    },
  ),
  row(3, 'close', [FD], 150, (k, t, fd) => (fileOf(t, fd) === undefined ? -EBADF : t.files.close(k, t, fd | 0))),
  row(
    436,
    'close_range',
    [arg('fd', 'uint'), arg('max_fd', 'uint'), arg('flags', 'uint')],
    300,
    (k, t, first, last, flags) => closeRange(k, t, first, last, flags),
    { missing: 'CLOSE_RANGE_UNSHARE does not unshare the table.' },
  ),
];
