/**
 * What all page caches of a kernel have in common: which pages there are (least recently used first), which are dirty, limits.
 * Follows mm/page-writeback.c and mm/vmscan.c (shrink_inactive_list: a page that was used since gets a second chance).
 */
import type { Kernel, WaitQueue } from '../types';
import type { AddressSpace } from './page-cache';

export class CachedPage {
  /** Its bytes are those of the device, or newer. */
  uptodate = false;
  /** A read is under way (PG_locked). */
  reading = false;
  /** A write is under way (PG_writeback). */
  writeback = false;
  /** One bit for each 512 bytes that is newer than the device. */
  dirty = 0;
  dirtySince = 0;
  /** Used since reclaim last came by. */
  referenced = false;
  /** Out of the cache. */
  dropped = false;
  /** Of the last read. */
  error = 0;
  /** References that transfers hold on the frame. */
  transfers = 0;

  constructor(
    readonly space: AddressSpace,
    readonly index: number,
    readonly frame: number,
  ) {}
}

/** vm.dirty_*: percent of memory, hundredths of a second. */
export interface DirtyLimits {
  background: number;
  ratio: number;
  expire: number;
  interval: number;
}

export class PageCacheState {
  /** Every cached page; those at the front have waited longest. */
  readonly lru = new Set<CachedPage>();
  readonly dirty = new Set<CachedPage>();
  writeback = 0;
  /** Pages of block devices themselves: Buffers in /proc/meminfo. */
  buffers = 0;
  readonly limits: DirtyLimits = { background: 10, ratio: 20, expire: 3000, interval: 500 };
  /** Set by writeback.ts: pages became dirty. */
  onDirty: () => void = () => {};
  /** Reads and writes that ended. */
  readonly changed: WaitQueue;

  constructor(readonly kernel: Kernel) {
    this.changed = kernel.newWaitQueue('folio_wait');
  }

  /** Pages that may be dirty together with what is free (global_dirtyable_memory). */
  private get dirtyable(): number {
    return this.kernel.frames.free + this.lru.size;
  }

  get overBackground(): boolean {
    return this.dirty.size > (this.dirtyable * this.limits.background) / 100;
  }

  get overLimit(): boolean {
    return this.dirty.size + this.writeback > (this.dirtyable * this.limits.ratio) / 100;
  }

  /** Frees up to `wanted` clean pages that nobody maps, oldest first. The number that was freed. */
  reclaim(wanted: number): number {
    let freed = 0;
    let left = this.lru.size * 2;
    for (const page of this.lru) {
      if (freed >= wanted || left-- <= 0) break;
      if (page.referenced || !this.droppable(page)) {
        page.referenced = false;
        this.lru.delete(page);
        this.lru.add(page);
        continue;
      }
      page.space.remove(page);
      freed++;
    }
    return freed;
  }

  /** drop_caches: every clean page that nobody maps. */
  dropClean(): void {
    for (const page of [...this.lru]) if (this.droppable(page)) page.space.remove(page);
  }

  droppable(page: CachedPage): boolean {
    return page.dirty === 0 && !page.reading && !page.writeback && this.kernel.frames.count(page.frame) === 1;
  }
}
