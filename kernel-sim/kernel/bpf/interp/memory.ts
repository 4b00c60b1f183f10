/**
 * The kernel memory that BPF programs see: regions, each at a kernel address of its own. A register holds such an address as two
 * 32-bit halves; the high half names the region, the low half minus `base` is the offset. So a pointer is an ordinary 64-bit
 * number that may be added to, stored and compared, and yet every access is checked against its region.
 * Regions lie in the upper part of vmalloc space (from ffffcc00…); the verifier has proved that accesses are right, the check here is the second lock.
 */
import { BUG } from '../../bug';

/** High half of the first region's address. */
export const REGION_HIGH = 0xffff_cc00 | 0;
/** Low half of every region's first byte: small steps below it do not touch the high half. */
export const REGION_BASE = 0x1000_0000;

/** Reads and writes that are more than bytes in an array: context fields made at the moment, pages of guest RAM, kernel structures. */
export interface SlowAccess {
  /** Leaves the value in `out`. False: no such place. */
  load(offset: number, size: number, out: Wide): boolean;
  store(offset: number, size: number, lo: number, hi: number): boolean;
  /** Copies of longer pieces, for helpers. */
  read?(offset: number, to: Uint8Array): boolean;
  write?(offset: number, from: Uint8Array): boolean;
}

/** A 64-bit value in two signed halves. */
export interface Wide {
  lo: number;
  hi: number;
}

export class Region {
  /** High half of its address. */
  high = 0;

  constructor(
    readonly name: string,
    public base: number,
    public size: number,
    /** null: `slow` serves every access. */
    public view: DataView | null,
    public bytes: Uint8Array | null,
    public writable: boolean,
    public slow: SlowAccess | null,
  ) {}

  /** Points the region at other bytes: packets and contexts change with every run. */
  show(bytes: Uint8Array, size = bytes.length): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.size = size;
  }
}

const EMPTY = new Region('none', 0, 0, null, null, false, null);

/** Kernel addresses outside the regions: guest RAM, stacks of tasks, functions. Installed by the kernel; absent in the command line's plug-in. */
export interface OutsideMemory {
  /** Reads kernel memory at high:low into `to`; false where nothing is. */
  read(high: number, low: number, to: Uint8Array): boolean;
}

export class BpfMemory {
  /** Index = high half − REGION_HIGH. */
  readonly regions: Region[] = [];
  private readonly free: number[] = [];
  outside: OutsideMemory | null = null;

  /** A region of plain bytes. */
  add(name: string, bytes: Uint8Array, writable = true): Region {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.place(new Region(name, REGION_BASE, bytes.length, view, bytes, writable, null));
  }

  addSlow(name: string, size: number, slow: SlowAccess, writable = true): Region {
    return this.place(new Region(name, REGION_BASE, size, null, null, writable, slow));
  }

  private place(region: Region): Region {
    const index = this.free.pop() ?? this.regions.length;
    if (index >= 0x2000) BUG('BPF regions are used up');
    region.high = (REGION_HIGH + index) | 0;
    this.regions[index] = region;
    return region;
  }

  remove(region: Region): void {
    const index = region.high - REGION_HIGH;
    if (this.regions[index] !== region) BUG(`BPF region ${region.name} is not there`);
    this.regions[index] = EMPTY;
    this.free.push(index);
  }

  /** The region of an address, or one of size 0. */
  find(high: number): Region {
    const index = high - REGION_HIGH;
    return index >= 0 && index < this.regions.length ? this.regions[index] : EMPTY;
  }

  /**
   * Copies bytes from an address, whatever lies there. `low` may lie outside 32 bits after an addition.
   * False when any byte is not there: `to` is then left as it was.
   */
  read(high: number, low: number, to: Uint8Array): boolean {
    const region = this.find(high);
    if (region.size === 0) return this.outside?.read(high, low, to) ?? false;
    const at = low - region.base;
    if (at < 0 || at + to.length > region.size) return false;
    if (region.bytes !== null) {
      to.set(region.bytes.subarray(at, at + to.length));
      return true;
    }
    const slow = region.slow!;
    return slow.read ? slow.read(at, to) : loadBytes(slow, at, to);
  }

  write(high: number, low: number, from: Uint8Array): boolean {
    const region = this.find(high);
    const at = low - region.base;
    if (!region.writable || at < 0 || at + from.length > region.size) return false;
    if (region.bytes !== null) {
      region.bytes.set(from, at);
      return true;
    }
    return region.slow!.write?.(at, from) ?? storeBytes(region.slow!, at, from);
  }
}

function loadBytes(slow: SlowAccess, at: number, to: Uint8Array): boolean {
  const out: Wide = { lo: 0, hi: 0 };
  for (let i = 0; i < to.length; i++) {
    if (!slow.load(at + i, 1, out)) return false;
    to[i] = out.lo;
  }
  return true;
}

function storeBytes(slow: SlowAccess, at: number, from: Uint8Array): boolean {
  for (let i = 0; i < from.length; i++) if (!slow.store(at + i, 1, from[i], 0)) return false;
  return true;
}
