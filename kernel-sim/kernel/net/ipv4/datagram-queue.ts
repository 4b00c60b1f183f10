/** Whole packets waiting to be read: UDP, raw, ping and packet sockets. Follows net/core/datagram.c. */
import * as S from '../../abi/socket';
import { EAGAIN, EFAULT } from '../../errno';
import type { Sleeping } from '../../types';
import type { ControlMessage, Message } from '../message';
import type { SkBuff } from '../skbuff';
import { RCV_SHUTDOWN, type Sock } from '../sock';
import { int } from './inet-sock';

interface Datagram {
  data: Uint8Array;
  name: Uint8Array;
  control: ControlMessage[];
  /** What it takes of the receive buffer: sk_buff and its rounding count. */
  truesize: number;
  /** Bytes before a socket filter cut it. */
  length: number;
}

const OVERHEAD = 768;

export class DatagramQueue {
  private readonly waiting: Datagram[] = [];
  private used = 0;

  get length(): number {
    return this.waiting.length;
  }
  /** FIONREAD: bytes of the next one. */
  get firstLength(): number {
    return this.waiting[0]?.data.length ?? 0;
  }
  get bytesUsed(): number {
    return this.used;
  }

  /** False: the receive buffer is full, or the socket's filter does not want it. */
  push(sock: Sock, skb: SkBuff, payload: Uint8Array, name: Uint8Array): boolean {
    if (sock.family === S.AF_INET && (sock.ns.stack.cgroups?.ingress(skb, sock) ?? 0) !== 0) return false;
    let data = payload;
    if (sock.filter !== null) {
      const keep = sock.filter(skb.data, skb);
      if (keep === 0) return false;
      // The program counts from the header that lies in front of the text.
      data = payload.subarray(0, Math.max(0, Math.min(payload.length, keep - (skb.length - payload.length))));
    }
    const truesize = payload.length + OVERHEAD;
    if (this.used + truesize > sock.receiveBuffer && this.used > 0) return false;
    this.used += truesize;
    this.waiting.push({ data, name, control: controlOf(sock, skb), truesize, length: payload.length });
    sock.readQueue.wake();
    return true;
  }

  /** recvmsg: one packet or the error that waits; sleeps while there is neither. */
  receive(sock: Sock, message: Message): number | Sleeping<number> {
    const error = sock.takeError();
    if (error < 0) return error;
    if (this.waiting.length > 0) return this.take(message);
    if (sock.shutdown & RCV_SHUTDOWN) return 0;
    if (message.flags & S.MSG_DONTWAIT) return -EAGAIN;
    return this.receiveLater(sock, message);
  }

  private *receiveLater(sock: Sock, message: Message): Sleeping<number> {
    const until = sock.receiveDeadline(message);
    for (;;) {
      const error = sock.takeError();
      if (error < 0) return error;
      if (this.waiting.length > 0) return this.take(message);
      if (sock.shutdown & RCV_SHUTDOWN) return 0;
      const slept = yield* sock.sleep(sock.readQueue, '__skb_wait_for_more_packets', until);
      if (slept < 0) return slept;
    }
  }

  private take(message: Message): number {
    const packet = this.waiting[0];
    const copied = Math.min(packet.data.length, message.io.remaining);
    if (message.io.put(packet.data, 0, copied) < copied) return -EFAULT;
    if (!(message.flags & S.MSG_PEEK)) {
      this.waiting.shift();
      this.used -= packet.truesize;
    }
    message.name = packet.name;
    message.control = packet.control;
    if (copied < packet.data.length) message.outFlags |= S.MSG_TRUNC;
    return message.flags & S.MSG_TRUNC ? packet.data.length : copied;
  }
}

interface WantsControl {
  receiveTtl?: number;
  packetInfo?: number;
}

/** IP_RECVTTL, IP_PKTINFO. */
function controlOf(sock: Sock, skb: SkBuff): ControlMessage[] {
  const { receiveTtl = 0, packetInfo = 0 } = sock as WantsControl;
  const list: ControlMessage[] = [];
  if (packetInfo) {
    const info = new Uint8Array(12);
    info.set(int(skb.dev?.ifindex ?? 0));
    const address = Uint8Array.of(skb.daddr >>> 24, skb.daddr >>> 16, skb.daddr >>> 8, skb.daddr);
    info.set(address, 4);
    info.set(address, 8);
    list.push({ level: S.SOL_IP, type: S.IP_PKTINFO, data: info });
  }
  if (receiveTtl) list.push({ level: S.SOL_IP, type: S.IP_TTL, data: int(skb.bytes[skb.network + 8]) });
  return list;
}
