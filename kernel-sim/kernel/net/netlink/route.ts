/**
 * NETLINK_ROUTE: devices, addresses, routes and neighbours, asked for and changed. What `ip` is made of.
 * Follows net/core/rtnetlink.c, net/ipv4/devinet.c (inet_rtm_newaddr), fib_frontend.c (inet_rtm_newroute), net/core/neighbour.c.
 */
import { CAP_NET_ADMIN } from '../../abi/capability';
import * as R from '../../abi/rtnetlink';
import {
  EADDRNOTAVAIL,
  EBUSY,
  EEXIST,
  EINVAL,
  ENETDOWN,
  ENETUNREACH,
  ENODEV,
  ENOENT,
  EOPNOTSUPP,
  EPERM,
  ESRCH,
} from '../../errno';
import { capable } from '../../fs/permission';
import type { Task } from '../../types';
import { maskOf } from '../bytes';
import type { InterfaceAddress, NetDevice } from '../device';
import { addAddress, removeAddress, setDeviceFlags } from '../devinet';
import type { FibRoute } from '../ipv4/fib';
import { RT_SCOPE_HOST, RT_SCOPE_LINK, RT_SCOPE_UNIVERSE, routeOutput } from '../ipv4/fib';
import type { Neighbour } from '../ipv4/neighbour';
import type { NetNamespace } from '../namespace';
import { netNsOf } from '../namespace';
import { createVethPair, deleteDevice, moveDevice, nextName } from '../veth';
import { ipOf, NlWriter, parseAttributes, textOf, u32Of } from './message';

export interface Request {
  type: number;
  flags: number;
  sequence: number;
  port: number;
  /** Behind the header. */
  body: Uint8Array;
}

type Handler = (ns: NetNamespace, request: Request, task: Task) => number | Uint8Array[];

const AF_INET = 2;
const isDump = (request: Request): boolean => (request.flags & R.NLM_F_DUMP) === R.NLM_F_DUMP;
const multi = (request: Request): number => (isDump(request) ? R.NLM_F_MULTI : 0);

/** A negative errno, 0 (done), or the messages of the answer. */
export function routeRequest(ns: NetNamespace, task: Task, request: Request): number | Uint8Array[] {
  const handler = HANDLERS[request.type];
  if (handler === undefined) return -EOPNOTSUPP;
  // Types come in fours: NEW, DEL, GET, SET. Only GET is for everybody.
  if (request.type % 4 !== 2 && !capable(task.cred, CAP_NET_ADMIN)) return -EPERM;
  return handler(ns, request, task);
}

// ---------------------------------------------------------------- links

const IFLA_XDP = 43;
const OPERSTATES: Readonly<Record<string, number>> = { UNKNOWN: 0, DOWN: 2, LOWERLAYERDOWN: 3, UP: 6 };

function linkMessage(dev: NetDevice, request: Request): Uint8Array {
  const { stats } = dev;
  const out = new NlWriter();
  out.u8(0).u8(0).u16(dev.type).u32(dev.ifindex).u32(dev.shownFlags).u32(0);
  out.attributeText(R.IFLA_IFNAME, dev.name).attributeU32(R.IFLA_TXQLEN, dev.txQueueLen);
  out.attribute(R.IFLA_OPERSTATE, [OPERSTATES[dev.operstate]]).attribute(R.IFLA_LINKMODE, [0]);
  out
    .attributeU32(R.IFLA_MTU, dev.mtu)
    .attributeU32(R.IFLA_GROUP, 0)
    .attribute(R.IFLA_CARRIER, [dev.carrier ? 1 : 0]);
  out.attributeText(
    R.IFLA_QDISC,
    dev.up ? (dev.isLoopback || dev.driver.kind === 'veth' ? 'noqueue' : 'pfifo_fast') : 'noop',
  );
  out.attribute(R.IFLA_ADDRESS, dev.mac).attribute(R.IFLA_BROADCAST, new Array(6).fill(dev.isLoopback ? 0 : 255));
  if (dev.link !== null) {
    out.attributeU32(R.IFLA_LINK, dev.link.ifindex);
    if (dev.link.ns !== dev.ns) out.attributeU32(R.IFLA_LINK_NETNSID, 0);
  }
  if (dev.driver.kind === 'veth') out.nest(R.IFLA_LINKINFO, (inner) => inner.attributeText(R.IFLA_INFO_KIND, 'veth'));
  const counters = [
    stats.rxPackets,
    stats.txPackets,
    stats.rxBytes,
    stats.txBytes,
    stats.rxErrors,
    stats.txErrors,
    stats.rxDropped,
    stats.txDropped,
    stats.rxMulticast,
    stats.collisions,
  ];
  const wide = new Uint8Array(24 * 8);
  for (const [i, count] of counters.entries()) new DataView(wide.buffer).setBigUint64(i * 8, BigInt(count), true);
  out.attribute(R.IFLA_STATS64, wide);
  return out.message(R.RTM_NEWLINK, multi(request), request.sequence, request.port);
}

