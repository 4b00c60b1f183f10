/**
 * mmap, munmap, mprotect, mremap, brk as operations on an address space. Follows mm/{mmap,mprotect,mremap}.c.
 */

import { TASK_SIZE } from '../abi/limits';
import * as M from '../abi/mman';
import { RLIMIT_AS, RLIMIT_DATA } from '../abi/resource';
import { EACCES, EBADF, EEXIST, EFAULT, EINVAL, ENODEV, ENOMEM, EOVERFLOW, EPERM } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { objectAddress } from '../trace/kernel-events';
import type { File } from '../types';
import { enoughMemory } from './commit';
import { MMAP_BASE, MMAP_MIN_ADDR, type MmStruct } from './mm';
import { watchMapping } from './rmap';
import { ShmPages } from './shm';
import { ANONYMOUS, type Backing, VmArea, vmaFlags } from './vma';

export const pageUp = (bytes: number) => Math.ceil(bytes / 4096) * 4096;
const aligned = (address: number) => address % 4096 === 0;

/** RLIMIT_AS, RLIMIT_DATA and the overcommit heuristic: one mapping may not want more than there is in the whole machine. */
function mayExpand(kernel: RunningKernel, task: TaskStruct, bytes: number, accountable: boolean): boolean {
  const mm = task.mm!;
  const pages = bytes / 4096;
  if (mm.totalPages + pages > task.rlimits[RLIMIT_AS][0] / 4096) return false;
  if (!accountable) return true;
  return enoughMemory(kernel, task, pages) && dataPages(mm) + pages <= task.rlimits[RLIMIT_DATA][0] / 4096;
}

function dataPages(mm: MmStruct): number {
  let pages = 0;
  for (const vma of mm.vmas) if (vma.accountable && !vma.flags.growsDown) pages += vma.pageCount;
  return pages;
}

function emit(
  kernel: RunningKernel,
  task: TaskStruct,
  op: 'mmap' | 'munmap' | 'brk' | 'mprotect',
  start: number,
  end: number,
): void {
  if (kernel.wants('mm'))
    kernel.emit({ type: 'mm', at: kernel.now, cpu: kernel.cpu.index, pid: task.pid, op, start, end });
}

// ---------------------------------------------------------------- mmap

/** What is behind the new mapping, or an error. */
function backingFor(
  kernel: RunningKernel,
  task: TaskStruct,
  request: { prot: number; flags: number; fd: number; length: number; offset: number },
): { backing: Backing; name: string; mayWrite: boolean } | number {
  const shared = (request.flags & M.MAP_TYPE) !== M.MAP_PRIVATE;
  if (request.flags & M.MAP_ANONYMOUS) {
    if (!shared) return { backing: ANONYMOUS, name: '', mayWrite: true };
    const shm = new ShmPages(kernel.frames);
    watchMapping(kernel, shm);
    return { backing: { ...ANONYMOUS, pages: shm, shm }, name: '/dev/zero (deleted)', mayWrite: true };
  }
  const file = task.files.get(request.fd);
  return file ? fileBacking(kernel, task, file, request, shared) : -EBADF;
}

function fileBacking(
  kernel: RunningKernel,
  task: TaskStruct,
  file: File,
  request: { prot: number; length: number; offset: number },
  shared: boolean,
): { backing: Backing; name: string; mayWrite: boolean } | number {
  const write = (request.prot & M.PROT_WRITE) !== 0;
  if (!file.readable || (shared && write && !file.writable)) return -EACCES;
  const name = kernel.vfs.pathName(file.path, task.fs.root);
  const mayWrite = !shared || file.writable;
  if (file.ops.mapping) {
    const pages = file.ops.mapping(kernel, task, file, { ...request, shared });
    return typeof pages === 'number' ? pages : { backing: { ...ANONYMOUS, pages, file }, name, mayWrite };
  }
  if (file.ops.mmap) {
    const range = { start: 0, end: request.length, prot: request.prot, shared };
    const frame = file.ops.mmap(kernel, task, file, range);
    // A device whose pages are plain zeros (/dev/zero) says so with frame 0.
    if (frame < 0) return frame;
    if (frame === 0) return zeroDevice(kernel, shared, name);
    return { backing: { ...ANONYMOUS, file, deviceFrame: frame }, name, mayWrite };
  }
  const { pages } = file.inode;
  if (!pages) return -ENODEV;
  watchMapping(kernel, pages);
  return { backing: { ...ANONYMOUS, pages, file }, name, mayWrite };
}

