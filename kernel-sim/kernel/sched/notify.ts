/**
 * What others are told of a task's end and of its stops: SIGCHLD and a waking of wait4, for the parent and for a tracer.
 * Follows kernel/signal.c: do_notify_parent, do_notify_parent_cldstop; kernel/exit.c: exit_notify, release_task.
 */

import {
  CLD_CONTINUED,
  CLD_DUMPED,
  CLD_EXITED,
  CLD_KILLED,
  CLD_STOPPED,
  CLD_TRAPPED,
  NSIG,
  SA_NOCLDSTOP,
  SA_NOCLDWAIT,
  SIG_IGN,
  SIGCHLD,
  SIGCONT,
} from '../abi/signal';
import { WCOREFLAG } from '../abi/wait';
import type { RunningKernel } from '../kernel';
import { reparented, type Traced } from '../ptrace/state';
import { recalcPending, sendSigInfo } from '../signal/send';
import { toTicks } from '../time/units';
import { traceFree } from '../trace/more-events';
import type { TaskStruct } from './task';
import { addUsage, processTimes } from './times';

/** exit_notify: SIGCHLD and a waking of wait4; a parent that ignores SIGCHLD never sees the zombie. */
export function notifyParent(kernel: RunningKernel, leader: TaskStruct): void {
  if (leader.trace && reparented(leader)) {
    // The real parent's turn comes when the tracer has waited.
    notifyOf(kernel, leader, leader.trace.tracer.leader, SIGCHLD);
    return;
  }
  const { parent } = leader;
  const action = parent.sighand.get(SIGCHLD);
  const autoReap =
    !leader.trace &&
    leader.exitSignal === SIGCHLD &&
    (action.handler === SIG_IGN || (action.flags & SA_NOCLDWAIT) !== 0);
  const silent = leader.exitSignal === 0 || (autoReap && action.handler === SIG_IGN);
  notifyOf(kernel, leader, parent, silent ? 0 : leader.exitSignal);
  if (autoReap) releaseProcess(kernel, leader);
}

/** do_notify_parent: tells `to` of the death of `task`. */
export function notifyOf(kernel: RunningKernel, task: TaskStruct, to: TaskStruct, signal: number): void {
  const status = processStatus(task);
  const killed = (status & 0x7f) !== 0;
  const code = killed ? (status & WCOREFLAG ? CLD_DUMPED : CLD_KILLED) : CLD_EXITED;
  if (signal !== 0) sendChildSignal(kernel, task, to, signal, code, killed ? status & 0x7f : status >> 8);
  to.signal.waitChild.wake();
}

/** The same for a stop under ptrace: the tracer hears of it, whoever the parent is. */
export function notifyTracer(kernel: RunningKernel, task: TaskStruct, trace: Traced): void {
  const tracer = trace.tracer.leader;
  const code = trace.groupStopped ? CLD_STOPPED : CLD_TRAPPED;
  if (!(tracer.sighand.get(SIGCHLD).flags & SA_NOCLDSTOP))
    sendChildSignal(kernel, task, tracer, SIGCHLD, code, (trace.stop?.code ?? 0) & 0x7f);
  tracer.signal.waitChild.wake();
}

/** do_notify_parent_cldstop: stopped or continued. */
export function notifyStop(kernel: RunningKernel, leader: TaskStruct, signal: number): void {
  const { parent } = leader;
  if (!(parent.sighand.get(SIGCHLD).flags & SA_NOCLDSTOP)) {
    const code = signal === SIGCONT ? CLD_CONTINUED : CLD_STOPPED;
    sendChildSignal(kernel, leader, parent, SIGCHLD, code, signal);
  }
  parent.signal.waitChild.wake();
}

function sendChildSignal(
  kernel: RunningKernel,
  child: TaskStruct,
  to: TaskStruct,
  signal: number,
  code: number,
  status: number,
): void {
  // clone takes any byte as exit signal; only real signals are sent.
  if (signal > NSIG) return;
  const times = processTimes(child);
  const info = {
    signal,
    code,
    pid: child.pid,
    uid: child.cred.uid,
    status,
    utime: toTicks(times.user),
    stime: toTicks(times.system),
  };
  sendSigInfo(kernel, to, info, true);
}

/** What wait4 reports: the status of the whole process. */
export function processStatus(leader: TaskStruct): number {
  return leader.signal.groupExit ?? leader.exitStatus;
}

/** release_task: the zombie has been waited for. Its times go to the parent's children. */
export function releaseProcess(kernel: RunningKernel, leader: TaskStruct): void {
  const { parent } = leader;
  const { children } = parent.signal;
  const times = processTimes(leader);
  addUsage(children, times);
  addUsage(children, leader.signal.children);
  children.maxRss = Math.max(children.maxRss, leader.signal.maxRss, leader.signal.children.maxRss);
  if (kernel.wants('reap')) {
    const { now, cpu } = kernel;
    kernel.emit({
      type: 'reap',
      at: now,
      cpu: cpu.index,
      pid: parent.pid,
      child: leader.pid,
      status: processStatus(leader),
    });
  }
  traceFree(kernel, leader);
  leader.state = 'X';
  parent.children.delete(leader);
  kernel.removeTask(leader);
  recalcPending(leader);
}
