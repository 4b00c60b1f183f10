/** Names of AF_UNIX sockets in the file system: S_IFSOCK nodes. Follows net/unix/af_unix.c: unix_bind_bsd, unix_find_bsd. */
import { ECONNREFUSED } from '../errno';
import { andThen } from '../sleeping';
import type { Inode, Kernel, MaySleep, Task } from '../types';
import { S_IFSOCK } from '../types';
import { mknodAt } from './create';
import { isSocket } from './inode';
import { NameWalk } from './namei';
import { MAY_WRITE, permission } from './permission';
import { unlinkAt } from './remove';

/** Makes the node; its inode, or -EEXIST and what mknod(2) gives. */
export function createSocketNode(task: Task, path: string): MaySleep<Inode | number> {
  return andThen(mknodAt(task, path, S_IFSOCK | 0o777, 0, null), (made) =>
    made < 0 ? made : lookup(task, path, false),
  );
}

/** Takes it away again. */
export function removeSocketNode(kernel: Kernel, task: Task, path: string): MaySleep<number> {
  return unlinkAt(kernel, task, path, null);
}

/** The node that a name leads to; who connects needs the right to write there. */
export function findSocketInode(task: Task, path: string): MaySleep<Inode | number> {
  return andThen(lookup(task, path, true), (inode) => {
    if (typeof inode === 'number') return inode;
    const error = permission(task.cred, inode, MAY_WRITE);
    if (error < 0) return error;
    return isSocket(inode) ? inode : -ECONNREFUSED;
  });
}

function lookup(task: Task, path: string, follow: boolean): MaySleep<Inode | number> {
  const walk = new NameWalk(task);
  return andThen(walk.toEnd(path, null, follow), (error) => (error < 0 ? error : walk.dentry.inode));
}
