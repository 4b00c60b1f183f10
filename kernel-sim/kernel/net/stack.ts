/**
 * The network of one kernel: the first namespace, the softirq, who listens. Made when it is first asked for.
 * Linux keeps this in global variables (init_net, softnet_data).
 */
import type { Kernel, Task } from '../types';
import type { CgroupHooks } from './cgroup-hooks';
import type { NetDevice } from './device';
import { Dispatch } from './dispatch';
import { NetNamespace } from './namespace';
import type { SkBuff } from './skbuff';
import type { Sock, SocketFilter } from './sock';
import { Softirq } from './softirq';

export type PacketLayer = 'socket' | 'tcp' | 'udp' | 'icmp' | 'ip' | 'arp' | 'link' | 'netfilter' | 'xdp';

/** First inode number of nsfs that Linux gives to a network namespace: net:[4026531840]. */
const INIT_NET_INUM = 4026531840;

export class NetStack {
  readonly softirq = new Softirq();
  readonly dispatch = new Dispatch(this);
  readonly initial: NetNamespace;
  readonly namespaces: NetNamespace[] = [];
  /** SO_ATTACH_FILTER and SO_ATTACH_BPF: the BPF subsystem turns the option's bytes into a filter, or answers an errno. */
  attachFilter: ((kernel: Kernel, task: Task, option: number, value: Uint8Array) => SocketFilter | number) | null =
    null;
  /** IFLA_XDP of a link message: the BPF subsystem puts a program on the device or takes it away. */
  setXdp: ((task: Task, dev: NetDevice, attributes: ReadonlyMap<number, Uint8Array>) => number) | null = null;
  /** Programs on control groups. */
  cgroups: CgroupHooks | null = null;
  private cookies = 0;
  private packetIds = 0;
  private nextInum = INIT_NET_INUM;
  /** All sockets with an open file, for /proc/net/sockstat. */
  readonly openSockets = new Set<Sock>();
  /** Where the search for an abstract name begins (unix(7): autobind). */
  nextAutobind = 0;

  constructor(readonly kernel: Kernel) {
    this.initial = this.createNamespace();
  }

  createNamespace(): NetNamespace {
    const ns = new NetNamespace(this, this.nextInum);
    // Numbers of later namespaces lie above those of the boot-time ones of the other kinds.
    this.nextInum = this.nextInum === INIT_NET_INUM ? 4026532200 : this.nextInum + 1;
    this.namespaces.push(ns);
    return ns;
  }

  /** Virtual time in microseconds: the clock of TCP. */
  get micros(): number {
    return this.kernel.now / 100;
  }

  random32(): number {
    const bytes = new Uint8Array(4);
    this.kernel.randomBytes(bytes);
    return new DataView(bytes.buffer).getUint32(0, true);
  }

  /** SO_COOKIE: a number that no other socket has. */
  nextCookie(): number {
    this.cookies++;
    return this.cookies;
  }

  nextPacketId(): number {
    this.packetIds++;
    return this.packetIds;
  }

  /** Somebody looks at packets: guard each `trace`. */
  get traces(): boolean {
    return this.kernel.wants('packet');
  }

  trace(skb: SkBuff, layer: PacketLayer, direction: 'tx' | 'rx', summary: string, verdict?: string): void {
    const { kernel } = this;
    if (skb.id === 0) skb.id = this.nextPacketId();
    kernel.emit({
      type: 'packet',
      at: kernel.now,
      cpu: kernel.cpu?.index ?? 0,
      pid: kernel.current?.pid ?? 0,
      dev: skb.dev?.name ?? '',
      direction,
      layer,
      summary,
      bytes: skb.length,
      id: skb.id,
      ...(verdict === undefined ? {} : { verdict }),
    });
  }
}
