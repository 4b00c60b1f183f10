/**
 * What sockets of AF_INET share: addresses, ports, IP options. Follows net/ipv4/af_inet.c, inet_connection_sock.c, ip_sockglue.c.
 */
import { CAP_NET_BIND_SERVICE } from '../../abi/capability';
import { RTN_BROADCAST, RTN_LOCAL } from '../../abi/rtnetlink';
import * as S from '../../abi/socket';
import {
  EACCES,
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EINVAL,
  ENOPROTOOPT,
  ENOTCONN,
  EOPNOTSUPP,
} from '../../errno';
import { capable } from '../../fs/permission';
import type { Task } from '../../types';
import { isLoopback, isMulticast } from '../bytes';
import { INET4_CONNECT, INET4_GETPEERNAME, INET4_GETSOCKNAME } from '../cgroup-hooks';
import { Sock } from '../sock';
import { pairOf, setting } from '../sysctl';
import { type Dst, localType, routeOutput } from './fib';
import { addressOf, familyOf, portOf, SOCKADDR_IN, sockaddrIn } from './sockaddr';

export abstract class InetSock extends Sock {
  /** Bound to; 0: any (inet_rcv_saddr). */
  saddr = 0;
  sport = 0;
  /** Connected to. */
  daddr = 0;
  dport = 0;
  /** −1: the system's. */
  ttl = -1;
  tos = 0;
  multicastTtl = 1;
  multicastLoop = 1;
  receiveTtl = 0;
  packetInfo = 0;
  receiveErrors = 0;
  headerIncluded = 0;
  freeBind = 0;
  mtuDiscover = 1;
  /** bind(2) chose the address, the port: they survive a disconnect. */
  boundAddress = false;
  boundPort = false;
  readonly groups = new Set<number>();

  get effectiveTtl(): number {
    return this.ttl >= 0 ? this.ttl : setting(this.ns.sysctl, 'ipv4/ip_default_ttl');
  }

  name(peer: boolean): Uint8Array | number {
    const name = this.ownName(peer);
    if (typeof name === 'number') return name;
    const shown = this.ns.stack.cgroups?.address(this, peer ? INET4_GETPEERNAME : INET4_GETSOCKNAME, name) ?? name;
    return typeof shown === 'number' ? name : shown;
  }

  private ownName(peer: boolean): Uint8Array | number {
    if (!peer) return sockaddrIn(this.saddr, this.sport);
    if (this.dport === 0 && this.daddr === 0) return -ENOTCONN;
    return this.isConnected ? sockaddrIn(this.daddr, this.dport) : -ENOTCONN;
  }

  get isConnected(): boolean {
    return this.daddr !== 0;
  }

  /** The route to `target`, by the device asked for. */
  route(target: number, source = this.saddr): Dst | number {
    const dev = this.boundDevice === 0 ? null : (this.ns.byIndex(this.boundDevice) ?? null);
    const dst = routeOutput(this.ns, target, source, dev);
    return dst;
  }

  /** Whether an address may be bound: ours, any, broadcast, multicast (inet_addr_type). */
  protected bindable(address: number): boolean {
    if (address === 0 || isMulticast(address) || this.freeBind) return true;
    if (setting(this.ns.sysctl, 'ipv4/ip_nonlocal_bind') !== 0) return true;
    const type = localType(this.ns, address);
    return type === RTN_LOCAL || type === RTN_BROADCAST || isLoopback(address);
  }

  /** BPF_CGROUP_RUN_PROG_INET4_BIND: what a program on the control group makes of the address. */
  protected bindTarget(address: Uint8Array): { address: Uint8Array; anyPort: boolean } | number {
    if (address.length < SOCKADDR_IN) return -EINVAL;
    return this.ns.stack.cgroups?.bind(this, address) ?? { address, anyPort: false };
  }

  /** tcp_v4_pre_connect, udp_pre_connect. */
  protected connectTarget(address: Uint8Array): Uint8Array | number {
    if (address.length < SOCKADDR_IN) return -EINVAL;
    return this.ns.stack.cgroups?.address(this, INET4_CONNECT, address) ?? address;
  }

  /** The port is taken: INET4_POST_BIND may still refuse. */
  protected boundTo(saddr: number): number {
    const before = this.saddr;
    this.saddr = saddr;
    const error = this.ns.stack.cgroups?.postBind(this) ?? 0;
    if (error < 0) this.saddr = before;
    return error;
  }

  /** The checks that open __inet_bind; 0 or what is wrong. */
  protected checkBind(task: Task, address: Uint8Array, anyPort = false): number {
    if (address.length < SOCKADDR_IN) return -EINVAL;
    const family = familyOf(address);
    // Old programs bind AF_UNSPEC with INADDR_ANY.
    if (family !== S.AF_INET && !(family === S.AF_UNSPEC && addressOf(address) === 0)) return -EAFNOSUPPORT;
    if (!this.bindable(addressOf(address))) return -EADDRNOTAVAIL;
    const port = portOf(address);
    const reserved = setting(this.ns.sysctl, 'ipv4/ip_unprivileged_port_start');
    if (port !== 0 && port < reserved && !anyPort && !capable(task.cred, CAP_NET_BIND_SERVICE)) return -EACCES;
    return 0;
  }

