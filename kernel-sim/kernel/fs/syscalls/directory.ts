/**
 * Directories: listing, working directory, root, mkdir, rmdir. Follows fs/readdir.c, fs/d_path.c:getcwd, fs/open.c (chdir, chroot).
 */

import { CAP_SYS_CHROOT } from '../../abi/capability';
import { AT_FDCWD } from '../../abi/fcntl';
import { PATH_MAX } from '../../abi/limits';
import { EBADF, EFAULT, EINVAL, ENAMETOOLONG, ENOENT, ENOTDIR, EPERM, ERANGE } from '../../errno';
import { userNsOf } from '../../nsproxy/namespaces';
import { nsCapable } from '../../sched/cred';
import { andThen } from '../../sleeping';
import type { DirEntry, Kernel, MaySleep, SyscallRow, Task } from '../../types';
import { mkdirAt } from '../create';
import { ascend, type Place, place } from '../dcache';
import type { OpenFile } from '../file';
import { isDirectory } from '../inode';
import { MAY_EXEC, permission } from '../permission';
import { rmdirAt } from '../remove';
import { utf8Encode } from '../text';
import { touchAccessed } from '../times';
import { put64 } from './memory';
import { fileOf, lookupAt, withPath } from './paths';
import { arg, DIRFD, FD, MODE, out, PATH, row } from './row';

/** One struct linux_dirent64: ino, offset of the next, length, type, name with NUL; 8-byte aligned. */
function entry64(entry: DirEntry, next: number): Uint8Array {
  const name = utf8Encode(entry.name);
  const bytes = new Uint8Array((19 + name.length + 1 + 7) & ~7);
  const view = new DataView(bytes.buffer);
  put64(view, 0, entry.ino);
  put64(view, 8, next);
  view.setUint16(16, bytes.length, true);
  bytes[18] = entry.type;
  bytes.set(name, 19);
  return bytes;
}

/** The old struct linux_dirent: the type in the last byte. */
function entryOld(entry: DirEntry, next: number): Uint8Array {
  const name = utf8Encode(entry.name);
  const bytes = new Uint8Array((18 + name.length + 2 + 7) & ~7);
  const view = new DataView(bytes.buffer);
  put64(view, 0, entry.ino);
  put64(view, 8, next);
  view.setUint16(16, bytes.length, true);
  bytes.set(name, 18);
  bytes[bytes.length - 1] = entry.type;
  return bytes;
}

function getdents(
  kernel: Kernel,
  task: Task,
  fd: number,
  to: number,
  count: number,
  encode: typeof entry64,
): MaySleep<number> {
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  if (file.ops.iterate === undefined || !isDirectory(file.inode)) return -ENOTDIR;
  if (file.inode.nlink === 0) return -ENOENT;
  return andThen(listing(kernel, task, file, file.ops.iterate), (entries) => {
    if (typeof entries === 'number') return entries;
    touchAccessed(file.path.mount, file.inode);
    return copyEntries(kernel, task, file, entries, to, count, encode);
  });
}

function copyEntries(
  kernel: Kernel,
  task: Task,
  file: OpenFile,
  entries: DirEntry[],
  to: number,
  count: number,
  encode: typeof entry64,
): number {
  let written = 0;
  while (file.pos < entries.length) {
    const bytes = encode(entries[file.pos], file.pos + 1);
    if (written + bytes.length > count >>> 0) return written > 0 ? written : -EINVAL;
    if (kernel.copyToUser(task, to + written, bytes) < 0) return written > 0 ? written : -EFAULT;
    written += bytes.length;
    file.pos++;
  }
  return written;
}

function listing(
  kernel: Kernel,
  task: Task,
  file: OpenFile,
  iterate: NonNullable<OpenFile['ops']['iterate']>,
): MaySleep<DirEntry[] | number> {
  if (file.pos !== 0 && file.directory !== null) return file.directory;
  return andThen(iterate(kernel, task, file), (entries) => {
    if (typeof entries !== 'number') file.directory = entries;
    return entries;
  });
}

/** Length with NUL, as the system call gives it. */
function getcwd(kernel: Kernel, task: Task, to: number, size: number): number {
  const { cwd, root } = task.fs;
  const at = place(cwd);
  if (!at.dentry.hashed) return -ENOENT;
  const { text, reached } = ascend(at, root);
  const bytes = utf8Encode(`${reached ? '' : '(unreachable)'}${text}\0`);
  if (bytes.length > PATH_MAX) return -ENAMETOOLONG;
  if (bytes.length > size) return -ERANGE;
  return kernel.copyToUser(task, to, bytes) < 0 ? -EFAULT : bytes.length;
}

/** May this become a working directory or root? */
function enterable(task: Task, at: Place): number {
  if (!isDirectory(at.dentry.inode)) return -ENOTDIR;
  return permission(task.cred, at.dentry.inode, MAY_EXEC);
}

function chdir(kernel: Kernel, task: Task, path: number): MaySleep<number> {
  return andThen(lookupAt(kernel, task, AT_FDCWD, path, true), (found) => {
    if (typeof found === 'number') return found;
    const error = enterable(task, found);
    if (error < 0) return error;
    task.fs.cwd = { mount: found.mount, dentry: found.dentry };
    return 0;
  });
}

function fchdir(task: Task, fd: number): number {
  const file = fileOf(task, fd);
  if (file === undefined) return -EBADF;
  const error = enterable(task, file.path);
  if (error < 0) return error;
  task.fs.cwd = file.path;
  return 0;
}

function chroot(kernel: Kernel, task: Task, path: number): MaySleep<number> {
  return andThen(lookupAt(kernel, task, AT_FDCWD, path, true), (found) => {
    if (typeof found === 'number') return found;
    const error = enterable(task, found);
    if (error < 0) return error;
    if (!nsCapable(task.cred, CAP_SYS_CHROOT, userNsOf(task.cred))) return -EPERM;
    task.fs.root = { mount: found.mount, dentry: found.dentry };
    return 0;
  });
}

const mkdir = (k: Kernel, t: Task, dirfd: number, path: number, mode: number): MaySleep<number> =>
  withPath(k, t, dirfd, path, (text, from) => mkdirAt(k, t, text, mode, from));

export const directorySyscalls: readonly SyscallRow[] = [
  row(78, 'getdents', [FD, out('dirent', 'dirents', 'result'), arg('count', 'uint')], 300, (k, t, fd, to, count) =>
    getdents(k, t, fd, to, count, entryOld),
  ),
  row(217, 'getdents64', [FD, out('dirent', 'dirents', 'result'), arg('count', 'uint')], 300, (k, t, fd, to, count) =>
    getdents(k, t, fd, to, count, entry64),
  ),
  row(79, 'getcwd', [out('buf', 'str'), arg('size', 'ulong')], 300, (k, t, to, size) => getcwd(k, t, to, size)),
  row(80, 'chdir', [PATH], 500, (k, t, path) => chdir(k, t, path)),
  row(81, 'fchdir', [FD], 150, (_k, t, fd) => fchdir(t, fd)),
  row(161, 'chroot', [PATH], 500, (k, t, path) => chroot(k, t, path)),
  row(83, 'mkdir', [PATH, MODE], 1200, (k, t, path, mode) => mkdir(k, t, AT_FDCWD, path, mode)),
  row(258, 'mkdirat', [DIRFD, PATH, MODE], 1200, (k, t, dirfd, path, mode) => mkdir(k, t, dirfd, path, mode)),
  row(84, 'rmdir', [PATH], 1200, (k, t, path) =>
    withPath(k, t, AT_FDCWD, path, (text, from) => rmdirAt(k, t, text, from)),
  ),
];
