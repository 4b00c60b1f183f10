/**
 * Pages behind MAP_SHARED | MAP_ANONYMOUS: made on first touch, shared by everybody who maps them, gone with the last mapping.
 * Follows mm/shmem.c: shmem_zero_setup (Linux shows such mappings as `/dev/zero (deleted)`, and so do we).
 */
import { ENOMEM } from '../errno';
import type { PageCache } from '../types';
import type { Frames } from './frames';

export class ShmPages implements PageCache {
  private readonly pages = new Map<number, number>();
  private mappings = 0;

  constructor(private readonly frames: Frames) {}

  page(index: number): number {
    const known = this.pages.get(index);
    if (known !== undefined) return known;
    const frame = this.frames.alloc('page-cache');
    if (frame < 0) return -ENOMEM;
    this.pages.set(index, frame);
    return frame;
  }

  present(index: number): boolean {
    return this.pages.has(index);
  }

  /** Whole pages of [start, end) go; the mappings must have let go of them. */
  punch(start: number, end: number): void {
    for (const [index, frame] of this.pages) {
      if (index * 4096 < start || (index + 1) * 4096 > end) continue;
      this.unmap?.(index);
      this.pages.delete(index);
      this.frames.put(frame);
    }
  }

  unmap?: (index: number) => void;

  dirty(): void {}

  get(): void {
    this.mappings++;
  }

  put(): void {
    if (--this.mappings > 0) return;
    for (const frame of this.pages.values()) this.frames.put(frame);
    this.pages.clear();
  }
}
