/**
 * Terminals as files: open, read, write, poll. Follows drivers/tty/tty_io.c and n_tty.c (n_tty_read, n_tty_write, n_tty_poll).
 */

import { INSTRUCTIONS_PER_SECOND } from '../../../machine/types';
import { O_NOCTTY } from '../../abi/fcntl';
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../../abi/poll';
import { SIGTTIN } from '../../abi/signal';
import { EAGAIN, EBUSY, EFAULT, EIO, ERESTARTSYS, ESPIPE } from '../../errno';
import { objectAddress, probed } from '../../trace/kernel-events';
import type { File, FileOperations, IoBuffer, Sleeping, Task, WaitQueue } from '../../types';
import { INTERRUPTED, TIMED_OUT } from '../../types';
import { ttyIoctl } from './ioctl';
import { checkChange, isSessionLeader, takeControl } from './job-control';
import { receiveWaiting } from './receive';
import { ICANON, TOSTOP, VMIN, VTIME } from './termios';
import type { TtyStruct } from './tty';

/** What an open terminal remembers. */
export interface TtyFile {
  tty: TtyStruct;
  generation: number;
  /** Opened as /dev/console: no job control and no hang-up, so that the system can always speak. */
  console: boolean;
}

export const ttyFile = (file: File): TtyFile => file.private as TtyFile;

const hungUp = ({ tty, generation, console }: TtyFile): boolean => !console && tty.generation !== generation;

const CHUNK = 4096;

/** Operations of a terminal device; `find` chooses the terminal at open. */
export function ttyOps(find: (task: Task) => TtyStruct | number, options: { console?: boolean } = {}): FileOperations {
  const console = options.console === true;
  return {
    stream: true,
    llseek: () => -ESPIPE,

    /** The first terminal that a session leader without one opens becomes its controlling terminal. */
    open(_kernel, task, file) {
      const tty = find(task);
      if (typeof tty === 'number') return tty;
      if (tty.exclusive) return -EBUSY;
      file.private = { tty, generation: tty.generation, console } satisfies TtyFile;
      tty.opens++;
      tty.onOpen();
      const wants = (file.flags & O_NOCTTY) === 0 && !console && file.readable;
      if (wants && isSessionLeader(task) && task.tty === null && tty.session === 0) takeControl(tty, task);
      return 0;
    },

    read(_kernel, task, file, io) {
      return ttyRead(task, file, io);
    },

    write(kernel, task, file, io) {
      probed(kernel, 'tty_write')?.enter(objectAddress(kernel, file), objectAddress(kernel, io));
      const state = ttyFile(file);
      if (hungUp(state)) return -EIO;
      if (!state.console && state.tty.has(TOSTOP)) {
        const error = checkChange(state.tty, task);
        if (error < 0) return error;
      }
      const done = state.tty.blocked ? 0 : writeNow(state.tty, io);
      if (done < 0 || io.remaining === 0) return done;
      if (file.nonblocking) return done > 0 ? done : -EAGAIN;
      return writeLater(state, io);
    },

    ioctl(kernel, task, file, command, arg) {
      return hungUp(ttyFile(file)) ? -EIO : ttyIoctl(kernel, task, ttyFile(file).tty, file, command, arg);
    },

    release(_kernel, file) {
      const state = file.private as TtyFile | null;
      if (state === null) return;
      state.tty.opens--;
      if (state.tty.opens === 0) state.tty.onLastClose();
    },

    poll(file: File, queues: WaitQueue[]) {
      const state = ttyFile(file);
      const { tty } = state;
      queues.push(tty.readable, tty.writable);
      if (hungUp(state)) return POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDNORM | POLLWRNORM;
      const min = tty.termios.cc[VMIN];
      const enough = tty.termios.cc[VTIME] === 0 && min > 0 ? min : 1;
      let mask = 0;
      if (available(tty, enough)) mask |= POLLIN | POLLRDNORM;
      if (!tty.blocked) mask |= POLLOUT | POLLWRNORM;
      return mask;
    },
  };
}

function available(tty: TtyStruct, amount: number): boolean {
  return tty.has(ICANON) ? tty.input.finished > 0 : tty.input.length >= amount;
}

/** read(2): a line in canonical mode; else VMIN bytes, VTIME tenths of a second between them. */
function ttyRead(task: Task, file: File, io: IoBuffer): number | Sleeping<number> {
  const state = ttyFile(file);
  if (hungUp(state)) return 0;
  const error = state.console ? 0 : checkChange(state.tty, task, SIGTTIN);
  if (error < 0) return error;
  if (io.remaining === 0) return 0;
  if (state.tty.has(ICANON) && available(state.tty, 1)) return copyOut(state.tty, io);
  return readWaiting(state, file, io);
}

function* readWaiting(state: TtyFile, file: File, io: IoBuffer): Sleeping<number> {
  const { tty } = state;
  const tenths = (tty.termios.cc[VTIME] * INSTRUCTIONS_PER_SECOND) / 10;
  const min = tty.has(ICANON) ? 1 : tty.termios.cc[VMIN];
  // VMIN 0: one wait of VTIME for the first byte. VMIN > 0: VTIME runs anew after each byte, not before the first.
  let wait = tty.has(ICANON) || min > 0 ? Number.POSITIVE_INFINITY : tenths;
  while (io.remaining > 0) {
    if (hungUp(state)) break;
    if (!available(tty, 1)) {
      if (wait === 0) break;
      if (file.nonblocking) return io.done > 0 ? io.done : -EAGAIN;
      const until = tty.kernel.now + wait;
      const why = yield* tty.readable.sleep('wait_woken', { until });
      if (why === INTERRUPTED) return io.done > 0 ? io.done : -ERESTARTSYS;
      if (why === TIMED_OUT && !available(tty, 1)) break;
      continue;
    }
    const moved = copyOut(tty, io);
    if (moved < 0) return io.done > 0 ? io.done : moved;
    if (tty.has(ICANON) || io.done >= Math.max(min, 1)) break;
    if (tenths > 0) wait = tenths;
  }
  return io.done;
}

function copyOut(tty: TtyStruct, io: IoBuffer): number {
  const bytes = tty.has(ICANON) ? tty.input.takeLine(io.remaining) : tty.input.take(io.remaining);
  if (tty.waiting.length > 0) receiveWaiting(tty);
  tty.drained.wake();
  const moved = io.put(Uint8Array.from(bytes), 0, bytes.length);
  return moved < bytes.length ? -EFAULT : moved;
}

function writeNow(tty: TtyStruct, io: IoBuffer): number {
  const chunk = new Uint8Array(Math.min(io.remaining, CHUNK));
  while (io.remaining > 0 && !tty.blocked) {
    const moved = io.get(chunk, 0, Math.min(io.remaining, chunk.length));
    const out: number[] = [];
    for (let i = 0; i < moved; i++) tty.output.put(tty.termios, chunk[i], out);
    tty.transmit(out);
    if (io.fault !== 0) return io.done > 0 ? io.done : -EFAULT;
  }
  return io.done;
}

function* writeLater(state: TtyFile, io: IoBuffer): Sleeping<number> {
  for (;;) {
    while (state.tty.blocked) {
      if ((yield* state.tty.writable.sleep('n_tty_write')) === INTERRUPTED) return io.done > 0 ? io.done : -ERESTARTSYS;
      if (hungUp(state)) return io.done > 0 ? io.done : -EIO;
    }
    const done = writeNow(state.tty, io);
    if (done < 0 || io.remaining === 0) return done;
  }
}
