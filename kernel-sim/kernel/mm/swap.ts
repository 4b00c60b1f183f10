/**
 * Swap areas: where anonymous pages go when memory is short. Slots are counted by the page-table entries that name them; a page
 * that is on its way, or that others still have on swap, is in the swap cache. Follows mm/swapfile.c, mm/swap_state.c, mm/page_io.c.
 */
import type { RunningKernel } from '../kernel';
import type { Sleeping, WaitQueue } from '../types';
import type { SwapEntry } from './swap-entry';

/** What can hold swapped pages. */
export interface SwapDevice {
  /** Pages of 4096 bytes, the header page included. */
  readonly pages: number;
  /** Transfers one page between `frame` and a slot; `done` gets 0 or a negative errno. */
  transfer(op: 'read' | 'write', slot: number, frame: number, done: (error: number) => void): void;
}

/** swap_info_struct. */
export class SwapArea {
  /** Page-table entries that name each slot. */
  readonly counts: Uint16Array;
  used = 0;
  private hint = 1;

  constructor(
    readonly type: number,
    readonly name: string,
    readonly kind: 'partition' | 'file',
    readonly device: SwapDevice,
    readonly pages: number,
    readonly priority: number,
    /** Gives the device back. */
    readonly release: () => void,
  ) {
    this.counts = new Uint16Array(pages);
  }

  /** Usable slots: not the header. */
  get size(): number {
    return this.pages - 1;
  }

  /** A free slot, −1 when full. Slots are handed out in order, so that neighbours lie together. */
  takeSlot(): number {
    for (let tried = 0; tried < this.size; tried++) {
      const slot = this.hint;
      this.hint = slot + 1 >= this.pages ? 1 : slot + 1;
      if (this.counts[slot] !== 0) continue;
      this.used++;
      return slot;
    }
    return -1;
  }
}

interface CachedSwap {
  frame: number;
  writing: boolean;
}

export class Swap {
  readonly areas: (SwapArea | undefined)[] = [];
  /** Told when a page has been written or read. */
  readonly moved: WaitQueue;
  /** Pages in and out since boot: /proc/vmstat. */
  pagesIn = 0;
  pagesOut = 0;
  private readonly cache = new Map<string, CachedSwap>();
  /** Frames being written. */
  writing = 0;

  constructor(private readonly kernel: RunningKernel) {
    this.moved = kernel.newWaitQueue('swap');
  }

  get active(): boolean {
    return this.areas.some((area) => area !== undefined);
  }
  get totalPages(): number {
    return this.sum((area) => area.size);
  }
  get freePages(): number {
    return this.sum((area) => area.size - area.used);
  }
  get cachedPages(): number {
    return this.cache.size;
  }
  private sum(of: (area: SwapArea) => number): number {
    return this.areas.reduce((total, area) => total + (area ? of(area) : 0), 0);
  }

  /** A slot in the area of highest priority that has room; null when all are full. */
  allocate(): SwapEntry | null {
    const order = this.areas.filter((area) => area !== undefined).sort((a, b) => b.priority - a.priority);
    for (const area of order) {
      const offset = area.takeSlot();
      if (offset >= 0) return { type: area.type, offset };
    }
    return null;
  }

  /** One more entry names the slot (swap_duplicate). */
  get(entry: SwapEntry): void {
    this.areas[entry.type]!.counts[entry.offset]++;
  }

  /** One entry less; the last frees slot and cached page (swap_free). */
  put(entry: SwapEntry): void {
    const area = this.areas[entry.type]!;
    if (--area.counts[entry.offset] > 0) return;
    area.used--;
    this.uncache(entry);
  }

  cached(entry: SwapEntry): number {
    return this.cache.get(key(entry))?.frame ?? -1;
  }

  private uncache(entry: SwapEntry): void {
    const cached = this.cache.get(key(entry));
    if (!cached || cached.writing) return;
    this.cache.delete(key(entry));
    this.kernel.frames.put(cached.frame);
  }

  /** Writes a page out. The cache keeps its frame until the device has it. */
  writeOut(entry: SwapEntry, frame: number): void {
    const { frames } = this.kernel;
    const cached = { frame, writing: true };
    frames.get(frame);
    this.cache.set(key(entry), cached);
    this.pagesOut++;
    this.writing++;
    this.areas[entry.type]!.device.transfer('write', entry.offset, frame, () => {
      cached.writing = false;
      this.writing--;
      // Nobody took it back meanwhile: only now is the frame free.
      if (frames.count(frame) === 1 || this.areas[entry.type]?.counts[entry.offset] === 0) this.uncache(entry);
      this.moved.wake();
    });
  }

  /** Reads a page into a new frame, which is then in the cache. 0 or a negative errno. */
  *readIn(entry: SwapEntry, frame: number): Sleeping<number> {
    let result: number | null = null;
    this.pagesIn++;
    this.areas[entry.type]!.device.transfer('read', entry.offset, frame, (error) => {
      result = error;
      this.moved.wake();
    });
    while (result === null) yield* this.moved.sleep('folio_wait_bit_common', { interruptible: false });
    return result;
  }

  remember(entry: SwapEntry, frame: number): void {
    this.kernel.frames.get(frame);
    this.cache.set(key(entry), { frame, writing: false });
  }

  /** /proc/swaps. */
  text(): string {
    let text = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
    for (const area of this.areas) {
      if (!area) continue;
      const [size, used] = [area.size * 4, area.used * 4];
      const name = `${area.name}${' '.repeat(Math.max(1, 40 - area.name.length))}`;
      const kind = area.kind === 'partition' ? 'partition' : 'file\t';
      text += `${name}${kind}\t${size}\t${size < 1e7 ? '\t' : ''}${used}\t${used < 1e7 ? '\t' : ''}${area.priority}\n`;
    }
    return text;
  }
}

const key = ({ type, offset }: SwapEntry): string => `${type}:${offset}`;
