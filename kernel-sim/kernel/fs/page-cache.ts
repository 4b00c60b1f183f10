/**
 * The page cache of one file or block device (struct address_space): pages by index, read in when they are wanted, written back when
 * they are dirty. Follows mm/filemap.c, mm/readahead.c, mm/truncate.c, fs/buffer.c and fs/mpage.c.
 * The owner says where on the device a page lies (`map`); all waiting is here.
 */
import { EFAULT, ENOMEM } from '../errno';
import { isSleeping, settle } from '../sleeping';
import type { Kernel, MaySleep, PageCache, Sleeping } from '../types';
import { contextOf } from './context';
import { CachedPage, type PageCacheState } from './page-cache-state';

export const PAGE = 4096;
const SECTOR = 512;
const ALL = 0xff;
/** Pages read ahead at most: 128 kB, as read_ahead_kb says. */
const READAHEAD = 32;
/** No reading ahead when less than this is free. */
const SPARE_FRAMES = 64;

/** A part of a page and where it lies on the device. Parts in no run are holes. */
export interface PageRun {
  offset: number;
  sector: number;
  bytes: number;
}

/** What takes reads and writes: a BlockDevice. */
export interface Backing {
  submit(bio: {
    op: 'read' | 'write';
    sector: number;
    pieces: { address: number; bytes: number }[];
    done(error: number): void;
  }): void;
}

export interface Owner {
  /** The cache of a block device: only sectors that changed are written. */
  readonly buffers?: boolean;
  size(): number;
  /** Runs of page `index`, or a negative errno. Holes at the sectors of `create` (a bit each) get blocks. */
  map(index: number, create: number): MaySleep<PageRun[] | number>;
}

export class AddressSpace implements PageCache {
  readonly waits = true;
  readonly pages = new Map<number, CachedPage>();
  unmap?: (index: number) => void;
  /** The first write error since somebody asked (AS_EIO, AS_ENOSPC). */
  private error = 0;
  private readonly state: PageCacheState;
  /** Where reading was last, and how far the next window reaches. */
  private lastRead = -1;
  private window = 4;
  /** POSIX_FADV_RANDOM. */
  noReadahead = false;

  constructor(
    readonly kernel: Kernel,
    private readonly device: Backing,
    private readonly owner: Owner,
  ) {
    this.state = contextOf(kernel).pageCache;
  }

  // ---------------------------------------------------------------- for mm

  page(index: number): MaySleep<number> {
    if (index * PAGE >= this.owner.size()) return -EFAULT;
    const page = this.get(index);
    if (isSleeping(page)) return this.frameOf(page);
    return typeof page === 'number' ? page : page.frame;
  }

  /** Where page `index` lies on the device: for swap files. */
  runs(index: number): MaySleep<PageRun[] | number> {
    return this.owner.map(index, 0);
  }

  /** Straight to the device, past the cache: swap again. */
  submit(bio: Parameters<Backing['submit']>[0]): void {
    this.device.submit(bio);
  }

  private *frameOf(call: Sleeping<CachedPage | number>): Sleeping<number> {
    const page = yield* call;
    return typeof page === 'number' ? page : page.frame;
  }

  present(index: number): boolean {
    return this.pages.get(index)?.uptodate === true;
  }

  /** A shared mapping wrote to it. */
  dirty(index: number): void {
    const page = this.pages.get(index);
    if (page !== undefined) this.markDirty(page);
  }

  // ---------------------------------------------------------------- finding and reading

  /** The page with its content. Negative: -EIO, -ENOMEM. */
  get(index: number): MaySleep<CachedPage | number> {
    const page = this.pages.get(index);
    if (page?.uptodate !== true) return this.readIn(index);
    page.referenced = true;
    this.lastRead = index;
    return page;
  }

  private *readIn(index: number): Sleeping<CachedPage | number> {
    for (;;) {
      let page = this.pages.get(index);
      if (page?.uptodate === true) return page;
      if (page === undefined || !page.reading) {
        const added = page ?? this.grab(index);
        if (typeof added === 'number') return added;
        page = added;
        yield* this.startRead(page);
        yield* this.readAhead(index);
      }
      while (page.reading) yield* this.state.changed.sleep('folio_wait_bit_common', { interruptible: false });
      if (page.error < 0) {
        if (!page.dropped) this.remove(page);
        return page.error;
      }
      this.lastRead = index;
      if (!page.dropped) return page;
    }
  }

