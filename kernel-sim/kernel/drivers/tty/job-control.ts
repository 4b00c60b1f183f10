/**
 * Who may use a terminal when: background reads and writes, the controlling terminal of a session.
 * Follows drivers/tty/tty_jobctrl.c and kernel/exit.c:will_become_orphaned_pgrp.
 */
import { SIG_IGN, SIGCONT, SIGHUP, SIGTTIN, SIGTTOU } from '../../abi/signal';
import { EIO, ERESTARTSYS } from '../../errno';
import type { Kernel, Task } from '../../types';
import type { TtyStruct } from './tty';

/** What of a task tells how it takes a signal: in sched/task.ts. */
interface SignalState {
  blocked?: bigint;
  sighand?: { get(signal: number): { handler: number } };
}

function isIgnored(task: Task & SignalState, signal: number): boolean {
  if (((task.blocked ?? 0n) & (1n << BigInt(signal - 1))) !== 0n) return true;
  return task.sighand?.get(signal).handler === SIG_IGN;
}

/** No member of the group has a parent in another group of the same session: nobody could continue it. */
export function isOrphaned(kernel: Kernel, pgid: number): boolean {
  for (const task of kernel.tasks.values()) {
    if (task.pgid !== pgid || task.state === 'Z' || task.state === 'X') continue;
    const { parent } = task;
    if (parent.pgid !== pgid && parent.sid === task.sid && parent.pid !== 1) return false;
  }
  return true;
}

/** 0 in the foreground or on another session's terminal; else the group gets `signal` and the call is to be restarted, or -EIO. */
export function checkChange(tty: TtyStruct, task: Task, signal: number = SIGTTOU): number {
  if (task.tty !== tty || tty.foreground === 0 || tty.foreground === task.pgid) return 0;
  if (isIgnored(task, signal)) return signal === SIGTTIN ? -EIO : 0;
  if (isOrphaned(tty.kernel, task.pgid)) return -EIO;
  tty.kernel.signalGroup(task.pgid, signal);
  return -ERESTARTSYS;
}

export const isSessionLeader = (task: Task): boolean => task.tgid === task.sid;

/** Makes `tty` the controlling terminal of the task's session (__proc_set_tty). */
export function takeControl(tty: TtyStruct, task: Task): void {
  tty.session = task.sid;
  tty.foreground = task.pgid;
  for (const thread of task.group) thread.tty = tty;
}

/** No process of the session has a terminal any more. */
function clearSession(tty: TtyStruct): void {
  for (const task of tty.kernel.tasks.values()) if (task.tty === tty) task.tty = null;
  tty.session = 0;
  tty.foreground = 0;
}

/** TIOCNOTTY: a session leader takes the terminal from the whole session, others only from themselves. */
export function giveUp(tty: TtyStruct, task: Task): void {
  if (!isSessionLeader(task)) {
    for (const thread of task.group) thread.tty = null;
    return;
  }
  const { kernel } = tty;
  if (tty.foreground !== 0) {
    kernel.signalGroup(tty.foreground, SIGHUP);
    kernel.signalGroup(tty.foreground, SIGCONT);
  }
  clearSession(tty);
}

/** TIOCSCTTY with force: another session's leader loses it. */
export function steal(tty: TtyStruct): void {
  clearSession(tty);
}

/** __tty_hangup: SIGHUP and SIGCONT to the session leader, SIGHUP to the foreground; open files see end of file from now on. */
export function hangup(tty: TtyStruct): void {
  const { kernel } = tty;
  for (const task of kernel.tasks.values()) {
    if (task.tty !== tty || !isSessionLeader(task) || task.pid !== task.tgid) continue;
    kernel.sendSignal(task, SIGHUP);
    kernel.sendSignal(task, SIGCONT);
  }
  if (tty.foreground !== 0) kernel.signalGroup(tty.foreground, SIGHUP);
  clearSession(tty);
  tty.generation++;
  tty.input.clear();
  tty.waiting = [];
  tty.start();
  tty.readable.wake();
  tty.writable.wake();
}
