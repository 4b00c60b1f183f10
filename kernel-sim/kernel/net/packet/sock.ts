/**
 * AF_PACKET: whole frames as they come from and go to devices. Follows net/packet/af_packet.c.
 * Departs from Linux: no rings (PACKET_RX_RING) and no fanout.
 */
import { POLLERR, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../../abi/poll';
import * as S from '../../abi/socket';
import * as IO from '../../abi/sockios';
import { EFAULT, EINVAL, EMSGSIZE, ENETDOWN, ENODEV, ENOPROTOOPT, ENXIO, EOPNOTSUPP } from '../../errno';
import type { Sleeping, Task } from '../../types';
import { be16, put16 } from '../bytes';
import type { NetDevice } from '../device';
import { DatagramQueue } from '../ipv4/datagram-queue';
import { intOf } from '../ipv4/inet-sock';
import type { Message } from '../message';
import type { NetNamespace } from '../namespace';
import { SkBuff } from '../skbuff';
import { Sock } from '../sock';

const SOCKADDR_LL = 20;
const ETH_HLEN = 14;
const PACKET_ADD_MEMBERSHIP = 1;
const PACKET_DROP_MEMBERSHIP = 2;
const PACKET_STATISTICS = 6;

export class PacketSock extends Sock {
  readonly queue = new DatagramQueue();
  /** Ethernet type it wants; ETH_P_ALL: every one, outgoing frames too; 0: none. */
  tapped = 0;
  ifindex = 0;
  private packets = 0;
  private drops = 0;

  constructor(ns: NetNamespace, type: number, protocol: number) {
    super(ns, S.AF_PACKET, type, protocol);
    // htons(): the protocol comes in network order.
    this.hook(((protocol & 255) << 8) | ((protocol >> 8) & 255), 0);
  }

  private hook(type: number, ifindex: number): void {
    this.tapped = type;
    this.ifindex = ifindex;
    if (type !== 0) this.ns.packetSockets.add(this);
    else this.ns.packetSockets.delete(this);
  }

  override bind(_task: Task, address: Uint8Array): number {
    if (address.length < 12) return -EINVAL;
    if (address[0] !== S.AF_PACKET) return -EINVAL;
    const view = new DataView(address.buffer, address.byteOffset);
    const ifindex = view.getInt32(4, true);
    const dev = ifindex === 0 ? undefined : this.ns.byIndex(ifindex);
    if (ifindex !== 0 && dev === undefined) return -ENODEV;
    this.hook(be16(address, 2) || this.tapped, ifindex);
    if (dev !== undefined && !dev.up) this.fail(ENETDOWN);
    return 0;
  }

  name(peer: boolean): Uint8Array | number {
    if (peer) return -EOPNOTSUPP;
    const dev = this.ns.byIndex(this.ifindex);
    return address(dev ?? null, this.tapped, 0, dev?.mac ?? new Uint8Array(0)).subarray(0, dev ? 18 : 12);
  }

  /** A frame passes a device; its Ethernet header is at skb.mac, skb.head behind it. */
  tap(skb: SkBuff, dev: NetDevice): void {
    if (this.ifindex !== 0 && this.ifindex !== dev.ifindex) return;
    if (this.tapped !== IO.ETH_P_ALL && this.tapped !== skb.protocol) return;
    const whole = skb.bytes.slice(skb.mac, skb.tail);
    const source = whole.slice(6, 12);
    const data = this.type === S.SOCK_RAW ? whole : whole.subarray(ETH_HLEN);
    const head = skb.head;
    if (this.type === S.SOCK_RAW) skb.head = skb.mac;
    const kept = this.queue.push(this, skb, data, address(dev, skb.protocol, skb.pktType, source));
    skb.head = head;
    if (kept) this.packets++;
    else if (this.filter === null) this.drops++;
  }

  override send(_task: Task, { io, name }: Message): number | Sleeping<number> {
    const ifindex =
      name === null || name.length < 8 ? this.ifindex : new DataView(name.buffer, name.byteOffset).getInt32(4, true);
    const dev = this.ns.byIndex(ifindex);
    if (dev === undefined) return -ENXIO;
    if (!dev.up) return -ENETDOWN;
    const length = io.remaining;
    const raw = this.type === S.SOCK_RAW;
    if (length > dev.mtu + (raw ? ETH_HLEN : 0)) return -EMSGSIZE;
    if (raw && length < ETH_HLEN) return -EINVAL;
    const skb = SkBuff.alloc(length);
    if (io.get(skb.bytes, skb.head, length) < length) return -EFAULT;
    if (!raw) {
      if (name === null || name.length < 18) return -EINVAL;
      skb.push(ETH_HLEN);
      skb.bytes.set(name.subarray(12, 18), skb.head);
      skb.bytes.set(dev.mac, skb.head + 6);
      put16(skb.bytes, skb.head + 12, be16(name, 2) || this.tapped);
    }
    skb.sk = this;
    this.ns.stack.softirq.guard(() => this.ns.stack.dispatch.xmit(skb, dev));
    return length;
  }

  override receive(_task: Task, message: Message): number | Sleeping<number> {
    return this.queue.receive(this, message);
  }

  override setOption(_task: Task, level: number, name: number, value: Uint8Array): number {
    if (level !== S.SOL_PACKET || (name !== PACKET_ADD_MEMBERSHIP && name !== PACKET_DROP_MEMBERSHIP))
      return -ENOPROTOOPT;
    const dev = this.ns.byIndex(intOf(value) ?? 0);
    if (dev === undefined) return -ENODEV;
    dev.promiscuity += name === PACKET_ADD_MEMBERSHIP ? 1 : -1;
    return 0;
  }
  override getOption(_task: Task, level: number, name: number, _room: number): Uint8Array | number {
    if (level !== S.SOL_PACKET || name !== PACKET_STATISTICS) return -ENOPROTOOPT;
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, this.packets + this.drops, true);
    view.setUint32(4, this.drops, true);
    this.packets = 0;
    this.drops = 0;
    return bytes;
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
    this.ns.packetSockets.delete(this);
  }
}

/** struct sockaddr_ll. */
function address(dev: NetDevice | null, protocol: number, pktType: number, mac: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(SOCKADDR_LL);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, S.AF_PACKET, true);
  put16(bytes, 2, protocol);
  view.setInt32(4, dev?.ifindex ?? 0, true);
  view.setUint16(8, dev?.type ?? 0, true);
  bytes[10] = pktType;
  bytes[11] = mac.length;
  bytes.set(mac, 12);
  return bytes;
}
