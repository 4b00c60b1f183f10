/** madvise, msync, mincore, mlock and its relatives. Follows mm/{madvise,msync,mincore,mlock}.c. */

import { CAP_SYS_ADMIN } from '../abi/capability';
import { TASK_SIZE } from '../abi/limits';
import * as M from '../abi/mman';
import { RLIMIT_MEMLOCK } from '../abi/resource';
import { EFAULT, EINVAL, ENOMEM, EPERM } from '../errno';
import type { RunningKernel } from '../kernel';
import { capable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { settle } from '../sleeping';
import type { File, MaySleep, Sleeping } from '../types';
import { populate } from './mmap';
import { pteMapped } from './page-table';
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
  [M.MADV_COLD, nothing],
  [M.MADV_PAGEOUT, nothing],
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
    const entry = mm.table.find(start + page * 4096);
    if (entry !== 0 && pteMapped(mm.table.low(entry))) vector[page] = 1;
    else {
      // Not mapped yet, but in the page cache: that counts too.
      const vma = mm.find(start + page * 4096);
      if (vma?.backing.pages?.present?.(vma.pageIndex(start + page * 4096)) === true) vector[page] = 1;
    }
  }
  return kernel.copyToUser(task, address, vector) < 0 ? -EFAULT : 0;
}

// ---------------------------------------------------------------- mlock

/** Nothing is ever swapped out; locking makes the pages present and counts against RLIMIT_MEMLOCK. */
export function mlock(kernel: RunningKernel, task: TaskStruct, address: number, bytes: number): number {
  const mm = task.mm!;
  if (outside(address, bytes)) return -ENOMEM;
  const start = pageDown(address);
  const end = pageUp(address + bytes);
  const locked = mm.vmas.reduce((sum, vma) => sum + (vma.flags.locked ? vma.end - vma.start : 0), 0);
  const limit = task.rlimits[RLIMIT_MEMLOCK][0];
  if (locked + (end - start) > limit && !capable(task.cred, CAP_SYS_ADMIN)) return limit === 0 ? -EPERM : -ENOMEM;
  if (!mm.covers(start, end)) return -ENOMEM;
  for (const vma of mm.isolate(start, end)) vma.flags.locked = true;
  mm.mergeRange(start, end);
  populate(kernel, task, start, end);
  return 0;
}

export function munlock(_kernel: RunningKernel, task: TaskStruct, address: number, bytes: number): number {
  const mm = task.mm!;
  if (outside(address, bytes)) return -ENOMEM;
  const start = pageDown(address);
  const end = pageUp(address + bytes);
  if (!mm.covers(start, end)) return -ENOMEM;
  for (const vma of mm.isolate(start, end)) vma.flags.locked = false;
  mm.mergeRange(start, end);
  return 0;
}

const MCL_CURRENT = 1;
const MCL_FUTURE = 2;

export function mlockall(_kernel: RunningKernel, task: TaskStruct, flags: number): number {
  if (flags === 0 || flags & ~(MCL_CURRENT | MCL_FUTURE | 4)) return -EINVAL;
  if (task.rlimits[RLIMIT_MEMLOCK][0] === 0 && !capable(task.cred, CAP_SYS_ADMIN)) return -EPERM;
  task.mm!.lockFuture = (flags & MCL_FUTURE) !== 0;
  if (flags & MCL_CURRENT) for (const vma of task.mm!.vmas) vma.flags.locked = true;
  return 0;
}

export function munlockall(_kernel: RunningKernel, task: TaskStruct): number {
  task.mm!.lockFuture = false;
  for (const vma of task.mm!.vmas) vma.flags.locked = false;
  return 0;
}
