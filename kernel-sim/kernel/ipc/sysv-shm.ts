/** System V shared memory. Follows ipc/shm.c: newseg, do_shmat, ksys_shmdt, ksys_shmctl. */
import * as M from '../abi/mman';
import { EACCES, EFAULT, EINVAL, ENOMEM } from '../errno';
import type { RunningKernel } from '../kernel';
import { mapBacking } from '../mm/mmap';
import { watchMapping } from '../mm/rmap';
import { ShmPages } from '../mm/shm';
import { ANONYMOUS, type Backing } from '../mm/vma';
import type { TaskStruct } from '../sched/task';
import { arg, coreRow } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import type { SyscallRow } from '../types';
import * as I from './sysv';

const SHM_RDONLY = 0o10000;
const SHM_RND = 0o20000;
const SHM_REMAP = 0o40000;
const SHM_EXEC = 0o100000;
const SHM_DEST = 0o1000;
const SHMMAX = 2 ** 40;

export class Segment {
  readonly pages: ShmPages;
  readonly backing: Backing;
  attached = 0;
  atime = 0;
  dtime = 0;
  ctime: number;
  lastPid = 0;

  constructor(
    private readonly kernel: RunningKernel,
    private readonly table: I.IpcTable<Segment>,
    readonly perm: I.IpcPerm,
    readonly size: number,
    readonly makerPid: number,
  ) {
    this.pages = new ShmPages(kernel.frames);
    watchMapping(kernel, this.pages);
    // The segment itself holds its pages, mapped or not.
    this.pages.get();
    this.ctime = I.secondsNow(kernel);
    const segment = this;
    const shm = {
      get() {
        segment.pages.get();
        segment.attached++;
      },
      put() {
        segment.pages.put();
        segment.attached--;
        segment.dtime = I.secondsNow(segment.kernel);
        segment.lastPid = segment.kernel.current?.tgid ?? segment.lastPid;
        if (segment.attached === 0 && segment.perm.mode & SHM_DEST) segment.destroy();
      },
    };
    this.backing = { ...ANONYMOUS, pages: this.pages, shm };
  }

  destroy(): void {
    if (this.perm.removed) return;
    this.table.remove(this);
    this.pages.put();
  }
}

function shmget(kernel: RunningKernel, task: TaskStruct, key: number, size: number, flags: number): number {
  const { ipc } = task.nsproxy;
  const table = kernel.sysv(ipc).shm;
  return table.open(
    task,
    ipc,
    key | 0,
    flags,
    (perm) => {
      if (size < 1 || size > SHMMAX) return -EINVAL;
      return new Segment(kernel, table, perm, size, task.tgid);
    },
    (found) => (size > found.size ? -EINVAL : 0),
  );
}

function shmat(kernel: RunningKernel, task: TaskStruct, id: number, address: number, flags: number): number {
  const { ipc } = task.nsproxy;
  const segment = kernel.sysv(ipc).shm.find(id | 0);
  if (!segment) return -EINVAL;
  let at = address;
  if (at !== 0 && at % 4096 !== 0) {
    if (!(flags & SHM_RND)) return -EINVAL;
    at -= at % 4096;
    if (at === 0 && flags & SHM_REMAP) return -EINVAL;
  }
  const writable = !(flags & SHM_RDONLY);
  if (!I.permitted(task, ipc, segment.perm, writable ? 0o600 : 0o400)) return -EACCES;
  const prot = M.PROT_READ | (writable ? M.PROT_WRITE : 0) | (flags & SHM_EXEC ? M.PROT_EXEC : 0);
  const fixed = at !== 0 ? (flags & SHM_REMAP ? M.MAP_FIXED : M.MAP_FIXED_NOREPLACE) : 0;
  const name = `/SYSV${(segment.perm.key >>> 0).toString(16).padStart(8, '0')} (deleted)`;
  const result = mapBacking(kernel, task, at, segment.size, prot, fixed, segment.backing, name, writable);
  if (result === -ENOMEM || result >= 0) {
    if (result < 0) return result;
    segment.atime = I.secondsNow(kernel);
    segment.lastPid = task.tgid;
    return result;
  }
  return -EINVAL;
}

/** All that was mapped by one shmat at that address. */
function shmdt(_kernel: RunningKernel, task: TaskStruct, address: number): number {
  const mm = task.mm!;
  if (address % 4096 !== 0) return -EINVAL;
  const first = mm.find(address);
  if (!first || first.start !== address || !first.name.startsWith('/SYSV')) return -EINVAL;
  const { backing } = first;
  for (const vma of mm.vmas.filter((each) => each.backing === backing && each.start - each.offset === address))
    mm.unmap(vma.start, vma.end);
  return 0;
}

const SHM_LOCK = 11;
const SHM_UNLOCK = 12;

function shmctl(kernel: RunningKernel, task: TaskStruct, id: number, command: number, address: number): number {
  const { ipc } = task.nsproxy;
  const segment = kernel.sysv(ipc).shm.find(id | 0);
  if (!segment) return -EINVAL;
  const { perm } = segment;
  if (command === I.IPC_STAT) {
    if (!I.permitted(task, ipc, perm, 0o444)) return -EACCES;
    const struct = new Struct(112);
    I.putPerm(struct, perm);
    struct.setI64(48, segment.size).setI64(56, segment.atime).setI64(64, segment.dtime).setI64(72, segment.ctime);
    struct.setI32(80, task.pidNs.numberOf(segment.makerPid)).setI32(84, task.pidNs.numberOf(segment.lastPid));
    return struct.setI64(88, segment.attached).put(kernel, task, address) < 0 ? -EFAULT : 0;
  }
  const allowed = I.mayControl(task, ipc, perm);
  switch (command) {
    case I.IPC_RMID:
      if (allowed < 0) return allowed;
      // It lives on, without a key, until the last one detaches.
      perm.mode |= SHM_DEST;
      perm.key = I.IPC_PRIVATE;
      if (segment.attached === 0) segment.destroy();
      return 0;
    case I.IPC_SET: {
      if (allowed < 0) return allowed;
      const struct = Struct.get(kernel, task, address, 112);
      if (typeof struct === 'number') return struct;
      I.setPerm(struct, perm);
      segment.ctime = I.secondsNow(kernel);
      return 0;
    }
    case SHM_LOCK:
    case SHM_UNLOCK:
      return allowed;
    default:
      return -EINVAL;
  }
}

const KEY = arg('key', 'int');

export const sysvShmSyscalls: readonly SyscallRow[] = [
  coreRow(29, 'shmget', [KEY, arg('size', 'size'), arg('shmflg', 'int')], 200, shmget, {
    missing: 'Huge pages are refused; SHM_LOCK changes nothing.',
  }),
  coreRow(30, 'shmat', [arg('shmid', 'int'), arg('shmaddr', 'ptr'), arg('shmflg', 'int')], 250, shmat, {
    result: 'ptr',
  }),
  coreRow(31, 'shmctl', [arg('shmid', 'int'), arg('cmd', 'int'), arg('buf', 'ptr')], 100, shmctl, {
    missing: 'IPC_INFO, SHM_INFO and SHM_STAT answer -EINVAL.',
  }),
  coreRow(67, 'shmdt', [arg('shmaddr', 'ptr')], 200, shmdt),
];
