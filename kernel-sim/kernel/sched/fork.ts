/**
 * A new task from an old one. Follows kernel/fork.c: copy_process, kernel_clone; one routine serves fork, vfork, clone and clone3.
 * Departs from Linux: a process's children hang on its leader, whichever thread made them.
 */
import type { Cpu } from '../../machine/types';
import { Reg } from '../../machine/types';
import {
  CLONE_CHILD_CLEARTID,
  CLONE_CHILD_SETTID,
  CLONE_CLEAR_SIGHAND,
  CLONE_FILES,
  CLONE_FS,
  CLONE_NEWUSER,
  CLONE_PARENT,
  CLONE_PARENT_SETTID,
  CLONE_PIDFD,
  CLONE_SETTLS,
  CLONE_SIGHAND,
  CLONE_THREAD,
  CLONE_VFORK,
  CLONE_VM,
} from '../abi/clone';
import { PTRACE_EVENT_VFORK_DONE } from '../abi/ptrace';
import { RLIMIT_NPROC } from '../abi/resource';
import { SCHED_OTHER } from '../abi/sched';
import { COST } from '../costs';
import { EAGAIN, EINVAL, ENOMEM } from '../errno';
import type { RunningKernel } from '../kernel';
import { dupMm } from '../mm/fork';
import type { MmStruct } from '../mm/mm';
import { badNamespaceFlags, enterPidNamespace, newNamespaces, newUserNamespace } from '../nsproxy/change';
import { autoAttach, forkEvent } from '../ptrace/attach';
import { ptraceEvent } from '../ptrace/stop';
import { SighandStruct, SignalStruct } from '../signal/struct';
import { objectAddress, traceFork } from '../trace/kernel-events';
import { traced } from '../trace/more-events';
import type { Sleeping } from '../types';
import { has } from './clone-flags';
import { weightOf } from './fair';

export { has } from './clone-flags';

import { TaskStruct } from './task';

/** struct kernel_clone_args. */
export interface CloneArgs {
  flags: number;
  /** rsp of the child; 0: the parent's. */
  stack: number;
  exitSignal: number;
  parentTid: number;
  childTid: number;
  tls: number;
}

/** Combinations that make no sense (the head of copy_process). */
function badFlags(flags: number): boolean {
  if (has(flags, CLONE_THREAD) && !has(flags, CLONE_SIGHAND)) return true;
  if (has(flags, CLONE_SIGHAND) && !has(flags, CLONE_VM)) return true;
  return has(flags, CLONE_CLEAR_SIGHAND) && has(flags, CLONE_SIGHAND) ? true : has(flags, CLONE_PIDFD);
}

/** fork(2) and its kin, from the current task. The child's pid, or -EAGAIN, -EINVAL, -ENOMEM. */
export function doClone(
  kernel: RunningKernel,
  parent: TaskStruct,
  cpu: Cpu,
  args: CloneArgs,
): number | Sleeping<number> {
  return traced(
    kernel,
    'kernel_clone',
    () => [objectAddress(kernel, args)],
    () => clone(kernel, parent, cpu, args),
  );
}

function clone(kernel: RunningKernel, parent: TaskStruct, cpu: Cpu, args: CloneArgs): number | Sleeping<number> {
  const child = copyProcess(kernel, parent, cpu, args);
  if (typeof child === 'number') return child;
  if (has(args.flags, CLONE_PARENT_SETTID)) putTid(kernel, parent, args.parentTid, parent.pidNs.numberOf(child.pid));
  if (kernel.wants('fork')) {
    const { now } = kernel;
    kernel.emit({ type: 'fork', at: now, cpu: cpu.index, pid: parent.pid, child: child.pid, flags: args.flags });
  }
  const event = forkEvent(parent, args.flags, args.exitSignal);
  if (event !== null) autoAttach(kernel, parent, child);
  const done = has(args.flags, CLONE_VFORK) ? kernel.newWaitQueue('vfork') : null;
  child.vforkDone = done;
  traceFork(kernel, parent, child, args.flags);
  kernel.sched.wakeNew(child);
  if (!done && !event) return child.pid;
  return (function* (): Sleeping<number> {
    if (event) yield* ptraceEvent(kernel, parent, event, child.pid);
    if (!done) return child.pid;
    while (child.vforkDone === done) {
      yield* done.sleep('kernel_clone', { interruptible: false });
      // Killed while the child still runs: it goes on alone.
      if (parent.signal.groupExit !== null) child.vforkDone = null;
    }
    yield* ptraceEvent(kernel, parent, PTRACE_EVENT_VFORK_DONE, child.pid);
    return child.pid;
  })();
}

