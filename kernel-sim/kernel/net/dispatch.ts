/**
 * Between devices and protocols: what comes in goes through XDP, taps and tc to the protocol of its Ethernet type; what goes out
 * through tc and taps to the driver. Follows net/core/dev.c: __netif_receive_skb_core, __dev_queue_xmit.
 * Protocols register themselves here, so that no layer needs to know those above it.
 */

import {
  ETH_P_ALL,
  PACKET_BROADCAST,
  PACKET_HOST,
  PACKET_MULTICAST,
  PACKET_OTHERHOST,
  PACKET_OUTGOING,
} from '../abi/sockios';
import { tracePacket } from '../trace/kernel-events';
import { traceXmit } from '../trace/more-events';
import { be16 } from './bytes';
import { type NetDevice, TC_ACT_SHOT, XDP_PASS, XDP_REDIRECT, XDP_TX, type XdpResult } from './device';
import type { NetNamespace } from './namespace';
import { isDeferred } from './netfilter';
import { SkBuff } from './skbuff';
import type { NetStack } from './stack';
import { frameSummary } from './summary';

export const ETH_HLEN = 14;
/** Instructions that bringing one packet up or down costs on the clock, about what Linux takes. */
const PACKET_COST = 600;

/** struct net_protocol: who takes IP packets of one protocol. skb.head is behind the IP header. */
export interface InetProtocol {
  receive(skb: SkBuff, ns: NetNamespace): void;
  /** An ICMP error came about a packet of ours; `inner` holds its IP header and the first bytes behind it. */
  error?(ns: NetNamespace, inner: InnerPacket, type: number, code: number, info: number): void;
}
export interface InnerPacket {
  saddr: number;
  daddr: number;
  protocol: number;
  /** The bytes behind the IP header. */
  payload: Uint8Array;
}

export class Dispatch {
  readonly packetTypes = new Map<number, (skb: SkBuff, dev: NetDevice) => void>();
  readonly protocols = new Map<number, InetProtocol>();
  /** Raw sockets look at every packet before its protocol does; true: one took it. */
  rawDeliver: (skb: SkBuff, ns: NetNamespace) => boolean = () => false;
  /** icmp_send: tells the sender of `skb` (IP header at skb.network). */
  icmpSend: (ns: NetNamespace, skb: SkBuff, type: number, code: number, info: number) => void = () => {};

  constructor(private readonly stack: NetStack) {}

  /** A driver has received a frame; the Ethernet header is at skb.head. */
  netifRx(skb: SkBuff, dev: NetDevice): void {
    if (!dev.up) {
      dev.stats.rxDropped++;
      return;
    }
    skb.dev = dev;
    dev.stats.rxPackets++;
    dev.stats.rxBytes += skb.length;
    if (!this.stack.softirq.raise(() => this.receive(skb, dev))) dev.stats.rxDropped++;
  }

  private receive(skb: SkBuff, dev: NetDevice): void {
    this.stack.kernel.charge(PACKET_COST);
    if (skb.length < ETH_HLEN) {
      dev.stats.rxErrors++;
      return;
    }
    if (this.stack.traces) this.stack.trace(skb, 'link', 'rx', frameSummary(skb.data));
    if (dev.xdp === null) {
      this.afterXdp(skb, dev);
      return;
    }
    const answer = dev.xdp(skb.data, dev, 0);
    if (!isDeferred(answer)) {
      this.xdpVerdict(skb, dev, answer);
      return;
    }
    const { softirq } = this.stack;
    softirq.pause();
    answer.whenAnswered((result) => softirq.resume(() => this.xdpVerdict(skb, dev, result)));
  }