/** The device that a link message is about: by number, else by name. */
function linkOf(ns: NetNamespace, request: Request, attributes: Map<number, Uint8Array>): NetDevice | undefined {
  if (request.body.length < 16) return undefined;
  const view = new DataView(request.body.buffer, request.body.byteOffset);
  const index = view.getInt32(4, true);
  const name = textOf(attributes.get(R.IFLA_IFNAME));
  return index > 0 ? ns.byIndex(index) : name === null ? undefined : ns.byName(name);
}

const getLink: Handler = (ns, request) => {
  if (isDump(request)) return ns.devices.map((dev) => linkMessage(dev, request));
  const dev = linkOf(ns, request, parseAttributes(request.body, 16));
  return dev === undefined ? -ENODEV : [linkMessage(dev, request)];
};

const newLink: Handler = (ns, request, task) => {
  if (request.body.length < 16) return -EINVAL;
  const attributes = parseAttributes(request.body, 16);
  const dev = linkOf(ns, request, attributes);
  if (dev !== undefined) {
    if (request.flags & R.NLM_F_EXCL) return -EEXIST;
    return changeLink(dev, request, attributes, task);
  }
  if (!(request.flags & R.NLM_F_CREATE)) return -ENODEV;
  const info = parseAttributes(attributes.get(R.IFLA_LINKINFO) ?? new Uint8Array(0), 0);
  if (textOf(info.get(R.IFLA_INFO_KIND)) !== 'veth') return -EOPNOTSUPP;
  const data = parseAttributes(info.get(R.IFLA_INFO_DATA) ?? new Uint8Array(0), 0);
  const peer = parseAttributes(data.get(R.VETH_INFO_PEER) ?? new Uint8Array(0), 16);
  const peerNs = targetNamespace(ns, peer, task) ?? ns;
  if (typeof peerNs === 'number') return peerNs;
  const first = textOf(attributes.get(R.IFLA_IFNAME)) ?? nextName(ns, 'veth');
  const second = textOf(peer.get(R.IFLA_IFNAME)) ?? nextName(peerNs, 'veth', first);
  if (ns.byName(first) !== undefined || peerNs.byName(second) !== undefined) return -EEXIST;
  createVethPair(ns, first, peerNs, second);
  return 0;
};

/** The namespace named by IFLA_NET_NS_PID; null: none is named. */
function targetNamespace(
  ns: NetNamespace,
  attributes: Map<number, Uint8Array>,
  task: Task,
): NetNamespace | number | null {
  const pid = u32Of(attributes.get(R.IFLA_NET_NS_PID));
  const fd = u32Of(attributes.get(R.IFLA_NET_NS_FD));
  if (fd !== null) {
    const file = task.files.get(fd);
    const found = ns.stack.namespaces.find((one) => file?.inode.ino === one.inum);
    return found ?? -EINVAL;
  }
  if (pid === null) return null;
  const target = ns.kernel.tasks.get(pid);
  return target === undefined ? -ESRCH : netNsOf(target, ns.stack);
}

