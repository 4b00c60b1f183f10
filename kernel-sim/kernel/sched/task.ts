/**
 * A task: one thread of execution, with all that belongs to it or that it shares. Follows include/linux/sched.h: task_struct.
 * Fields that Linux keeps in signal_struct (process group, session, terminal, limits) are reached through `signal`.
 */
import { CONTEXT_BYTES } from '../../machine/types';
import type { RingZeroRun } from '../arch/ring-zero';
import type { MmStruct } from '../mm/mm';
import type { NsProxy, PidNamespace } from '../nsproxy/namespaces';
import type { Traced } from '../ptrace/state';
import { EMPTY_SET, type SigSet } from '../signal/set';
import { type AltStack, type SighandStruct, type SigInfo, type SignalStruct, SigPending } from '../signal/struct';
import type {
  Cred,
  FilesStruct,
  FsStruct,
  Sleep,
  Sleeping,
  Task,
  TaskState,
  Tty,
  WaitQueue,
  WakeReason,
} from '../types';
import type { WaitQueueHead } from './wait';

/** Kernel work of a task that has begun and not yet ended: a sleeping system call or page fault. */
export interface Continuation {
  body: Generator<Sleep, number, WakeReason>;
  /** What to do with its result: put it in rax (system call) or nothing (fault). */
  done: (result: number) => void;
}

/** Place in the fair scheduler: see sched/fair.ts. */
export interface SchedEntity {
  vruntime: number;
  weight: number;
  /** Instructions run since it was last picked. */
  sliceUsed: number;
  queued: boolean;
}

/** Restart of a sleep by restart_syscall(2): how to go on. */
export type RestartBlock = (() => number | Generator<Sleep, number, WakeReason>) | null;

export class TaskStruct implements Task {
  readonly children = new Set<TaskStruct>();
  group: TaskStruct[];
  state: TaskState = 'R';
  wchan = '';
  comm = '';
  cmdline: string[] = [];
  exePath = '';
  mm: MmStruct | null = null;
  exitStatus = 0;
  nice = 0;
  cpu = 0;
  userTime = 0;
  systemTime = 0;
  minorFaults = 0;
  majorFaults = 0;
  voluntarySwitches = 0;
  involuntarySwitches = 0;
  /** Blocks of 512 bytes that it had read from and written to devices. */
  inBlocks = 0;
  outBlocks = 0;
  syscalls = 0;
  signalPending = false;

  // ---- running
  readonly context = new Uint8Array(CONTEXT_BYTES);
  readonly se: SchedEntity = { vruntime: 0, weight: 1024, sliceUsed: 0, queued: false };
  continuation: Continuation | null = null;
  /** What the next resume of the continuation is told. */
  wakeReason: WakeReason = 0;
  sleepingOn: WaitQueueHead[] = [];
  sleepTimer: { cancel(): void } | null = null;
  sleepInterruptible = false;
  /** Its CPU is in C code of a module, in ring 0. */
  ringZero: RingZeroRun | null = null;
  /** C work that is due before it is back in user mode (task_works). */
  readonly work: (() => Sleeping<unknown>)[] = [];
  /** Number of the system call being served, −1 outside: regs->orig_ax. */
  origAx = -1;
  restart: RestartBlock = null;
  /** Bit mask of the CPUs it may use. */
  affinity = 1;

  // ---- scheduling
  /** SCHED_* and, for FIFO and RR, the priority 1 … 99 (0: fair class). */
  policy = 0;
  rtPriority = 0;
  resetOnFork = false;
  /** A real-time task that goes behind its equals. */
  yielded = false;
  /** Virtual time at which it last became ready to run. */
  readyAt = 0;
  /** /proc/PID/schedstat: time on a CPU, time spent waiting for one, how often it got one. */
  execTime = 0;
  waitTime = 0;
  timeslices = 0;
  migrations = 0;
  /** Misses of the lessons' TLB, where it is on. */
  readonly tlb = { loadMisses: 0, storeMisses: 0, fetchMisses: 0, flushes: 0 };

  // ---- signals
  readonly pending = new SigPending();
  blocked: SigSet = EMPTY_SET;
  /** Mask to come back to after sigsuspend, ppoll …; null: none saved. */
  savedMask: SigSet | null = null;
  /** rt_sigtimedwait takes these though they are blocked. */
  waitingFor: SigSet = EMPTY_SET;
  altStack: AltStack = { sp: 0, size: 0, flags: 2 };
  /** JOBCTL_STOP_PENDING: stop at the next return to user mode. */
  stopPending = 0;
  deathSignal = 0;
  /** Ignored signals, for tracers only. */
  readonly droppedSignals: SigInfo[] = [];
  /** The call ended with -ERESTART…: look at it before user mode. */
  restartCheck = false;
  /** rt_sigreturn has set rax itself. */
  keepAx = false;

  // ---- ptrace(2)
  /** Set while somebody traces this task. */
  trace: Traced | null = null;
  /** Tasks that this one traces. */
  readonly tracees = new Set<TaskStruct>();
  /** What the tracer gave back at a signal-delivery stop: delivered next. */
  tracedSignal: SigInfo | null = null;

  // ---- life and death
  /** Signal to the parent at exit; SIGCHLD for fork, 0 for a thread. */
  exitSignal = 0;
  exiting = false;
  /** Another thread has called execve: this one ends. */
  zapped = false;
  clearChildTid = 0;
  robustList = 0;
  /** The parent of vfork sleeps here until exec or exit. */
  vforkDone: WaitQueue | null = null;
  /** Has not called execve since fork: setpgid by the parent is still allowed. */
  didExec = false;
  dumpable = 1;
  noNewPrivs = false;
  keepCaps = false;
  /** Control group; null: the root. Times that it brought along from another. */
  cgroup: import('../fs/cgroup/group').Cgroup | null = null;
  cgroupUser = 0;
  cgroupSystem = 0;
  /** Network namespace; undefined: the first one. */
  net: object | undefined = undefined;
  personality = 0;
  timerSlack = 50_000;

  // ---- namespaces
  nsproxy!: NsProxy;
  /** The one it has a number in; those above number it too. */
  pidNs!: PidNamespace;

  constructor(
    /** Changes once: execve of another thread takes the leader's. */
    public pid: number,
    readonly tgid: number,
    public parent: TaskStruct,
    public cred: Cred,
    public files: FilesStruct,
    public fs: FsStruct,
    public sighand: SighandStruct,
    public startTime: number,
  ) {
    this.group = [this];
    this.parent ??= this;
  }

  /** Set right after construction: a thread takes its leader's. */
  signal!: SignalStruct;

  /** switch_task_namespaces. */
  setNamespaces(proxy: NsProxy): void {
    this.nsproxy = proxy;
    this.net = proxy.net;
  }

  get leader(): TaskStruct {
    return this.signal.leader;
  }
  get isLeader(): boolean {
    return this.pid === this.tgid;
  }
  get pgid(): number {
    return this.signal.pgid;
  }
  set pgid(value: number) {
    this.signal.pgid = value;
  }
  get sid(): number {
    return this.signal.sid;
  }
  set sid(value: number) {
    this.signal.sid = value;
  }
  get tty(): Tty | null {
    return this.signal.tty;
  }
  set tty(value: Tty | null) {
    this.signal.tty = value;
  }
  get rlimits(): [number, number][] {
    return this.signal.rlimits;
  }
  set rlimits(value: [number, number][]) {
    this.signal.rlimits = value;
  }
  /** Runs in the kernel only: no address space, no signals. */
  get kernelThread(): boolean {
    return this.mm === null && !this.exiting;
  }
}
