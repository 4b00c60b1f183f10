/**
 * AF_UNIX: sockets between processes of this machine, with names in the file system, abstract ones, or none.
 * Follows net/unix/af_unix.c and unix(7). Streams are queues of pieces, so that what is sent with open files stays with them.
 * Departs from Linux: files in flight between closed sockets are let go of when the queue goes, without a collector for circles.
 */
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP, POLLRDNORM, POLLWRNORM } from '../../abi/poll';
import * as S from '../../abi/socket';
import {
  EADDRINUSE,
  EAGAIN,
  ECONNREFUSED,
  ECONNRESET,
  EEXIST,
  EFAULT,
  EINVAL,
  EISCONN,
  EMSGSIZE,
  ENOPROTOOPT,
  ENOTCONN,
  EOPNOTSUPP,
  EPERM,
  EPIPE,
  EPROTOTYPE,
} from '../../errno';
import { createSocketNode, findSocketInode, removeSocketNode } from '../../fs/socket-node';
import { andThen } from '../../sleeping';
import type { Cred, File, Inode, MaySleep, Sleeping, Task } from '../../types';
import { int } from '../ipv4/inet-sock';
import type { ControlMessage, Message } from '../message';
import type { NetNamespace } from '../namespace';
import { RCV_SHUTDOWN, SEND_SHUTDOWN, Sock } from '../sock';
import { setting } from '../sysctl';

const SUN_PATH = 2;
const SUN_MAX = 110;
/** What a piece takes of the buffer beyond its bytes. */
const OVERHEAD = 576;
const LARGEST_PIECE = 32768;

export interface Ucred {
  pid: number;
  uid: number;
  gid: number;
}

interface Piece {
  data: Uint8Array;
  /** Bytes already read: streams. */
  start: number;
  from: Uint8Array;
  cred: Ucred;
  files: File[];
}

/** Sockets by the inode of their name. */
const byInode = new WeakMap<Inode, UnixSock>();

export class UnixSock extends Sock {
  /** sockaddr_un as bound; empty: no name. */
  address: Uint8Array = new Uint8Array([S.AF_UNIX, 0]);
  private inode: Inode | null = null;
  peer: UnixSock | null = null;
  peerCred: Ucred | null = null;
  private readonly queue: Piece[] = [];
  private queued = 0;
  private isListening = false;
  private backlog = 0;
  readonly acceptQueue: UnixSock[] = [];
  /** Connected once: a stream whose peer is gone reads end of file, not -ENOTCONN. */
  private wasConnected = false;
  /** Somebody waits for room in this socket's queue. */
  private closed = false;

  constructor(ns: NetNamespace, type: number) {
    super(ns, S.AF_UNIX, type, 0);
    ns.unixSockets.add(this);
  }

  override get listening(): boolean {
    return this.isListening;
  }

  private get stream(): boolean {
    return this.type === S.SOCK_STREAM;
  }
  private get connectionOriented(): boolean {
    return this.type !== S.SOCK_DGRAM;
  }
  get connected(): boolean {
    return this.peer !== null;
  }
  get socketState(): number {
    return this.isListening ? 1 : this.connected || this.wasConnected ? 3 : 1;
  }

  /** Path or @abstract, as /proc/net/unix and ss show it; '' without a name. */
  get shownName(): string {
    const bytes = this.address.subarray(SUN_PATH);
    if (bytes.length === 0) return '';
    const text = String.fromCharCode(...bytes);
    return bytes[0] === 0 ? `@${text.slice(1).replaceAll('\0', '@')}` : text.replace(/\0.*$/s, '');
  }

  /** May sleep, for the name is made in a file system. */
  override bind(task: Task, address: Uint8Array): MaySleep<number> {
    const wrong = checkAddress(address, true);
    if (wrong < 0) return wrong;
    if (address.length === SUN_PATH) return this.autobind();
    const isNamed = this.address.length > SUN_PATH;
    if (address[SUN_PATH] === 0) return isNamed ? -EINVAL : this.bindAbstract(address.slice());
    const path = pathOf(address);
    return andThen(createSocketNode(task, path), (made) => {
      if (typeof made === 'number') return made === -EEXIST ? -EADDRINUSE : made;
      // Linux makes the node before it looks whether the socket has a name already, and takes it away again.
      if (isNamed) return andThen(removeSocketNode(this.kernel, task, path), () => -EINVAL);
      this.inode = made;
      byInode.set(made, this);
      this.address = withNul(address, path);
      return 0;
    });
  }

