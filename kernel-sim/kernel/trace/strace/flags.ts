/** Names of flag bits and constants as strace writes them. Follows strace's xlat tables. */
import * as C from '../../abi/clone';
import * as F from '../../abi/fcntl';
import * as FX from '../../abi/futex';
import * as M from '../../abi/mman';
import * as MT from '../../abi/mount';
import * as P from '../../abi/poll';
import * as PR from '../../abi/prctl';
import * as RB from '../../abi/reboot';
import * as R from '../../abi/resource';
import * as S from '../../abi/signal';
import * as SK from '../../abi/socket';
import * as T from '../../abi/time';
import * as W from '../../abi/wait';

export type Names = readonly (readonly [value: number, name: string])[];

/** From constants of a module: those whose names begin so, in the order given. */
function pick(module: object, ...names: string[]): Names {
  const values = module as Readonly<Record<string, number>>;
  return names.map((name) => [values[name], name] as const);
}
function withPrefix(module: object, prefix: string): Names {
  return Object.entries(module as Readonly<Record<string, number>>)
    .filter(([name, value]) => name.startsWith(prefix) && typeof value === 'number')
    .map(([name, value]) => [value, name] as const)
    .sort((a, b) => a[0] - b[0]);
}

/** `A|B`, what is left in hex; `0` for nothing. */
export function flagsText(value: number, names: Names, unknown: string): string {
  if (value === 0) return names.find(([bit]) => bit === 0)?.[1] ?? '0';
  const parts: string[] = [];
  let rest = BigInt(value < 0 ? value >>> 0 : value);
  for (const [bit, name] of names) {
    const mask = BigInt(bit);
    if (mask === 0n || (rest & mask) !== mask) continue;
    parts.push(name);
    rest &= ~mask;
  }
  if (parts.length === 0) return `0x${rest.toString(16)} /* ${unknown}??? */`;
  if (rest !== 0n) parts.push(`0x${rest.toString(16)}`);
  return parts.join('|');
}

/** One constant, or the number with a note. */
export function constantText(value: number, names: Names, unknown: string): string {
  return names.find(([known]) => known === value)?.[1] ?? `0x${(value >>> 0).toString(16)} /* ${unknown}??? */`;
}

const ACCESS_MODES = ['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_ACCMODE'];
export const OPEN_BITS = pick(
  F,
  'O_CREAT',
  'O_EXCL',
  'O_NOCTTY',
  'O_TRUNC',
  'O_APPEND',
  'O_NONBLOCK',
  'O_SYNC',
  'O_DSYNC',
  'O_DIRECT',
  'O_LARGEFILE',
  'O_NOFOLLOW',
  'O_NOATIME',
  'O_CLOEXEC',
  'O_PATH',
  'O_TMPFILE',
  'O_DIRECTORY',
);

export function openFlags(value: number): string {
  const rest = value & ~3;
  return ACCESS_MODES[value & 3] + (rest === 0 ? '' : `|${flagsText(rest, OPEN_BITS, 'O_')}`);
}

/** pipe2, dup3, inotify_init1 …: no access mode among them. */
export function descriptorFlags(value: number): string {
  return flagsText(value, OPEN_BITS, 'O_');
}

export const MMAP_BITS = pick(
  M,
  'MAP_FIXED',
  'MAP_ANONYMOUS',
  'MAP_32BIT',
  'MAP_NORESERVE',
  'MAP_POPULATE',
  'MAP_NONBLOCK',
  'MAP_GROWSDOWN',
  'MAP_DENYWRITE',
  'MAP_EXECUTABLE',
  'MAP_LOCKED',
  'MAP_STACK',
  'MAP_HUGETLB',
  'MAP_SYNC',
  'MAP_FIXED_NOREPLACE',
);
const MMAP_TYPES = ['MAP_FILE', 'MAP_SHARED', 'MAP_PRIVATE', 'MAP_SHARED_VALIDATE'];

export function mmapFlags(value: number): string {
  const rest = value & ~15;
  const type = MMAP_TYPES[value & 15] ?? `0x${(value & 15).toString(16)}`;
  return rest === 0 ? type : `${type}|${flagsText(rest, MMAP_BITS, 'MAP_')}`;
}

