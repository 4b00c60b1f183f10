/** TCP's door to IP: from a packet to the socket it belongs to. Follows net/ipv4/tcp_ipv4.c: tcp_v4_rcv, tcp_v4_err, tcp_v4_send_reset. */

import { IPPROTO_TCP } from '../../abi/socket';
import { DropReason, traceDrop } from '../../trace/more-events';
import { be16, put16 } from '../bytes';
import { checksum, pseudoSum } from '../checksum';
import type { InetProtocol } from '../dispatch';
import type { NetNamespace } from '../namespace';
import { SkBuff } from '../skbuff';
import { setting } from '../sysctl';
import { routeOutput } from './fib';
import { ipSend } from './output';
import { flowKey } from './tables';
import { closeTcb } from './tcp/input';
import { ACK, FIN, NO_OPTIONS, parseSegment, RST, type Segment, SYN, writeHeader } from './tcp/segment';
import { after, plus } from './tcp/seq';
import { TCP_TIME_WAIT } from './tcp/tcb';
import type { TcpSock } from './tcp-sock';
import { unreachError } from './udp';

export const tcpProtocol: InetProtocol = {
  receive(skb, ns) {
    const { bytes, head, tail, saddr, daddr } = skb;
    const { tcp } = ns.mib;
    tcp.InSegs++;
    if (skb.pktType !== 0) return;
    const seg = parseSegment(bytes, head, tail);
    if (seg === null) {
      tcp.InErrs++;
      return;
    }
    if (checksum(bytes, head, tail, pseudoSum(saddr, daddr, IPPROTO_TCP, tail - head)) !== 0) {
      tcp.InCsumErrors++;
      tcp.InErrs++;
      return;
    }
    const sport = be16(bytes, head);
    const dport = be16(bytes, head + 2);
    if (ns.stack.traces) ns.stack.trace(skb, 'tcp', 'rx', `TCP ${sport} > ${dport}, ${skb.length} bytes`);
    deliver(ns, skb, seg, sport, dport);
  },

  error(ns, inner, type, code, info) {
    if (inner.payload.length < 8) return;
    const key = flowKey(inner.saddr, be16(inner.payload, 0), inner.daddr, be16(inner.payload, 2));
    const sock = ns.inet.established.get(key);
    if (sock === undefined) return;
    if (type === 3 && code === 4) {
      // Fragmentation needed: smaller segments from now on (RFC 1191).
      if (info >= 68)
        sock.change(() => {
          sock.tcb.mss = Math.max(48, Math.min(sock.tcb.mss, info - 40 - (sock.tcb.tsOk ? 12 : 0)));
        });
      return;
    }
    sock.icmpError(unreachError(type, code));
  },
};

/** sk_filter: programs on the control group, then the socket's own. */
function refused(sock: TcpSock, skb: SkBuff): boolean {
  const allowed = (sock.ns.stack.cgroups?.ingress(skb, sock) ?? 0) === 0;
  if (allowed && (sock.filter === null || sock.filter(skb.data, skb) !== 0)) return false;
  traceDrop(sock.kernel, skb, DropReason.SOCKET_FILTER);
  return true;
}

function deliver(ns: NetNamespace, skb: SkBuff, seg: Segment, sport: number, dport: number): void {
  const sock = ns.inet.established.get(flowKey(skb.daddr, dport, skb.saddr, sport));
  if (sock !== undefined) {
    if (refused(sock, skb)) return;
    const { tcb } = sock;
    // A new connection may take the place of one that only waits for stray segments (RFC 9293 3.10.7.4).
    const again = tcb.state === TCP_TIME_WAIT && (seg.flags & (SYN | ACK | RST)) === SYN && after(seg.seq, tcb.rcvNxt);
    const fresh = again ? listenerFor(ns, skb, dport, sport) : undefined;
    if (fresh === undefined) {
      sock.segment(seg);
      return;
    }
    sock.change(() => closeTcb(tcb));
    fresh.synReceived(skb, seg, sport);
    return;
  }
  const listener = listenerFor(ns, skb, dport, sport);
  if (listener === undefined) {
    traceDrop(ns.kernel, skb, DropReason.NO_SOCKET);
    if (!(seg.flags & RST)) sendReset(ns, skb, seg, sport, dport);
    return;
  }
  if (refused(listener, skb)) return;
  if (seg.flags & RST) return;
  if (seg.flags & ACK) sendReset(ns, skb, seg, sport, dport);
  else if (seg.flags & SYN && !(seg.flags & FIN)) listener.synReceived(skb, seg, sport);
}

/** The listening socket that fits best: an address bound by name before any, a device before none. */
function listenerFor(ns: NetNamespace, skb: SkBuff, dport: number, sport: number): TcpSock | undefined {
  const fitting: TcpSock[] = [];
  let top = 0;
  for (const sock of ns.inet.listeners.get(dport) ?? []) {
    if (sock.saddr !== 0 && sock.saddr !== skb.daddr) continue;
    if (sock.boundDevice !== 0 && sock.boundDevice !== skb.dev?.ifindex) continue;
    const score = 1 + (sock.saddr !== 0 ? 2 : 0) + (sock.boundDevice !== 0 ? 4 : 0);
    if (score < top) continue;
    if (score > top) fitting.length = 0;
    top = score;
    fitting.push(sock);
  }
  return fitting.length > 1 ? fitting[(skb.saddr + sport * 31) % fitting.length] : fitting[0];
}

/** The answer to a segment that belongs to nobody. */
function sendReset(ns: NetNamespace, skb: SkBuff, seg: Segment, sport: number, dport: number): void {
  const dst = routeOutput(ns, skb.saddr, skb.daddr);
  if (typeof dst === 'number') return;
  const acked = (seg.flags & ACK) !== 0;
  const length = seg.data.length + (seg.flags & SYN ? 1 : 0) + (seg.flags & FIN ? 1 : 0);
  const header = {
    seq: acked ? seg.ack : 0,
    ack: acked ? 0 : plus(seg.seq, length),
    flags: acked ? RST : RST | ACK,
    window: 0,
    urgent: 0,
    options: NO_OPTIONS,
  };
  const reply = SkBuff.alloc(20);
  writeHeader(reply.bytes, reply.head, dport, sport, header);
  const sum = checksum(reply.bytes, reply.head, reply.tail, pseudoSum(skb.daddr, skb.saddr, IPPROTO_TCP, 20));
  put16(reply.bytes, reply.head + 16, sum);
  ns.mib.tcp.OutSegs++;
  ns.mib.tcp.OutRsts++;
  const ttl = setting(ns.sysctl, 'ipv4/ip_default_ttl');
  ipSend(ns, reply, dst, { saddr: skb.daddr, daddr: skb.saddr, protocol: IPPROTO_TCP, ttl, tos: 0, df: true });
}
