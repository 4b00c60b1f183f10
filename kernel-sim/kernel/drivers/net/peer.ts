/**
 * The other end of the cable: a small host of its own, with the same pure TCP as the kernel and just enough of the rest.
 * 10.0.2.2 is gateway and name server, 10.0.2.3 serves the web (80), echo (7), discard (9) and daytime-like chargen (19).
 * Everything behind the gateway (names under example.test …) is answered by the same machine.
 */
import { be16, be32, ip, put16, put32 } from '../../net/bytes';
import { checksum, pseudoSum } from '../../net/checksum';
import { IP_HLEN, ihl, totalLength, validHeader, writeIpHeader } from '../../net/ipv4/header';
import type { NetworkOptions } from '../../types';
import type { LinkClock } from './link';
import { answerDns } from './peer-dns';
import { PeerTcp } from './peer-tcp';

const ETH_HLEN = 14;
const TCP = 6;
const UDP = 17;
const ICMP = 1;
export const GATEWAY = ip('10.0.2.2');
export const SERVER = ip('10.0.2.3');
const GATEWAY_MAC = Uint8Array.of(0x52, 0x55, 0x0a, 0x00, 0x02, 0x02);
const SERVER_MAC = Uint8Array.of(0x52, 0x55, 0x0a, 0x00, 0x02, 0x03);
/** The network outside, for documentation (RFC 5737): hosts that the gateway stands for. */
const OUTSIDE = ip('192.0.2.0');

interface Packet {
  source: number;
  target: number;
  /** Whose hardware address the packet came to. */
  mac: Uint8Array;
  from: Uint8Array;
}

export class Peer {
  private readonly tcp: PeerTcp;
  private id = 0;
  /** Hardware addresses heard of. */
  private readonly heard = new Map<number, Uint8Array>();

  constructor(
    clock: LinkClock,
    private readonly transmit: (frame: Uint8Array) => void,
    options: NetworkOptions,
  ) {
    this.tcp = new PeerTcp(clock, (source, target, segment) => this.sendIp(source, target, TCP, segment), options);
  }

  private owns(address: number): boolean {
    return address === GATEWAY || address === SERVER || (address & 0xffffff00) >>> 0 === OUTSIDE;
  }

  receive(frame: Uint8Array): void {
    if (frame.length < ETH_HLEN) return;
    const type = be16(frame, 12);
    if (type === 0x0806) this.arp(frame);
    else if (type === 0x0800) this.packet(frame);
  }

  private arp(frame: Uint8Array): void {
    const at = ETH_HLEN;
    if (frame.length < at + 28 || be16(frame, at + 6) !== 1) return;
    const [sender, target] = [be32(frame, at + 14), be32(frame, at + 24)];
    if (target !== GATEWAY && target !== SERVER) return;
    const mac = target === GATEWAY ? GATEWAY_MAC : SERVER_MAC;
    this.heard.set(sender, frame.slice(at + 8, at + 14));
    const reply = new Uint8Array(ETH_HLEN + 28);
    reply.set(frame.subarray(6, 12));
    reply.set(mac, 6);
    put16(reply, 12, 0x0806);
    reply.set([0, 1, 8, 0, 6, 4, 0, 2], at);
    reply.set(mac, at + 8);
    put32(reply, at + 14, target);
    reply.set(frame.subarray(at + 8, at + 14), at + 18);
    put32(reply, at + 24, sender);
    this.transmit(reply);
  }

  private packet(frame: Uint8Array): void {
    const at = ETH_HLEN;
    if (!validHeader(frame, at, frame.length) || (be16(frame, at + 6) & 0x3fff) !== 0) return;
    const packet: Packet = {
      source: be32(frame, at + 12),
      target: be32(frame, at + 16),
      mac: frame.slice(0, 6),
      from: frame.slice(6, 12),
    };
    this.heard.set(packet.source, packet.from);
    const whole = frame.subarray(at, at + totalLength(frame, at));
    if (!this.owns(packet.target)) {
      this.icmpError(packet, whole, 3, 0);
      return;
    }
    if ((packet.target & 0xffffff00) >>> 0 === OUTSIDE && whole[8] <= 1) {
      this.icmpError(packet, whole, 11, 0);
      return;
    }
    const body = whole.subarray(ihl(whole, 0));
    if (whole[9] === ICMP) this.echo(packet, body);
    else if (whole[9] === UDP) this.udp(packet, whole, body);
    else if (
      whole[9] === TCP &&
      checksum(body, 0, body.length, pseudoSum(packet.source, packet.target, TCP, body.length)) === 0
    )
      this.tcp.receive(packet.source, packet.target, body);
  }

  private echo({ source, target }: Packet, body: Uint8Array): void {
    if (body.length < 8 || body[0] !== 8 || checksum(body, 0, body.length) !== 0) return;
    const reply = body.slice();
    reply[0] = 0;
    put16(reply, 2, 0);
    put16(reply, 2, checksum(reply, 0, reply.length));
    this.sendIp(target, source, ICMP, reply);
  }

  private icmpError({ source }: Packet, whole: Uint8Array, type: number, code: number, from = GATEWAY): void {
    const quoted = whole.subarray(0, Math.min(whole.length, ihl(whole, 0) + 8));
    const message = new Uint8Array(8 + quoted.length);
    message[0] = type;
    message[1] = code;
    message.set(quoted, 8);
    put16(message, 2, checksum(message, 0, message.length));
    this.sendIp(from, source, ICMP, message);
  }

  private udp(packet: Packet, whole: Uint8Array, body: Uint8Array): void {
    if (body.length < 8) return;
    const { source, target } = packet;
    const [sport, dport] = [be16(body, 0), be16(body, 2)];
    const data = body.subarray(8, Math.max(8, Math.min(body.length, be16(body, 4))));
    if (be16(body, 6) !== 0 && checksum(body, 0, body.length, pseudoSum(source, target, UDP, body.length)) !== 0)
      return;
    if (dport === 53 && target === GATEWAY) {
      const answer = answerDns(data);
      if (answer !== null) this.sendUdp(target, source, dport, sport, answer);
    } else if (dport === 7) this.sendUdp(target, source, dport, sport, data);
    else if (dport !== 9) this.icmpError(packet, whole, 3, 3, target);
  }

  private sendUdp(source: number, target: number, sport: number, dport: number, data: Uint8Array): void {
    const datagram = new Uint8Array(8 + data.length);
    put16(datagram, 0, sport);
    put16(datagram, 2, dport);
    put16(datagram, 4, datagram.length);
    datagram.set(data, 8);
    const sum = checksum(datagram, 0, datagram.length, pseudoSum(source, target, UDP, datagram.length));
    put16(datagram, 6, sum || 0xffff);
    this.sendIp(source, target, UDP, datagram);
  }

  private sendIp(source: number, target: number, protocol: number, payload: Uint8Array): void {
    const mac = this.heard.get(target);
    if (mac === undefined) return;
    const frame = new Uint8Array(ETH_HLEN + IP_HLEN + payload.length);
    frame.set(mac);
    frame.set(source === SERVER ? SERVER_MAC : GATEWAY_MAC, 6);
    put16(frame, 12, 0x0800);
    this.id = (this.id + 1) & 0xffff;
    const ttl = (source & 0xffffff00) >>> 0 === OUTSIDE ? 63 : 64;
    const fields = { tos: 0, id: this.id, fragment: 0x4000, ttl, protocol, saddr: source, daddr: target };
    writeIpHeader(frame, ETH_HLEN, IP_HLEN + payload.length, fields);
    frame.set(payload, ETH_HLEN + IP_HLEN);
    this.transmit(frame);
  }
}
