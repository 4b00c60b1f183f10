/**
 * The running kernel: one object that holds what Linux keeps in global variables, and the main loop.
 * The subjects themselves live in their folders (sched, mm, signal, exec, ipc, time, fs, drivers); this file only joins them.
 */

import type { LessonTlb } from '../machine/tlb/lesson';
import type { Core, Cpu } from '../machine/types';
import { RLIMIT_STACK } from './abi/resource';
import { step } from './arch/entry';
import { KernelFault } from './arch/kernel-space';
import type { RingZero } from './arch/ring-zero';
import { KernelBug } from './bug';
import { EFAULT, EINVAL, ESRCH } from './errno';
import { EventBus } from './event-bus';
import type { EventListener, KernelEvent } from './events';
import { cgroupsIfAny } from './fs/cgroup/group';
import { reclaimPageCache } from './fs/writeback';
import type { FileSystems } from './fs-port';
import { FutexTable } from './ipc/futex';
import { SysvTables } from './ipc/sysv-tables';
import { commitLimit, committedPages, DEFAULT_VM, type VmSettings } from './mm/commit';
import { Frames } from './mm/frames';
import type { MmShared } from './mm/mm';
import { oomKill, oomScore } from './mm/oom';
import { Reclaim } from './mm/reclaim';
import { Swap } from './mm/swap';
import {
  type FaultContext,
  inUserSpace,
  KernelBuffer,
  readUser,
  readUserBytesZ,
  readUserString,
  UserBuffer,
  writeUser,
} from './mm/uaccess';
import { ModuleSystem } from './module/system';
import { leavePidNamespaces } from './nsproxy/change';
import { initialNamespaces } from './nsproxy/namespaces';
import { panicText } from './panic';
import { SeededRandom } from './random';
import { doExit } from './sched/exit';
import { Interleave } from './sched/interleave';
import { notifyStop } from './sched/notify';
import { Scheduler } from './sched/scheduler';
import type { TaskStruct } from './sched/task';
import { WaitQueueHead } from './sched/wait';
import { recalcPending, sendSigInfo, wakeForSignal } from './signal/send';
import type { SigInfo } from './signal/struct';
import { KernelLog } from './syscalls/syslog';
import { SyscallTable } from './syscalls/table';
import { Clock } from './time/clock';
import { TimerQueue } from './time/timers';
import { DebugInfo } from './trace/debug-info';
import { traceKernelFault } from './trace/more-events';
import { publishPoints } from './trace/points';
import { Probes } from './trace/probes';
import { Tracepoints } from './trace/tracepoints';
import { Tracer } from './trace/tracer';
import type {
  BootOptions,
  ConsolePort,
  FilesStruct,
  FsStruct,
  IoBuffer,
  Kernel,
  RunEnd,
  Task,
  TimeSpec,
  Vfs,
  WaitQueue,
} from './types';

/** RAM that the kernel image would take: never given out. */
const KERNEL_BYTES = 1024 * 1024;
const PID_MAX = 32768;

/** Thrown by panic() and caught by run(): nothing after it may run. */
class Panic extends Error {}

