/**
 * IPv4 packets that have come: checked, hooked, put together, delivered here or forwarded. Follows net/ipv4/ip_input.c,
 * ip_forward.c and route.c: ip_route_input.
 */
import { RTN_BROADCAST, RTN_LOCAL, RTN_UNICAST } from '../../abi/rtnetlink';
import { PACKET_HOST } from '../../abi/sockios';
import { objectAddress, probed } from '../../trace/kernel-events';
import { isLoopback, isMulticast } from '../bytes';
import type { NetDevice } from '../device';
import type { NetNamespace } from '../namespace';
import { NF_INET_FORWARD, NF_INET_LOCAL_IN, NF_INET_PRE_ROUTING, nfHook } from '../netfilter';
import type { SkBuff } from '../skbuff';
import { packetSummary } from '../summary';
import { setting } from '../sysctl';
import { localType, selectSource } from './fib';
import {
  fragmentField,
  IP_DF,
  IP_MF,
  IP_OFFSET,
  ihl,
  sealIpHeader,
  sourceOf,
  targetOf,
  totalLength,
  validHeader,
} from './header';
import { ipOutput } from './output';

const ICMP_DEST_UNREACH = 3;
const ICMP_TIME_EXCEEDED = 11;

/** A packet of Ethernet type IP; its header is at skb.head. */
export function ipReceive(skb: SkBuff, dev: NetDevice): void {
  const { ns } = dev;
  probed(ns.kernel, 'ip_rcv')?.enter(objectAddress(ns.kernel, skb), objectAddress(ns.kernel, dev));
  ns.mib.ip.InReceives++;
  if (!validHeader(skb.bytes, skb.head, skb.tail)) {
    ns.mib.ip.InHdrErrors++;
    return;
  }
  // The link may have padded it.
  skb.tail = skb.head + totalLength(skb.bytes, skb.head);
  skb.network = skb.head;
  if (ns.stack.traces) ns.stack.trace(skb, 'ip', 'rx', packetSummary(skb.data));
  nfHook(ns, NF_INET_PRE_ROUTING, skb, dev, null, () => route(ns, skb, dev));
}

/** A source that cannot be, or a loopback address from outside (martians). */
function martian(ns: NetNamespace, skb: SkBuff, dev: NetDevice): boolean {
  const { saddr, daddr } = skb;
  if (dev.isLoopback) return false;
  if (isMulticast(saddr) || saddr === 0xffffffff || isLoopback(saddr) || isLoopback(daddr)) return true;
  if (daddr === 0 || (saddr === 0 && daddr !== 0xffffffff)) return true;
  return localType(ns, saddr) !== 0;
}

function route(ns: NetNamespace, skb: SkBuff, dev: NetDevice): void {
  skb.saddr = sourceOf(skb.bytes, skb.head);
  skb.daddr = targetOf(skb.bytes, skb.head);
  if (martian(ns, skb, dev)) {
    ns.mib.ip.InAddrErrors++;
    return;
  }
  const local = localType(ns, skb.daddr);
  if (local === RTN_LOCAL || local === RTN_BROADCAST || isMulticast(skb.daddr)) deliver(ns, skb, dev);
  else forward(ns, skb, dev);
}

function deliver(ns: NetNamespace, skb: SkBuff, dev: NetDevice): void {
  let packet = skb;
  if ((fragmentField(skb.bytes, skb.head) & (IP_MF | IP_OFFSET)) !== 0) {
    const whole = ns.fragments.add(skb);
    if (whole === null) return;
    packet = whole;
    packet.saddr = skb.saddr;
    packet.daddr = skb.daddr;
  }
  nfHook(ns, NF_INET_LOCAL_IN, packet, dev, null, () => localDeliver(ns, packet));
}

function localDeliver(ns: NetNamespace, skb: SkBuff): void {
  const protocol = skb.bytes[skb.head + 9];
  skb.ipProtocol = protocol;
  skb.saddr = sourceOf(skb.bytes, skb.head);
  skb.daddr = targetOf(skb.bytes, skb.head);
  skb.network = skb.head;
  const { dispatch } = ns.stack;
  const raw = dispatch.rawDeliver(skb, ns);
  skb.pull(ihl(skb.bytes, skb.head));
  skb.transport = skb.head;
  const handler = dispatch.protocols.get(protocol);
  if (handler !== undefined) {
    ns.mib.ip.InDelivers++;
    handler.receive(skb, ns);
  } else if (raw) ns.mib.ip.InDelivers++;
  else {
    ns.mib.ip.InUnknownProtos++;
    dispatch.icmpSend(ns, skb, ICMP_DEST_UNREACH, 2, 0);
  }
}

/** ip_forward: one hop further, when this machine is a router. */
function forward(ns: NetNamespace, skb: SkBuff, dev: NetDevice): void {
  const { dispatch } = ns.stack;
  if (setting(ns.sysctl, 'ipv4/ip_forward') === 0 || skb.pktType !== PACKET_HOST) {
    ns.mib.ip.InAddrErrors++;
    return;
  }
  const way = ns.fib.match(skb.daddr);
  if (way === undefined || way.type !== RTN_UNICAST || way.dev === null) {
    ns.mib.ip.OutNoRoutes++;
    dispatch.icmpSend(ns, skb, ICMP_DEST_UNREACH, way === undefined ? 0 : 1, 0);
    return;
  }
  const { bytes, head } = skb;
  if (bytes[head + 8] <= 1) {
    ns.mib.ip.InHdrErrors++;
    dispatch.icmpSend(ns, skb, ICMP_TIME_EXCEEDED, 0, 0);
    return;
  }
  const out = way.dev;
  if (skb.length > out.mtu && (fragmentField(bytes, head) & IP_DF) !== 0) {
    ns.mib.ip.FragFails++;
    dispatch.icmpSend(ns, skb, ICMP_DEST_UNREACH, 4, out.mtu);
    return;
  }
  bytes[head + 8]--;
  sealIpHeader(bytes, head);
  const nextHop = way.gateway || skb.daddr;
  nfHook(ns, NF_INET_FORWARD, skb, dev, out, () => {
    ns.mib.ip.ForwDatagrams++;
    ipOutput(ns, skb, { type: RTN_UNICAST, dev: out, nextHop, source: selectSource(out, nextHop) });
  });
}
