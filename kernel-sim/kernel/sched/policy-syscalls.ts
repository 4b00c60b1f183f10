/**
 * Scheduling policies as programs set them: sched_setscheduler(2), sched_setparam(2), sched_setattr(2) and their getters.
 * Follows kernel/sched/core.c: __sched_setscheduler, user_check_sched_setscheduler, sched_copy_attr.
 */
import { CAP_SYS_NICE } from '../abi/capability';
import { RLIMIT_NICE, RLIMIT_RTPRIO } from '../abi/resource';
import * as S from '../abi/sched';
import { E2BIG, EFAULT, EINVAL, EOPNOTSUPP, EPERM, ESRCH } from '../errno';
import type { RunningKernel } from '../kernel';
import { arg, coreRow, out } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import { toTimeSpec } from '../time/units';
import type { SyscallRow } from '../types';
import { capable } from './cred';
import { weightOf } from './fair';
import { RR_TIMESLICE } from './rt';
import type { TaskStruct } from './task';

const FAIR: readonly number[] = [S.SCHED_OTHER, S.SCHED_BATCH, S.SCHED_IDLE];
const REAL_TIME: readonly number[] = [S.SCHED_FIFO, S.SCHED_RR];

interface Attributes {
  policy: number;
  nice: number;
  priority: number;
  resetOnFork: boolean;
}

export function findTask(kernel: RunningKernel, task: TaskStruct, pid: number): TaskStruct | undefined {
  return pid === 0 ? task : kernel.tasks.get(pid | 0);
}

/** Same user as `target`, or CAP_SYS_NICE (check_same_owner). */
export function mayChange(task: TaskStruct, target: TaskStruct): boolean {
  const { euid } = task.cred;
  return target.cred.uid === euid || target.cred.euid === euid || capable(task.cred, CAP_SYS_NICE);
}

function allowed(task: TaskStruct, target: TaskStruct, want: Attributes): boolean {
  if (capable(task.cred, CAP_SYS_NICE)) return true;
  if (!mayChange(task, target)) return false;
  if (FAIR.includes(want.policy)) {
    if (want.nice < target.nice && 20 - want.nice > target.rlimits[RLIMIT_NICE][0]) return false;
  } else {
    const limit = target.rlimits[RLIMIT_RTPRIO][0];
    if (want.policy !== target.policy && limit === 0) return false;
    if (want.priority > target.rtPriority && want.priority > limit) return false;
  }
  // Out of SCHED_IDLE only to where nice would be allowed.
  const leavesIdle = target.policy === S.SCHED_IDLE && want.policy !== S.SCHED_IDLE;
  if (leavesIdle && 20 - target.nice > target.rlimits[RLIMIT_NICE][0]) return false;
  return !(target.resetOnFork && !want.resetOnFork);
}

/** __sched_setscheduler. */
function apply(kernel: RunningKernel, task: TaskStruct, target: TaskStruct, want: Attributes): number {
  if (want.policy === S.SCHED_DEADLINE) return -EINVAL;
  const realTime = REAL_TIME.includes(want.policy);
  if (!realTime && !FAIR.includes(want.policy)) return -EINVAL;
  if (want.priority < 0 || want.priority >= S.MAX_RT_PRIO) return -EINVAL;
  if (realTime !== want.priority > 0) return -EINVAL;
  if (!allowed(task, target, want)) return -EPERM;
  kernel.sched.change(target, () => {
    target.policy = want.policy;
    target.rtPriority = want.priority;
    target.resetOnFork = want.resetOnFork;
    if (!realTime) target.nice = want.nice;
    target.se.weight = weightOf(target.policy, target.nice);
  });
  return 0;
}

function setscheduler(kernel: RunningKernel, task: TaskStruct, pid: number, policy32: number, param: number): number {
  const policy = policy32 | 0;
  if (param === 0 || pid < 0 || policy < 0) return -EINVAL;
  const struct = Struct.get(kernel, task, param, 4);
  if (typeof struct === 'number') return struct;
  const target = findTask(kernel, task, pid);
  if (!target) return -ESRCH;
  const want = { policy: policy & ~S.SCHED_RESET_ON_FORK, nice: target.nice, priority: struct.i32(0) };
  return apply(kernel, task, target, { ...want, resetOnFork: (policy & S.SCHED_RESET_ON_FORK) !== 0 });
}

function setparam(kernel: RunningKernel, task: TaskStruct, pid: number, param: number): number {
  if (param === 0 || pid < 0) return -EINVAL;
  const struct = Struct.get(kernel, task, param, 4);
  if (typeof struct === 'number') return struct;
  const target = findTask(kernel, task, pid);
  if (!target) return -ESRCH;
  const { policy, nice, resetOnFork } = target;
  return apply(kernel, task, target, { policy, nice, priority: struct.i32(0), resetOnFork });
}

function getscheduler(kernel: RunningKernel, task: TaskStruct, pid: number): number {
  if ((pid | 0) < 0) return -EINVAL;
  const target = findTask(kernel, task, pid);
  return target ? target.policy | (target.resetOnFork ? S.SCHED_RESET_ON_FORK : 0) : -ESRCH;
}

function getparam(kernel: RunningKernel, task: TaskStruct, pid: number, address: number): number {
  if (address === 0 || (pid | 0) < 0) return -EINVAL;
  const target = findTask(kernel, task, pid);
  return target ? new Struct(4).setI32(0, target.rtPriority).put(kernel, task, address) : -ESRCH;
}

function priorityRange(policy: number, most: number): number {
  if (REAL_TIME.includes(policy)) return most;
  return FAIR.includes(policy) || policy === S.SCHED_DEADLINE ? 0 : -EINVAL;
}

