/**
 * open(2): from path and flags to a file. Follows fs/namei.c (path_openat, open_last_lookups, do_open, may_open) and
 * fs/open.c (build_open_flags, do_dentry_open), with their order of errors.
 */
import {
  O_ACCMODE,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_LARGEFILE,
  O_NOATIME,
  O_NOCTTY,
  O_NOFOLLOW,
  O_PATH,
  O_TMPFILE,
  O_TRUNC,
} from '../abi/fcntl';
import { MS_NODEV, MS_RDONLY } from '../abi/mount';
import { EACCES, EEXIST, EINVAL, EISDIR, ELOOP, ENOENT, ENOTDIR, ENXIO, EOPNOTSUPP, EPERM, EROFS } from '../errno';
import type { File, Inode, Kernel, Path, Sleeping, Task } from '../types';
import { DentryNode, type Place } from './dcache';
import { OpenFile, putFile } from './file';
import { BaseInode, isDevice, isDirectory, isRegular, isSocket, isSymlink, S_IALLUGO, touchModified } from './inode';
import { coveredBy, LAST_NORM, NameWalk } from './namei';
import { MAY_EXEC, MAY_READ, MAY_WRITE, mayCreate, ownerOrCapable, permission } from './permission';
import { traceFile } from './trace';

/** O_TMPFILE without the O_DIRECTORY it contains. */
const TMPFILE_BIT = O_TMPFILE & ~O_DIRECTORY;
/** May be in a file's flags after open: the others have done their work. */
const SPENT = O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC;

interface Found {
  at: Place;
  created: boolean;
}