  private xdpVerdict(skb: SkBuff, dev: NetDevice, { action, frame, target }: XdpResult): void {
    let packet = skb;
    if (frame !== undefined) {
      packet = new SkBuff(frame, 0, frame.length);
      packet.dev = dev;
      packet.id = skb.id;
    }
    const names = ['XDP_ABORTED', 'XDP_DROP', 'XDP_PASS', 'XDP_TX', 'XDP_REDIRECT'];
    if (this.stack.traces)
      this.stack.trace(packet, 'xdp', 'rx', frameSummary(packet.data), names[action] ?? String(action));
    if (action === XDP_PASS) this.afterXdp(packet, dev);
    else if (action === XDP_TX) this.transmit(packet, dev);
    else if (action === XDP_REDIRECT) {
      const to = dev.ns.byIndex(target ?? 0);
      if (to?.up) this.transmit(packet, to);
      else dev.stats.rxDropped++;
    } else dev.stats.rxDropped++;
  }

  private afterXdp(skb: SkBuff, dev: NetDevice): void {
    if (skb.length < ETH_HLEN) {
      dev.stats.rxErrors++;
      return;
    }
    tracePacket(this.stack.kernel, 'rx', skb, dev.name);
    skb.mac = skb.head;
    skb.protocol = be16(skb.bytes, skb.head + 12);
    skb.pktType = packetType(skb, dev);
    if (skb.pktType === PACKET_MULTICAST) dev.stats.rxMulticast++;
    skb.pull(ETH_HLEN);
    skb.network = skb.head;
    for (const tap of dev.ns.packetSockets) tap.tap(skb, dev);
    for (const classify of dev.ingress) {
      if (classify(skb, dev) === TC_ACT_SHOT) {
        dev.stats.rxDropped++;
        return;
      }
    }
    if (skb.pktType === PACKET_OTHERHOST) return;
    const deliver = this.packetTypes.get(skb.protocol);
    if (deliver === undefined) dev.stats.rxDropped++;
    else deliver(skb, dev);
  }

  /** dev_queue_xmit: a frame with its Ethernet header at skb.head. */
  xmit(skb: SkBuff, dev: NetDevice): void {
    if (!dev.up) {
      dev.stats.txDropped++;
      return;
    }
    this.stack.kernel.charge(PACKET_COST);
    tracePacket(this.stack.kernel, 'tx', skb, dev.name);
    skb.dev = dev;
    skb.mac = skb.head;
    skb.protocol = be16(skb.bytes, skb.head + 12);
    for (const classify of dev.egress) {
      if (classify(skb, dev) === TC_ACT_SHOT) {
        dev.stats.txDropped++;
        return;
      }
    }
    if (dev.ns.packetSockets.size > 0) this.tapOutgoing(skb, dev);
    this.transmit(skb, dev);
  }

  private tapOutgoing(skb: SkBuff, dev: NetDevice): void {
    const type = skb.pktType;
    skb.pktType = PACKET_OUTGOING;
    skb.pull(ETH_HLEN);
    for (const tap of dev.ns.packetSockets) if (tap.tapped === ETH_P_ALL && tap !== skb.sk) tap.tap(skb, dev);
    skb.head -= ETH_HLEN;
    skb.pktType = type;
  }

  private transmit(skb: SkBuff, dev: NetDevice): void {
    if (this.stack.traces) this.stack.trace(skb, 'link', 'tx', frameSummary(skb.data));
    dev.stats.txPackets++;
    dev.stats.txBytes += skb.length;
    const { length } = skb;
    dev.driver.xmit(skb, dev);
    traceXmit(this.stack.kernel, skb, length, dev.name);
  }
}

/** eth_type_trans: for whom it is, by its destination address. */
function packetType(skb: SkBuff, dev: NetDevice): number {
  const { bytes, head } = skb;
  if (dev.isLoopback) return PACKET_HOST;
  if ((bytes[head] & 1) !== 0) {
    for (let i = 0; i < 6; i++) if (bytes[head + i] !== 0xff) return PACKET_MULTICAST;
    return PACKET_BROADCAST;
  }
  for (let i = 0; i < 6; i++) if (bytes[head + i] !== dev.mac[i]) return PACKET_OTHERHOST;
  return PACKET_HOST;
}
