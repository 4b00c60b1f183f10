/**
 * An address space: its mappings in address order, its page tables, the heap and the layout.
 * Follows include/linux/mm_types.h: mm_struct, mm/mmap.c (find_vma, unmapped area, split and merge) and mm/memory.c (zap, copy).
 * Layout is Linux's with randomisation off: stack below 0x7ffffffff000, mmap top-down from 0x7ffff7fff000.
 */
import { type Mmu, type PhysAddr, type PhysicalMemory, Pte } from '../../machine/types';
import { TASK_SIZE } from '../abi/limits';
import { PROT_EXEC, PROT_NONE, PROT_WRITE } from '../abi/mman';
import type { Mm, Vfs } from '../types';
import type { Frames } from './frames';
import { PageTable, PTE_PROTNONE, pteFrame } from './page-table';
import type { Swap } from './swap';
import { decodeSwap, isSwapPte } from './swap-entry';
import type { VmArea } from './vma';

export const MMAP_BASE = 0x7ffff7fff000;
export const MMAP_MIN_ADDR = 0x10000;
/** Kept free below a stack that may grow: 256 pages. */
export const STACK_GUARD_GAP = 0x100000;

/** What all address spaces use together. */
export interface MmShared {
  readonly mmu: Mmu;
  readonly ram: PhysicalMemory;
  readonly frames: Frames;
  /** The frame of zeros that every read of untouched anonymous memory sees. */
  readonly zeroFrame: number;
  vfs(): Vfs;
  charge(instructions: number): void;
  swap(): Swap;
  /** The control group of who runs may have no more pages. */
  overLimit?(): boolean;
  /** Gives an address space the kernel's half. */
  kernelHalf?(root: PhysAddr): void;
}

export class MmStruct implements Mm {
  /** Tasks that use it (mm_users). */
  users = 1;
  readonly vmas: VmArea[] = [];
  brkStart = 0;
  brk = 0;
  argStart = 0;
  argEnd = 0;
  envStart = 0;
  envEnd = 0;
  stackStart = 0;
  codeStart = 0;
  codeEnd = 0;
  dataStart = 0;
  dataEnd = 0;
  /** Frames of ours, the zero page aside. */
  residentPages = 0;
  highWater = 0;
  /** Pages of ours on swap. */
  swapPages = 0;
  /** The page that a copy in a call that cannot sleep would have had to wait for. */
  awaited: { address: number; write: boolean } | null = null;
  /** Some mapping's pages have had to be waited for. */
  mayWait = false;
  /** mlockall(MCL_FUTURE). */
  lockFuture = false;

  private constructor(
    readonly shared: MmShared,
    readonly table: PageTable,
  ) {}

  static create(shared: MmShared): MmStruct | null {
    const table = PageTable.create(shared.ram, shared.mmu, shared.frames);
    if (table) shared.kernelHalf?.(table.root);
    return table && new MmStruct(shared, table);
  }

  get cr3(): PhysAddr {
    return this.table.root;
  }

  get totalPages(): number {
    let pages = 0;
    for (const vma of this.vmas) pages += vma.pageCount;
    return pages;
  }

  // ---------------------------------------------------------------- finding

