/** The system calls of sockets. Follows net/socket.c. */

import { INSTRUCTIONS_PER_SECOND } from '../../../machine/types';
import { MAX_RW_COUNT } from '../../abi/limits';
import * as S from '../../abi/socket';
import { EFAULT, EINVAL, EMFILE, EOPNOTSUPP } from '../../errno';
import { structure } from '../../fs/syscalls/memory';
import { arg, buffer, FD, out, row } from '../../fs/syscalls/row';
import { andThen, settle } from '../../sleeping';
import type { Kernel, MaySleep, Sleeping, SyscallRow, Task } from '../../types';
import { createSock } from '../create';
import { netNsOf, netOf } from '../index';
import { getSocketOption, setSocketOption } from '../options';
import type { Sock } from '../sock';
import { newMessage, socketFile, sockLookup } from '../socket';
import { credOf, UnixSock } from '../unix/sock';
import {
  dropFiles,
  finishReceive,
  MSGHDR,
  readAddress,
  readControl,
  readMsghdr,
  type UserMessage,
  writeAddress,
} from './messages';

const FLAGS = S.SOCK_NONBLOCK | S.SOCK_CLOEXEC;
const owner = (task: Task) => ({ uid: task.cred.fsuid, gid: task.cred.fsgid });

/** Installs a new socket's file; the descriptor or -EMFILE. */
function install(kernel: Kernel, task: Task, sock: Sock, flags: number): number {
  const file = socketFile(kernel, sock, flags, owner(task));
  const fd = task.files.install(file, { cloexec: (flags & S.SOCK_CLOEXEC) !== 0 });
  if (fd < 0) kernel.vfs.putFile(file);
  return fd;
}

function socket(kernel: Kernel, task: Task, domain: number, typeAndFlags: number, protocol: number): number {
  const flags = typeAndFlags & ~S.SOCK_TYPE_MASK;
  if ((flags & ~FLAGS) !== 0) return -EINVAL;
  const ns = netNsOf(task, netOf(kernel));
  const sock = createSock(task, ns, domain, typeAndFlags & S.SOCK_TYPE_MASK, protocol);
  if (typeof sock === 'number') return sock;
  const { cgroups } = ns.stack;
  cgroups?.join(sock, task);
  const refused = (domain === S.AF_INET && cgroups?.create(sock)) || 0;
  if (refused < 0) {
    sock.release();
    return refused;
  }
  return install(kernel, task, sock, flags);
}

function socketpair(
  kernel: Kernel,
  task: Task,
  domain: number,
  typeAndFlags: number,
  protocol: number,
  to: number,
): number {
  const flags = typeAndFlags & ~S.SOCK_TYPE_MASK;
  if ((flags & ~FLAGS) !== 0) return -EINVAL;
  const ns = netNsOf(task, netOf(kernel));
  const type = typeAndFlags & S.SOCK_TYPE_MASK;
  const first = createSock(task, ns, domain, type, protocol);
  if (typeof first === 'number') return first;
  const second = createSock(task, ns, domain, type, protocol);
  if (!(first instanceof UnixSock) || !(second instanceof UnixSock)) {
    first.release();
    if (typeof second !== 'number') second.release();
    return -EOPNOTSUPP;
  }
  first.join(second, credOf(task));
  second.join(first, credOf(task));
  const one = install(kernel, task, first, flags);
  if (one < 0) return one;
  const two = install(kernel, task, second, flags);
  if (two < 0) {
    task.files.close(kernel, task, one);
    return -EMFILE;
  }
  const { bytes, view } = structure(8);
  view.setInt32(0, one, true);
  view.setInt32(4, two, true);
  if (kernel.copyToUser(task, to, bytes) === 0) return 0;
  task.files.close(kernel, task, one);
  task.files.close(kernel, task, two);
  return -EFAULT;
}

/** Calls `body` with the socket and an address from user memory. */
function withAddress<T extends MaySleep<number>>(
  kernel: Kernel,
  task: Task,
  fd: number,
  at: number,
  length: number,
  body: (sock: Sock, address: Uint8Array) => T,
): T | number {
  const sock = sockLookup(task, fd);
  if (typeof sock === 'number') return sock;
  const address = readAddress(kernel, task, at, length);
  return typeof address === 'number' ? address : body(sock, address);
}