  private bindAbstract(address: Uint8Array): number {
    const key = keyOf(address);
    if (this.ns.unixAbstract.has(key)) return -EADDRINUSE;
    this.ns.unixAbstract.set(key, this);
    this.address = address;
    return 0;
  }

  /** A name nobody has: five hexadecimal digits. */
  private autobind(): number {
    if (this.address.length > SUN_PATH) return 0;
    for (let n = 0; n < 0x100000; n++) {
      const name = ((this.ns.stack.nextAutobind + n) & 0xfffff).toString(16).padStart(5, '0');
      const address = new Uint8Array(8);
      address[0] = S.AF_UNIX;
      for (let i = 0; i < 5; i++) address[3 + i] = name.charCodeAt(i);
      if (this.bindAbstract(address) === 0) {
        this.ns.stack.nextAutobind += n + 1;
        return 0;
      }
    }
    return -EADDRINUSE;
  }

  /** The socket that bears a name: -ECONNREFUSED when nobody listens behind it. */
  private find(task: Task, address: Uint8Array): MaySleep<UnixSock | number> {
    const wrong = checkAddress(address, false);
    if (wrong < 0) return wrong;
    if (address[SUN_PATH] === 0) {
      const found = this.ns.unixAbstract.get(keyOf(address));
      if (found === undefined) return -ECONNREFUSED;
      // Abstract names are looked up with the type: the wrong type is nobody.
      return found.type === this.type ? found : -ECONNREFUSED;
    }
    return andThen(findSocketInode(task, pathOf(address)), (inode) => {
      if (typeof inode === 'number') return inode;
      const found = byInode.get(inode);
      if (found === undefined || found.closed) return -ECONNREFUSED;
      return found.type === this.type ? found : -EPROTOTYPE;
    });
  }

  override connect(task: Task, address: Uint8Array, nonblocking: boolean): number | Sleeping<number> {
    if (this.type === S.SOCK_DGRAM && address.length >= 2 && address[0] === S.AF_UNSPEC && address[1] === 0) {
      this.peer = null;
      this.wakeAll();
      return 0;
    }
    return andThen(this.find(task, address), (other) => {
      if (typeof other === 'number') return other;
      if (this.type === S.SOCK_DGRAM) {
        if (!this.mayTalkTo(other)) return -EPERM;
        this.peer = other;
        return 0;
      }
      return this.connectTo(task, other, nonblocking);
    });
  }

  /** A datagram socket that is connected takes messages from its peer only. */
  private mayTalkTo(other: UnixSock): boolean {
    return other.peer === null || other.peer === this;
  }

  private connectTo(task: Task, other: UnixSock, nonblocking: boolean): number | Sleeping<number> {
    const wrong = this.connectable(other);
    if (wrong < 0) return wrong;
    if (other.acceptQueue.length > other.backlog) return nonblocking ? -EAGAIN : this.connectLater(task, other);
    return this.establish(task, other);
  }

  private connectable(other: UnixSock): number {
    if (!other.isListening || (other.shutdown & RCV_SHUTDOWN) !== 0 || other.closed) return -ECONNREFUSED;
    if (this.isListening) return -EINVAL;
    return this.connected || this.wasConnected ? -EISCONN : 0;
  }

  private *connectLater(task: Task, other: UnixSock): Sleeping<number> {
    const until = this.kernel.now + this.sendTimeout;
    while (other.acceptQueue.length > other.backlog) {
      const slept = yield* this.sleep(other.writeQueue, 'unix_wait_for_peer', until);
      if (slept < 0) return slept;
      const wrong = this.connectable(other);
      if (wrong < 0) return wrong;
    }
    return this.establish(task, other);
  }

  private establish(task: Task, other: UnixSock): number {
    const child = new UnixSock(this.ns, this.type);
    child.address = other.address;
    child.passCred = other.passCred;
    child.uid = other.uid;
    child.join(this, credOf(task));
    this.join(child, other.peerCred ?? { pid: 0, uid: 0, gid: 0 });
    other.acceptQueue.push(child);
    other.readQueue.wake();
    return 0;
  }

  /** Becomes the end of a connection with `peer`. */
  join(peer: UnixSock, peerCred: Ucred): void {
    this.peer = peer;
    this.peerCred = peerCred;
    this.wasConnected = true;
  }

