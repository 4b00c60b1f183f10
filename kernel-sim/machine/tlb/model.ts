/**
 * A translation lookaside buffer as real processors have one, for lessons: 64 entries, 4 ways, least recently used goes first; pages of
 * 4 KiB and 2 MiB. What is in it decides nothing (the simulator's own caches do the work): it counts. Follows SDM 3A 4.10.
 */
export const ENTRIES = 64;
export const WAYS = 4;
const SETS = ENTRIES / WAYS;

interface Entry {
  /** Page number (of 4 KiB, or of 2 MiB when `large`). */
  page: number;
  large: boolean;
  global: boolean;
}

export interface TlbCounters {
  loadMisses: number;
  storeMisses: number;
  fetchMisses: number;
  flushes: number;
}

/** One TLB: for data or for code. Sets are arrays with the least recently used entry first. */
export class TlbModel {
  private readonly sets: Entry[][] = Array.from({ length: SETS }, () => []);

  /** The set that `page` belongs to. */
  static setOf(page: number): number {
    return page % SETS;
  }

  /** Looks 4-KiB page `page` up and makes it the most recently used. False: a miss; the caller fills. */
  lookup(page: number): boolean {
    return (
      this.use(TlbModel.setOf(page), page, false) ||
      this.use(TlbModel.setOf(Math.floor(page / 512)), Math.floor(page / 512), true)
    );
  }

  private use(set: number, page: number, large: boolean): boolean {
    const entries = this.sets[set];
    const at = entries.findIndex((entry) => entry.page === page && entry.large === large);
    if (at < 0) return false;
    entries.push(...entries.splice(at, 1));
    return true;
  }

  /** After a miss; the least recently used entry of the set makes room. */
  fill(page: number, large: boolean, global: boolean): void {
    const number = large ? Math.floor(page / 512) : page;
    const entries = this.sets[TlbModel.setOf(number)];
    if (entries.length === WAYS) entries.shift();
    entries.push({ page: number, large, global });
  }

  /** invlpg: the page, global or not. */
  flushPage(page: number): void {
    for (const [number, large] of [
      [page, false],
      [Math.floor(page / 512), true],
    ] as const) {
      const entries = this.sets[TlbModel.setOf(number)];
      const at = entries.findIndex((entry) => entry.page === number && entry.large === large);
      if (at >= 0) entries.splice(at, 1);
    }
  }

  /** A write to CR3: all but global entries. `all`: CR4.PGE changed. */
  flush(all = false): void {
    for (const [index, entries] of this.sets.entries())
      this.sets[index] = all ? [] : entries.filter((entry) => entry.global);
  }

  /** Pages that are in it, for pictures: `[set][way]`, the least recently used first. */
  get contents(): readonly (readonly { page: number; large: boolean }[])[] {
    return this.sets.map((entries) => entries.map(({ page, large }) => ({ page, large })));
  }
}
