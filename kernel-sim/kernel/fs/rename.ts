/**
 * rename(2). Follows fs/namei.c: do_renameat2, vfs_rename, with their order of errors.
 */

import { CAP_MKNOD } from '../abi/capability';
import { RENAME_EXCHANGE, RENAME_NOREPLACE, RENAME_WHITEOUT } from '../abi/fcntl';
import { EBUSY, EEXIST, EINVAL, ENOENT, ENOTDIR, ENOTEMPTY, EPERM, EROFS, EXDEV } from '../errno';
import { andThen, whenOk } from '../sleeping';
import type { Kernel, MaySleep, Path, Task } from '../types';
import { contextOf } from './context';
import type { DentryNode } from './dcache';
import { BaseSuperBlock, isDirectory } from './inode';
import { withTwo } from './inode-lock';
import { LAST_NORM, lookupChild, NameWalk } from './namei';
import { notifyFile, notifyName } from './notify';
import { capable, MAY_WRITE, mayCreate, mayDelete, permission } from './permission';
import { isReadOnly } from './read-only';
import { traceName } from './trace';

export function renameAt(
  kernel: Kernel,
  task: Task,
  oldPath: string,
  oldFrom: Path | null,
  newPath: string,
  newFrom: Path | null,
  flags: number,
): MaySleep<number> {
  const exchange = (flags & RENAME_EXCHANGE) !== 0;
  const noReplace = (flags & RENAME_NOREPLACE) !== 0;
  const whiteout = (flags & RENAME_WHITEOUT) !== 0;
  if ((flags & ~(RENAME_EXCHANGE | RENAME_NOREPLACE | RENAME_WHITEOUT)) !== 0) return -EINVAL;
  if (exchange && (noReplace || whiteout)) return -EINVAL;
  if (whiteout && !capable(task.cred, CAP_MKNOD)) return -EPERM;
  const from = new NameWalk(task);
  const to = new NameWalk(task);
  return whenOk(
    whenOk(from.toParent(oldPath, oldFrom), () => to.toParent(newPath, newFrom)),
    () => {
      if (from.mount !== to.mount) return -EXDEV;
      if (from.lastType !== LAST_NORM) return -EBUSY;
      if (to.lastType !== LAST_NORM) return noReplace ? -EEXIST : -EBUSY;
      if (isReadOnly(from.mount)) return -EROFS;
      return lockRename(from, to, () => renameLocked(kernel, task, from, to, flags));
    },
  );
}

/** lock_rename: no directory of the file system moves meanwhile, so which is the ancestor stays true. */
function lockRename(from: NameWalk, to: NameWalk, section: () => MaySleep<number>): MaySleep<number> {
  const locked = () => {
    const upward = to.dentry.contains(from.dentry);
    const [first, second] = upward ? [to, from] : [from, to];
    return withTwo(first.dentry.inode, second.dentry.inode, section);
  };
  const { sb } = from.mount;
  if (from.dentry === to.dentry || !(sb instanceof BaseSuperBlock)) return locked();
  return sb.renameLock.run(locked);
}

function renameLocked(kernel: Kernel, task: Task, from: NameWalk, to: NameWalk, flags: number): MaySleep<number> {
  return andThen(lookupChild(from.dentry, from.name, true), (source) => {
    if (typeof source === 'number') return source;
    return andThen(lookupChild(to.dentry, to.name, true), (target) =>
      checkAndMove(kernel, task, from, source, to, target, flags),
    );
  });
}

function checkAndMove(
  kernel: Kernel,
  task: Task,
  from: NameWalk,
  source: DentryNode,
  to: NameWalk,
  target: DentryNode | number,
  flags: number,
): MaySleep<number> {
  const exchange = (flags & RENAME_EXCHANGE) !== 0;
  if (typeof target === 'number' && target !== -ENOENT) return target;
  if (target === -ENOENT && exchange) return -ENOENT;
  if (typeof target !== 'number') {
    if ((flags & RENAME_NOREPLACE) !== 0) return -EEXIST;
    if (exchange && !isDirectory(target.inode) && to.trailingSlash) return -ENOTDIR;
  }
  if (!isDirectory(source.inode) && (from.trailingSlash || (!exchange && to.trailingSlash))) return -ENOTDIR;
  if (source.contains(to.dentry)) return -EINVAL;
  if (typeof target === 'number') return move(kernel, task, from, source, to, null, flags);
  if (target.contains(from.dentry)) return exchange ? -EINVAL : -ENOTEMPTY;
  return move(kernel, task, from, source, to, target, flags);
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
): MaySleep<number> {
  const exchange = (flags & RENAME_EXCHANGE) !== 0;
  if (source.inode === target?.inode) return 0;
  const error = mayMove(task, from, source, to, target, exchange);
  if (error < 0) return error;
  const dir = from.dentry.inode;
  if (dir.ops.rename === undefined) return -EPERM;
  if (source.mounts.length > 0 || (target !== null && target.mounts.length > 0)) return -EBUSY;
  return whenOk(dir.ops.rename(dir, from.name, to.dentry.inode, to.name, flags), () => {
    if (target !== null && !exchange) target.unhash();
    source.move(to.dentry, to.name);
    if (target !== null && exchange) target.move(from.dentry, from.name);
    told(kernel, from, source, to, target, exchange);
    if (kernel.wants('vfs')) traceName(kernel, task, 'rename', to, to.name);
    return 0;
  });
}

function told(
  kernel: Kernel,
  from: NameWalk,
  source: DentryNode,
  to: NameWalk,
  target: DentryNode | null,
  exchange: boolean,
): void {
  const cookie = contextOf(kernel).renameCookie();
  notifyName('moved-from', from.dentry.inode, from.name, source.inode, cookie);
  notifyName('moved-to', to.dentry.inode, to.name, source.inode, cookie);
  if (target !== null && !exchange && target.inode.nlink === 0) notifyFile('delete-self', target.inode, null, '');
  notifyFile('move-self', source.inode, null, '');
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
