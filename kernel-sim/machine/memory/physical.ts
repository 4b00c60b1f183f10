/**
 * Guest RAM seen from TypeScript. Every write tells the code cache and the page walker's caches, so that the processor never runs
 * on stale code or translations.
 */
import { Layout, PageFlag } from '../cpu/state';
import type { PhysAddr, PhysicalMemory } from '../types';

/** What a write to a page that holds code or tables sets off. */
export interface WriteWatcher {
  wrote(page: number, offset: number, length: number): void;
  wroteCode(page: number, offset: number, length: number): void;
}

const WATCHED = PageFlag.CODE | PageFlag.TABLE;

export class Ram implements PhysicalMemory {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly flags: Uint8Array;
  private watcher: WriteWatcher | undefined;

  constructor(
    memory: WebAssembly.Memory,
    readonly size: number,
    pageFlags: number,
  ) {
    this.bytes = new Uint8Array(memory.buffer, Layout.RAM, size);
    this.view = new DataView(memory.buffer, Layout.RAM, size);
    this.flags = new Uint8Array(memory.buffer, pageFlags, size >>> 12);
  }

  watch(watcher: WriteWatcher): void {
    this.watcher = watcher;
  }

  private check(pa: number, length: number): void {
    if (!(pa >= 0 && length >= 0 && pa + length <= this.size))
      throw new RangeError(`physical range ${pa}+${length} is outside RAM`);
  }

  /** Called after bytes changed. */
  private changed(pa: number, length: number): void {
    if (length <= 0) return;
    const last = (pa + length - 1) >>> 12;
    for (let page = pa >>> 12; page <= last; page++) {
      if ((this.flags[page] & WATCHED) === 0) continue;
      const from = Math.max(pa, page * 4096);
      const to = Math.min(pa + length, (page + 1) * 4096);
      this.watcher?.wrote(page, from & 4095, to - from);
    }
  }

  read8(pa: PhysAddr): number {
    return this.view.getUint8(pa);
  }
  read16(pa: PhysAddr): number {
    return this.view.getUint16(pa, true);
  }
  read32(pa: PhysAddr): number {
    return this.view.getUint32(pa, true);
  }
  read64(pa: PhysAddr): bigint {
    return this.view.getBigUint64(pa, true);
  }

  write8(pa: PhysAddr, value: number): void {
    this.view.setUint8(pa, value);
    this.changed(pa, 1);
  }
  write16(pa: PhysAddr, value: number): void {
    this.view.setUint16(pa, value, true);
    this.changed(pa, 2);
  }
  write32(pa: PhysAddr, value: number): void {
    this.view.setUint32(pa, value, true);
    this.changed(pa, 4);
  }
  write64(pa: PhysAddr, value: bigint): void {
    this.view.setBigUint64(pa, BigInt.asUintN(64, value), true);
    this.changed(pa, 8);
  }
  write(pa: PhysAddr, from: Uint8Array): void {
    this.check(pa, from.length);
    this.bytes.set(from, pa);
    this.changed(pa, from.length);
  }
  /** Copies a part of a byte array in, making no view where the part is small. */
  writeFrom(pa: number, from: Uint8Array, offset: number, length: number): void {
    if (length > 64) this.bytes.set(from.subarray(offset, offset + length), pa);
    else for (let i = 0; i < length; i++) this.bytes[pa + i] = from[offset + i];
    this.changed(pa, length);
  }
  /** For writers that keep translations coherent themselves. */
  codeChanged(pa: number, length: number): void {
    if (this.flags[pa >>> 12] & PageFlag.CODE) this.watcher?.wroteCode(pa >>> 12, pa & 4095, length);
  }
  fill(pa: PhysAddr, length: number, value: number): void {
    this.check(pa, length);
    this.bytes.fill(value, pa, pa + length);
    this.changed(pa, length);
  }
  copy(to: PhysAddr, from: PhysAddr, length: number): void {
    this.check(to, length);
    this.check(from, length);
    this.bytes.copyWithin(to, from, from + length);
    this.changed(to, length);
  }
}
