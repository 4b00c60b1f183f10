/**
 * One address space's page tables: four levels in guest RAM, edited only through `mmu.setPte`.
 * Follows arch/x86/include/asm/pgtable_64.h and mm/memory.c. Entries of user pages: P W U A D and NX are the processor's;
 * bit 8 marks a page that PROT_NONE hides (_PAGE_PROTNONE: not present for the CPU, still ours).
 * The upper half of the root holds the kernel's own entries (arch/kernel-space.ts), the same in every address space.
 */
import { type Mmu, PAGE_SIZE, type PhysAddr, type PhysicalMemory, Pte } from '../../machine/types';
import type { Frames } from './frames';

export const PTE_PROTNONE = 0x100;
const TABLE = Pte.P | Pte.W | Pte.U;
const ADDRESS = 0xffff_f000;
/** Bytes that one entry spans at level 1 … 4. */
const SPAN = [0, 0x1000, 0x20_0000, 0x4000_0000, 0x80_0000_0000];
export const LOWER_HALF = 0x8000_0000_0000;

/** The entry maps a frame of ours, hidden or not. */
export function pteMapped(low: number): boolean {
  return (low & (Pte.P | PTE_PROTNONE)) !== 0;
}

export function pteFrame(low: number): number {
  return (low & ADDRESS) >>> 12;
}

export class PageTable {
  /** Leaf table found last, and the 2 MiB region it serves. */
  private leafRegion = -1;
  private leafTable = 0;
  tables = 1;

  /** RAM as words, for scanning; written only through `mmu.setPte`. */
  private readonly words: Uint32Array;

  private constructor(
    ram: PhysicalMemory,
    private readonly mmu: Mmu,
    private readonly frames: Frames,
    readonly root: PhysAddr,
  ) {
    this.words = new Uint32Array(ram.bytes.buffer, ram.bytes.byteOffset, ram.size / 4);
  }

  /** An empty address space; null when memory is out. */
  static create(ram: PhysicalMemory, mmu: Mmu, frames: Frames): PageTable | null {
    const frame = frames.alloc('page-table');
    return frame < 0 ? null : new PageTable(ram, mmu, frames, (frame * PAGE_SIZE) as PhysAddr);
  }

  low(entry: PhysAddr): number {
    return this.mmu.pteLow(entry);
  }
  high(entry: PhysAddr): number {
    return this.mmu.pteHigh(entry);
  }
  set(entry: PhysAddr, low: number, high: number): void {
    this.mmu.setPte(entry, low >>> 0, high >>> 0);
  }

  /** Address of the level-1 entry of `va`, 0 where no table is there yet. */
  find(va: number): PhysAddr {
    return this.leafEntry(va, false);
  }

  /** The same, making the tables on the way; −1 when memory is out. */
  findOrMake(va: number): PhysAddr {
    return this.leafEntry(va, true);
  }

  private leafEntry(va: number, make: boolean): PhysAddr {
    const region = Math.floor(va / SPAN[2]);
    if (region !== this.leafRegion) {
      let table: number = this.root;
      for (let level = 4; level > 1; level--) {
        const entry = (table + (Math.floor(va / SPAN[level]) & 511) * 8) as PhysAddr;
        const low = this.mmu.pteLow(entry);
        if (low & Pte.P) {
          table = (low & ADDRESS) >>> 0;
          continue;
        }
        if (!make) return 0 as PhysAddr;
        const frame = this.frames.alloc('page-table');
        if (frame < 0) return -1 as PhysAddr;
        this.tables++;
        table = frame * PAGE_SIZE;
        this.set(entry, table | TABLE, 0);
      }
      this.leafRegion = region;
      this.leafTable = table;
    }
    return (this.leafTable + ((va / PAGE_SIZE) & 511) * 8) as PhysAddr;
  }

  /** Visits every entry in [start, end) that maps a frame, in address order. The visitor may change it. */
  each(start: number, end: number, visit: (va: number, entry: PhysAddr, low: number, high: number) => void): void {
    this.walk(this.root, 4, 0, start, end, visit);
  }

  /** The same, and entries of pages on swap too. */
  eachUsed(start: number, end: number, visit: (va: number, entry: PhysAddr, low: number, high: number) => void): void {
    this.walk(this.root, 4, 0, start, end, visit, true);
  }

  private walk(
    table: number,
    level: number,
    base: number,
    start: number,
    end: number,
    visit: (va: number, entry: PhysAddr, low: number, high: number) => void,
    all = false,
  ): void {
    const span = SPAN[level];
    const first = Math.max(0, Math.floor((start - base) / span));
    const last = Math.min(511, Math.ceil((end - base) / span) - 1);
    for (let index = first; index <= last; index++) {
      const low = this.words[(table >>> 2) + index * 2];
      if (!pteMapped(low) && !(all && level === 1 && low !== 0)) continue;
      const entry = (table + index * 8) as PhysAddr;
      const va = base + index * span;
      if (level === 1) visit(va, entry, low, this.mmu.pteHigh(entry));
      else this.walk((low & ADDRESS) >>> 0, level - 1, va, start, end, visit, all);
    }
  }

  /**
   * Gives back tables that lie wholly in [floor, ceiling), where no VMA is left (free_pgtables).
   * Pages must be unmapped before.
   */
  prune(floor: number, ceiling: number): void {
    this.leafRegion = -1;
    this.pruneLevel(this.root, 4, 0, floor, ceiling);
  }

  private pruneLevel(table: number, level: number, base: number, floor: number, ceiling: number): void {
    const span = SPAN[level];
    const first = Math.max(0, Math.floor((floor - base) / span));
    const last = Math.min(511, Math.ceil((ceiling - base) / span) - 1);
    for (let index = first; index <= last; index++) {
      const low = this.words[(table >>> 2) + index * 2];
      if (!(low & Pte.P)) continue;
      const entry = (table + index * 8) as PhysAddr;
      const va = base + index * span;
      if (level > 2) this.pruneLevel((low & ADDRESS) >>> 0, level - 1, va, floor, ceiling);
      if (va < floor || va + span > ceiling) continue;
      this.set(entry, 0, 0);
      this.frames.put(pteFrame(low));
      this.tables--;
    }
  }

  /** The end of the address space: tables and root go back. */
  destroy(): void {
    this.prune(0, LOWER_HALF);
    this.frames.put(this.root / PAGE_SIZE);
  }
}
