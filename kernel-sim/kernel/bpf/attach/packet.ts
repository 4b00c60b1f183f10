/**
 * A packet while a program looks at it: bytes with room in front and behind, and the context (struct xdp_md, struct __sk_buff) whose
 * fields are made when they are read. Follows include/uapi/linux/bpf.h and net/core/filter.c: xdp_convert_ctx_access,
 * bpf_convert_ctx_access. The programs see 32-bit `data` fields that load as 64-bit pointers, as in Linux.
 */
import { type BpfMemory, REGION_BASE, type Region, type SlowAccess, type Wide } from '../interp/memory';

/** XDP_PACKET_HEADROOM. */
export const HEADROOM = 256;
const TAILROOM = 512;

/** Fields of a context that are numbers, by offset. */
export type Fields = Map<number, number>;

export class Packet {
  bytes: Uint8Array;
  /** Offsets in `bytes`: metadata, first byte, behind the last. */
  meta: number;
  start: number;
  end: number;
  /** Where bpf_redirect sends it, and the flags. */
  redirect: { ifindex: number; flags: number } | null = null;
  /** Addresses of its bytes for programs. */
  readonly data: Region;
  readonly context: Region;

  constructor(
    private readonly memory: BpfMemory,
    frame: Uint8Array,
    readonly kind: 'xdp' | 'skb',
    /** xdp_md or __sk_buff fields by offset; `len` and pointers are made here. */
    readonly fields: Fields,
    /** May the program change the bytes? */
    writable: boolean,
  ) {
    this.bytes = new Uint8Array(HEADROOM + frame.length + TAILROOM);
    this.bytes.set(frame, HEADROOM);
    this.start = HEADROOM;
    this.meta = HEADROOM;
    this.end = HEADROOM + frame.length;
    this.data = memory.add('packet', this.bytes, writable);
    this.show();
    const access = kind === 'xdp' ? xdpAccess(this) : skbAccess(this);
    this.context = memory.addSlow('ctx', kind === 'xdp' ? 24 : 192, access);
  }

  /** Only what lies between metadata and end can be reached. */
  show(): void {
    this.data.show(this.bytes, this.end);
  }

  get length(): number {
    return this.end - this.start;
  }
  get frame(): Uint8Array {
    return this.bytes.slice(this.start, this.end);
  }

  /** Bytes at an offset of the packet, or null. */
  read(offset: number, length: number): Uint8Array | null {
    if (offset < 0 || length < 0 || offset + length > this.length) return null;
    return this.bytes.slice(this.start + offset, this.start + offset + length);
  }
  write(offset: number, from: Uint8Array): boolean {
    if (offset < 0 || offset + from.length > this.length) return false;
    this.bytes.set(from, this.start + offset);
    return true;
  }

  /** Moves the first byte: negative makes room. False when there is none. */
  adjustHead(delta: number): boolean {
    const start = this.start + delta;
    if (start < 0 || start > this.end - 14) return false;
    this.start = start;
    this.meta = start;
    this.show();
    return true;
  }

  adjustTail(delta: number): boolean {
    const end = this.end + delta;
    if (end > this.bytes.length || end < this.start + 14) return false;
    if (delta > 0) this.bytes.fill(0, this.end, end);
    this.end = end;
    this.show();
    return true;
  }

  /** Room of `delta` bytes at an offset, or that many taken away (bpf_skb_adjust_room). */
  adjustRoom(offset: number, delta: number): boolean {
    const frame = this.frame;
    if (offset > frame.length || (delta < 0 && offset - delta > frame.length)) return false;
    const next = new Uint8Array(frame.length + delta);
    next.set(frame.subarray(0, offset));
    next.set(frame.subarray(delta < 0 ? offset - delta : offset), delta < 0 ? offset : offset + delta);
    return this.replace(next);
  }

  replace(frame: Uint8Array): boolean {
    this.bytes = new Uint8Array(HEADROOM + frame.length + TAILROOM);
    this.bytes.set(frame, HEADROOM);
    this.start = HEADROOM;
    this.meta = HEADROOM;
    this.end = HEADROOM + frame.length;
    this.show();
    return true;
  }

  release(): void {
    this.memory.remove(this.data);
    this.memory.remove(this.context);
  }
}

function pointer(packet: Packet, at: number, out: Wide): boolean {
  out.lo = (REGION_BASE + at) | 0;
  out.hi = packet.data.high;
  return true;
}

/** The part of a 4-byte field that a load of 1 or 2 bytes wants. */
function narrow(value: number, offset: number, size: number, out: Wide): boolean {
  const shifted = value >>> ((offset & 3) * 8);
  out.lo = size === 1 ? shifted & 0xff : size === 2 ? shifted & 0xffff : shifted | 0;
  out.hi = 0;
  return true;
}

function xdpAccess(packet: Packet): SlowAccess {
  return {
    load(offset, size, out) {
      const field = offset & ~3;
      if (field === 0) return pointer(packet, packet.start, out);
      if (field === 4) return pointer(packet, packet.end, out);
      if (field === 8) return pointer(packet, packet.meta, out);
      return narrow(packet.fields.get(field) ?? 0, offset, size, out);
    },
    store: () => false,
  };
}

/** Fields of struct __sk_buff that need more than a look into `fields`. */
export const Skb = {
  LEN: 0,
  PKT_TYPE: 4,
  MARK: 8,
  QUEUE_MAPPING: 12,
  PROTOCOL: 16,
  VLAN_PRESENT: 20,
  VLAN_TCI: 24,
  VLAN_PROTO: 28,
  PRIORITY: 32,
  INGRESS_IFINDEX: 36,
  IFINDEX: 40,
  TC_INDEX: 44,
  CB: 48,
  HASH: 68,
  TC_CLASSID: 72,
  DATA: 76,
  DATA_END: 80,
  NAPI_ID: 84,
  FAMILY: 88,
  REMOTE_IP4: 92,
  LOCAL_IP4: 96,
  REMOTE_PORT: 132,
  LOCAL_PORT: 136,
  DATA_META: 140,
  FLOW_KEYS: 144,
  TSTAMP: 152,
  WIRE_LEN: 160,
  GSO_SEGS: 164,
  SK: 168,
  GSO_SIZE: 176,
} as const;

function skbAccess(packet: Packet): SlowAccess {
  const { fields } = packet;
  return {
    load(offset, size, out) {
      const field = offset & ~3;
      if (field === Skb.DATA) return pointer(packet, packet.start, out);
      if (field === Skb.DATA_END) return pointer(packet, packet.end, out);
      if (field === Skb.DATA_META) return pointer(packet, packet.meta, out);
      if (field === Skb.LEN) return narrow(packet.length, offset, size, out);
      if (size === 8) {
        out.lo = (fields.get(field) ?? 0) | 0;
        out.hi = (fields.get(field + 4) ?? 0) | 0;
        return true;
      }
      return narrow(fields.get(field) ?? 0, offset, size, out);
    },
    store(offset, size, lo, hi) {
      const field = offset & ~3;
      if (size === 8) {
        fields.set(field, lo >>> 0);
        fields.set(field + 4, hi >>> 0);
        return true;
      }
      const shift = (offset & 3) * 8;
      const mask = size === 4 ? 0xffffffff : ((1 << (size * 8)) - 1) << shift;
      fields.set(field, (((fields.get(field) ?? 0) & ~mask) | ((lo << shift) & mask)) >>> 0);
      return true;
    },
  };
}