function copyProcess(kernel: RunningKernel, parent: TaskStruct, cpu: Cpu, args: CloneArgs): TaskStruct | number {
  const { flags } = args;
  if (badFlags(flags) || badNamespaceFlags(flags) < 0) return -EINVAL;
  // A thread cannot live in another pid namespace than its group, nor the first process of a namespace that has ended.
  if (has(flags, CLONE_THREAD) && parent.nsproxy.pidForChildren !== parent.pidNs) return -EINVAL;
  if (parent.nsproxy.pidForChildren.dead) return -ENOMEM;
  if (tooMany(kernel, parent) || (parent.cgroup && !parent.cgroup.tree.mayFork(parent))) return -EAGAIN;
  const shareMm = has(flags, CLONE_VM);
  const mm = shareMm ? parent.mm!.get() : dupMm(parent.mm!);
  if (!mm) return -ENOMEM;
  const pid = kernel.allocPid();
  if (pid < 0) {
    mm.put();
    return -EAGAIN;
  }
  kernel.charge(COST.FORK);
  const child = buildTask(kernel, parent, pid, mm, flags);
  const error = copyNamespaces(kernel, parent, child, flags);
  if (error < 0) {
    discard(kernel, child);
    return error;
  }
  child.exitSignal = has(flags, CLONE_THREAD) ? 0 : args.exitSignal;
  childRegisters(parent, child, cpu, args);
  if (has(flags, CLONE_CHILD_CLEARTID)) child.clearChildTid = args.childTid;
  if (has(flags, CLONE_CHILD_SETTID)) putTid(kernel, child, args.childTid, child.pidNs.numberOf(pid));
  return child;
}

/** copy_creds with CLONE_NEWUSER, copy_namespaces and alloc_pid. */
function copyNamespaces(kernel: RunningKernel, parent: TaskStruct, child: TaskStruct, flags: number): number {
  if (has(flags, CLONE_NEWUSER)) {
    const cred = newUserNamespace(kernel, parent);
    if (typeof cred === 'number') return cred;
    child.cred = cred;
  }
  const proxy = newNamespaces(kernel, parent.nsproxy, flags, child.cred, child.fs, parent);
  if (typeof proxy === 'number') return proxy;
  child.setNamespaces(proxy);
  enterPidNamespace(child, has(flags, CLONE_THREAD) ? parent.pidNs : proxy.pidForChildren);
  return 0;
}

/** A task that came to nothing. */
function discard(kernel: RunningKernel, child: TaskStruct): void {
  child.parent.children.delete(child);
  if (--child.files.users === 0) child.files.closeAll(kernel, child);
  child.fs.users--;
  child.sighand.users--;
  child.mm?.put();
  child.mm = null;
  kernel.removeTask(child);
}

/** The fence against fork bombs, and RLIMIT_NPROC for users other than root. */
function tooMany(kernel: RunningKernel, parent: TaskStruct): boolean {
  if (kernel.tasks.size >= kernel.maxTasks) return true;
  if (parent.cred.uid === 0) return false;
  let mine = 0;
  for (const task of kernel.tasks.values()) if (task.cred.uid === parent.cred.uid) mine++;
  return mine >= parent.rlimits[RLIMIT_NPROC][0];
}

function buildTask(kernel: RunningKernel, parent: TaskStruct, pid: number, mm: MmStruct, flags: number): TaskStruct {
  const thread = has(flags, CLONE_THREAD);
  const files = has(flags, CLONE_FILES) ? parent.files : parent.files.clone();
  if (files === parent.files) files.users++;
  const fs = has(flags, CLONE_FS) ? parent.fs : parent.fs.clone();
  if (fs === parent.fs) fs.users++;
  const sighand = has(flags, CLONE_SIGHAND) ? parent.sighand : parent.sighand.clone();
  if (sighand === parent.sighand) sighand.users++;
  else if (has(flags, CLONE_CLEAR_SIGHAND)) sighand.flushHandlers();
  const leader = parent.leader;
  const realParent = thread || has(flags, CLONE_PARENT) ? leader.parent : leader;
  const tgid = thread ? parent.tgid : pid;
  const child = new TaskStruct(pid, tgid, realParent, parent.cred, files, fs, sighand, kernel.now);
  child.mm = mm;
  child.net = parent.net;
  child.cgroup = parent.cgroup;
  child.nsproxy = parent.nsproxy;
  child.pidNs = parent.pidNs;
  if (thread) joinGroup(child, leader);
  else newSignalStruct(kernel, child, parent.signal);
  inherit(child, parent);
  kernel.addTask(child);
  return child;
}

