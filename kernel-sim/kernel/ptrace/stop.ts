/**
 * The stops of a traced task. Follows kernel/signal.c: ptrace_stop, ptrace_signal, do_jobctl_trap, ptrace_do_notify,
 * and include/linux/ptrace.h: ptrace_event, ptrace_report_syscall. A stop is kernel work that sleeps until the tracer lets go.
 */
import * as P from '../abi/ptrace';
import { SI_KERNEL, SI_USER, SIGKILL, SIGTRAP } from '../abi/signal';
import { begin } from '../arch/continuation';
import type { RunningKernel } from '../kernel';
import { notifyTracer } from '../sched/notify';
import type { TaskStruct } from '../sched/task';
import { recalcPending, sendSigInfo } from '../signal/send';
import { hasSignal } from '../signal/set';
import type { SigInfo } from '../signal/struct';
import type { Sleeping } from '../types';

function dying(task: TaskStruct): boolean {
  return task.zapped || task.signal.groupExit !== null;
}

/** Stops until the tracer (or SIGKILL) lets go; the signal that the tracer gave. `code` is what wait4 tells. */
function* ptraceStop(
  kernel: RunningKernel,
  task: TaskStruct,
  code: number,
  info: SigInfo | null,
  message = 0,
): Sleeping<number> {
  const { trace } = task;
  if (!trace) return 0;
  trace.stop = { code, info };
  trace.message = message;
  trace.reported = false;
  trace.signal = 0;
  trace.trapStop = false;
  if (info && info.code >> 8 === P.PTRACE_EVENT_STOP) trace.trapNotify = false;
  recalcPending(task);
  notifyTracer(kernel, task, trace);
  yield { queue: null, until: Number.POSITIVE_INFINITY, interruptible: false, what: 'ptrace_stop' };
  trace.stop = null;
  trace.listening = false;
  trace.groupStopped = false;
  recalcPending(task);
  return trace.signal;
}

/** siginfo of stops that no signal caused: si_code is what wait4 tells (ptrace_do_notify). */
function trapInfo(task: TaskStruct, signal: number, code: number): SigInfo {
  return { signal, code, pid: task.pid, uid: task.cred.uid };
}

/** A stop of its own for `event`, if the tracer has asked for it. */
export function* ptraceEvent(kernel: RunningKernel, task: TaskStruct, event: number, message: number): Sleeping<void> {
  if (!task.trace?.wantsEvent(event) || dying(task)) return;
  const code = SIGTRAP | (event << 8);
  yield* ptraceStop(kernel, task, code, trapInfo(task, SIGTRAP, code), message);
}

/** PTRACE_EVENT_EXEC; without that option a task of PTRACE_ATTACH or PTRACE_TRACEME gets a plain SIGTRAP. */
export function* ptraceExec(kernel: RunningKernel, task: TaskStruct, oldPid: number): Sleeping<void> {
  if (!task.trace) return;
  if (task.trace.wantsEvent(P.PTRACE_EVENT_EXEC)) yield* ptraceEvent(kernel, task, P.PTRACE_EVENT_EXEC, oldPid);
  else if (!task.trace.seized) sendSigInfo(kernel, task, { ...trapInfo(task, SIGTRAP, SI_USER) }, false);
}

/** PTRACE_EVENT_EXIT is seen even on the way to death by SIGKILL; null: nobody asked. */
export function exitEvent(kernel: RunningKernel, task: TaskStruct, status: number): Sleeping<number> | null {
  const { trace } = task;
  if (!trace?.wantsEvent(P.PTRACE_EVENT_EXIT) || trace.exitReported) return null;
  trace.exitReported = true;
  const code = SIGTRAP | (P.PTRACE_EVENT_EXIT << 8);
  return ptraceStop(kernel, task, code, trapInfo(task, SIGTRAP, code), status);
}

/** A stop before or after a system call. */
export function* syscallStop(kernel: RunningKernel, task: TaskStruct, message: number): Sleeping<number> {
  const { trace } = task;
  if (!trace || dying(task)) return 0;
  const code = SIGTRAP | (trace.options & P.PTRACE_O_TRACESYSGOOD ? 0x80 : 0);
  const signal = yield* ptraceStop(kernel, task, code, trapInfo(task, SIGTRAP, code), message);
  // A signal given here is sent, not delivered: it may be seen again.
  if (signal !== 0) sendSigInfo(kernel, task, { signal, code: SI_KERNEL, pid: 0, uid: 0 }, false);
  return 0;
}

/** Signal-delivery stop: what the tracer gives back is what is delivered. */
export function beginSignalStop(kernel: RunningKernel, task: TaskStruct, info: SigInfo): void {
  const { trace } = task;
  if (!trace) return;
  const stop = ptraceStop(kernel, task, info.signal, info);
  begin(kernel, task, stop, (signal) => deliverGiven(task, signal, info));
}

function deliverGiven(task: TaskStruct, signal: number, info: SigInfo): void {
  if (signal === 0) return;
  const { pid, cred } = task.trace?.tracer ?? task.parent;
  const given = signal === info.signal ? info : { signal, code: SI_USER, pid, uid: cred.uid };
  if (signal !== SIGKILL && hasSignal(task.blocked, signal)) task.pending.add(given);
  else task.tracedSignal = given;
  recalcPending(task);
}

/** A group stop seen by the tracer (`signal`: what stopped the process), or the trap of PTRACE_INTERRUPT. */
export function beginTrap(kernel: RunningKernel, task: TaskStruct, signal: number): void {
  const { trace } = task;
  if (!trace) return;
  trace.groupStopped = signal !== 0;
  const number = signal === 0 ? SIGTRAP : signal;
  const code = trace.seized ? number | (P.PTRACE_EVENT_STOP << 8) : number;
  const stop = ptraceStop(kernel, task, code, trace.seized ? trapInfo(task, number, code) : null);
  begin(kernel, task, stop, () => recalcPending(task));
}

/** After PTRACE_SINGLESTEP into a handler: a stop at its first instruction (ptrace_notify). */
export function beginStepStop(kernel: RunningKernel, task: TaskStruct): void {
  const stop = ptraceStop(kernel, task, SIGTRAP, trapInfo(task, SIGTRAP, SIGTRAP));
  begin(kernel, task, stop, () => recalcPending(task));
}
