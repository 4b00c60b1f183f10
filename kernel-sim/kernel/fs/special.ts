/**
 * Files that are doors to something else: what opening a device node, FIFO or socket node does. Follows fs/inode.c:init_special_inode,
 * fs/char_dev.c:chrdev_open and fs/pipe.c:fifo_open.
 */
import { O_NONBLOCK } from '../abi/fcntl';
import { ENXIO, ERESTARTSYS } from '../errno';
import type { File, FileOperations, Inode, Kernel, Sleeping, Task } from '../types';
import { INTERRUPTED, S_IFBLK, S_IFCHR, S_IFIFO, S_IFMT } from '../types';
import { contextOf } from './context';
import { openFile } from './file';
import { majorOf, minorOf } from './inode';
import { Pipe, pipeOf, pipeOps } from './pipe';

/** File operations of a node of this type; directories and regular files bring their own. */
export function specialOps(mode: number): FileOperations {
  switch (mode & S_IFMT) {
    case S_IFCHR:
      return charNodeOps;
    case S_IFBLK:
      return noDriverOps;
    case S_IFIFO:
      return fifoOps;
    default:
      return noDriverOps;
  }
}

/** Opening hands the file over to the driver of its device number. */
const charNodeOps: FileOperations = {
  open(kernel: Kernel, task: Task, file: File): number | Sleeping<number> {
    const ops = contextOf(kernel).charDevices.find(majorOf(file.inode.rdev), minorOf(file.inode.rdev));
    if (ops === undefined) return -ENXIO;
    openFile(file).ops = ops;
    return ops.open?.(kernel, task, file) ?? 0;
  },
};

const noDriverOps: FileOperations = { open: () => -ENXIO };

/** The pipe of a FIFO lives while the FIFO is open somewhere (inode->i_pipe). */
const fifoPipes = new WeakMap<Inode, Pipe>();

const fifoOps: FileOperations = {
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
