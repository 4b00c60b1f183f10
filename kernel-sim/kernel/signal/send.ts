/**
 * Sending signals: queue them, wake who must know, decide at once when they kill.
 * Follows kernel/signal.c: prepare_signal, __send_signal_locked, complete_signal, force_sig_info, check_kill_permission.
 */
import { CAP_KILL } from '../abi/capability';
import { SIG_DFL, SIG_IGN, SIGCONT, SIGKILL } from '../abi/signal';
import type { RunningKernel } from '../kernel';
import { type Traced, tracePending } from '../ptrace/state';
import { capable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { traceSignal } from '../trace/kernel-events';
import { INTERRUPTED } from '../types';
import { hasSignal, IGNORED_BY_DEFAULT, STOP_SIGNALS, sigmask, sigsetOf, UNBLOCKABLE } from './set';
import type { SigInfo } from './struct';

const CONT = sigsetOf(SIGCONT);

/** May `sender` signal `target`? CAP_KILL, the same real or saved user, or SIGCONT within the session. */
export function mayKill(sender: TaskStruct, target: TaskStruct, signal: number): boolean {
  if (sender.tgid === target.tgid || capable(sender.cred, CAP_KILL)) return true;
  const { uid, euid } = sender.cred;
  const t = target.cred;
  if (euid === t.suid || euid === t.uid || uid === t.suid || uid === t.uid) return true;
  return signal === SIGCONT && sender.sid === target.sid;
}

/** Recomputes "return to user mode must look at signals" (recalc_sigpending). */
export function recalcPending(task: TaskStruct): void {
  const waiting = (task.pending.set | task.signal.pending.set) & ~task.blocked;
  task.signalPending =
    waiting !== 0n ||
    task.stopPending !== 0 ||
    task.zapped ||
    tracePending(task) ||
    (task.signal.groupExit !== null && !task.exiting);
}

/** sig_ignored: dropped at once, unless it is blocked (its action may change until it is unblocked). */
function ignored(task: TaskStruct, signal: number, forced: boolean): boolean {
  if (hasSignal(task.blocked, signal) || hasSignal(task.waitingFor, signal)) return false;
  // A tracer wants to know of ignored signals too.
  if (task.trace && signal !== SIGKILL) return false;
  const { handler } = task.sighand.get(signal);
  if (task.signal.unkillable && handler === SIG_DFL && !forced) return true;
  return handler === SIG_IGN || (handler === SIG_DFL && hasSignal(IGNORED_BY_DEFAULT, signal));
}

/**
 * Queues a signal for the thread or, with `group`, for the whole process of `target`.
 * Dead tasks and kernel threads take none.
 */
export function sendSigInfo(
  kernel: RunningKernel,
  target: TaskStruct,
  info: SigInfo,
  group: boolean,
  forced = false,
): void {
  const { signal } = info;
  if (target.state === 'X' || target.kernelThread || target.signal.live === 0) return;
  if (kernel.wants('signal-send')) {
    const { now, cpu, current } = kernel;
    kernel.emit({ type: 'signal-send', at: now, cpu: cpu.index, pid: current?.pid ?? 0, target: target.pid, signal });
  }
  traceSignal(kernel, target, signal, info.code, group);
  prepare(kernel, target, signal);
  if (ignored(target, signal, forced)) {
    // A tracer sees ignored signals too; keeping them aside changes nothing for the task.
    if (kernel.wants('signal-deliver')) target.droppedSignals.push(info);
    return;
  }
  const pending = group ? target.signal.pending : target.pending;
  if (pending.add(info)) complete(kernel, target, signal, group);
}

/** prepare_signal: stop signals and SIGCONT cancel each other; SIGCONT sets a stopped process going whatever its handler. */
function prepare(kernel: RunningKernel, target: TaskStruct, signal: number): void {
  const cancel = hasSignal(STOP_SIGNALS, signal) ? CONT : signal === SIGCONT ? STOP_SIGNALS : 0n;
  if (cancel === 0n) return;
  target.signal.pending.flush(cancel);
  for (const thread of target.group) thread.pending.flush(cancel);
  if (signal === SIGCONT) continueProcess(kernel, target);
}

function continueProcess(kernel: RunningKernel, target: TaskStruct): void {
  const { stop } = target.signal;
  const wasStopped = stop.signal !== 0;
  for (const thread of target.group) {
    thread.stopPending = 0;
    recalcPending(thread);
    if (thread.trace?.seized) notifyTrap(kernel, thread, thread.trace);
    else if (thread.state === 'T' && !thread.trace?.stop) kernel.sched.makeRunnable(thread);
  }
  if (!wasStopped) return;
  stop.signal = 0;
  stop.stopUnreported = false;
  stop.continueUnreported = true;
  kernel.notifyParentOfStop(target.leader, SIGCONT);
}

/** ptrace_trap_notify: the tracer of PTRACE_SEIZE is told that the group stop begins or ends. */
export function notifyTrap(kernel: RunningKernel, task: TaskStruct, trace: Traced): void {
  trace.trapNotify = true;
  task.signalPending = true;
  if (!trace.stop) wakeForSignal(kernel, task, false);
  else if (trace.listening) kernel.sched.makeRunnable(task);
}

/** complete_signal: picks the thread that will take it, and kills the process at once when that is what the signal does. */
function complete(kernel: RunningKernel, target: TaskStruct, signal: number, group: boolean): void {
  const wants = (thread: TaskStruct) =>
    !thread.exiting &&
    (signal === SIGKILL ||
      // A stopped task takes nothing but SIGKILL: the rest waits until it goes on (wants_signal).
      (thread.state !== 'T' && (!hasSignal(thread.blocked, signal) || hasSignal(thread.waitingFor, signal))));
  const taker = wants(target) ? target : group ? target.group.find(wants) : undefined;
  if (!taker) return;
  if (isFatal(taker, signal)) {
    if (taker.signal.groupExit === null) taker.signal.groupExit = signal;
    for (const thread of target.group) wakeForSignal(kernel, thread, true);
    return;
  }
  wakeForSignal(kernel, taker, false);
}

/** Kills without a core image and without a handler in the way (sig_fatal and the conditions around it). */
function isFatal(task: TaskStruct, signal: number): boolean {
  if (signal === SIGKILL) return true;
  if (task.trace) return false;
  const blockedOrWaited = hasSignal(task.blocked | task.waitingFor, signal);
  return (
    !blockedOrWaited &&
    !task.signal.unkillable &&
    task.sighand.get(signal).handler === SIG_DFL &&
    !hasSignal(IGNORED_BY_DEFAULT | STOP_SIGNALS, signal) &&
    !hasSignal(CORE_SIGNALS, signal)
  );
}

/** Default action: terminate and leave a core image. */
export const CORE_SIGNALS = sigsetOf(3, 4, 5, 6, 7, 8, 11, 24, 25, 31);

/** signal_wake_up: an interruptible sleep ends; SIGKILL ends a stop and an uninterruptible sleep too. */
export function wakeForSignal(kernel: RunningKernel, task: TaskStruct, kill: boolean): void {
  if (task.exiting) return;
  task.signalPending = true;
  if (task.state === 'S' || (kill && task.state === 'D')) kernel.sched.wakeTask(task, INTERRUPTED, 'signal');
  else if (kill && task.state === 'T') kernel.sched.makeRunnable(task);
}

/** A fault's signal: cannot be blocked or ignored; then the default action kills (force_sig_info_to_task). */
export function forceSignal(kernel: RunningKernel, task: TaskStruct, info: SigInfo): void {
  const { signal } = info;
  const action = task.sighand.get(signal);
  const unwilling = action.handler === SIG_IGN || hasSignal(task.blocked, signal);
  if (unwilling) {
    task.sighand.set(signal, { ...action, handler: SIG_DFL });
    task.blocked &= ~sigmask(signal);
  }
  if (task.sighand.get(signal).handler === SIG_DFL) task.signal.unkillable = false;
  sendSigInfo(kernel, task, info, false, true);
  recalcPending(task);
}

/** A new mask; SIGKILL and SIGSTOP stay open (set_current_blocked). */
export function setBlocked(kernel: RunningKernel, task: TaskStruct, mask: bigint): void {
  const next = BigInt.asUintN(64, mask) & ~UNBLOCKABLE;
  const newly = next & ~task.blocked;
  task.blocked = next;
  recalcPending(task);
  // Signals of the process that this thread will no longer take go to a thread that does (retarget_shared_pending).
  if (newly !== 0n && task.group.length > 1 && task.signal.pending.set & newly) {
    for (const thread of task.group) {
      if (thread !== task && !thread.exiting && task.signal.pending.set & ~thread.blocked)
        wakeForSignal(kernel, thread, false);
    }
  }
}
