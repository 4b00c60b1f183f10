/** The sockets of a namespace as /proc/net shows them: tcp, udp, raw, icmp, unix, netlink, packet. Follows net/ipv4/tcp_ipv4.c: tcp4_seq_show and its kin. */
import { HZ } from '../../abi/limits';
import type { InetSock } from '../../net/ipv4/inet-sock';
import { TCP_LISTEN, TCP_SYN_RECV, TCP_TIME_WAIT } from '../../net/ipv4/tcp/tcb';
import type { TcpSock } from '../../net/ipv4/tcp-sock';
import type { NetNamespace } from '../../net/namespace';

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
const small = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** Addresses are shown as the machine has them in memory. */
function end(address: number, port: number): string {
  const swapped = ((address & 255) << 24) | ((address & 0xff00) << 8) | ((address >>> 8) & 0xff00) | (address >>> 24);
  return `${hex(swapped >>> 0, 8)}:${hex(port, 4)}`;
}

const POINTER = '0000000000000000';
const TCP_HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const UDP_HEAD =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';

function tcpLine(sock: TcpSock, index: number): string {
  const { tcb } = sock;
  const [timer, at] =
    tcb.state === TCP_TIME_WAIT
      ? [3, tcb.closeAt]
      : tcb.rexmitAt !== Number.POSITIVE_INFINITY
        ? [1, tcb.rexmitAt]
        : tcb.persistAt !== Number.POSITIVE_INFINITY
          ? [4, tcb.persistAt]
          : tcb.keepaliveAt !== Number.POSITIVE_INFINITY
            ? [2, tcb.keepaliveAt]
            : [0, 0];
  const ticks = timer === 0 ? 0 : Math.max(0, Math.round(((at - sock.ns.stack.micros) / 1e6) * 100));
  const listening = tcb.state === TCP_LISTEN;
  const receive = listening ? sock.acceptQueue.length : tcb.receiveQueue.length;
  const send = listening ? 0 : tcb.sendQueue.length;
  const tail =
    tcb.state === TCP_TIME_WAIT || tcb.state === TCP_SYN_RECV
      ? ''
      : ` ${Math.floor((tcb.rto * HZ) / 1e6)} 4 0 ${Math.max(1, Math.floor(tcb.cwnd / tcb.mss))} -1`;
  return (
    `${String(index).padStart(4)}: ${end(sock.saddr, sock.sport)} ${end(sock.daddr, sock.dport)} ${hex(tcb.state, 2)} ` +
    `${hex(send, 8)}:${hex(receive, 8)} ${small(timer, 2)}:${hex(ticks, 8)} ${hex(tcb.retries, 8)} ` +
    `${String(sock.uid).padStart(5)}        0 ${sock.ino} 1 ${POINTER}${tail}`
  ).padEnd(149);
}

export function tcpText(ns: NetNamespace): string {
  const sockets = [...ns.inet.tcp.all()];
  // Listening sockets first, as the hash tables are walked.
  const order = [
    ...sockets.filter((sock) => sock.listening),
    ...sockets.filter((sock) => !sock.listening && sock.state !== 7),
  ];
  return `${TCP_HEAD.padEnd(149)}\n${order.map((sock, i) => `${tcpLine(sock, i)}\n`).join('')}`;
}

interface Queued {
  queue: { bytesUsed: number };
  drops?: number;
}

function datagramLine(sock: InetSock & Queued, index: number): string {
  const state = sock.isConnected ? 1 : 7;
  return (
    `${String(index).padStart(5)}: ${end(sock.saddr, sock.sport)} ${end(sock.daddr, sock.dport)} ${hex(state, 2)} ` +
    `${hex(0, 8)}:${hex(sock.queue.bytesUsed, 8)} 00:00000000 00000000 ${String(sock.uid).padStart(5)}        0 ` +
    `${sock.ino} 2 ${POINTER} ${sock.drops ?? 0}`
  );
}

const datagrams = (sockets: Iterable<InetSock & Queued>): string =>
  `${UDP_HEAD.padEnd(127)}\n${[...sockets].map((sock) => `${datagramLine(sock, sock.sport).padEnd(127)}\n`).join('')}`;

export const udpText = (ns: NetNamespace): string => datagrams(ns.inet.udp.all());
export const rawText = (ns: NetNamespace): string => datagrams(ns.inet.raw);
export const icmpText = (ns: NetNamespace): string => datagrams(ns.inet.ping);

export function unixText(ns: NetNamespace): string {
  let text = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
  for (const sock of ns.unixSockets) {
    const flags = sock.listening ? 0x10000 : 0;
    const name = sock.shownName;
    text += `${POINTER}: ${hex(2, 8)} ${hex(0, 8)} ${hex(flags, 8)} ${hex(sock.type, 4)} ${hex(sock.socketState, 2)} ${String(sock.ino).padStart(5)}${name === '' ? '' : ` ${name}`}\n`;
  }
  return text;
}

export function netlinkText(ns: NetNamespace): string {
  let text = 'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n';
  for (const sock of ns.netlinkSockets) {
    const columns = [
      POINTER,
      String(sock.protocol).padEnd(3),
      String(sock.port).padEnd(10),
      small(sock.groups >>> 0, 8),
    ];
    text += `${columns.join(' ')} ${'0'.padEnd(8)} ${'0'.padEnd(8)} ${'0'.padEnd(5)} ${'2'.padEnd(8)} ${'0'.padEnd(8)} ${String(sock.ino).padEnd(8)}\n`;
  }
  return text;
}

export function packetText(ns: NetNamespace): string {
  let text = 'sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n';
  for (const sock of ns.packetSockets)
    text += `${POINTER} ${'3'.padEnd(6)} ${String(sock.type).padEnd(4)} ${small(sock.tapped, 4)}   ${String(sock.ifindex).padEnd(5)} 1 ${String(sock.queue.bytesUsed).padEnd(6)} ${String(sock.uid).padEnd(6)} ${String(sock.ino).padEnd(6)}\n`;
  return text;
}

export function sockstatText(ns: NetNamespace): string {
  const tcp = [...ns.inet.tcp.all()];
  const timeWait = tcp.filter((sock) => sock.state === TCP_TIME_WAIT).length;
  const orphans = tcp.filter(
    (sock) => sock.file === null && sock.parent === null && sock.state !== TCP_TIME_WAIT,
  ).length;
  const used = ns.stack.openSockets.size;
  return (
    `sockets: used ${used}\nTCP: inuse ${tcp.length - timeWait} orphan ${orphans} tw ${timeWait} alloc ${tcp.length - timeWait} mem 0\n` +
    `UDP: inuse ${[...ns.inet.udp.all()].length} mem 0\nUDPLITE: inuse 0\nRAW: inuse ${ns.inet.raw.size}\nFRAG: inuse ${ns.fragments.count} memory 0\n`
  );
}
