/** The page walker and user copies for the kernel. The walk itself is the WebAssembly one (cold/helpers.ts). */

import type { ColdExports } from '../cold/module';
import { Access, Layout } from '../cpu/state';
import type { Access as AccessName, Mmu, PageWalkStep, PhysAddr } from '../types';
import type { Ram } from './physical';
import type { Translations } from './translations';

const USER = Access.USER | Access.KERNEL;
const USER_BITS: Record<AccessName, number> = { read: USER, write: USER | Access.WRITE, execute: USER | Access.FETCH };
/** First address that user code cannot have. */
const USER_END = 0x8000_0000_0000;

export class PageWalker implements Mmu {
  private readonly i32: Int32Array;

  constructor(
    memory: WebAssembly.Memory,
    private readonly wasm: ColdExports,
    private readonly ram: Ram,
    private readonly translations: Translations,
  ) {
    this.i32 = new Int32Array(memory.buffer);
  }

  translate(cr3: PhysAddr, va: number, access: AccessName): number {
    if (!(va >= 0 && va < USER_END)) return -1;
    const pa = this.wasm.translate(va, cr3, USER_BITS[access]);
    return pa < 0 ? -1 : pa;
  }

  copyFromUser(cr3: PhysAddr, from: number, to: Uint8Array, toOffset: number, length: number): number {
    const { bytes } = this.ram;
    let done = 0;
    while (done < length) {
      const pa = this.translate(cr3, from + done, 'read');
      const n = Math.min(length - done, 4096 - ((from + done) % 4096));
      if (pa < 0 || pa + n > this.ram.size) break;
      if (n > 64) to.set(bytes.subarray(pa, pa + n), toOffset + done);
      else for (let i = 0; i < n; i++) to[toOffset + done + i] = bytes[pa + i];
      done += n;
    }
    return done;
  }

  copyToUser(cr3: PhysAddr, to: number, from: Uint8Array, fromOffset: number, length: number): number {
    let done = 0;
    while (done < length) {
      const pa = this.translate(cr3, to + done, 'write');
      const n = Math.min(length - done, 4096 - ((to + done) % 4096));
      if (pa < 0 || pa + n > this.ram.size) break;
      this.ram.writeFrom(pa, from, fromOffset + done, n);
      done += n;
    }
    return done;
  }

  setPte(entry: PhysAddr, low: number, high: number): void {
    if (!(entry >= 0 && entry + 8 <= this.ram.size)) throw new RangeError(`page-table entry ${entry} is outside RAM`);
    const at = (Layout.RAM + entry) >> 2;
    const present = this.i32[at] & 1;
    this.i32[at] = low;
    this.i32[at + 1] = high;
    // An absent entry is never cached.
    if (present) this.translations.entryChanged(entry);
    this.ram.codeChanged(entry, 8);
  }

  pteLow(entry: PhysAddr): number {
    return this.i32[(Layout.RAM + entry) >> 2] >>> 0;
  }

  pteHigh(entry: PhysAddr): number {
    return this.i32[(Layout.RAM + entry + 4) >> 2] >>> 0;
  }

  flushPage(va: number): void {
    this.translations.flushPage(Math.floor(va / 4096));
  }

  flushAll(): void {
    this.translations.flushAll();
  }

  walk(cr3: PhysAddr, va: bigint): PageWalkStep[] {
    const steps: PageWalkStep[] = [];
    let table = cr3 - (cr3 % 4096);
    for (const level of [4, 3, 2, 1] as const) {
      const index = Number((va >> BigInt(3 + 9 * level)) & 511n);
      const entry = (table + index * 8) as PhysAddr;
      if (entry + 8 > this.ram.size) break;
      const value = this.ram.read64(entry);
      steps.push({ level, entry, index, value });
      if (!(value & 1n) || (level <= 3 && value & 0x80n)) break;
      table = Number(value & 0x000f_ffff_ffff_f000n);
    }
    return steps;
  }
}
