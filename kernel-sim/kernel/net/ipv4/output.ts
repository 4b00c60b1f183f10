/**
 * Sending IPv4 packets: header, hooks, fragments, next hop. Follows net/ipv4/ip_output.c (ip_queue_xmit, ip_output, ip_fragment).
 */

import { RTN_BROADCAST } from '../../abi/rtnetlink';
import { ETH_P_IP } from '../../abi/sockios';
import { EMSGSIZE } from '../../errno';
import { objectAddress, probed } from '../../trace/kernel-events';
import { DropReason, traceDrop } from '../../trace/more-events';
import { put16 } from '../bytes';
import type { NetNamespace } from '../namespace';
import { NF_INET_LOCAL_OUT, NF_INET_POST_ROUTING, nfHook } from '../netfilter';
import { SkBuff } from '../skbuff';
import type { Sock } from '../sock';
import { packetSummary } from '../summary';
import { type Dst, routeOutput } from './fib';
import {
  fragmentField,
  IP_DF,
  IP_HLEN,
  IP_MF,
  IP_OFFSET,
  ihl,
  sealIpHeader,
  sourceOf,
  targetOf,
  writeIpHeader,
} from './header';

export interface SendOptions {
  saddr: number;
  daddr: number;
  protocol: number;
  ttl: number;
  tos: number;
  /** Must not be fragmented on the way. */
  df: boolean;
}

/** Puts the IP header before what lies in `skb` and sends it. 0, -EMSGSIZE, or what a program on the control group said. */
export function ipSend(ns: NetNamespace, skb: SkBuff, dst: Dst, options: SendOptions): number {
  const length = skb.length + IP_HLEN;
  if (length > 65535) return -EMSGSIZE;
  skb.transport = skb.head;
  skb.push(IP_HLEN);
  skb.network = skb.head;
  ns.inet.ipId = (ns.inet.ipId + 1) & 0xffff;
  const fragment = options.df ? IP_DF : 0;
  writeIpHeader(skb.bytes, skb.head, length, { ...options, id: ns.inet.ipId, fragment });
  ipLocalOut(ns, skb, dst);
  return Math.min(skb.verdict, 0);
}

/** A complete packet of ours (IP_HDRINCL, or from ipSend): IP header at skb.head. */
export function ipLocalOut(ns: NetNamespace, skb: SkBuff, dst: Dst): void {
  ns.mib.ip.OutRequests++;
  skb.saddr = sourceOf(skb.bytes, skb.head);
  skb.daddr = targetOf(skb.bytes, skb.head);
  skb.dev = dst.dev;
  if (ns.stack.traces) ns.stack.trace(skb, 'ip', 'tx', packetSummary(skb.data));
  const target = skb.daddr;
  nfHook(ns, NF_INET_LOCAL_OUT, skb, null, dst.dev, () => {
    // A hook that has changed the destination (DNAT) changes the way.
    const now = targetOf(skb.bytes, skb.head);
    const way = now === target ? dst : routeOutput(ns, now, sourceOf(skb.bytes, skb.head));
    if (typeof way === 'number') ns.mib.ip.OutNoRoutes++;
    else ipOutput(ns, skb, way);
  });
}

/** Own and forwarded packets alike. */
export function ipOutput(ns: NetNamespace, skb: SkBuff, dst: Dst): void {
  skb.dev = dst.dev;
  probed(ns.kernel, 'ip_output')?.enter(
    objectAddress(ns.kernel, ns),
    skb.sk ? objectAddress(ns.kernel, skb.sk) : 0,
    objectAddress(ns.kernel, skb),
  );
  nfHook(ns, NF_INET_POST_ROUTING, skb, null, dst.dev, () => {
    // BPF_CGROUP_RUN_PROG_INET_EGRESS (ip_finish_output): only packets of our own sockets.
    const { cgroups } = ns.stack;
    if (cgroups && skb.sk) skb.verdict = cgroups.egress(skb, skb.sk as Sock);
    if (skb.verdict !== 0) {
      ns.mib.ip.OutDiscards++;
      traceDrop(ns.kernel, skb, DropReason.NOT_SPECIFIED);
    } else if (skb.length > dst.dev.mtu) fragment(ns, skb, dst);
    else finish(ns, skb, dst);
  });
}

function finish(ns: NetNamespace, skb: SkBuff, dst: Dst): void {
  ns.neighbours.output(skb, dst.dev, dst.nextHop, ETH_P_IP, dst.type === RTN_BROADCAST);
}

const ICMP_DEST_UNREACH = 3;
const ICMP_FRAG_NEEDED = 4;

function fragment(ns: NetNamespace, skb: SkBuff, dst: Dst): void {
  const { bytes, head } = skb;
  const { mtu } = dst.dev;
  const field = fragmentField(bytes, head);
  if ((field & IP_DF) !== 0 || mtu < 68) {
    ns.mib.ip.FragFails++;
    ns.stack.dispatch.icmpSend(ns, skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtu);
    return;
  }
  const header = ihl(bytes, head);
  const step = (mtu - header) & ~7;
  const payload = bytes.subarray(head + header, skb.tail);
  for (let at = 0; at < payload.length; at += step) {
    const end = Math.min(at + step, payload.length);
    const piece = SkBuff.alloc(header + end - at);
    piece.bytes.set(bytes.subarray(head, head + header), piece.head);
    piece.bytes.set(payload.subarray(at, end), piece.head + header);
    const more = end < payload.length || (field & IP_MF) !== 0 ? IP_MF : 0;
    put16(piece.bytes, piece.head + 2, header + end - at);
    put16(piece.bytes, piece.head + 6, ((field & IP_OFFSET) + at / 8) | more);
    sealIpHeader(piece.bytes, piece.head);
    piece.network = piece.head;
    piece.saddr = skb.saddr;
    piece.daddr = skb.daddr;
    piece.fragmented = true;
    ns.mib.ip.FragCreates++;
    finish(ns, piece, dst);
  }
  ns.mib.ip.FragOKs++;
}