function accept(kernel: Kernel, task: Task, fd: number, at: number, lengthAt: number, flags: number): MaySleep<number> {
  if ((flags & ~FLAGS) !== 0) return -EINVAL;
  const sock = sockLookup(task, fd);
  if (typeof sock === 'number') return sock;
  return andThen(sock.accept(task, sock.file?.nonblocking ?? false), (child) => {
    if (typeof child === 'number') return child;
    const file = socketFile(kernel, child, flags, owner(task));
    if (at !== 0) {
      const name = child.name(true);
      // The other side may be gone already.
      const error = writeAddress(kernel, task, typeof name === 'number' ? new Uint8Array(0) : name, at, lengthAt);
      if (error < 0) {
        kernel.vfs.putFile(file);
        return error;
      }
    }
    const newFd = task.files.install(file, { cloexec: (flags & S.SOCK_CLOEXEC) !== 0 });
    if (newFd < 0) kernel.vfs.putFile(file);
    return newFd;
  });
}

function getname(kernel: Kernel, task: Task, fd: number, at: number, lengthAt: number, peer: boolean): number {
  const sock = sockLookup(task, fd);
  if (typeof sock === 'number') return sock;
  const name = sock.name(peer);
  return typeof name === 'number' ? name : writeAddress(kernel, task, name, at, lengthAt);
}

const waiting = (sock: Sock, flags: number): number => (sock.file?.nonblocking ? flags | S.MSG_DONTWAIT : flags);

function sendto(
  kernel: Kernel,
  task: Task,
  fd: number,
  at: number,
  length: number,
  flags: number,
  nameAt: number,
  nameLength: number,
): MaySleep<number> {
  const sock = sockLookup(task, fd);
  if (typeof sock === 'number') return sock;
  if (length < 0) return -EINVAL;
  const message = newMessage(kernel.userBuffer(task, at, Math.min(length, MAX_RW_COUNT)), waiting(sock, flags));
  if (nameAt !== 0) {
    const name = readAddress(kernel, task, nameAt, nameLength);
    if (typeof name === 'number') return name;
    message.name = name;
  }
  return sock.send(task, message);
}

function recvfrom(
  kernel: Kernel,
  task: Task,
  fd: number,
  at: number,
  length: number,
  flags: number,
  nameAt: number,
  lengthAt: number,
): MaySleep<number> {
  const sock = sockLookup(task, fd);
  if (typeof sock === 'number') return sock;
  if (length < 0) return -EINVAL;
  const message = newMessage(kernel.userBuffer(task, at, Math.min(length, MAX_RW_COUNT)), waiting(sock, flags));
  return andThen(sock.receive(task, message), (got) => {
    dropFiles(kernel, message);
    if (got < 0 || nameAt === 0) return got;
    const error = writeAddress(kernel, task, message.name ?? new Uint8Array(0), nameAt, lengthAt);
    return error < 0 ? error : got;
  });
}

function sendOne(kernel: Kernel, task: Task, sock: Sock, at: number, flags: number): MaySleep<number> {
  const user = readMsghdr(kernel, task, at, waiting(sock, flags));
  if (typeof user === 'number') return user;
  if (user.nameLength > 0) {
    const name = readAddress(kernel, task, user.name, user.nameLength);
    if (typeof name === 'number') return name;
    user.message.name = name;
  }
  const error = readControl(kernel, task, user);
  if (error < 0) return error;
  return andThen(sock.send(task, user.message), (sent) => {
    if (sent < 0) dropFiles(kernel, user.message);
    return sent;
  });
}

function sendmsg(kernel: Kernel, task: Task, fd: number, at: number, flags: number): MaySleep<number> {
  const sock = sockLookup(task, fd);
  return typeof sock === 'number' ? sock : sendOne(kernel, task, sock, at, flags);
}

function receiveOne(kernel: Kernel, task: Task, sock: Sock, at: number, flags: number): MaySleep<number> {
  const user: UserMessage | number = readMsghdr(kernel, task, at, waiting(sock, flags));
  if (typeof user === 'number') return user;
  return andThen(sock.receive(task, user.message), (got) => {
    if (got < 0) return got;
    const error = finishReceive(kernel, task, at, user, (flags & S.MSG_CMSG_CLOEXEC) !== 0);
    return error < 0 ? error : got;
  });
}

function recvmsg(kernel: Kernel, task: Task, fd: number, at: number, flags: number): MaySleep<number> {
  const sock = sockLookup(task, fd);
  return typeof sock === 'number' ? sock : receiveOne(kernel, task, sock, at, flags);
}

/** sizeof(struct mmsghdr): a msghdr and how many bytes it moved. */
const MMSGHDR = MSGHDR + 8;

function* sendmmsg(kernel: Kernel, task: Task, sock: Sock, at: number, count: number, flags: number): Sleeping<number> {
  for (let i = 0; i < count; i++) {
    const sent = yield* settle(sendOne(kernel, task, sock, at + i * MMSGHDR, flags));
    if (sent < 0) return i > 0 ? i : sent;
    const { bytes, view } = structure(4);
    view.setUint32(0, sent, true);
    if (kernel.copyToUser(task, at + i * MMSGHDR + MSGHDR, bytes) < 0) return i > 0 ? i : -EFAULT;
  }
  return count;
}

