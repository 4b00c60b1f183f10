/**
 * The end of a task: give everything back, hand the children on, tell the parent, stay as a zombie until it has been told.
 * Follows kernel/exit.c: do_exit, do_group_exit, exit_notify, forget_original_parent, release_task.
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
  SIGHUP,
} from '../abi/signal';
import { WCOREFLAG } from '../abi/wait';
import { COST } from '../costs';
import { exitRobustList, futexWakeAddress } from '../ipc/futex';
import type { RunningKernel } from '../kernel';
import { detachAll, detachDead } from '../ptrace/attach';
import { reparented, type Traced, unlink } from '../ptrace/state';
import { recalcPending, sendSigInfo, wakeForSignal } from '../signal/send';
import { toTicks } from '../time/units';
import type { TaskStruct } from './task';
import { processTimes } from './times';

/** exit_group, or death by a signal: every thread of the process goes with this status. */
export function groupExit(kernel: RunningKernel, task: TaskStruct, status: number): void {
  const { signal } = task;
  signal.groupExit ??= status;
  for (const thread of task.group) if (thread !== task && !thread.exiting) wakeForSignal(kernel, thread, true);
  doExit(kernel, task, signal.groupExit);
}

/** The end of one thread. `task` is current. */
export function doExit(kernel: RunningKernel, task: TaskStruct, status: number): void {
  if (task === kernel.init) kernel.panic(`Attempted to kill init! exitcode=0x${status.toString(16).padStart(8, '0')}`);
  kernel.charge(COST.EXIT);
  task.exiting = true;
  task.exitStatus = status;
  if (kernel.wants('exit')) {
    const { now, cpu } = kernel;
    kernel.emit({ type: 'exit', at: now, cpu: cpu.index, pid: task.pid, status, core: (status & WCOREFLAG) !== 0 });
  }
  exitMm(kernel, task);
  if (--task.files.users === 0) task.files.closeAll(kernel, task);
  task.fs.users--;
  task.sighand.users--;
  task.continuation = null;
  detachAll(kernel, task);
  const { signal } = task;
  signal.live--;
  kernel.sched.leave('exit');
  if (signal.live === 0) groupDead(kernel, task);
  if (task.isLeader) task.state = 'Z';
  else releaseThread(kernel, task);
  if (signal.live === 0) notifyParent(kernel, signal.leader);
  kernel.threadGone.wake();
}

/** mm_release and exit_mm: wake who joins this thread or waits for vfork, then drop the address space. */
export function exitMm(kernel: RunningKernel, task: TaskStruct): void {
  const { mm } = task;
  if (!mm) return;
  exitRobustList(kernel, task);
  if (task.clearChildTid !== 0 && mm.users > 1) {
    kernel.copyToUser(task, task.clearChildTid, new Uint8Array(4));
    futexWakeAddress(kernel, task, task.clearChildTid, 1);
  }
  task.clearChildTid = 0;
  vforkDone(task);
  task.signal.maxRss = Math.max(task.signal.maxRss, mm.highWater);
  kernel.sched.forget(task);
  task.mm = null;
  if (mm.users === 1) kernel.sched.forgetMm(mm);
  mm.put();
}

/** complete_vfork_done: the parent of vfork goes on. */
export function vforkDone(task: TaskStruct): void {
  const queue = task.vforkDone;
  task.vforkDone = null;
  queue?.wake();
}

function groupDead(kernel: RunningKernel, task: TaskStruct): void {
  const { signal } = task;
  signal.realTimer.timer?.cancel();
  if (signal.leader.pid === signal.sid) leaveTerminal(kernel, signal.leader);
  reparent(kernel, signal.leader);
  killOrphanedGroup(kernel, signal.leader, null);
}

/**
 * POSIX: when a death leaves a process group orphaned and members of it are stopped, all get SIGHUP and SIGCONT.
 * `father`: the dying parent of `task`, or null when `task` itself dies (kill_orphaned_pgrp).
 */
