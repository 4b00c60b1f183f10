/**
 * Calls that strace prints in a way of their own: the number of arguments depends on one of them, or names stand before values.
 * Each answers the whole argument list, cut where only the end of the call can tell more.
 */
import * as F from '../../abi/fcntl';
import * as FX from '../../abi/futex';
import * as P from '../../abi/prctl';
import { hexPointer } from '../siginfo';
import { bpfCall, perfEventOpen } from './bpf';
import { type CallContext, peekString, peekStruct, structText } from './context';
import * as N from './flags';
import { quote } from './quote';
import { SOCKET_SPECIAL } from './sockets';
import * as X from './structs';
import { ioctlArgument, ioctlRequest } from './terminal';

/** `head` is known when the call begins, `tail` when it ends. */
export interface Split {
  head: string;
  tail: string;
}
export type Special = (context: CallContext) => Split;

const all = (head: string): Split => ({ head, tail: '' });
const list = (...parts: string[]) => parts.join(', ');

function path(context: CallContext, address: number): string {
  const bytes = address === 0 ? null : peekString(context, address, 4096);
  return bytes ? quote(bytes, 4095) : hexPointer(address);
}
const dirfd = (value: number) => ((value | 0) === F.AT_FDCWD ? 'AT_FDCWD' : String(value | 0));

/** open and openat: the mode is there only when something may be created. */
function openArguments(context: CallContext, first: number): string {
  const { args } = context;
  const flags = args[first + 1] | 0;
  const creates = (flags & F.O_CREAT) !== 0 || (flags & F.O_TMPFILE) === F.O_TMPFILE;
  const mode = creates ? `, ${X.octal(args[first + 2] & 0o7777)}` : '';
  return `${path(context, args[first])}, ${N.openFlags(flags)}${mode}`;
}

const clone: Special = (context) => {
  const [flags, stack, parentTid, childTid, tls] = context.args;
  const named = [`child_stack=${hexPointer(stack)}`, `flags=${N.cloneFlags(flags >>> 0, true)}`];
  const tail: string[] = [];
  if (flags & 0x00100000) tail.push(`parent_tid=${structText(context, parentTid, 4, (word) => `[${word.i32(0)}]`)}`);
  if (flags & 0x00080000) tail.push(`tls=${hexPointer(tls)}`);
  if (flags & 0x01200000) tail.push(`child_tidptr=${hexPointer(childTid)}`);
  const rest = tail.length === 0 ? '' : `, ${tail.join(', ')}`;
  return flags & 0x00100000 ? { head: named.join(', '), tail: rest } : all(named.join(', ') + rest);
};

const clone3: Special = (context) => {
  const [address, size] = context.args;
  const struct = peekStruct(context, address, 64);
  if (!struct) return all(list(hexPointer(address), String(size)));
  const at = (offset: number) => struct.i64(offset);
  const parts = [`flags=${N.cloneFlags(at(0), false)}`];
  if (at(16) !== 0) parts.push(`child_tid=${hexPointer(at(16))}`);
  if (at(24) !== 0) parts.push(`parent_tid=${hexPointer(at(24))}`);
  parts.push(`exit_signal=${at(32) === 0 ? 0 : N.cloneFlags(at(32), true)}`, `stack=${hexPointer(at(40))}`);
  parts.push(`stack_size=${at(48) === 0 ? 0 : hexPointer(at(48))}`);
  if (at(56) !== 0) parts.push(`tls=${hexPointer(at(56))}`);
  const parentTid =
    at(0) & 0x00100000 ? ` => {parent_tid=${structText(context, at(24), 4, (word) => `[${word.i32(0)}]`)}}` : '';
  return { head: `{${parts.join(', ')}}`, tail: `${parentTid}, ${size}` };
};

const futex: Special = (context) => {
  const [address, op, value, timeout, address2, value3] = context.args;
  const command = op & FX.FUTEX_CMD_MASK;
  const start = list(hexPointer(address), N.futexOp(op | 0));
  const time = structText(context, timeout, 16, X.timespec);
  const bits = value3 >>> 0 === 0xffffffff ? 'FUTEX_BITSET_MATCH_ANY' : `0x${(value3 >>> 0).toString(16)}`;
  switch (command) {
    case FX.FUTEX_WAIT:
      return all(list(start, String(value >>> 0), time));
    case FX.FUTEX_WAIT_BITSET:
      return all(list(start, String(value >>> 0), time, bits));
    case FX.FUTEX_WAKE:
      return all(list(start, String(value >>> 0)));
    case FX.FUTEX_WAKE_BITSET:
      return all(list(start, String(value >>> 0), bits));
    case FX.FUTEX_REQUEUE:
      return all(list(start, String(value >>> 0), String(timeout >>> 0), hexPointer(address2)));
    default:
      return all(list(start, String(value >>> 0), String(timeout >>> 0), hexPointer(address2), String(value3 >>> 0)));
  }
};

