/**
 * One packet on its way through the layers (struct sk_buff): bytes with room in front for headers that are still to come, and where
 * each layer begins. Follows include/linux/skbuff.h.
 */
import type { NetDevice } from './device';

/** Room for link and IP headers in front of what a socket sends. */
export const MAX_HEADER = 128;

export class SkBuff {
  /** First byte of the present layer in `bytes`, and the byte after the last. */
  head: number;
  tail: number;
  /** Where the layers begin, −1 while unknown. */
  mac = -1;
  network = -1;
  transport = -1;
  /** Came in by, or goes out by. */
  dev: NetDevice | null = null;
  /** Ethernet type. */
  protocol = 0;
  pktType = 0;
  /** fwmark: netfilter, tc and routing may use it. */
  mark = 0;
  /** SO_PRIORITY. */
  priority = 0;
  /** The socket it came from or goes to; typed where it is used. */
  sk: object | null = null;
  /** The checksum has been verified or need not be (CHECKSUM_UNNECESSARY). */
  checked = false;
  /** Number for pictures: the same while the packet moves through the layers, and on the other side of a link. */
  id = 0;
  /** ether header of who is to answer an ICMP error; addresses of the IP header once it is parsed. */
  saddr = 0;
  daddr = 0;
  ipProtocol = 0;
  /** Reassembled from fragments, or sent in fragments. */
  fragmented = false;
  /** What a program on the sender's control group said: 0, an error, or above 0 for a silent drop. */
  verdict = 0;

  constructor(
    public bytes: Uint8Array,
    head: number,
    tail: number,
  ) {
    this.head = head;
    this.tail = tail;
  }

  /** `size` bytes to fill, with room for all headers before them. */
  static alloc(size: number, headroom = MAX_HEADER): SkBuff {
    return new SkBuff(new Uint8Array(headroom + size), headroom, headroom + size);
  }

  get length(): number {
    return this.tail - this.head;
  }

  /** The present layer's bytes, header included. */
  get data(): Uint8Array {
    return this.bytes.subarray(this.head, this.tail);
  }

  /** Makes room for a header of `n` bytes in front. */
  push(n: number): void {
    if (this.head < n) this.reserve(n + MAX_HEADER);
    this.head -= n;
  }

  /** Done with `n` bytes of header. */
  pull(n: number): void {
    this.head += n;
  }

  private reserve(headroom: number): void {
    const bytes = new Uint8Array(headroom + this.length);
    bytes.set(this.data, headroom);
    const moved = headroom - this.head;
    if (this.mac >= 0) this.mac += moved;
    if (this.network >= 0) this.network += moved;
    if (this.transport >= 0) this.transport += moved;
    this.bytes = bytes;
    this.tail += moved;
    this.head = headroom;
  }

  /** A packet of its own with the same bytes. */
  clone(): SkBuff {
    const copy = new SkBuff(this.bytes.slice(), this.head, this.tail);
    copy.mac = this.mac;
    copy.network = this.network;
    copy.transport = this.transport;
    copy.dev = this.dev;
    copy.protocol = this.protocol;
    copy.pktType = this.pktType;
    copy.mark = this.mark;
    copy.priority = this.priority;
    copy.sk = this.sk;
    copy.checked = this.checked;
    copy.id = this.id;
    copy.saddr = this.saddr;
    copy.daddr = this.daddr;
    copy.ipProtocol = this.ipProtocol;
    copy.fragmented = this.fragmented;
    return copy;
  }
}
