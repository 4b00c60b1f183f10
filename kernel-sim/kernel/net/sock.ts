/**
 * A socket inside the kernel (struct sock with its struct socket and proto_ops): what all families share, and what each answers in
 * its own way. A call that a family does not have gives -EOPNOTSUPP, as sock_no_* does. Follows include/net/sock.h, net/core/sock.c.
 */

import { SIGPIPE } from '../abi/signal';
import { MSG_DONTWAIT } from '../abi/socket';
import { EAGAIN, EINTR, EINVAL, ENOPROTOOPT, EOPNOTSUPP, EPIPE, ERESTARTSYS } from '../errno';
import type { File, Kernel, MaySleep, Sleeping, Task, WaitQueue } from '../types';
import { INTERRUPTED, TIMED_OUT } from '../types';
import type { Message } from './message';
import type { NetNamespace } from './namespace';
import type { SkBuff } from './skbuff';
import { setting } from './sysctl';

export const RCV_SHUTDOWN = 1;
export const SEND_SHUTDOWN = 2;

/** enum socket_state. */
export const SS_UNCONNECTED = 1;
export const SS_CONNECTING = 2;
export const SS_CONNECTED = 3;

/** A program attached by SO_ATTACH_FILTER or SO_ATTACH_BPF: bytes of the packet to keep; 0 drops it. */
export type SocketFilter = (packet: Uint8Array, skb: SkBuff | null) => number;

/** Instructions to the virtual second. */
const SECOND = 100_000_000;

export abstract class Sock {
  /** The open file; null before it is made and after it is closed. */
  file: File | null = null;
  readonly readQueue: WaitQueue;
  readonly writeQueue: WaitQueue;
  /** Errno that the next call reports once (SO_ERROR), positive. */
  err = 0;
  shutdown = 0;
  /** SO_* as getsockopt shows them. */
  reuseAddress = 0;
  reusePort = 0;
  broadcast = 0;
  keepalive = 0;
  oobInline = 0;
  debug = 0;
  dontRoute = 0;
  noCheck = 0;
  priority = 0;
  mark = 0;
  passCred = 0;
  timestamp = 0;
  linger: { on: number; seconds: number } = { on: 0, seconds: 0 };
  receiveLow = 1;
  /** Doubled, as the kernel keeps them: overhead counts. */
  receiveBuffer: number;
  sendBuffer: number;
  receiveBufferLocked = false;
  sendBufferLocked = false;
  /** Instructions; Infinity: for ever. */
  receiveTimeout = Number.POSITIVE_INFINITY;
  sendTimeout = Number.POSITIVE_INFINITY;
  /** Interface asked for by SO_BINDTODEVICE; 0: any. */
  boundDevice = 0;
  filter: SocketFilter | null = null;
  /** Owner when it was made, for /proc/net. */
  uid = 0;
  /** Control group of who made it (fs/cgroup); null: the root. */
  cgroup: object | null = null;
  private ownCookie = 0;
  readonly kernel: Kernel;

  constructor(
    readonly ns: NetNamespace,
    readonly family: number,
    readonly type: number,
    readonly protocol: number,
  ) {
    this.kernel = ns.kernel;
    this.readQueue = this.kernel.newWaitQueue('socket');
    this.writeQueue = this.kernel.newWaitQueue('socket');
    this.receiveBuffer = setting(ns.sysctl, 'core/rmem_default');
    this.sendBuffer = setting(ns.sysctl, 'core/wmem_default');
  }

  /** SO_COOKIE, given when it is first asked for. */
  get cookie(): number {
    if (this.ownCookie === 0) this.ownCookie = this.ns.stack.nextCookie();
    return this.ownCookie;
  }

  /** Number of the socket's inode. */
  get ino(): number {
    return this.file?.inode.ino ?? 0;
  }

  // ---- what families answer

  bind(_task: Task, _address: Uint8Array): MaySleep<number> {
    return -EOPNOTSUPP;
  }
  connect(_task: Task, _address: Uint8Array, _nonblocking: boolean): number | Sleeping<number> {
    return -EOPNOTSUPP;
  }
  listen(_task: Task, _backlog: number): number {
    return -EOPNOTSUPP;
  }
  accept(_task: Task, _nonblocking: boolean): Sock | number | Sleeping<Sock | number> {
    return -EOPNOTSUPP;
  }
  /** sockaddr of this end, or of the other. */
  abstract name(peer: boolean): Uint8Array | number;
  abstract send(task: Task, message: Message): number | Sleeping<number>;
  abstract receive(task: Task, message: Message): number | Sleeping<number>;
  shut(_how: number): number {
    return -EOPNOTSUPP;
  }
  setOption(_task: Task, _level: number, _name: number, _value: Uint8Array): number {
    return -ENOPROTOOPT;
  }
  getOption(_task: Task, _level: number, _name: number, _room: number): Uint8Array | number {
    return -ENOPROTOOPT;
  }
  /** POLL* that hold now. */
  abstract poll(): number;
  /** Bytes to read at once; FIONREAD. */
  readable(): number {
    return -EINVAL;
  }
  /** Bytes sent and not acknowledged; SIOCOUTQ. */
  unsent(): number {
    return -EINVAL;
  }
  /** The file is closed. */
  abstract release(): void;
  /** Address families differ in whether listening is a state: SO_ACCEPTCONN. */
  get listening(): boolean {
    return false;
  }

  // ---- what they share

  /** The error that waits, taken: negative or 0. */
  takeError(): number {
    const { err } = this;
    this.err = 0;
    return -err;
  }

  /** Something went wrong: whoever sleeps looks again. */
  fail(errno: number): void {
    this.err = errno;
    this.wakeAll();
  }

  wakeAll(): void {
    this.readQueue.wake();
    this.writeQueue.wake();
  }

  receiveDeadline(message: Message): number {
    return message.flags & MSG_DONTWAIT ? 0 : this.kernel.now + this.receiveTimeout;
  }
  sendDeadline(message: Message): number {
    return message.flags & MSG_DONTWAIT ? 0 : this.kernel.now + this.sendTimeout;
  }

  /** One sleep of a loop: 0, or what the call gives up with. A finite time limit makes a signal end it for good (sock_intr_errno). */
  *sleep(queue: WaitQueue, what: string, until: number): Sleeping<number> {
    if (until <= this.kernel.now) return -EAGAIN;
    const why = yield* queue.sleep(what, { until });
    if (why === INTERRUPTED) return Number.isFinite(until) ? -EINTR : -ERESTARTSYS;
    return why === TIMED_OUT ? -EAGAIN : 0;
  }

  /** Nobody can take what is sent. */
  broken(task: Task, noSignal: boolean): number {
    if (!noSignal) this.kernel.sendSignal(task, SIGPIPE);
    return -EPIPE;
  }
}

export const seconds = (count: number): number => count * SECOND;
