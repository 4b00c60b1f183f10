/** UDP sockets. Follows RFC 768 and net/ipv4/udp.c. */

import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../../abi/poll';
import { RTN_BROADCAST } from '../../abi/rtnetlink';
import * as S from '../../abi/socket';
import {
  EACCES,
  EADDRINUSE,
  EAFNOSUPPORT,
  ECONNREFUSED,
  EDESTADDRREQ,
  EFAULT,
  EHOSTUNREACH,
  EINVAL,
  EMSGSIZE,
  ENETUNREACH,
  ENOTCONN,
  EOPNOTSUPP,
} from '../../errno';
import { andThen } from '../../sleeping';
import { objectAddress, probed } from '../../trace/kernel-events';
import { DropReason, traceDrop } from '../../trace/more-events';
import type { Sleeping, Task } from '../../types';
import { be16, isMulticast, put16 } from '../bytes';
import { UDP4_RECVMSG, UDP4_SENDMSG } from '../cgroup-hooks';
import { checksum, pseudoSum } from '../checksum';
import type { InetProtocol, InnerPacket } from '../dispatch';
import type { Message } from '../message';
import type { NetNamespace } from '../namespace';
import { SkBuff } from '../skbuff';
import { RCV_SHUTDOWN, SEND_SHUTDOWN } from '../sock';
import { DatagramQueue } from './datagram-queue';
import { InetSock } from './inet-sock';
import { ipSend } from './output';
import { addressOf, familyOf, portOf, SOCKADDR_IN, sockaddrIn } from './sockaddr';

const UDP_HLEN = 8;
const MOST = 65535 - 20 - UDP_HLEN;

export class UdpSock extends InetSock {
  readonly queue = new DatagramQueue();
  drops = 0;

  override bind(task: Task, given: Uint8Array): number {
    const asked = this.bindTarget(given);
    if (typeof asked === 'number') return asked;
    const { address } = asked;
    const wrong = this.checkBind(task, address, asked.anyPort);
    if (wrong < 0) return wrong;
    if (this.sport !== 0) return -EINVAL;
    const saddr = addressOf(address);
    const error = this.takePort(saddr, portOf(address));
    if (error < 0) return error;
    const refused = this.boundTo(saddr);
    if (refused < 0) {
      this.release();
      return refused;
    }
    this.boundAddress = saddr !== 0;
    this.boundPort = portOf(address) !== 0;
    return 0;
  }

  private takePort(saddr: number, wanted: number): number {
    const { udp } = this.ns.inet;
    const free = (port: number) => [...udp.at(port)].every((other) => !this.conflicts(other, saddr));
    const port = wanted === 0 ? this.ephemeral(free) : free(wanted) ? wanted : -EADDRINUSE;
    if (port < 0) return port;
    this.sport = port;
    udp.add(port, this);
    return 0;
  }

  private conflicts(other: UdpSock, saddr: number): boolean {
    if (this.boundDevice !== 0 && other.boundDevice !== 0 && this.boundDevice !== other.boundDevice) return false;
    if (this.reuseAddress && other.reuseAddress) return false;
    if (this.reusePort && other.reusePort && this.uid === other.uid) return false;
    return saddr === 0 || other.saddr === 0 || saddr === other.saddr;
  }

  override connect(_task: Task, given: Uint8Array): number {
    if (given.length < 2) return -EINVAL;
    if (familyOf(given) === S.AF_UNSPEC) return this.disconnect();
    const address = this.connectTarget(given);
    if (typeof address === 'number') return address;
    if (address.length < SOCKADDR_IN) return -EINVAL;
    if (familyOf(address) !== S.AF_INET) return -EAFNOSUPPORT;
    const target = addressOf(address) || 0x7f000001;
    const dst = this.route(target);
    if (typeof dst === 'number') return dst;
    if (dst.type === RTN_BROADCAST && !isMulticast(target) && !this.broadcast) return -EACCES;
    if (this.sport === 0) {
      const error = this.takePort(this.saddr, 0);
      if (error < 0) return error;
    }
    if (this.saddr === 0) this.saddr = dst.source;
    this.daddr = target;
    this.dport = portOf(address);
    return 0;
  }

  private disconnect(): number {
    this.daddr = 0;
    this.dport = 0;
    if (!this.boundAddress) this.saddr = 0;
    if (!this.boundPort && this.sport !== 0) {
      this.ns.inet.udp.remove(this.sport, this);
      this.sport = 0;
    }
    return 0;
  }

  override send(task: Task, message: Message): number | Sleeping<number> {
    const probe = probed(this.kernel, 'udp_sendmsg');
    if (!probe) return this.sendMessage(task, message);
    const args = [objectAddress(this.kernel, this), objectAddress(this.kernel, message), message.io.remaining];
    return probe.around(args, () => this.sendMessage(task, message));
  }

