/**
 * perf_event_open(2) and what its descriptors answer. Follows kernel/events/core.c.
 */
import { O_CLOEXEC, O_RDWR } from '../abi/fcntl';
import { attachProgram } from '../bpf/attach/perf';
import { perfmonCapable } from '../bpf/syscall/rights';
import { E2BIG, EACCES, EBADF, EFAULT, EINVAL, ENOSPC, ENOTTY, ESRCH } from '../errno';
import { anonymousFile } from '../fs/anonymous';
import { install } from '../fs/syscalls/open';
import { arg } from '../fs/syscalls/row';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { coreRow } from '../syscalls/row';
import type { File, FileOperations, SyscallRow } from '../types';
import { ATTR_BYTES, ATTR_SIZE_VER0, KNOWN_SAMPLE, PerfAttr } from './attr';
import { PerfEvent } from './event';
import { cachePmu, hardwarePmu } from './hardware';
import { openSource, registerPmu } from './pmu';
import { softwarePmu } from './software';
import { kprobePmu, tracepointPmu, uprobePmu } from './trace-sources';

for (const pmu of [hardwarePmu, cachePmu, softwarePmu, tracepointPmu, kprobePmu, uprobePmu]) registerPmu(pmu);

const FLAG_FD_NO_GROUP = 1;
const FLAG_FD_OUTPUT = 2;
const FLAG_PID_CGROUP = 4;
const FLAG_FD_CLOEXEC = 8;

const IOC = {
  ENABLE: 0x2400,
  DISABLE: 0x2401,
  REFRESH: 0x2402,
  RESET: 0x2403,
  PERIOD: 0x40082404,
  SET_OUTPUT: 0x2405,
  SET_FILTER: 0x40082406,
  ID: 0x80082407,
  SET_BPF: 0x40042408,
  PAUSE_OUTPUT: 0x40042409,
} as const;

/** Ids given so far, by kernel: the same in every run. */
const ids = new WeakMap<RunningKernel, number>();

function newId(kernel: RunningKernel): number {
  const id = (ids.get(kernel) ?? 0) + 1;
  ids.set(kernel, id);
  return id;
}

export const perfEventOf = (file: File): PerfEvent | null => (file.private instanceof PerfEvent ? file.private : null);

const perfOps: FileOperations = {
  stream: true,
  read(_kernel, _task, file, io) {
    const bytes = perfEventOf(file)!.readBytes();
    if (io.remaining < bytes.length) return -ENOSPC;
    return io.put(bytes, 0, bytes.length) < bytes.length ? -EFAULT : bytes.length;
  },
  poll: (file, queues) => perfEventOf(file)!.poll(queues),
  ioctl: (kernel, task, file, command, value) =>
    control(kernel as RunningKernel, task as TaskStruct, perfEventOf(file)!, command >>> 0, value),
  mapping(_kernel, _task, file, { length, offset, shared }) {
    if (!shared || offset !== 0) return -EINVAL;
    return perfEventOf(file)!.map(length / 4096);
  },
  release: (_kernel, file) => perfEventOf(file)!.put(),
};

function control(kernel: RunningKernel, task: TaskStruct, event: PerfEvent, command: number, value: number): number {
  switch (command) {
    case IOC.ENABLE:
      event.enable();
      return 0;
    case IOC.DISABLE:
      event.disable();
      return 0;
    case IOC.RESET:
      event.reset();
      return 0;
    case IOC.SET_BPF:
      return attachProgram(kernel, task, event, value | 0);
    case IOC.SET_OUTPUT:
      return setOutput(task, event, value | 0);
    case IOC.ID: {
      const bytes = new Uint8Array(BigUint64Array.of(BigInt(event.id)).buffer);
      return kernel.copyToUser(task, value, bytes);
    }
    case IOC.PAUSE_OUTPUT:
    case IOC.REFRESH:
    case IOC.PERIOD:
    case IOC.SET_FILTER:
      return -EINVAL;
    default:
      return -ENOTTY;
  }
}

