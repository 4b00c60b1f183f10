/** /proc/PID/net: what the network namespace of a process knows. Follows fs/proc/proc_net.c, net/core/net-procfs.c, net/ipv4/{proc,route,arp}.c. */
import { RTN_UNICAST } from '../../abi/rtnetlink';
import { ipText, macText, maskOf } from '../../net/bytes';
import { netNsOf, netOf } from '../../net/index';
import type { Mib } from '../../net/mib';
import type { NetNamespace } from '../../net/namespace';
import type { Task } from '../../types';
import type { BaseInode, BaseSuperBlock } from '../inode';
import { icmpText, netlinkText, packetText, rawText, sockstatText, tcpText, udpText, unixText } from './net-sockets';
import { ProcFile, ProcFixed } from './node';

const FILES: Readonly<Record<string, (ns: NetNamespace) => string>> = {
  arp: arpText,
  dev: devText,
  icmp: icmpText,
  netlink: netlinkText,
  netstat: netstatText,
  packet: packetText,
  protocols: protocolsText,
  raw: rawText,
  route: routeText,
  snmp: snmpText,
  sockstat: sockstatText,
  tcp: tcpText,
  udp: udpText,
  unix: unixText,
};

/** The directory `net` of one process. */
export function netDirectory(sb: BaseSuperBlock, task: Task): BaseInode {
  const entries = new Map<string, BaseInode>();
  for (const [name, show] of Object.entries(FILES))
    entries.set(name, new ProcFile(sb, 0o444, (kernel) => show(netNsOf(task, netOf(kernel)))));
  return new ProcFixed(sb, entries);
}

function devText(ns: NetNamespace): string {
  let text = 'Inter-|   Receive                                                |  Transmit\n';
  text +=
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
  const column = (value: number, width: number) => String(value).padStart(width);
  for (const { name, stats: s } of ns.devices) {
    const receive = `${column(s.rxBytes, 7)} ${column(s.rxPackets, 7)} ${column(s.rxErrors, 4)} ${column(s.rxDropped, 4)}    0     0          0 ${column(s.rxMulticast, 9)}`;
    const send = `${column(s.txBytes, 8)} ${column(s.txPackets, 7)} ${column(s.txErrors, 4)} ${column(s.txDropped, 4)}    0 ${column(s.collisions, 5)}       0          0`;
    text += `${name.padStart(6)}: ${receive} ${send}\n`;
  }
  return text;
}

/** In the machine's byte order, as hexadecimal. */
const hexOf = (address: number): string =>
  [address & 255, (address >> 8) & 255, (address >> 16) & 255, address >>> 24]
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
    .join('');

function routeText(ns: NetNamespace): string {
  const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const lines = [head];
  for (const route of ns.fib.routes) {
    const flags =
      1 | (route.gateway !== 0 ? 2 : 0) | (route.prefix === 32 ? 4 : 0) | (route.type === RTN_UNICAST ? 0 : 0x200);
    const fields = [
      route.dev?.name ?? '*',
      hexOf(route.target),
      hexOf(route.gateway),
      flags.toString(16).toUpperCase().padStart(4, '0'),
    ];
    lines.push([...fields, 0, 0, route.metric, hexOf(maskOf(route.prefix)), 0, 0, 0].join('\t'));
  }
  return lines.map((line) => `${line.padEnd(127)}\n`).join('');
}

function arpText(ns: NetNamespace): string {
  let text = 'IP address       HW type     Flags       HW address            Mask     Device\n';
  for (const entry of ns.neighbours.list()) {
    const state = ns.neighbours.stateOf(entry);
    const flags = (state & 0xc6) === 0 ? 0 : state === 0x80 ? 6 : 2;
    text += `${ipText(entry.address).padEnd(16)} 0x1         ${`0x${flags.toString(16)}`.padEnd(11)} ${macText(entry.mac).padEnd(21)} *        ${entry.dev.name}\n`;
  }
  return text;
}

const table = (name: string, counters: Readonly<Record<string, number | string>>): string =>
  `${name}: ${Object.keys(counters).join(' ')}\n${name}: ${Object.values(counters).join(' ')}\n`;

function snmpText(ns: NetNamespace): string {
  const { ip, icmp, tcp, udp }: Mib = ns.mib;
  const forwarding = Number(ns.sysctl['ipv4/ip_forward']) !== 0 ? 1 : 2;
  return (
    table('Ip', { Forwarding: forwarding, DefaultTTL: Number(ns.sysctl['ipv4/ip_default_ttl']), ...ip }) +
    table('Icmp', icmp) +
    table('Tcp', { RtoAlgorithm: 1, RtoMin: 200, RtoMax: 120000, MaxConn: -1, ...tcp }) +
    table('Udp', udp)
  );
}

function netstatText(ns: NetNamespace): string {
  return table('TcpExt', ns.mib.tcpExt);
}

function protocolsText(ns: NetNamespace): string {
  const rows = [
    ['PACKET', ns.packetSockets.size],
    ['PING', ns.inet.ping.size],
    ['RAW', ns.inet.raw.size],
    ['UNIX', ns.unixSockets.size],
    ['UDP', [...ns.inet.udp.all()].length],
    ['TCP', [...ns.inet.tcp.all()].length],
    ['NETLINK', ns.netlinkSockets.size],
  ];
  return `protocol  size sockets\n${rows.map(([name, count]) => `${String(name).padEnd(9)} 1024 ${String(count).padStart(6)}\n`).join('')}`;
}
