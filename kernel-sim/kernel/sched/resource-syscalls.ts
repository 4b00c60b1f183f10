/** Limits and usage: getrlimit, setrlimit, prlimit64, getrusage, times. Follows kernel/sys.c. */
import { CAP_SYS_RESOURCE } from '../abi/capability';
import {
  RLIM_INFINITY,
  RLIM_NLIMITS,
  RLIMIT_NOFILE,
  RUSAGE_CHILDREN,
  RUSAGE_SELF,
  RUSAGE_THREAD,
} from '../abi/resource';
import { EFAULT, EINVAL, EPERM, ESRCH } from '../errno';
import type { RunningKernel } from '../kernel';
import { arg, coreRow, out } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import { toTicks, toTimeSpec } from '../time/units';
import type { SyscallRow } from '../types';
import { capable } from './cred';
import type { TaskStruct } from './task';
import { processTimes, threadTimes, type Usage } from './times';

const INFINITY_BITS = 0xffff_ffff_ffff_ffffn;
const NR_OPEN = 1_048_576;

function toBits(limit: number): bigint {
  return Number.isFinite(limit) ? BigInt(limit) : INFINITY_BITS;
}
function fromBits(bits: bigint): number {
  return bits > 0x1f_ffff_ffff_ffffn ? RLIM_INFINITY : Number(bits);
}

function readLimit(kernel: RunningKernel, task: TaskStruct, address: number): [number, number] | number {
  const struct = Struct.get(kernel, task, address, 16);
  if (typeof struct === 'number') return struct;
  const [soft, hard] = [fromBits(struct.u64(0)), fromBits(struct.u64(8))];
  return soft > hard ? -EINVAL : [soft, hard];
}

/** do_prlimit: the old value out, a new one in; raising the hard limit needs CAP_SYS_RESOURCE. */
function doPrlimit(
  kernel: RunningKernel,
  task: TaskStruct,
  target: TaskStruct,
  resource: number,
  newLimit: [number, number] | null,
  oldAddress: number,
): number {
  const old = target.rlimits[resource];
  if (newLimit) {
    if (resource === RLIMIT_NOFILE && newLimit[1] > NR_OPEN) return -EPERM;
    if (newLimit[1] > old[1] && !capable(task.cred, CAP_SYS_RESOURCE)) return -EPERM;
  }
  if (oldAddress !== 0) {
    const struct = new Struct(16).setI64(0, toBits(old[0])).setI64(8, toBits(old[1]));
    if (struct.put(kernel, task, oldAddress) < 0) return -EFAULT;
  }
  if (newLimit) {
    target.rlimits[resource] = newLimit;
    if (resource === RLIMIT_NOFILE) setFileLimit(target, newLimit[0]);
  }
  return 0;
}

/** The descriptor table asks for the limit on every open: it keeps a copy. */
function setFileLimit(task: TaskStruct, limit: number): void {
  const files = task.files as { setLimit?(limit: number): void };
  files.setLimit?.(limit);
}

function getrlimit(kernel: RunningKernel, task: TaskStruct, resource: number, address: number): number {
  if (resource < 0 || resource >= RLIM_NLIMITS) return -EINVAL;
  return address === 0 ? -EFAULT : doPrlimit(kernel, task, task, resource, null, address);
}

function setrlimit(kernel: RunningKernel, task: TaskStruct, resource: number, address: number): number {
  if (resource < 0 || resource >= RLIM_NLIMITS) return -EINVAL;
  const limit = readLimit(kernel, task, address);
  return typeof limit === 'number' ? limit : doPrlimit(kernel, task, task, resource, limit, 0);
}

function prlimit64(
  kernel: RunningKernel,
  task: TaskStruct,
  pid: number,
  resource: number,
  newAddress: number,
  oldAddress: number,
): number {
  if (resource < 0 || resource >= RLIM_NLIMITS) return -EINVAL;
  const target = pid === 0 ? task : kernel.tasks.get(pid | 0);
  if (!target) return -ESRCH;
  if (target.tgid !== task.tgid && target.cred.uid !== task.cred.uid && !capable(task.cred, CAP_SYS_RESOURCE))
    return -EPERM;
  const limit = newAddress === 0 ? null : readLimit(kernel, task, newAddress);
  return typeof limit === 'number' ? limit : doPrlimit(kernel, task, target, resource, limit, oldAddress);
}

/** struct rusage, 144 bytes. */
export function rusageStruct(usage: Usage & { maxRss: number }): Struct {
  const struct = new Struct(144).setTime(0, toTimeSpec(usage.user), 1000).setTime(16, toTimeSpec(usage.system), 1000);
  return struct
    .setI64(32, usage.maxRss * 4)
    .setI64(64, usage.minor)
    .setI64(72, usage.major)
    .setI64(88, usage.inBlocks)
    .setI64(96, usage.outBlocks)
    .setI64(128, usage.voluntary)
    .setI64(136, usage.involuntary);
}

function getrusage(kernel: RunningKernel, task: TaskStruct, who32: number, address: number): number {
  const who = who32 | 0;
  const { signal } = task;
  const maxRss = Math.max(signal.maxRss, task.mm?.highWater ?? 0);
  if (who === RUSAGE_SELF) return rusageStruct({ ...processTimes(task), maxRss }).put(kernel, task, address);
  if (who === RUSAGE_CHILDREN) return rusageStruct(signal.children).put(kernel, task, address);
  if (who === RUSAGE_THREAD) return rusageStruct({ ...threadTimes(task), maxRss }).put(kernel, task, address);
  return -EINVAL;
}

function times(kernel: RunningKernel, task: TaskStruct, address: number): number {
  const own = processTimes(task);
  const { children } = task.signal;
  if (address !== 0) {
    const struct = new Struct(32).setI64(0, toTicks(own.user)).setI64(8, toTicks(own.system));
    struct.setI64(16, toTicks(children.user)).setI64(24, toTicks(children.system));
    if (struct.put(kernel, task, address) < 0) return -EFAULT;
  }
  return toTicks(kernel.now);
}

const RESOURCE = arg('resource', 'rlimit-resource');

export const resourceSyscalls: readonly SyscallRow[] = [
  coreRow(97, 'getrlimit', [RESOURCE, out('rlim', 'rlimit')], 40, getrlimit),
  coreRow(98, 'getrusage', [arg('who', 'int'), out('ru', 'rusage')], 100, getrusage),
  coreRow(100, 'times', [out('tbuf', 'tms')], 60, times),
  coreRow(160, 'setrlimit', [RESOURCE, arg('rlim', 'rlimit')], 60, setrlimit),
  coreRow(
    302,
    'prlimit64',
    [arg('pid', 'pid'), RESOURCE, arg('new_rlim', 'rlimit'), out('old_rlim', 'rlimit')],
    60,
    prlimit64,
  ),
];
