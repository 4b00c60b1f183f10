/** Ping sockets: SOCK_DGRAM of IPPROTO_ICMP, for echo requests without privileges. Follows net/ipv4/ping.c. */
import { POLLERR, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../../abi/poll';
import * as S from '../../abi/socket';
import {
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  EOPNOTSUPP,
} from '../../errno';
import type { Sleeping, Task } from '../../types';
import { be16, put16 } from '../bytes';
import { checksum } from '../checksum';
import type { Message } from '../message';
import type { NetNamespace } from '../namespace';
import { SkBuff } from '../skbuff';
import { DatagramQueue } from './datagram-queue';
import { InetSock } from './inet-sock';
import { ipSend } from './output';
import { addressOf, familyOf, portOf, SOCKADDR_IN, sockaddrIn } from './sockaddr';

const ICMP_ECHO = 8;
const HLEN = 8;

export class PingSock extends InetSock {
  readonly queue = new DatagramQueue();

  override bind(_task: Task, address: Uint8Array): number {
    if (address.length < SOCKADDR_IN) return -EINVAL;
    if (familyOf(address) !== S.AF_INET) return -EAFNOSUPPORT;
    if (!this.bindable(addressOf(address))) return -EADDRNOTAVAIL;
    this.saddr = addressOf(address);
    return this.takeId(portOf(address));
  }

  /** The ident of the echo requests is this socket's port. */
  private takeId(wanted: number): number {
    const used = new Set([...this.ns.inet.ping].map((other) => other.sport));
    if (wanted !== 0 && used.has(wanted)) return -EADDRINUSE;
    let id = wanted;
    if (id === 0) {
      id = 1 + (this.ns.stack.random32() % 65535);
      while (used.has(id)) id = (id % 65535) + 1;
    }
    this.sport = id;
    this.ns.inet.ping.add(this);
    return 0;
  }

  override connect(_task: Task, address: Uint8Array): number {
    if (familyOf(address) === S.AF_UNSPEC) {
      this.daddr = 0;
      return 0;
    }
    if (address.length < SOCKADDR_IN) return -EINVAL;
    if (familyOf(address) !== S.AF_INET) return -EAFNOSUPPORT;
    const dst = this.route(addressOf(address));
    if (typeof dst === 'number') return dst;
    if (this.sport === 0) this.takeId(0);
    if (this.saddr === 0) this.saddr = dst.source;
    this.daddr = addressOf(address);
    this.dport = portOf(address);
    return 0;
  }

  override send(_task: Task, { io, name, flags }: Message): number | Sleeping<number> {
    const length = io.remaining;
    if (length > 65535) return -EMSGSIZE;
    if (length < HLEN) return -EINVAL;
    if (flags & S.MSG_OOB) return -EOPNOTSUPP;
    if (name !== null && name.length < SOCKADDR_IN) return -EINVAL;
    if (name !== null && familyOf(name) !== S.AF_INET) return -EAFNOSUPPORT;
    const target = name === null ? this.daddr : addressOf(name);
    if (name === null && target === 0) return -EDESTADDRREQ;
    const error = this.takeError();
    if (error < 0) return error;
    const dst = this.route(target);
    if (typeof dst === 'number') return dst;
    const skb = SkBuff.alloc(length);
    const { bytes, head } = skb;
    if (io.get(bytes, head, length) < length) return -EFAULT;
    if (bytes[head] !== ICMP_ECHO || bytes[head + 1] !== 0) return -EINVAL;
    if (this.sport === 0) this.takeId(0);
    put16(bytes, head + 4, this.sport);
    put16(bytes, head + 2, 0);
    put16(bytes, head + 2, checksum(bytes, head, skb.tail));
    skb.sk = this;
    this.ns.mib.icmp.OutMsgs++;
    this.ns.mib.icmp.OutEchos++;
    const options = {
      saddr: this.saddr || dst.source,
      daddr: target || 0x7f000001,
      protocol: S.IPPROTO_ICMP,
      ttl: this.effectiveTtl,
      tos: this.tos,
      df: false,
    };
    const { stack } = this.ns;
    if (stack.traces)
      stack.trace(skb, 'icmp', 'tx', `ICMP echo request, id ${this.sport}, seq ${be16(bytes, head + 6)}`);
    const sent = stack.softirq.guard(() => ipSend(this.ns, skb, dst, options));
    return sent < 0 ? sent : length;
  }

  override receive(_task: Task, message: Message): number | Sleeping<number> {
    return this.queue.receive(this, message);
  }

  poll(): number {
    return POLLOUT | POLLWRNORM | (this.queue.length > 0 ? POLLIN | POLLRDNORM : 0) | (this.err ? POLLERR : 0);
  }
  override readable(): number {
    return this.queue.firstLength;
  }
  override unsent(): number {
    return 0;
  }
  release(): void {
    this.ns.inet.ping.delete(this);
  }
}

/** An echo reply (ICMP header at skb.head) goes to the socket whose ident it bears. */
export function pingDeliver(skb: SkBuff, ns: NetNamespace): void {
  const id = be16(skb.bytes, skb.head + 4);
  for (const sock of ns.inet.ping) {
    if (sock.sport !== id || (sock.saddr !== 0 && sock.saddr !== skb.daddr)) continue;
    if (sock.isConnected && sock.daddr !== skb.saddr) continue;
    sock.queue.push(sock, skb, skb.data.slice(), sockaddrIn(skb.saddr, 0));
    return;
  }
}
