/**
 * Who listens where: ports of TCP and UDP, connections, raw and ping sockets of one namespace.
 * Follows net/ipv4/inet_hashtables.c, inet_connection_sock.c (inet_csk_get_port) and udp.c (udp_lib_get_port).
 */
import type { InetSock } from './inet-sock';
import type { PingSock } from './ping';
import type { RawSock } from './raw';
import type { TcpSock } from './tcp-sock';
import type { UdpSock } from './udp';

export class PortTable<S extends InetSock> {
  /** All that are bound to a port, listening ones and their connections too. */
  readonly bound = new Map<number, Set<S>>();

  at(port: number): ReadonlySet<S> {
    return this.bound.get(port) ?? EMPTY;
  }

  add(port: number, sock: S): void {
    const here = this.bound.get(port);
    if (here === undefined) this.bound.set(port, new Set([sock]));
    else here.add(sock);
  }

  remove(port: number, sock: S): void {
    const here = this.bound.get(port);
    here?.delete(sock);
    if (here?.size === 0) this.bound.delete(port);
  }

  *all(): Generator<S> {
    for (const here of this.bound.values()) yield* here;
  }
}

const EMPTY: ReadonlySet<never> = new Set();

/** Key of a connection: local and remote address and port. */
export const flowKey = (saddr: number, sport: number, daddr: number, dport: number): string =>
  `${saddr}:${sport}:${daddr}:${dport}`;

export class InetTables {
  readonly tcp = new PortTable<TcpSock>();
  readonly udp = new PortTable<UdpSock>();
  readonly listeners = new Map<number, Set<TcpSock>>();
  readonly established = new Map<string, TcpSock>();
  readonly raw = new Set<RawSock>();
  readonly ping = new Set<PingSock>();
  ipId = 0;
  /** Where the search for a free port begins next. */
  portOffset = 0;
  orphans = 0;
}