const fcntl: Special = (context) => {
  const [fd, command, value] = context.args;
  const start = list(String(fd | 0), N.constantText(command | 0, N.FCNTL, 'F_'));
  if ([F.F_GETFD, F.F_GETFL, F.F_GETOWN, F.F_GETPIPE_SZ].includes(command)) return all(start);
  if (command === F.F_SETFD) return all(list(start, N.flagsText(value, N.FD_FLAGS, 'FD_')));
  if (command === F.F_SETFL) return all(list(start, N.openFlags(value | 0)));
  if ([F.F_GETLK, F.F_SETLK, F.F_SETLKW].includes(command)) return all(list(start, hexPointer(value)));
  return all(list(start, String(value)));
};

const prctl: Special = (context) => {
  const [option, a, b, c, d] = context.args;
  const name = N.constantText(option | 0, N.PRCTL, 'PR_');
  if (option === P.PR_SET_NAME) {
    const bytes = peekString(context, a, 16);
    return all(list(name, bytes ? quote(bytes, 15) : hexPointer(a)));
  }
  if (option === P.PR_GET_NAME) {
    const bytes = peekString(context, a, 16);
    return { head: `${name}, `, tail: bytes ? quote(bytes, 15) : hexPointer(a) };
  }
  if ([P.PR_GET_DUMPABLE, P.PR_GET_KEEPCAPS].includes(option)) return all(name);
  if (option === P.PR_SET_NO_NEW_PRIVS) return all(list(name, ...[a, b, c, d].map(String)));
  const arg = (value: number) => (value === 0 ? '0' : hexPointer(value));
  return all(list(name, ...[a, b, c, d].map(arg)));
};

const archPrctl: Special = (context) => {
  const [option, address] = context.args;
  const name = N.constantText(option | 0, N.ARCH_PRCTL, 'ARCH_');
  const reads = option === P.ARCH_GET_FS || option === P.ARCH_GET_GS;
  if (!reads) return all(list(name, hexPointer(address)));
  return { head: `${name}, `, tail: structText(context, address, 8, (word) => `[${hexPointer(word.i64(0))}]`) };
};

/** Rights that are restored, as the frame on the stack says: known when the call ends. */
const rtSigreturn: Special = (context) => ({ head: `{mask=${X.sigset(frameMask(context))}}`, tail: '' });
function frameMask(context: CallContext): bigint {
  const sp = context.kernel.cpu.regNumber(4);
  return peekStruct(context, sp + 296, 8)?.u64(0) ?? 0n;
}

const ioctl: Special = (context) => {
  const [fd, request, address] = context.args;
  return { head: `${list(String(fd | 0), ioctlRequest(request))}, `, tail: ioctlArgument(context, request, address) };
};

const getrandom: Special = (context) => {
  const [address, length, flags] = context.args;
  const got = context.result ?? -1;
  const struct = got > 0 ? peekStruct(context, address, got) : null;
  const shown = struct?.bytes.subarray(0, 32);
  const hex = shown && Array.from(shown, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  const text = hex === undefined ? hexPointer(address) : `"${hex}"${got > 32 ? '...' : ''}`;
  return { head: '', tail: list(text, String(length), N.flagsText(flags, N.GETRANDOM, 'GRND_')) };
};

const poll: Special = (context) => {
  const [fds, count, timeout] = context.args;
  return all(list(X.pollfds(context, fds, count, false), String(count), String(timeout | 0)));
};

export const SPECIAL: Readonly<Record<string, Special>> = {
  open: (context) => all(openArguments(context, 0)),
  openat: (context) => all(list(dirfd(context.args[0]), openArguments(context, 1))),
  clone,
  clone3,
  futex,
  fcntl,
  prctl,
  arch_prctl: archPrctl,
  bpf: bpfCall,
  perf_event_open: perfEventOpen,
  rt_sigreturn: rtSigreturn,
  ioctl,
  getrandom,
  poll,
  ...SOCKET_SPECIAL,
  reboot: (context) =>
    all(
      list(
        'LINUX_REBOOT_MAGIC1',
        'LINUX_REBOOT_MAGIC2',
        N.constantText(context.args[2] >>> 0, N.REBOOT, 'LINUX_REBOOT_CMD_'),
      ),
    ),
  getpriority: (context) => all(list(N.constantText(context.args[0], N.PRIO, 'PRIO_'), String(context.args[1]))),
  setpriority: (context) =>
    all(list(N.constantText(context.args[0], N.PRIO, 'PRIO_'), String(context.args[1]), String(context.args[2] | 0))),
  mremap: (context) => {
    const [address, oldSize, newSize, flags, target] = context.args;
    const last = flags & 2 ? `, ${hexPointer(target)}` : '';
    return all(
      `${list(hexPointer(address), String(oldSize), String(newSize), N.flagsText(flags, N.MREMAP, 'MREMAP_'))}${last}`,
    );
  },
  msync: (context) =>
    all(list(hexPointer(context.args[0]), String(context.args[1]), N.flagsText(context.args[2], N.MSYNC, 'MS_'))),
};
