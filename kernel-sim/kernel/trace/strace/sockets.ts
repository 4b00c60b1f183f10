/** Sockets as strace prints them: domains, types, addresses, messages, options. Follows strace's net.c, sockaddr.c, msghdr.c, sock.c. */
import * as S from '../../abi/socket';
import { errnoName } from '../../errno';
import type { ArgType, SyscallArg } from '../../types';
import { hexPointer } from '../siginfo';
import { type CallContext, failed, peek, peekStruct } from './context';
import * as N from './flags';
import { quote, STRING_LIMIT } from './quote';
import * as X from './structs';

type Printer = (value: number, context: CallContext, arg: SyscallArg, index: number) => string;

function typeText(value: number): string {
  const kind = N.constantText(value & S.SOCK_TYPE_MASK, N.SOCKET_TYPES, 'SOCK_');
  const flags = value & ~S.SOCK_TYPE_MASK;
  return flags === 0 ? kind : `${kind}|${N.flagsText(flags, N.SOCKET_FLAGS, 'SOCK_')}`;
}

/** htons(80): the port as a program writes it. */
const port = (bytes: Uint8Array): number => (bytes[2] << 8) | bytes[3];

/** A sockaddr from its bytes. */
export function sockaddrText(bytes: Uint8Array): string {
  const family = bytes[0] | (bytes[1] << 8);
  if (family === S.AF_INET && bytes.length >= 8)
    return `{sa_family=AF_INET, sin_port=htons(${port(bytes)}), sin_addr=inet_addr("${bytes.subarray(4, 8).join('.')}")}`;
  if (family === S.AF_UNIX) return unixText(bytes);
  if (family === S.AF_NETLINK && bytes.length >= 12) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return `{sa_family=AF_NETLINK, nl_pid=${view.getInt32(4, true)}, nl_groups=${hex8(view.getUint32(8, true))}}`;
  }
  if (bytes.length < 2) return '{}';
  const name = N.constantText(family, N.FAMILIES, 'AF_');
  return `{sa_family=${name}, sa_data=${quote(bytes.subarray(2))}}`;
}

const hex8 = (value: number): string => (value === 0 ? '00000000' : value.toString(16).padStart(8, '0'));

function unixText(bytes: Uint8Array): string {
  const path = bytes.subarray(2);
  if (path.length === 0) return '{sa_family=AF_UNIX}';
  if (path[0] === 0) return `{sa_family=AF_UNIX, sun_path=@${quote(path.subarray(1), 107)}}`;
  const end = path.indexOf(0);
  return `{sa_family=AF_UNIX, sun_path=${quote(end < 0 ? path : path.subarray(0, end), 107)}}`;
}

/** bind, connect, sendto: the length is the next argument. accept, recvfrom …: the kernel has written it where the next points. */
const sockaddr: Printer = (value, context, arg, index) => {
  if (value === 0) return 'NULL';
  if (arg.direction === 'in') {
    const bytes = peek(context, value, Math.min(Math.max(context.args[index + 1] | 0, 0), 128));
    return bytes === null || bytes.length < 2 ? hexPointer(value) : sockaddrText(bytes);
  }
  if (failed(context)) return hexPointer(value);
  const length = peekStruct(context, context.args[index + 1], 4)?.i32(0) ?? 0;
  const bytes = peek(context, value, Math.min(Math.max(length, 0), 128));
  return bytes === null || bytes.length < 2 ? hexPointer(value) : sockaddrText(bytes);
};

/** struct msghdr: what is sent, or as much as came. */
const msghdr: Printer = (value, context, arg) => {
  const struct = value === 0 ? null : peekStruct(context, value, 56);
  if (struct === null || (arg.direction === 'out' && failed(context))) return hexPointer(value);
  const name = struct.i64(0);
  const nameLength = struct.i32(8);
  const address = name === 0 ? null : peek(context, name, Math.min(Math.max(nameLength, 0), 128));
  const limit = arg.direction === 'out' ? Math.max(0, context.result ?? 0) : Number.POSITIVE_INFINITY;
  const parts = [
    `msg_name=${address === null || address.length < 2 ? hexPointer(name) : sockaddrText(address)}`,
    `msg_namelen=${nameLength}`,
    `msg_iov=${X.iovec(context, struct.i64(16), struct.i64(24), limit)}`,
    `msg_iovlen=${struct.i64(24)}`,
  ];
  const control = struct.i64(40);
  if (control > 0) parts.push(`msg_control=${controlText(context, struct.i64(32), control)}`);
  parts.push(`msg_controllen=${control}`, `msg_flags=${N.flagsText(struct.i32(48), N.MSG_FLAGS, 'MSG_')}`);
  return `{${parts.join(', ')}}`;
};