function changeLink(dev: NetDevice, request: Request, attributes: Map<number, Uint8Array>, task: Task): number {
  const view = new DataView(request.body.buffer, request.body.byteOffset);
  const [flags, change] = [view.getUint32(8, true), view.getUint32(12, true)];
  const target = targetNamespace(dev.ns, attributes, task);
  if (typeof target === 'number') return target;
  if (target !== null) {
    if (dev.isLoopback) return -EINVAL;
    if (target.byName(dev.name) !== undefined) return -EEXIST;
    moveDevice(dev, target);
  }
  const mtu = u32Of(attributes.get(R.IFLA_MTU));
  if (mtu !== null) {
    if (mtu < 68 || mtu > 65536) return -EINVAL;
    dev.mtu = mtu;
  }
  const mac = attributes.get(R.IFLA_ADDRESS);
  if (mac !== undefined && mac.length === 6) dev.mac = mac.slice();
  const xdp = attributes.get(IFLA_XDP);
  if (xdp !== undefined) {
    const result = dev.ns.stack.setXdp?.(task, dev, parseAttributes(xdp, 0)) ?? -EOPNOTSUPP;
    if (result < 0) return result;
  }
  const name = textOf(attributes.get(R.IFLA_IFNAME));
  if (name !== null && name !== dev.name && view.getInt32(4, true) > 0) {
    if (name === '' || name.length > 15 || name.includes('/')) return -EINVAL;
    if (dev.ns.byName(name) !== undefined) return -EEXIST;
    if (dev.up) return -EBUSY;
    dev.ns.rename(dev, name);
  }
  if (change !== 0 || flags !== 0) setDeviceFlags(dev, change === 0 ? flags : (dev.flags & ~change) | (flags & change));
  return 0;
}

const delLink: Handler = (ns, request) => {
  const dev = linkOf(ns, request, parseAttributes(request.body, 16));
  if (dev === undefined) return -ENODEV;
  if (dev.driver.kind !== 'veth') return -EOPNOTSUPP;
  deleteDevice(dev);
  return 0;
};

// ---------------------------------------------------------------- addresses

function addressMessage(dev: NetDevice, own: InterfaceAddress, request: Request): Uint8Array {
  const out = new NlWriter();
  out.u8(AF_INET).u8(own.prefix).u8(R.IFA_F_PERMANENT).u8(own.scope).u32(dev.ifindex);
  out.attributeIp(R.IFA_ADDRESS, own.peer).attributeIp(R.IFA_LOCAL, own.address);
  if (own.broadcast !== 0) out.attributeIp(R.IFA_BROADCAST, own.broadcast);
  out.attributeText(R.IFA_LABEL, own.label).attributeU32(R.IFA_FLAGS, R.IFA_F_PERMANENT);
  const forever = new NlWriter().u32(0xffffffff).u32(0xffffffff).u32(0).u32(0);
  out.attribute(R.IFA_CACHEINFO, forever.message(0, 0, 0, 0).subarray(16));
  return out.message(R.RTM_NEWADDR, multi(request), request.sequence, request.port);
}

const getAddress: Handler = (ns, request) =>
  ns.devices.flatMap((dev) => dev.addresses.map((own) => addressMessage(dev, own, request)));

interface AddressRequest {
  dev: NetDevice;
  prefix: number;
  scope: number;
  local: number;
  attributes: Map<number, Uint8Array>;
}

function addressRequest(ns: NetNamespace, { body }: Request): AddressRequest | number {
  if (body.length < 8) return -EINVAL;
  const attributes = parseAttributes(body, 8);
  const dev = ns.byIndex(new DataView(body.buffer, body.byteOffset).getInt32(4, true));
  if (dev === undefined) return -ENODEV;
  const local = ipOf(attributes.get(R.IFA_LOCAL)) ?? ipOf(attributes.get(R.IFA_ADDRESS));
  if (local === null || body[0] !== AF_INET) return -EINVAL;
  return { dev, prefix: body[1], scope: body[3], local, attributes };
}

const newAddress: Handler = (ns, request) => {
  const wanted = addressRequest(ns, request);
  if (typeof wanted === 'number') return wanted;
  const { dev, prefix, scope, local, attributes } = wanted;
  return addAddress(dev, local, prefix, {
    scope: local >>> 24 === 127 ? RT_SCOPE_HOST : scope,
    // As ifconfig, not as the kernel: without IFA_BROADCAST there is none.
    broadcast: ipOf(attributes.get(R.IFA_BROADCAST)) ?? 0,
    peer: ipOf(attributes.get(R.IFA_ADDRESS)) ?? local,
    label: textOf(attributes.get(R.IFA_LABEL)) ?? dev.name,
  });
};

