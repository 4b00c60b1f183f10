/**
 * One mapping of an address space. Follows include/linux/mm_types.h: vm_area_struct.
 * `pages` is where shared and file pages come from: an inode's page cache, or a ShmPages for MAP_SHARED | MAP_ANONYMOUS.
 */
import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../abi/mman';
import type { File, PageCache, Vma } from '../types';

/** Counted things behind a mapping: taken for each VMA, given back when the VMA goes. */
export interface Backing {
  pages: PageCache | null;
  file: File | null;
  /** Anonymous shared memory counts its mappings. */
  shm: { get(): void; put(): void } | null;
  /** First frame of a device mapping, −1 for none. */
  deviceFrame: number;
}
export const ANONYMOUS: Backing = { pages: null, file: null, shm: null, deviceFrame: -1 };

export interface VmaFlags {
  shared: boolean;
  growsDown: boolean;
  noReserve: boolean;
  locked: boolean;
  dontFork: boolean;
  wipeOnFork: boolean;
  /** What mprotect may turn on: a shared mapping of a read-only file never becomes writable. */
  mayWrite: boolean;
}

export class VmArea implements Vma {
  constructor(
    public start: number,
    public end: number,
    public prot: number,
    public flags: VmaFlags,
    readonly backing: Backing,
    public offset: number,
    public name: string,
  ) {}

  get shared(): boolean {
    return this.flags.shared;
  }
  get file(): File | null {
    return this.backing.file;
  }
  get anonymous(): boolean {
    return this.backing.pages === null && this.backing.deviceFrame < 0;
  }
  get pageCount(): number {
    return (this.end - this.start) / 4096;
  }
  /** Page of `backing.pages` that lies at `va`. */
  pageIndex(va: number): number {
    return Math.floor((va - this.start + this.offset) / 4096);
  }

  /** A copy of the part [start, end). */
  slice(start: number, end: number): VmArea {
    return new VmArea(
      start,
      end,
      this.prot,
      { ...this.flags },
      this.backing,
      this.offset + (start - this.start),
      this.name,
    );
  }

  /** May the neighbour `next` become one with this one? (can_vma_merge_after) */
  joins(next: VmArea): boolean {
    return (
      this.end === next.start &&
      this.prot === next.prot &&
      this.name === next.name &&
      this.backing === next.backing &&
      (this.anonymous || this.offset + (this.end - this.start) === next.offset) &&
      this.flags.shared === next.flags.shared &&
      this.flags.growsDown === next.flags.growsDown &&
      this.flags.noReserve === next.flags.noReserve &&
      this.flags.locked === next.flags.locked &&
      this.flags.dontFork === next.flags.dontFork &&
      this.flags.wipeOnFork === next.flags.wipeOnFork
    );
  }

  /** Counts against overcommit: private and writable (accountable_mapping). */
  get accountable(): boolean {
    return !this.flags.noReserve && !this.flags.shared && (this.prot & PROT_WRITE) !== 0;
  }

  /** `rw-p`. */
  get perms(): string {
    const on = (bit: number, letter: string) => (this.prot & bit ? letter : '-');
    return `${on(PROT_READ, 'r')}${on(PROT_WRITE, 'w')}${on(PROT_EXEC, 'x')}${this.flags.shared ? 's' : 'p'}`;
  }
}

export function vmaFlags(on: Partial<VmaFlags> = {}): VmaFlags {
  return {
    shared: false,
    growsDown: false,
    noReserve: false,
    locked: false,
    dontFork: false,
    wipeOnFork: false,
    mayWrite: true,
    ...on,
  };
}
