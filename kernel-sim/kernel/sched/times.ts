/**
 * What a process has used: sums over its threads, dead ones too. Follows kernel/sys.c: thread_group_cputime, getrusage.
 */
import type { TaskStruct } from './task';

export interface Usage {
  user: number;
  system: number;
  minor: number;
  major: number;
  /** Context switches: voluntary, involuntary. */
  voluntary: number;
  involuntary: number;
  /** Blocks of 512 bytes read and written. */
  inBlocks: number;
  outBlocks: number;
}

export const NO_USAGE: Usage = {
  user: 0,
  system: 0,
  minor: 0,
  major: 0,
  voluntary: 0,
  involuntary: 0,
  inBlocks: 0,
  outBlocks: 0,
};

/** What one thread has used. */
export function threadTimes(task: TaskStruct): Usage {
  return {
    user: task.userTime,
    system: task.systemTime,
    minor: task.minorFaults,
    major: task.majorFaults,
    voluntary: task.voluntarySwitches,
    involuntary: task.involuntarySwitches,
    inBlocks: task.inBlocks,
    outBlocks: task.outBlocks,
  };
}

export function addUsage(sum: Usage, more: Usage): void {
  for (const key of Object.keys(NO_USAGE) as (keyof Usage)[]) sum[key] += more[key];
}

export function processTimes(task: TaskStruct): Usage {
  const sum: Usage = { ...task.signal.dead };
  for (const thread of task.group) addUsage(sum, threadTimes(thread));
  return sum;
}