export class RunningKernel implements Kernel {
  readonly core: Core;
  /** The processor that is being simulated now. */
  cpu: Cpu;
  readonly frames: Frames;
  readonly mmShared: MmShared;
  readonly sched: Scheduler;
  readonly turns: Interleave;
  readonly timers = new TimerQueue();
  readonly swap: Swap;
  readonly reclaim: Reclaim;
  /** /proc/sys/vm. */
  readonly vm: VmSettings = { ...DEFAULT_VM };
  readonly futexes = new FutexTable();
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly syscalls = new SyscallTable();
  readonly tracer: Tracer;
  readonly modules: ModuleSystem;
  readonly debug = new DebugInfo();
  readonly events = new EventBus();
  /** Where kprobes can be put, and the kernel's tracepoints. */
  readonly probes = new Probes((symbol) => this.modules?.kallsyms.find(symbol)?.address ?? 0);
  readonly tracepoints = new Tracepoints(() => this.current?.pid ?? 0);
  readonly tasks = new Map<number, TaskStruct>();
  readonly maxTasks: number;
  readonly bootTime: number;
  readonly console: ConsolePort;
  readonly hostname = { nodename: 'ringzero', domainname: '(none)' };
  /** The TLB of lessons, when the run has it switched on. */
  readonly tlb: LessonTlb | null;
  readonly namespaces = initialNamespaces(this.hostname);
  readonly log: { at: number; level: number; text: string }[] = [];
  /** The same messages as syslog(2) reads them. */
  readonly syslog: KernelLog;
  /** A thread of some process is gone: execve waits for that. */
  readonly threadGone: WaitQueue;
  /**
   * Virtual time in instructions since boot, on the present CPU; may be ahead of what run() was allowed, until the next run() has
   * paid for it.
   */
  now = 0;
  /** pid 1. */
  init!: TaskStruct;
  /** The program that a kernel-thread init runs (stdio: 'pipes'): init is its shell. */
  main: TaskStruct | null = null;
  /** A debugger: while it says true, run() comes back at once. */
  held: (() => boolean) | null = null;
  /** Set by boot: file systems. */
  files!: FileSystems;
  panicReport: string | null = null;
  lastFault: { pid: number; signal: number; address: number; ip: number } | null = null;
  /** Wait status of the program that boot was asked to run (stdio: 'pipes'), once it has ended. */
  mainStatus: number | null = null;
  readonly exitedPaths = new Map<number, string>();
  private ended: RunEnd | null = null;
  private outside = 0;
  private nextPid = 1;
  private shown = 0;
  /** Time at which everybody was found idle. */
  private settled = -1;
  private readonly pristine = new Uint8Array(1024);

  constructor(options: BootOptions) {
    this.core = options.core;
    this.cpu = options.core.cpus[0];
    this.console = options.console;
    this.tlb = options.lessonTlb ? (this.core.lessonTlb?.() ?? null) : null;
    this.maxTasks = options.maxTasks ?? 256;
    this.bootTime = options.bootTime;
    this.random = new SeededRandom(options.seed);
    this.clock = new Clock(options.bootTime, () => this.timeOfDay());
    this.frames = new Frames(this.core.ram, KERNEL_BYTES);
    const { mmu, ram } = this.core;
    const zeroFrame = this.frames.alloc('kernel');
    this.mmShared = {
      mmu,
      ram,
      frames: this.frames,
      zeroFrame,
      overLimit: () => cgroupsIfAny(this)?.memoryFull(this.current) != null,
      vfs: () => this.vfs,
      charge: (instructions) => this.charge(instructions),
      swap: () => this.swap,
      kernelHalf: (root) => this.modules.memory.share(root),
    };
    this.sched = new Scheduler(this);
    this.turns = new Interleave(this, options.seed, options.interleaving);
    this.tracer = new Tracer(this);
    this.threadGone = this.newWaitQueue('thread');
    this.swap = new Swap(this);
    this.reclaim = new Reclaim(this);
    this.syslog = new KernelLog(this.log, this.newWaitQueue('syslog'));
    for (const cpu of this.core.cpus) this.prepareCpu(cpu);
    this.modules = new ModuleSystem(this);
    publishPoints(this.modules.kallsyms);
  }

  /** The way into C code with CPL 0. */
  get ringZero(): RingZero {
    return this.modules;
  }

  /** Long mode with paging, traps to us, ring 3: what startup_64 leaves behind. */
  private prepareCpu(cpu: Cpu): void {
    cpu.hostTraps = true;
    cpu.cr4 = 0x620;
    cpu.efer = 0xd01;
    cpu.cr0 = 0x80050033;
    cpu.cpl = 3;
    cpu.rflags = 0x202;
    cpu.mxcsr = 0x1f80;
    for (let reg = 0; reg < 16; reg++) cpu.setRegNumber(reg, 0);
    cpu.saveContext(this.pristine);
  }

  // ---------------------------------------------------------------- the main loop

