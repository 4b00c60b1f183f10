/**
 * What signals keep in a process: dispositions (shared by CLONE_SIGHAND), pending queues, and the state that all threads
 * of a process share. Follows include/linux/sched/signal.h: sighand_struct, sigpending, signal_struct.
 */

import { SIG_DFL, SIG_IGN } from '../abi/signal';
import type { TaskStruct } from '../sched/task';
import { NO_USAGE, type Usage } from '../sched/times';
import type { Tty, WaitQueue } from '../types';
import { EMPTY_SET, hasSignal, type SigSet, sigmask } from './set';

/** struct k_sigaction. */
export interface SigAction {
  /** User address, SIG_DFL or SIG_IGN. */
  handler: number;
  flags: number;
  restorer: number;
  mask: SigSet;
}
const DEFAULT_ACTION: SigAction = { handler: SIG_DFL, flags: 0, restorer: 0, mask: EMPTY_SET };

/** siginfo_t as the kernel keeps it. */
export interface SigInfo {
  signal: number;
  code: number;
  pid: number;
  uid: number;
  /** si_addr of a fault. */
  address?: number;
  /** si_status of SIGCHLD. */
  status?: number;
  /** si_utime, si_stime of SIGCHLD, in USER_HZ ticks. */
  utime?: number;
  stime?: number;
  /** si_value of sigqueue. */
  value?: bigint;
  /** What caused a fault, for the signal frame: trap number, error code, CR2. */
  trap?: { number: number; error: number; cr2: bigint };
  /** Raw bytes from rt_sigqueueinfo, copied out unchanged. */
  raw?: Uint8Array;
}

/** Dispositions; one entry per signal number. */
export class SighandStruct {
  users = 1;
  private readonly actions: SigAction[];

  constructor(from?: SighandStruct) {
    this.actions = from ? from.actions.slice() : new Array<SigAction>(65).fill(DEFAULT_ACTION);
  }

  get(signal: number): SigAction {
    return this.actions[signal];
  }

  set(signal: number, action: SigAction): void {
    this.actions[signal] = action;
  }

  /** execve: handlers fall back to the default; ignored signals stay ignored. */
  flushHandlers(): void {
    for (let signal = 1; signal <= 64; signal++) {
      this.actions[signal] =
        this.actions[signal].handler === SIG_IGN ? { ...DEFAULT_ACTION, handler: SIG_IGN } : DEFAULT_ACTION;
    }
  }

  /** CLONE_CLEAR_SIGHAND: every handler, but not SIG_IGN, back to the default. */
  clone(): SighandStruct {
    return new SighandStruct(this);
  }
}

/** struct sigpending: which signals wait, and their siginfo in order of arrival. */
export class SigPending {
  set: SigSet = EMPTY_SET;
  readonly queue: SigInfo[] = [];

  /** Queues; a signal below SIGRTMIN that already waits is not queued twice. */
  add(info: SigInfo): boolean {
    if (info.signal < 32 && hasSignal(this.set, info.signal)) return false;
    this.set |= sigmask(info.signal);
    this.queue.push(info);
    return true;
  }

  /** Takes the first queued info of `signal`. */
  take(signal: number): SigInfo {
    const at = this.queue.findIndex((info) => info.signal === signal);
    const info = this.queue[at];
    this.queue.splice(at, 1);
    if (!this.queue.some((other) => other.signal === signal)) this.set &= ~sigmask(signal);
    return info;
  }

  /** Drops every signal of `mask`. */
  flush(mask: SigSet): void {
    if ((this.set & mask) === 0n) return;
    this.set &= ~mask;
    for (let i = this.queue.length - 1; i >= 0; i--) {
      if (hasSignal(mask, this.queue[i].signal)) this.queue.splice(i, 1);
    }
  }
}

/** Job control of a process: what wait(2) may still be told. */
export interface StopState {
  /** Signal that stopped it, 0 while it runs. */
  signal: number;
  /** The parent has not yet been told of the stop. */
  stopUnreported: boolean;
  continueUnreported: boolean;
}

/** signal_struct: shared by all threads of a process. */
export class SignalStruct {
  readonly pending = new SigPending();
  /** Wait status of exit_group or of a fatal signal, once it has begun. */
  groupExit: number | null = null;
  readonly stop: StopState = { signal: 0, stopUnreported: false, continueUnreported: false };
  pgid = 0;
  sid = 0;
  tty: Tty | null = null;
  rlimits: [number, number][] = [];
  /** Live threads (not yet dead). */
  live = 1;
  /** User and system time, faults of threads that are gone. */
  readonly dead: Usage = { ...NO_USAGE };
  /** The same of children that were waited for. */
  readonly children: Usage & { maxRss: number } = { ...NO_USAGE, maxRss: 0 };
  maxRss = 0;
  /** pid 1, or below it a subreaper: orphans come here. */
  subreaper = false;
  /** No fatal signal by default action (pid 1). */
  unkillable = false;
  /** /proc/PID/oom_score_adj, and how low it may be set without CAP_SYS_RESOURCE. */
  oomScoreAdj = 0;
  oomScoreAdjMin = 0;
  /** Expedited commands of membarrier(2) that the process has registered for. */
  readonly membarriers = new Set<number>();
  readonly realTimer = { timer: null as { cancel(): void } | null, expires: 0, interval: 0 };
  /** ITIMER_VIRTUAL and ITIMER_PROF: CPU time at which it fires (0: off) and interval, in instructions. */
  readonly cpuTimers = [
    { deadline: 0, interval: 0 },
    { deadline: 0, interval: 0 },
  ];

  constructor(
    public leader: TaskStruct,
    /** Parents sleep here in wait4. */
    readonly waitChild: WaitQueue,
  ) {}
}

/** Alternate signal stack (sigaltstack). */
export interface AltStack {
  sp: number;
  size: number;
  flags: number;
}
