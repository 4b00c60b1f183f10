/**
 * What a traced task carries, and who traces whom. Follows include/linux/sched.h (ptrace, ptraced, jobctl, last_siginfo).
 */
import type { TaskStruct } from '../sched/task';
import type { SigInfo } from '../signal/struct';

/** A stop that the tracer can see. */
export interface TraceStop {
  /** As wait4 reports it, shifted by 8: signal, SIGTRAP|0x80, event << 8 | SIGTRAP. */
  code: number;
  /** last_siginfo; null in a group stop of PTRACE_ATTACH. */
  info: SigInfo | null;
}

export class Traced {
  /** PTRACE_GETEVENTMSG. */
  message = 0;
  /** How the tracer let it go the last time. */
  resume: 'cont' | 'syscall' | 'step' = 'cont';
  stop: TraceStop | null = null;
  /** wait4 has told of this stop. */
  reported = false;
  /** PTRACE_LISTEN: stays stopped, but wakes for the next trap. */
  listening = false;
  /** JOBCTL_TRAP_STOP: trap as soon as possible. */
  trapStop = false;
  /** JOBCTL_TRAP_NOTIFY: the group stop has begun or ended. */
  trapNotify = false;
  /** This stop is the task's part in a group stop. */
  groupStopped = false;
  exitReported = false;
  /** TF was set for PTRACE_SINGLESTEP, not by the program. */
  forcedTf = false;
  /** The signal that the tracer gave when it let go. */
  signal = 0;

  constructor(
    readonly tracer: TaskStruct,
    readonly seized: boolean,
    public options: number,
  ) {}

  /** PTRACE_O_TRACEFORK and its kin. */
  wantsEvent(event: number): boolean {
    return (this.options & (1 << event)) !== 0;
  }
}

/** ptrace_link. */
export function link(task: TaskStruct, tracer: TaskStruct, seized: boolean, options: number): Traced {
  const trace = new Traced(tracer, seized, options);
  task.trace = trace;
  tracer.tracees.add(task);
  return trace;
}

export function unlink(task: TaskStruct): void {
  task.trace?.tracer.tracees.delete(task);
  task.trace = null;
}

/** The tracer is not the one that waits for the task anyway (ptrace_reparented). */
export function reparented(task: TaskStruct): boolean {
  return task.trace !== null && task.trace.tracer.tgid !== task.leader.parent.tgid;
}

/** It must look at its tracer's wishes before it goes back to user mode. */
export function tracePending(task: TaskStruct): boolean {
  return task.tracedSignal !== null || (task.trace !== null && (task.trace.trapStop || task.trace.trapNotify));
}
