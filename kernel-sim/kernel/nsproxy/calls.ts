/**
 * System calls of a task whose numbers are not the kernel's: process numbers and ids are translated on the way in and out, by the
 * types that the call's row gives its arguments (kernel/pid.c: find_vpid, task_pid_vnr; kernel/user_namespace.c: make_kuid).
 * Tasks of the first namespaces never come here.
 */

import { EINVAL } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { andThen } from '../sleeping';
import type { MaySleep, SyscallRow } from '../types';
import { shown, toKernel } from './ids';
import { userNsOf } from './namespaces';

/** A number that no process has: the call finds nobody. */
const NOBODY = 0x7fff_fffe;

/** Calls that answer with a process number. */
const ANSWER_PID = new Set(
  'getpid gettid getppid getpgid getpgrp getsid setsid fork vfork clone clone3 wait4 set_tid_address'.split(' '),
);
const ANSWER_UID = new Set(['getuid', 'geteuid', 'setfsuid']);
const ANSWER_GID = new Set(['getgid', 'getegid', 'setfsgid']);
/** Calls whose ids are those of groups though their rows say `uid`. */
const GROUP_CALLS = new Set(['setgid', 'setregid', 'setresgid', 'setfsgid', 'getresgid']);
/** chown's arguments: owner, then group. */
const CHOWN = new Set(['chown', 'fchown', 'lchown', 'fchownat']);

export function isForeign(task: TaskStruct): boolean {
  return task.pidNs.parent !== null || userNsOf(task.cred).parent !== null;
}

export function foreignCall(
  task: TaskStruct,
  row: SyscallRow,
  args: readonly number[],
  call: (args: number[]) => MaySleep<number>,
): MaySleep<number> {
  const inner = [...args];
  let owner = true;
  for (const [index, { type, name }] of row.args.entries()) {
    const value = args[index] | 0;
    if (type === 'pid' || (row.name === 'waitid' && name === 'upid')) inner[index] = pidIn(task, value);
    if (type !== 'uid' || value === -1) continue;
    const group = GROUP_CALLS.has(row.name) || (CHOWN.has(row.name) && !owner);
    owner = false;
    inner[index] = toKernel(userNsOf(task.cred), group ? 'gidMap' : 'uidMap', value >>> 0);
    if (inner[index] < 0) return -EINVAL;
  }
  return andThen(call(inner), (result) => answer(task, row.name, result));
}

function pidIn(task: TaskStruct, value: number): number {
  const ns = task.pidNs;
  if (ns.parent === null || value === 0 || value === -1) return value;
  const pid = ns.pidOf(Math.abs(value));
  if (pid < 0) return value < 0 ? -NOBODY : NOBODY;
  return value < 0 ? -pid : pid;
}

function answer(task: TaskStruct, name: string, result: number): number {
  if (result < 0) return result;
  if (ANSWER_PID.has(name)) return result === 0 ? 0 : task.pidNs.numberOf(result);
  if (ANSWER_UID.has(name)) return shown(userNsOf(task.cred), 'uidMap', result);
  if (ANSWER_GID.has(name)) return shown(userNsOf(task.cred), 'gidMap', result);
  return result;
}

/** kill(−1): all that the sender can see, but neither itself nor the first process of its namespace. */
export function visibleTo(kernel: RunningKernel, task: TaskStruct): (other: TaskStruct) => boolean {
  const ns = task.pidNs;
  if (ns.parent === null) return (other) => other !== kernel.init;
  return (other) => ns.numberOf(other.pid) > 1;
}
