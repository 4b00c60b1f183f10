/**
 * On the way back to user mode: take the pending signals and do what they say; restart or end the interrupted call.
 * Follows kernel/signal.c: get_signal, do_signal_stop, and arch/x86/kernel/signal.c: handle_signal, arch_do_signal_or_restart.
 * Preconditions: `task` is current and its registers are on the processor.
 */

import { type Cpu, Reg } from '../../machine/types';
import {
  SA_NODEFER,
  SA_RESETHAND,
  SA_RESTART,
  SI_KERNEL,
  SIG_DFL,
  SIG_IGN,
  SIGKILL,
  SIGSEGV,
  SIGSTOP,
} from '../abi/signal';
import { begin } from '../arch/continuation';
import { COST } from '../costs';
import { EINTR, ERESTART_RESTARTBLOCK, ERESTARTNOHAND, ERESTARTNOINTR, ERESTARTSYS } from '../errno';
import type { RunningKernel } from '../kernel';
import { setStep } from '../ptrace/registers';
import { reparented, tracePending } from '../ptrace/state';
import { beginSignalStop, beginStepStop, beginTrap, exitEvent } from '../ptrace/stop';
import { doExit, groupExit } from '../sched/exit';
import type { TaskStruct } from '../sched/task';
import { traceDeliver } from '../trace/more-events';
import { sigInfoText } from '../trace/siginfo';
import { setupFrame } from './frame';
import { CORE_SIGNALS, forceSignal, recalcPending, setBlocked, wakeForSignal } from './send';
import { firstSignal, hasSignal, IGNORED_BY_DEFAULT, STOP_SIGNALS, SYNCHRONOUS, sigmask } from './set';
import type { SigAction, SigInfo } from './struct';

const NR_RESTART_SYSCALL = 219;

/** Handles everything that is pending. Afterwards the task may be dead or stopped. */
export function deliverSignals(kernel: RunningKernel, task: TaskStruct, cpu: Cpu): void {
  for (;;) {
    const { get_signal } = kernel.probes.points;
    if (get_signal.active) get_signal.enter();
    const info = nextSignal(kernel, task);
    if (info === 'gone') return;
    if (info === null) break;
    const action = task.sighand.get(info.signal);
    if (handle(kernel, task, cpu, info, action)) return;
  }
  task.restartCheck = false;
  restartWithoutHandler(task, cpu);
  if (task.savedMask !== null) {
    const mask = task.savedMask;
    task.savedMask = null;
    setBlocked(kernel, task, mask);
  }
}

/** get_signal: the next signal with a handler; everything else is carried out on the way. */
function nextSignal(kernel: RunningKernel, task: TaskStruct): SigInfo | null | 'gone' {
  for (;;) {
    if (task.zapped) {
      if (!stopsToDie(kernel, task, SIGKILL, doExit)) doExit(kernel, task, SIGKILL);
      return 'gone';
    }
    if (task.signal.groupExit !== null) {
      die(kernel, task, task.signal.groupExit);
      return 'gone';
    }
    if (task.stopPending !== 0) {
      stopTask(kernel, task, task.stopPending, undefined);
      return 'gone';
    }
    if (!task.tracedSignal && tracePending(task)) {
      beginTrap(kernel, task, task.signal.stop.signal);
      return 'gone';
    }
    const info = task.tracedSignal ?? dequeueSignal(task, task.blocked);
    if (!info) return null;
    if (task.trace && !task.tracedSignal && info.signal !== SIGKILL) {
      beginSignalStop(kernel, task, info);
      return 'gone';
    }
    task.tracedSignal = null;
    recalcPending(task);
    const action = task.sighand.get(info.signal);
    traceDeliver(kernel, info.signal, info.code, action);
    const { handler } = action;
    if (handler === SIG_IGN) emit(kernel, task, info.signal, 'ignore', info);
    else if (handler !== SIG_DFL) return info;
    else if (defaultAction(kernel, task, info)) return 'gone';
  }
}