function setOutput(task: TaskStruct, event: PerfEvent, fd: number): number {
  const file = fd === -1 ? null : task.files.get(fd);
  if (file === undefined) return -EBADF;
  const target = file && perfEventOf(file);
  if (file && !target) return -EBADF;
  if (target === event) return -EINVAL;
  event.target?.put();
  event.target = target;
  target?.get();
  return 0;
}

/** perf_copy_attr: an older or newer size is taken as long as what is unknown is zero. */
function readAttr(kernel: RunningKernel, task: TaskStruct, address: number): PerfAttr | number {
  const head = new Uint8Array(8);
  if (kernel.copyFromUser(task, address, head) < 0) return -EFAULT;
  const size = new DataView(head.buffer).getUint32(4, true) || ATTR_SIZE_VER0;
  if (size < ATTR_SIZE_VER0 || size > 4096) return tooBig(kernel, task, address);
  const given = new Uint8Array(size);
  if (kernel.copyFromUser(task, address, given) < 0) return -EFAULT;
  if (given.subarray(ATTR_BYTES).some((byte) => byte !== 0)) return tooBig(kernel, task, address);
  const bytes = new Uint8Array(ATTR_BYTES);
  bytes.set(given.subarray(0, ATTR_BYTES));
  const attr = new PerfAttr(bytes);
  if (attr.sampleType & ~KNOWN_SAMPLE || attr.readFormat > 31) return -EINVAL;
  return attr;
}

function tooBig(kernel: RunningKernel, task: TaskStruct, address: number): number {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, ATTR_BYTES, true);
  kernel.copyToUser(task, address + 4, size);
  return -E2BIG;
}

function perfEventOpen(
  kernel: RunningKernel,
  task: TaskStruct,
  address: number,
  pid: number,
  cpu: number,
  groupFd: number,
  flags: number,
): number {
  if (flags & ~(FLAG_FD_NO_GROUP | FLAG_FD_OUTPUT | FLAG_PID_CGROUP | FLAG_FD_CLOEXEC)) return -EINVAL;
  const attr = readAttr(kernel, task, address);
  if (typeof attr === 'number') return attr;
  // perf_event_paranoid is 3 on Debian: only the capable.
  if (!perfmonCapable(task.cred)) return -EACCES;
  if (flags & FLAG_PID_CGROUP || (pid === -1 && cpu === -1)) return -EINVAL;
  if (cpu < -1 || cpu >= kernel.core.cpus.length) return -EINVAL;
  const target = pid === -1 ? null : pid === 0 ? task : kernel.tasks.get(pid);
  if (target === undefined) return -ESRCH;
  if (groupFd !== -1 && !(task.files.get(groupFd)?.private instanceof PerfEvent)) return -EBADF;
  const source = openSource(kernel, attr, task);
  if (typeof source === 'number') return source;
  const event = new PerfEvent(kernel, attr, source, target, cpu, newId(kernel));
  const file = anonymousFile(kernel, '[perf_event]', perfOps, O_RDWR);
  file.private = event;
  if (!attr.disabled) event.enable();
  return install(kernel, task, file, flags & FLAG_FD_CLOEXEC ? O_CLOEXEC : 0);
}

export const perfSyscalls: readonly SyscallRow[] = [
  coreRow(
    298,
    'perf_event_open',
    [arg('attr', 'ptr'), arg('pid', 'int'), arg('cpu', 'int'), arg('group_fd', 'int'), arg('flags', 'ulong')],
    400,
    (k, t, address, pid, cpu, group, flags) => perfEventOpen(k, t, address, pid | 0, cpu | 0, group | 0, flags),
    {
      result: 'fd',
      missing:
        'software events, tracepoints and kprobes; hardware counters where registered; no groups, filters, breakpoints, uprobes',
    },
  ),
];