const delAddress: Handler = (ns, request) => {
  const wanted = addressRequest(ns, request);
  if (typeof wanted === 'number') return wanted;
  const { dev, prefix, local } = wanted;
  const own = dev.addresses.find((one) => one.address === local && (prefix === 0 || one.prefix === prefix));
  return own === undefined ? -EADDRNOTAVAIL : removeAddress(dev, own);
};

// ---------------------------------------------------------------- routes

function routeMessage(route: FibRoute, request: Request): Uint8Array {
  const out = new NlWriter();
  out
    .u8(AF_INET)
    .u8(route.prefix)
    .u8(0)
    .u8(0)
    .u8(R.RT_TABLE_MAIN)
    .u8(route.protocol)
    .u8(route.scope)
    .u8(route.type)
    .u32(0);
  out.attributeU32(R.RTA_TABLE, R.RT_TABLE_MAIN);
  if (route.prefix > 0) out.attributeIp(R.RTA_DST, route.target);
  if (route.metric !== 0) out.attributeU32(R.RTA_PRIORITY, route.metric);
  if (route.source !== 0) out.attributeIp(R.RTA_PREFSRC, route.source);
  if (route.gateway !== 0) out.attributeIp(R.RTA_GATEWAY, route.gateway);
  if (route.dev !== null) out.attributeU32(R.RTA_OIF, route.dev.ifindex);
  return out.message(R.RTM_NEWROUTE, multi(request), request.sequence, request.port);
}

const getRoute: Handler = (ns, request) => {
  if (isDump(request)) return ns.fib.routes.map((route) => routeMessage(route, request));
  const target = ipOf(parseAttributes(request.body, 12).get(R.RTA_DST));
  if (target === null) return -EINVAL;
  const dst = routeOutput(ns, target);
  if (typeof dst === 'number') return dst;
  const out = new NlWriter();
  out
    .u8(AF_INET)
    .u8(32)
    .u8(0)
    .u8(0)
    .u8(dst.type === R.RTN_LOCAL ? R.RT_TABLE_LOCAL : R.RT_TABLE_MAIN)
    .u8(0)
    .u8(0)
    .u8(dst.type)
    .u32(0x200);
  out.attributeIp(R.RTA_DST, target).attributeU32(R.RTA_OIF, dst.dev.ifindex).attributeIp(R.RTA_PREFSRC, dst.source);
  if (dst.nextHop !== target) out.attributeIp(R.RTA_GATEWAY, dst.nextHop);
  return [out.message(R.RTM_NEWROUTE, 0, request.sequence, request.port)];
};

interface RouteRequest {
  target: number;
  prefix: number;
  gateway: number;
  dev: NetDevice | null | undefined;
  metric: number;
  type: number;
  scope: number;
  protocol: number;
  source: number;
}

function routeOf(ns: NetNamespace, { body }: Request): RouteRequest | number {
  if (body.length < 12 || body[0] !== AF_INET || body[1] > 32) return -EINVAL;
  const attributes = parseAttributes(body, 12);
  const index = u32Of(attributes.get(R.RTA_OIF));
  const dev = index === null ? null : ns.byIndex(index);
  if (dev === undefined) return -ENODEV;
  return {
    target: (ipOf(attributes.get(R.RTA_DST)) ?? 0) >>> 0,
    prefix: body[1],
    gateway: ipOf(attributes.get(R.RTA_GATEWAY)) ?? 0,
    dev,
    metric: u32Of(attributes.get(R.RTA_PRIORITY)) ?? 0,
    type: body[7] || R.RTN_UNICAST,
    scope: body[6],
    protocol: body[5] || R.RTPROT_BOOT,
    source: ipOf(attributes.get(R.RTA_PREFSRC)) ?? 0,
  };
}