function* recvmmsg(
  kernel: Kernel,
  task: Task,
  sock: Sock,
  at: number,
  count: number,
  flags: number,
  until: number,
): Sleeping<number> {
  let wanted = flags & ~S.MSG_WAITFORONE;
  for (let i = 0; i < count; i++) {
    const got = yield* settle(receiveOne(kernel, task, sock, at + i * MMSGHDR, wanted));
    if (got < 0) return i > 0 ? i : got;
    const { bytes, view } = structure(4);
    view.setUint32(0, got, true);
    if (kernel.copyToUser(task, at + i * MMSGHDR + MSGHDR, bytes) < 0) return i > 0 ? i : -EFAULT;
    if (flags & S.MSG_WAITFORONE) wanted |= S.MSG_DONTWAIT;
    if (kernel.now >= until) return i + 1;
  }
  return count;
}

function setsockopt(
  kernel: Kernel,
  task: Task,
  fd: number,
  level: number,
  name: number,
  at: number,
  length: number,
): number {
  const sock = sockLookup(task, fd);
  if (typeof sock === 'number') return sock;
  if (length < 0) return -EINVAL;
  const bytes = new Uint8Array(Math.min(length, 4096));
  if (bytes.length > 0 && kernel.copyFromUser(task, at, bytes) < 0) return -EFAULT;
  if (level !== S.SOL_SOCKET) return sock.setOption(task, level, name, bytes);
  if (name === S.SO_ATTACH_FILTER || name === S.SO_ATTACH_BPF) {
    const attach = netOf(kernel).attachFilter;
    if (attach === null) return -EOPNOTSUPP;
    if (name === S.SO_ATTACH_BPF && bytes.length !== 4) return -EINVAL;
    const filter = attach(kernel, task, name, bytes);
    if (typeof filter === 'number') return filter;
    sock.filter = filter;
    return 0;
  }
  return setSocketOption(task, sock, name, bytes);
}

function getsockopt(
  kernel: Kernel,
  task: Task,
  fd: number,
  level: number,
  name: number,
  at: number,
  lengthAt: number,
): number {
  const sock = sockLookup(task, fd);
  if (typeof sock === 'number') return sock;
  const { bytes, view } = structure(4);
  if (kernel.copyFromUser(task, lengthAt, bytes) < 0) return -EFAULT;
  const room = view.getInt32(0, true);
  if (room < 0) return -EINVAL;
  const own = level === S.SOL_SOCKET && name !== S.SO_PEERCRED;
  let value = own ? getSocketOption(sock, name) : sock.getOption(task, level, name, room);
  if (typeof value === 'number') {
    // Only AF_UNIX knows the other side; to all others nobody is there.
    if (level !== S.SOL_SOCKET || name !== S.SO_PEERCRED) return value;
    value = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255);
  }
  const n = Math.min(room, value.length);
  if (n > 0 && kernel.copyToUser(task, at, value.subarray(0, n)) < 0) return -EFAULT;
  view.setInt32(0, n, true);
  return kernel.copyToUser(task, lengthAt, bytes) < 0 ? -EFAULT : 0;
}

function mmsgCall(
  task: Task,
  fd: number,
  count: number,
  body: (sock: Sock, most: number) => Sleeping<number>,
): number | Sleeping<number> {
  const sock = sockLookup(task, fd);
  if (typeof sock === 'number') return sock;
  const most = Math.min(count >>> 0, 1024);
  return most === 0 ? 0 : body(sock, most);
}

/** The time limit of recvmmsg(2) as a moment of virtual time. */
function deadline(kernel: Kernel, task: Task, at: number): number {
  if (at === 0) return Number.POSITIVE_INFINITY;
  const { bytes, view } = structure(16);
  if (kernel.copyFromUser(task, at, bytes) < 0) return -EFAULT;
  const [sec, nsec] = [Number(view.getBigInt64(0, true)), Number(view.getBigInt64(8, true))];
  if (sec < 0 || nsec < 0 || nsec > 999_999_999) return -EINVAL;
  return kernel.now + sec * INSTRUCTIONS_PER_SECOND + nsec / 10;
}

const DOMAIN = arg('family', 'socket-domain');
const TYPE = arg('type', 'socket-type');
const PROTOCOL = arg('protocol', 'int');
const ADDRESS = arg('addr', 'sockaddr');
const LENGTH = arg('addrlen', 'int');
const OUT_ADDRESS = out('addr', 'sockaddr');
const OUT_LENGTH = out('addrlen', 'ptr');
const MSG_FLAGS = arg('flags', 'msg-flags');

