/**
 * A network namespace (struct net): everything that one network stack knows. Devices, addresses, routes, neighbours, ports, settings,
 * hooks and counters hang here, so that a container has its own. Follows include/net/net_namespace.h.
 */
import type { Kernel, Task } from '../types';
import type { NetDevice } from './device';
import { Fib } from './ipv4/fib';
import { FragmentQueues } from './ipv4/fragment';
import { NeighbourTable } from './ipv4/neighbour';
import { InetTables } from './ipv4/tables';
import { Mib } from './mib';
import { NetfilterHooks } from './netfilter';
import type { NetlinkSock } from './netlink/sock';
import type { PacketSock } from './packet/sock';
import type { NetStack } from './stack';
import { defaultSysctl } from './sysctl';
import { hideDevice, showDevice } from './sysfs';
import type { UnixSock } from './unix/sock';

export class NetNamespace {
  /** By ifindex, in the order of their making. */
  readonly devices: NetDevice[] = [];
  readonly fib = new Fib();
  readonly neighbours: NeighbourTable;
  readonly fragments: FragmentQueues;
  readonly inet = new InetTables();
  readonly netfilter = new NetfilterHooks();
  readonly mib = new Mib();
  readonly sysctl = defaultSysctl();
  /** AF_UNIX names that begin with NUL. */
  readonly unixAbstract = new Map<string, UnixSock>();
  readonly unixSockets = new Set<UnixSock>();
  readonly netlinkSockets = new Set<NetlinkSock>();
  readonly packetSockets = new Set<PacketSock>();
  loopback!: NetDevice;
  private nextIndex = 1;

  constructor(
    readonly stack: NetStack,
    /** Number of its inode in nsfs, as /proc/PID/ns/net shows it. */
    readonly inum: number,
  ) {
    this.neighbours = new NeighbourTable(this);
    this.fragments = new FragmentQueues(this);
  }

  get kernel(): Kernel {
    return this.stack.kernel;
  }

  /** register_netdevice. `wantedIndex`: a device that moves keeps its number where it is free. */
  add(dev: NetDevice, wantedIndex = 0): void {
    const free = wantedIndex > 0 && !this.devices.some((other) => other.ifindex === wantedIndex);
    dev.ifindex = free ? wantedIndex : this.nextIndex;
    this.nextIndex = Math.max(this.nextIndex, dev.ifindex + 1);
    dev.ns = this;
    this.devices.push(dev);
    if (this.stack.initial === this) showDevice(this.kernel, dev);
  }

  remove(dev: NetDevice): void {
    const at = this.devices.indexOf(dev);
    if (at >= 0) this.devices.splice(at, 1);
    if (at >= 0 && this.stack.initial === this) hideDevice(this.kernel, dev);
  }

  rename(dev: NetDevice, name: string): void {
    const shown = this.stack.initial === this;
    if (shown) hideDevice(this.kernel, dev);
    dev.name = name;
    if (shown) showDevice(this.kernel, dev);
  }

  byName(name: string): NetDevice | undefined {
    return this.devices.find((dev) => dev.name === name);
  }

  byIndex(ifindex: number): NetDevice | undefined {
    return this.devices.find((dev) => dev.ifindex === ifindex);
  }

  /** The device that has this address of ours. */
  ownerOf(address: number): NetDevice | undefined {
    return this.devices.find((dev) => dev.has(address));
  }
}

/** The task's namespace: its own, or the first one. */
export function netNsOf(task: Task, stack: NetStack): NetNamespace {
  return (task.net as NetNamespace | undefined) ?? stack.initial;
}