const newRoute: Handler = (ns, request) => {
  const wanted = routeOf(ns, request);
  if (typeof wanted === 'number') return wanted;
  const nowhere =
    wanted.type === R.RTN_BLACKHOLE || wanted.type === R.RTN_UNREACHABLE || wanted.type === R.RTN_PROHIBIT;
  let dev = wanted.dev ?? null;
  if ((wanted.target & ~maskOf(wanted.prefix)) !== 0) return -EINVAL;
  if (!nowhere && dev === null) {
    // The gateway must be a neighbour: its device is the one.
    const way = ns.fib.match(wanted.gateway);
    if (wanted.gateway === 0 || way === undefined || way.gateway !== 0 || way.dev === null)
      return wanted.gateway === 0 ? -ENODEV : -ENETUNREACH;
    dev = way.dev;
  }
  if (dev !== null && !dev.up) return -ENETDOWN;
  const same = ns.fib.find(
    (one) => one.target === wanted.target && one.prefix === wanted.prefix && one.metric === wanted.metric,
  );
  if (same !== undefined) {
    if (request.flags & R.NLM_F_REPLACE && !(request.flags & R.NLM_F_EXCL)) ns.fib.remove(same);
    else return -EEXIST;
  }
  const scope = wanted.gateway !== 0 || nowhere ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
  ns.fib.add({ ...wanted, dev, scope });
  return 0;
};

const delRoute: Handler = (ns, request) => {
  const wanted = routeOf(ns, request);
  if (typeof wanted === 'number') return wanted;
  const found = ns.fib.find(
    (one) =>
      one.target === wanted.target &&
      one.prefix === wanted.prefix &&
      (wanted.gateway === 0 || one.gateway === wanted.gateway) &&
      (wanted.dev === null || one.dev === wanted.dev) &&
      (wanted.metric === 0 || one.metric === wanted.metric),
  );
  if (found === undefined) return -ESRCH;
  ns.fib.remove(found);
  return 0;
};

// ---------------------------------------------------------------- neighbours

function neighbourMessage(ns: NetNamespace, entry: Neighbour, request: Request): Uint8Array {
  const state = ns.neighbours.stateOf(entry);
  const out = new NlWriter();
  out.u8(AF_INET).u8(0).u16(0).u32(entry.dev.ifindex).u16(state).u8(0).u8(R.RTN_UNICAST);
  out.attributeIp(R.NDA_DST, entry.address);
  if ((state & (R.NUD_INCOMPLETE | R.NUD_FAILED)) === 0) out.attribute(R.NDA_LLADDR, entry.mac);
  return out.message(R.RTM_NEWNEIGH, multi(request), request.sequence, request.port);
}

const getNeighbour: Handler = (ns, request) =>
  ns.neighbours.list().map((entry) => neighbourMessage(ns, entry, request));

function changeNeighbour(ns: NetNamespace, { body }: Request, remove: boolean): number {
  if (body.length < 12) return -EINVAL;
  const attributes = parseAttributes(body, 12);
  const dev = ns.byIndex(new DataView(body.buffer, body.byteOffset).getInt32(4, true));
  const address = ipOf(attributes.get(R.NDA_DST));
  if (dev === undefined) return -ENODEV;
  if (address === null) return -EINVAL;
  if (remove) {
    const entry = ns.neighbours.find(dev, address);
    if (entry === undefined) return -ENOENT;
    ns.neighbours.remove(entry);
    return 0;
  }
  const mac = attributes.get(R.NDA_LLADDR);
  if (mac === undefined || mac.length !== 6) return -EINVAL;
  ns.neighbours.setPermanent(dev, address, mac);
  return 0;
}

const HANDLERS: Readonly<Record<number, Handler>> = {
  [R.RTM_GETLINK]: getLink,
  [R.RTM_NEWLINK]: newLink,
  [R.RTM_SETLINK]: newLink,
  [R.RTM_DELLINK]: delLink,
  [R.RTM_GETADDR]: getAddress,
  [R.RTM_NEWADDR]: newAddress,
  [R.RTM_DELADDR]: delAddress,
  [R.RTM_GETROUTE]: getRoute,
  [R.RTM_NEWROUTE]: newRoute,
  [R.RTM_DELROUTE]: delRoute,
  [R.RTM_GETNEIGH]: getNeighbour,
  [R.RTM_NEWNEIGH]: (ns, request) => changeNeighbour(ns, request, false),
  [R.RTM_DELNEIGH]: (ns, request) => changeNeighbour(ns, request, true),
};
