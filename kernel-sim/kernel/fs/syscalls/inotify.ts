/** inotify_init, inotify_add_watch, inotify_rm_watch. Follows fs/notify/inotify/inotify_user.c. */
import { AT_FDCWD, O_CLOEXEC, O_NONBLOCK } from '../../abi/fcntl';
import { EBADF, EINVAL } from '../../errno';
import { andThen } from '../../sleeping';
import type { Kernel, MaySleep, SyscallRow, Task } from '../../types';
import { createInotify, IN_DONT_FOLLOW, inotifyOf } from '../inotify';
import { MAY_READ, permission } from '../permission';
import { install } from './open';
import { fileOf, lookupAt } from './paths';
import { arg, FD, PATH, row } from './row';

function init(kernel: Kernel, task: Task, flags: number): number {
  if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) !== 0) return -EINVAL;
  return install(kernel, task, createInotify(kernel, flags & O_NONBLOCK), flags);
}

function addWatch(kernel: Kernel, task: Task, fd: number, path: number, mask: number): MaySleep<number> {
  const file = fileOf(task, fd);
  if (file === undefined) return -EBADF;
  const inotify = inotifyOf(file);
  if (inotify === null) return -EINVAL;
  return andThen(lookupAt(kernel, task, AT_FDCWD, path, (mask & IN_DONT_FOLLOW) === 0), (found) => {
    if (typeof found === 'number') return found;
    const denied = permission(task.cred, found.dentry.inode, MAY_READ);
    return denied < 0 ? denied : inotify.add(found.dentry.inode, mask);
  });
}

function removeWatch(task: Task, fd: number, wd: number): number {
  const file = fileOf(task, fd);
  return file === undefined ? -EBADF : (inotifyOf(file)?.remove(wd) ?? -EINVAL);
}

export const inotifySyscalls: readonly SyscallRow[] = [
  row(253, 'inotify_init', [], 600, (k, t) => init(k, t, 0), { result: 'fd' }),
  row(294, 'inotify_init1', [arg('flags', 'open-flags')], 600, (k, t, flags) => init(k, t, flags | 0), {
    result: 'fd',
  }),
  row(254, 'inotify_add_watch', [FD, PATH, arg('mask', 'uint')], 800, (k, t, fd, path, mask) =>
    addWatch(k, t, fd, path, mask >>> 0),
  ),
  row(255, 'inotify_rm_watch', [FD, arg('wd', 'int')], 300, (_k, t, fd, wd) => removeWatch(t, fd, wd | 0)),
];
