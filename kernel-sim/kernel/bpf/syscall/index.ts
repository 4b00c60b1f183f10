/**
 * bpf(2): one table of commands. Follows kernel/bpf/syscall.c: __sys_bpf.
 */
import { E2BIG, EBADF, EFAULT, EINVAL, ENOSPC, EPERM } from '../../errno';
import { arg } from '../../fs/syscalls/row';
import type { RunningKernel } from '../../kernel';
import { netOf } from '../../net/index';
import { perfEventOf } from '../../perf/syscalls';
import type { TaskStruct } from '../../sched/task';
import { coreRow } from '../../syscalls/row';
import { traceOf } from '../../trace/tracefs/state';
import type { Sleeping, SyscallRow } from '../../types';
import { joinNetwork } from '../attach/net';
import { parseBtf } from '../btf/object';
import { bpfOf, type HeldGroup } from '../system';
import { Attr } from './attr';
import { getFdById, getNextId } from './ids';
import { getInfo } from './info';
import { linkCreate, linkDetach, linkUpdate, progAttach, progDetach, progQuery, rawTracepointOpen } from './links';
import { progLoad } from './load';
import * as Maps from './maps';
import { fromFd, newFd } from './objects';
import { objGet, objPin } from './pin';
import { bpfCapable } from './rights';
import { testRun } from './test-run';

type Command = (kernel: RunningKernel, task: TaskStruct, attr: Attr) => number | Sleeping<number>;

function btfLoad(kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (attr.only(28) < 0) return -EINVAL;
  if (!bpfCapable(task.cred)) return -EPERM;
  const size = attr.u32(16);
  if (size > 16 * 1024 * 1024) return -E2BIG;
  const bytes = new Uint8Array(size);
  if (kernel.copyFromUser(task, attr.pointer(0), bytes) < 0) return -EFAULT;
  const log: string[] = [];
  const btf = parseBtf(bytes, log);
  const room = attr.u32(20);
  if (attr.u32(24) > 0 && room > 0 && attr.pointer(8) !== 0) {
    const text = Uint8Array.from(`${log.join('')}\0`, (letter) => letter.charCodeAt(0));
    if (kernel.copyToUser(task, attr.pointer(8), text.subarray(0, room)) < 0) return -EFAULT;
    if (text.length > room) return -ENOSPC;
  }
  if (typeof btf === 'number') return btf;
  bpfOf(kernel).btfs.add(btf);
  return newFd(kernel, task, { kind: 'btf', btf });
}

function enableStats(kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (attr.only(4) < 0 || attr.u32(0) !== 0) return -EINVAL;
  if (!bpfCapable(task.cred)) return -EPERM;
  bpfOf(kernel).statistics++;
  return newFd(kernel, task, { kind: 'stats' });
}

const COMMANDS: readonly (Command | undefined)[] = [
  Maps.mapCreate,
  Maps.mapLookup,
  Maps.mapUpdate,
  Maps.mapDelete,
  Maps.mapNextKey,
  progLoad,
  objPin,
  objGet,
  progAttach,
  progDetach,
  testRun,
  getNextId('prog'),
  getNextId('map'),
  getFdById('prog'),
  getFdById('map'),
  getInfo,
  progQuery,
  rawTracepointOpen,
  btfLoad,
  getFdById('btf'),
  undefined,
  Maps.mapLookupAndDelete,
  Maps.mapFreeze,
  getNextId('btf'),
  Maps.mapLookupBatch,
  Maps.mapLookupAndDeleteBatch,
  Maps.mapUpdateBatch,
  Maps.mapDeleteBatch,
  linkCreate,
  linkUpdate,
  getFdById('link'),
  getNextId('link'),
  enableStats,
  undefined,
  linkDetach,
  undefined,
];

/** What BPF needs of the calling task: descriptors are its own. */
function prepare(kernel: RunningKernel, task: TaskStruct): void {
  const system = bpfOf(kernel);
  system.mapFromFd = (fd) => {
    const found = fromFd(task, fd, 'map');
    return typeof found === 'number' ? found : found.map;
  };
  system.programFromFd = (fd) => {
    const found = fromFd(task, fd, 'prog');
    return typeof found === 'number' ? found : found.program;
  };
  system.perfEventFromFd = (fd) => {
    const file = task.files.get(fd);
    if (!file) return -EBADF;
    return perfEventOf(file) ?? -EINVAL;
  };
  system.cgroupFromFd = (fd) => {
    const file = task.files.get(fd);
    const group = file ? system.cgroupOf(file) : -EBADF;
    return typeof group === 'number' ? group : ({ id: group.id, group, get() {}, put() {} } satisfies HeldGroup);
  };
  joinNetwork(system, () => netOf(kernel));
  system.tracePrintk = (text) => traceOf(kernel).bpfPrintk(text);
}

function bpf(
  kernel: RunningKernel,
  task: TaskStruct,
  command: number,
  address: number,
  size: number,
): number | Sleeping<number> {
  const system = bpfOf(kernel);
  if (system.unprivilegedDisabled !== 0 && !bpfCapable(task.cred)) return -EPERM;
  const attr = Attr.read(kernel, task, address, size);
  if (typeof attr === 'number') return attr;
  const run = COMMANDS[command];
  if (!run) return -EINVAL;
  prepare(kernel, task);
  return run(kernel, task, attr);
}

export const bpfSyscalls: readonly SyscallRow[] = [
  coreRow(
    321,
    'bpf',
    [arg('cmd', 'int'), arg('attr', 'ptr'), arg('size', 'uint')],
    300,
    (k, t, command, address, size) => bpf(k, t, command | 0, address, size >>> 0),
    {
      missing:
        'no iterators, struct_ops, sk_msg, sockmap, cpumap, trampolines (fentry, LSM), offload; BTF of the kernel is not there',
    },
  ),
];