  /** See Booted.run. Work of the kernel may pass the limit; the next run pays for it first, so totals stay exact. */
  run(max: number): { retired: number; reason: RunEnd } {
    const start = this.outside;
    const end = start + max;
    let reason: RunEnd;
    for (;;) {
      try {
        reason = this.loop(end);
        break;
      } catch (error) {
        if (this.survives(error)) continue;
        if (!(error instanceof Panic)) this.bugReport(error);
        reason = 'panic';
        break;
      }
    }
    if (reason !== 'budget') this.now = Math.max(this.now, this.turns.lead);
    this.outside = Math.min(Math.max(this.now, start), end);
    return { retired: this.outside - start, reason };
  }

  /** A bad pointer that a module left with us is the end of the task that comes by, not of the machine. */
  private survives(error: unknown): boolean {
    const task = this.current;
    if (!(error instanceof KernelFault) || !task || task === this.init || task.exiting) return false;
    try {
      this.modules.oopses.handle(this.modules.context(), {
        kind: 'export',
        address: error.address,
        write: error.write,
      });
    } catch (second) {
      if (!(second instanceof Panic)) throw second;
      return false;
    }
    return true;
  }

  private loop(end: number): RunEnd {
    const { sched, timers, turns } = this;
    const { softirq } = this.modules;
    for (;;) {
      if (this.ended) return this.ended;
      if (turns.lead >= end || this.held?.()) return 'budget';
      if (timers.next <= this.now) timers.runDue(this.now);
      if (softirq.due) {
        softirq.step(end);
        continue;
      }
      if (sched.several) turns.choose();
      // Code in ring 0 keeps its CPU (PREEMPT_VOLUNTARY).
      if ((sched.needResched && !sched.current?.ringZero) || !sched.current) sched.schedule();
      const task = sched.current;
      if (task) step(this, task, end);
      else if (!this.idle(end)) return this.ended ?? 'idle';
    }
  }

  /** Nobody is runnable: time jumps to the next timer. False when only the outside can wake anybody. */
  private idle(end: number): boolean {
    // Another CPU may have work yet (real-time tasks that must wait for their next period do not count).
    const next = this.sched.several ? Math.min(this.timers.next, this.turns.horizon) : this.timers.next;
    if (!Number.isFinite(next)) {
      if (this.mainStatus !== null) this.powerOff();
      this.settle();
      return false;
    }
    this.now = Math.max(this.now, Math.min(next, end));
    this.sched.resumeTicks();
    return true;
  }

  /**
   * All is quiet: time goes one step past the last work done, so that "until that time" always means that all of it is done.
   * Else input that comes now could find a CPU with work left when the run is made again.
   */
  private settle(): void {
    const { lead } = this.turns;
    if (lead === this.settled) return;
    this.now = lead + 1;
    this.settled = this.now;
  }

  /** Host time has no meaning here: only instructions pass. */
  advance(instructions: number): void {
    this.now += instructions;
    const { rq } = this.sched;
    rq.user += instructions;
    if (rq.current && rq.current.nice > 0) rq.niced += instructions;
  }

  charge(instructions: number): void {
    this.now += instructions;
    const rq = this.sched?.rq;
    if (!rq) return;
    rq.system += instructions;
    if (rq.current) rq.current.systemTime += instructions;
  }

  /** What clocks show: the CPUs' own times differ a little, but nobody sees time go backwards. */
  private timeOfDay(): number {
    if (this.sched.several) this.shown = Math.max(this.shown, this.now);
    return this.sched.several ? this.shown : this.now;
  }

  powerOff(): void {
    this.ended = 'power-off';
  }

  /** The kernel cannot go on. Nothing after it runs. */
  panic(reason: string): never {
    this.stopWith(reason, null);
    throw new Panic(reason);
  }

  /** BUG() and any exception of ours: an oops that nobody survives. */
  private bugReport(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const trace = error instanceof Error && !(error instanceof KernelBug) ? (error.stack ?? null) : null;
    this.stopWith(`Fatal exception: ${text}`, trace);
  }

  private stopWith(reason: string, trace: string | null): void {
    this.ended = 'panic';
    this.panicReport ??= panicText(this, reason, trace);
    this.printk(0, `Kernel panic - not syncing: ${reason}`);
  }

  // ---------------------------------------------------------------- tasks

  get current(): TaskStruct | null {
    return this.sched.current;
  }

