/**
 * From file to file inside the kernel: sendfile, copy_file_range. Follows fs/read_write.c and fs/splice.c.
 */
import { O_APPEND } from '../../abi/fcntl';
import { MAX_RW_COUNT } from '../../abi/limits';
import { EBADF, EFAULT, EINVAL, EISDIR, ESPIPE } from '../../errno';
import { settle } from '../../sleeping';
import type { Kernel, Sleeping, SyscallRow, Task } from '../../types';
import type { OpenFile } from '../file';
import { isDirectory, isRegular } from '../inode';
import { vfsRead, vfsWrite } from '../rw';
import { get64, put64, structure } from './memory';
import { fileOf } from './paths';
import { arg, inout, row } from './row';

const CHUNK = 65536;

/** A position in user memory, or null for the file's own. */
function position(kernel: Kernel, task: Task, address: number): number | null | 'fault' {
  if (address === 0) return null;
  const { bytes, view } = structure(8);
  return kernel.copyFromUser(task, address, bytes) < 0 ? 'fault' : get64(view, 0);
}

function* copy(
  kernel: Kernel,
  task: Task,
  from: OpenFile,
  to: OpenFile,
  fromAt: number,
  toAt: number,
  count: number,
): Sleeping<number> {
  const starts = [position(kernel, task, fromAt), position(kernel, task, toAt)] as const;
  if (starts[0] === 'fault' || starts[1] === 'fault') return -EFAULT;
  const [readStart, writeStart] = starts;
  let done = 0;
  while (done < count) {
    const chunk = new Uint8Array(Math.min(count - done, CHUNK));
    const readPos = readStart === null ? from.pos : readStart + done;
    const got = yield* settle(vfsRead(kernel, task, from, kernel.kernelBuffer(chunk), readPos));
    if (got <= 0) return finish(got);
    const out = kernel.kernelBuffer(chunk.subarray(0, got));
    const put = yield* settle(vfsWrite(kernel, task, to, out, writeStart === null ? null : writeStart + done));
    if (put < 0) return finish(put);
    // What could not be written counts as not read.
    if (readStart === null) from.pos += put;
    done += put;
    if (put < got) break;
  }
  return finish(0);

  function finish(error: number): number {
    if (done === 0 && error < 0) return error;
    for (const [address, start] of [
      [fromAt, readStart],
      [toAt, writeStart],
    ] as const) {
      if (start === null) continue;
      const { bytes, view } = structure(8);
      put64(view, 0, start + done);
      if (kernel.copyToUser(task, address, bytes) < 0) return -EFAULT;
    }
    return done;
  }
}

function sendfile(kernel: Kernel, task: Task, outFd: number, inFd: number, offset: number, count: number) {
  const from = fileOf(task, inFd);
  const to = fileOf(task, outFd);
  if (from === undefined || !from.readable || to === undefined || !to.writable) return -EBADF;
  if (count < 0 || (to.flags & O_APPEND) !== 0) return -EINVAL;
  if (from.ops.stream === true) return offset === 0 ? -EINVAL : -ESPIPE;
  return copy(kernel, task, from, to, offset, 0, Math.min(count, MAX_RW_COUNT));
}

function copyRange(
  kernel: Kernel,
  task: Task,
  inFd: number,
  inAt: number,
  outFd: number,
  outAt: number,
  length: number,
  flags: number,
): number | Sleeping<number> {
  const from = fileOf(task, inFd);
  const to = fileOf(task, outFd);
  if (from === undefined || to === undefined) return -EBADF;
  if (flags !== 0) return -EINVAL;
  if (isDirectory(from.inode) || isDirectory(to.inode)) return -EISDIR;
  if (!isRegular(from.inode) || !isRegular(to.inode)) return -EINVAL;
  if (!from.readable || !to.writable || (to.flags & O_APPEND) !== 0) return -EBADF;
  return copy(kernel, task, from, to, inAt, outAt, Math.min(Math.max(length, 0), MAX_RW_COUNT));
}

export const copySyscalls: readonly SyscallRow[] = [
  row(
    40,
    'sendfile',
    [arg('out_fd', 'fd'), arg('in_fd', 'fd'), inout('offset', 'ptr'), arg('count', 'size')],
    300,
    (k, t, out, from, offset, count) => sendfile(k, t, out, from, offset, count),
  ),
  row(
    326,
    'copy_file_range',
    [
      arg('fd_in', 'fd'),
      inout('off_in', 'ptr'),
      arg('fd_out', 'fd'),
      inout('off_out', 'ptr'),
      arg('len', 'size'),
      arg('flags', 'uint'),
    ],
    300,
    (k, t, from, fromAt, to, toAt, length, flags) => copyRange(k, t, from, fromAt, to, toAt, length, flags | 0),
    { missing: 'Overlapping ranges of one file are not refused.' },
  ),
];
