/**
 * Getting frames back when they run short: a look at the anonymous lists, unused pages to swap. Follows mm/vmscan.c
 * (shrink_active_list, shrink_inactive_list, balance_pgdat) with the watermarks of mm/page_alloc.c.
 * Departs from Linux: who maps a page is found by looking through all page tables once for each pass, not by anon_vma;
 * kswapd is work of a timer, not a task. Without swap nothing of this runs and the OOM killer decides alone.
 */
import { type PhysAddr, Pte } from '../../machine/types';
import type { RunningKernel } from '../kernel';
import type { Sleeping } from '../types';
import type { MmStruct } from './mm';
import { pteFrame } from './page-table';
import { encodeSwap, type SwapEntry } from './swap-entry';
import type { VmArea } from './vma';

/** SWAP_CLUSTER_MAX: pages of one pass. */
const CLUSTER = 32;
/** Instructions for looking at one page-table entry. */
const SCAN_COST = 4;
/** kswapd comes this long after it was called. */
const WAKE_DELAY = 2000;

interface Mapping {
  mm: MmStruct;
  vma: VmArea;
  entry: PhysAddr;
}

export class Reclaim {
  private scheduled = false;
  /** pgscan, pgsteal: /proc/vmstat. */
  scanned = 0;
  stolen = 0;

  constructor(private readonly kernel: RunningKernel) {}

  /** min_free_kbytes = 4 × √(16 × memory in kB / 16); low and high are a quarter and a half above. */
  private get min(): number {
    return Math.floor(Math.sqrt(this.kernel.frames.total * 4 * 16) / 4);
  }
  get low(): number {
    return Math.floor(this.min * 1.25);
  }
  get high(): number {
    return Math.floor(this.min * 1.5);
  }

  /** A page is about to be taken: must its taker help first? Wakes kswapd when it is time. */
  needed(): boolean {
    const { frames, swap } = this.kernel;
    if (frames.free >= this.low || !swap.active) return false;
    this.wakeKswapd();
    return frames.free < this.min / 2;
  }

  private wakeKswapd(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.kernel.timer(this.kernel.now + WAKE_DELAY, () => {
      this.scheduled = false;
      const { frames, swap } = this.kernel;
      if (frames.free + swap.writing >= this.high) return;
      if (this.shrink() > 0) this.wakeKswapd();
    });
  }

  /** Direct reclaim: helps, and waits for pages to be written. False when nothing could be found. */
  *direct(): Sleeping<boolean> {
    const { frames, swap } = this.kernel;
    const { min } = this;
    for (let round = 0; frames.free < min / 2 && round < 16; round++) {
      if (swap.writing < CLUSTER && this.shrink() === 0 && swap.writing === 0) return frames.free > 0;
      if (swap.writing > 0) yield* swap.moved.sleep('shrink_inactive_list', { interruptible: false });
    }
    return true;
  }

  /** One pass; the number of pages that went or are on their way. */
  shrink(count = CLUSTER): number {
    const { lru } = this.kernel.frames;
    const map = this.mappings();
    if (lru.inactive.size < lru.active.size) this.deactivate(map, count);
    let gone = 0;
    let looked = 0;
    for (const frame of [...lru.inactive]) {
      if (gone >= count || looked++ >= count * 8) break;
      const mappings = map.get(frame);
      this.scanned++;
      if (!mappings) {
        lru.rotate(frame);
        continue;
      }
      if (this.referenced(mappings)) lru.activate(frame);
      else if (!this.evict(frame, mappings)) break;
      else gone++;
    }
    // All were in use: the next pass finds them colder.
    if (gone === 0 && lru.active.size > 0 && looked > 0) this.deactivate(map, count);
    this.stolen += gone;
    return gone;
  }

  /** MADV_PAGEOUT: these go now, if nobody else uses them. */
  pageOut(wanted: ReadonlySet<number>): void {
    for (const [frame, mappings] of this.mappings()) {
      if (!wanted.has(frame) || mappings.length > 1) continue;
      if (!this.evict(frame, mappings)) return;
    }
  }

  private deactivate(map: ReadonlyMap<number, Mapping[]>, count: number): void {
    const { lru } = this.kernel.frames;
    let left = count;
    for (const frame of [...lru.active]) {
      if (left-- <= 0) break;
      this.referenced(map.get(frame) ?? []);
      lru.deactivate(frame);
    }
  }

  /** Who maps each anonymous frame that may go: not locked, not a device's. */
  private mappings(): Map<number, Mapping[]> {
    const { kernel } = this;
    const map = new Map<number, Mapping[]>();
    const seen = new Set<MmStruct>();
    let entries = 0;
    for (const { mm } of kernel.tasks.values()) {
      if (!mm || seen.has(mm)) continue;
      seen.add(mm);
      for (const vma of mm.vmas) {
        if (vma.shared || vma.flags.locked || vma.backing.deviceFrame >= 0) continue;
        mm.table.each(vma.start, vma.end, (_va, entry, low) => {
          entries++;
          const frame = pteFrame(low);
          if (kernel.frames.useOf(frame) !== 'anon') return;
          const list = map.get(frame);
          if (list) list.push({ mm, vma, entry });
          else map.set(frame, [{ mm, vma, entry }]);
        });
      }
    }
    kernel.charge(Math.min(entries, 4096) * SCAN_COST);
    return map;
  }

  /** Tests and clears the A bits. */
  private referenced(mappings: readonly Mapping[]): boolean {
    let found = false;
    for (const { mm, entry } of mappings) {
      const low = mm.table.low(entry);
      if (!(low & Pte.A)) continue;
      found = true;
      mm.table.set(entry, (low & ~Pte.A) >>> 0, mm.table.high(entry));
    }
    return found;
  }

  /** To swap with it: every entry names the slot from now on. False when swap is full. */
  private evict(frame: number, mappings: readonly Mapping[]): boolean {
    const { frames, swap } = this.kernel;
    // Somebody else holds it (a transfer, another mapping that may not go): it stays.
    if (frames.count(frame) !== mappings.length) {
      frames.lru.rotate(frame);
      return true;
    }
    const entry = swap.allocate();
    if (!entry) return false;
    swap.writeOut(entry, frame);
    for (const mapping of mappings) this.unmapTo(mapping, entry, frame);
    return true;
  }

  private unmapTo({ mm, entry }: Mapping, slot: SwapEntry, frame: number): void {
    const { frames, swap } = this.kernel;
    const { low, high } = encodeSwap(slot);
    swap.get(slot);
    mm.table.set(entry, low, high);
    mm.residentPages--;
    mm.swapPages++;
    mm.mayWait = true;
    frames.put(frame);
  }
}
