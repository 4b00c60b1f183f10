/**
 * What procfs asks memory management about: swap, lists, locked pages, promises. All optional here, so that procfs can be tested
 * without the core (see details.ts).
 */
import type { Kernel, Task } from '../../types';

interface MemoryView {
  swap?: {
    readonly active: boolean;
    readonly totalPages: number;
    readonly freePages: number;
    readonly cachedPages: number;
    readonly pagesIn: number;
    readonly pagesOut: number;
    text(): string;
  };
  reclaim?: { readonly scanned: number; readonly stolen: number };
  vm?: { overcommitMemory: number; overcommitRatio: number; swappiness: number };
  committedPages?(): number;
  commitLimit?(): number;
  oomScore?(task: Task): number;
}

export const memoryOf = (kernel: Kernel): MemoryView => kernel as Kernel & MemoryView;

interface LruView {
  lru?: { readonly active: { size: number }; readonly inactive: { size: number } };
}

export const lruOf = (kernel: Kernel): LruView['lru'] => (kernel.frames as LruView).lru;

export const swapsText = (kernel: Kernel): string =>
  memoryOf(kernel).swap?.text() ?? 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';

/** Pages of locked mappings that are in memory. */
export function lockedPages(task: Task): number {
  let pages = 0;
  for (const vma of task.mm?.vmas ?? []) {
    if ((vma as { flags?: { locked: boolean } }).flags?.locked === true) pages += (vma.end - vma.start) / 4096;
  }
  return pages;
}

/** Over all address spaces, each once. */
export function allLocked(kernel: Kernel): number {
  const seen = new Set<object>();
  let pages = 0;
  for (const task of kernel.tasks.values()) {
    if (!task.mm || seen.has(task.mm)) continue;
    seen.add(task.mm);
    pages += lockedPages(task);
  }
  return pages;
}

export const swapPages = (task: Task): number => (task.mm as { swapPages?: number } | null)?.swapPages ?? 0;

/** /proc/vmstat: the counters that something here moves. */
export function vmstatText(kernel: Kernel): string {
  const { swap, reclaim } = memoryOf(kernel);
  const lru = lruOf(kernel);
  let minor = 0;
  let major = 0;
  for (const task of kernel.tasks.values()) {
    minor += task.minorFaults;
    major += task.majorFaults;
  }
  const rows: [string, number][] = [
    ['nr_free_pages', kernel.frames.free],
    ['nr_inactive_anon', lru?.inactive.size ?? 0],
    ['nr_active_anon', lru?.active.size ?? 0],
    ['nr_mlock', allLocked(kernel)],
    ['nr_anon_pages', kernel.frames.used('anon') + kernel.frames.used('stack')],
    ['nr_file_pages', kernel.frames.used('page-cache')],
    ['nr_page_table_pages', kernel.frames.used('page-table')],
    ['nr_swapcached', swap?.cachedPages ?? 0],
    ['pswpin', swap?.pagesIn ?? 0],
    ['pswpout', swap?.pagesOut ?? 0],
    ['pgfault', minor + major],
    ['pgmajfault', major],
    ['pgscan_kswapd', reclaim?.scanned ?? 0],
    ['pgsteal_kswapd', reclaim?.stolen ?? 0],
  ];
  return rows.map(([name, value]) => `${name} ${value}\n`).join('');
}
