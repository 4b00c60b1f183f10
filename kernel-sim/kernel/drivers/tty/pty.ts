/**
 * Pseudo terminals: a terminal (the slave, /dev/pts/N) whose device is a program, which holds the master. Follows drivers/tty/pty.c.
 * Departs from it: packet mode tells of data only, not of flushes and stops; numbers are given out over all devpts mounts.
 */

import { POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../../abi/poll';
import { PTMX_MINOR, PTS_MAJOR } from '../../abi/pty';
import { EAGAIN, EFAULT, EINVAL, EIO, ERESTARTSYS, ESPIPE } from '../../errno';
import { makedev } from '../../fs/inode';
import * as ioctls from '../../fs/ioctls';
import type { File, FileOperations, IoBuffer, Kernel, MaySleep, Sleeping, Task, WaitQueue } from '../../types';
import { INTERRUPTED } from '../../types';
import { ttyOps } from './file-ops';
import { ttyIoctl } from './ioctl';
import { hangup } from './job-control';
import { receive } from './receive';
import { HUPCL, IUTF8 } from './termios';
import { TtyStruct } from './tty';

export { PTMX_MINOR, PTS_MAJOR };

/** Bytes that a slave may write before its master reads. */
const OUTPUT_ROOM = 8192;
/** Bytes of input that wait for the slave before the master's writes wait. */
const INPUT_ROOM = 8192;

export class Pty {
  readonly slave: TtyStruct;
  /** Operations of /dev/pts/N. */
  readonly slaveOps: FileOperations;
  /** TIOCSPTLCK: the slave cannot be opened until unlockpt. */
  locked = true;
  /** The slave was open and is not any more (TTY_OTHER_CLOSED). */
  otherClosed = false;
  masterOpen = true;
  packet = false;
  /** What the slave wrote and the master has not read. */
  output: number[] = [];
  readonly readable: WaitQueue;
  readonly writable: WaitQueue;

  constructor(
    readonly kernel: Kernel,
    readonly index: number,
  ) {
    this.readable = kernel.newWaitQueue('pty_read');
    this.writable = kernel.newWaitQueue('pty_write');
    this.slave = new TtyStruct(kernel, `pts/${index}`, makedev(PTS_MAJOR, index), (bytes) => this.fromSlave(bytes));
    // pty_unix98_install starts from tty_std_termios as it is.
    this.slave.termios.iflag &= ~IUTF8;
    this.slave.termios.cflag &= ~HUPCL;
    this.slave.windowSize = { rows: 0, columns: 0, xPixels: 0, yPixels: 0 };
    this.slave.isFull = () => this.output.length >= OUTPUT_ROOM;
    this.slave.onOpen = () => {
      this.otherClosed = false;
    };
    this.slave.onLastClose = () => {
      this.otherClosed = true;
      this.readable.wake();
      this.writable.wake();
    };
    this.slaveOps = ttyOps(() => (this.locked || !this.masterOpen ? -EIO : this.slave));
  }

  private fromSlave(bytes: Uint8Array): void {
    if (!this.masterOpen) return;
    for (const byte of bytes) this.output.push(byte);
    this.readable.wake();
  }

  /** Bytes for the master. */
  take(max: number): number[] {
    const taken = this.output.splice(0, max);
    if (!this.slave.isFull()) this.slave.writable.wake();
    return taken;
  }

  get inputRoom(): number {
    return INPUT_ROOM - this.slave.waiting.length;
  }

  /** The master is closed: the slave's processes lose their terminal. */
  closeMaster(): void {
    this.masterOpen = false;
    hangup(this.slave);
  }
}

const ptyOf = (file: File): Pty => file.private as Pty;

/** Operations of an open master; devpts makes the Pty at open. */
export const masterOps: Omit<FileOperations, 'open' | 'release'> = {
  stream: true,
  llseek: () => -ESPIPE,

  read(_kernel, _task, file, io): MaySleep<number> {
    const pty = ptyOf(file);
    if (io.remaining === 0) return 0;
    if (pty.output.length > 0) return copyOut(pty, io);
    if (pty.otherClosed) return -EIO;
    return file.nonblocking ? -EAGAIN : readLater(pty, io);
  },

  write(_kernel, _task, file, io): MaySleep<number> {
    const pty = ptyOf(file);
    if (pty.otherClosed) return -EIO;
    const done = writeNow(pty, io);
    if (done < 0 || io.remaining === 0) return done;
    if (file.nonblocking) return done > 0 ? done : -EAGAIN;
    return writeLater(pty, io);
  },

  poll(file, queues) {
    const pty = ptyOf(file);
    queues.push(pty.readable, pty.writable, pty.slave.readable);
    let mask = pty.inputRoom > 0 ? POLLOUT | POLLWRNORM : 0;
    if (pty.output.length > 0) mask |= POLLIN | POLLRDNORM;
    return pty.otherClosed ? mask | POLLHUP : mask;
  },
};

function copyOut(pty: Pty, io: IoBuffer): number {
  const bytes = pty.take(Math.min(io.remaining, 4096) - (pty.packet ? 1 : 0));
  if (pty.packet) bytes.unshift(0);
  const moved = io.put(Uint8Array.from(bytes), 0, bytes.length);
  return moved < bytes.length ? -EFAULT : moved;
}

function* readLater(pty: Pty, io: IoBuffer): Sleeping<number> {
  while (pty.output.length === 0) {
    if (pty.otherClosed) return -EIO;
    if ((yield* pty.readable.sleep('wait_woken')) === INTERRUPTED) return -ERESTARTSYS;
  }
  return copyOut(pty, io);
}

/** As typed at the slave. */
function writeNow(pty: Pty, io: IoBuffer): number {
  while (io.remaining > 0 && pty.inputRoom > 0) {
    const chunk = new Uint8Array(Math.min(io.remaining, pty.inputRoom));
    const moved = io.get(chunk, 0, chunk.length);
    receive(pty.slave, chunk.subarray(0, moved));
    if (moved < chunk.length) return io.done > 0 ? io.done : -EFAULT;
  }
  return io.done;
}

function* writeLater(pty: Pty, io: IoBuffer): Sleeping<number> {
  for (;;) {
    const done = writeNow(pty, io);
    if (done < 0 || io.remaining === 0) return done;
    if (pty.otherClosed) return done > 0 ? done : -EIO;
    if ((yield* pty.slave.drained.sleep('n_tty_write')) === INTERRUPTED) return io.done > 0 ? io.done : -ERESTARTSYS;
  }
}

/** ioctls of a master; what is not its own works on the slave. */
export function masterIoctl(kernel: Kernel, task: Task, file: File, command: number, arg: number): number {
  const pty = ptyOf(file);
  const put = (value: number): number => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, value, true);
    return kernel.copyToUser(task, arg, bytes);
  };
  const get = (): number | null => {
    const bytes = new Uint8Array(4);
    if (kernel.copyFromUser(task, arg, bytes) < 0) return null;
    return new DataView(bytes.buffer).getInt32(0, true);
  };
  switch (command >>> 0) {
    case ioctls.TIOCGPTN:
      return put(pty.index);
    case ioctls.TIOCGPTLCK:
      return put(pty.locked ? 1 : 0);
    case ioctls.TIOCSPTLCK: {
      const value = get();
      if (value === null) return -EFAULT;
      pty.locked = value !== 0;
      return 0;
    }
    case ioctls.TIOCPKT: {
      const value = get();
      if (value === null) return -EFAULT;
      pty.packet = value !== 0;
      return 0;
    }
    case ioctls.TIOCGPKT:
      return put(pty.packet ? 1 : 0);
    case ioctls.TIOCSIG:
      if (arg < 1 || arg > 31) return -EINVAL;
      if (pty.slave.foreground !== 0) kernel.signalGroup(pty.slave.foreground, arg);
      return 0;
    // The master may ask these of a terminal that is not its own.
    case ioctls.TIOCGPGRP:
      return put(pty.slave.foreground);
    case ioctls.TIOCGSID:
      return pty.slave.session === 0 ? -25 : put(pty.slave.session);
    case ioctls.FIONREAD:
      return put(pty.output.length);
  }
  return ttyIoctl(kernel, task, pty.slave, file, command, arg);
}
