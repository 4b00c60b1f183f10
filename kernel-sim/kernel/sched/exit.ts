/**
 * The end of a task: give everything back, hand the children on, tell the parent, stay as a zombie until it has been told.
 * Follows kernel/exit.c: do_exit, do_group_exit, exit_notify, forget_original_parent, release_task.
 */

import { SIGCHLD, SIGCONT, SIGHUP, SIGKILL } from '../abi/signal';
import { WCOREFLAG } from '../abi/wait';
import { COST } from '../costs';
import { exitRobustList, futexWakeAddress } from '../ipc/futex';
import { exitSem } from '../ipc/sysv-sem';
import type { RunningKernel } from '../kernel';
import { leaveMounts } from '../nsproxy/change';
import { detachAll, detachDead } from '../ptrace/attach';
import { reparented, unlink } from '../ptrace/state';
import { sendSigInfo, wakeForSignal } from '../signal/send';
import { traceExit } from '../trace/kernel-events';
import { traceFree } from '../trace/more-events';
import { notifyOf, notifyParent, releaseProcess } from './notify';
import type { TaskStruct } from './task';
import { addUsage, threadTimes } from './times';

/** exit_group, or death by a signal: every thread of the process goes with this status. */
export function groupExit(kernel: RunningKernel, task: TaskStruct, status: number): void {
  const { do_group_exit } = kernel.probes.points;
  if (do_group_exit.active) do_group_exit.enter(status);
  const { signal } = task;
  signal.groupExit ??= status;
  for (const thread of task.group) if (thread !== task && !thread.exiting) wakeForSignal(kernel, thread, true);
  doExit(kernel, task, signal.groupExit);
}

/** The end of one thread. `task` is current. */
export function doExit(kernel: RunningKernel, task: TaskStruct, status: number): void {
  if (task === kernel.init) kernel.panic(`Attempted to kill init! exitcode=0x${status.toString(16).padStart(8, '0')}`);
  kernel.charge(COST.EXIT);
  task.cgroup?.tree.settle(task);
  task.exiting = true;
  task.exitStatus = status;
  traceExit(kernel, task, status);
  if (kernel.wants('exit')) {
    const { now, cpu } = kernel;
    kernel.emit({ type: 'exit', at: now, cpu: cpu.index, pid: task.pid, status, core: (status & WCOREFLAG) !== 0 });
  }
  exitMm(kernel, task);
  if (--task.files.users === 0) task.files.closeAll(kernel, task);
  task.fs.users--;
  leaveMounts(kernel, task);
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

/** zap_pid_ns_processes: the end of a namespace's first process is everybody's in it. */
function endPidNamespace(kernel: RunningKernel, leader: TaskStruct): void {
  const ns = leader.pidNs;
  if (ns.parent === null || ns.reaper !== leader) return;
  ns.dead = true;
  for (const task of [...kernel.tasks.values()]) {
    if (task === leader || !task.isLeader || ns.numberOf(task.pid) === 0) continue;
    sendSigInfo(kernel, task, { signal: SIGKILL, code: 0x80, pid: 0, uid: 0 }, true, true);
  }
}

function groupDead(kernel: RunningKernel, task: TaskStruct): void {
  endPidNamespace(kernel, task.signal.leader);
  exitSem(kernel, task);
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
  const first = dead.pidNs.reaper as TaskStruct | null;
  if (dead.pidNs.parent !== null && first && first !== dead && first.signal.live > 0) {
    for (let task = dead.parent; task !== task.parent && task.pidNs === dead.pidNs; task = task.parent)
      if (task.signal.subreaper && task.signal.live > 0) return task;
    return first;
  }
  for (let task = dead.parent; task !== task.parent; task = task.parent) {
    if (task.signal.subreaper && task.signal.live > 0) return task;
  }
  return kernel.init;
}

/** A thread that is not the leader vanishes at once. */
function releaseThread(kernel: RunningKernel, task: TaskStruct): void {
  addUsage(task.signal.dead, threadTimes(task));
  task.group.splice(task.group.indexOf(task), 1);
  if (task.trace) {
    // Its tracer learns of the death by wait4, like a parent.
    task.state = 'Z';
    notifyOf(kernel, task, task.trace.tracer.leader, SIGCHLD);
    return;
  }
  traceFree(kernel, task);
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
