/**
 * From a file and a buffer to the file system: checks, position, limits. Follows fs/read_write.c (vfs_read, vfs_write)
 * and mm/filemap.c (generic_write_checks, file_remove_privs).
 */
import { CAP_FSETID } from '../abi/capability';
import { O_APPEND } from '../abi/fcntl';
import { RLIMIT_FSIZE } from '../abi/resource';
import { SIGXFSZ } from '../abi/signal';
import { EBADF, EFBIG, EINVAL, EISDIR } from '../errno';
import { objectAddress, probed } from '../trace/kernel-events';
import type { File, IoBuffer, Kernel, MaySleep, Sleeping, Task } from '../types';
import { openFile } from './file';
import { isDirectory, isRegular, S_ISGID, S_ISUID, touchChanged } from './inode';
import { withInode } from './inode-lock';
import { notifyFile } from './notify';
import { capable } from './permission';
import { traceFile } from './trace';

/** Reads at `pos`, or at the file's position (null), which then moves on. */
export function vfsRead(
  kernel: Kernel,
  task: Task,
  file: File,
  io: IoBuffer,
  pos: number | null,
): number | Sleeping<number> {
  if (!file.readable) return -EBADF;
  if (file.ops.read === undefined) return isDirectory(file.inode) ? -EISDIR : -EINVAL;
  const probe = probed(kernel, 'vfs_read');
  if (probe) return probe.around(rwArguments(kernel, file, io), () => readFrom(kernel, task, file, io, pos));
  return readFrom(kernel, task, file, io, pos);
}

/** file, buf, count, pos: what a kprobe sees. */
const rwArguments = (kernel: Kernel, file: File, io: IoBuffer): number[] => [
  objectAddress(kernel, file),
  (io as { userAddress?: number }).userAddress ?? 0,
  io.remaining,
  0,
];

function readFrom(kernel: Kernel, task: Task, file: File, io: IoBuffer, pos: number | null): number | Sleeping<number> {
  if (file.ops.read === undefined) return -EINVAL;
  const result = file.ops.read(kernel, task, file, io, pos ?? file.pos);
  if (typeof result !== 'number') return finishLater(kernel, task, file, result, 'read', pos === null);
  return finish(kernel, task, file, result, 'read', pos === null);
}

/** Writes at `pos`, or at the file's position (null), which then moves on; O_APPEND writes at the end. */
export function vfsWrite(
  kernel: Kernel,
  task: Task,
  file: File,
  io: IoBuffer,
  pos: number | null,
): number | Sleeping<number> {
  if (!file.writable) return -EBADF;
  if (file.ops.write === undefined) return -EINVAL;
  const probe = probed(kernel, 'vfs_write');
  if (probe) return probe.around(rwArguments(kernel, file, io), () => writeTo(kernel, task, file, io, pos));
  return writeTo(kernel, task, file, io, pos);
}

function writeTo(kernel: Kernel, task: Task, file: File, io: IoBuffer, pos: number | null): number | Sleeping<number> {
  if (file.ops.write === undefined) return -EINVAL;
  // Writers of a file come one after another; that is what makes O_APPEND atomic.
  if (isRegular(file.inode)) return withInode(file.inode, () => writeRegular(kernel, task, file, io, pos));
  const result = file.ops.write(kernel, task, file, io, pos ?? file.pos);
  if (typeof result !== 'number') return finishLater(kernel, task, file, result, 'write', pos === null);
  return finish(kernel, task, file, result, 'write', pos === null);
}

function writeRegular(kernel: Kernel, task: Task, file: File, io: IoBuffer, pos: number | null): MaySleep<number> {
  const at = (file.flags & O_APPEND) !== 0 ? file.inode.size : (pos ?? file.pos);
  if (io.remaining > 0) {
    if (at >= task.rlimits[RLIMIT_FSIZE][0]) return tooLarge(kernel, task);
    removePrivileges(task, file);
  }
  if (pos === null) file.pos = at;
  const result = file.ops.write?.(kernel, task, file, io, at) ?? -EINVAL;
  if (typeof result !== 'number') return finishLater(kernel, task, file, result, 'write', pos === null);
  return finish(kernel, task, file, result, 'write', pos === null);
}

/** How much of `count` bytes may be written to a regular file before RLIMIT_FSIZE (the first byte is checked by vfsWrite). */
export function limitToFileSize(task: Task, file: File, pos: number | null, count: number): number {
  const limit = task.rlimits[RLIMIT_FSIZE][0];
  if (limit === Number.POSITIVE_INFINITY || !isRegular(file.inode)) return count;
  const at = (file.flags & O_APPEND) !== 0 ? file.inode.size : (pos ?? file.pos);
  return at >= limit ? count : Math.min(count, limit - at);
}

export function tooLarge(kernel: Kernel, task: Task): number {
  kernel.sendSignal(task, SIGXFSZ);
  return -EFBIG;
}

/** A write by somebody without CAP_FSETID takes the set-ID bits away. */
function removePrivileges(task: Task, file: File): void {
  const { inode } = file;
  const bits = inode.mode & (S_ISUID | ((inode.mode & 0o010) !== 0 ? S_ISGID : 0));
  if (bits === 0 || capable(task.cred, CAP_FSETID)) return;
  inode.mode &= ~bits;
  touchChanged(inode);
}

function finish(kernel: Kernel, task: Task, file: File, result: number, op: 'read' | 'write', moveOn: boolean): number {
  if (result > 0 && moveOn && file.ops.stream !== true) file.pos += result;
  if (result > 0) {
    const { dentry } = openFile(file).path;
    notifyFile(op === 'read' ? 'access' : 'modify', file.inode, dentry.parent?.inode ?? null, dentry.name);
  }
  if (kernel.wants('vfs') && result >= 0) traceFile(kernel, task, op, file, result);
  return result;
}

function* finishLater(
  kernel: Kernel,
  task: Task,
  file: File,
  call: Sleeping<number>,
  op: 'read' | 'write',
  moveOn: boolean,
): Sleeping<number> {
  return finish(kernel, task, file, yield* call, op, moveOn);
}
