/** Scheduling as programs ask for it: yield, nice, affinity. Follows kernel/sched/core.c and kernel/sys.c. Policies: policy-syscalls.ts. */
import { CAP_SYS_NICE } from '../abi/capability';
import { PRIO_PGRP, PRIO_PROCESS, PRIO_USER, RLIMIT_NICE } from '../abi/resource';
import { COST } from '../costs';
import { EACCES, EFAULT, EINVAL, EPERM, ESRCH } from '../errno';
import type { RunningKernel } from '../kernel';
import { arg, coreRow, out } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import type { SyscallRow } from '../types';
import { capable } from './cred';
import { weightOf } from './fair';
import { findTask, mayChange } from './policy-syscalls';
import type { TaskStruct } from './task';

/** The tasks that getpriority and setpriority mean. */
function priorityTargets(kernel: RunningKernel, task: TaskStruct, which: number, who: number): TaskStruct[] | number {
  const all = [...kernel.tasks.values()].filter((other) => other.isLeader);
  switch (which) {
    case PRIO_PROCESS: {
      const target = findTask(kernel, task, who);
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
  if (!mayChange(task, target)) return -EPERM;
  const allowed = nice >= target.nice || 20 - nice <= target.rlimits[RLIMIT_NICE][0];
  if (!allowed && !capable(task.cred, CAP_SYS_NICE)) return -EACCES;
  target.nice = nice;
  kernel.sched.reweight(target, weightOf(target.policy, nice));
  return 0;
}

function schedYield(kernel: RunningKernel): number {
  kernel.sched.yieldCurrent();
  return 0;
}

function getaffinity(kernel: RunningKernel, task: TaskStruct, pid: number, length: number, address: number): number {
  const target = findTask(kernel, task, pid);
  if (!target) return -ESRCH;
  if (length < 8 || length % 8 !== 0) return -EINVAL;
  return new Struct(8).setI64(0, target.affinity).put(kernel, task, address) < 0 ? -EFAULT : 8;
}

function setaffinity(kernel: RunningKernel, task: TaskStruct, pid: number, length: number, address: number): number {
  const target = findTask(kernel, task, pid);
  if (!target) return -ESRCH;
  const bytes = new Uint8Array(8);
  const io = kernel.userBuffer(task, address, Math.min(8, length));
  io.get(bytes, 0, Math.min(8, length));
  if (io.fault < 0) return -EFAULT;
  if (!mayChange(task, target)) return -EPERM;
  const online = 2 ** kernel.core.cpus.length - 1;
  const mask = bytes[0] & online;
  if (mask === 0) return -EINVAL;
  kernel.sched.setAffinity(target, mask);
  return 0;
}

/** membarrier(2): every CPU here sees memory as one, so that a barrier has nothing left to do. */
function membarrier(kernel: RunningKernel, task: TaskStruct, command: number, flags: number): number {
  if (flags !== 0 && !(command === MEMBARRIER_RSEQ && flags === 1)) return -EINVAL;
  if (command === 0) return MEMBARRIER_COMMANDS;
  if ((command & MEMBARRIER_COMMANDS) === 0 || (command & (command - 1)) !== 0) return -EINVAL;
  const registers = MEMBARRIER_NEEDS.get(command);
  if (registers !== undefined) {
    if (!task.signal.membarriers.has(registers)) return -EPERM;
    kernel.charge(COST.TICK);
  } else if (command !== 1) task.signal.membarriers.add(command);
  return 0;
}

const MEMBARRIER_RSEQ = 128;
const MEMBARRIER_COMMANDS = 0x7f;
/** Expedited commands, and the registration that each needs. */
const MEMBARRIER_NEEDS: ReadonlyMap<number, number> = new Map([
  [8, 16],
  [32, 64],
]);

function getcpu(kernel: RunningKernel, task: TaskStruct, cpu: number, node: number): number {
  if (cpu !== 0 && new Struct(4).setI32(0, task.cpu).put(kernel, task, cpu) < 0) return -EFAULT;
  if (node !== 0 && new Struct(4).put(kernel, task, node) < 0) return -EFAULT;
  return 0;
}

const PID = arg('pid', 'pid');
const PRIORITY = [arg('which', 'int'), arg('who', 'int')];
const MASK = (direction: 'in' | 'out') =>
  [PID, arg('len', 'size'), { name: 'user_mask_ptr', type: 'ptr', direction }] as const;

export const schedSyscalls: readonly SyscallRow[] = [
  coreRow(24, 'sched_yield', [], 60, schedYield),
  coreRow(140, 'getpriority', PRIORITY, 60, getpriority),
  coreRow(141, 'setpriority', [...PRIORITY, arg('niceval', 'int')], 60, setpriority),
  coreRow(203, 'sched_setaffinity', MASK('in'), 80, setaffinity),
  coreRow(204, 'sched_getaffinity', MASK('out'), 40, getaffinity),
  coreRow(324, 'membarrier', [arg('cmd', 'int'), arg('flags', 'uint'), arg('cpu_id', 'int')], 40, membarrier, {
    missing: 'No restartable sequences.',
  }),
  coreRow(309, 'getcpu', [out('cpup', 'int-ptr'), out('nodep', 'int-ptr'), arg('unused', 'ptr')], 20, getcpu),
];
