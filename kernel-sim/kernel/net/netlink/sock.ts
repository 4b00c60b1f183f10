/** AF_NETLINK sockets: questions to the kernel and its answers as messages. Follows net/netlink/af_netlink.c. */
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../../abi/poll';
import { NLM_F_ACK, NLM_F_DUMP, NLM_F_MULTI, NLM_F_REQUEST, NLMSG_DONE, NLMSG_ERROR } from '../../abi/rtnetlink';
import * as S from '../../abi/socket';
import { EADDRINUSE, EFAULT, EINVAL, ENOPROTOOPT, EOPNOTSUPP } from '../../errno';
import type { Sleeping, Task } from '../../types';
import { DatagramQueue } from '../ipv4/datagram-queue';
import { int } from '../ipv4/inet-sock';
import type { Message } from '../message';
import type { NetNamespace } from '../namespace';
import { SkBuff } from '../skbuff';
import { Sock } from '../sock';
import { align4, NLMSG_HDRLEN, NlWriter } from './message';
import { type Request, routeRequest } from './route';

const SOCKADDR_NL = 12;
/** Messages of one dump are put together up to this size. */
const BATCH = 8192;

export class NetlinkSock extends Sock {
  readonly queue = new DatagramQueue();
  /** nl_pid. */
  port = 0;
  groups = 0;

  constructor(ns: NetNamespace, type: number, protocol: number) {
    super(ns, S.AF_NETLINK, type, protocol);
    ns.netlinkSockets.add(this);
  }

  override bind(task: Task, address: Uint8Array): number {
    if (address.length < SOCKADDR_NL || address[0] !== S.AF_NETLINK) return -EINVAL;
    const view = new DataView(address.buffer, address.byteOffset);
    const port = view.getUint32(4, true);
    if (this.port !== 0 && port !== this.port) return -EINVAL;
    const error = this.port !== 0 ? 0 : this.takePort(port || task.tgid, port !== 0);
    if (error < 0) return error;
    this.groups = view.getUint32(8, true);
    return 0;
  }

  private takePort(wanted: number, exactly: boolean): number {
    const used = new Set([...this.ns.netlinkSockets].map((other) => other.port));
    if (exactly && used.has(wanted)) return -EADDRINUSE;
    let port = wanted;
    for (let other = 0xfffff000; used.has(port); other--) port = other;
    this.port = port;
    return 0;
  }

  override connect(task: Task, address: Uint8Array): number {
    if (address.length < SOCKADDR_NL || address[0] !== S.AF_NETLINK) return -EINVAL;
    return this.port === 0 ? this.takePort(task.tgid, false) : 0;
  }

  name(peer: boolean): Uint8Array {
    return sockaddrNl(peer ? 0 : this.port, peer ? 0 : this.groups);
  }

  override send(task: Task, { io, flags }: Message): number | Sleeping<number> {
    if (flags & S.MSG_OOB) return -EOPNOTSUPP;
    if (this.port === 0) this.takePort(task.tgid, false);
    const length = io.remaining;
    const bytes = new Uint8Array(Math.min(length, 65536));
    if (io.get(bytes, 0, bytes.length) < bytes.length) return -EFAULT;
    this.ns.stack.softirq.guard(() => this.requests(task, bytes));
    return length;
  }

  /** netlink_rcv_skb: message after message. One that lies about its length ends it. */
  private requests(task: Task, bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + NLMSG_HDRLEN <= bytes.length; ) {
      const length = view.getUint32(at, true);
      if (length < NLMSG_HDRLEN || at + length > bytes.length) return;
      this.request(task, bytes.slice(at, at + length));
      at += align4(length);
    }
  }

  private request(task: Task, bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer);
    const request: Request = {
      type: view.getUint16(4, true),
      flags: view.getUint16(6, true),
      sequence: view.getUint32(8, true),
      port: this.port,
      body: bytes.subarray(NLMSG_HDRLEN),
    };
    if (!(request.flags & NLM_F_REQUEST) || request.type < 16) return;
    const answer = routeRequest(this.ns, task, request);
    if (typeof answer === 'number') {
      if (answer < 0 || request.flags & NLM_F_ACK) this.deliver(errorMessage(request, bytes, answer));
      return;
    }
    if ((request.flags & NLM_F_DUMP) !== NLM_F_DUMP) {
      for (const message of answer) this.deliver(message);
      if (request.flags & NLM_F_ACK) this.deliver(errorMessage(request, bytes, 0));
      return;
    }
    const done = new NlWriter().u32(0).message(NLMSG_DONE, NLM_F_MULTI, request.sequence, request.port);
    let batch: Uint8Array[] = [];
    let size = 0;
    for (const message of answer) {
      if (size + message.length > BATCH) {
        this.deliver(joined(batch));
        batch = [];
        size = 0;
      }
      batch.push(message);
      size += message.length;
    }
    if (batch.length > 0) this.deliver(joined(batch));
    this.deliver(done);
  }

  /** Into this socket's queue, from the kernel. */
  deliver(message: Uint8Array, groups = 0): void {
    this.queue.push(this, new SkBuff(message, 0, message.length), message, sockaddrNl(0, groups));
  }

  override receive(_task: Task, message: Message): number | Sleeping<number> {
    if (message.flags & S.MSG_OOB) return -EOPNOTSUPP;
    return this.queue.receive(this, message);
  }

  override setOption(_task: Task, level: number, name: number, value: Uint8Array): number {
    if (level !== S.SOL_NETLINK) return -ENOPROTOOPT;
    const group = value[0] ?? 0;
    // NETLINK_ADD_MEMBERSHIP, DROP_MEMBERSHIP; the others change how errors are told, which is accepted.
    if (name === 1 && group >= 1 && group <= 32) this.groups |= 1 << (group - 1);
    else if (name === 2 && group >= 1 && group <= 32) this.groups &= ~(1 << (group - 1));
    else if (name < 1 || name > 12) return -ENOPROTOOPT;
    return 0;
  }
  override getOption(_task: Task, level: number, _name: number, _room: number): Uint8Array | number {
    return level === S.SOL_NETLINK ? int(0) : -ENOPROTOOPT;
  }

  poll(): number {
    return POLLOUT | POLLWRNORM | (this.queue.length > 0 ? POLLIN | POLLRDNORM : 0);
  }
  release(): void {
    this.ns.netlinkSockets.delete(this);
  }
}

function sockaddrNl(port: number, groups: number): Uint8Array {
  const bytes = new Uint8Array(SOCKADDR_NL);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, S.AF_NETLINK, true);
  view.setUint32(4, port, true);
  view.setUint32(8, groups, true);
  return bytes;
}

/** struct nlmsgerr: the errno and the request it is about. */
function errorMessage(request: Request, bytes: Uint8Array, errno: number): Uint8Array {
  const quoted = errno === 0 ? bytes.subarray(0, NLMSG_HDRLEN) : bytes;
  return new NlWriter().u32(errno).bytes(quoted).message(NLMSG_ERROR, 0, request.sequence, request.port);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
