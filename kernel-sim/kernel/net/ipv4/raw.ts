/** Raw IPv4 sockets: packets with their IP header. Follows net/ipv4/raw.c. */
import { POLLERR, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../../abi/poll';
import { RTN_BROADCAST } from '../../abi/rtnetlink';
import * as S from '../../abi/socket';
import {
  EACCES,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENOPROTOOPT,
  ENOTCONN,
  EOPNOTSUPP,
} from '../../errno';
import type { Sleeping, Task } from '../../types';
import { put16, put32 } from '../bytes';
import type { Message } from '../message';
import type { NetNamespace } from '../namespace';
import { SkBuff } from '../skbuff';
import { DatagramQueue } from './datagram-queue';
import { IP_HLEN, ihl, sealIpHeader, sourceOf } from './header';
import { InetSock, int, intOf } from './inet-sock';
import { ipLocalOut, ipSend } from './output';
import { addressOf, familyOf, SOCKADDR_IN, sockaddrIn } from './sockaddr';

export class RawSock extends InetSock {
  readonly queue = new DatagramQueue();
  /** ICMP_FILTER: bit n set: type n is not wanted. */
  icmpFilter = 0;
  drops = 0;

  start(): void {
    // The port of a raw socket is its protocol: so /proc/net/raw and getsockname show it.
    this.sport = this.protocol;
    if (this.protocol === S.IPPROTO_RAW) this.headerIncluded = 1;
    this.ns.inet.raw.add(this);
  }

  override bind(_task: Task, address: Uint8Array): number {
    if (address.length < SOCKADDR_IN) return -EINVAL;
    if (familyOf(address) !== S.AF_INET) return -EAFNOSUPPORT;
    if (!this.bindable(addressOf(address))) return -EADDRNOTAVAIL;
    this.saddr = addressOf(address);
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
    if (this.saddr === 0) this.saddr = dst.source;
    this.daddr = addressOf(address);
    return 0;
  }

  override send(_task: Task, { io, name, flags }: Message): number | Sleeping<number> {
    const length = io.remaining;
    if (length > 65535) return -EMSGSIZE;
    if (flags & S.MSG_OOB) return -EOPNOTSUPP;
    if (name !== null && name.length < SOCKADDR_IN) return -EINVAL;
    if (name !== null && familyOf(name) !== S.AF_INET && familyOf(name) !== S.AF_UNSPEC) return -EAFNOSUPPORT;
    const target = name === null ? this.daddr : addressOf(name);
    if (target === 0 && name === null) return -EDESTADDRREQ;
    const error = this.takeError();
    if (error < 0) return error;
    const dst = this.route(target);
    if (typeof dst === 'number') return dst;
    if (dst.type === RTN_BROADCAST && !this.broadcast) return -EACCES;
    const skb = SkBuff.alloc(length);
    if (io.get(skb.bytes, skb.head, length) < length) return -EFAULT;
    skb.sk = this;
    skb.mark = this.mark;
    const { stack } = this.ns;
    if (this.headerIncluded) {
      if (length < IP_HLEN || ihl(skb.bytes, skb.head) > length || ihl(skb.bytes, skb.head) < IP_HLEN) return -EINVAL;
      if (length > dst.dev.mtu) return -EMSGSIZE;
      this.complete(skb, dst.source);
      stack.softirq.guard(() => ipLocalOut(this.ns, skb, dst));
      return skb.verdict < 0 ? skb.verdict : length;
    }
    const options = {
      saddr: this.saddr || dst.source,
      daddr: target || 0x7f000001,
      protocol: this.protocol,
      ttl: this.effectiveTtl,
      tos: this.tos,
      df: false,
    };
    const sent = stack.softirq.guard(() => ipSend(this.ns, skb, dst, options));
    return sent < 0 ? sent : length;
  }

  /** What IP_HDRINCL leaves to the kernel: total length, checksum, and an ID and source that are 0 (ip(7), raw(7)). */
  private complete(skb: SkBuff, source: number): void {
    const { bytes, head } = skb;
    put16(bytes, head + 2, skb.length);
    if (sourceOf(bytes, head) === 0) put32(bytes, head + 12, source);
    if (bytes[head + 4] === 0 && bytes[head + 5] === 0) {
      this.ns.inet.ipId = (this.ns.inet.ipId + 1) & 0xffff;
      put16(bytes, head + 4, this.ns.inet.ipId);
    }
    skb.network = head;
    skb.transport = head + ihl(bytes, head);
    sealIpHeader(bytes, head);
  }

  override receive(_task: Task, message: Message): number | Sleeping<number> {
    if (message.flags & S.MSG_OOB) return -EOPNOTSUPP;
    return this.queue.receive(this, message);
  }

  override shut(how: number): number {
    if (!this.isConnected) return -ENOTCONN;
    this.shutdown |= how + 1;
    this.wakeAll();
    return 0;
  }

  override setOption(task: Task, level: number, name: number, value: Uint8Array): number {
    if (level !== S.SOL_RAW) return super.setOption(task, level, name, value);
    if (name !== S.ICMP_FILTER) return -ENOPROTOOPT;
    if (this.protocol !== S.IPPROTO_ICMP) return -EOPNOTSUPP;
    this.icmpFilter = intOf(value) ?? 0;
    return 0;
  }
  override getOption(task: Task, level: number, name: number, room: number): Uint8Array | number {
    if (level !== S.SOL_RAW) return super.getOption(task, level, name, room);
    if (name !== S.ICMP_FILTER) return -ENOPROTOOPT;
    return this.protocol === S.IPPROTO_ICMP ? int(this.icmpFilter) : -EOPNOTSUPP;
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
    this.ns.inet.raw.delete(this);
  }

  wants(skb: SkBuff): boolean {
    if (this.protocol !== skb.ipProtocol) return false;
    if (this.saddr !== 0 && this.saddr !== skb.daddr) return false;
    if (this.daddr !== 0 && this.daddr !== skb.saddr) return false;
    if (this.boundDevice !== 0 && this.boundDevice !== skb.dev?.ifindex) return false;
    if (this.protocol !== S.IPPROTO_ICMP) return true;
    const type = skb.bytes[skb.head + ihl(skb.bytes, skb.head)];
    return type >= 32 || (this.icmpFilter & (1 << type)) === 0;
  }
}

/** Copies for all raw sockets that want this packet (IP header at skb.head). True: somebody does. */
export function rawDeliver(skb: SkBuff, ns: NetNamespace): boolean {
  let taken = false;
  for (const sock of ns.inet.raw) {
    if (sock.protocol === skb.ipProtocol) taken = true;
    if (!sock.wants(skb)) continue;
    if (!sock.queue.push(sock, skb, skb.data.slice(), sockaddrIn(skb.saddr, 0))) sock.drops++;
  }
  return taken;
}