  override listen(task: Task, backlog: number): number {
    if (!this.connectionOriented) return -EOPNOTSUPP;
    if (this.address.length <= SUN_PATH || this.connected || this.wasConnected) return -EINVAL;
    this.isListening = true;
    this.backlog = Math.min(backlog >>> 0, setting(this.ns.sysctl, 'core/somaxconn'));
    // SO_PEERCRED of those who connect: who called listen.
    this.peerCred = credOf(task);
    this.writeQueue.wake();
    return 0;
  }

  override accept(_task: Task, nonblocking: boolean): UnixSock | number | Sleeping<UnixSock | number> {
    if (!this.connectionOriented) return -EOPNOTSUPP;
    if (!this.isListening) return -EINVAL;
    const first = this.takeAccepted();
    if (first !== null) return first;
    if (this.shutdown & RCV_SHUTDOWN) return -EINVAL;
    return nonblocking ? -EAGAIN : this.acceptLater();
  }

  private takeAccepted(): UnixSock | null {
    const child = this.acceptQueue.shift() ?? null;
    if (child !== null) this.writeQueue.wake();
    return child;
  }

  private *acceptLater(): Sleeping<UnixSock | number> {
    const until = this.kernel.now + this.receiveTimeout;
    for (;;) {
      const child = this.takeAccepted();
      if (child !== null) return child;
      if (this.shutdown & RCV_SHUTDOWN) return -EINVAL;
      const slept = yield* this.sleep(this.readQueue, 'unix_accept', until);
      if (slept < 0) return slept;
    }
  }

  name(peer: boolean): Uint8Array | number {
    if (!peer) return this.address;
    return this.peer === null ? -ENOTCONN : this.peer.address;
  }

  // ---------------------------------------------------------------- data

  private get roomInQueue(): boolean {
    return this.queued < this.receiveBuffer;
  }

  override send(task: Task, message: Message): number | Sleeping<number> {
    if (message.flags & S.MSG_OOB) return -EOPNOTSUPP;
    const files = filesOf(message.control);
    if (this.stream) {
      if (message.name !== null) return this.connected || this.wasConnected ? -EISCONN : -EOPNOTSUPP;
      return this.sendStream(task, message, files);
    }
    if (message.name === null || this.type === S.SOCK_SEQPACKET) {
      if (message.name !== null && this.peer === null) return -ENOTCONN;
      if (this.peer === null) {
        if (this.type === S.SOCK_SEQPACKET)
          return this.wasConnected ? this.broken(task, (message.flags & S.MSG_NOSIGNAL) !== 0) : -ENOTCONN;
        return -ENOTCONN;
      }
      return this.sendPacket(task, message, this.peer, files);
    }
    return andThen(this.find(task, message.name), (other) =>
      typeof other === 'number' ? other : this.sendPacket(task, message, other, files),
    );
  }

  private sendPacket(task: Task, message: Message, to: UnixSock, files: File[]): number | Sleeping<number> {
    const length = message.io.remaining;
    if (length > this.sendBuffer - 32) return -EMSGSIZE;
    const noSignal = (message.flags & S.MSG_NOSIGNAL) !== 0;
    if (this.shutdown & SEND_SHUTDOWN) return this.broken(task, noSignal);
    const wrong = this.deliverable(to);
    if (wrong < 0) return wrong === -EPIPE ? this.broken(task, noSignal) : wrong;
    const data = new Uint8Array(length);
    if (message.io.get(data, 0, length) < length) return -EFAULT;
    if (this.fullFor(to))
      return message.flags & S.MSG_DONTWAIT ? -EAGAIN : this.sendPacketLater(task, message, to, data, files);
    return to.put(this, task, data, files, message.control);
  }

  private deliverable(to: UnixSock): number {
    if (to.closed) {
      if (this.peer === to) this.peer = null;
      return this.type === S.SOCK_SEQPACKET ? -EPIPE : -ECONNREFUSED;
    }
    if (to.shutdown & RCV_SHUTDOWN) return -EPIPE;
    return this.type === S.SOCK_DGRAM && to.peer !== null && to.peer !== this ? -EPERM : 0;
  }

  /** net.unix.max_dgram_qlen, and the buffer. */
  private fullFor(to: UnixSock): boolean {
    if (to.peer === this) return !to.roomInQueue || (this.type === S.SOCK_DGRAM && to.queue.length > 278);
    return to.queue.length > setting(this.ns.sysctl, 'unix/max_dgram_qlen') || !to.roomInQueue;
  }

