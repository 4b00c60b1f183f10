/** Scheduling as programs ask for it: yield, nice, affinity, policy. Follows kernel/sched/core.c and kernel/sys.c. */
import { CAP_SYS_NICE } from '../abi/capability';
import { PRIO_PGRP, PRIO_PROCESS, PRIO_USER, RLIMIT_NICE } from '../abi/resource';
import { EACCES, EFAULT, EINVAL, EPERM, ESRCH } from '../errno';
import type { RunningKernel } from '../kernel';
import { arg, coreRow, out } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import type { SyscallRow } from '../types';
import { capable } from './cred';
import { weightOfNice } from './fair';
import type { TaskStruct } from './task';

function find(kernel: RunningKernel, task: TaskStruct, pid: number): TaskStruct | undefined {
  return pid === 0 ? task : kernel.tasks.get(pid | 0);
}

/** The tasks that getpriority and setpriority mean. */
function priorityTargets(kernel: RunningKernel, task: TaskStruct, which: number, who: number): TaskStruct[] | number {
  const all = [...kernel.tasks.values()].filter((other) => other.isLeader);
  switch (which) {
    case PRIO_PROCESS: {
      const target = find(kernel, task, who);
      return target ? [target] : [];
    }
    case PRIO_PGRP:
      return all.filter((other) => other.pgid === (who === 0 ? task.pgid : who));
    case PRIO_USER:
      return all.filter((other) => other.cred.uid === (who === 0 ? task.cred.uid : who));
    default:
      return -EINVAL;
  }
}

/** The raw call answers 20 − nice, so that errors stay negative. */
function getpriority(kernel: RunningKernel, task: TaskStruct, which: number, who: number): number {
  const targets = priorityTargets(kernel, task, which | 0, who | 0);
  if (typeof targets === 'number') return targets;
  return targets.length === 0 ? -ESRCH : Math.max(...targets.map((target) => 20 - target.nice));
}

function setpriority(kernel: RunningKernel, task: TaskStruct, which: number, who: number, nice32: number): number {
  const targets = priorityTargets(kernel, task, which | 0, who | 0);
  if (typeof targets === 'number') return targets;
  const nice = Math.max(-20, Math.min(19, nice32 | 0));
  let result = -ESRCH;
  for (const target of targets) result = setNice(kernel, task, target, nice);
  return result;
}

/** May `task` do it? Lowering the nice value needs CAP_SYS_NICE or RLIMIT_NICE (can_nice). */
function setNice(kernel: RunningKernel, task: TaskStruct, target: TaskStruct, nice: number): number {
  const { euid } = task.cred;
  if (target.cred.uid !== euid && target.cred.euid !== euid && !capable(task.cred, CAP_SYS_NICE)) return -EPERM;
  const allowed = nice >= target.nice || 20 - nice <= target.rlimits[RLIMIT_NICE][0];
  if (!allowed && !capable(task.cred, CAP_SYS_NICE)) return -EACCES;
  target.nice = nice;
  kernel.sched.reweight(target, weightOfNice(nice));
  return 0;
}

function schedYield(kernel: RunningKernel): number {
  kernel.sched.yieldCurrent();
  return 0;
}

function getaffinity(kernel: RunningKernel, task: TaskStruct, pid: number, length: number, address: number): number {
  const target = find(kernel, task, pid);
  if (!target) return -ESRCH;
  if (length < 8 || length % 8 !== 0) return -EINVAL;
  return new Struct(8).setI64(0, target.affinity).put(kernel, task, address) < 0 ? -EFAULT : 8;
}

function setaffinity(kernel: RunningKernel, task: TaskStruct, pid: number, length: number, address: number): number {
  const target = find(kernel, task, pid);
  if (!target) return -ESRCH;
  const bytes = new Uint8Array(8);
  const io = kernel.userBuffer(task, address, Math.min(8, length));
  io.get(bytes, 0, Math.min(8, length));
  if (io.fault < 0) return -EFAULT;
  const { euid } = task.cred;
  if (target.cred.uid !== euid && target.cred.euid !== euid && !capable(task.cred, CAP_SYS_NICE)) return -EPERM;
  const online = 2 ** kernel.core.cpus.length - 1;
  const mask = bytes[0] & online;
  if (mask === 0) return -EINVAL;
  target.affinity = mask;
  return 0;
}

const SCHED_OTHER = 0;
const POLICIES = [SCHED_OTHER, 3, 5];

function setscheduler(kernel: RunningKernel, task: TaskStruct, pid: number, policy: number, param: number): number {
  const target = find(kernel, task, pid);
  if (!target || pid < 0) return pid < 0 ? -EINVAL : -ESRCH;
  const struct = Struct.get(kernel, task, param, 4);
  if (typeof struct === 'number') return struct;
  return POLICIES.includes(policy) && struct.i32(0) === 0 ? 0 : -EINVAL;
}

function getparam(kernel: RunningKernel, task: TaskStruct, pid: number, address: number): number {
  return find(kernel, task, pid) ? new Struct(4).put(kernel, task, address) : -ESRCH;
}

function priorityRange(policy: number, most: number): number {
  if (policy === 1 || policy === 2) return most;
  return [0, 3, 5, 6].includes(policy) ? 0 : -EINVAL;
}

function getcpu(kernel: RunningKernel, task: TaskStruct, cpu: number, node: number): number {
  if (cpu !== 0 && new Struct(4).setI32(0, task.cpu).put(kernel, task, cpu) < 0) return -EFAULT;
  if (node !== 0 && new Struct(4).put(kernel, task, node) < 0) return -EFAULT;
  return 0;
}

const PID = arg('pid', 'pid');
const REALTIME = { missing: 'Only SCHED_OTHER, SCHED_BATCH and SCHED_IDLE are accepted, and all run as SCHED_OTHER.' };
const PRIORITY = [arg('which', 'int'), arg('who', 'int')];
const MASK = (direction: 'in' | 'out') =>
  [PID, arg('len', 'size'), { name: 'user_mask_ptr', type: 'ptr', direction }] as const;

export const schedSyscalls: readonly SyscallRow[] = [
  coreRow(24, 'sched_yield', [], 60, schedYield),
  coreRow(140, 'getpriority', PRIORITY, 60, getpriority),
  coreRow(141, 'setpriority', [...PRIORITY, arg('niceval', 'int')], 60, setpriority),
  coreRow(143, 'sched_getparam', [PID, out('param', 'ptr')], 40, getparam, REALTIME),
  coreRow(144, 'sched_setscheduler', [PID, arg('policy', 'int'), arg('param', 'ptr')], 60, setscheduler, REALTIME),
  coreRow(
    145,
    'sched_getscheduler',
    [PID],
    20,
    (kernel, task, pid) => (find(kernel, task, pid) ? SCHED_OTHER : -ESRCH),
    REALTIME,
  ),
  coreRow(146, 'sched_get_priority_max', [arg('policy', 'int')], 10, (_kernel, _task, policy) =>
    priorityRange(policy, 99),
  ),
  coreRow(147, 'sched_get_priority_min', [arg('policy', 'int')], 10, (_kernel, _task, policy) =>
    priorityRange(policy, 1),
  ),
  coreRow(203, 'sched_setaffinity', MASK('in'), 80, setaffinity),
  coreRow(204, 'sched_getaffinity', MASK('out'), 40, getaffinity),
  coreRow(309, 'getcpu', [out('cpup', 'int-ptr'), out('nodep', 'int-ptr'), arg('unused', 'ptr')], 20, getcpu),
];
