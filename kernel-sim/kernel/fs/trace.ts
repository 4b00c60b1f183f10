/**
 * 'vfs' events, made only while somebody listens: call under `kernel.wants('vfs')`.
 */
import type { EventOf } from '../events';
import type { File, Inode, Kernel, Path, Task } from '../types';

type Op = EventOf<'vfs'>['op'];

export function traceInode(kernel: Kernel, task: Task, op: Op, inode: Inode, path: string, bytes?: number): void {
  const event: EventOf<'vfs'> = {
    type: 'vfs',
    at: kernel.now,
    cpu: task.cpu,
    pid: task.pid,
    op,
    fs: inode.sb.type.name,
    path,
  };
  if (bytes !== undefined) event.bytes = bytes;
  kernel.emit(event);
}

export function traceFile(kernel: Kernel, task: Task, op: Op, file: File, bytes?: number): void {
  traceInode(kernel, task, op, file.inode, kernel.vfs.pathName(file.path, task.fs.root), bytes);
}

/** A name in a directory that need not exist (any more). */
export function traceName(kernel: Kernel, task: Task, op: Op, parent: Path, name: string): void {
  const directory = kernel.vfs.pathName(parent, task.fs.root);
  const inode = parent.dentry.inode;
  if (inode !== null) traceInode(kernel, task, op, inode, directory === '/' ? `/${name}` : `${directory}/${name}`);
}