  /** udp_sendmsg. */
  private sendMessage(_task: Task, message: Message): number | Sleeping<number> {
    const { io, name, flags } = message;
    if (flags & S.MSG_OOB) return -EOPNOTSUPP;
    const length = io.remaining;
    if (length > 65535) return -EMSGSIZE;
    let target = this.daddr;
    let port = this.dport;
    if (name !== null) {
      if (name.length < SOCKADDR_IN) return -EINVAL;
      if (familyOf(name) !== S.AF_INET && familyOf(name) !== S.AF_UNSPEC) return -EAFNOSUPPORT;
      target = addressOf(name) || 0x7f000001;
      port = portOf(name);
      const rewritten = this.ns.stack.cgroups?.address(this, UDP4_SENDMSG, name) ?? name;
      if (typeof rewritten === 'number') return rewritten;
      if (rewritten !== name) {
        target = addressOf(rewritten) || 0x7f000001;
        port = portOf(rewritten);
      }
      if (port === 0) return -EINVAL;
    } else if (!this.isConnected) return -EDESTADDRREQ;
    if (this.shutdown & SEND_SHUTDOWN) return this.broken(_task, (flags & S.MSG_NOSIGNAL) !== 0);
    const error = this.takeError();
    if (error < 0) return error;
    if (length > MOST) return -EMSGSIZE;
    const dst = this.route(target);
    if (typeof dst === 'number') return dst;
    if (dst.type === RTN_BROADCAST && !isMulticast(target) && !this.broadcast) return -EACCES;
    if (this.sport === 0) {
      const taken = this.takePort(this.saddr, 0);
      if (taken < 0) return taken;
    }
    const skb = SkBuff.alloc(UDP_HLEN + length);
    if (io.get(skb.bytes, skb.head + UDP_HLEN, length) < length) return -EFAULT;
    skb.sk = this;
    skb.priority = this.priority;
    skb.mark = this.mark;
    const source = this.saddr || dst.source;
    const { bytes, head } = skb;
    put16(bytes, head, this.sport);
    put16(bytes, head + 2, port);
    put16(bytes, head + 4, UDP_HLEN + length);
    if (!this.noCheck) {
      const sum = checksum(bytes, head, skb.tail, pseudoSum(source, target, S.IPPROTO_UDP, UDP_HLEN + length));
      put16(bytes, head + 6, sum === 0 ? 0xffff : sum);
    }
    this.ns.mib.udp.OutDatagrams++;
    const { stack } = this.ns;
    if (stack.traces) stack.trace(skb, 'udp', 'tx', `UDP ${this.sport} > ${port}, length ${length}`);
    const ttl = isMulticast(target) ? this.multicastTtl : this.effectiveTtl;
    const options = { saddr: source, daddr: target, protocol: S.IPPROTO_UDP, ttl, tos: this.tos, df: false };
    const sent = stack.softirq.guard(() => ipSend(this.ns, skb, dst, options));
    return sent < 0 ? sent : length;
  }

  override receive(_task: Task, message: Message): number | Sleeping<number> {
    const { cgroups } = this.ns.stack;
    return andThen(this.queue.receive(this, message), (got) => {
      // UDP4_RECVMSG may show another sender.
      if (got < 0 || !cgroups || message.name === null) return got;
      const shown = cgroups.address(this, UDP4_RECVMSG, message.name);
      if (typeof shown !== 'number') message.name = shown;
      return got;
    });
  }

  override shut(how: number): number {
    if (!this.isConnected) return -ENOTCONN;
    this.shutdown |= how + 1;
    this.wakeAll();
    return 0;
  }

  poll(): number {
    let mask = POLLOUT | POLLWRNORM;
    if (this.err !== 0) mask |= POLLERR;
    if (this.queue.length > 0 || this.shutdown & RCV_SHUTDOWN) mask |= POLLIN | POLLRDNORM;
    if (this.shutdown === (RCV_SHUTDOWN | SEND_SHUTDOWN)) mask |= POLLHUP;
    return mask;
  }

  override readable(): number {
    return this.queue.firstLength;
  }
  override unsent(): number {
    return 0;
  }

  release(): void {
    if (this.sport !== 0) this.ns.inet.udp.remove(this.sport, this);
    this.sport = 0;
  }

  /** A datagram for this socket. */
  deliver(skb: SkBuff, payload: Uint8Array, source: number, sport: number): void {
    const { mib, stack } = this.ns;
    const kept = this.queue.push(this, skb, payload, sockaddrIn(source, sport));
    if (!kept) {
      this.drops++;
      mib.udp.RcvbufErrors++;
      mib.udp.InErrors++;
      return;
    }
    mib.udp.InDatagrams++;
    if (stack.traces) stack.trace(skb, 'socket', 'rx', `UDP port ${this.sport}, ${payload.length} bytes queued`);
  }

