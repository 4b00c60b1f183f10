/**
 * /proc/meminfo: every line that Linux 6.1 has. Follows fs/proc/meminfo.c. What does not exist here (swap, huge pages) is 0.
 */

import type { Kernel } from '../../types';
import { contextOf } from '../context';
import { allLocked, lruOf, memoryOf } from './memory';

const PAGE_KB = 4;
const VMALLOC_TOTAL_KB = 34359738367;

export function meminfoText(kernel: Kernel): string {
  const { frames } = kernel;
  // What firmware and the kernel image take is not counted, as on any Linux.
  const total = (frames.total - frames.reserved) * PAGE_KB;
  const free = frames.free * PAGE_KB;
  const { pageCache } = contextOf(kernel);
  const buffers = pageCache.buffers * PAGE_KB;
  const file = pageCache.lru.size * PAGE_KB - buffers;
  const cached = frames.used('page-cache') * PAGE_KB - buffers;
  const shared = cached - file;
  const anonymous = (frames.used('anon') + frames.used('stack')) * PAGE_KB;
  const kernelMemory = (frames.used('kernel') - frames.reserved) * PAGE_KB;
  const memory = memoryOf(kernel);
  const { swap } = memory;
  const active = (lruOf(kernel)?.active.size ?? 0) * PAGE_KB;
  const locked = allLocked(kernel) * PAGE_KB;
  const commitLimit = memory.commitLimit?.();
  const committed = memory.committedPages?.();
  const lines: [string, number][] = [
    ['MemTotal', total],
    ['MemFree', free],
    ['MemAvailable', free + file + buffers],
    ['Buffers', buffers],
    ['Cached', cached],
    ['SwapCached', (swap?.cachedPages ?? 0) * PAGE_KB],
    ['Active', active],
    ['Inactive', cached + buffers + anonymous - active],
    ['Active(anon)', active],
    ['Inactive(anon)', shared + anonymous - active],
    ['Active(file)', 0],
    ['Inactive(file)', file + buffers],
    ['Unevictable', locked],
    ['Mlocked', locked],
    ['SwapTotal', (swap?.totalPages ?? 0) * PAGE_KB],
    ['SwapFree', (swap?.freePages ?? 0) * PAGE_KB],
    ['Zswap', 0],
    ['Zswapped', 0],
    ['Dirty', pageCache.dirty.size * PAGE_KB],
    ['Writeback', pageCache.writeback * PAGE_KB],
    ['AnonPages', anonymous],
    ['Mapped', 0],
    ['Shmem', shared],
    ['KReclaimable', 0],
    ['Slab', kernelMemory],
    ['SReclaimable', 0],
    ['SUnreclaim', kernelMemory],
    ['KernelStack', kernel.tasks.size * 16],
    ['PageTables', frames.used('page-table') * PAGE_KB],
    ['SecPageTables', 0],
    ['NFS_Unstable', 0],
    ['Bounce', 0],
    ['WritebackTmp', 0],
    ['CommitLimit', commitLimit === undefined ? Math.floor(total / 2) : commitLimit * PAGE_KB],
    ['Committed_AS', committed === undefined ? anonymous : committed * PAGE_KB],
    ['VmallocTotal', VMALLOC_TOTAL_KB],
    ['VmallocUsed', 0],
    ['VmallocChunk', 0],
    ['Percpu', 0],
    ['HardwareCorrupted', 0],
    ['AnonHugePages', 0],
    ['ShmemHugePages', 0],
    ['ShmemPmdMapped', 0],
    ['FileHugePages', 0],
    ['FilePmdMapped', 0],
  ];
  const text = lines.map(([name, kb]) => line(name, kb)).join('');
  return `${text}${hugePages()}${line('Hugepagesize', 2048)}${line('Hugetlb', 0)}${line('DirectMap4k', total)}${line('DirectMap2M', 0)}${line('DirectMap1G', 0)}`;
}

/** Name and colon padded to 16, number right-aligned in 8: show_val_kb. */
function line(name: string, kb: number): string {
  return `${`${name}:`.padEnd(16)}${String(kb).padStart(8)} kB\n`;
}

/** hugetlb_report_meminfo writes counts, not kB. */
function hugePages(): string {
  return ['Total', 'Free', 'Rsvd', 'Surp']
    .map((name) => `${`HugePages_${name}:`.padEnd(16)}${'0'.padStart(8)}\n`)
    .join('');
}
