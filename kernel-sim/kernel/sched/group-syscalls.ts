/** Process ids, process groups and sessions. Follows kernel/sys.c: setpgid, setsid and their readers. */
import { EACCES, EINVAL, EPERM, ESRCH } from '../errno';
import type { RunningKernel } from '../kernel';
import { arg, coreRow } from '../syscalls/row';
import type { SyscallRow } from '../types';
import type { TaskStruct } from './task';

/** A process by pid, 0 = the caller. */
function find(kernel: RunningKernel, task: TaskStruct, pid: number): TaskStruct | undefined {
  return pid === 0 ? task.leader : kernel.tasks.get(pid)?.leader;
}

function groupExists(kernel: RunningKernel, pgid: number, sid: number): boolean {
  for (const task of kernel.tasks.values()) if (task.pgid === pgid && task.sid === sid) return true;
  return false;
}

/** For the caller or a child that has not called execve yet, within the session. */
function setpgid(kernel: RunningKernel, task: TaskStruct, pid32: number, pgid32: number): number {
  const pid = pid32 === 0 ? task.tgid : pid32 | 0;
  const pgid = pgid32 === 0 ? pid : pgid32 | 0;
  if (pgid < 0) return -EINVAL;
  const target = kernel.tasks.get(pid);
  if (!target) return -ESRCH;
  if (!target.isLeader) return -EINVAL;
  if (target.parent === task.leader) {
    if (target.sid !== task.sid) return -EPERM;
    if (target.didExec) return -EACCES;
  } else if (target !== task.leader) return -ESRCH;
  if (target.sid === target.pid) return -EPERM;
  if (pgid !== pid && !groupExists(kernel, pgid, task.sid)) return -EPERM;
  target.pgid = pgid;
  return 0;
}

function setsid(kernel: RunningKernel, task: TaskStruct): number {
  const { leader } = task;
  for (const other of kernel.tasks.values()) if (other.pgid === leader.pid) return -EPERM;
  leader.sid = leader.pid;
  leader.pgid = leader.pid;
  leader.tty = null;
  return leader.pid;
}

function getpgid(kernel: RunningKernel, task: TaskStruct, pid: number): number {
  return find(kernel, task, pid | 0)?.pgid ?? -ESRCH;
}

function getsid(kernel: RunningKernel, task: TaskStruct, pid: number): number {
  return find(kernel, task, pid | 0)?.sid ?? -ESRCH;
}

const PID = arg('pid', 'pid');

export const groupSyscalls: readonly SyscallRow[] = [
  coreRow(39, 'getpid', [], 10, (_kernel, task) => task.tgid),
  coreRow(109, 'setpgid', [PID, arg('pgid', 'pid')], 60, setpgid),
  coreRow(110, 'getppid', [], 10, (kernel, task) => (task.leader === kernel.init ? 0 : task.leader.parent.tgid)),
  coreRow(111, 'getpgrp', [], 10, (_kernel, task) => task.pgid),
  coreRow(112, 'setsid', [], 60, setsid),
  coreRow(121, 'getpgid', [PID], 20, getpgid),
  coreRow(124, 'getsid', [PID], 20, getsid),
  coreRow(186, 'gettid', [], 10, (_kernel, task) => task.pid),
];
