/**
 * Sockets as open files (sockfs): read, write, poll, ioctl and close reach the Sock behind. Follows net/socket.c.
 */
import { O_NONBLOCK, O_RDWR } from '../abi/fcntl';
import { MSG_DONTWAIT, SOCK_STREAM } from '../abi/socket';
import * as IO from '../abi/sockios';
import { EBADF, EFAULT, ENOTSOCK, ENOTTY, ESPIPE } from '../errno';
import { socketInode } from '../fs/anonymous';
import { FIONREAD } from '../fs/ioctls';
import { fileOf } from '../fs/syscalls/paths';
import type { File, FileOperations, IoBuffer, Kernel, Sleeping, Task, WaitQueue } from '../types';
import { interfaceIoctl } from './interface-ioctl';
import type { Message } from './message';
import type { Sock } from './sock';

export const sockOf = (file: File): Sock => file.private as Sock;

export function newMessage(io: IoBuffer, flags: number): Message {
  return { io, flags, name: null, control: [], outFlags: 0 };
}

const flagsOf = (file: File): number => (file.nonblocking ? MSG_DONTWAIT : 0);

const socketOps: FileOperations = {
  stream: true,
  llseek: () => -ESPIPE,

  /** As recv(2) without flags; reading nothing from a stream is nothing (sock_read_iter). */
  read(_kernel, task, file, io): number | Sleeping<number> {
    const sock = sockOf(file);
    if (io.remaining === 0 && sock.type === SOCK_STREAM) return 0;
    return sock.receive(task, newMessage(io, flagsOf(file)));
  },

  write(_kernel, task, file, io): number | Sleeping<number> {
    return sockOf(file).send(task, newMessage(io, flagsOf(file)));
  },

  poll(file, queues: WaitQueue[]): number {
    const sock = sockOf(file);
    queues.push(sock.readQueue, sock.writeQueue);
    return sock.poll();
  },

  ioctl(kernel, task, file, command, arg): number {
    const sock = sockOf(file);
    const answer = command === FIONREAD ? sock.readable() : command === IO.SIOCOUTQ ? sock.unsent() : null;
    if (answer === null) return interfaceIoctl(kernel, task, sock.ns, command, arg, -ENOTTY);
    if (answer < 0) return answer;
    const word = new Uint8Array(4);
    new DataView(word.buffer).setInt32(0, answer, true);
    return kernel.copyToUser(task, arg, word) < 0 ? -EFAULT : 0;
  },

  release(_kernel, file): void {
    const sock = sockOf(file);
    sock.release();
    sock.file = null;
    sock.ns.stack.openSockets.delete(sock);
  },
};

/** An open file for a socket. `flags`: O_NONBLOCK. */
export function socketFile(kernel: Kernel, sock: Sock, flags: number, owner: { uid: number; gid: number }): File {
  const file = socketInode(kernel, socketOps, owner, O_RDWR | (flags & O_NONBLOCK));
  file.private = sock;
  sock.file = file;
  sock.uid = owner.uid;
  sock.ns.stack.openSockets.add(sock);
  return file;
}

/** The socket behind a descriptor: -EBADF, -ENOTSOCK. */
export function sockLookup(task: Task, fd: number): Sock | number {
  const file = fileOf(task, fd);
  if (file === undefined || file.isPath) return -EBADF;
  return file.ops === socketOps ? sockOf(file) : -ENOTSOCK;
}

export const isSocketFile = (file: File): boolean => file.ops === socketOps;
