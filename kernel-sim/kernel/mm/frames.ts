/**
 * Physical page frames: who uses each, how many references it has, which are free.
 * Follows mm/page_alloc.c in duty (alloc_page, get_page, put_page); one free list instead of buddies and zones.
 * Zeroing goes through PhysicalMemory, which keeps translated code coherent.
 */
import { PAGE_SIZE, type PhysAddr, type PhysicalMemory } from '../../machine/types';
import { BUG } from '../bug';
import type { FrameAllocator, FrameUse } from '../types';
import { Lru } from './lru';

const USES: readonly FrameUse[] = ['anon', 'page-cache', 'page-table', 'kernel', 'stack'];

export class Frames implements FrameAllocator {
  readonly total: number;
  readonly reserved: number;
  readonly lru = new Lru();
  private readonly counts: Int32Array;
  private readonly uses: Uint8Array;
  /** Free frames, the next one last; low frames are handed out first. */
  private readonly freeList: number[] = [];
  private readonly usedBy = [0, 0, 0, 0, 0];

  /** `reserved` bytes at the start of RAM belong to the kernel image for ever. */
  constructor(
    private readonly ram: PhysicalMemory,
    reserved: number,
  ) {
    this.total = Math.floor(ram.size / PAGE_SIZE);
    this.counts = new Int32Array(this.total);
    this.uses = new Uint8Array(this.total);
    this.reserved = Math.ceil(reserved / PAGE_SIZE);
    const first = this.reserved;
    for (let frame = this.total - 1; frame >= first; frame--) this.freeList.push(frame);
    for (let frame = 0; frame < first; frame++) {
      this.counts[frame] = 1;
      this.uses[frame] = 3;
    }
    this.usedBy[3] = first;
  }

  get free(): number {
    return this.freeList.length;
  }

  alloc(use: FrameUse): number {
    const frame = this.freeList.pop();
    if (frame === undefined) return -1;
    this.take(frame, use);
    return frame;
  }

  /** The lowest run that is long enough, whatever order frames came back in: what the buddy allocator is for. */
  allocRun(pages: number, use: FrameUse): number {
    if (pages === 1) return this.alloc(use);
    const last = this.lowestRun(pages);
    if (last < 0) return -1;
    const first = last - pages + 1;
    const rest = this.freeList.filter((frame) => frame < first || frame > last);
    this.freeList.length = 0;
    for (const frame of rest) this.freeList.push(frame);
    for (let frame = first; frame <= last; frame++) this.take(frame, use);
    return first;
  }

  /** The last frame of the lowest free run of `pages`, or -1. */
  private lowestRun(pages: number): number {
    let run = 0;
    for (let frame = this.reserved; frame < this.total; frame++) {
      run = this.counts[frame] === 0 ? run + 1 : 0;
      if (run === pages) return frame;
    }
    return -1;
  }

  private take(frame: number, use: FrameUse): void {
    const kind = USES.indexOf(use);
    this.counts[frame] = 1;
    this.uses[frame] = kind;
    this.usedBy[kind]++;
    if (kind === 0) this.lru.add(frame);
    this.ram.fill((frame * PAGE_SIZE) as PhysAddr, PAGE_SIZE, 0);
  }

  get(frame: number): void {
    if (this.counts[frame] <= 0) BUG(`get of free frame ${frame}`);
    this.counts[frame]++;
  }

  put(frame: number): void {
    const left = --this.counts[frame];
    if (left > 0) return;
    if (left < 0) BUG(`put of free frame ${frame}`);
    this.usedBy[this.uses[frame]]--;
    if (this.uses[frame] === 0) this.lru.remove(frame);
    this.freeList.push(frame);
  }

  count(frame: number): number {
    return this.counts[frame];
  }

  used(use: FrameUse): number {
    return this.usedBy[USES.indexOf(use)];
  }

  useOf(frame: number): FrameUse {
    return USES[this.uses[frame]];
  }
}
