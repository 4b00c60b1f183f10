/**
 * wait4(2) and waitid(2): the parent is told what became of its children. Follows kernel/exit.c: do_wait, wait_task_zombie.
 */

import {
  CLD_CONTINUED,
  CLD_DUMPED,
  CLD_EXITED,
  CLD_KILLED,
  CLD_STOPPED,
  CLD_TRAPPED,
  SIGCHLD,
  SIGCONT,
} from '../abi/signal';
import { __WALL, __WCLONE, WCONTINUED, WCOREFLAG, WEXITED, WNOHANG, WNOWAIT, WSTOPPED } from '../abi/wait';
import { ECHILD, ERESTARTSYS } from '../errno';
import type { RunningKernel } from '../kernel';
import { traceWait } from '../trace/more-events';
import { INTERRUPTED, type Sleeping } from '../types';
import { reapTraced } from './exit';
import { processStatus, releaseProcess } from './notify';
import type { TaskStruct } from './task';
import { addUsage, processTimes, type Usage } from './times';

/** Which children: all (pid −1), one, or a group. */
export interface WaitTarget {
  pid?: number;
  pgid?: number;
}

/** One event of one child. */
export interface WaitResult {
  pid: number;
  uid: number;
  /** As wait4 stores it. */
  status: number;
  /** CLD_* and si_status, as waitid stores them. */
  code: number;
  siStatus: number;
  usage: Usage & { maxRss: number };
}

/** The next event; null: children are there but nothing has happened (WNOHANG). */
export function doWait(
  kernel: RunningKernel,
  task: TaskStruct,
  target: WaitTarget,
  options: number,
): WaitResult | null | number | Sleeping<WaitResult | null | number> {
  traceWait(kernel, task, target.pid ?? 0);
  const result = scan(kernel, task, target, options);
  if (result !== null || options & WNOHANG) return result;
  return waitAsleep(kernel, task, target, options);
}

function* waitAsleep(
  kernel: RunningKernel,
  task: TaskStruct,
  target: WaitTarget,
  options: number,
): Sleeping<WaitResult | null | number> {
  for (;;) {
    if ((yield* task.signal.waitChild.sleep('do_wait')) === INTERRUPTED) return -ERESTARTSYS;
    const result = scan(kernel, task, target, options);
    if (result !== null) return result;
  }
}

function scan(
  kernel: RunningKernel,
  task: TaskStruct,
  target: WaitTarget,
  options: number,
): WaitResult | null | number {
  let eligible = false;
  for (const child of candidates(task)) {
    const ours = child.trace?.tracer.tgid === task.tgid;
    if (!matches(child, target, ours ? options | __WALL : options)) continue;
    eligible = true;
    const result = consider(kernel, child, options, ours);
    if (result) return result;
  }
  return eligible ? null : -ECHILD;
}

/** Children of the process, then what its threads trace besides. */
function* candidates(task: TaskStruct): Generator<TaskStruct> {
  const { children } = task.leader;
  yield* children;
  for (const thread of task.group) for (const tracee of thread.tracees) if (!children.has(tracee)) yield tracee;
}

function matches(child: TaskStruct, target: WaitTarget, options: number): boolean {
  if (target.pid !== undefined && child.pid !== target.pid) return false;
  if (target.pgid !== undefined && child.pgid !== target.pgid) return false;
  // A "clone" child is one that does not report by SIGCHLD.
  if (options & __WALL) return true;
  return (child.exitSignal !== SIGCHLD) === ((options & __WCLONE) !== 0);
}

/** wait_consider_task. `ours`: the caller traces the child, so it hears of its traps and not of its group stops. */
function consider(kernel: RunningKernel, child: TaskStruct, options: number, ours: boolean): WaitResult | null {
  const { stop } = child.signal;
  if (child.state === 'Z' && (child.signal.live === 0 || !child.isLeader)) {
    if (!(options & WEXITED) || (child.trace && !ours)) return null;
    const result = exited(child);
    if (options & WNOWAIT) return result;
    if (ours) reapTraced(kernel, child);
    else releaseProcess(kernel, child);
    return result;
  }
  if (ours) {
    const trap = trapped(child, options);
    if (trap) return trap;
  } else if (stop.signal !== 0 && stop.stopUnreported && options & WSTOPPED) {
    if (!(options & WNOWAIT)) stop.stopUnreported = false;
    return report(child, (stop.signal << 8) | 0x7f, CLD_STOPPED, stop.signal);
  }
  if (stop.continueUnreported && options & WCONTINUED) {
    if (!(options & WNOWAIT)) stop.continueUnreported = false;
    return report(child, 0xffff, CLD_CONTINUED, SIGCONT);
  }
  return null;
}

/** wait_task_stopped for a tracer: needs no WUNTRACED. */
function trapped(child: TaskStruct, options: number): WaitResult | null {
  const { trace } = child;
  if (!trace?.stop || trace.reported || trace.listening) return null;
  if (!(options & WNOWAIT)) trace.reported = true;
  const { code } = trace.stop;
  return report(child, (code << 8) | 0x7f, CLD_TRAPPED, code);
}

function exited(child: TaskStruct): WaitResult {
  const status = processStatus(child);
  const signal = status & 0x7f;
  if (signal === 0) return report(child, status, CLD_EXITED, status >> 8);
  return report(child, status, status & WCOREFLAG ? CLD_DUMPED : CLD_KILLED, signal);
}

function report(child: TaskStruct, status: number, code: number, siStatus: number): WaitResult {
  const times = processTimes(child);
  const { children, maxRss } = child.signal;
  const usage = { ...times, maxRss: Math.max(maxRss, children.maxRss, child.mm?.highWater ?? 0) };
  addUsage(usage, children);
  return { pid: child.pid, uid: child.cred.uid, status, code, siStatus, usage };
}
