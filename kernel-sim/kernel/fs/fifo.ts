/**
 * FIFOs: pipes that are opened by a name. Follows fs/pipe.c:fifo_open. The ends of a nameless pipe come here too when they are
 * opened again through /proc/PID/fd or /dev/stdin.
 */
import { O_NONBLOCK } from '../abi/fcntl';
import { ENXIO, ERESTARTSYS } from '../errno';
import type { File, FileOperations, Inode, Kernel, Sleeping, Task } from '../types';
import { INTERRUPTED } from '../types';
import { Pipe, pipeOf, pipeOps } from './pipe';

/** The pipe of a FIFO lives while the FIFO is open somewhere (inode->i_pipe). */
const fifoPipes = new WeakMap<Inode, Pipe>();

/** Gives a pipe that is made without open its inode. */
export function bindPipe(inode: Inode, pipe: Pipe): void {
  fifoPipes.set(inode, pipe);
}

export const fifoOps: FileOperations = {
  ...pipeOps,

  /** A reader waits for a writer and a writer for a reader, except with O_NONBLOCK; O_RDWR never waits. */
  open(kernel: Kernel, _task: Task, file: File): number | Sleeping<number> {
    let pipe = fifoPipes.get(file.inode);
    if (pipe === undefined || (pipe.readers === 0 && pipe.writers === 0)) {
      pipe = new Pipe(kernel);
      fifoPipes.set(file.inode, pipe);
    }
    const nonblocking = (file.flags & O_NONBLOCK) !== 0;
    if (file.writable && !file.readable && nonblocking && pipe.readers === 0) return -ENXIO;
    file.private = pipe;
    if (file.readable) {
      pipe.readers++;
      pipe.readerOpens++;
    }
    if (file.writable) {
      pipe.writers++;
      pipe.writerOpens++;
    }
    pipe.wakeAll();
    if (nonblocking || (file.readable && file.writable)) return 0;
    if (file.readable) return pipe.writers > 0 ? 0 : waitForPartner(file, 'writerOpens');
    return pipe.readers > 0 ? 0 : waitForPartner(file, 'readerOpens');
  },

  release(kernel: Kernel, file: File): void {
    if (file.private !== null) pipeOps.release?.(kernel, file);
  },
};

/** Waits until an open at the other end has been counted, even if that end is closed again by now. */
function* waitForPartner(file: File, count: 'readerOpens' | 'writerOpens'): Sleeping<number> {
  const pipe = pipeOf(file);
  const before = pipe[count];
  const queue = count === 'writerOpens' ? pipe.readable : pipe.writable;
  while (pipe[count] === before) if ((yield* queue.sleep('wait_for_partner')) === INTERRUPTED) return -ERESTARTSYS;
  return 0;
}