/** clone: the exit signal rides in the low byte. */
export function cloneFlags(value: number, withSignal: boolean): string {
  const flags = withSignal ? value - (value % 256) : value;
  const signal = withSignal ? value % 256 : 0;
  const parts = flags === 0 ? [] : [flagsText(flags, CLONE_BITS, 'CLONE_')];
  if (signal !== 0) parts.push(S.signalName(signal));
  return parts.length === 0 ? '0' : parts.join('|');
}
export const CLONE_BITS = withPrefix(C, 'CLONE_');

export const PROT = pick(M, 'PROT_NONE', 'PROT_READ', 'PROT_WRITE', 'PROT_EXEC', 'PROT_GROWSDOWN', 'PROT_GROWSUP');
export const MREMAP = pick(M, 'MREMAP_MAYMOVE', 'MREMAP_FIXED', 'MREMAP_DONTUNMAP');
export const MSYNC = pick(M, 'MS_ASYNC', 'MS_INVALIDATE', 'MS_SYNC');
export const MADVISE = withPrefix(M, 'MADV_');
export const WAIT = pick(
  W,
  'WNOHANG',
  'WSTOPPED',
  'WEXITED',
  'WCONTINUED',
  'WNOWAIT',
  '__WCLONE',
  '__WALL',
  '__WNOTHREAD',
);
export const ACCESS = pick(F, 'F_OK', 'R_OK', 'W_OK', 'X_OK');
export const WHENCE = pick(F, 'SEEK_SET', 'SEEK_CUR', 'SEEK_END', 'SEEK_DATA', 'SEEK_HOLE');
export const FCNTL = withPrefix(F, 'F_');
export const AT: Names = [
  [F.AT_SYMLINK_NOFOLLOW, 'AT_SYMLINK_NOFOLLOW'],
  [F.AT_REMOVEDIR, 'AT_REMOVEDIR'],
  [F.AT_SYMLINK_FOLLOW, 'AT_SYMLINK_FOLLOW'],
  [F.AT_NO_AUTOMOUNT, 'AT_NO_AUTOMOUNT'],
  [F.AT_EMPTY_PATH, 'AT_EMPTY_PATH'],
];
export const CLOCKS = withPrefix(T, 'CLOCK_');
export const ITIMERS = withPrefix(T, 'ITIMER_');
export const SIGPROCMASK = pick(S, 'SIG_BLOCK', 'SIG_UNBLOCK', 'SIG_SETMASK');
export const SA = pick(
  S,
  'SA_RESTORER',
  'SA_ONSTACK',
  'SA_RESTART',
  'SA_NODEFER',
  'SA_RESETHAND',
  'SA_SIGINFO',
  'SA_NOCLDSTOP',
  'SA_NOCLDWAIT',
);
export const SS = pick(S, 'SS_ONSTACK', 'SS_DISABLE', 'SS_AUTODISARM');
export const ARCH_PRCTL = withPrefix(PR, 'ARCH_');
export const PRCTL = withPrefix(PR, 'PR_').filter(([, name]) => name !== 'PR_SET_VMA_ANON_NAME');
export const RLIMITS = withPrefix(R, 'RLIMIT_');
export const PRIO = withPrefix(R, 'PRIO_');
export const RUSAGE = withPrefix(R, 'RUSAGE_');
export const REBOOT = withPrefix(RB, 'LINUX_REBOOT_CMD_');
export const MOUNT = pick(
  MT,
  'MS_RDONLY',
  'MS_NOSUID',
  'MS_NODEV',
  'MS_NOEXEC',
  'MS_SYNCHRONOUS',
  'MS_REMOUNT',
  'MS_NOATIME',
  'MS_NODIRATIME',
  'MS_BIND',
  'MS_MOVE',
  'MS_REC',
  'MS_SILENT',
  'MS_RELATIME',
);
export const UMOUNT = pick(MT, 'MNT_FORCE', 'MNT_DETACH', 'MNT_EXPIRE', 'UMOUNT_NOFOLLOW');
export const POLL = withPrefix(P, 'POLL');
export const GETRANDOM: Names = [
  [1, 'GRND_NONBLOCK'],
  [2, 'GRND_RANDOM'],
  [4, 'GRND_INSECURE'],
];
export const WAIT_KINDS = pick(W, 'P_ALL', 'P_PID', 'P_PGID', 'P_PIDFD');
export const POLICIES: Names = ['SCHED_OTHER', 'SCHED_FIFO', 'SCHED_RR', 'SCHED_BATCH', 'SCHED_ISO', 'SCHED_IDLE'].map(
  (name, value) => [value, name] as const,
);
export const FD_FLAGS: Names = [[1, 'FD_CLOEXEC']];

