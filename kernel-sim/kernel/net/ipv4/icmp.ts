/** ICMP: answers echoes, tells senders of errors, and hears of errors about our packets. Follows RFC 792, RFC 1122 and net/ipv4/icmp.c. */
import { RTN_LOCAL } from '../../abi/rtnetlink';
import { IPPROTO_ICMP } from '../../abi/socket';
import { PACKET_HOST } from '../../abi/sockios';
import { be32, isMulticast, put16, put32 } from '../bytes';
import { checksum } from '../checksum';
import type { InetProtocol } from '../dispatch';
import type { NetNamespace } from '../namespace';
import { SkBuff } from '../skbuff';
import { setting } from '../sysctl';
import { localType, routeOutput } from './fib';
import { fragmentField, IP_OFFSET, ihl } from './header';
import { ipSend } from './output';
import { pingDeliver } from './ping';

const ECHO_REPLY = 0;
const DEST_UNREACH = 3;
const ECHO = 8;
const TIME_EXCEEDED = 11;
const PARAMETER = 12;
const HLEN = 8;

type Counter = keyof NetNamespace['mib']['icmp'];
const IN: Readonly<Record<number, Counter>> = {
  0: 'InEchoReps',
  3: 'InDestUnreachs',
  4: 'InSrcQuenchs',
  5: 'InRedirects',
  8: 'InEchos',
  11: 'InTimeExcds',
  12: 'InParmProbs',
  13: 'InTimestamps',
};
const OUT: Readonly<Record<number, Counter>> = {
  0: 'OutEchoReps',
  3: 'OutDestUnreachs',
  11: 'OutTimeExcds',
  12: 'OutParmProbs',
};

export const icmpProtocol: InetProtocol = {
  receive(skb, ns) {
    const { icmp } = ns.mib;
    const { bytes, head } = skb;
    icmp.InMsgs++;
    if (skb.length < HLEN || checksum(bytes, head, skb.tail) !== 0) {
      icmp.InErrors++;
      if (skb.length >= HLEN) icmp.InCsumErrors++;
      return;
    }
    const type = bytes[head];
    const counter = IN[type];
    if (counter !== undefined) icmp[counter]++;
    if (ns.stack.traces)
      ns.stack.trace(skb, 'icmp', 'rx', `ICMP type ${type} code ${bytes[head + 1]}, length ${skb.length}`);
    if (type === ECHO) echo(ns, skb);
    else if (type === ECHO_REPLY) pingDeliver(skb, ns);
    else if (type === DEST_UNREACH || type === TIME_EXCEEDED || type === PARAMETER) errorMessage(ns, skb);
  },
};

function echo(ns: NetNamespace, skb: SkBuff): void {
  if (setting(ns.sysctl, 'ipv4/icmp_echo_ignore_all') !== 0) return;
  const toAll = localType(ns, skb.daddr) !== RTN_LOCAL;
  if (toAll && setting(ns.sysctl, 'ipv4/icmp_echo_ignore_broadcasts') !== 0) return;
  const reply = SkBuff.alloc(skb.length);
  reply.bytes.set(skb.data, reply.head);
  reply.bytes[reply.head] = ECHO_REPLY;
  transmit(ns, reply, skb.saddr, toAll ? 0 : skb.daddr, skb.bytes[skb.network + 1]);
}

function transmit(ns: NetNamespace, skb: SkBuff, to: number, from: number, tos: number): void {
  const { bytes, head } = skb;
  put16(bytes, head + 2, 0);
  put16(bytes, head + 2, checksum(bytes, head, skb.tail));
  const dst = routeOutput(ns, to, from);
  if (typeof dst === 'number') {
    ns.mib.icmp.OutErrors++;
    return;
  }
  ns.mib.icmp.OutMsgs++;
  const counter = OUT[bytes[head]];
  if (counter !== undefined) ns.mib.icmp[counter]++;
  if (ns.stack.traces)
    ns.stack.trace(skb, 'icmp', 'tx', `ICMP type ${bytes[head]} code ${bytes[head + 1]}, length ${skb.length}`);
  const ttl = setting(ns.sysctl, 'ipv4/ip_default_ttl');
  ipSend(ns, skb, dst, { saddr: from || dst.source, daddr: to, protocol: IPPROTO_ICMP, ttl, tos, df: false });
}

/**
 * icmp_send: an error about `skb`, whose IP header is at skb.network. Never about errors, broadcasts, or fragments but the first
 * (RFC 1122 3.2.2); at most 576 bytes in all.
 */
export function icmpSend(ns: NetNamespace, skb: SkBuff, type: number, code: number, info: number): void {
  const { bytes, network: at } = skb;
  if (at < 0 || skb.tail - at < 20) return;
  const saddr = be32(bytes, at + 12);
  const daddr = be32(bytes, at + 16);
  if (skb.pktType !== PACKET_HOST || (fragmentField(bytes, at) & IP_OFFSET) !== 0) return;
  const toAll = isMulticast(daddr) || daddr === 0xffffffff;
  if (toAll || saddr === 0 || isMulticast(saddr)) return;
  const header = ihl(bytes, at);
  if (bytes[at + 9] === IPPROTO_ICMP && isError(bytes[at + header])) return;
  const quoted = Math.min(skb.tail - at, 576 - 20 - HLEN);
  const error = SkBuff.alloc(HLEN + quoted);
  error.bytes[error.head] = type;
  error.bytes[error.head + 1] = code;
  put32(error.bytes, error.head + 4, info);
  error.bytes.set(bytes.subarray(at, at + quoted), error.head + HLEN);
  const ours = localType(ns, daddr) === RTN_LOCAL;
  transmit(ns, error, saddr, ours ? daddr : 0, 0xc0);
}

const isError = (type: number): boolean => [3, 4, 5, 11, 12].includes(type);

/** An error about a packet of ours: its protocol is told. */
function errorMessage(ns: NetNamespace, skb: SkBuff): void {
  const { bytes } = skb;
  const at = skb.head + HLEN;
  const header = at < skb.tail ? ihl(bytes, at) : 0;
  if (header < 20 || at + header > skb.tail) {
    ns.mib.icmp.InErrors++;
    return;
  }
  const inner = {
    saddr: be32(bytes, at + 12),
    daddr: be32(bytes, at + 16),
    protocol: bytes[at + 9],
    payload: bytes.subarray(at + header, skb.tail),
  };
  const [type, code] = [bytes[skb.head], bytes[skb.head + 1]];
  const info = be32(bytes, skb.head + 4);
  ns.stack.dispatch.protocols.get(inner.protocol)?.error?.(ns, inner, type, code, info);
}
