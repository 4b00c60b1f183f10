/**
 * What a process has used: sums over its threads, dead ones too. Follows kernel/sys.c: thread_group_cputime, getrusage.
 */
import type { TaskStruct } from './task';

export interface Usage {
  user: number;
  system: number;
  minor: number;
  major: number;
}

export function processTimes(task: TaskStruct): Usage {
  const { dead } = task.signal;
  const sum: Usage = { user: dead.user, system: dead.system, minor: dead.minor, major: dead.major };
  for (const thread of task.group) {
    sum.user += thread.userTime;
    sum.system += thread.systemTime;
    sum.minor += thread.minorFaults;
    sum.major += thread.majorFaults;
  }
  return sum;
}
