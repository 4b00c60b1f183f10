/** Structures as strace prints them. Follows strace's print_struct_stat.c, print_timespec.c, wait.c, signal.c, rusage, ... */
import * as S from '../../abi/signal';
import { signalsOf } from '../../signal/set';
import type { Struct } from '../../syscalls/struct';
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from '../../types';
import { hexPointer } from '../siginfo';
import { type CallContext, peek, peekStruct } from './context';
import { flagsText, POLL, SA, SS } from './flags';
import { quote } from './quote';

export function timespec(struct: Struct): string {
  return `{tv_sec=${struct.i64(0)}, tv_nsec=${struct.u64(8)}}`;
}
export function timeval(struct: Struct, at = 0): string {
  return `{tv_sec=${struct.i64(at)}, tv_usec=${struct.i64(at + 8)}}`;
}
export function itimerval(struct: Struct): string {
  return `{it_interval=${timeval(struct, 0)}, it_value=${timeval(struct, 16)}}`;
}

const FORMATS: ReadonlyMap<number, string> = new Map([
  [S_IFSOCK, 'S_IFSOCK'],
  [S_IFLNK, 'S_IFLNK'],
  [S_IFREG, 'S_IFREG'],
  [S_IFBLK, 'S_IFBLK'],
  [S_IFDIR, 'S_IFDIR'],
  [S_IFCHR, 'S_IFCHR'],
  [S_IFIFO, 'S_IFIFO'],
]);

/** `S_IFREG|0644`, `S_IFDIR|S_ISVTX|0777`. */
export function modeText(mode: number): string {
  const format = FORMATS.get(mode & S_IFMT);
  const parts = format ? [format] : [];
  if (mode & 0o4000) parts.push('S_ISUID');
  if (mode & 0o2000) parts.push('S_ISGID');
  if (mode & 0o1000) parts.push('S_ISVTX');
  return [...parts, octal(mode & 0o777)].join('|');
}

/** Octal with at least three digits: 0 → `000`, 022 → `022`, 0644 → `0644`. */
export function octal(value: number): string {
  const digits = value.toString(8);
  return value === 0 ? '000' : `0${digits}`.padStart(3, '0');
}

export function stat(struct: Struct): string {
  const mode = struct.u32(24);
  const kind = mode & 0o170000;
  const device = kind === 0o020000 || kind === 0o060000;
  const rdev = struct.i64(40);
  const major = (rdev >>> 8) & 0xfff;
  const minor = rdev & 0xff;
  const size = device ? `st_rdev=makedev(${hex(major)}, ${hex(minor)})` : `st_size=${struct.i64(48)}`;
  return `{st_mode=${modeText(mode)}, ${size}, ...}`;
}

const hex = (value: number) => (value === 0 ? '0' : `0x${value.toString(16)}`);

export function sigset(set: bigint): string {
  const all = 64;
  const list = signalsOf(set);
  const shorten = (signals: number[]) => signals.map((signal) => S.signalName(signal).replace(/^SIG/, '')).join(' ');
  if (list.length <= (all * 2) / 3) return `[${shorten(list)}]`;
  return `~[${shorten(signalsOf(BigInt.asUintN(64, ~set)))}]`;
}

export function sigaction(struct: Struct): string {
  const handler = struct.i64(0);
  const flags = Number(struct.u64(8) & 0xffffffffn);
  const value = handler === S.SIG_DFL ? 'SIG_DFL' : handler === S.SIG_IGN ? 'SIG_IGN' : hexPointer(handler);
  const restorer = flags & S.SA_RESTORER ? `, sa_restorer=${hexPointer(struct.i64(16))}` : '';
  return `{sa_handler=${value}, sa_mask=${sigset(struct.u64(24))}, sa_flags=${flagsText(flags, SA, 'SA_')}${restorer}}`;
}

export function stackT(struct: Struct): string {
  const flags = struct.i32(8) >>> 0;
  return `{ss_sp=${hexPointer(struct.i64(0))}, ss_flags=${flagsText(flags, SS, 'SS_')}, ss_size=${struct.i64(16)}}`;
}

