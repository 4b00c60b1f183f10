/**
 * Names that go: unlink, rmdir. Follows fs/namei.c: do_unlinkat, do_rmdir, vfs_unlink, vfs_rmdir.
 */
import { MS_RDONLY } from '../abi/mount';
import { EBUSY, EINVAL, EISDIR, ENOENT, ENOTDIR, ENOTEMPTY, EPERM, EROFS } from '../errno';
import type { Kernel, Path, Task } from '../types';
import { isDirectory } from './inode';
import { LAST_DOT, LAST_DOTDOT, LAST_NORM, lookupChild, NameWalk } from './namei';
import { mayDelete } from './permission';
import { traceName } from './trace';

export function unlinkAt(kernel: Kernel, task: Task, path: string, from: Path | null): number {
  const walk = new NameWalk(task);
  const error = walk.toParent(path, from);
  if (error < 0) return error;
  if (walk.lastType !== LAST_NORM) return -EISDIR;
  if ((walk.mount.flags & MS_RDONLY) !== 0) return -EROFS;
  const dir = walk.dentry;
  const victim = lookup(walk);
  if (typeof victim === 'number') return victim;
  if (walk.trailingSlash) return isDirectory(victim.inode) ? -EISDIR : -ENOTDIR;
  const denied = mayDelete(task.cred, dir.inode, victim.inode, false);
  if (denied < 0) return denied;
  if (dir.inode.ops.unlink === undefined) return -EPERM;
  if (victim.mounts.length > 0) return -EBUSY;
  const result = dir.inode.ops.unlink(dir.inode, walk.name);
  if (result < 0) return result;
  victim.unhash();
  if (kernel.wants('vfs')) traceName(kernel, task, 'unlink', walk, walk.name);
  return 0;
}

export function rmdirAt(kernel: Kernel, task: Task, path: string, from: Path | null): number {
  const walk = new NameWalk(task);
  const error = walk.toParent(path, from);
  if (error < 0) return error;
  if (walk.lastType === LAST_DOT) return -EINVAL;
  if (walk.lastType === LAST_DOTDOT) return -ENOTEMPTY;
  if (walk.lastType !== LAST_NORM) return -EBUSY;
  if ((walk.mount.flags & MS_RDONLY) !== 0) return -EROFS;
  const dir = walk.dentry;
  const victim = lookup(walk);
  if (typeof victim === 'number') return victim;
  const denied = mayDelete(task.cred, dir.inode, victim.inode, true);
  if (denied < 0) return denied;
  if (dir.inode.ops.rmdir === undefined) return -EPERM;
  if (victim.mounts.length > 0) return -EBUSY;
  const result = dir.inode.ops.rmdir(dir.inode, walk.name);
  if (result < 0) return result;
  victim.unhash();
  if (kernel.wants('vfs')) traceName(kernel, task, 'unlink', walk, walk.name);
  return 0;
}

function lookup(walk: NameWalk) {
  const found = walk.last();
  if (typeof found === 'number') return found;
  // The name itself, not what is mounted on it.
  return found === null ? -ENOENT : lookupChild(walk.dentry, walk.name);
}
