/**
 * Who may trace whom, and how tracing begins and ends. Follows kernel/ptrace.c: __ptrace_may_access, ptrace_attach,
 * ptrace_traceme, ptrace_detach, exit_ptrace, and include/linux/ptrace.h: ptrace_init_task.
 */
import { CAP_SYS_PTRACE } from '../abi/capability';
import { CLONE_PTRACE, CLONE_UNTRACED, CLONE_VFORK } from '../abi/clone';
import * as P from '../abi/ptrace';
import { SI_KERNEL, SI_USER, SIGCHLD, SIGKILL, SIGSTOP } from '../abi/signal';
import { EINVAL, EIO, EPERM } from '../errno';
import type { RunningKernel } from '../kernel';
import { capable } from '../sched/cred';
import { notifyParent } from '../sched/notify';
import type { TaskStruct } from '../sched/task';
import { recalcPending, sendSigInfo, wakeForSignal } from '../signal/send';
import { setStep } from './registers';
import { link, unlink } from './state';

/** PTRACE_MODE_ATTACH_REALCREDS: the same user and group in all their forms, and a core image allowed; or CAP_SYS_PTRACE. */
export function mayAccess(tracer: TaskStruct, task: TaskStruct): boolean {
  if (tracer.tgid === task.tgid || capable(tracer.cred, CAP_SYS_PTRACE)) return true;
  const { uid, gid } = tracer.cred;
  const t = task.cred;
  const same = [t.uid, t.euid, t.suid].every((id) => id === uid) && [t.gid, t.egid, t.sgid].every((id) => id === gid);
  return same && task.dumpable === 1;
}

/** check_ptrace_options. */
export function badOptions(options: number): number {
  if (options < 0 || options > 0xffffffff || options & ~P.PTRACE_O_MASK) return -EINVAL;
  return options & P.PTRACE_O_SUSPEND_SECCOMP ? -EPERM : 0;
}

export function traceme(task: TaskStruct): number {
  if (task.trace) return -EPERM;
  const parent = task.leader.parent;
  if (!mayAccess(parent, task)) return -EPERM;
  if (!parent.exiting) link(task, parent, false, 0);
  return 0;
}

/** PTRACE_ATTACH and PTRACE_SEIZE. */
export function attach(kernel: RunningKernel, tracer: TaskStruct, task: TaskStruct, seize: boolean, options: number) {
  if (seize && badOptions(options) < 0) return options & P.PTRACE_O_SUSPEND_SECCOMP ? -EPERM : -EIO;
  if (task.kernelThread || tracer.tgid === task.tgid) return -EPERM;
  if (!mayAccess(tracer, task) || task.exiting || task.trace) return -EPERM;
  const stopped = task.state === 'T';
  const trace = link(task, tracer, seize, seize ? options : 0);
  if (!seize) sendSigInfo(kernel, task, { signal: SIGSTOP, code: SI_KERNEL, pid: 0, uid: 0 }, false, true);
  if (stopped) {
    // From a group stop into the tracer's: nothing runs in between.
    trace.trapStop = true;
    recalcPending(task);
    kernel.sched.makeRunnable(task);
  }
  return 0;
}

/** The event by which the tracer hears of a new child; 0: the child is attached silently; null: it is not attached. */
export function forkEvent(parent: TaskStruct, flags: number, exitSignal: number): number | null {
  const { trace } = parent;
  const low = flags % 2 ** 32;
  if (!trace || low & CLONE_UNTRACED) return null;
  const other = exitSignal === SIGCHLD ? P.PTRACE_EVENT_FORK : P.PTRACE_EVENT_CLONE;
  const event = low & CLONE_VFORK ? P.PTRACE_EVENT_VFORK : other;
  if (trace.wantsEvent(event)) return event;
  return low & CLONE_PTRACE ? 0 : null;
}

/** The new child is traced like its parent, and stops before its first instruction. */
export function autoAttach(kernel: RunningKernel, parent: TaskStruct, child: TaskStruct): void {
  if (!parent.trace) return;
  const { tracer, seized, options } = parent.trace;
  const trace = link(child, tracer, seized, options);
  if (seized) trace.trapStop = true;
  else child.pending.add({ signal: SIGSTOP, code: SI_USER, pid: 0, uid: 0 });
  recalcPending(child);
  kernel.charge(0);
}

/** A traced program gets no rights from its file that its tracer could not have (LSM_UNSAFE_PTRACE). */
export function mayKeepTracing(task: TaskStruct): boolean {
  return !task.trace || capable(task.trace.tracer.cred, CAP_SYS_PTRACE);
}

/** The tracer lets go for good; `signal` is delivered. */
export function detach(kernel: RunningKernel, task: TaskStruct, signal: number): void {
  const { trace } = task;
  if (!trace) return;
  setStep(kernel, task, false);
  unlink(task);
  if (task.state === 'Z') {
    detachDead(kernel, task);
    return;
  }
  // A stopped process stays stopped, now as job control wants it.
  if (!task.exiting && task.signal.stop.signal !== 0) task.stopPending = task.signal.stop.signal;
  recalcPending(task);
  trace.signal = signal;
  if (trace.stop) kernel.sched.makeRunnable(task);
}

/** A dead task without a tracer: a thread vanishes, a process is the real parent's affair. */
export function detachDead(kernel: RunningKernel, task: TaskStruct): void {
  if (task.isLeader) {
    if (task.signal.live === 0) notifyParent(kernel, task);
    return;
  }
  task.state = 'X';
  kernel.removeTask(task);
}

/** The tracer dies: everybody goes free, or dies too with PTRACE_O_EXITKILL. */
export function detachAll(kernel: RunningKernel, tracer: TaskStruct): void {
  for (const task of [...tracer.tracees]) {
    const kill = ((task.trace?.options ?? 0) & P.PTRACE_O_EXITKILL) !== 0;
    detach(kernel, task, 0);
    if (kill) sendSigInfo(kernel, task, { signal: SIGKILL, code: SI_KERNEL, pid: 0, uid: 0 }, true);
  }
}

/** PTRACE_INTERRUPT: a trap without a signal, out of an interruptible sleep. */
export function interrupt(kernel: RunningKernel, task: TaskStruct): number {
  const { trace } = task;
  if (!trace?.seized) return -EIO;
  trace.trapStop = true;
  task.signalPending = true;
  if (!trace.stop) wakeForSignal(kernel, task, false);
  else if (trace.listening) kernel.sched.makeRunnable(task);
  return 0;
}