function controlText(context: CallContext, at: number, length: number): string {
  const shown: string[] = [];
  let done = 0;
  while (done + 16 <= length) {
    const head = peekStruct(context, at + done, 16);
    if (head === null || head.i64(0) < 16) break;
    const size = head.i64(0);
    const [level, type] = [head.i32(8), head.i32(12)];
    const names = level === S.SOL_SOCKET ? N.constantText(type, N.SCM, 'SCM_') : `${type}`;
    const data = peek(context, at + done + 16, Math.max(0, size - 16));
    const text = data === null ? '' : `, cmsg_data=${cmsgData(level, type, data)}`;
    shown.push(
      `{cmsg_len=${size}, cmsg_level=${N.constantText(level, N.SOCKOPT_LEVELS, 'SOL_')}, cmsg_type=${names}${text}}`,
    );
    done += (size + 7) & ~7;
  }
  return shown.length === 0 ? hexPointer(at) : `[${shown.join(', ')}]`;
}

function cmsgData(level: number, type: number, data: Uint8Array): string {
  const view = new DataView(data.buffer, data.byteOffset);
  if (level === S.SOL_SOCKET && type === S.SCM_RIGHTS)
    return `[${Array.from({ length: data.length >> 2 }, (_, i) => view.getInt32(i * 4, true)).join(', ')}]`;
  if (level === S.SOL_SOCKET && type === S.SCM_CREDENTIALS && data.length >= 12)
    return `{pid=${view.getInt32(0, true)}, uid=${view.getInt32(4, true)}, gid=${view.getInt32(8, true)}}`;
  return quote(data.subarray(0, STRING_LIMIT));
}

/** The tables of names by level. */
const OPTION_NAMES: Readonly<Record<number, N.Names>> = {
  [S.SOL_SOCKET]: N.SO_OPTIONS,
  [S.SOL_IP]: N.IP_OPTIONS,
  [S.SOL_TCP]: N.TCP_OPTIONS,
};

const optionName: Printer = (value, context) => {
  const names = OPTION_NAMES[context.args[1] | 0];
  return names === undefined
    ? `0x${(value >>> 0).toString(16)}`
    : N.constantText(value | 0, names, (context.args[1] | 0) === S.SOL_SOCKET ? 'SO_' : '???_');
};

function optionLength(context: CallContext, arg: SyscallArg): number {
  if (arg.direction === 'in') return context.args[4] | 0;
  return peekStruct(context, context.args[4], 4)?.i32(0) ?? 0;
}

const optionValue: Printer = (value, context, arg) => {
  const length = optionLength(context, arg);
  if (value === 0) return 'NULL';
  if (arg.direction === 'out' && failed(context)) return hexPointer(value);
  const [level, name] = [context.args[1] | 0, context.args[2] | 0];
  const bytes = peek(context, value, Math.min(Math.max(length, 0), 4096));
  if (bytes === null) return hexPointer(value);
  const view = new DataView(bytes.buffer);
  if (level === S.SOL_SOCKET && name === S.SO_LINGER && length >= 8)
    return `{l_onoff=${view.getInt32(0, true)}, l_linger=${view.getInt32(4, true)}}`;
  if (level === S.SOL_SOCKET && name === S.SO_PEERCRED && length >= 12)
    return `{pid=${view.getInt32(0, true)}, uid=${view.getInt32(4, true)}, gid=${view.getInt32(8, true)}}`;
  if (level === S.SOL_SOCKET && name === S.SO_ERROR && length === 4) return `[${errorText(view.getInt32(0, true))}]`;
  if (length === 4) return `[${view.getInt32(0, true)}]`;
  return quote(bytes);
};

const errorText = (value: number): string => (value === 0 ? '0' : errnoName(value));

export const SOCKET_PRINTERS = {
  'socket-type': (value) => typeText(value | 0),
  sockaddr,
  msghdr,
  'sockopt-name': optionName,
  'sockopt-value': optionValue,
} as const satisfies Partial<Record<ArgType, Printer>>;