/** Opens or creates. A FIFO or device may make it sleep. */
export function openPath(
  kernel: Kernel,
  task: Task,
  path: string,
  askedFlags: number,
  mode: number,
  from: Path | null,
  noSymlinks = false,
): File | number | Sleeping<File | number> {
  let flags = askedFlags | O_LARGEFILE;
  if ((flags & O_PATH) !== 0) flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  let access = accessWanted(flags);
  const walk = new NameWalk(task, task.cred, noSymlinks);
  if ((flags & TMPFILE_BIT) !== 0) {
    if ((flags & O_DIRECTORY) === 0 || (access & MAY_WRITE) === 0) return -EINVAL;
    return openTemporary(kernel, task, walk, path, flags, mode, from);
  }
  if ((flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0) flags |= O_NOFOLLOW;
  const found = lookupForOpen(task, walk, path, flags, mode, from);
  if (typeof found === 'number') return found;
  const { inode } = found.at.dentry;
  if ((flags & O_CREAT) !== 0 && !found.created) {
    if ((flags & O_EXCL) !== 0) return -EEXIST;
    if (isDirectory(inode)) return -EISDIR;
  }
  if (((flags & O_DIRECTORY) !== 0 || walk.trailingSlash) && !isDirectory(inode)) return -ENOTDIR;
  if ((flags & O_PATH) !== 0) return new OpenFile(found.at, inode, inode.fileOps, flags);
  if (found.created) access = 0;
  const error = mayOpen(task, found.at, access, flags);
  if (error < 0) return error;
  return openInode(kernel, task, found.at, found.created ? flags & ~O_TRUNC : flags);
}

/** MAY_* that these flags need of an existing file; access mode 3 needs both. */
function accessWanted(flags: number): number {
  if ((flags & O_PATH) !== 0) return 0;
  const modes = [MAY_READ, MAY_WRITE, MAY_READ | MAY_WRITE, MAY_READ | MAY_WRITE];
  return modes[flags & O_ACCMODE] | ((flags & O_TRUNC) !== 0 ? MAY_WRITE : 0);
}

/** Finds the file, following symlinks in last place; creates it with O_CREAT when it is not there. */
function lookupForOpen(
  task: Task,
  walk: NameWalk,
  path: string,
  flags: number,
  mode: number,
  from: Path | null,
): Found | number {
  let error = walk.toParent(path, from);
  while (error === 0) {
    if (walk.lastType === LAST_NORM && walk.trailingSlash && (flags & O_CREAT) !== 0) return -EISDIR;
    const next = walk.last();
    if (next === null) return { at: { mount: walk.mount, dentry: walk.dentry }, created: false };
    if (typeof next === 'number') {
      if (next !== -ENOENT || (flags & O_CREAT) === 0) return next;
      return createHere(task, walk, mode);
    }
    if (!isSymlink(next.dentry.inode) || ((flags & O_NOFOLLOW) !== 0 && !walk.trailingSlash))
      return { at: next, created: false };
    error = walk.followLast(next);
  }
  return error;
}

function createHere(task: Task, walk: NameWalk, mode: number): Found | number {
  if ((walk.mount.flags & MS_RDONLY) !== 0) return -EROFS;
  const dir = walk.dentry;
  const error = mayCreate(task.cred, dir.inode);
  if (error < 0) return error;
  if (dir.inode.ops.create === undefined) return -EACCES;
  const inode = dir.inode.ops.create(dir.inode, walk.name, mode & S_IALLUGO & ~task.fs.umask, task);
  if (typeof inode === 'number') return inode;
  return { at: coveredBy(walk.mount, dir.child(walk.name, inode)), created: true };
}

function mayOpen(task: Task, at: Place, access: number, flags: number): number {
  const { inode } = at.dentry;
  if (isSymlink(inode)) return -ELOOP;
  if (isDirectory(inode) && (access & MAY_WRITE) !== 0) return -EISDIR;
  if (isDevice(inode) && (at.mount.flags & MS_NODEV) !== 0) return -EACCES;
  if ((at.mount.flags & MS_RDONLY) !== 0 && (access & MAY_WRITE) !== 0 && isRegular(inode)) return -EROFS;
  const error = permission(task.cred, inode, access);
  if (error < 0) return error;
  return (flags & O_NOATIME) !== 0 && !ownerOrCapable(task.cred, inode) ? -EPERM : 0;
}

/** do_dentry_open: the file exists and may be opened. Also for files without a name (pipes, memfd). */
export function openInode(
  kernel: Kernel,
  task: Task,
  at: Place,
  flags: number,
): File | number | Sleeping<File | number> {
  const { inode } = at.dentry;
  if (isSocket(inode)) return -ENXIO;
  const file = new OpenFile(at, inode, inode.fileOps, flags);
  const opened = file.ops.open?.(kernel, task, file) ?? 0;
  if (typeof opened !== 'number') return openedLater(kernel, task, file, flags, opened);
  return opened < 0 ? abandon(kernel, file, opened) : finishOpen(kernel, task, file, flags);
}

function* openedLater(
  kernel: Kernel,
  task: Task,
  file: OpenFile,
  flags: number,
  call: Sleeping<number>,
): Sleeping<File | number> {
  const result = yield* call;
  return result < 0 ? abandon(kernel, file, result) : finishOpen(kernel, task, file, flags);
}

function abandon(kernel: Kernel, file: OpenFile, error: number): number {
  putFile(kernel, file);
  return error;
}

function finishOpen(kernel: Kernel, task: Task, file: OpenFile, flags: number): File | number {
  if ((flags & O_TRUNC) !== 0 && isRegular(file.inode)) {
    const error = truncateInode(file.inode, 0);
    if (error < 0) return abandon(kernel, file, error);
  }
  file.flags &= ~SPENT;
  if (kernel.wants('vfs')) traceFile(kernel, task, 'open', file);
  return file;
}

/** Sets the size of a regular file and its times. */
export function truncateInode(inode: Inode, size: number): number {
  const error = inode.ops.truncate?.(inode, size) ?? -EINVAL;
  if (error < 0) return error;
  touchModified(inode);
  return 0;
}

/** O_TMPFILE: a regular file without a name in the file system of that directory. */
function openTemporary(
  kernel: Kernel,
  task: Task,
  walk: NameWalk,
  path: string,
  flags: number,
  mode: number,
  from: Path | null,
): File | number | Sleeping<File | number> {
  const error = walk.toEnd(path, from, (flags & O_NOFOLLOW) === 0);
  if (error < 0) return error;
  const dir = walk.dentry;
  if (!isDirectory(dir.inode)) return -ENOTDIR;
  if ((walk.mount.flags & MS_RDONLY) !== 0) return -EROFS;
  const denied = permission(task.cred, dir.inode, MAY_WRITE | MAY_EXEC);
  if (denied < 0) return denied;
  if (!(dir.inode instanceof BaseInode) || dir.inode.makeUnnamed === undefined) return -EOPNOTSUPP;
  const inode = dir.inode.makeUnnamed(mode & S_IALLUGO & ~task.fs.umask, task);
  if (typeof inode === 'number') return inode;
  const dentry = new DentryNode(`#${inode.ino}`, dir, inode);
  dentry.hashed = false;
  return openInode(kernel, task, { mount: walk.mount, dentry }, flags & ~O_TMPFILE);
}