function zeroDevice(
  kernel: RunningKernel,
  shared: boolean,
  name: string,
): { backing: Backing; name: string; mayWrite: boolean } {
  if (!shared) return { backing: ANONYMOUS, name, mayWrite: true };
  const shm = new ShmPages(kernel.frames);
  watchMapping(kernel, shm);
  return { backing: { ...ANONYMOUS, pages: shm, shm }, name: `${name} (deleted)`, mayWrite: true };
}

/** Where the mapping goes: exactly there, near the hint, or the highest gap. */
function place(mm: MmStruct, hint: number, length: number, flags: number): number {
  if (flags & (M.MAP_FIXED | M.MAP_FIXED_NOREPLACE)) {
    if (!aligned(hint)) return -EINVAL;
    if (hint < 0 || hint + length > TASK_SIZE) return -ENOMEM;
    if (hint < MMAP_MIN_ADDR) return -EPERM;
    return flags & M.MAP_FIXED_NOREPLACE && mm.overlaps(hint, hint + length) ? -EEXIST : hint;
  }
  const near = hint > 0 ? pageUp(Math.max(hint, MMAP_MIN_ADDR)) : 0;
  if (near > 0 && near + length <= TASK_SIZE && !mm.overlaps(near, near + length)) return near;
  const top = flags & M.MAP_32BIT ? 0x80000000 : MMAP_BASE;
  const found = mm.unmappedBelow(length, top);
  return found < 0 ? -ENOMEM : found;
}

/** do_mmap. The address, or -EACCES, -EAGAIN, -EBADF, -EEXIST, -EINVAL, -ENODEV, -ENOMEM, -EPERM. */
export function mmap(
  kernel: RunningKernel,
  task: TaskStruct,
  hint: number,
  bytes: number,
  prot: number,
  flags: number,
  fd: number,
  offset: number,
): number {
  const { do_mmap } = kernel.probes.points;
  if (do_mmap.active) do_mmap.enter(fd, hint, bytes, prot);
  const mm = task.mm!;
  const type = flags & M.MAP_TYPE;
  if (!aligned(offset) || bytes === 0) return -EINVAL;
  if (type !== M.MAP_SHARED && type !== M.MAP_PRIVATE && type !== M.MAP_SHARED_VALIDATE) return -EINVAL;
  if (flags & M.MAP_HUGETLB) return -ENOMEM;
  const length = pageUp(bytes);
  if (bytes < 0 || length > TASK_SIZE) return -ENOMEM;
  if (offset + length > Number.MAX_SAFE_INTEGER) return -EOVERFLOW;
  if (mm.vmas.length > 65530) return -ENOMEM;
  const start = place(mm, hint, length, flags);
  if (start < 0) return start;
  const behind = backingFor(kernel, task, { prot, flags, fd: fd | 0, length, offset });
  if (typeof behind === 'number') return behind;
  const shared = type !== M.MAP_PRIVATE;
  const anonymousShared = shared && behind.backing.shm !== null;
  const accountable = !(flags & M.MAP_NORESERVE) && (anonymousShared || (!shared && (prot & M.PROT_WRITE) !== 0));
  if (!mayExpand(kernel, task, length, accountable)) return -ENOMEM;
  mm.unmap(start, start + length);
  const vmaOptions = vmaFlags({
    shared,
    growsDown: (flags & M.MAP_GROWSDOWN) !== 0,
    noReserve: (flags & M.MAP_NORESERVE) !== 0,
    locked: (flags & M.MAP_LOCKED) !== 0 || mm.lockFuture,
    mayWrite: behind.mayWrite,
  });
  const allowed = prot & (M.PROT_READ | M.PROT_WRITE | M.PROT_EXEC);
  mm.insert(new VmArea(start, start + length, allowed, vmaOptions, behind.backing, offset, behind.name));
  emit(kernel, task, 'mmap', start, start + length);
  if (vmaOptions.locked || flags & M.MAP_POPULATE) populate(kernel, task, start, start + length);
  return start;
}

/** A shared mapping of what the kernel has at hand (shmat). `flags`: MAP_FIXED, MAP_FIXED_NOREPLACE. */
export function mapBacking(
  kernel: RunningKernel,
  task: TaskStruct,
  hint: number,
  bytes: number,
  prot: number,
  flags: number,
  backing: Backing,
  name: string,
  mayWrite: boolean,
): number {
  const mm = task.mm!;
  const length = pageUp(bytes);
  const start = place(mm, hint, length, flags);
  if (start < 0) return start;
  if (!mayExpand(kernel, task, length, false)) return -ENOMEM;
  mm.unmap(start, start + length);
  const shared = vmaFlags({ shared: true, locked: mm.lockFuture, mayWrite });
  mm.insert(new VmArea(start, start + length, prot, shared, backing, 0, name));
  emit(kernel, task, 'mmap', start, start + length);
  return start;
}

