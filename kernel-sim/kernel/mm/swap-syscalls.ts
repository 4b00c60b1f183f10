/** swapon(2) and swapoff(2). Follows mm/swapfile.c: sys_swapon, read_swap_header, sys_swapoff, try_to_unuse. */
import { CAP_SYS_ADMIN } from '../abi/capability';
import { EBUSY, EINVAL, ENOMEM, EPERM } from '../errno';
import { contextOf } from '../fs/context';
import { AddressSpace } from '../fs/page-cache';
import type { RunningKernel } from '../kernel';
import { capable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { settle } from '../sleeping';
import { arg, coreRow } from '../syscalls/row';
import { type Inode, type Path, S_IFBLK, S_IFMT, S_IFREG, type Sleeping, type SyscallRow } from '../types';
import { handleFault } from './fault';
import type { MmStruct } from './mm';
import { SwapArea, type SwapDevice } from './swap';
import { decodeSwap, isSwapPte } from './swap-entry';

const SWAP_FLAG_PREFER = 0x8000;
const SWAP_FLAG_PRIO_MASK = 0x7fff;
const SWAP_FLAGS_VALID = 0x7ffff;
const MAX_SWAPFILES = 24;
const PATH_MAX = 4096;
const SIGNATURE = 'SWAPSPACE2';

interface Opened {
  device: SwapDevice;
  kind: 'partition' | 'file';
  release(): void;
}

/** A block device, or a regular file whose blocks lie on one; else -EINVAL, as for tmpfs. */
function* open(kernel: RunningKernel, inode: Inode): Sleeping<Opened | number> {
  const { blockDevices } = contextOf(kernel);
  if ((inode.mode & S_IFMT) === S_IFBLK) {
    const device = blockDevices.find(inode.rdev);
    if (!device) return -EINVAL;
    if (device.holder !== null) return -EBUSY;
    const owner = {};
    device.holder = owner;
    const pages = Math.floor(device.bytes / 4096);
    const transfer: SwapDevice['transfer'] = (op, slot, frame, done) =>
      device.submit({ op, sector: slot * 8, pieces: [{ address: frame * 4096, bytes: 4096 }], done });
    const release = () => {
      if (device.holder === owner) device.holder = null;
    };
    return { device: { pages, transfer }, kind: 'partition', release };
  }
  const { pages } = inode;
  if ((inode.mode & S_IFMT) !== S_IFREG || !(pages instanceof AddressSpace)) return -EINVAL;
  return yield* openFile(inode, pages);
}

/** setup_swap_extents: where each page of the file lies; a hole cannot be swapped to. */
function* openFile(inode: Inode, space: AddressSpace): Sleeping<Opened | number> {
  const count = Math.floor(inode.size / 4096);
  const sectors: number[] = [];
  for (let index = 0; index < count; index++) {
    const runs = yield* settle(space.runs(index));
    if (typeof runs === 'number') return runs;
    const joined = runs.every((run, i) => i === 0 || run.sector === runs[0].sector + run.offset / 512);
    if (runs.length === 0 || !joined || runs.reduce((sum, run) => sum + run.bytes, 0) < 4096) return -EINVAL;
    sectors.push(runs[0].sector);
  }
  const transfer: SwapDevice['transfer'] = (op, slot, frame, done) =>
    space.submit({ op, sector: sectors[slot], pieces: [{ address: frame * 4096, bytes: 4096 }], done });
  return { device: { pages: count, transfer }, kind: 'file', release: () => {} };
}

function resolve(kernel: RunningKernel, task: TaskStruct, address: number): Sleeping<Path | number> {
  return (function* (): Sleeping<Path | number> {
    const name = kernel.strncpyFromUser(task, address, PATH_MAX);
    return typeof name === 'number' ? name : yield* settle(kernel.vfs.walk(task, name));
  })();
}

function* swapon(kernel: RunningKernel, task: TaskStruct, address: number, flags: number): Sleeping<number> {
  if (flags & ~SWAP_FLAGS_VALID) return -EINVAL;
  if (!capable(task.cred, CAP_SYS_ADMIN)) return -EPERM;
  const path = yield* resolve(kernel, task, address);
  if (typeof path === 'number') return path;
  const { swap } = kernel;
  const name = kernel.vfs.pathName(path);
  if (swap.areas.some((area) => area?.name === name)) return -EBUSY;
  const opened = yield* open(kernel, path.dentry.inode!);
  if (typeof opened === 'number') return opened;
  const pages = yield* readHeader(kernel, opened.device);
  if (pages < 0) {
    opened.release();
    return pages;
  }
  const used = swap.areas.filter((area) => area !== undefined);
  const lowest = used.reduce((least, area) => Math.min(least, area.priority), -1);
  const priority = flags & SWAP_FLAG_PREFER ? flags & SWAP_FLAG_PRIO_MASK : Math.min(-2, lowest - 1);
  let type = swap.areas.indexOf(undefined);
  if (type < 0) type = swap.areas.length;
  if (type >= MAX_SWAPFILES) return -EPERM;
  swap.areas[type] = new SwapArea(type, name, opened.kind, opened.device, pages, priority, opened.release);
  const size = (pages - 1) * 4;
  kernel.printk(6, `Adding ${size}k swap on ${name}.  Priority:${priority} extents:1 across:${size}k `);
  return 0;
}

/** The header page as mkswap(8) makes it: signature in its last ten bytes, version and last page behind the boot block. */
function* readHeader(kernel: RunningKernel, device: SwapDevice): Sleeping<number> {
  const { frames } = kernel;
  if (device.pages < 2) return -EINVAL;
  const frame = frames.alloc('kernel');
  if (frame < 0) return -ENOMEM;
  let error: number | null = null;
  device.transfer('read', 0, frame, (result) => {
    error = result;
    kernel.swap.moved.wake();
  });
  while (error === null) yield* kernel.swap.moved.sleep('folio_wait_bit_common', { interruptible: false });
  const page = kernel.core.ram.bytes.slice(frame * 4096, frame * 4096 + 4096);
  frames.put(frame);
  if (error < 0) return error;
  const view = new DataView(page.buffer);
  if (String.fromCharCode(...page.subarray(4086)) !== SIGNATURE) {
    kernel.printk(3, 'Unable to find swap-space signature');
    return -EINVAL;
  }
  if (view.getUint32(1024, true) !== 1) {
    kernel.printk(4, `Unable to handle swap header version ${view.getUint32(1024, true)}`);
    return -EINVAL;
  }
  const pages = view.getUint32(1028, true) + 1;
  if (pages > device.pages) {
    kernel.printk(4, 'Swap area shorter than signature indicates');
    return -EINVAL;
  }
  return pages < 2 ? -EINVAL : pages;
}

function* swapoff(kernel: RunningKernel, task: TaskStruct, address: number): Sleeping<number> {
  if (!capable(task.cred, CAP_SYS_ADMIN)) return -EPERM;
  const path = yield* resolve(kernel, task, address);
  if (typeof path === 'number') return path;
  const { swap } = kernel;
  const name = kernel.vfs.pathName(path);
  const area = swap.areas.find((candidate) => candidate?.name === name);
  if (!area) return -EINVAL;
  if (area.used > kernel.frames.free + swap.freePages - (area.size - area.used)) return -ENOMEM;
  while (area.used > 0) {
    const before = area.used;
    for (const mm of addressSpaces(kernel)) yield* bringBack(mm, area.type);
    if (swap.writing > 0) yield* swap.moved.sleep('try_to_unuse', { interruptible: false });
    else if (area.used === before) return -ENOMEM;
  }
  swap.areas[area.type] = undefined;
  area.release();
  return 0;
}

function addressSpaces(kernel: RunningKernel): Set<MmStruct> {
  const all = new Set<MmStruct>();
  for (const { mm } of kernel.tasks.values()) if (mm) all.add(mm);
  return all;
}

/** unuse_mm: every page of `mm` that lies in the area is read in. */
function* bringBack(mm: MmStruct, type: number): Sleeping<void> {
  const wanted: number[] = [];
  for (const vma of mm.vmas) {
    mm.table.eachUsed(vma.start, vma.end, (va, _entry, low, high) => {
      if (isSwapPte(low, high) && decodeSwap(low, high).type === type) wanted.push(va);
    });
  }
  for (const va of wanted) {
    if (mm.users === 0) return;
    const result = yield* settle(handleFault(mm, va, { write: false, fetch: false }, 0));
    if (result === 'out-of-memory') return;
  }
}

export const swapSyscalls: readonly SyscallRow[] = [
  coreRow(167, 'swapon', [arg('path', 'path'), arg('swap_flags', 'int')], 2000, swapon, {
    missing: 'Discard flags change nothing.',
  }),
  coreRow(168, 'swapoff', [arg('path', 'path')], 2000, swapoff),
];