function killOrphanedGroup(kernel: RunningKernel, task: TaskStruct, father: TaskStruct | null): void {
  const parent = father ?? task.parent;
  const ignored = father ? null : task;
  if (parent.pgid === task.pgid || parent.sid !== task.sid) return;
  if (!kernel.isOrphanedGroup(task.pgid, ignored)) return;
  const members = [...kernel.tasks.values()].filter((member) => member.pgid === task.pgid && member.isLeader);
  if (!members.some((member) => member.signal.stop.signal !== 0)) return;
  kernel.signalGroup(task.pgid, SIGHUP);
  kernel.signalGroup(task.pgid, SIGCONT);
}

/** disassociate_ctty: the session leader's death hangs the foreground group up. */
function leaveTerminal(kernel: RunningKernel, leader: TaskStruct): void {
  const { tty } = leader;
  if (!tty) return;
  if (tty.foreground > 0) {
    kernel.signalGroup(tty.foreground, SIGHUP);
    kernel.signalGroup(tty.foreground, SIGCONT);
  }
  tty.session = 0;
  tty.foreground = 0;
  for (const task of kernel.tasks.values()) if (task.sid === leader.sid) task.tty = null;
}

/** forget_original_parent: to the nearest subreaper, else to init. */
function reparent(kernel: RunningKernel, dead: TaskStruct): void {
  const reaper = findReaper(kernel, dead);
  for (const child of dead.children) {
    child.parent = reaper;
    reaper.children.add(child);
    if (child.deathSignal !== 0) {
      sendSigInfo(kernel, child, { signal: child.deathSignal, code: 0, pid: dead.pid, uid: dead.cred.uid }, true);
    }
    child.exitSignal = SIGCHLD;
    if (child.state === 'Z' && child.signal.live === 0) notifyParent(kernel, child);
    killOrphanedGroup(kernel, child, dead);
  }
  dead.children.clear();
}

function findReaper(kernel: RunningKernel, dead: TaskStruct): TaskStruct {
  for (let task = dead.parent; task !== task.parent; task = task.parent) {
    if (task.signal.subreaper && task.signal.live > 0) return task;
  }
  return kernel.init;
}

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
function notifyOf(kernel: RunningKernel, task: TaskStruct, to: TaskStruct, signal: number): void {
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

/** A thread that is not the leader vanishes at once. */
function releaseThread(kernel: RunningKernel, task: TaskStruct): void {
  const { dead } = task.signal;
  dead.user += task.userTime;
  dead.system += task.systemTime;
  dead.minor += task.minorFaults;
  dead.major += task.majorFaults;
  task.group.splice(task.group.indexOf(task), 1);
  if (task.trace) {
    // Its tracer learns of the death by wait4, like a parent.
    task.state = 'Z';
    notifyOf(kernel, task, task.trace.tracer.leader, SIGCHLD);
    return;
  }
  task.state = 'X';
  kernel.removeTask(task);
}

/** wait4 has told the tracer of a death: a thread is gone now, a process goes on to its real parent (wait_task_zombie). */
export function reapTraced(kernel: RunningKernel, task: TaskStruct): void {
  const foreign = reparented(task);
  unlink(task);
  if (!task.isLeader || foreign) detachDead(kernel, task);
  else releaseProcess(kernel, task);
}

/** release_task: the zombie has been waited for. Its times go to the parent's children. */
export function releaseProcess(kernel: RunningKernel, leader: TaskStruct): void {
  const { parent } = leader;
  const { children } = parent.signal;
  const times = processTimes(leader);
  children.user += times.user + leader.signal.children.user;
  children.system += times.system + leader.signal.children.system;
  children.minor += times.minor + leader.signal.children.minor;
  children.major += times.major + leader.signal.children.major;
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
  leader.state = 'X';
  parent.children.delete(leader);
  kernel.removeTask(leader);
  recalcPending(leader);
}