/** Makes the pages of a range now, as far as memory and rights go (mm_populate). */
export function populate(kernel: RunningKernel, task: TaskStruct, start: number, end: number): void {
  const byte = new Uint8Array(1);
  for (let va = start; va < end; va += 4096) {
    const vma = task.mm?.find(va);
    if (!vma || vma.prot === M.PROT_NONE) continue;
    if (kernel.frames.free < 64 || kernel.copyFromUser(task, va, byte) < 0) return;
    if (vma.prot & M.PROT_WRITE && !vma.shared) kernel.copyToUser(task, va, byte);
  }
}

export function munmap(kernel: RunningKernel, task: TaskStruct, start: number, bytes: number): number {
  const { do_munmap } = kernel.probes.points;
  if (do_munmap.active) do_munmap.enter(objectAddress(kernel, task.mm!), start, bytes);
  const length = pageUp(bytes);
  if (!aligned(start) || start < 0 || length <= 0 || start + length > TASK_SIZE) return -EINVAL;
  task.mm!.unmap(start, start + length);
  emit(kernel, task, 'munmap', start, start + length);
  return 0;
}

// ---------------------------------------------------------------- mprotect

export function mprotect(kernel: RunningKernel, task: TaskStruct, start: number, bytes: number, prot: number): number {
  const mm = task.mm!;
  const grows = prot & (M.PROT_GROWSDOWN | M.PROT_GROWSUP);
  const rights = prot & ~grows;
  if (grows === (M.PROT_GROWSDOWN | M.PROT_GROWSUP) || !aligned(start)) return -EINVAL;
  if (bytes === 0) return 0;
  const end = start + pageUp(bytes);
  if (bytes < 0 || end > TASK_SIZE) return -ENOMEM;
  if (rights & ~(M.PROT_READ | M.PROT_WRITE | M.PROT_EXEC)) return -EINVAL;
  const first = mm.findAbove(start);
  if (!first) return -ENOMEM;
  const from = grows === M.PROT_GROWSDOWN ? first.start : start;
  if (grows === M.PROT_GROWSDOWN && !first.flags.growsDown) return -EINVAL;
  // Linux changes mapping by mapping and stops at the first that it may not: what lies before is changed.
  for (let at = from; at < end; ) {
    const vma = mm.find(at);
    if (!vma) return -ENOMEM;
    const stop = Math.min(vma.end, end);
    const error = protectPart(kernel, task, at, stop, rights);
    if (error < 0) return error;
    at = stop;
  }
  mm.mergeRange(from, end);
  emit(kernel, task, 'mprotect', from, end);
  return 0;
}

function protectPart(kernel: RunningKernel, task: TaskStruct, start: number, end: number, prot: number): number {
  const mm = task.mm!;
  const [vma] = mm.isolate(start, end);
  if (prot & M.PROT_WRITE && vma.shared && !vma.flags.mayWrite) return -EACCES;
  const becomesAccountable = !vma.accountable && !vma.shared && !vma.flags.noReserve && (prot & M.PROT_WRITE) !== 0;
  if (becomesAccountable && !enoughMemory(kernel, task, vma.pageCount)) return -ENOMEM;
  if (vma.prot === prot) return 0;
  vma.prot = prot;
  mm.applyProtection(vma);
  return 0;
}

// ---------------------------------------------------------------- mremap

