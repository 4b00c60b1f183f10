/** BPF_OBJ_PIN and BPF_OBJ_GET: names for objects in bpffs. Follows kernel/bpf/inode.c. */
import { EINVAL, ENOENT, EPERM } from '../../errno';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import { settle } from '../../sleeping';
import type { Sleeping } from '../../types';
import { S_IFREG } from '../../types';
import type { Attr } from './attr';
import { BpfDirectory, BpfNode } from './bpffs';
import { anyFromFd, hold, newFd } from './objects';

export function* objPin(kernel: RunningKernel, task: TaskStruct, attr: Attr): Sleeping<number> {
  if (attr.only(16) < 0 || attr.u32(12) !== 0) return -EINVAL;
  const object = anyFromFd(task, attr.i32(8));
  if (typeof object === 'number') return object;
  if (object.kind === 'btf' || object.kind === 'stats') return -EINVAL;
  const path = kernel.strncpyFromUser(task, attr.pointer(0), 4096);
  if (typeof path === 'number') return path;
  const found = yield* settle(kernel.vfs.walkParent(task, path));
  if (typeof found === 'number') return found;
  const directory = found.parent.dentry.inode;
  // Elsewhere than in bpffs: -EPERM.
  if (!(directory instanceof BpfDirectory)) return -EPERM;
  return directory.pin(found.parent, found.name, object, S_IFREG | (0o600 & ~task.fs.umask));
}

export function* objGet(kernel: RunningKernel, task: TaskStruct, attr: Attr): Sleeping<number> {
  if (attr.only(16) < 0 || attr.u32(8) !== 0) return -EINVAL;
  const path = kernel.strncpyFromUser(task, attr.pointer(0), 4096);
  if (typeof path === 'number') return path;
  const found = yield* settle(kernel.vfs.walk(task, path));
  if (typeof found === 'number') return found;
  const { inode } = found.dentry;
  if (!inode) return -ENOENT;
  if (!(inode instanceof BpfNode)) return -EINVAL;
  const error = kernel.vfs.permission(task, inode, 6);
  if (typeof error === 'number' && error < 0) return error;
  hold(inode.object);
  return newFd(kernel, task, inode.object, attr.u32(12));
}