  /** A free port of the range, or -EADDRINUSE. `free` says whether one may be had. */
  protected ephemeral(free: (port: number) => boolean): number {
    const [low, high] = pairOf(this.ns.sysctl, 'ipv4/ip_local_port_range');
    const count = high - low + 1;
    const { inet, stack } = this.ns;
    const start = (stack.random32() + inet.portOffset) % count;
    inet.portOffset += 2;
    for (let i = 0; i < count; i++) {
      const port = low + ((start + i) % count);
      if (free(port)) return port;
    }
    return -EADDRINUSE;
  }

  // ---- IP_* options

  protected setIp(name: number, bytes: Uint8Array): number {
    const value = intOf(bytes);
    if (value === null) return -EINVAL;
    switch (name) {
      case S.IP_TOS:
        this.tos = value & 0xff;
        return 0;
      case S.IP_TTL:
        if (value !== -1 && (value < 1 || value > 255)) return -EINVAL;
        this.ttl = value;
        return 0;
      case S.IP_HDRINCL:
        if (this.type !== S.SOCK_RAW) return -ENOPROTOOPT;
        this.headerIncluded = value ? 1 : 0;
        return 0;
      case S.IP_MULTICAST_TTL:
        if (this.type === S.SOCK_STREAM || value < -1 || value > 255) return -EINVAL;
        this.multicastTtl = value === -1 ? 1 : value;
        return 0;
      case S.IP_MULTICAST_LOOP:
        this.multicastLoop = value ? 1 : 0;
        return 0;
      case S.IP_MTU_DISCOVER:
        if (value < 0 || value > 5) return -EINVAL;
        this.mtuDiscover = value;
        return 0;
      case S.IP_FREEBIND:
        this.freeBind = value ? 1 : 0;
        return 0;
      case S.IP_RECVTTL:
        this.receiveTtl = value ? 1 : 0;
        return 0;
      case S.IP_PKTINFO:
        this.packetInfo = value ? 1 : 0;
        return 0;
      case S.IP_RECVERR:
        this.receiveErrors = value ? 1 : 0;
        return 0;
      case S.IP_ADD_MEMBERSHIP:
      case S.IP_DROP_MEMBERSHIP:
        return this.membership(name, bytes);
      default:
        return -ENOPROTOOPT;
    }
  }

  private membership(name: number, bytes: Uint8Array): number {
    if (bytes.length < 8) return -EINVAL;
    const group = (bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
    if (!isMulticast(group >>> 0)) return -EINVAL;
    if (name === S.IP_ADD_MEMBERSHIP) {
      if (this.groups.has(group >>> 0)) return -EADDRINUSE;
      this.groups.add(group >>> 0);
      return 0;
    }
    return this.groups.delete(group >>> 0) ? 0 : -EADDRNOTAVAIL;
  }

  protected getIp(name: number): Uint8Array | number {
    switch (name) {
      case S.IP_TOS:
        return int(this.tos);
      case S.IP_TTL:
        return int(this.effectiveTtl);
      case S.IP_HDRINCL:
        return int(this.headerIncluded);
      case S.IP_MULTICAST_TTL:
        return int(this.multicastTtl);
      case S.IP_MULTICAST_LOOP:
        return int(this.multicastLoop);
      case S.IP_MTU_DISCOVER:
        return int(this.mtuDiscover);
      case S.IP_FREEBIND:
        return int(this.freeBind);
      case S.IP_RECVTTL:
        return int(this.receiveTtl);
      case S.IP_PKTINFO:
        return int(this.packetInfo);
      case S.IP_RECVERR:
        return int(this.receiveErrors);
      case S.IP_MTU: {
        if (!this.isConnected) return -ENOTCONN;
        const dst = this.route(this.daddr);
        return typeof dst === 'number' ? -ENOTCONN : int(dst.dev.mtu);
      }
      default:
        return -ENOPROTOOPT;
    }
  }

  override setOption(_task: Task, level: number, name: number, value: Uint8Array): number {
    return level === S.SOL_IP ? this.setIp(name, value) : -ENOPROTOOPT;
  }
  override getOption(_task: Task, level: number, name: number, _room: number): Uint8Array | number {
    return level === S.SOL_IP ? this.getIp(name) : -EOPNOTSUPP;
  }
}

/** An int option; IP options may be one byte too. */
export function intOf(bytes: Uint8Array): number | null {
  if (bytes.length >= 4) return bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24);
  return bytes.length >= 1 ? bytes[0] : null;
}

export function int(value: number): Uint8Array {
  return Uint8Array.of(value, value >> 8, value >> 16, value >> 24);
}