  /** The page as it is, or a new one whose content the caller provides. */
  grab(index: number): CachedPage | number {
    const known = this.pages.get(index);
    if (known !== undefined) return known;
    const { frames } = this.kernel;
    let frame = frames.alloc('page-cache');
    if (frame < 0 && this.state.reclaim(READAHEAD) > 0) frame = frames.alloc('page-cache');
    if (frame < 0) return -ENOMEM;
    const page = new CachedPage(this, index, frame);
    this.pages.set(index, page);
    this.state.lru.add(page);
    if (this.owner.buffers === true) this.state.buffers++;
    return page;
  }

  /** Finds out where the page lies and asks the device for it. */
  private *startRead(page: CachedPage): Sleeping<void> {
    page.reading = true;
    page.error = 0;
    const runs = yield* settle(this.owner.map(page.index, 0));
    if (typeof runs === 'number') {
      page.error = runs;
      this.readDone(page);
    } else this.transfer('read', page, runs, (error) => this.readDone(page, error));
  }

  private readDone(page: CachedPage, error = page.error): void {
    page.reading = false;
    page.error = error;
    page.uptodate = error === 0;
    this.state.changed.wake();
  }

  /** Sequential readers find the next pages on their way already (page_cache_sync_readahead). */
  private *readAhead(index: number): Sleeping<void> {
    const sequential = index === this.lastRead + 1;
    this.window = sequential ? Math.min(this.window * 2, READAHEAD) : 4;
    if (this.noReadahead || (!sequential && this.owner.buffers === true)) return;
    const last = Math.min(index + this.window, Math.ceil(this.owner.size() / PAGE));
    for (let next = index + 1; next < last; next++) {
      if (this.pages.has(next)) continue;
      if (this.kernel.frames.free < SPARE_FRAMES) return;
      const page = this.grab(next);
      if (typeof page === 'number') return;
      yield* this.startRead(page);
    }
  }

  /** POSIX_FADV_WILLNEED, readahead(2): begins to read, does not wait for the data. */
  *prefetch(first: number, end: number): Sleeping<void> {
    for (let index = first; index < Math.min(end, Math.ceil(this.owner.size() / PAGE)); index++) {
      if (this.pages.has(index) || this.kernel.frames.free < SPARE_FRAMES) continue;
      const page = this.grab(index);
      if (typeof page === 'number') return;
      yield* this.startRead(page);
    }
  }

  /** One bio for each run; `done` after the last. The frame is held meanwhile. */
  private transfer(
    op: 'read' | 'write',
    page: CachedPage,
    runs: readonly PageRun[],
    done: (error: number) => void,
  ): void {
    const { frames } = this.kernel;
    if (runs.length === 0) {
      done(0);
      return;
    }
    let left = runs.length;
    let first = 0;
    frames.get(page.frame);
    page.transfers++;
    for (const { offset, sector, bytes } of joinRuns(runs)) {
      const address = page.frame * PAGE + offset;
      const ended = (error: number) => {
        first ||= error;
        left -= runs.length > 1 ? countIn(runs, offset, bytes) : 1;
        if (left > 0) return;
        page.transfers--;
        frames.put(page.frame);
        done(first);
      };
      this.device.submit({ op, sector, pieces: [{ address, bytes }], done: ended });
    }
  }

  // ---------------------------------------------------------------- dirty pages

  markDirty(page: CachedPage, sectors = ALL): void {
    if (page.dropped) return;
    page.referenced = true;
    if (page.dirty === 0) {
      page.dirtySince = this.kernel.now;
      this.state.dirty.add(page);
      this.state.onDirty();
    }
    page.dirty |= sectors;
  }

  /** Those sectors need not be written any more (bforget). */
  clearDirty(page: CachedPage, sectors: number): void {
    page.dirty &= ~sectors;
    if (page.dirty === 0) this.state.dirty.delete(page);
  }