/** A wait status: `[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]`. */
export function waitStatus(status: number): string {
  const signal = status & 0x7f;
  if (status === 0xffff) return '[{WIFCONTINUED(s)}]';
  if (signal === 0x7f) return `[{WIFSTOPPED(s) && WSTOPSIG(s) == ${S.signalName((status >> 8) & 0xff)}}]`;
  if (signal === 0) return `[{WIFEXITED(s) && WEXITSTATUS(s) == ${(status >> 8) & 0xff}}]`;
  const core = status & 0x80 ? ' && WCOREDUMP(s)' : '';
  return `[{WIFSIGNALED(s) && WTERMSIG(s) == ${S.signalName(signal)}${core}}]`;
}

export function rusage(struct: Struct): string {
  return `{ru_utime=${timeval(struct, 0)}, ru_stime=${timeval(struct, 16)}, ...}`;
}

function limitText(bits: bigint, infinity: string): string {
  if (bits === 0xffffffffffffffffn) return infinity;
  return bits > 1024n && bits % 1024n === 0n ? `${bits / 1024n}*1024` : String(bits);
}
export function rlimit(struct: Struct, infinity: string): string {
  return `{rlim_cur=${limitText(struct.u64(0), infinity)}, rlim_max=${limitText(struct.u64(8), infinity)}}`;
}

const cString = (bytes: Uint8Array) => {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
};
export function utsname(struct: Struct): string {
  const field = (index: number) => quote(cString(struct.bytes.subarray(index * 65, index * 65 + 65)), 65);
  return `{sysname=${field(0)}, nodename=${field(1)}, ...}`;
}

export function tms(struct: Struct): string {
  const names = ['tms_utime', 'tms_stime', 'tms_cutime', 'tms_cstime'];
  return `{${names.map((name, index) => `${name}=${struct.i64(index * 8)}`).join(', ')}}`;
}

export function sysinfo(struct: Struct): string {
  const loads = `[${struct.i64(8)}, ${struct.i64(16)}, ${struct.i64(24)}]`;
  const memory = ['totalram', 'freeram', 'sharedram', 'bufferram', 'totalswap', 'freeswap'];
  const numbers = memory.map((name, index) => `${name}=${struct.i64(32 + index * 8)}`).join(', ');
  const procs = struct.bytes[80] | (struct.bytes[81] << 8);
  return `{uptime=${struct.i64(0)}, loads=${loads}, ${numbers}, procs=${procs}, totalhigh=0, freehigh=0, mem_unit=${struct.i32(104)}}`;
}

/** The vectors of readv and writev; `limit`: bytes that were moved, for readv. */
export function iovec(context: CallContext, address: number, count: number, limit: number): string {
  const struct = count > 0 && count <= 1024 ? peekStruct(context, address, count * 16) : null;
  if (!struct) return count === 0 ? '[]' : hexPointer(address);
  const parts: string[] = [];
  let left = limit;
  for (let i = 0; i < count; i++) {
    const base = struct.i64(i * 16);
    const length = struct.i64(i * 16 + 8);
    const bytes = peek(context, base, Math.max(0, Math.min(length, left, 4096)));
    left -= Math.min(length, left);
    const cut = bytes && bytes.length < Math.min(length, limit);
    const text = base === 0 ? 'NULL' : bytes ? quote(bytes, cut ? Math.min(32, bytes.length) : 32) : hexPointer(base);
    parts.push(`{iov_base=${text}, iov_len=${length}}`);
  }
  return `[${parts.join(', ')}]`;
}

/** `[{fd=0, events=POLLIN}]`; with `revents` only those that happened. */
export function pollfds(context: CallContext, address: number, count: number, revents: boolean): string {
  const struct = count > 0 && count <= 256 ? peekStruct(context, address, count * 8) : null;
  if (!struct) return count === 0 ? '[]' : hexPointer(address);
  const parts: string[] = [];
  for (let i = 0; i < count; i++) {
    const fd = struct.i32(i * 8);
    const bits = struct.i32(i * 8 + 4);
    const shown = revents ? bits >>> 16 : bits & 0xffff;
    if (revents && shown === 0) continue;
    if (!revents && fd < 0) parts.push(`{fd=${fd}}`);
    else parts.push(`{fd=${fd}, ${revents ? 'revents' : 'events'}=${flagsText(shown, POLL, 'POLL')}}`);
  }
  return `[${parts.join(', ')}]`;
}

/** `[0 3]`. */
export function fdset(struct: Struct, count: number): string {
  const set: number[] = [];
  for (let fd = 0; fd < count; fd++) if ((struct.bytes[fd >> 3] >> (fd & 7)) & 1) set.push(fd);
  return `[${set.join(' ')}]`;
}
