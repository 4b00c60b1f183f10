/**
 * ioctl(2) on terminals: a table of commands. Follows drivers/tty/tty_io.c:tty_ioctl, tty_ioctl.c, tty_jobctrl.c and ioctl_tty(2).
 */
import { CAP_SYS_ADMIN } from '../../abi/capability';
import { SIGWINCH } from '../../abi/signal';
import { EFAULT, EINVAL, EIO, ENOTTY, EPERM, ESRCH } from '../../errno';
import * as ioctls from '../../fs/ioctls';
import { capable } from '../../fs/permission';
import type { File, Kernel, Task } from '../../types';
import { checkChange, giveUp, isSessionLeader, steal, takeControl } from './job-control';
import { receive } from './receive';
import { decodeTermios, encodeTermios, ICANON, IXON, TERMIOS_SIZE, type Termios } from './termios';
import type { TtyStruct } from './tty';

interface Call {
  kernel: Kernel;
  task: Task;
  tty: TtyStruct;
  file: File;
  arg: number;
}

const COMMANDS: Readonly<Record<number, (call: Call) => number>> = {
  [ioctls.TCGETS]: ({ kernel, task, tty, arg }) => kernel.copyToUser(task, arg, encodeTermios(tty.termios)),
  [ioctls.TCSETS]: (call) => setTermios(call, false),
  [ioctls.TCSETSW]: (call) => setTermios(call, false),
  [ioctls.TCSETSF]: (call) => setTermios(call, true),
  [ioctls.TIOCGWINSZ]: ({ kernel, task, tty, arg }) => kernel.copyToUser(task, arg, encodeWindowSize(tty)),
  [ioctls.TIOCSWINSZ]: setWindowSizeCommand,
  [ioctls.TIOCSCTTY]: setControlling,
  [ioctls.TIOCNOTTY]: ({ task, tty }) => {
    if (task.tty !== tty) return -ENOTTY;
    giveUp(tty, task);
    return 0;
  },
  [ioctls.TIOCGPGRP]: (call) => (call.task.tty !== call.tty ? -ENOTTY : putInt(call, call.tty.foreground)),
  [ioctls.TIOCSPGRP]: setForeground,
  [ioctls.TIOCGSID]: (call) =>
    call.task.tty !== call.tty || call.tty.session === 0 ? -ENOTTY : putInt(call, call.tty.session),
  [ioctls.FIONREAD]: (call) => putInt(call, call.tty.has(ICANON) ? call.tty.input.readable : call.tty.input.length),
  [ioctls.TIOCOUTQ]: (call) => putInt(call, call.tty.held.length),
  [ioctls.TCFLSH]: flush,
  [ioctls.TCXONC]: flow,
  [ioctls.TCSBRK]: ({ tty, task }) => checkChange(tty, task),
  [ioctls.TCSBRKP]: ({ tty, task }) => checkChange(tty, task),
  [ioctls.TIOCEXCL]: ({ tty }) => {
    tty.exclusive = true;
    return 0;
  },
  [ioctls.TIOCNXCL]: ({ tty }) => {
    tty.exclusive = false;
    return 0;
  },
  [ioctls.TIOCSTI]: pushInput,
  [ioctls.TIOCGETD]: (call) => putInt(call, 0),
  [ioctls.TIOCSETD]: (call) => {
    const wanted = getInt(call);
    return wanted === 0 ? 0 : wanted === null ? -EFAULT : -EINVAL;
  },
  [ioctls.TIOCGDEV]: (call) => putInt(call, call.tty.device),
};

export function ttyIoctl(kernel: Kernel, task: Task, tty: TtyStruct, file: File, command: number, arg: number): number {
  return COMMANDS[command >>> 0]?.({ kernel, task, tty, file, arg }) ?? -ENOTTY;
}

function putInt({ kernel, task, arg }: Call, value: number): number {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return kernel.copyToUser(task, arg, bytes);
}

function getInt({ kernel, task, arg }: Call): number | null {
  const bytes = new Uint8Array(4);
  if (kernel.copyFromUser(task, arg, bytes) < 0) return null;
  return new DataView(bytes.buffer).getInt32(0, true);
}

function setTermios(call: Call, flushInput: boolean): number {
  const { kernel, task, tty, arg } = call;
  const error = checkChange(tty, task);
  if (error < 0) return error;
  const bytes = new Uint8Array(TERMIOS_SIZE);
  if (kernel.copyFromUser(task, arg, bytes) < 0) return -EFAULT;
  if (flushInput) dropInput(tty);
  applyTermios(tty, decodeTermios(bytes));
  return 0;
}

