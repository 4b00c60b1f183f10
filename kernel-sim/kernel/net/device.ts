/**
 * A network device (struct net_device): queues to and from the wire, addresses, counters, and the hooks that sit right at it.
 * Follows include/linux/netdevice.h.
 */
import { ARPHRD_ETHER, ARPHRD_LOOPBACK, IFF_LOWER_UP, IFF_RUNNING, IFF_UP } from '../abi/sockios';
import type { NetNamespace } from './namespace';
import type { Deferred } from './netfilter';
import type { SkBuff } from './skbuff';

/** struct rtnl_link_stats64, the columns of /proc/net/dev. */
export class DeviceStats {
  rxBytes = 0;
  rxPackets = 0;
  rxErrors = 0;
  rxDropped = 0;
  rxMulticast = 0;
  txBytes = 0;
  txPackets = 0;
  txErrors = 0;
  txDropped = 0;
  collisions = 0;
}

export const XDP_ABORTED = 0;
export const XDP_DROP = 1;
export const XDP_PASS = 2;
export const XDP_TX = 3;
export const XDP_REDIRECT = 4;

export interface XdpResult {
  action: number;
  /** The frame as the program left it; absent: unchanged. */
  frame?: Uint8Array;
  /** For XDP_REDIRECT: ifindex. */
  target?: number;
}
/** An eBPF program at the driver: sees the whole Ethernet frame. It may answer later. */
export type XdpHook = (frame: Uint8Array, dev: NetDevice, queue: number) => XdpResult | Deferred<XdpResult>;

export const TC_ACT_OK = 0;
export const TC_ACT_SHOT = 2;
export const TC_ACT_REDIRECT = 7;
/** A classifier at ingress or egress: may change skb.bytes, mark, priority. */
export type TcHook = (skb: SkBuff, dev: NetDevice) => number;

/** struct in_ifaddr. */
export interface InterfaceAddress {
  address: number;
  prefix: number;
  broadcast: number;
  /** Far end of a point-to-point link; else the address itself. */
  peer: number;
  label: string;
  /** RT_SCOPE_*: 0 global, 253 link, 254 host. */
  scope: number;
}

/** net_device_ops. */
export interface DeviceDriver {
  /** ETHTOOL's name: `virtio_net`, `veth`, `loopback`. */
  readonly kind: string;
  /** Puts a frame (Ethernet header at skb.head) on the wire. */
  xmit(skb: SkBuff, dev: NetDevice): void;
  open?(dev: NetDevice): void;
  stop?(dev: NetDevice): void;
  /** The device is deleted. */
  uninit?(dev: NetDevice): void;
}

export class NetDevice {
  /** IFF_* without what is derived. */
  flags: number;
  mtu: number;
  txQueueLen: number;
  readonly stats = new DeviceStats();
  addresses: InterfaceAddress[] = [];
  /** Cable plugged in (IFF_LOWER_UP, operstate). */
  carrier = true;
  xdp: XdpHook | null = null;
  readonly ingress: TcHook[] = [];
  readonly egress: TcHook[] = [];
  /** For the other end of a veth pair: ifindex shown as name@ifN. */
  link: NetDevice | null = null;
  /** Set when it joins a namespace. */
  ifindex = 0;
  ns!: NetNamespace;
  /** Line of /proc/interrupts; 0: none. */
  irq = 0;
  interrupts = 0;
  /** Sockets that want everything: AF_PACKET promiscuous. */
  promiscuity = 0;

  constructor(
    public name: string,
    /** ARPHRD_*. */
    readonly type: number,
    public mac: Uint8Array,
    readonly driver: DeviceDriver,
    options: { mtu: number; flags: number; txQueueLen?: number },
  ) {
    this.mtu = options.mtu;
    this.flags = options.flags;
    this.txQueueLen = options.txQueueLen ?? 1000;
  }

  get up(): boolean {
    return (this.flags & IFF_UP) !== 0;
  }

  get running(): boolean {
    return this.up && this.carrier;
  }

  /** dev_get_flags: as programs see them. */
  get shownFlags(): number {
    return (this.flags | (this.running ? IFF_RUNNING | IFF_LOWER_UP : 0)) >>> 0;
  }

  get isLoopback(): boolean {
    return this.type === ARPHRD_LOOPBACK;
  }
  get isEthernet(): boolean {
    return this.type === ARPHRD_ETHER;
  }

  /** `UP`, `DOWN`, `UNKNOWN` as operstate says. */
  get operstate(): string {
    if (this.isLoopback) return 'UNKNOWN';
    return this.running ? 'UP' : this.up ? 'LOWERLAYERDOWN' : 'DOWN';
  }

  has(address: number): boolean {
    return this.addresses.some((entry) => entry.address === address);
  }
}