function joinGroup(child: TaskStruct, leader: TaskStruct): void {
  child.signal = leader.signal;
  child.signal.live++;
  child.group = leader.group;
  child.group.push(child);
}

/** copy_signal: limits, group, session and terminal are inherited; timers and pending signals are not. */
export function newSignalStruct(kernel: RunningKernel, child: TaskStruct, from: SignalStruct | null): void {
  child.signal = new SignalStruct(child, kernel.newWaitQueue('child'));
  child.parent.children.add(child);
  if (!from) return;
  child.signal.pgid = from.pgid;
  child.signal.sid = from.sid;
  child.signal.tty = from.tty;
  child.signal.oomScoreAdj = from.oomScoreAdj;
  child.signal.oomScoreAdjMin = from.oomScoreAdjMin;
  child.signal.rlimits = from.rlimits.map(([soft, hard]) => [soft, hard]);
}

function inherit(child: TaskStruct, parent: TaskStruct): void {
  child.comm = parent.comm;
  child.cmdline = parent.cmdline;
  child.exePath = parent.exePath;
  child.nice = parent.nice;
  child.se.weight = parent.se.weight;
  child.affinity = parent.affinity;
  inheritPolicy(child, parent);
  child.cpu = parent.cpu;
  child.blocked = parent.blocked;
  child.personality = parent.personality;
  child.noNewPrivs = parent.noNewPrivs;
  child.keepCaps = parent.keepCaps;
  child.dumpable = parent.dumpable;
  child.timerSlack = parent.timerSlack;
  // The alternate stack belongs to an address space: only a copy of it keeps the setting (and vfork, which runs on it).
  if (child.mm !== parent.mm) child.altStack = parent.altStack;
}

/** sched_fork: SCHED_RESET_ON_FORK takes real time and negative nice values away. */
function inheritPolicy(child: TaskStruct, parent: TaskStruct): void {
  child.policy = parent.policy;
  child.rtPriority = parent.rtPriority;
  if (!parent.resetOnFork) return;
  if (child.rtPriority > 0) {
    child.policy = SCHED_OTHER;
    child.rtPriority = 0;
    child.nice = 0;
  } else if (child.nice < 0) child.nice = 0;
  child.se.weight = weightOf(child.policy, child.nice);
}

/** copy_thread: the parent's registers with rax = 0, and what the flags ask for. */
function childRegisters(parent: TaskStruct, child: TaskStruct, cpu: Cpu, args: CloneArgs): void {
  cpu.saveContext(parent.context);
  cpu.setRegNumber(Reg.RAX, 0);
  if (args.stack !== 0) cpu.setRegNumber(Reg.RSP, args.stack);
  if (has(args.flags, CLONE_SETTLS)) cpu.fsBase = BigInt(args.tls);
  cpu.saveContext(child.context);
  cpu.loadContext(parent.context);
  child.origAx = parent.origAx;
}

function putTid(kernel: RunningKernel, task: TaskStruct, address: number, tid: number): void {
  const word = new Uint8Array(4);
  new DataView(word.buffer).setInt32(0, tid, true);
  kernel.copyToUser(task, address, word);
}

/** A task without a parent's memory: pid 1. */
export function firstTask(
  kernel: RunningKernel,
  pid: number,
  parent: TaskStruct | null,
  cred: TaskStruct['cred'],
): TaskStruct {
  const { files, fs } = kernel.newFileState();
  const task = new TaskStruct(pid, pid, parent as TaskStruct, cred, files, fs, new SighandStruct(), kernel.now);
  task.affinity = 2 ** kernel.core.cpus.length - 1;
  task.nsproxy = kernel.namespaces.proxy;
  task.pidNs = kernel.namespaces.pid;
  newSignalStruct(kernel, task, parent?.signal ?? null);
  if (task.parent === task) task.children.delete(task);
  kernel.addTask(task);
  return task;
}