/** Takes a signal that `mask` does not block: faults first, then the lowest number; own before the process's. */
export function dequeueSignal(task: TaskStruct, mask: bigint): SigInfo | null {
  for (const pending of [task.pending, task.signal.pending]) {
    const open = pending.set & ~mask;
    if (open === 0n) continue;
    const signal = firstSignal(open & SYNCHRONOUS) || firstSignal(open);
    const info = pending.take(signal);
    recalcPending(task);
    return info;
  }
  recalcPending(task);
  return null;
}

/** True when the task is gone or stopped by it. */
function defaultAction(kernel: RunningKernel, task: TaskStruct, info: SigInfo): boolean {
  const { signal } = info;
  if (hasSignal(IGNORED_BY_DEFAULT, signal)) {
    emit(kernel, task, signal, 'ignore', info);
    return false;
  }
  if (task.signal.unkillable && signal !== SIGKILL) return false;
  if (hasSignal(STOP_SIGNALS, signal)) {
    // An orphaned process group has no shell that would continue it: only SIGSTOP stops it.
    if (signal !== SIGSTOP && kernel.isOrphanedGroup(task.pgid)) return false;
    beginGroupStop(kernel, task, signal);
    stopTask(kernel, task, signal, info);
    return true;
  }
  emit(kernel, task, signal, hasSignal(CORE_SIGNALS, signal) ? 'core' : 'terminate', info);
  kernel.noteFatal(task, info);
  endProcess(kernel, task, signal);
  return true;
}

/** groupExit, after PTRACE_EVENT_EXIT when a tracer asked for it: the other threads begin to die meanwhile. */
function endProcess(kernel: RunningKernel, task: TaskStruct, status: number): void {
  if (!stopsToDie(kernel, task, status, groupExit)) {
    groupExit(kernel, task, status);
    return;
  }
  task.signal.groupExit ??= status;
  for (const thread of task.group) if (thread !== task) wakeForSignal(kernel, thread, true);
}

function stopsToDie(kernel: RunningKernel, task: TaskStruct, status: number, end: typeof doExit): boolean {
  const body = exitEvent(kernel, task, status);
  if (body) begin(kernel, task, body, () => end(kernel, task, status));
  return body !== null;
}

/** SIGKILL or another thread's exit_group. */
function die(kernel: RunningKernel, task: TaskStruct, status: number): void {
  if ((status & 0x7f) !== 0) {
    const queued = task.signal.pending.queue.find((info) => info.signal === (status & 0x7f));
    emit(kernel, task, status & 0x7f, 'terminate', queued);
    if ((status & 0x7f) === SIGKILL) traceDeliver(kernel, SIGKILL, 0, { handler: 0, flags: 0 });
    if (task.isLeader) kernel.noteFatal(task, queued ?? { signal: status & 0x7f, code: 0, pid: 0, uid: 0 });
  }
  endProcess(kernel, task, status);
}

function beginGroupStop(kernel: RunningKernel, task: TaskStruct, signal: number): void {
  for (const thread of task.group) {
    if (thread === task || thread.exiting || inGroupStop(thread)) continue;
    thread.stopPending = signal;
    if (!thread.trace?.stop) kernel.wakeForStop(thread);
  }
}

/** do_signal_stop: the last thread to stop tells the parent. */
function stopTask(kernel: RunningKernel, task: TaskStruct, signal: number, info: SigInfo | undefined): void {
  emit(kernel, task, signal, 'stop', info);
  task.stopPending = 0;
  recalcPending(task);
  const { stop } = task.signal;
  if (task.trace) beginTrap(kernel, task, signal);
  else {
    task.state = 'T';
    kernel.sched.leave('block');
  }
  if (stop.signal !== 0 || !task.group.every((thread) => thread.exiting || inGroupStop(thread))) return;
  stop.signal = signal;
  stop.stopUnreported = true;
  stop.continueUnreported = false;
  // A parent that traces the task hears of the trap alone.
  if (!task.trace || reparented(task)) kernel.notifyParentOfStop(task.leader, signal);
}

