/** One argument as strace prints it: a printer for each ArgType. */
import { AT_FDCWD } from '../../abi/fcntl';
import * as S from '../../abi/signal';
import type { ArgType, SyscallArg } from '../../types';
import { hexPointer } from '../siginfo';
import { type CallContext, failed, peek, peekString, peekStruct, structText } from './context';
import * as N from './flags';
import { quote, STRING_LIMIT } from './quote';
import { SOCKET_PRINTERS } from './sockets';
import * as X from './structs';
import { ioctlArgument, ioctlRequest } from './terminal';

type Printer = (value: number, context: CallContext, arg: SyscallArg, index: number) => string;

/** Arguments of type int that strace prints by name, as `call.index`. */
export const INT_NAMES: Readonly<Record<string, N.Names>> = {
  'setitimer.0': N.ITIMERS,
  'getitimer.0': N.ITIMERS,
  'getrusage.0': N.RUSAGE,
  'waitid.0': N.WAIT_KINDS,
  'sched_setscheduler.1': N.POLICIES,
  'sched_get_priority_max.0': N.POLICIES,
  'sched_get_priority_min.0': N.POLICIES,
};

const int: Printer = (value, context, _arg, index) => {
  const names = INT_NAMES[`${context.name}.${index}`];
  if (names) return N.constantText(value | 0, names, '');
  if (context.name === 'clock_nanosleep' && index === 1) return value === 1 ? 'TIMER_ABSTIME' : String(value | 0);
  return String(value | 0);
};
const uint: Printer = (value) => String(value >>> 0);
const long: Printer = (value) => (value < 0 ? String(BigInt.asUintN(64, BigInt(value))) : String(value));
const pointer: Printer = (value) => hexPointer(value);
/** Types that are a set of bits or one of several constants: names, what stands for others, and how the value is narrowed. */
export const NAMED = {
  prot: { names: N.PROT, unknown: 'PROT_', flags: true },
  'wait-options': { names: N.WAIT, unknown: 'W', flags: true },
  'access-mode': { names: N.ACCESS, unknown: '?_OK', flags: true },
  whence: { names: N.WHENCE, unknown: 'SEEK_', flags: false },
  'fcntl-cmd': { names: N.FCNTL, unknown: 'F_', flags: false },
  clockid: { names: N.CLOCKS, unknown: 'CLOCK_', flags: false },
  'mount-flags': { names: N.MOUNT, unknown: 'MS_', flags: true },
  'umount-flags': { names: N.UMOUNT, unknown: 'MNT_', flags: true },
  'at-flags': { names: N.AT, unknown: 'AT_', flags: true },
  'sigprocmask-how': { names: N.SIGPROCMASK, unknown: 'SIG_', flags: false },
  'arch-prctl': { names: N.ARCH_PRCTL, unknown: 'ARCH_', flags: false },
  prctl: { names: N.PRCTL, unknown: 'PR_', flags: false },
  'rlimit-resource': { names: N.RLIMITS, unknown: 'RLIMIT_', flags: false },
  'reboot-cmd': { names: N.REBOOT, unknown: 'LINUX_REBOOT_CMD_', flags: false },
  madvise: { names: N.MADVISE, unknown: 'MADV_', flags: false },
  'poll-events': { names: N.POLL, unknown: 'POLL', flags: true },
  'socket-domain': { names: N.FAMILIES, unknown: 'AF_', flags: false },
  'socket-flags': { names: N.SOCKET_FLAGS, unknown: 'SOCK_', flags: true },
  'msg-flags': { names: N.MSG_FLAGS, unknown: 'MSG_', flags: true },
  'shutdown-how': { names: N.SHUTDOWN, unknown: 'SHUT_', flags: false },
  'sockopt-level': { names: N.SOCKOPT_LEVELS, unknown: 'SOL_', flags: false },
} as const satisfies Partial<Record<ArgType, { names: N.Names; unknown: string; flags: boolean }>>;

