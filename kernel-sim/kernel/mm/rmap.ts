/**
 * From a page of a file back to who maps it: a truncated page vanishes from every address space, and the next touch is SIGBUS.
 * Follows mm/memory.c: unmap_mapping_range. Departs from Linux: no i_mmap tree, all address spaces are looked through.
 */
import type { RunningKernel } from '../kernel';
import type { PageCache } from '../types';
import type { MmStruct } from './mm';

/** From now on `pages` tells when one of its pages goes. */
export function watchMapping(kernel: RunningKernel, pages: PageCache): void {
  pages.unmap ??= (index) => unmapPage(kernel, pages, index);
}

function unmapPage(kernel: RunningKernel, pages: PageCache, index: number): void {
  const seen = new Set<MmStruct>();
  for (const { mm } of kernel.tasks.values()) {
    if (!mm || seen.has(mm)) continue;
    seen.add(mm);
    for (const vma of mm.vmas) {
      if (vma.backing.pages !== pages) continue;
      const va = vma.start + (index * 4096 - vma.offset);
      if (va >= vma.start && va < vma.end) mm.zap(va, va + 4096);
    }
  }
}
