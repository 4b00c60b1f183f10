/** madvise, msync, mincore, mlock and its relatives. Follows mm/{madvise,msync,mincore,mlock}.c. */

import { Pte } from '../../machine/types';
import { CAP_IPC_LOCK } from '../abi/capability';
import { TASK_SIZE } from '../abi/limits';
import * as M from '../abi/mman';
import { RLIMIT_MEMLOCK } from '../abi/resource';
import { EACCES, EFAULT, EINVAL, ENOMEM, EOPNOTSUPP, EPERM } from '../errno';
import type { RunningKernel } from '../kernel';
import { capable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { settle } from '../sleeping';
import type { File, MaySleep, Sleeping } from '../types';
import type { MmStruct } from './mm';
import { populate } from './mmap';
import { pteFrame, pteMapped } from './page-table';
import { decodeSwap, isSwapPte } from './swap-entry';
import type { VmArea } from './vma';

const pageDown = (address: number) => address - (address % 4096);
const pageUp = (bytes: number) => Math.ceil(bytes / 4096) * 4096;

/** A range that user space cannot have: lengths are unsigned, so a negative one is a huge one. */
const outside = (start: number, bytes: number) => start < 0 || bytes < 0 || start + bytes > TASK_SIZE;

type Advice = (kernel: RunningKernel, task: TaskStruct, vma: VmArea) => number;
const nothing: Advice = () => 0;
const flag =
  (name: 'dontFork' | 'wipeOnFork', on: boolean): Advice =>
  (_kernel, _task, vma) => {
    if (name === 'wipeOnFork' && (vma.shared || !vma.anonymous)) return -EINVAL;
    vma.flags[name] = on;
    return 0;
  };
const drop: Advice = (_kernel, task, vma) => {
  if (vma.flags.locked) return -EINVAL;
  task.mm!.zap(vma.start, vma.end);
  return 0;
};

const populateAll: Advice = (kernel, task, vma) => {
  populate(kernel, task, vma.start, vma.end);
  return 0;
};

/** Pages come last in line, to be found unused soon. */
const cold: Advice = (kernel, task, vma) => {
  if (vma.flags.locked) return -EINVAL;
  const { table } = task.mm!;
  table.each(vma.start, vma.end, (_va, entry, low, high) => {
    table.set(entry, (low & ~Pte.A) >>> 0, high);
    kernel.frames.lru.deactivate(pteFrame(low));
  });
  return 0;
};

/** To swap with them, where there is any. */
const pageOut: Advice = (kernel, task, vma) => {
  const error = cold(kernel, task, vma);
  if (error < 0 || vma.shared || !kernel.swap.active) return error;
  const frames: number[] = [];
  task.mm!.table.each(vma.start, vma.end, (_va, _entry, low) => frames.push(pteFrame(low)));
  kernel.reclaim.pageOut(new Set(frames));
  return 0;
};

/** A hole in shared memory: gone for everybody. */
const remove: Advice = (_kernel, task, vma) => {
  if (vma.flags.locked || vma.anonymous) return -EINVAL;
  if (!vma.shared) return -EACCES;
  if (!(vma.prot & M.PROT_WRITE) && !vma.flags.mayWrite) return -EACCES;
  const { pages } = vma.backing;
  if (!pages?.punch) return -EOPNOTSUPP;
  const first = vma.pageIndex(vma.start);
  task.mm!.zap(vma.start, vma.end);
  pages.punch(first * 4096, first * 4096 + (vma.end - vma.start));
  return 0;
};

const ADVICE: ReadonlyMap<number, Advice> = new Map([
  [M.MADV_NORMAL, nothing],
  [M.MADV_RANDOM, nothing],
  [M.MADV_SEQUENTIAL, nothing],
  [M.MADV_WILLNEED, nothing],
  [M.MADV_DONTNEED, drop],
  // Lazily freed pages may as well go at once.
  [M.MADV_FREE, (kernel, task, vma) => (vma.anonymous ? drop(kernel, task, vma) : -EINVAL)],
  [M.MADV_DONTFORK, flag('dontFork', true)],
  [M.MADV_DOFORK, flag('dontFork', false)],
  [M.MADV_WIPEONFORK, flag('wipeOnFork', true)],
  [M.MADV_KEEPONFORK, flag('wipeOnFork', false)],
  [M.MADV_MERGEABLE, nothing],
  [M.MADV_UNMERGEABLE, nothing],
  [M.MADV_HUGEPAGE, nothing],
  [M.MADV_NOHUGEPAGE, nothing],
  [M.MADV_DONTDUMP, nothing],
  [M.MADV_DODUMP, nothing],
  [M.MADV_COLD, cold],
  [M.MADV_PAGEOUT, pageOut],
  [M.MADV_REMOVE, remove],
  [M.MADV_POPULATE_READ, populateAll],
  [M.MADV_POPULATE_WRITE, populateAll],
]);

export function madvise(kernel: RunningKernel, task: TaskStruct, start: number, bytes: number, advice: number): number {
  const apply = ADVICE.get(advice);
  const length = pageUp(bytes);
  if (!apply || start % 4096 !== 0 || start < 0 || bytes < 0 || start + length > TASK_SIZE) return -EINVAL;
  if (length === 0) return 0;
  const mm = task.mm!;
  const whole = mm.covers(start, start + length);
  for (const vma of mm.isolate(start, start + length)) {
    const error = apply(kernel, task, vma);
    if (error < 0) return error;
  }
  mm.mergeRange(start, start + length);
  // Holes are skipped, and told of.
  return whole ? 0 : -ENOMEM;
}

/** The range must be mapped. MS_SYNC: shared file pages go to the device, as fsync of the file would bring them there. */
export function msync(
  kernel: RunningKernel,
  task: TaskStruct,
  start: number,
  bytes: number,
  flags: number,
): MaySleep<number> {
  if (flags & ~(M.MS_ASYNC | M.MS_INVALIDATE | M.MS_SYNC) || start % 4096 !== 0) return -EINVAL;
  if (flags & M.MS_ASYNC && flags & M.MS_SYNC) return -EINVAL;
  if (outside(start, bytes)) return -ENOMEM;
  if (bytes === 0) return 0;
  const mm = task.mm!;
  const end = start + pageUp(bytes);
  const result = mm.covers(start, end) ? 0 : -ENOMEM;
  if ((flags & M.MS_SYNC) === 0) return result;
  const files = new Set<File>();
  for (const vma of mm.vmas)
    if (vma.shared && vma.file?.ops.fsync && vma.start < end && vma.end > start) files.add(vma.file);
  return files.size === 0 ? result : syncFiles(kernel, files, result);
}

function* syncFiles(kernel: RunningKernel, files: ReadonlySet<File>, result: number): Sleeping<number> {
  for (const file of files) {
    const error = yield* settle(file.ops.fsync?.(kernel, file) ?? 0);
    if (error < 0) return error;
  }
  return result;
}

export function mincore(
  kernel: RunningKernel,
  task: TaskStruct,
  start: number,
  bytes: number,
  address: number,
): number {
  if (start % 4096 !== 0) return -EINVAL;
  const mm = task.mm!;
  const pages = pageUp(bytes) / 4096;
  if (outside(start, bytes) || !mm.covers(start, start + pages * 4096)) return -ENOMEM;
  const vector = new Uint8Array(pages);
  for (let page = 0; page < pages; page++) {
    vector[page] = resident(mm, start + page * 4096) ? 1 : 0;
  }
  return kernel.copyToUser(task, address, vector) < 0 ? -EFAULT : 0;
}

/** Mapped now, or in the page cache or swap cache behind the mapping (mincore_pte_range). */
function resident(mm: MmStruct, va: number): boolean {
  const entry = mm.table.find(va);
  const low = entry === 0 ? 0 : mm.table.low(entry);
  if (pteMapped(low)) return true;
  const high = entry === 0 ? 0 : mm.table.high(entry);
  if (isSwapPte(low, high)) return mm.shared.swap().cached(decodeSwap(low, high)) >= 0;
  const vma = mm.find(va);
  return vma?.backing.pages?.present?.(vma.pageIndex(va)) ?? false;
}

// ---------------------------------------------------------------- mlock

/** Locked pages are present, never go to swap, and count against RLIMIT_MEMLOCK. `onFault`: as they are touched (MLOCK_ONFAULT). */
export function mlock(
  kernel: RunningKernel,
  task: TaskStruct,
  address: number,
  bytes: number,
  onFault = false,
): number {
  const mm = task.mm!;
  if (outside(address, bytes)) return -EINVAL;
  const start = pageDown(address);
  const end = pageUp(address + bytes);
  const limit = task.rlimits[RLIMIT_MEMLOCK][0];
  const mighty = capable(task.cred, CAP_IPC_LOCK);
  if (limit === 0 && !mighty) return -EPERM;
  // What is locked already does not count twice.
  let wanted = lockedBytes(mm) + (end - start);
  for (const vma of mm.vmas) {
    if (!vma.flags.locked || vma.end <= start || vma.start >= end) continue;
    wanted -= Math.min(vma.end, end) - Math.max(vma.start, start);
  }
  if (wanted > limit && !mighty) return -ENOMEM;
  const whole = setLocked(mm, start, end, true);
  if (!whole) return -ENOMEM;
  if (!onFault) populate(kernel, task, start, end);
  return 0;
}

export function munlock(_kernel: RunningKernel, task: TaskStruct, address: number, bytes: number): number {
  const mm = task.mm!;
  if (outside(address, bytes)) return -EINVAL;
  return setLocked(mm, pageDown(address), pageUp(address + bytes), false) ? 0 : -ENOMEM;
}

export const lockedBytes = (mm: MmStruct): number =>
  mm.vmas.reduce((sum, vma) => sum + (vma.flags.locked ? vma.end - vma.start : 0), 0);

/** Up to the first hole, as Linux does it. False: there was one. */
function setLocked(mm: MmStruct, start: number, end: number, on: boolean): boolean {
  let at = start;
  while (at < end) {
    const vma = mm.find(at);
    if (!vma) break;
    at = Math.min(vma.end, end);
  }
  for (const vma of mm.isolate(start, at)) vma.flags.locked = on;
  mm.mergeRange(start, at);
  return at >= end;
}

const MCL_CURRENT = 1;
const MCL_FUTURE = 2;
const MCL_ONFAULT = 4;

export function mlockall(kernel: RunningKernel, task: TaskStruct, flags: number): number {
  if (flags === 0 || flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) || flags === MCL_ONFAULT) return -EINVAL;
  const limit = task.rlimits[RLIMIT_MEMLOCK][0];
  const mighty = capable(task.cred, CAP_IPC_LOCK);
  if (limit === 0 && !mighty) return -EPERM;
  if (flags & MCL_CURRENT && task.mm!.totalPages * 4096 > limit && !mighty) return -ENOMEM;
  task.mm!.lockFuture = (flags & MCL_FUTURE) !== 0;
  if (!(flags & MCL_CURRENT)) return 0;
  for (const vma of task.mm!.vmas) vma.flags.locked = true;
  if (!(flags & MCL_ONFAULT)) for (const vma of [...task.mm!.vmas]) populate(kernel, task, vma.start, vma.end);
  return 0;
}

export function munlockall(_kernel: RunningKernel, task: TaskStruct): number {
  task.mm!.lockFuture = false;
  for (const vma of task.mm!.vmas) vma.flags.locked = false;
  return 0;
}