function named(type: keyof typeof NAMED): Printer {
  const { names, unknown, flags } = NAMED[type];
  if (flags) return (value) => N.flagsText(value >>> 0, names, unknown);
  const unsigned = type === 'reboot-cmd';
  return (value) => N.constantText(unsigned ? value >>> 0 : value | 0, names, unknown);
}

/** Filled by the call: its address while it fails. */
const struct =
  (size: number, format: Parameters<typeof structText>[3]): Printer =>
  (value, context, arg) =>
    arg.direction === 'out' && failed(context) ? hexPointer(value) : structText(context, value, size, format);

const path: Printer = (value, context) => {
  const bytes = value === 0 ? null : peekString(context, value, 4096);
  return bytes ? quote(bytes, 4095) : hexPointer(value);
};

const text: Printer = (value, context) => {
  const bytes = value === 0 ? null : peekString(context, value, STRING_LIMIT + 1);
  return bytes ? quote(bytes) : hexPointer(value);
};

const buffer: Printer = (value, context, arg) => {
  if (value === 0) return 'NULL';
  if (arg.direction === 'out' && (context.result ?? -1) < 0) return hexPointer(value);
  const length = arg.length === 'result' || arg.length === undefined ? (context.result ?? 0) : context.args[arg.length];
  // getcwd is printed as a path, whole; its result counts the NUL.
  const whole = context.name === 'getcwd';
  const bytes = peek(context, value, whole ? length - 1 : Math.min(length, STRING_LIMIT + 1));
  if (!bytes) return hexPointer(value);
  return whole ? quote(bytes, 4095) : quote(bytes);
};

const argv: Printer = (value, context) => {
  if (value === 0) return 'NULL';
  const parts: string[] = [];
  for (let at = value; parts.length < STRING_LIMIT; at += 8) {
    const word = peekStruct(context, at, 8);
    if (!word) return hexPointer(value);
    if (word.i64(0) === 0) return `[${parts.join(', ')}]`;
    parts.push(text(word.i64(0), context, { name: '', type: 'str', direction: 'in' }, 0));
  }
  return `[${parts.join(', ')}, ...]`;
};

const envp: Printer = (value, context) => {
  if (value === 0) return 'NULL';
  let count = 0;
  for (let at = value; ; at += 8, count++) {
    const word = peekStruct(context, at, 8);
    if (!word || word.i64(0) === 0) break;
  }
  return `${hexPointer(value)} /* ${count} var${count === 1 ? '' : 's'} */`;
};

const dirents: Printer = (value, context) => {
  const total = context.result ?? -1;
  if (total < 0) return hexPointer(value);
  const bytes = peek(context, value, total);
  let entries = 0;
  for (let at = 0; bytes && at + 18 < total; entries++) at += bytes[at + 16] | (bytes[at + 17] << 8);
  return `${hexPointer(value)} /* ${entries} entries */`;
};

/** struct timespec and its kin that are only told when a sleep was cut short. */
const timespecArg: Printer = (value, context, arg) => {
  const remaining = arg.direction === 'out' && context.name.endsWith('nanosleep');
  const interrupted = context.result !== undefined && context.result < 0;
  if (remaining && !interrupted) return hexPointer(value);
  return arg.direction === 'out' && failed(context) && !remaining
    ? hexPointer(value)
    : structText(context, value, 16, X.timespec);
};

const waitStatus: Printer = (value, context) => {
  if (value === 0 || (context.result ?? 0) <= 0) return hexPointer(value);
  return structText(context, value, 4, (word) => X.waitStatus(word.i32(0)));
};

const dirfd: Printer = (value) =>
  (value | 0) === AT_FDCWD ? 'AT_FDCWD' : int(value, {} as CallContext, {} as SyscallArg, 0);
const idPrinter: Printer = (value) => String(value | 0);

const iovec: Printer = (value, context, _arg, index) => {
  const reading = context.name.startsWith('readv') || context.name.startsWith('preadv');
  const limit = reading ? Math.max(0, context.result ?? 0) : Number.POSITIVE_INFINITY;
  if (reading && failed(context)) return hexPointer(value);
  return X.iovec(context, value, context.args[index + 1], limit);
};

