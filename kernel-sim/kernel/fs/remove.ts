/**
 * Names that go: unlink, rmdir. Follows fs/namei.c: do_unlinkat, do_rmdir, vfs_unlink, vfs_rmdir.
 */

import { EBUSY, EINVAL, EISDIR, ENOTDIR, ENOTEMPTY, EPERM, EROFS } from '../errno';
import { andThen, whenOk } from '../sleeping';
import { objectAddress } from '../trace/kernel-events';
import { traced } from '../trace/more-events';
import type { Kernel, MaySleep, Path, Task } from '../types';
import type { DentryNode } from './dcache';
import { isDirectory } from './inode';
import { withInode } from './inode-lock';
import { LAST_DOT, LAST_DOTDOT, LAST_NORM, lookupChild, NameWalk } from './namei';
import { notifyFile, notifyName } from './notify';
import { mayDelete } from './permission';
import { isReadOnly } from './read-only';
import { traceName } from './trace';

export function unlinkAt(kernel: Kernel, task: Task, path: string, from: Path | null): MaySleep<number> {
  const walk = new NameWalk(task);
  return whenOk(walk.toParent(path, from), () => {
    if (walk.lastType !== LAST_NORM) return -EISDIR;
    if (isReadOnly(walk.mount)) return -EROFS;
    return withVictim(walk, (victim) => {
      if (walk.trailingSlash) return isDirectory(victim.inode) ? -EISDIR : -ENOTDIR;
      const dir = walk.dentry.inode;
      return removeName(kernel, task, walk, victim, false, dir.ops.unlink);
    });
  });
}

export function rmdirAt(kernel: Kernel, task: Task, path: string, from: Path | null): MaySleep<number> {
  const walk = new NameWalk(task);
  return whenOk(walk.toParent(path, from), () => {
    if (walk.lastType === LAST_DOT) return -EINVAL;
    if (walk.lastType === LAST_DOTDOT) return -ENOTEMPTY;
    if (walk.lastType !== LAST_NORM) return -EBUSY;
    if (isReadOnly(walk.mount)) return -EROFS;
    return withVictim(walk, (victim) =>
      // Names that are being made in it must be done first.
      withInode(victim.inode, () => removeName(kernel, task, walk, victim, true, walk.dentry.inode.ops.rmdir)),
    );
  });
}

/** With the directory's lock held: the name itself, not what is mounted on it. */
function withVictim(walk: NameWalk, then: (victim: DentryNode) => MaySleep<number>): MaySleep<number> {
  return withInode(walk.dentry.inode, () =>
    andThen(lookupChild(walk.dentry, walk.name, true), (found) => (typeof found === 'number' ? found : then(found))),
  );
}

type Remove = (dir: DentryNode['inode'], name: string) => MaySleep<number>;

function removeName(
  kernel: Kernel,
  task: Task,
  walk: NameWalk,
  victim: DentryNode,
  directory: boolean,
  remove: Remove | undefined,
): MaySleep<number> {
  const dir = walk.dentry.inode;
  const denied = mayDelete(task.cred, dir, victim.inode, directory);
  if (denied < 0) return denied;
  if (remove === undefined) return -EPERM;
  if (victim.mounts.length > 0) return -EBUSY;
  const args = () => [0, objectAddress(kernel, dir), objectAddress(kernel, victim)];
  const taken = directory ? remove(dir, walk.name) : traced(kernel, 'vfs_unlink', args, () => remove(dir, walk.name));
  return whenOk(taken, () => {
    removed(walk.dentry, victim);
    if (kernel.wants('vfs')) traceName(kernel, task, 'unlink', walk, walk.name);
    return 0;
  });
}

function removed(dir: DentryNode, victim: DentryNode): void {
  victim.unhash();
  if (victim.inode.nlink > 0) notifyFile('attrib', victim.inode, null, '');
  else notifyFile('delete-self', victim.inode, null, '');
  notifyName('delete', dir.inode, victim.name, victim.inode);
}