  /** The next free pid, −1 when there is none. */
  allocPid(): number {
    for (let tries = 0; tries < PID_MAX; tries++) {
      const pid = this.nextPid;
      this.nextPid = pid + 1 >= PID_MAX ? 300 : pid + 1;
      if (!this.pidInUse(pid)) return pid;
    }
    return -1;
  }

  /** A number is taken while a task, a group or a session bears it. */
  private pidInUse(pid: number): boolean {
    if (this.tasks.has(pid)) return true;
    for (const task of this.tasks.values()) if (task.pgid === pid || task.sid === pid) return true;
    return false;
  }

  addTask(task: TaskStruct): void {
    this.tasks.set(task.pid, task);
  }
  removeTask(task: TaskStruct): void {
    this.tasks.delete(task.pid);
    leavePidNamespaces(task);
    // The dead can still be asked where they died.
    this.exitedPaths.set(task.pid, task.exePath);
  }

  /** Ends a task that never came to run. */
  exitTask(task: TaskStruct, status: number): void {
    doExit(this, task, status);
  }

  newFileState(): { files: FilesStruct; fs: FsStruct } {
    return { files: this.files.newFiles(), fs: this.files.newFs() };
  }

  /** will_become_orphaned_pgrp: no member has a parent in another group of the same session. */
  isOrphanedGroup(pgid: number, ignored: TaskStruct | null = null): boolean {
    for (const task of this.tasks.values()) {
      const counts = task.pgid === pgid && task.isLeader && task !== ignored && task.signal.live > 0;
      if (!counts || (task.parent === this.init && task !== this.main)) continue;
      if (task.parent.pgid !== pgid && task.parent.sid === task.sid) return false;
    }
    return true;
  }

  /** Registers as a new program finds them: all zero. */
  freshRegisters(task: TaskStruct, cpu: Cpu): void {
    const { rq } = this.sched;
    if (rq.loaded && rq.loaded !== task) cpu.saveContext(rq.loaded.context);
    this.sched.forget(task);
    cpu.loadContext(this.pristine);
    rq.loaded = task;
    this.sched.loadMm(task, cpu);
  }

  newWaitQueue(name: string): WaitQueueHead {
    return new WaitQueueHead(this.sched, name);
  }

  timer(at: number, callback: () => void): { cancel(): void } {
    return this.timers.add(at, callback);
  }

  private readonly sysvTables = new WeakMap<object, SysvTables>();

  /** System V ipc of a namespace. */
  sysv(ns: object): SysvTables {
    let tables = this.sysvTables.get(ns);
    if (!tables) {
      tables = new SysvTables();
      this.sysvTables.set(ns, tables);
    }
    return tables;
  }
  sysvIfUsed(ns: object): SysvTables | undefined {
    return this.sysvTables.get(ns);
  }

  // ---------------------------------------------------------------- signals

  sendSignal(target: Task, signal: number, info?: { code: number; pid: number; uid: number; address?: number }): void {
    const { code, pid, uid, address } = info ?? { code: 0x80, pid: 0, uid: 0, address: undefined };
    sendSigInfo(this, target as TaskStruct, { signal, code, pid, uid, address }, true);
  }

  signalGroup(pgid: number, signal: number): number {
    let found = false;
    for (const task of [...this.tasks.values()]) {
      if (task.pgid !== pgid || !task.isLeader) continue;
      found = true;
      if (signal !== 0) this.sendSignal(task, signal);
    }
    return found ? 0 : -ESRCH;
  }

  notifyParentOfStop(leader: TaskStruct, signal: number): void {
    notifyStop(this, leader, signal);
  }
  wakeForStop(thread: TaskStruct): void {
    wakeForSignal(this, thread, false);
  }

  /** execve ends the other threads one by one, not the process. */
  killThread(thread: TaskStruct): void {
    thread.zapped = true;
    recalcPending(thread);
    wakeForSignal(this, thread, true);
  }

  /** Where the program was when it died. */
  noteFatal(task: TaskStruct, info: SigInfo): void {
    const ip = this.sched.rq.loaded === task ? this.cpu.ripNumber : 0;
    this.lastFault = { pid: task.pid, signal: info.signal, address: info.address ?? 0, ip };
  }

  // ---------------------------------------------------------------- memory

  get vfs(): Vfs {
    return this.files.vfs;
  }