const rlimit: Printer = (value, context, arg) => {
  const infinity = context.name === 'prlimit64' ? 'RLIM64_INFINITY' : 'RLIM_INFINITY';
  if (arg.direction === 'out' && failed(context)) return hexPointer(value);
  return structText(context, value, 16, (limits) => X.rlimit(limits, infinity));
};

export const PRINTERS: Readonly<Record<ArgType, Printer>> = {
  int,
  uint,
  long: (value) => String(value),
  ulong: long,
  size: long,
  off: (value, context) => (context.name === 'mmap' ? hexPointer(value).replace('NULL', '0') : String(value)),
  ptr: pointer,
  fd: int,
  dirfd,
  path,
  buf: buffer,
  str: text,
  mode: (value, context) => (context.name.startsWith('mknod') ? X.modeText(value & 0xffff) : X.octal(value & 0o7777)),
  pid: int,
  uid: idPrinter,
  signal: (value) => S.signalName(value | 0),
  'open-flags': (value, context) =>
    context.name === 'pipe2' || context.name === 'dup3' ? N.descriptorFlags(value | 0) : N.openFlags(value | 0),
  prot: named('prot'),
  'mmap-flags': (value) => N.mmapFlags(value | 0),
  'clone-flags': (value) => N.cloneFlags(value >>> 0, true),
  'wait-options': named('wait-options'),
  'access-mode': named('access-mode'),
  whence: named('whence'),
  ioctl: (value) => ioctlRequest(value),
  'fcntl-cmd': named('fcntl-cmd'),
  'futex-op': (value) => N.futexOp(value | 0),
  clockid: named('clockid'),
  dev: (value) => `makedev(${hexOrZero((value >>> 8) & 0xfff)}, ${hexOrZero(value & 0xff)})`,
  'mount-flags': named('mount-flags'),
  'umount-flags': named('umount-flags'),
  'at-flags': named('at-flags'),
  'sigprocmask-how': named('sigprocmask-how'),
  'arch-prctl': named('arch-prctl'),
  prctl: named('prctl'),
  'rlimit-resource': named('rlimit-resource'),
  'reboot-cmd': named('reboot-cmd'),
  madvise: named('madvise'),
  'poll-events': named('poll-events'),
  'socket-domain': named('socket-domain'),
  'socket-flags': named('socket-flags'),
  'msg-flags': named('msg-flags'),
  'shutdown-how': named('shutdown-how'),
  'sockopt-level': named('sockopt-level'),
  argv,
  envp,
  stat: struct(144, X.stat),
  statfs: struct(120, (statfs) => `{f_type=${N.statfsType(statfs.i64(0))}, f_bsize=${statfs.i64(8)}, ...}`),
  timespec: timespecArg,
  timeval: struct(16, (tv) => X.timeval(tv)),
  sigaction: struct(32, X.sigaction),
  sigset: struct(8, (set) => X.sigset(set.u64(0))),
  stack_t: struct(24, X.stackT),
  iovec,
  utsname: struct(390, X.utsname),
  rusage: (value, context) =>
    (context.result ?? 0) < 0 || (context.name === 'wait4' && context.result === 0)
      ? hexPointer(value)
      : structText(context, value, 144, X.rusage),
  wstatus: waitStatus,
  fds: struct(8, (pair) => `[${pair.i32(0)}, ${pair.i32(4)}]`),
  pollfds: (value, context, _arg, index) => X.pollfds(context, value, context.args[index + 1], false),
  dirents,
  rlimit,
  sysinfo: struct(112, X.sysinfo),
  termios: (value, context) => ioctlArgument(context, context.args[1], value),
  fdset: (value, context) => structText(context, value, 128, (set) => X.fdset(set, Math.min(1024, context.args[0]))),
  tms: struct(32, X.tms),
  'int-ptr': struct(4, (word) => `[${word.i32(0)}]`),
  itimerval: struct(32, X.itimerval),
  ...SOCKET_PRINTERS,
};

function hexOrZero(value: number): string {
  return value === 0 ? '0' : `0x${value.toString(16)}`;
}
