/**
 * New names: mkdir, mknod, symlink, link. Follows fs/namei.c: filename_create, vfs_mkdir, vfs_mknod, vfs_symlink, vfs_link.
 */
import { CAP_MKNOD } from '../abi/capability';
import { MS_RDONLY } from '../abi/mount';
import { EEXIST, EINVAL, ENOENT, EPERM, EROFS, EXDEV } from '../errno';
import type { Cred, Inode, Kernel, Path, Task } from '../types';
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFMT, S_IFREG, S_IFSOCK } from '../types';
import type { Place } from './dcache';
import { isDirectory, isRegular, S_IALLUGO, S_ISGID, S_ISUID, S_ISVTX } from './inode';
import { LAST_NORM, lookupChild, NameWalk } from './namei';
import { capable, MAY_READ, MAY_WRITE, mayCreate, ownerOrCapable, permission } from './permission';
import { traceName } from './trace';

interface NewName {
  parent: Place;
  name: string;
}

/** The directory and the free name in it; -EEXIST when it is taken. Only a directory may be named with a slash behind. */
function newName(task: Task, path: string, from: Path | null, directory: boolean): NewName | number {
  const walk = new NameWalk(task);
  const error = walk.toParent(path, from);
  if (error < 0) return error;
  if (walk.lastType !== LAST_NORM) return -EEXIST;
  const found = walk.last();
  if (found !== -ENOENT) return typeof found === 'number' ? found : -EEXIST;
  if (!directory && walk.trailingSlash) return -ENOENT;
  if ((walk.mount.flags & MS_RDONLY) !== 0) return -EROFS;
  return { parent: { mount: walk.mount, dentry: walk.dentry }, name: walk.name };
}

type Maker = (dir: Inode, name: string) => Inode | number | undefined;

function makeAt(task: Task, path: string, from: Path | null, directory: boolean, maker: Maker): NewName | number {
  const at = newName(task, path, from, directory);
  if (typeof at === 'number') return at;
  const dir = at.parent.dentry;
  const error = mayCreate(task.cred, dir.inode);
  if (error < 0) return error;
  const made = maker(dir.inode, at.name) ?? -EPERM;
  if (typeof made === 'number') return made;
  dir.child(at.name, made);
  return at;
}

export function mkdirAt(kernel: Kernel, task: Task, path: string, mode: number, from: Path | null): number {
  const bits = mode & (0o777 | S_ISVTX) & ~task.fs.umask;
  const made = makeAt(task, path, from, true, (dir, name) => dir.ops.mkdir?.(dir, name, bits, task));
  if (typeof made === 'number') return made;
  if (kernel.wants('vfs')) traceName(kernel, task, 'mkdir', made.parent, made.name);
  return 0;
}

/** Type bits in `mode` as mknod(2): 0 means a regular file. */
export function mknodAt(task: Task, path: string, mode: number, device: number, from: Path | null): number {
  const type = mode & S_IFMT;
  if (type === S_IFDIR) return -EPERM;
  if (![0, S_IFREG, S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK].includes(type)) return -EINVAL;
  const bits = mode & S_IALLUGO & ~task.fs.umask;
  const made = makeAt(task, path, from, false, (dir, name) => {
    if (type === 0 || type === S_IFREG) return dir.ops.create?.(dir, name, bits, task);
    const isNode = type === S_IFCHR || type === S_IFBLK;
    if (isNode && !capable(task.cred, CAP_MKNOD)) return -EPERM;
    return dir.ops.mknod?.(dir, name, type | bits, isNode ? device : 0, task);
  });
  return typeof made === 'number' ? made : 0;
}

export function symlinkAt(task: Task, target: string, path: string, from: Path | null): number {
  if (target === '') return -ENOENT;
  const made = makeAt(task, path, from, false, (dir, name) => dir.ops.symlink?.(dir, name, target, task));
  return typeof made === 'number' ? made : 0;
}

/**
 * fs.protected_hardlinks = 1, as Debian sets it: nobody may pin somebody else's file by a link, unless he could read and
 * write it anyway (may_linkat, safe_hardlink_source).
 */
function mayLink(cred: Cred, inode: Inode): boolean {
  if (ownerOrCapable(cred, inode)) return true;
  const setGroup = (inode.mode & (S_ISGID | 0o010)) === (S_ISGID | 0o010);
  if (!isRegular(inode) || (inode.mode & S_ISUID) !== 0 || setGroup) return false;
  return permission(cred, inode, MAY_READ | MAY_WRITE) === 0;
}

/** One more name for what is at `old` (already looked up). */
export function linkAt(task: Task, old: Place, path: string, from: Path | null): number {
  const at = newName(task, path, from, false);
  if (typeof at === 'number') return at;
  if (at.parent.mount !== old.mount) return -EXDEV;
  const dir = at.parent.dentry.inode;
  const { inode } = old.dentry;
  if (!mayLink(task.cred, inode)) return -EPERM;
  const error = mayCreate(task.cred, dir);
  if (error < 0) return error;
  if (isDirectory(inode) || dir.ops.link === undefined) return -EPERM;
  if (inode.nlink === 0 && old.dentry.hashed) return -ENOENT;
  const result = dir.ops.link(dir, at.name, inode);
  if (result < 0) return result;
  lookupChild(at.parent.dentry, at.name);
  return 0;
}