export const netSyscalls: readonly SyscallRow[] = [
  row(41, 'socket', [DOMAIN, TYPE, PROTOCOL], 900, (k, t, d, y, p) => socket(k, t, d | 0, y | 0, p | 0), {
    missing: 'No AF_INET6.',
  }),
  row(42, 'connect', [FD, ADDRESS, LENGTH], 800, (k, t, fd, at, n) =>
    withAddress<MaySleep<number>>(k, t, fd, at, n, (sock, address) =>
      sock.connect(t, address, sock.file?.nonblocking ?? false),
    ),
  ),
  row(43, 'accept', [FD, OUT_ADDRESS, OUT_LENGTH], 800, (k, t, fd, at, n) => accept(k, t, fd, at, n, 0)),
  row(
    44,
    'sendto',
    [FD, buffer('buf', 2), arg('len', 'size'), MSG_FLAGS, ADDRESS, LENGTH],
    700,
    (k, t, fd, at, n, f, to, len) => sendto(k, t, fd, at, n, f | 0, to, len),
  ),
  row(
    45,
    'recvfrom',
    [FD, out('buf', 'buf', 'result'), arg('size', 'size'), MSG_FLAGS, OUT_ADDRESS, OUT_LENGTH],
    700,
    (k, t, fd, at, n, f, from, len) => recvfrom(k, t, fd, at, n, f | 0, from, len),
  ),
  row(46, 'sendmsg', [FD, arg('msg', 'msghdr'), MSG_FLAGS], 900, (k, t, fd, at, f) => sendmsg(k, t, fd, at, f | 0)),
  row(47, 'recvmsg', [FD, out('msg', 'msghdr'), MSG_FLAGS], 900, (k, t, fd, at, f) => recvmsg(k, t, fd, at, f | 0)),
  row(48, 'shutdown', [FD, arg('how', 'shutdown-how')], 500, (_k, t, fd, how) => {
    const sock = sockLookup(t, fd);
    if (typeof sock === 'number') return sock;
    return (how | 0) < 0 || (how | 0) > 2 ? -EINVAL : sock.shut(how | 0);
  }),
  row(49, 'bind', [FD, ADDRESS, LENGTH], 500, (k, t, fd, at, n) =>
    withAddress<MaySleep<number>>(k, t, fd, at, n, (sock, address) => sock.bind(t, address)),
  ),
  row(50, 'listen', [FD, arg('backlog', 'int')], 500, (_k, t, fd, backlog) => {
    const sock = sockLookup(t, fd);
    return typeof sock === 'number' ? sock : sock.listen(t, backlog | 0);
  }),
  row(51, 'getsockname', [FD, OUT_ADDRESS, OUT_LENGTH], 200, (k, t, fd, at, n) => getname(k, t, fd, at, n, false)),
  row(52, 'getpeername', [FD, OUT_ADDRESS, OUT_LENGTH], 200, (k, t, fd, at, n) => getname(k, t, fd, at, n, true)),
  row(53, 'socketpair', [DOMAIN, TYPE, PROTOCOL, out('sv', 'fds')], 1500, (k, t, d, y, p, to) =>
    socketpair(k, t, d | 0, y | 0, p | 0, to),
  ),
  row(
    54,
    'setsockopt',
    [FD, arg('level', 'sockopt-level'), arg('optname', 'sockopt-name'), arg('optval', 'sockopt-value'), LENGTH],
    200,
    (k, t, fd, level, name, at, n) => setsockopt(k, t, fd, level | 0, name | 0, at, n | 0),
  ),
  row(
    55,
    'getsockopt',
    [FD, arg('level', 'sockopt-level'), arg('optname', 'sockopt-name'), out('optval', 'sockopt-value'), OUT_LENGTH],
    200,
    (k, t, fd, level, name, at, n) => getsockopt(k, t, fd, level | 0, name | 0, at, n),
  ),
  row(288, 'accept4', [FD, OUT_ADDRESS, OUT_LENGTH, arg('flags', 'socket-flags')], 800, (k, t, fd, at, n, f) =>
    accept(k, t, fd, at, n, f | 0),
  ),
  row(
    299,
    'recvmmsg',
    [FD, out('mmsg', 'ptr'), arg('vlen', 'uint'), MSG_FLAGS, arg('timeout', 'timespec')],
    1200,
    (k, t, fd, at, n, f, limit) => {
      const until = deadline(k, t, limit);
      return until < 0 ? until : mmsgCall(t, fd, n, (sock, most) => recvmmsg(k, t, sock, at, most, f | 0, until));
    },
  ),
  row(307, 'sendmmsg', [FD, arg('mmsg', 'ptr'), arg('vlen', 'uint'), MSG_FLAGS], 1200, (k, t, fd, at, n, f) =>
    mmsgCall(t, fd, n, (sock, most) => sendmmsg(k, t, sock, at, most, f | 0)),
  ),
];