  private *sendPacketLater(
    task: Task,
    message: Message,
    to: UnixSock,
    data: Uint8Array,
    files: File[],
  ): Sleeping<number> {
    const until = this.sendDeadline(message);
    while (this.fullFor(to)) {
      const slept = yield* this.sleep(to.writeQueue, 'unix_wait_for_peer', until);
      if (slept < 0) return slept;
      const wrong = this.deliverable(to);
      if (wrong < 0) return wrong === -EPIPE ? this.broken(task, (message.flags & S.MSG_NOSIGNAL) !== 0) : wrong;
    }
    return to.put(this, task, data, files, message.control);
  }

  /** One piece into this socket's queue. */
  private put(from: UnixSock, task: Task, data: Uint8Array, files: File[], control: readonly ControlMessage[]): number {
    this.queue.push({ data, start: 0, from: from.address, cred: sentCred(task, control), files });
    this.queued += data.length + OVERHEAD;
    this.readQueue.wake();
    return data.length;
  }

  private sendStream(task: Task, message: Message, files: File[]): number | Sleeping<number> {
    const noSignal = (message.flags & S.MSG_NOSIGNAL) !== 0;
    const wrong = this.streamError();
    if (wrong < 0) return wrong === -EPIPE ? this.broken(task, noSignal) : wrong;
    if (message.io.remaining === 0) return 0;
    const pushed = this.pushStream(task, message, files);
    if (pushed < 0) return pushed;
    if (message.io.remaining === 0) return message.io.done;
    if (message.flags & S.MSG_DONTWAIT) return message.io.done > 0 ? message.io.done : -EAGAIN;
    return this.sendStreamLater(task, message, message.io.done > 0 ? [] : files);
  }

  private streamError(): number {
    if (this.shutdown & SEND_SHUTDOWN) return -EPIPE;
    if (this.peer === null) return this.wasConnected ? -EPIPE : -ENOTCONN;
    return this.peer.closed || this.peer.shutdown & RCV_SHUTDOWN ? -EPIPE : 0;
  }

  private pushStream(task: Task, message: Message, files: File[]): number {
    const { io } = message;
    const to = this.peer as UnixSock;
    let carried = files;
    // The sender's buffer counts: half of it in a single piece at most (unix_stream_sendmsg).
    while (io.remaining > 0 && to.queued < this.sendBuffer) {
      const size = Math.min(io.remaining, LARGEST_PIECE, (this.sendBuffer >> 1) - 64);
      const data = new Uint8Array(size);
      const got = io.get(data, 0, size);
      if (got === 0) return io.done > 0 ? 0 : -EFAULT;
      to.put(this, task, got < size ? data.subarray(0, got) : data, carried, message.control);
      carried = [];
      if (got < size) return 0;
    }
    return 0;
  }

  private *sendStreamLater(task: Task, message: Message, files: File[]): Sleeping<number> {
    const { io } = message;
    const until = this.sendDeadline(message);
    let carried = files;
    for (;;) {
      const wrong = this.streamError();
      if (wrong < 0) {
        const error = wrong === -EPIPE ? this.broken(task, (message.flags & S.MSG_NOSIGNAL) !== 0) : wrong;
        return io.done > 0 ? io.done : error;
      }
      const before = io.done;
      const pushed = this.pushStream(task, message, carried);
      if (io.done > before) carried = [];
      if (pushed < 0) return pushed;
      if (io.remaining === 0 || io.fault !== 0) return io.done;
      const slept = yield* this.sleep((this.peer as UnixSock).writeQueue, 'sock_alloc_send_pskb', until);
      if (slept < 0) return io.done > 0 ? io.done : slept;
    }
  }

  override receive(_task: Task, message: Message): number | Sleeping<number> {
    if (message.flags & S.MSG_OOB) return -EOPNOTSUPP;
    if (this.connectionOriented && (this.isListening || !this.wasConnected)) return this.stream ? -EINVAL : -ENOTCONN;
    const got = this.stream ? this.takeStream(message) : this.takePacket(message);
    if (got !== null) return got;
    if (message.flags & S.MSG_DONTWAIT) return message.io.done > 0 ? message.io.done : -EAGAIN;
    return this.receiveLater(message);
  }

