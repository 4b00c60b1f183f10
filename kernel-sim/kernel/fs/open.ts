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
import { MS_NODEV } from '../abi/mount';
import { EACCES, EEXIST, EINVAL, EISDIR, ELOOP, ENOENT, ENOTDIR, ENXIO, EOPNOTSUPP, EPERM, EROFS } from '../errno';
import { andThen, whenOk } from '../sleeping';
import { objectAddress, probed } from '../trace/kernel-events';
import type { File, Inode, Kernel, MaySleep, Path, Task } from '../types';
import { added } from './create';
import { DentryNode, type Place } from './dcache';
import { OpenFile, putFile } from './file';
import { BaseInode, isDevice, isDirectory, isRegular, isSocket, isSymlink, S_IALLUGO, touchModified } from './inode';
import { withInode } from './inode-lock';
import { coveredBy, LAST_NORM, NameWalk } from './namei';
import { notifyFile } from './notify';
import { MAY_EXEC, MAY_READ, MAY_WRITE, mayCreate, ownerOrCapable, permission } from './permission';
import { isReadOnly } from './read-only';
import { traceFile } from './trace';

/** O_TMPFILE without the O_DIRECTORY it contains. */
const TMPFILE_BIT = O_TMPFILE & ~O_DIRECTORY;
/** May be in a file's flags after open: the others have done their work. */
const SPENT = O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC;

interface Found {
  at: Place;
  created: boolean;
}

