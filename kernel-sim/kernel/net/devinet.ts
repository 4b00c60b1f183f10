/**
 * Addresses of devices, and devices going up and down, with the routes that follow from both.
 * Follows net/ipv4/devinet.c, fib_frontend.c (fib_add_ifaddr, fib_sync_up) and net/core/dev.c (dev_change_flags).
 */
import { RTN_UNICAST, RTPROT_KERNEL } from '../abi/rtnetlink';
import * as IO from '../abi/sockios';
import { EADDRNOTAVAIL, EEXIST, EINVAL } from '../errno';
import { isLoopback, maskOf } from './bytes';
import type { InterfaceAddress, NetDevice } from './device';
import { RT_SCOPE_HOST, RT_SCOPE_LINK, RT_SCOPE_UNIVERSE } from './ipv4/fib';

export interface AddressOptions {
  broadcast?: number;
  label?: string;
  scope?: number;
  peer?: number;
}

/** A new address; its network becomes a route once the device is up. 0, -EEXIST, -EINVAL. */
export function addAddress(dev: NetDevice, address: number, prefix: number, options: AddressOptions = {}): number {
  if (prefix < 0 || prefix > 32) return -EINVAL;
  if (dev.addresses.some((own) => own.address === address && own.prefix === prefix)) return -EEXIST;
  const everybody = (address | ~maskOf(prefix)) >>> 0;
  const hasBroadcast = !dev.isLoopback && prefix < 31;
  dev.addresses.push({
    address,
    prefix,
    broadcast: options.broadcast ?? (hasBroadcast ? everybody : 0),
    peer: options.peer ?? address,
    label: options.label ?? dev.name,
    scope: options.scope ?? (isLoopback(address) ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE),
  });
  if (dev.up) addRoutes(dev);
  return 0;
}

export function removeAddress(dev: NetDevice, own: InterfaceAddress): number {
  const at = dev.addresses.indexOf(own);
  if (at < 0) return -EADDRNOTAVAIL;
  dev.addresses.splice(at, 1);
  const { fib } = dev.ns;
  const still = dev.addresses.some(
    (other) => other.prefix === own.prefix && ((other.address ^ own.address) & maskOf(own.prefix)) === 0,
  );
  const route = fib.find((one) => one.dev === dev && one.protocol === RTPROT_KERNEL && one.source === own.address);
  if (route !== undefined) fib.remove(route);
  if (still && dev.up) addRoutes(dev);
  // Routes by a gateway that no network of ours holds any more go too.
  fib.routes = fib.routes.filter((one) => one.dev !== dev || one.gateway === 0 || reachable(dev, one.gateway));
  return 0;
}

const reachable = (dev: NetDevice, gateway: number): boolean =>
  dev.addresses.some((own) => ((own.address ^ gateway) & maskOf(own.prefix)) === 0);

/** The routes to the networks of a device's addresses, where they are not there yet. */
function addRoutes(dev: NetDevice): void {
  const { fib } = dev.ns;
  if (dev.isLoopback) return;
  for (const { address, prefix } of dev.addresses) {
    if (prefix === 32) continue;
    const target = (address & maskOf(prefix)) >>> 0;
    if (fib.find((one) => one.dev === dev && one.target === target && one.prefix === prefix) !== undefined) continue;
    fib.add({
      target,
      prefix,
      gateway: 0,
      dev,
      metric: 0,
      type: RTN_UNICAST,
      scope: RT_SCOPE_LINK,
      protocol: RTPROT_KERNEL,
      source: address,
    });
  }
}

const CHANGEABLE = IO.IFF_UP | IO.IFF_NOARP | IO.IFF_PROMISC | IO.IFF_ALLMULTI | IO.IFF_MULTICAST;

export function setDeviceFlags(dev: NetDevice, flags: number): void {
  const wasUp = dev.up;
  dev.flags = (dev.flags & ~CHANGEABLE) | (flags & CHANGEABLE);
  if (dev.up && !wasUp) {
    dev.driver.open?.(dev);
    addRoutes(dev);
    if (dev.isLoopback && dev.addresses.length === 0) addAddress(dev, 0x7f000001, 8);
  } else if (!dev.up && wasUp) {
    dev.driver.stop?.(dev);
    dev.ns.fib.removeDevice(dev);
    dev.ns.neighbours.removeDevice(dev);
  }
}