export function mremap(
  kernel: RunningKernel,
  task: TaskStruct,
  start: number,
  oldBytes: number,
  newBytes: number,
  flags: number,
  newAddress: number,
): number {
  const mm = task.mm!;
  const [oldLength, newLength] = [pageUp(oldBytes), pageUp(newBytes)];
  const fixed = (flags & M.MREMAP_FIXED) !== 0;
  const keepOld = (flags & M.MREMAP_DONTUNMAP) !== 0;
  if (flags & ~(M.MREMAP_MAYMOVE | M.MREMAP_FIXED | M.MREMAP_DONTUNMAP)) return -EINVAL;
  if ((fixed || keepOld) && !(flags & M.MREMAP_MAYMOVE)) return -EINVAL;
  if (keepOld && oldLength !== newLength) return -EINVAL;
  if (!aligned(start) || newLength <= 0 || newLength > TASK_SIZE) return -EINVAL;
  const vma = mm.find(start);
  if (!vma) return -EFAULT;
  // Length 0 makes a second mapping of the same shared pages.
  if (oldLength === 0 && (!vma.shared || !(flags & M.MREMAP_MAYMOVE))) return -EINVAL;
  if (!fixed && !keepOld && oldLength > 0 && newLength <= oldLength) {
    if (!mm.covers(start, start + oldLength)) return -EFAULT;
    if (newLength < oldLength) mm.unmap(start + newLength, start + oldLength);
    return start;
  }
  if (start + oldLength > vma.end) return -EFAULT;
  if (keepOld && (vma.shared || !vma.anonymous)) return -EINVAL;
  if (fixed) return moveTo(kernel, task, start, oldLength, newLength, newAddress, keepOld);
  if (keepOld || oldLength === 0) {
    if (!mayExpand(kernel, task, newLength, vma.accountable)) return -ENOMEM;
    const target = mm.unmappedBelow(newLength);
    return target < 0 ? -ENOMEM : move(mm, start, oldLength, newLength, target, keepOld);
  }
  if (!mayExpand(kernel, task, newLength - oldLength, vma.accountable)) return -ENOMEM;
  const end = start + newLength;
  if (start + oldLength === vma.end && !mm.overlaps(vma.end, end) && end <= TASK_SIZE) {
    growInPlace(mm, vma, end);
    return start;
  }
  if (!(flags & M.MREMAP_MAYMOVE)) return -ENOMEM;
  const target = mm.unmappedBelow(newLength);
  return target < 0 ? -ENOMEM : move(mm, start, oldLength, newLength, target);
}

function growInPlace(mm: MmStruct, vma: VmArea, end: number): void {
  const more = vma.slice(vma.start, vma.end);
  more.offset = vma.offset + (vma.end - vma.start);
  more.start = vma.end;
  more.end = end;
  mm.insert(more);
}

function moveTo(
  kernel: RunningKernel,
  task: TaskStruct,
  start: number,
  oldLength: number,
  newLength: number,
  target: number,
  keepOld: boolean,
): number {
  const mm = task.mm!;
  if (!aligned(target) || target < 0 || target + newLength > TASK_SIZE) return -EINVAL;
  if (start + oldLength > target && target + newLength > start) return -EINVAL;
  if (!mayExpand(kernel, task, newLength, false)) return -ENOMEM;
  mm.unmap(target, target + newLength);
  const keep = Math.min(oldLength, newLength);
  if (keep < oldLength) mm.unmap(start + keep, start + oldLength);
  return move(mm, start, keep, newLength, target, keepOld);
}

/** move_vma: the pages go along, without a copy. */
function move(
  mm: MmStruct,
  start: number,
  oldLength: number,
  newLength: number,
  target: number,
  keepOld = false,
): number {
  const vma = oldLength === 0 ? mm.find(start)! : mm.isolate(start, start + oldLength)[0];
  const moved = vma.slice(start, Math.max(vma.end, start + newLength));
  moved.start = target;
  moved.end = target + newLength;
  mm.insert(moved);
  if (oldLength === 0) return target;
  if (!mm.movePages(start, start + oldLength, target)) return -ENOMEM;
  if (!keepOld) mm.unmap(start, start + oldLength);
  else vma.flags.locked = false;
  return target;
}

// ---------------------------------------------------------------- brk

/** brk(2): the new end, or the old one when it cannot be. */
export function brk(kernel: RunningKernel, task: TaskStruct, address: number): number {
  const mm = task.mm!;
  if (address < mm.brkStart) return mm.brk;
  const [oldEnd, newEnd] = [pageUp(mm.brk), pageUp(address)];
  if (newEnd > oldEnd && !growHeap(kernel, task, oldEnd, newEnd)) return mm.brk;
  if (newEnd < oldEnd) mm.unmap(newEnd, oldEnd);
  mm.brk = address;
  emit(kernel, task, 'brk', mm.brkStart, address);
  return address;
}

function growHeap(kernel: RunningKernel, task: TaskStruct, oldEnd: number, newEnd: number): boolean {
  const mm = task.mm!;
  // One page stays free below the next mapping.
  if (newEnd > TASK_SIZE || mm.overlaps(oldEnd, newEnd + 4096)) return false;
  if (!mayExpand(kernel, task, newEnd - oldEnd, true)) return false;
  if (newEnd - mm.brkStart > task.rlimits[RLIMIT_DATA][0]) return false;
  const flags = vmaFlags({ locked: mm.lockFuture });
  mm.insert(new VmArea(oldEnd, newEnd, M.PROT_READ | M.PROT_WRITE, flags, ANONYMOUS, 0, '[heap]'));
  return true;
}
