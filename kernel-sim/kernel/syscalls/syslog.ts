/**
 * syslog(2), the kernel's messages for dmesg. Follows kernel/printk/printk.c: do_syslog, syslog_print, syslog_print_all.
 * Departs from Linux: the ring counts messages, not bytes.
 */
import { CAP_SYS_ADMIN, CAP_SYSLOG } from '../abi/capability';
import { EFAULT, EINVAL, EPERM, ERESTARTSYS } from '../errno';
import { utf8Encode } from '../fs/text';
import type { RunningKernel } from '../kernel';
import { capable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { INTERRUPTED, type Sleeping, type SyscallRow, type WaitQueue } from '../types';
import { arg, coreRow, out } from './row';

/** Messages that are kept. */
const RING = 4096;
/** What SYSLOG_ACTION_SIZE_BUFFER tells: CONFIG_LOG_BUF_SHIFT=17, Debian's. */
const BUFFER_BYTES = 131_072;
const MINIMUM_CONSOLE_LEVEL = 1;
/** console_loglevel: errors and worse are shown, as with Debian's "quiet". */
const DEFAULT_CONSOLE_LEVEL = 4;

export interface LogEntry {
  at: number;
  level: number;
  text: string;
}

/** The ring of messages, and how far its readers are. Positions count all messages ever. */
export class KernelLog {
  consoleLevel = DEFAULT_CONSOLE_LEVEL;
  savedLevel = -1;
  /** Read by SYSLOG_ACTION_READ up to here, cleared up to here. */
  read = 0;
  cleared = 0;
  private dropped = 0;

  constructor(
    private readonly entries: LogEntry[],
    private readonly readers: WaitQueue,
  ) {}

  add(entry: LogEntry): void {
    this.entries.push(entry);
    if (this.entries.length > RING) {
      this.entries.shift();
      this.dropped++;
    }
    this.readers.wake();
  }

  get end(): number {
    return this.dropped + this.entries.length;
  }

  /** Lines of the messages from position `from` on: `<6>[    0.000000] text`. */
  from(from: number): Uint8Array[] {
    return this.entries.slice(Math.max(0, from - this.dropped)).map(logLine);
  }

  sleep(): Sleeping<number> {
    return this.readers.sleep('syslog');
  }
}

function logLine({ at, level, text }: LogEntry): Uint8Array {
  const prefix = `<${level}>[${(at / 1e8).toFixed(6).padStart(12)}] `;
  return utf8Encode(
    `${text
      .split('\n')
      .map((line) => prefix + line)
      .join('\n')}\n`,
  );
}

const total = (lines: readonly Uint8Array[]): number => lines.reduce((sum, line) => sum + line.length, 0);

type Action = (kernel: RunningKernel, task: TaskStruct, buffer: number, length: number) => number | Sleeping<number>;

function* read(kernel: RunningKernel, task: TaskStruct, buffer: number, length: number): Sleeping<number> {
  const log = kernel.syslog;
  if (buffer === 0 || length < 0) return -EINVAL;
  if (length === 0) return 0;
  while (log.read >= log.end) if ((yield* log.sleep()) === INTERRUPTED) return -ERESTARTSYS;
  let done = 0;
  for (const line of log.from(log.read)) {
    if (done + line.length > length) break;
    if (kernel.copyToUser(task, buffer + done, line) < 0) return done > 0 ? done : -EFAULT;
    done += line.length;
    log.read++;
  }
  return done;
}

/** The newest messages that fit. */
const readAll =
  (clear: boolean): Action =>
  (kernel, task, buffer, length) => {
    if (buffer === 0 || length < 0) return -EINVAL;
    if (length === 0) return 0;
    const log = kernel.syslog;
    const lines = log.from(log.cleared);
    while (total(lines) > length) lines.shift();
    let done = 0;
    for (const line of lines) {
      if (kernel.copyToUser(task, buffer + done, line) < 0) return -EFAULT;
      done += line.length;
    }
    if (clear) log.cleared = log.end;
    return done;
  };

const clear: Action = ({ syslog: log }) => {
  log.cleared = log.end;
  return 0;
};

const consoleOff: Action = ({ syslog: log }) => {
  if (log.savedLevel < 0) log.savedLevel = log.consoleLevel;
  log.consoleLevel = MINIMUM_CONSOLE_LEVEL;
  return 0;
};

const consoleOn: Action = ({ syslog: log }) => {
  if (log.savedLevel >= 0) log.consoleLevel = log.savedLevel;
  log.savedLevel = -1;
  return 0;
};

const consoleLevel: Action = ({ syslog: log }, _task, _buffer, level) => {
  if (level < 1 || level > 8) return -EINVAL;
  log.consoleLevel = Math.max(level, MINIMUM_CONSOLE_LEVEL);
  log.savedLevel = -1;
  return 0;
};

/** Index = SYSLOG_ACTION_*: close, open, read, read all, read and clear, clear, console off, on, level, unread, size. */
const ACTIONS: readonly Action[] = [
  () => 0,
  () => 0,
  read,
  readAll(false),
  readAll(true),
  clear,
  consoleOff,
  consoleOn,
  consoleLevel,
  ({ syslog: log }) => total(log.from(log.read)),
  () => BUFFER_BYTES,
];
const READ_ALL = 3;
const SIZE_BUFFER = 10;

function syslog(kernel: RunningKernel, task: TaskStruct, type: number, buffer: number, length: number) {
  // dmesg_restrict is 0: everybody may read the whole buffer.
  const open = type === READ_ALL || type === SIZE_BUFFER;
  if (!open && !capable(task.cred, CAP_SYSLOG) && !capable(task.cred, CAP_SYS_ADMIN)) return -EPERM;
  return ACTIONS[type]?.(kernel, task, buffer, length | 0) ?? -EINVAL;
}

export const syslogSyscalls: readonly SyscallRow[] = [
  coreRow(103, 'syslog', [arg('type', 'int'), out('buf', 'buf', 'result'), arg('len', 'int')], 100, syslog),
];
