/**
 * Dirty pages go to their devices by themselves: those older than 30 seconds every five seconds, and all when a tenth of memory is
 * dirty. Follows fs/fs-writeback.c and mm/page-writeback.c (balance_dirty_pages), with Linux's numbers. The clock ticks only while
 * something is dirty.
 */
import { settle } from '../sleeping';
import type { Kernel, Sleeping } from '../types';
import { contextOf, type FsContext } from './context';
import type { CachedPage } from './page-cache-state';
import { runWork } from './worker';

/** A hundredth of a second in instructions. */
const CENTISECOND = 1_000_000;

export function startWriteback(kernel: Kernel): void {
  const context = contextOf(kernel);
  const flusher = new Flusher(kernel, context);
  context.pageCache.onDirty = () => flusher.dirtied();
  context.dirtyInode = () => flusher.arm();
}

class Flusher {
  private armed = false;
  private running = false;

  constructor(
    private readonly kernel: Kernel,
    private readonly context: FsContext,
  ) {}

  dirtied(): void {
    this.arm();
    if (this.context.pageCache.overBackground) this.start(true);
  }

  arm(): void {
    if (this.armed) return;
    this.armed = true;
    const wait = this.context.pageCache.limits.interval * CENTISECOND;
    this.kernel.timer(this.kernel.now + wait, () => {
      this.armed = false;
      this.start(false);
      if (this.context.pageCache.dirty.size > 0 || this.context.hasDirtyInodes()) this.arm();
    });
  }

  private start(all: boolean): void {
    if (this.running) return;
    this.running = true;
    runWork(this.kernel, this.flush(all));
  }

  private *flush(all: boolean): Sleeping<void> {
    const { pageCache } = this.context;
    const oldest = this.kernel.now - pageCache.limits.expire * CENTISECOND;
    for (const sb of this.context.blockFileSystems) yield* sb.writeInodes(all ? Number.POSITIVE_INFINITY : oldest);
    const due = (page: CachedPage) => all || page.dirtySince <= oldest;
    const pages = [...pageCache.dirty].filter(due).sort((a, b) => a.index - b.index);
    for (const page of pages) yield* page.space.startWrite(page);
    this.running = false;
  }
}

/** balance_dirty_pages: who makes too much dirty waits until it is less. */
export function* throttle(kernel: Kernel): Sleeping<void> {
  const { pageCache } = contextOf(kernel);
  while (pageCache.overLimit && pageCache.dirty.size + pageCache.writeback > 0) {
    for (const page of [...pageCache.dirty].slice(0, 64)) yield* page.space.startWrite(page);
    if (pageCache.writeback > 0) yield* pageCache.changed.sleep('balance_dirty_pages', { interruptible: false });
  }
}

/** sync(2): every file system, every device. */
export function* syncAll(kernel: Kernel): Sleeping<number> {
  const context = contextOf(kernel);
  for (const sb of context.blockFileSystems) yield* settle(sb.sync?.() ?? 0);
  for (const device of context.blockDevices.all()) yield* device.sync();
  return 0;
}

/** For memory management: gives up to `wanted` clean pages of files back. The number that was freed. */
export function reclaimPageCache(kernel: Kernel, wanted: number): number {
  return contextOf(kernel).pageCache.reclaim(wanted);
}