export const FUTEX = pick(
  FX,
  'FUTEX_WAIT',
  'FUTEX_WAKE',
  'FUTEX_FD',
  'FUTEX_REQUEUE',
  'FUTEX_CMP_REQUEUE',
  'FUTEX_WAKE_OP',
  'FUTEX_LOCK_PI',
  'FUTEX_UNLOCK_PI',
  'FUTEX_TRYLOCK_PI',
  'FUTEX_WAIT_BITSET',
  'FUTEX_WAKE_BITSET',
);

/** `FUTEX_WAIT_PRIVATE`, `FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME`. */
export function futexOp(value: number): string {
  const name = constantText(value & FX.FUTEX_CMD_MASK, FUTEX, 'FUTEX_');
  const isPrivate = value & FX.FUTEX_PRIVATE_FLAG ? '_PRIVATE' : '';
  return `${name}${isPrivate}${value & FX.FUTEX_CLOCK_REALTIME ? '|FUTEX_CLOCK_REALTIME' : ''}`;
}

export const FILE_SYSTEMS = withPrefix(MT, '').filter(([, name]) => name.endsWith('_MAGIC'));
export function statfsType(value: number): string {
  return constantText(value, FILE_SYSTEMS, '');
}

// ---------------------------------------------------------------- sockets
export const FAMILIES = pick(SK, 'AF_UNSPEC', 'AF_UNIX', 'AF_INET', 'AF_INET6', 'AF_NETLINK', 'AF_PACKET');
export const SOCKET_TYPES = pick(
  SK,
  'SOCK_STREAM',
  'SOCK_DGRAM',
  'SOCK_RAW',
  'SOCK_RDM',
  'SOCK_SEQPACKET',
  'SOCK_DCCP',
  'SOCK_PACKET',
);
export const SOCKET_FLAGS = pick(SK, 'SOCK_CLOEXEC', 'SOCK_NONBLOCK');
export const IP_PROTOCOLS = pick(SK, 'IPPROTO_IP', 'IPPROTO_ICMP', 'IPPROTO_TCP', 'IPPROTO_UDP', 'IPPROTO_RAW');
export const NETLINK_FAMILIES: Names = [
  [0, 'NETLINK_ROUTE'],
  [4, 'NETLINK_SOCK_DIAG'],
  [15, 'NETLINK_KOBJECT_UEVENT'],
];
export const MSG_FLAGS = pick(
  SK,
  'MSG_OOB',
  'MSG_PEEK',
  'MSG_DONTROUTE',
  'MSG_CTRUNC',
  'MSG_TRUNC',
  'MSG_DONTWAIT',
  'MSG_EOR',
  'MSG_WAITALL',
  'MSG_CONFIRM',
  'MSG_ERRQUEUE',
  'MSG_NOSIGNAL',
  'MSG_MORE',
  'MSG_WAITFORONE',
  'MSG_CMSG_CLOEXEC',
);
export const SHUTDOWN = pick(SK, 'SHUT_RD', 'SHUT_WR', 'SHUT_RDWR');
export const SOCKOPT_LEVELS = pick(
  SK,
  'SOL_IP',
  'SOL_SOCKET',
  'SOL_TCP',
  'SOL_UDP',
  'SOL_RAW',
  'SOL_PACKET',
  'SOL_NETLINK',
);
/** Those that exist in two widths of time bear the name of the first. */
const OLD_TIMES = new Set(['SO_RCVTIMEO', 'SO_SNDTIMEO', 'SO_TIMESTAMP']);
export const SO_OPTIONS: Names = withPrefix(SK, 'SO_').map(
  ([value, name]) => [value, OLD_TIMES.has(name) ? `${name}_OLD` : name] as const,
);
export const IP_OPTIONS = withPrefix(SK, 'IP_');
export const TCP_OPTIONS = withPrefix(SK, 'TCP_');
export const SCM = pick(SK, 'SCM_RIGHTS', 'SCM_CREDENTIALS');