  /** Starts the write of one page; waits only for an earlier write of it and for what `map` waits for. */
  *startWrite(page: CachedPage): Sleeping<void> {
    while (page.writeback) yield* this.state.changed.sleep('folio_wait_writeback', { interruptible: false });
    if (page.dirty === 0 || page.dropped) return;
    const sectors = page.dirty;
    this.clearDirty(page, ALL);
    page.writeback = true;
    this.state.writeback++;
    // Who writes through a mapping must be noticed again (page_mkclean).
    if (this.kernel.frames.count(page.frame) > 1 + page.transfers) this.unmap?.(page.index);
    const runs = yield* settle(this.owner.map(page.index, sectors));
    if (typeof runs === 'number') this.writeDone(page, runs);
    else {
      this.transfer('write', page, changedRuns(runs, sectors), (error) => this.writeDone(page, error));
    }
  }

  private writeDone(page: CachedPage, error: number): void {
    page.writeback = false;
    this.state.writeback--;
    if (error < 0) this.error ||= error;
    this.state.changed.wake();
  }

  /** Dirty pages with first ≤ index < end, in order. */
  private dirtyPages(first: number, end: number): CachedPage[] {
    const found: CachedPage[] = [];
    for (const page of this.pages.values())
      if ((page.dirty !== 0 || page.writeback) && page.index >= first && page.index < end) found.push(page);
    return found.sort((a, b) => a.index - b.index);
  }

  /** Starts the writes of a range without waiting for them (filemap_fdatawrite). */
  *startWrites(first = 0, end = Number.POSITIVE_INFINITY): Sleeping<void> {
    for (const page of this.dirtyPages(first, end)) if (page.dirty !== 0) yield* this.startWrite(page);
  }

  /** Writes a range and waits. 0, or the first error since the last call. */
  *writeAll(first = 0, end = Number.POSITIVE_INFINITY): Sleeping<number> {
    const pages = this.dirtyPages(first, end);
    for (const page of pages) if (page.dirty !== 0) yield* this.startWrite(page);
    for (const page of pages)
      while (page.writeback) yield* this.state.changed.sleep('folio_wait_writeback', { interruptible: false });
    const { error } = this;
    this.error = 0;
    return error;
  }

  get dirtyCount(): number {
    let count = 0;
    for (const page of this.pages.values()) if (page.dirty !== 0) count++;
    return count;
  }

  // ---------------------------------------------------------------- removing

  /** Takes a page out, dirty or not. */
  remove(page: CachedPage): void {
    if (page.dropped) return;
    this.unmap?.(page.index);
    this.clearDirty(page, ALL);
    page.dropped = true;
    this.pages.delete(page.index);
    this.state.lru.delete(page);
    if (this.owner.buffers === true) this.state.buffers--;
    this.kernel.frames.put(page.frame);
  }

  /** Pages beyond `size` go (truncate_pagecache). */
  truncate(size: number): void {
    const first = Math.ceil(size / PAGE);
    for (const page of [...this.pages.values()]) if (page.index >= first) this.remove(page);
  }

  /** Drops what can be dropped; true when nothing is left, so that the owner may go too. */
  forget(): boolean {
    this.dropClean(0, Number.POSITIVE_INFINITY);
    return this.pages.size === 0;
  }

  /** Everything goes. */
  drop(): void {
    for (const page of [...this.pages.values()]) this.remove(page);
  }

  /** Clean pages of a range that nobody maps (invalidate_mapping_pages). */
  dropClean(first: number, end: number): void {
    for (const page of [...this.pages.values()])
      if (page.index >= first && page.index < end && this.state.droppable(page)) this.remove(page);
  }
}

/** Runs that follow each other in the page and on the device are one transfer. */
function joinRuns(runs: readonly PageRun[]): PageRun[] {
  const joined: PageRun[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (
      last !== undefined &&
      last.offset + last.bytes === run.offset &&
      last.sector + last.bytes / SECTOR === run.sector
    )
      last.bytes += run.bytes;
    else joined.push({ ...run });
  }
  return joined;
}

function countIn(runs: readonly PageRun[], offset: number, bytes: number): number {
  return runs.filter((run) => run.offset >= offset && run.offset < offset + bytes).length;
}

/** Of one run over the whole page: only the sectors of the mask. */
function changedRuns(runs: readonly PageRun[], sectors: number): PageRun[] {
  const changed: PageRun[] = [];
  for (const { offset, sector, bytes } of runs)
    for (let at = 0; at < bytes; at += SECTOR)
      if ((sectors & (1 << ((offset + at) / SECTOR))) !== 0)
        changed.push({ offset: offset + at, sector: sector + at / SECTOR, bytes: SECTOR });
  return changed;
}
