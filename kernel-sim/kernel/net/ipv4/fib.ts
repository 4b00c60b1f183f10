/**
 * The routing table: for an address the longest prefix that holds it, then the lowest metric. Follows net/ipv4/fib_frontend.c,
 * fib_trie.c and fib_semantics.c. The table `local` is not stored: it follows from the devices' addresses.
 */
import { RTN_BROADCAST, RTN_LOCAL, RTN_UNICAST } from '../../abi/rtnetlink';
import { EHOSTUNREACH, ENETUNREACH } from '../../errno';
import { isLoopback, isMulticast, maskOf } from '../bytes';
import type { NetDevice } from '../device';
import type { NetNamespace } from '../namespace';

export const RT_SCOPE_UNIVERSE = 0;
export const RT_SCOPE_LINK = 253;
export const RT_SCOPE_HOST = 254;

/** One line of `ip route`. */
export interface FibRoute {
  target: number;
  prefix: number;
  /** 0: directly on the link. */
  gateway: number;
  /** null for routes that lead nowhere: unreachable, blackhole, prohibit. */
  dev: NetDevice | null;
  metric: number;
  /** RTN_*. */
  type: number;
  scope: number;
  /** RTPROT_*: 2 kernel, 3 boot, 4 static. */
  protocol: number;
  /** Source address for those who have not chosen one. */
  source: number;
}

/** What sending to an address means (struct dst_entry with its rtable). */
export interface Dst {
  type: number;
  dev: NetDevice;
  /** Whose hardware address is needed. */
  nextHop: number;
  source: number;
}

export class Fib {
  routes: FibRoute[] = [];

  /** Sorted as `ip route` shows them: default first… by prefix from short to long, then target, then metric. */
  add(route: FibRoute): void {
    this.routes.push(route);
    this.routes.sort((a, b) => a.prefix - b.prefix || a.target - b.target || a.metric - b.metric);
  }

  find(same: (route: FibRoute) => boolean): FibRoute | undefined {
    return this.routes.find(same);
  }

  remove(route: FibRoute): void {
    this.routes = this.routes.filter((other) => other !== route);
  }

  removeDevice(dev: NetDevice): void {
    this.routes = this.routes.filter((route) => route.dev !== dev);
  }

  /** The best route to `address`, through `dev` if one is asked for. */
  match(address: number, dev: NetDevice | null = null): FibRoute | undefined {
    let best: FibRoute | undefined;
    for (const route of this.routes) {
      if ((dev !== null && route.dev !== dev) || (route.dev !== null && !route.dev.up)) continue;
      if (((address ^ route.target) & maskOf(route.prefix)) !== 0) continue;
      if (
        best === undefined ||
        route.prefix > best.prefix ||
        (route.prefix === best.prefix && route.metric < best.metric)
      )
        best = route;
    }
    return best;
  }
}

/** RTN_LOCAL, RTN_BROADCAST or 0: what the table `local` says. */
export function localType(ns: NetNamespace, address: number): number {
  if (address === 0xffffffff || address === 0) return address === 0 ? 0 : RTN_BROADCAST;
  for (const dev of ns.devices) {
    if (!dev.up) continue;
    for (const own of dev.addresses) {
      if (own.address === address) return RTN_LOCAL;
      if (dev.isLoopback && ((own.address ^ address) & maskOf(own.prefix)) === 0)
        return own.prefix < 31 && (address === own.broadcast || address === (own.address | ~maskOf(own.prefix)) >>> 0)
          ? RTN_BROADCAST
          : RTN_LOCAL;
      if (own.prefix < 31 && own.broadcast !== 0 && address === own.broadcast) return RTN_BROADCAST;
    }
  }
  return 0;
}

/** The source for packets to `nextHop` out of `dev` (inet_select_addr). */
export function selectSource(dev: NetDevice, nextHop: number): number {
  const near = dev.addresses.find((own) => ((own.address ^ nextHop) & maskOf(own.prefix)) === 0);
  const any = near ?? dev.addresses.find((own) => own.scope === RT_SCOPE_UNIVERSE) ?? dev.addresses[0];
  if (any !== undefined) return any.address;
  for (const other of dev.ns.devices)
    for (const own of other.addresses) if (other.up && own.scope === RT_SCOPE_UNIVERSE) return own.address;
  return 0;
}

/** ip_route_output: where a packet of ours to `target` goes; -ENETUNREACH, -EHOSTUNREACH … */
export function routeOutput(ns: NetNamespace, target: number, source = 0, oif: NetDevice | null = null): Dst | number {
  const address = target === 0 ? 0x7f000001 : target;
  const local = localType(ns, address);
  if (local === RTN_LOCAL) {
    if (!ns.loopback.up) return -ENETUNREACH;
    const own = ns.ownerOf(address) !== undefined || isLoopback(address);
    return { type: RTN_LOCAL, dev: ns.loopback, nextHop: address, source: source || (own ? address : 0x7f000001) };
  }
  if (oif !== null && (address === 0xffffffff || isMulticast(address)))
    return { type: RTN_BROADCAST, dev: oif, nextHop: address, source: source || selectSource(oif, address) };
  if (local === RTN_BROADCAST) {
    const dev =
      oif ??
      ns.devices.find((one) => one.up && one.addresses.some((own) => own.broadcast === address)) ??
      ns.fib.match(address)?.dev ??
      null;
    if (dev === null) return -ENETUNREACH;
    return { type: RTN_BROADCAST, dev, nextHop: address, source: source || selectSource(dev, address) };
  }
  const route = ns.fib.match(address, oif);
  if (route === undefined) {
    if (oif === null) return -ENETUNREACH;
    // A device that was asked for by name needs no route: the target is taken to be on its link.
    return { type: RTN_UNICAST, dev: oif, nextHop: address, source: source || selectSource(oif, address) };
  }
  if (route.type !== RTN_UNICAST || route.dev === null)
    return route.type === 6 ? -22 : route.type === 8 ? -13 : -EHOSTUNREACH;
  const nextHop = route.gateway || address;
  const chosen = source || route.source || selectSource(route.dev, nextHop);
  return { type: isMulticast(address) ? RTN_BROADCAST : RTN_UNICAST, dev: route.dev, nextHop, source: chosen };
}