  /** For /proc/meminfo and /proc/PID/oom_score. */
  committedPages(): number {
    return committedPages(this);
  }
  commitLimit(): number {
    return commitLimit(this);
  }
  oomScore(task: Task): number {
    return oomScore(this, task as TaskStruct);
  }

  /** True: memory was freed, try again. False: `task` itself is to die. */
  outOfMemory(task: TaskStruct): boolean {
    const group = cgroupsIfAny(this)?.memoryFull(task);
    if (group) return oomKill(this, task, group);
    // Clean pages of files go before anybody has to die.
    return reclaimPageCache(this, 32) > 0 || oomKill(this, task);
  }

  faultContext(task: TaskStruct): FaultContext {
    const faulted = this.tracepoints.events.page_fault_kernel.active
      ? (address: number, write: boolean) => traceKernelFault(this, address, write)
      : undefined;
    return { stackLimit: task.rlimits[RLIMIT_STACK][0], outOfMemory: () => this.outOfMemory(task), faulted };
  }

  userBuffer(task: Task, address: number, length: number): IoBuffer {
    const own = task as TaskStruct;
    return new UserBuffer(own.mm!, address, inUserSpace(address, 0) ? length : 0, this.faultContext(own));
  }

  kernelBuffer(bytes: Uint8Array): IoBuffer {
    return new KernelBuffer(bytes);
  }

  copyFromUser(task: Task, from: number, to: Uint8Array): number {
    const own = task as TaskStruct;
    if (!own.mm) return -EFAULT;
    return readUser(own.mm, from, to, 0, to.length, this.faultContext(own)) === to.length ? 0 : -EFAULT;
  }

  copyToUser(task: Task, to: number, from: Uint8Array): number {
    const own = task as TaskStruct;
    if (!own.mm) return -EFAULT;
    return writeUser(own.mm, to, from, 0, from.length, this.faultContext(own)) === from.length ? 0 : -EFAULT;
  }

  strncpyFromUser(task: Task, from: number, max: number): string | number {
    const own = task as TaskStruct;
    return own.mm ? readUserString(own.mm, from, max, this.faultContext(own)) : -EFAULT;
  }

  readBytesZ(task: TaskStruct, from: number, max: number): Uint8Array | number {
    return task.mm ? readUserBytesZ(task.mm, from, max, this.faultContext(task)) : -EFAULT;
  }

  /** A struct timespec from user memory; -EFAULT, -EINVAL. */
  readTimespec(task: TaskStruct, address: number): TimeSpec | number {
    const bytes = new Uint8Array(16);
    if (this.copyFromUser(task, address, bytes) < 0) return -EFAULT;
    const view = new DataView(bytes.buffer);
    const sec = Number(view.getBigInt64(0, true));
    const nsec = Number(view.getBigInt64(8, true));
    return sec < 0 || nsec < 0 || nsec > 999_999_999 ? -EINVAL : [sec, nsec];
  }

  // ---------------------------------------------------------------- time, randomness, messages, events

  realtime(): TimeSpec {
    return this.clock.realtime();
  }

  randomBytes(into: Uint8Array): void {
    this.random.fill(into);
  }

  printk(level: number, text: string): void {
    this.syslog.add({ at: this.now, level, text });
    if (this.wants('console'))
      this.emit({ type: 'console', at: this.now, cpu: this.cpu.index, pid: this.current?.pid ?? 0, text });
    if (level < this.syslog.consoleLevel) this.console.write(consoleLine(this.now, text));
  }

  wants(type: KernelEvent['type']): boolean {
    return this.events.wants(type);
  }
  emit(event: KernelEvent): void {
    this.events.emit(event);
  }
  listen(listener: EventListener, types?: readonly KernelEvent['type'][]): () => void {
    return this.events.listen(listener, types);
  }
  /** Somebody wants system calls as text. */
  get tracing(): boolean {
    return this.events.tracing;
  }
}

function consoleLine(at: number, text: string): Uint8Array {
  const seconds = (at / 1e8).toFixed(6).padStart(12);
  const line = `[${seconds}] ${text}\r\n`;
  return Uint8Array.from(line, (letter) => letter.charCodeAt(0) & 255);
}