  /** Index of the first mapping that ends above `address`. */
  indexAbove(address: number): number {
    let low = 0;
    let high = this.vmas.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.vmas[middle].end <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** find_vma: the first mapping that ends above `address`; it may start above it. */
  findAbove(address: number): VmArea | undefined {
    return this.vmas[this.indexAbove(address)];
  }

  /** The mapping that holds `address`. */
  find(address: number): VmArea | undefined {
    const vma = this.findAbove(address);
    return vma && vma.start <= address ? vma : undefined;
  }

  overlaps(start: number, end: number): boolean {
    const vma = this.findAbove(start);
    return vma !== undefined && vma.start < end;
  }

  /** The whole of [start, end) is mapped, without holes. */
  covers(start: number, end: number): boolean {
    let at = start;
    for (let i = this.indexAbove(start); i < this.vmas.length && at < end; i++) {
      if (this.vmas[i].start > at) return false;
      at = this.vmas[i].end;
    }
    return at >= end;
  }

  /** Highest free range of `length` bytes below `top`; −1 when there is none. */
  unmappedBelow(length: number, top = MMAP_BASE): number {
    let high = top;
    for (let i = this.vmas.length - 1; i >= 0; i--) {
      const vma = this.vmas[i];
      if (vma.start >= high) continue;
      if (vma.end + length <= high) return high - length;
      high = vma.flags.growsDown ? vma.start - STACK_GUARD_GAP : vma.start;
    }
    return high - length >= MMAP_MIN_ADDR ? high - length : -1;
  }

  // ---------------------------------------------------------------- changing

  /** Puts a mapping in its place and joins it with neighbours that continue it. The range must be free. */
  insert(vma: VmArea): VmArea {
    this.hold(vma);
    const at = this.indexAbove(vma.start);
    this.vmas.splice(at, 0, vma);
    return this.merge(at);
  }

  private merge(at: number): VmArea {
    let index = at;
    if (index > 0 && this.vmas[index - 1].joins(this.vmas[index])) index--;
    while (index + 1 < this.vmas.length && this.vmas[index].joins(this.vmas[index + 1])) {
      const [gone] = this.vmas.splice(index + 1, 1);
      this.vmas[index].end = gone.end;
      this.release(gone);
    }
    return this.vmas[index];
  }

  /** Joins neighbours in and around [start, end) after a change of attributes. */
  mergeRange(start: number, end: number): void {
    for (let i = Math.max(0, this.indexAbove(start) - 1); i < this.vmas.length && this.vmas[i].start <= end; i++) {
      this.merge(i);
    }
  }

  /** Makes `address` a border between mappings. */
  private splitAt(address: number): void {
    const index = this.indexAbove(address);
    const vma = this.vmas[index];
    if (!vma || vma.start >= address) return;
    const upper = vma.slice(address, vma.end);
    this.hold(upper);
    vma.end = address;
    this.vmas.splice(index + 1, 0, upper);
  }

  /** The mappings of exactly [start, end), split at its borders. */
  isolate(start: number, end: number): VmArea[] {
    this.splitAt(start);
    this.splitAt(end);
    const list: VmArea[] = [];
    for (let i = this.indexAbove(start); i < this.vmas.length && this.vmas[i].start < end; i++) list.push(this.vmas[i]);
    return list;
  }

  private hold(vma: VmArea): void {
    vma.backing.shm?.get();
    if (vma.backing.file) this.shared.vfs().getFile(vma.backing.file);
  }

  private release(vma: VmArea): void {
    vma.backing.shm?.put();
    if (vma.backing.file) this.shared.vfs().putFile(vma.backing.file);
  }

  /** Takes everything out of [start, end): mappings, pages and empty tables (do_munmap). */
  unmap(start: number, end: number): void {
    const gone = this.isolate(start, end);
    if (gone.length === 0) return;
    this.zap(start, end);
    const index = this.vmas.indexOf(gone[0]);
    this.vmas.splice(index, gone.length);
    for (const vma of gone) this.release(vma);
    const floor = index > 0 ? this.vmas[index - 1].end : 0;
    const ceiling = index < this.vmas.length ? this.vmas[index].start : TASK_SIZE;
    this.table.prune(floor, ceiling);
  }

  // ---------------------------------------------------------------- pages

  /** Hardware bits of a page of `vma`. `writable`: map it writable now (not for copy-on-write). */
  pteBits(vma: VmArea, writable: boolean): { low: number; high: number } {
    const high = vma.prot & PROT_EXEC ? 0 : Pte.NX_HI;
    if (vma.prot === PROT_NONE) return { low: PTE_PROTNONE, high };
    return { low: Pte.P | Pte.U | (writable && vma.prot & PROT_WRITE ? Pte.W : 0), high };
  }

  /** Maps `frame` at `va`; the caller hands over one reference. False when no table could be made. */
  mapPage(vma: VmArea, va: number, frame: number, writable: boolean): boolean {
    const entry = this.table.findOrMake(va);
    if (entry < 0) return false;
    const bits = this.pteBits(vma, writable);
    if (frame !== this.shared.zeroFrame) this.resident(1);
    this.table.set(entry, ((frame * 4096) | bits.low) >>> 0, bits.high);
    return true;
  }

  resident(change: number): void {
    this.residentPages += change;
    if (this.residentPages > this.highWater) this.highWater = this.residentPages;
  }

  /** Drops the pages of [start, end), not the mappings. */
  zap(start: number, end: number): void {
    const { frames, zeroFrame } = this.shared;
    this.table.eachUsed(start, end, (_va, entry, low, high) => {
      this.table.set(entry, 0, 0);
      if (isSwapPte(low, high)) {
        this.swapPages--;
        this.shared.swap().put(decodeSwap(low, high));
        return;
      }
      const frame = pteFrame(low);
      if (frame !== zeroFrame) this.residentPages--;
      frames.put(frame);
    });
  }

  /** Moves the page-table entries of [start, end) to `target` (move_page_tables). False when tables ran out. */
  movePages(start: number, end: number, target: number): boolean {
    let enough = true;
    this.table.eachUsed(start, end, (va, entry, low, high) => {
      const to = enough ? this.table.findOrMake(va - start + target) : -1;
      if (to < 0) {
        enough = false;
        return;
      }
      this.table.set(to as PhysAddr, low, high);
      this.table.set(entry, 0, 0);
    });
    return enough;
  }

  /** Gives the pages of `vma` the rights its prot says; private pages lose W and get it back by copy-on-write. */
  applyProtection(vma: VmArea): void {
    this.table.each(vma.start, vma.end, (_va, entry, low, high) => {
      const frame = pteFrame(low);
      const own = vma.shared || (this.shared.frames.count(frame) === 1 && this.shared.frames.useOf(frame) === 'anon');
      const bits = this.pteBits(vma, own && (low & Pte.D) !== 0);
      const next = ((low & ~(Pte.P | Pte.W | Pte.U | PTE_PROTNONE)) | bits.low) >>> 0;
      if (next !== low >>> 0 || bits.high !== high >>> 0) this.table.set(entry, next, bits.high);
    });
  }

  /** The last user is gone. */
  private destroy(): void {
    for (const vma of this.vmas) {
      this.zap(vma.start, vma.end);
      this.release(vma);
    }
    this.vmas.length = 0;
    this.table.destroy();
  }

  get(): MmStruct {
    this.users++;
    return this;
  }

  /** mmput. */
  put(): void {
    if (--this.users === 0) this.destroy();
  }
}