  private *receiveLater(message: Message): Sleeping<number> {
    const until = this.receiveDeadline(message);
    for (;;) {
      const slept = yield* this.sleep(this.readQueue, 'unix_stream_read_generic', until);
      const got = this.stream ? this.takeStream(message) : this.takePacket(message);
      if (got !== null) return got;
      if (slept < 0) return message.io.done > 0 ? message.io.done : slept;
    }
  }

  /** No more can come: the other side is gone or has shut down. */
  private get ended(): boolean {
    if (this.shutdown & RCV_SHUTDOWN) return true;
    return (
      this.connectionOriented &&
      this.wasConnected &&
      (this.peer === null || this.peer.closed || (this.peer.shutdown & SEND_SHUTDOWN) !== 0)
    );
  }

  private takePacket(message: Message): number | null {
    const piece = this.queue[0];
    if (piece === undefined) {
      const error = this.takeError();
      if (error < 0) return error;
      return this.ended ? 0 : null;
    }
    const n = Math.min(piece.data.length, message.io.remaining);
    if (message.io.put(piece.data, 0, n) < n) return -EFAULT;
    const peek = (message.flags & S.MSG_PEEK) !== 0;
    this.attach(message, piece, peek);
    if (!peek) this.unqueue();
    if (this.type === S.SOCK_DGRAM) message.name = piece.from.length > SUN_PATH ? piece.from : new Uint8Array(0);
    if (n < piece.data.length) message.outFlags |= S.MSG_TRUNC;
    return message.flags & S.MSG_TRUNC ? piece.data.length : n;
  }

  private unqueue(): void {
    const piece = this.queue.shift();
    if (piece === undefined) return;
    this.queued -= piece.data.length + OVERHEAD;
    this.writeQueue.wake();
    this.peer?.writeQueue.wake();
  }

  private takeStream(message: Message): number | null {
    const { io, flags } = message;
    const peek = (flags & S.MSG_PEEK) !== 0;
    const target = flags & S.MSG_WAITALL ? io.done + io.remaining : 1;
    if (io.remaining === 0) return io.done;
    let index = 0;
    while (io.remaining > 0 && index < this.queue.length) {
      const piece = this.queue[index];
      // Pieces of another sender are not glued to those before them when the reader wants to know.
      if (io.done > 0 && this.passCred && !sameCred(message, piece)) return io.done;
      const n = Math.min(io.remaining, piece.data.length - piece.start);
      const moved = io.put(piece.data, piece.start, n);
      if (moved === 0) return io.done > 0 ? io.done : -EFAULT;
      const hadFiles = piece.files.length > 0;
      this.attach(message, piece, peek);
      if (peek) index++;
      else {
        piece.start += moved;
        if (piece.start === piece.data.length) this.unqueue();
      }
      if (hadFiles) return io.done;
      if (moved < n) return io.done;
    }
    if (io.done >= target) return io.done;
    const error = this.takeError();
    if (error < 0 && io.done === 0) return error;
    return this.ended ? io.done : null;
  }

  /** Files and credentials that come with a piece. */
  private attach(message: Message, piece: Piece, peek: boolean): void {
    const { vfs } = this.kernel;
    if (this.passCred && !message.control.some((one) => one.type === S.SCM_CREDENTIALS))
      message.control.push({ level: S.SOL_SOCKET, type: S.SCM_CREDENTIALS, data: ucredBytes(piece.cred) });
    if (piece.files.length === 0) return;
    const files = peek ? piece.files.map((file) => vfs.getFile(file)) : piece.files;
    if (!peek) piece.files = [];
    message.control.push({ level: S.SOL_SOCKET, type: S.SCM_RIGHTS, data: new Uint8Array(0), files });
  }

  // ---------------------------------------------------------------- state

  override shut(how: number): number {
    this.shutdown |= how + 1;
    const { peer } = this;
    if (this.connectionOriented && peer !== null) {
      if (how !== S.SHUT_WR) peer.shutdown |= SEND_SHUTDOWN;
      if (how !== S.SHUT_RD) peer.shutdown |= RCV_SHUTDOWN;
      peer.wakeAll();
    }
    this.wakeAll();
    return 0;
  }