/** Opens or creates. A FIFO, a device or the walk to it may make it sleep. */
export function openPath(
  kernel: Kernel,
  task: Task,
  path: string,
  askedFlags: number,
  mode: number,
  from: Path | null,
  noSymlinks = false,
): MaySleep<File | number> {
  let flags = askedFlags | O_LARGEFILE;
  if ((flags & O_PATH) !== 0) flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  const access = accessWanted(flags);
  const walk = new NameWalk(task, task.cred, noSymlinks);
  if ((flags & TMPFILE_BIT) !== 0) {
    if ((flags & O_DIRECTORY) === 0 || (access & MAY_WRITE) === 0) return -EINVAL;
    return whenOk(walk.toEnd(path, from, (flags & O_NOFOLLOW) === 0), () =>
      openTemporary(kernel, task, walk, flags, mode),
    );
  }
  if ((flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0) flags |= O_NOFOLLOW;
  return andThen(
    whenOk<Found>(walk.toParent(path, from), () => findOrCreate(task, walk, flags, mode)),
    (found) => (typeof found === 'number' ? found : openFound(kernel, task, walk, found, flags, access)),
  );
}

/** do_open: what was found may be opened this way? */
function openFound(
  kernel: Kernel,
  task: Task,
  walk: NameWalk,
  found: Found,
  flags: number,
  access: number,
): MaySleep<File | number> {
  const { inode } = found.at.dentry;
  if ((flags & O_CREAT) !== 0 && !found.created) {
    if ((flags & O_EXCL) !== 0) return -EEXIST;
    if (isDirectory(inode)) return -EISDIR;
  }
  if (((flags & O_DIRECTORY) !== 0 || walk.trailingSlash) && !isDirectory(inode)) return -ENOTDIR;
  if ((flags & O_PATH) !== 0) return new OpenFile(found.at, inode, inode.fileOps, flags);
  const error = mayOpen(task, found.at, found.created ? 0 : access, flags);
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
function findOrCreate(task: Task, walk: NameWalk, flags: number, mode: number): MaySleep<Found | number> {
  const creates = (flags & O_CREAT) !== 0;
  if (walk.lastType === LAST_NORM && walk.trailingSlash && creates) return -EISDIR;
  // Looking up and creating are one step for others (atomic_open).
  const next = creates
    ? withInode(walk.dentry.inode, () => andThen(walk.last(true), (found) => createHere(task, walk, mode, found)))
    : walk.last();
  return andThen(next, (found) => {
    if (typeof found === 'number') return found;
    if (found === null) return { at: { mount: walk.mount, dentry: walk.dentry }, created: false };
    if ('created' in found) return found;
    if (!isSymlink(found.dentry.inode) || ((flags & O_NOFOLLOW) !== 0 && !walk.trailingSlash))
      return { at: found, created: false };
    return whenOk<Found>(walk.followLast(found), () => findOrCreate(task, walk, flags, mode));
  });
}

function createHere(
  task: Task,
  walk: NameWalk,
  mode: number,
  found: Place | null | number,
): MaySleep<Place | Found | null | number> {
  if (found !== -ENOENT) return found;
  if (isReadOnly(walk.mount)) return -EROFS;
  const dir = walk.dentry;
  const error = mayCreate(task.cred, dir.inode);
  if (error < 0) return error;
  if (dir.inode.ops.create === undefined) return -EACCES;
  return andThen(dir.inode.ops.create(dir.inode, walk.name, mode & S_IALLUGO & ~task.fs.umask, task), (inode) => {
    if (typeof inode === 'number') return inode;
    return { at: coveredBy(walk.mount, added(dir, walk.name, inode)), created: true };
  });
}

function mayOpen(task: Task, at: Place, access: number, flags: number): number {
  const { inode } = at.dentry;
  if (isSymlink(inode)) return -ELOOP;
  if (isDirectory(inode) && (access & MAY_WRITE) !== 0) return -EISDIR;
  if (isDevice(inode) && (at.mount.flags & MS_NODEV) !== 0) return -EACCES;
  if (isReadOnly(at.mount) && (access & MAY_WRITE) !== 0 && isRegular(inode)) return -EROFS;
  const error = permission(task.cred, inode, access);
  if (error < 0) return error;
  return (flags & O_NOATIME) !== 0 && !ownerOrCapable(task.cred, inode) ? -EPERM : 0;
}

/** do_dentry_open: the file exists and may be opened. Also for files without a name (pipes, memfd). */
export function openInode(kernel: Kernel, task: Task, at: Place, flags: number): MaySleep<File | number> {
  const { inode } = at.dentry;
  probed(kernel, 'vfs_open')?.enter(objectAddress(kernel, at.dentry), 0);
  if (isSocket(inode)) return -ENXIO;
  const file = new OpenFile(at, inode, inode.fileOps, flags);
  return andThen(file.ops.open?.(kernel, task, file) ?? 0, (opened) =>
    opened < 0 ? abandon(kernel, file, opened) : finishOpen(kernel, task, file, flags),
  );
}

function abandon(kernel: Kernel, file: OpenFile, error: number): number {
  putFile(kernel, file);
  return error;
}

function finishOpen(kernel: Kernel, task: Task, file: OpenFile, flags: number): MaySleep<File | number> {
  const cut = (flags & O_TRUNC) !== 0 && isRegular(file.inode) ? truncateInode(file.inode, 0, file.path.dentry) : 0;
  return andThen(cut, (error) => {
    if (error < 0) return abandon(kernel, file, error);
    file.flags &= ~SPENT;
    notifyFile('open', file.inode, file.path.dentry.parent?.inode ?? null, file.path.dentry.name);
    if (kernel.wants('vfs')) traceFile(kernel, task, 'open', file);
    return file;
  });
}

/** Sets the size of a regular file and its times. */
export function truncateInode(inode: Inode, size: number, dentry?: DentryNode): MaySleep<number> {
  return withInode(inode, () =>
    whenOk(inode.ops.truncate?.(inode, size) ?? -EINVAL, () => {
      touchModified(inode);
      notifyFile('modify', inode, dentry?.parent?.inode ?? null, dentry?.name ?? '');
      return 0;
    }),
  );
}

/** O_TMPFILE: a regular file without a name in the file system of that directory. */
function openTemporary(
  kernel: Kernel,
  task: Task,
  walk: NameWalk,
  flags: number,
  mode: number,
): MaySleep<File | number> {
  const dir = walk.dentry;
  if (!isDirectory(dir.inode)) return -ENOTDIR;
  if (isReadOnly(walk.mount)) return -EROFS;
  const denied = permission(task.cred, dir.inode, MAY_WRITE | MAY_EXEC);
  if (denied < 0) return denied;
  if (!(dir.inode instanceof BaseInode) || dir.inode.makeUnnamed === undefined) return -EOPNOTSUPP;
  return andThen(dir.inode.makeUnnamed(mode & S_IALLUGO & ~task.fs.umask, task), (inode) => {
    if (typeof inode === 'number') return inode;
    const dentry = new DentryNode(`#${inode.ino}`, dir, inode);
    dentry.hashed = false;
    return openInode(kernel, task, { mount: walk.mount, dentry }, flags & ~O_TMPFILE);
  });
}