/** Lengths as they were when the call began, by task: `[128 => 16]`. */
const lengths = new WeakMap<object, number>();

/** A length in memory that the call changes. */
function lengthText(context: CallContext, at: number): string {
  const now = at === 0 ? null : peekStruct(context, at, 4);
  if (now === null) return hexPointer(at);
  const before = lengths.get(context.task) ?? now.i32(0);
  return before === now.i32(0) || failed(context) ? `[${before}]` : `[${before} => ${now.i32(0)}]`;
}

function noteLength(context: CallContext, at: number): void {
  if (context.result !== undefined) return;
  const now = at === 0 ? null : peekStruct(context, at, 4);
  if (now !== null) lengths.set(context.task, now.i32(0));
}

interface Split {
  head: string;
  tail: string;
}
type Special = (context: CallContext) => Split;

function protocolText(domain: number, protocol: number): string {
  if (domain === S.AF_INET || domain === S.AF_INET6) return N.constantText(protocol, N.IP_PROTOCOLS, 'IPPROTO_');
  if (domain === S.AF_NETLINK) return N.constantText(protocol, N.NETLINK_FAMILIES, 'NETLINK_');
  if (domain === S.AF_PACKET) return `htons(${protocolName(((protocol & 255) << 8) | ((protocol >> 8) & 255))})`;
  return String(protocol);
}

const protocolName = (type: number): string =>
  ({ 3: 'ETH_P_ALL', 2048: 'ETH_P_IP', 2054: 'ETH_P_ARP' })[type] ?? `0x${type.toString(16)}`;

function socketHead({ args }: CallContext): string {
  return `${N.constantText(args[0] | 0, N.FAMILIES, 'AF_')}, ${typeText(args[1] | 0)}, ${protocolText(args[0] | 0, args[2] | 0)}`;
}

/** accept, getsockname, getpeername: an address and its length, both filled in. */
const filled: Special = (context) => {
  const [fd, address, length, flags] = context.args;
  noteLength(context, length);
  const arg: SyscallArg = { name: '', type: 'sockaddr', direction: 'out' };
  const more = context.name === 'accept4' ? `, ${N.flagsText(flags | 0, N.SOCKET_FLAGS, 'SOCK_')}` : '';
  const shown = address === 0 ? 'NULL' : sockaddr(address, context, arg, 1);
  const size = address === 0 && length === 0 ? 'NULL' : lengthText(context, length);
  return { head: `${fd | 0}, `, tail: `${shown}, ${size}${more}` };
};

/** Calls whose arguments tell about each other. */
export const SOCKET_SPECIAL: Readonly<Record<string, Special>> = {
  socket: (context) => ({ head: socketHead(context), tail: '' }),
  socketpair: (context) => {
    const pair = failed(context) ? null : peekStruct(context, context.args[3], 8);
    return {
      head: `${socketHead(context)}, `,
      tail: pair === null ? hexPointer(context.args[3]) : `[${pair.i32(0)}, ${pair.i32(4)}]`,
    };
  },
  accept: filled,
  accept4: filled,
  getsockname: filled,
  getpeername: filled,
  recvfrom: (context) => {
    const [fd, at, size, flags, address, length] = context.args;
    noteLength(context, length);
    const got = context.result ?? -1;
    const bytes = got < 0 ? null : peek(context, at, Math.min(got, STRING_LIMIT + 1));
    const from =
      address === 0 ? 'NULL' : sockaddr(address, context, { name: '', type: 'sockaddr', direction: 'out' }, 4);
    const text = bytes === null ? hexPointer(at) : quote(bytes);
    const shown = length === 0 ? 'NULL' : lengthText(context, length);
    return {
      head: `${fd | 0}, `,
      tail: `${text}, ${size}, ${N.flagsText(flags >>> 0, N.MSG_FLAGS, 'MSG_')}, ${from}, ${shown}`,
    };
  },
  getsockopt: (context) => {
    const [fd, level, name, value, length] = context.args;
    noteLength(context, length);
    const arg: SyscallArg = { name: '', type: 'sockopt-value', direction: 'out' };
    const head = `${fd | 0}, ${N.constantText(level | 0, N.SOCKOPT_LEVELS, 'SOL_')}, ${optionName(name, context, arg, 2)}, `;
    return { head, tail: `${optionValue(value, context, arg, 3)}, ${lengthText(context, length)}` };
  },
};
