/**
 * Neighbours: which hardware address an IP address on the link has, and the packets that wait to know. Follows net/core/neighbour.c
 * and net/ipv4/arp.c. Departs from Linux: an entry that has grown old is asked about again while it is still used, without the
 * states DELAY and PROBE; entries are not thrown away by a timer, but looked at when they are used or shown.
 */
import { NUD_FAILED, NUD_INCOMPLETE, NUD_PERMANENT, NUD_REACHABLE, NUD_STALE } from '../../abi/rtnetlink';
import { ETH_P_ARP, IFF_NOARP } from '../../abi/sockios';
import { isMulticast, put16, put32 } from '../bytes';
import type { NetDevice } from '../device';
import type { NetNamespace } from '../namespace';
import { SkBuff } from '../skbuff';
import { selectSource } from './fib';

const SECOND = 100_000_000;
/** base_reachable_time, retrans_time, ucast/mcast_solicit, unres_qlen. */
const REACHABLE = 30 * SECOND;
const RETRANS = SECOND;
const PROBES = 3;
const QUEUE = 101;

const ETH_HLEN = 14;
const BROADCAST_MAC = new Uint8Array(6).fill(255);
const ZERO_MAC = new Uint8Array(6);
const ICMP_DEST_UNREACH = 3;
const ICMP_HOST_UNREACH = 1;

export interface Neighbour {
  readonly dev: NetDevice;
  readonly address: number;
  mac: Uint8Array;
  /** NUD_* as last set; REACHABLE grows STALE by itself. */
  state: number;
  confirmedAt: number;
  probes: number;
  waiting: { skb: SkBuff; type: number }[];
}

export class NeighbourTable {
  private readonly entries = new Map<string, Neighbour>();

  constructor(private readonly ns: NetNamespace) {}

  list(): Neighbour[] {
    return [...this.entries.values()];
  }

  /** NUD_* now. */
  stateOf(entry: Neighbour): number {
    const old = this.ns.kernel.now - entry.confirmedAt > REACHABLE;
    return entry.state === NUD_REACHABLE && old ? NUD_STALE : entry.state;
  }

  find(dev: NetDevice, address: number): Neighbour | undefined {
    return this.entries.get(`${dev.ifindex}/${address}`);
  }

  private make(dev: NetDevice, address: number): Neighbour {
    const entry: Neighbour = { dev, address, mac: ZERO_MAC, state: 0, confirmedAt: 0, probes: 0, waiting: [] };
    this.entries.set(`${dev.ifindex}/${address}`, entry);
    return entry;
  }

  remove(entry: Neighbour): void {
    this.entries.delete(`${entry.dev.ifindex}/${entry.address}`);
  }

  removeDevice(dev: NetDevice): void {
    for (const entry of this.list()) if (entry.dev === dev) this.remove(entry);
  }

  setPermanent(dev: NetDevice, address: number, mac: Uint8Array): void {
    const entry = this.find(dev, address) ?? this.make(dev, address);
    this.learn(entry, mac, NUD_PERMANENT);
  }

  /** Puts the Ethernet header before `skb` and sends it, now or when the address is known. `type` is the Ethernet type. */
  output(skb: SkBuff, dev: NetDevice, nextHop: number, type: number, broadcast: boolean): void {
    if (dev.isLoopback || (dev.flags & IFF_NOARP) !== 0) this.send(skb, dev, ZERO_MAC, type);
    else if (broadcast && !isMulticast(nextHop)) this.send(skb, dev, BROADCAST_MAC, type);
    else if (isMulticast(nextHop)) this.send(skb, dev, multicastMac(nextHop), type);
    else this.unicast(skb, dev, nextHop, type);
  }

  private unicast(skb: SkBuff, dev: NetDevice, nextHop: number, type: number): void {
    const entry = this.find(dev, nextHop) ?? this.make(dev, nextHop);
    const state = this.stateOf(entry);
    if ((state & (NUD_REACHABLE | NUD_STALE | NUD_PERMANENT)) !== 0) {
      if (state === NUD_STALE && this.ns.kernel.now - entry.confirmedAt > 2 * REACHABLE) {
        // Asked again; the old address is good until somebody says otherwise.
        entry.confirmedAt = this.ns.kernel.now - REACHABLE - 1;
        this.request(entry, entry.mac);
      }
      this.send(skb, dev, entry.mac, type);
      return;
    }
    if (entry.waiting.length >= QUEUE) entry.waiting.shift();
    entry.waiting.push({ skb, type });
    if (state === NUD_INCOMPLETE) return;
    entry.state = NUD_INCOMPLETE;
    entry.probes = 0;
    this.probe(entry);
  }

  /** Asks, and asks again each second; after the third time those who wait are told. */
  private probe(entry: Neighbour): void {
    if (entry.state !== NUD_INCOMPLETE) return;
    if (entry.probes >= PROBES) {
      entry.state = NUD_FAILED;
      const { waiting } = entry;
      entry.waiting = [];
      for (const { skb } of waiting)
        this.ns.stack.dispatch.icmpSend(this.ns, skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
      return;
    }
    entry.probes++;
    const { kernel, stack } = this.ns;
    kernel.timer(kernel.now + RETRANS, () => stack.softirq.guard(() => this.probe(entry)));
    this.request(entry, BROADCAST_MAC);
  }

  private request(entry: Neighbour, to: Uint8Array): void {
    const source = selectSource(entry.dev, entry.address);
    this.sendArp(entry.dev, 1, to, source, ZERO_MAC, entry.address);
  }

  /** An ARP packet: 1 request, 2 reply. */
  sendArp(dev: NetDevice, op: number, to: Uint8Array, source: number, targetMac: Uint8Array, target: number): void {
    const skb = SkBuff.alloc(28);
    const { bytes, head } = skb;
    put16(bytes, head, 1);
    put16(bytes, head + 2, 0x0800);
    bytes[head + 4] = 6;
    bytes[head + 5] = 4;
    put16(bytes, head + 6, op);
    bytes.set(dev.mac, head + 8);
    put32(bytes, head + 14, source);
    bytes.set(targetMac, head + 18);
    put32(bytes, head + 24, target);
    this.send(skb, dev, to, ETH_P_ARP);
  }

  private send(skb: SkBuff, dev: NetDevice, mac: Uint8Array, type: number): void {
    skb.push(ETH_HLEN);
    const { bytes, head } = skb;
    bytes.set(mac, head);
    bytes.set(dev.isLoopback ? ZERO_MAC : dev.mac, head + 6);
    put16(bytes, head + 12, type);
    this.ns.stack.dispatch.xmit(skb, dev);
  }

  /** Somebody said which hardware address an IP address has (neigh_update). `asked`: make an entry where there is none. */
  heard(dev: NetDevice, address: number, mac: Uint8Array, asked: boolean): void {
    const entry = this.find(dev, address) ?? (asked ? this.make(dev, address) : undefined);
    if (entry !== undefined && entry.state !== NUD_PERMANENT) this.learn(entry, mac, NUD_REACHABLE);
  }

  private learn(entry: Neighbour, mac: Uint8Array, state: number): void {
    entry.mac = mac.slice();
    entry.state = state;
    entry.confirmedAt = this.ns.kernel.now;
    const { waiting } = entry;
    entry.waiting = [];
    for (const { skb, type } of waiting) this.send(skb, entry.dev, entry.mac, type);
  }
}

/** RFC 1112: 01:00:5e and the low 23 bits. */
function multicastMac(address: number): Uint8Array {
  return Uint8Array.of(1, 0, 0x5e, (address >>> 16) & 0x7f, (address >>> 8) & 255, address & 255);
}
