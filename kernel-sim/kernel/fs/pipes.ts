/**
 * Making pipes: for pipe(2), and for the host, who may hold the other end (BootOptions.stdio = 'pipes').
 */
import { O_RDONLY, O_WRONLY } from '../abi/fcntl';
import type { File, Kernel } from '../types';
import { pipeFiles } from './anonymous';
import { bindPipe, fifoOps } from './fifo';
import type { OpenFile } from './file';
import { Pipe } from './pipe';

const ROOT = { uid: 0, gid: 0 };

/** Two open ends. `flags`: O_NONBLOCK, O_DIRECT as pipe2(2) takes them. */
export function createPipe(
  kernel: Kernel,
  flags = 0,
  owner: { uid: number; gid: number } = ROOT,
): { read: OpenFile; write: OpenFile; pipe: Pipe } {
  const pipe = new Pipe(kernel);
  const [read, write] = pipeFiles(kernel, fifoOps, owner, O_RDONLY | flags, O_WRONLY | flags);
  bindPipe(read.inode, pipe);
  read.private = pipe;
  write.private = pipe;
  pipe.readers = 1;
  pipe.writers = 1;
  pipe.readerOpens = 1;
  pipe.writerOpens = 1;
  return { read, write, pipe };
}

/** A pipe into the guest: the host pushes as much as it likes; what does not fit waits on the host's side. */
export function hostToGuest(kernel: Kernel): { file: File; input(bytes: Uint8Array): void; close(): void } {
  const { read, write, pipe } = createPipe(kernel);
  const waiting: Uint8Array[] = [];
  let closed = false;
  const pump = (): void => {
    while (waiting.length > 0 && !pipe.full && pipe.readers > 0) {
      const moved = pipe.fill(kernel.kernelBuffer(waiting[0]));
      if (moved < waiting[0].length) waiting[0] = waiting[0].subarray(Math.max(moved, 0));
      else waiting.shift();
    }
    if (closed && waiting.length === 0 && write.refs > 0) kernel.vfs.putFile(write);
  };
  pipe.onDrained = pump;
  return {
    file: read,
    input(bytes: Uint8Array): void {
      if (closed || bytes.length === 0) return;
      waiting.push(bytes.slice());
      pump();
    },
    close(): void {
      closed = true;
      pump();
    },
  };
}

/** A pipe out of the guest: the host takes everything at once, so that the guest never waits. */
export function guestToHost(kernel: Kernel, onBytes: (bytes: Uint8Array) => void): File {
  const { write, pipe } = createPipe(kernel);
  pipe.onFilled = () => {
    const used = pipe.used;
    if (used === 0) return;
    const bytes = new Uint8Array(used);
    pipe.take(kernel.kernelBuffer(bytes));
    onBytes(bytes);
  };
  return write;
}