function inGroupStop(thread: TaskStruct): boolean {
  return thread.trace?.groupStopped ?? thread.state === 'T';
}

/** handle_signal. True: go back to user mode (into the handler); false: go on with the next signal. */
function handle(kernel: RunningKernel, task: TaskStruct, cpu: Cpu, info: SigInfo, action: SigAction): boolean {
  interruptedCall(task, cpu, action);
  task.restartCheck = false;
  const stepping = task.trace?.forcedTf ?? false;
  if (stepping) setStep(kernel, task, false);
  const mask = task.savedMask ?? task.blocked;
  task.savedMask = null;
  if (action.flags & SA_RESETHAND) task.sighand.set(info.signal, { ...action, handler: SIG_DFL });
  kernel.charge(COST.SIGNAL_FRAME);
  if (!setupFrame(kernel, task, cpu, action, info, mask)) {
    // force_sigsegv: a SIGSEGV that cannot be delivered kills.
    if (info.signal === SIGSEGV) task.sighand.set(SIGSEGV, { ...action, handler: SIG_DFL });
    forceSignal(kernel, task, { signal: SIGSEGV, code: SI_KERNEL, pid: 0, uid: 0, address: 0 });
    return false;
  }
  emit(kernel, task, info.signal, 'handler', info);
  let blocked = task.blocked | action.mask;
  if (!(action.flags & SA_NODEFER)) blocked |= sigmask(info.signal);
  setBlocked(kernel, task, blocked);
  if (stepping) {
    beginStepStop(kernel, task);
    return true;
  }
  // More handlers may follow at once: their frames stack up, the last one runs first, as on Linux.
  return !task.signalPending;
}

/** A handler will run: the interrupted call fails with EINTR or is set up to run again after it. */
function interruptedCall(task: TaskStruct, cpu: Cpu, action: SigAction): void {
  if (task.origAx < 0) return;
  const error = -cpu.regNumber(Reg.RAX);
  const again = error === ERESTARTNOINTR || (error === ERESTARTSYS && (action.flags & SA_RESTART) !== 0);
  if (again) rewind(task, cpu, task.origAx);
  else if ([ERESTARTNOHAND, ERESTART_RESTARTBLOCK, ERESTARTSYS].includes(error)) cpu.setRegNumber(Reg.RAX, -EINTR);
  task.origAx = -1;
}

function restartWithoutHandler(task: TaskStruct, cpu: Cpu): void {
  if (task.origAx < 0) return;
  const error = -cpu.regNumber(Reg.RAX);
  if (error === ERESTARTNOHAND || error === ERESTARTSYS || error === ERESTARTNOINTR) rewind(task, cpu, task.origAx);
  else if (error === ERESTART_RESTARTBLOCK) rewind(task, cpu, NR_RESTART_SYSCALL);
  task.origAx = -1;
}

/** Back to the two bytes of the `syscall` instruction. */
function rewind(task: TaskStruct, cpu: Cpu, nr: number): void {
  task.origAx = -1;
  cpu.setRegNumber(Reg.RAX, nr);
  cpu.setRipNumber(cpu.ripNumber - 2);
}

/** Signals dropped unqueued because they are ignored: strace would have shown them. */
export function reportIgnored(kernel: RunningKernel, task: TaskStruct): void {
  for (const info of task.droppedSignals) emit(kernel, task, info.signal, 'ignore', info);
  task.droppedSignals.length = 0;
}

function emit(
  kernel: RunningKernel,
  task: TaskStruct,
  signal: number,
  action: 'handler' | 'ignore' | 'terminate' | 'core' | 'stop' | 'continue',
  info: SigInfo | undefined,
): void {
  if (!kernel.wants('signal-deliver')) return;
  const text = info && signal !== SIGKILL ? sigInfoText(info) : undefined;
  kernel.emit({ type: 'signal-deliver', at: kernel.now, cpu: kernel.cpu.index, pid: task.pid, signal, action, text });
}
