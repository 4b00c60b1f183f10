/** futex and the list of locks that a dying thread leaves behind. */
import { EINVAL, ESRCH } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { arg, coreRow, out } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import type { SyscallRow } from '../types';
import { futex } from './futex';
import { sysvMsgSyscalls } from './sysv-msg';
import { sysvSemSyscalls } from './sysv-sem';
import { sysvShmSyscalls } from './sysv-shm';

const ROBUST_LIST_HEAD = 24;

function setRobustList(_kernel: RunningKernel, task: TaskStruct, head: number, length: number): number {
  if (length !== ROBUST_LIST_HEAD) return -EINVAL;
  task.robustList = head;
  return 0;
}

function getRobustList(kernel: RunningKernel, task: TaskStruct, pid: number, head: number, length: number): number {
  const target = pid === 0 ? task : kernel.tasks.get(pid | 0);
  if (!target) return -ESRCH;
  const error = new Struct(8).setI64(0, target.robustList).put(kernel, task, head);
  return error || new Struct(8).setI64(0, ROBUST_LIST_HEAD).put(kernel, task, length);
}

export const ipcSyscalls: readonly SyscallRow[] = [
  ...sysvShmSyscalls,
  ...sysvSemSyscalls,
  ...sysvMsgSyscalls,
  coreRow(
    202,
    'futex',
    [
      arg('uaddr', 'ptr'),
      arg('op', 'futex-op'),
      arg('val', 'uint'),
      arg('utime', 'timespec'),
      arg('uaddr2', 'ptr'),
      arg('val3', 'uint'),
    ],
    80,
    futex,
    { missing: 'Priority inheritance (FUTEX_LOCK_PI and its relatives) answers -ENOSYS.' },
  ),
  coreRow(273, 'set_robust_list', [arg('head', 'ptr'), arg('len', 'size')], 10, setRobustList),
  coreRow(
    274,
    'get_robust_list',
    [arg('pid', 'pid'), out('head_ptr', 'ptr'), out('len_ptr', 'ptr')],
    40,
    getRobustList,
  ),
];
