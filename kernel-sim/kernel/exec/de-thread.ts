/**
 * execve in a process of several threads: the others end, and the caller becomes the leader, with the process's pid.
 * Follows fs/exec.c: de_thread.
 */
import type { RunningKernel } from '../kernel';
import { unlink } from '../ptrace/state';
import type { TaskStruct } from '../sched/task';
import type { Sleeping } from '../types';

export function* deThread(kernel: RunningKernel, task: TaskStruct): Sleeping<void> {
  const others = () => task.group.filter((thread) => thread !== task && !thread.exiting);
  for (const thread of others()) kernel.killThread(thread);
  while (others().length > 0) yield* kernel.threadGone.sleep('de_thread', { interruptible: false });
  if (!task.isLeader) takeOver(kernel, task, task.leader);
}

/** The old leader is dead by now; its place among parent and children goes to `task`. */
function takeOver(kernel: RunningKernel, task: TaskStruct, leader: TaskStruct): void {
  const { signal } = task;
  kernel.tasks.delete(task.pid);
  task.pid = leader.pid;
  kernel.tasks.set(task.pid, task);
  signal.leader = task;
  signal.dead.user += leader.userTime;
  signal.dead.system += leader.systemTime;
  signal.dead.minor += leader.minorFaults;
  signal.dead.major += leader.majorFaults;
  task.startTime = leader.startTime;
  task.exitSignal = leader.exitSignal;
  task.parent = leader.parent;
  leader.parent.children.delete(leader);
  leader.parent.children.add(task);
  for (const child of leader.children) {
    child.parent = task;
    task.children.add(child);
  }
  leader.children.clear();
  if (leader.trace) unlink(leader);
  leader.state = 'X';
  task.group.splice(task.group.indexOf(leader), 1);
  if (kernel.init === leader) kernel.init = task;
  if (kernel.main === leader) kernel.main = task;
}
