/** The network as plain data, for pictures: devices, sockets as ss shows them, routes, neighbours. Taking it changes nothing. */
import { NUD_FAILED, NUD_INCOMPLETE, NUD_PERMANENT, NUD_STALE } from '../abi/rtnetlink';
import { SOCK_SEQPACKET, SOCK_STREAM } from '../abi/socket';
import type { Kernel } from '../types';
import { ipText, macText } from './bytes';
import { startedNet } from './index';
import { STATE_NAMES } from './ipv4/tcp/tcb';
import type { TcpSock } from './ipv4/tcp-sock';
import type { NetNamespace } from './namespace';

export interface DeviceSnapshot {
  index: number;
  name: string;
  kind: string;
  mac: string;
  mtu: number;
  up: boolean;
  state: string;
  addresses: readonly string[];
  peer: string | null;
  stats: Readonly<Record<string, number>>;
}

export interface TcpSnapshot {
  cwnd: number;
  ssthresh: number | null;
  /** Microseconds. */
  rtt: number;
  rto: number;
  retransmits: number;
  mss: number;
  inFlight: number;
  sendWindow: number;
  receiveWindow: number;
}

export interface SocketSnapshot {
  protocol: 'tcp' | 'udp' | 'raw' | 'icmp' | 'unix' | 'netlink' | 'packet';
  state: string;
  local: string;
  remote: string;
  receiveQueue: number;
  sendQueue: number;
  inode: number;
  tcp?: TcpSnapshot;
}

export interface NetworkSnapshot {
  /** net:[N] of the namespace. */
  namespace: number;
  devices: readonly DeviceSnapshot[];
  sockets: readonly SocketSnapshot[];
  routes: readonly {
    target: string;
    gateway: string | null;
    device: string | null;
    source: string | null;
    metric: number;
  }[];
  arp: readonly { address: string; mac: string; device: string; state: string }[];
}

/** Every namespace, the first one first; undefined while nobody has used the network. */
export function networkSnapshot(kernel: Kernel): readonly NetworkSnapshot[] | undefined {
  return startedNet(kernel)?.namespaces.map(namespaceSnapshot);
}

function namespaceSnapshot(ns: NetNamespace): NetworkSnapshot {
  return { namespace: ns.inum, devices: devices(ns), sockets: sockets(ns), routes: routes(ns), arp: arp(ns) };
}

function devices(ns: NetNamespace): DeviceSnapshot[] {
  return ns.devices.map((dev) => ({
    index: dev.ifindex,
    name: dev.name,
    kind: dev.driver.kind,
    mac: macText(dev.mac),
    mtu: dev.mtu,
    up: dev.up,
    state: dev.operstate,
    addresses: dev.addresses.map((own) => `${ipText(own.address)}/${own.prefix}`),
    peer: dev.link?.name ?? null,
    stats: { ...dev.stats },
  }));
}

const end = (address: number, port: number): string =>
  `${address === 0 ? '0.0.0.0' : ipText(address)}:${port === 0 ? '*' : port}`;

function tcpDetails({ tcb }: TcpSock): TcpSnapshot {
  return {
    cwnd: tcb.cwnd,
    ssthresh: Number.isFinite(tcb.ssthresh) ? tcb.ssthresh : null,
    rtt: Math.round(tcb.srtt),
    rto: Math.round(tcb.rto),
    retransmits: tcb.retransmits,
    mss: tcb.mss,
    inFlight: tcb.flight,
    sendWindow: tcb.sndWnd,
    receiveWindow: Math.max(0, tcb.capacity - tcb.receiveQueue.length),
  };
}

function sockets(ns: NetNamespace): SocketSnapshot[] {
  const list: SocketSnapshot[] = [];
  for (const sock of ns.inet.tcp.all())
    list.push({
      protocol: 'tcp',
      state: STATE_NAMES[sock.state],
      local: end(sock.saddr, sock.sport),
      remote: end(sock.daddr, sock.dport),
      receiveQueue: sock.listening ? sock.acceptQueue.length : sock.tcb.receiveQueue.length,
      sendQueue: sock.listening ? sock.backlog : sock.tcb.sendQueue.length,
      inode: sock.ino,
      ...(sock.listening ? {} : { tcp: tcpDetails(sock) }),
    });
  const datagrams = [
    ['udp', ns.inet.udp.all()],
    ['raw', ns.inet.raw],
    ['icmp', ns.inet.ping],
  ] as const;
  for (const [protocol, all] of datagrams)
    for (const sock of all)
      list.push({
        protocol,
        state: sock.isConnected ? 'ESTABLISHED' : 'UNCONN',
        local: end(sock.saddr, sock.sport),
        remote: end(sock.daddr, sock.dport),
        receiveQueue: sock.queue.bytesUsed,
        sendQueue: 0,
        inode: sock.ino,
      });
  for (const sock of ns.unixSockets) {
    const kind = sock.type === SOCK_STREAM ? 'stream' : sock.type === SOCK_SEQPACKET ? 'seqpacket' : 'dgram';
    list.push({
      protocol: 'unix',
      state: sock.listening ? 'LISTEN' : sock.connected ? 'ESTABLISHED' : `UNCONN (${kind})`,
      local: sock.shownName || '*',
      remote: sock.peer === null ? '*' : sock.peer.shownName || `inode ${sock.peer.ino}`,
      receiveQueue: Math.max(0, sock.readable()),
      sendQueue: 0,
      inode: sock.ino,
    });
  }
  return list;
}

function routes(ns: NetNamespace): NetworkSnapshot['routes'] {
  return ns.fib.routes.map(({ target, prefix, gateway, dev, source, metric }) => ({
    target: prefix === 0 ? 'default' : `${ipText(target)}/${prefix}`,
    gateway: gateway === 0 ? null : ipText(gateway),
    device: dev?.name ?? null,
    source: source === 0 ? null : ipText(source),
    metric,
  }));
}

function stateName(state: number): string {
  if (state & NUD_PERMANENT) return 'PERMANENT';
  if (state & NUD_STALE) return 'STALE';
  if (state & NUD_INCOMPLETE) return 'INCOMPLETE';
  return state & NUD_FAILED ? 'FAILED' : 'REACHABLE';
}

function arp(ns: NetNamespace): NetworkSnapshot['arp'] {
  return ns.neighbours.list().map((entry) => ({
    address: ipText(entry.address),
    mac: macText(entry.mac),
    device: entry.dev.name,
    state: stateName(ns.neighbours.stateOf(entry)),
  }));
}