/** Changing between canonical and raw mode makes what has been typed readable as it is. */
function applyTermios(tty: TtyStruct, termios: Termios): void {
  const modeChanges = ((tty.termios.lflag ^ termios.lflag) & ICANON) !== 0;
  tty.termios = termios;
  if (modeChanges) {
    tty.input.changeMode();
    tty.literalNext = false;
    if (tty.input.length > 0) tty.readable.wake();
  }
  if ((termios.iflag & IXON) === 0) tty.start();
}

function encodeWindowSize(tty: TtyStruct): Uint8Array {
  const { rows, columns, xPixels, yPixels } = tty.windowSize;
  return new Uint8Array(Uint16Array.of(rows, columns, xPixels, yPixels).buffer);
}

function setWindowSizeCommand({ kernel, task, tty, arg }: Call): number {
  const bytes = new Uint8Array(8);
  if (kernel.copyFromUser(task, arg, bytes) < 0) return -EFAULT;
  const [rows, columns, xPixels, yPixels] = new Uint16Array(bytes.buffer);
  resize(tty, rows, columns, xPixels, yPixels);
  return 0;
}

/** tty_do_resize: SIGWINCH to the foreground group when the size really changes. */
export function resize(tty: TtyStruct, rows: number, columns: number, xPixels = 0, yPixels = 0): void {
  const old = tty.windowSize;
  if (old.rows === rows && old.columns === columns && old.xPixels === xPixels && old.yPixels === yPixels) return;
  tty.windowSize = { rows, columns, xPixels, yPixels };
  if (tty.foreground !== 0) tty.kernel.signalGroup(tty.foreground, SIGWINCH);
}

/** TIOCSCTTY: only a session leader without a terminal; a terminal of another session only by force (arg 1) as root. */
function setControlling({ task, tty, file, arg }: Call): number {
  if (isSessionLeader(task) && task.tty === tty && tty.session === task.sid) return 0;
  if (!isSessionLeader(task) || task.tty !== null) return -EPERM;
  const admin = capable(task.cred, CAP_SYS_ADMIN);
  if (tty.session !== 0) {
    if ((arg | 0) !== 1 || !admin) return -EPERM;
    steal(tty);
  }
  if (!file.readable && !admin) return -EPERM;
  takeControl(tty, task);
  return 0;
}

function setForeground(call: Call): number {
  const { kernel, task, tty } = call;
  const error = checkChange(tty, task);
  if (error < 0) return error === -EIO ? -ENOTTY : error;
  if (task.tty !== tty || tty.session !== task.sid) return -ENOTTY;
  const pgid = getInt(call);
  if (pgid === null) return -EFAULT;
  if (pgid < 0) return -EINVAL;
  let found = false;
  for (const other of kernel.tasks.values()) {
    if (other.pgid !== pgid) continue;
    if (other.sid !== task.sid) return -EPERM;
    found = true;
  }
  if (!found) return -ESRCH;
  tty.foreground = pgid;
  return 0;
}

const TCIFLUSH = 0;
const TCOFLUSH = 1;
const TCIOFLUSH = 2;

function flush({ task, tty, arg }: Call): number {
  const error = checkChange(tty, task);
  if (error < 0) return error;
  if (arg !== TCIFLUSH && arg !== TCOFLUSH && arg !== TCIOFLUSH) return -EINVAL;
  if (arg !== TCOFLUSH) dropInput(tty);
  if (arg !== TCIFLUSH) tty.held = [];
  return 0;
}

function dropInput(tty: TtyStruct): void {
  tty.input.clear();
  tty.waiting = [];
}

/** tcflow(3): TCOOFF and TCOON stop and start output; TCIOFF and TCION would send characters to the device. */
function flow({ task, tty, arg }: Call): number {
  const error = checkChange(tty, task);
  if (error < 0) return error;
  if (arg === 0) tty.stop();
  else if (arg === 1) tty.start();
  else if (arg !== 2 && arg !== 3) return -EINVAL;
  return 0;
}

/** TIOCSTI: as if typed. */
function pushInput({ kernel, task, tty, arg }: Call): number {
  if (task.tty !== tty && !capable(task.cred, CAP_SYS_ADMIN)) return -EPERM;
  const byte = new Uint8Array(1);
  if (kernel.copyFromUser(task, arg, byte) < 0) return -EFAULT;
  receive(tty, byte);
  return 0;
}