  poll(): number {
    if (this.isListening) return this.acceptQueue.length > 0 ? POLLIN | POLLRDNORM : 0;
    let mask = 0;
    if (this.err !== 0) mask |= POLLERR;
    const ended = this.ended;
    if (
      this.shutdown === (RCV_SHUTDOWN | SEND_SHUTDOWN) ||
      (this.connectionOriented && this.wasConnected && (this.peer?.closed ?? true))
    )
      mask |= POLLHUP;
    if (ended) mask |= POLLRDHUP | POLLIN | POLLRDNORM;
    if (this.queue.length > 0) mask |= POLLIN | POLLRDNORM;
    if (this.connectionOriented && !this.wasConnected) return mask | POLLOUT | POLLHUP | POLLWRNORM;
    const to = this.peer;
    const full = to !== null && !to.closed && (this.stream ? to.queued >= this.sendBuffer >> 2 : this.fullFor(to));
    if (!full) mask |= POLLOUT | POLLWRNORM;
    return mask;
  }

  override readable(): number {
    if (this.isListening) return -EINVAL;
    if (this.type === S.SOCK_DGRAM) return this.queue[0]?.data.length ?? 0;
    return this.queue.reduce((sum, piece) => sum + piece.data.length - piece.start, 0);
  }
  override unsent(): number {
    return this.peer?.queued ?? 0;
  }

  override getOption(_task: Task, level: number, name: number, _room: number): Uint8Array | number {
    if (level !== S.SOL_SOCKET || name !== S.SO_PEERCRED) return -ENOPROTOOPT;
    return ucredBytes(this.peerCred ?? { pid: 0, uid: -1, gid: -1 });
  }

  release(): void {
    this.closed = true;
    const { ns, peer } = this;
    ns.unixSockets.delete(this);
    if (this.address[SUN_PATH] === 0 && ns.unixAbstract.get(keyOf(this.address)) === this)
      ns.unixAbstract.delete(keyOf(this.address));
    if (this.inode !== null && byInode.get(this.inode) === this) byInode.delete(this.inode);
    const unread = this.queue.length > 0;
    for (const piece of this.queue) for (const file of piece.files) this.kernel.vfs.putFile(file);
    this.queue.length = 0;
    for (const child of this.acceptQueue) child.release();
    this.acceptQueue.length = 0;
    if (peer !== null && this.connectionOriented) {
      peer.shutdown |= RCV_SHUTDOWN | SEND_SHUTDOWN;
      if (unread) peer.err = ECONNRESET;
      peer.wakeAll();
    }
    this.peer = null;
    this.wakeAll();
  }
}

function checkAddress(address: Uint8Array, mayBeEmpty: boolean): number {
  if (address.length < SUN_PATH || address.length > SUN_MAX) return -EINVAL;
  if (address[0] !== S.AF_UNIX || address[1] !== 0) return -EINVAL;
  return address.length === SUN_PATH && !mayBeEmpty ? -EINVAL : 0;
}

const keyOf = (address: Uint8Array): string => String.fromCharCode(...address.subarray(SUN_PATH));

function pathOf(address: Uint8Array): string {
  const bytes = address.subarray(SUN_PATH);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The address as getsockname gives it: the path with its NUL. */
function withNul(address: Uint8Array, path: string): Uint8Array {
  const length = new TextEncoder().encode(path).length;
  const bytes = new Uint8Array(SUN_PATH + length + 1);
  bytes.set(address.subarray(0, SUN_PATH + length));
  return bytes;
}

export const credOf = (task: Task): Ucred => ({ pid: task.tgid, uid: task.cred.euid, gid: task.cred.egid });

export function ucredBytes({ pid, uid, gid }: Ucred): Uint8Array {
  const bytes = new Uint8Array(12);
  bytes.set(int(pid));
  bytes.set(int(uid), 4);
  bytes.set(int(gid), 8);
  return bytes;
}

function sameCred(message: Message, piece: Piece): boolean {
  const sent = message.control.find((one) => one.type === S.SCM_CREDENTIALS)?.data;
  const now = ucredBytes(piece.cred);
  return sent === undefined || now.every((byte, i) => sent[i] === byte);
}

const filesOf = (control: readonly ControlMessage[]): File[] => control.flatMap((one) => one.files ?? []);

/** SCM_CREDENTIALS as checked by the system call, or the sender's real identity. */
function sentCred(task: Task, control: readonly ControlMessage[]): Ucred {
  const own = control.find((one) => one.type === S.SCM_CREDENTIALS);
  const cred: Cred = task.cred;
  if (own === undefined) return { pid: task.tgid, uid: cred.uid, gid: cred.gid };
  const view = new DataView(own.data.buffer, own.data.byteOffset);
  return { pid: view.getInt32(0, true), uid: view.getInt32(4, true), gid: view.getInt32(8, true) };
}
