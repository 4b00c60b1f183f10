/**
 * New names: mkdir, mknod, symlink, link. Follows fs/namei.c: filename_create, vfs_mkdir, vfs_mknod, vfs_symlink, vfs_link.
 */

import { CAP_MKNOD } from '../abi/capability';
import { EEXIST, EINVAL, ENOENT, EPERM, EROFS, EXDEV } from '../errno';
import { andThen, whenOk } from '../sleeping';
import { objectAddress } from '../trace/kernel-events';
import { traced } from '../trace/more-events';
import type { Cred, Inode, Kernel, MaySleep, Path, Task } from '../types';
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFMT, S_IFREG, S_IFSOCK } from '../types';
import type { DentryNode, Place } from './dcache';
import { isDirectory, isRegular, S_IALLUGO, S_ISGID, S_ISUID, S_ISVTX } from './inode';
import { withInode } from './inode-lock';
import { LAST_NORM, lookupChild, NameWalk } from './namei';
import { notifyName } from './notify';
import { capable, MAY_READ, MAY_WRITE, mayCreate, ownerOrCapable, permission } from './permission';
import { isReadOnly } from './read-only';
import { traceName } from './trace';

type Maker = (dir: Inode, name: string) => MaySleep<Inode | number> | undefined;

/**
 * Walks to the directory and, with its lock held, makes the name there if it is free. -EEXIST when it is taken. Only a directory
 * may be named with a slash behind. The answer is where the new name lies.
 */
function makeAt(
  task: Task,
  path: string,
  from: Path | null,
  directory: boolean,
  maker: (walk: NameWalk) => MaySleep<number>,
): MaySleep<NameWalk | number> {
  const walk = new NameWalk(task);
  return whenOk(walk.toParent(path, from), () => {
    if (walk.lastType !== LAST_NORM) return -EEXIST;
    return withInode(walk.dentry.inode, () =>
      andThen(walk.last(true), (found) => {
        if (found !== -ENOENT) return typeof found === 'number' ? found : -EEXIST;
        if (!directory && walk.trailingSlash) return -ENOENT;
        if (isReadOnly(walk.mount)) return -EROFS;
        return whenOk<NameWalk>(maker(walk), () => walk);
      }),
    );
  });
}

/** The directory's operation, and the dentry of what it made. */
function makeIn(task: Task, walk: NameWalk, maker: Maker): MaySleep<number> {
  const dir = walk.dentry;
  return whenOk(mayCreate(task.cred, dir.inode), () =>
    andThen(maker(dir.inode, walk.name) ?? -EPERM, (made) => {
      if (typeof made === 'number') return made;
      added(dir, walk.name, made);
      return 0;
    }),
  );
}

/** A new name is there. */
export function added(dir: DentryNode, name: string, made: Inode): DentryNode {
  const dentry = dir.child(name, made);
  notifyName('create', dir.inode, name, made);
  return dentry;
}

export function mkdirAt(kernel: Kernel, task: Task, path: string, mode: number, from: Path | null): MaySleep<number> {
  const bits = mode & (0o777 | S_ISVTX) & ~task.fs.umask;
  const made = makeAt(task, path, from, true, (walk) =>
    traced(
      kernel,
      'vfs_mkdir',
      () => [0, objectAddress(kernel, walk.dentry.inode), objectAddress(kernel, walk), bits],
      () => makeIn(task, walk, (dir, name) => dir.ops.mkdir?.(dir, name, bits, task)),
    ),
  );
  return andThen(made, (walk) => {
    if (typeof walk === 'number') return walk;
    if (kernel.wants('vfs')) traceName(kernel, task, 'mkdir', walk, walk.name);
    return 0;
  });
}

/** Type bits in `mode` as mknod(2): 0 means a regular file. */
export function mknodAt(task: Task, path: string, mode: number, device: number, from: Path | null): MaySleep<number> {
  const type = mode & S_IFMT;
  if (type === S_IFDIR) return -EPERM;
  if (![0, S_IFREG, S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK].includes(type)) return -EINVAL;
  const bits = mode & S_IALLUGO & ~task.fs.umask;
  return make(task, path, from, (dir, name) => {
    if (type === 0 || type === S_IFREG) return dir.ops.create?.(dir, name, bits, task);
    const isNode = type === S_IFCHR || type === S_IFBLK;
    // A character device 0:0 is a whiteout and opens nothing.
    if (isNode && !(type === S_IFCHR && device === 0) && !capable(task.cred, CAP_MKNOD)) return -EPERM;
    return dir.ops.mknod?.(dir, name, type | bits, isNode ? device : 0, task);
  });
}

export function symlinkAt(task: Task, target: string, path: string, from: Path | null): MaySleep<number> {
  if (target === '') return -ENOENT;
  return make(task, path, from, (dir, name) => dir.ops.symlink?.(dir, name, target, task));
}

function make(task: Task, path: string, from: Path | null, maker: Maker): MaySleep<number> {
  const made = makeAt(task, path, from, false, (walk) => makeIn(task, walk, maker));
  return andThen(made, (walk) => (typeof walk === 'number' ? walk : 0));
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
export function linkAt(task: Task, old: Place, path: string, from: Path | null): MaySleep<number> {
  const made = makeAt(task, path, from, false, (walk) => linkHere(task, old, walk));
  return andThen(made, (walk) => (typeof walk === 'number' ? walk : 0));
}

function linkHere(task: Task, old: Place, walk: NameWalk): MaySleep<number> {
  if (walk.mount !== old.mount) return -EXDEV;
  const dir = walk.dentry.inode;
  const { inode } = old.dentry;
  if (!mayLink(task.cred, inode)) return -EPERM;
  const error = mayCreate(task.cred, dir);
  if (error < 0) return error;
  if (isDirectory(inode) || dir.ops.link === undefined) return -EPERM;
  if (inode.nlink === 0 && old.dentry.hashed) return -ENOENT;
  return whenOk(dir.ops.link(dir, walk.name, inode), () => {
    walk.dentry.forgetAbsent(walk.name);
    return andThen(lookupChild(walk.dentry, walk.name, true), () => {
      notifyName('create', dir, walk.name, inode);
      return 0;
    });
  });
}