  /** How well this socket fits (compute_score); −1: not at all. */
  score(saddr: number, sport: number, daddr: number, ifindex: number): number {
    let score = 1;
    if (this.saddr !== 0) {
      if (this.saddr !== daddr) return -1;
      score += 4;
    }
    if (this.daddr !== 0) {
      if (this.daddr !== saddr || (this.dport !== 0 && this.dport !== sport)) return -1;
      score += 8;
    }
    if (this.boundDevice !== 0) {
      if (this.boundDevice !== ifindex) return -1;
      score += 4;
    }
    return score;
  }
}

function lookup(
  ns: NetNamespace,
  saddr: number,
  sport: number,
  daddr: number,
  dport: number,
  ifindex: number,
): UdpSock | null {
  let best: UdpSock | null = null;
  let top = -1;
  const equals: UdpSock[] = [];
  for (const sock of ns.inet.udp.at(dport)) {
    const score = sock.score(saddr, sport, daddr, ifindex);
    if (score > top) {
      best = sock;
      top = score;
      equals.length = 0;
    }
    if (score === top && score >= 0) equals.push(sock);
  }
  // SO_REUSEPORT: the flow chooses among the group.
  if (best?.reusePort && equals.length > 1) return equals[(saddr + sport * 31 + daddr + dport) % equals.length];
  return best;
}

export const udpProtocol: InetProtocol = {
  receive(skb, ns) {
    const { bytes, head, saddr, daddr } = skb;
    const { udp } = ns.mib;
    const length = skb.length >= UDP_HLEN ? be16(bytes, head + 4) : 0;
    if (length < UDP_HLEN || length > skb.length) {
      udp.InErrors++;
      return;
    }
    skb.tail = head + length;
    if (
      be16(bytes, head + 6) !== 0 &&
      checksum(bytes, head, skb.tail, pseudoSum(saddr, daddr, S.IPPROTO_UDP, length)) !== 0
    ) {
      udp.InCsumErrors++;
      udp.InErrors++;
      return;
    }
    const sport = be16(bytes, head);
    const dport = be16(bytes, head + 2);
    const payload = bytes.subarray(head + UDP_HLEN, skb.tail);
    const ifindex = skb.dev?.ifindex ?? 0;
    if (ns.stack.traces) ns.stack.trace(skb, 'udp', 'rx', `UDP ${sport} > ${dport}, length ${payload.length}`);
    const group = skb.pktType === 1 || skb.pktType === 2 || isMulticast(daddr) || daddr === 0xffffffff;
    if (group) {
      deliverToAll(ns, skb, payload, saddr, sport, daddr, dport, ifindex);
      return;
    }
    const sock = lookup(ns, saddr, sport, daddr, dport, ifindex);
    if (sock === null) {
      udp.NoPorts++;
      traceDrop(ns.kernel, skb, DropReason.NO_SOCKET);
      skb.head = skb.network;
      ns.stack.dispatch.icmpSend(ns, skb, 3, 3, 0);
      return;
    }
    sock.deliver(skb, payload, saddr, sport);
  },

  error(ns, inner: InnerPacket, type, code) {
    if (inner.payload.length < UDP_HLEN) return;
    const sport = be16(inner.payload, 0);
    const dport = be16(inner.payload, 2);
    const sock = lookup(ns, inner.daddr, dport, inner.saddr, sport, 0);
    if (sock === null || !(sock.isConnected || sock.receiveErrors)) return;
    sock.fail(unreachError(type, code));
  },
};

/** Errno of an ICMP error (icmp_err_convert). */
export function unreachError(type: number, code: number): number {
  if (type === 11) return EHOSTUNREACH;
  const table = [
    ENETUNREACH,
    EHOSTUNREACH,
    92 /* ENOPROTOOPT */,
    ECONNREFUSED,
    EMSGSIZE,
    95 /* EOPNOTSUPP */,
    ENETUNREACH,
    112,
  ];
  return table[code] ?? EHOSTUNREACH;
}

function deliverToAll(
  ns: NetNamespace,
  skb: SkBuff,
  payload: Uint8Array,
  saddr: number,
  sport: number,
  daddr: number,
  dport: number,
  ifindex: number,
): void {
  let found = false;
  for (const sock of [...ns.inet.udp.at(dport)]) {
    if (isMulticast(daddr) && !sock.groups.has(daddr) && sock.saddr !== daddr) continue;
    const bound = sock.saddr !== 0 && sock.saddr !== daddr;
    if (bound || (sock.boundDevice !== 0 && sock.boundDevice !== ifindex)) continue;
    if (sock.isConnected && (sock.daddr !== saddr || sock.dport !== sport)) continue;
    found = true;
    sock.deliver(skb, payload, saddr, sport);
  }
  if (!found) ns.mib.udp.IgnoredMulti++;
}