/** sched_rr_get_interval(2): 100 ms for SCHED_RR, 0 for SCHED_FIFO, the slice that CFS would give else. */
function rrInterval(kernel: RunningKernel, task: TaskStruct, pid: number, address: number): number {
  if ((pid | 0) < 0) return -EINVAL;
  const target = findTask(kernel, task, pid);
  if (!target) return -ESRCH;
  let slice = 0;
  if (target.policy === S.SCHED_RR) slice = RR_TIMESLICE;
  else if (target.rtPriority === 0) slice = kernel.sched.cpus[target.cpu].fair.interval(target);
  const [sec, nsec] = toTimeSpec(slice);
  return new Struct(16).setI64(0, sec).setI64(8, nsec).put(kernel, task, address);
}

// ---------------------------------------------------------------- struct sched_attr

const ATTR_SIZE_VER0 = 48;
const ATTR_SIZE = 56;

/** sched_copy_attr: bytes beyond what is known must be zero. */
function readAttributes(kernel: RunningKernel, task: TaskStruct, address: number): Struct | number {
  const head = Struct.get(kernel, task, address, 4);
  if (typeof head === 'number') return head;
  const size = head.u32(0) || ATTR_SIZE_VER0;
  if (size < ATTR_SIZE_VER0 || size > 4096) return wrongSize(kernel, task, address);
  const all = Struct.get(kernel, task, address, size);
  if (typeof all === 'number') return all;
  if (all.bytes.subarray(ATTR_SIZE).some((byte) => byte !== 0)) return wrongSize(kernel, task, address);
  const attributes = new Struct(ATTR_SIZE);
  attributes.bytes.set(all.bytes.subarray(0, ATTR_SIZE));
  return attributes;
}

function wrongSize(kernel: RunningKernel, task: TaskStruct, address: number): number {
  new Struct(4).setI32(0, ATTR_SIZE).put(kernel, task, address);
  return -E2BIG;
}

function setattr(kernel: RunningKernel, task: TaskStruct, pid: number, address: number, flags: number): number {
  if (address === 0 || (pid | 0) < 0 || flags !== 0) return -EINVAL;
  const attr = readAttributes(kernel, task, address);
  if (typeof attr === 'number') return attr;
  const attrFlags = Number(attr.u64(8));
  if (attr.i32(4) < 0 || attrFlags & ~S.SCHED_FLAG_ALL) return -EINVAL;
  const target = findTask(kernel, task, pid);
  if (!target) return -ESRCH;
  if (attrFlags & 0x60) return -EOPNOTSUPP;
  const keep = (attrFlags & S.SCHED_FLAG_KEEP_PARAMS) !== 0;
  return apply(kernel, task, target, {
    policy: attrFlags & S.SCHED_FLAG_KEEP_POLICY ? target.policy : attr.u32(4),
    nice: keep ? target.nice : Math.max(-20, Math.min(19, attr.i32(16))),
    priority: keep ? target.rtPriority : attr.u32(20),
    resetOnFork: (attrFlags & S.SCHED_FLAG_RESET_ON_FORK) !== 0,
  });
}

function getattr(
  kernel: RunningKernel,
  task: TaskStruct,
  pid: number,
  address: number,
  size: number,
  flags: number,
): number {
  if (address === 0 || (pid | 0) < 0 || size < ATTR_SIZE_VER0 || size > 4096 || flags !== 0) return -EINVAL;
  const target = findTask(kernel, task, pid);
  if (!target) return -ESRCH;
  const length = Math.min(size, ATTR_SIZE);
  const attr = new Struct(ATTR_SIZE).setI32(0, length).setI32(4, target.policy);
  attr.setI64(8, target.resetOnFork ? S.SCHED_FLAG_RESET_ON_FORK : 0);
  if (target.rtPriority > 0) attr.setI32(20, target.rtPriority);
  else attr.setI32(16, target.nice);
  // Utilisation clamps: the whole range, as without them.
  attr.setI32(48, 0).setI32(52, 1024);
  const io = kernel.userBuffer(task, address, length);
  io.put(attr.bytes, 0, length);
  return io.fault < 0 ? -EFAULT : 0;
}

const PID = arg('pid', 'pid');
const DEADLINE = { missing: 'SCHED_DEADLINE and utilisation clamps are refused.' };

export const policySyscalls: readonly SyscallRow[] = [
  coreRow(142, 'sched_setparam', [PID, arg('param', 'ptr')], 60, setparam),
  coreRow(143, 'sched_getparam', [PID, out('param', 'ptr')], 40, getparam),
  coreRow(144, 'sched_setscheduler', [PID, arg('policy', 'int'), arg('param', 'ptr')], 60, setscheduler, DEADLINE),
  coreRow(145, 'sched_getscheduler', [PID], 20, getscheduler),
  coreRow(146, 'sched_get_priority_max', [arg('policy', 'int')], 10, (_kernel, _task, policy) =>
    priorityRange(policy, 99),
  ),
  coreRow(147, 'sched_get_priority_min', [arg('policy', 'int')], 10, (_kernel, _task, policy) =>
    priorityRange(policy, 1),
  ),
  coreRow(148, 'sched_rr_get_interval', [PID, out('interval', 'timespec')], 30, rrInterval),
  coreRow(314, 'sched_setattr', [PID, arg('attr', 'ptr'), arg('flags', 'uint')], 60, setattr, DEADLINE),
  coreRow(
    315,
    'sched_getattr',
    [PID, out('attr', 'ptr'), arg('size', 'uint'), arg('flags', 'uint')],
    40,
    getattr,
    DEADLINE,
  ),
];
