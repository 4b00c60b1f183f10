/**
 * rename(2). Follows fs/namei.c: do_renameat2, vfs_rename, with their order of errors.
 */
import { RENAME_EXCHANGE, RENAME_NOREPLACE } from '../abi/fcntl';
import { MS_RDONLY } from '../abi/mount';
import { EBUSY, EEXIST, EINVAL, ENOENT, ENOTDIR, ENOTEMPTY, EPERM, EROFS, EXDEV } from '../errno';
import type { Kernel, Path, Task } from '../types';
import type { DentryNode } from './dcache';
import { isDirectory } from './inode';
import { LAST_NORM, lookupChild, NameWalk } from './namei';
import { MAY_WRITE, mayCreate, mayDelete, permission } from './permission';
import { traceName } from './trace';

export function renameAt(
  kernel: Kernel,
  task: Task,
  oldPath: string,
  oldFrom: Path | null,
  newPath: string,
  newFrom: Path | null,
  flags: number,
): number {
  const exchange = (flags & RENAME_EXCHANGE) !== 0;
  const noReplace = (flags & RENAME_NOREPLACE) !== 0;
  if ((flags & ~(RENAME_EXCHANGE | RENAME_NOREPLACE)) !== 0 || (exchange && noReplace)) return -EINVAL;
  const from = new NameWalk(task);
  const to = new NameWalk(task);
  const error = from.toParent(oldPath, oldFrom) || to.toParent(newPath, newFrom);
  if (error < 0) return error;
  if (from.mount !== to.mount) return -EXDEV;
  if (from.lastType !== LAST_NORM) return -EBUSY;
  if (to.lastType !== LAST_NORM) return noReplace ? -EEXIST : -EBUSY;
  if ((from.mount.flags & MS_RDONLY) !== 0) return -EROFS;

  const source = nameIn(from);
  if (typeof source === 'number') return source;
  const target = nameIn(to);
  if (typeof target === 'number' && target !== -ENOENT) return target;
  if (target === -ENOENT && exchange) return -ENOENT;
  if (typeof target !== 'number') {
    if (noReplace) return -EEXIST;
    if (exchange && !isDirectory(target.inode) && to.trailingSlash) return -ENOTDIR;
  }
  if (!isDirectory(source.inode) && (from.trailingSlash || (!exchange && to.trailingSlash))) return -ENOTDIR;
  if (source.contains(to.dentry)) return -EINVAL;
  if (typeof target === 'number') return move(kernel, task, from, source, to, null, flags);
  if (target.contains(from.dentry)) return exchange ? -EINVAL : -ENOTEMPTY;
  return move(kernel, task, from, source, to, target, flags);
}

function nameIn(walk: NameWalk): DentryNode | number {
  const found = walk.last();
  if (typeof found === 'number') return found;
  return found === null ? -ENOENT : lookupChild(walk.dentry, walk.name);
}

/** vfs_rename: permissions, then the file system, then the dentries. */
function move(
  kernel: Kernel,
  task: Task,
  from: NameWalk,
  source: DentryNode,
  to: NameWalk,
  target: DentryNode | null,
  flags: number,
): number {
  const exchange = (flags & RENAME_EXCHANGE) !== 0;
  if (source.inode === target?.inode) return 0;
  const error = mayMove(task, from, source, to, target, exchange);
  if (error < 0) return error;
  const dir = from.dentry.inode;
  if (dir.ops.rename === undefined) return -EPERM;
  if (source.mounts.length > 0 || (target !== null && target.mounts.length > 0)) return -EBUSY;
  const result = dir.ops.rename(dir, from.name, to.dentry.inode, to.name, flags);
  if (result < 0) return result;
  if (target !== null && !exchange) target.unhash();
  source.move(to.dentry, to.name);
  if (target !== null && exchange) target.move(from.dentry, from.name);
  if (kernel.wants('vfs')) traceName(kernel, task, 'rename', to, to.name);
  return 0;
}

function mayMove(
  task: Task,
  from: NameWalk,
  source: DentryNode,
  to: NameWalk,
  target: DentryNode | null,
  exchange: boolean,
): number {
  const { cred } = task;
  const moved = isDirectory(source.inode);
  const error =
    mayDelete(cred, from.dentry.inode, source.inode, moved) ||
    (target === null
      ? mayCreate(cred, to.dentry.inode)
      : mayDelete(cred, to.dentry.inode, target.inode, exchange ? isDirectory(target.inode) : moved));
  if (error < 0 || from.dentry === to.dentry) return error;
  // A directory that moves gets another `..`: that is a write to it.
  if (moved) {
    const denied = permission(cred, source.inode, MAY_WRITE);
    if (denied < 0) return denied;
  }
  return exchange && target !== null && isDirectory(target.inode) ? permission(cred, target.inode, MAY_WRITE) : 0;
}
