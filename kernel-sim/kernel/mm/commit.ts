/**
 * Overcommit: how much memory may be promised. Follows mm/util.c: __vm_enough_memory, vm_commit_limit.
 * Mode 0 refuses only what could never be had at once, 1 nothing, 2 everything beyond the limit.
 */
import { CAP_SYS_ADMIN } from '../abi/capability';
import type { RunningKernel } from '../kernel';
import { capable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import type { MmStruct } from './mm';

export interface VmSettings {
  overcommitMemory: number;
  overcommitRatio: number;
  swappiness: number;
}

export const DEFAULT_VM: VmSettings = { overcommitMemory: 0, overcommitRatio: 50, swappiness: 60 };

/** Pages promised: private writable mappings and shared anonymous memory. */
export function committedPages(kernel: RunningKernel): number {
  let pages = 0;
  const seen = new Set<object>();
  for (const { mm } of kernel.tasks.values()) {
    if (!mm || seen.has(mm)) continue;
    seen.add(mm);
    pages += committedIn(mm, seen);
  }
  return pages;
}

function committedIn(mm: MmStruct, seen: Set<object>): number {
  let pages = 0;
  for (const vma of mm.vmas) {
    if (vma.accountable) pages += vma.pageCount;
    const { shm } = vma.backing;
    if (!shm || vma.flags.noReserve || seen.has(shm)) continue;
    seen.add(shm);
    pages += vma.pageCount;
  }
  return pages;
}

export function commitLimit(kernel: RunningKernel): number {
  const ram = kernel.frames.total - kernel.frames.reserved;
  return Math.floor((ram * kernel.vm.overcommitRatio) / 100) + kernel.swap.totalPages;
}

/** sysctl_admin_reserve_kbytes, sysctl_user_reserve_kbytes: 8 MB, 128 MB, at most 3 % of what there is. */
export function enoughMemory(kernel: RunningKernel, task: TaskStruct, pages: number): boolean {
  const { overcommitMemory } = kernel.vm;
  if (overcommitMemory === 1) return true;
  if (overcommitMemory === 0) return pages <= kernel.frames.total - kernel.frames.reserved + kernel.swap.totalPages;
  const limit = commitLimit(kernel);
  const reserve = capable(task.cred, CAP_SYS_ADMIN) ? 0 : Math.min(2048, Math.floor(limit * 0.03));
  const own = Math.min(32768, Math.floor((task.mm?.totalPages ?? 0) / 32));
  return committedPages(kernel) + pages < limit - reserve - own;
}
