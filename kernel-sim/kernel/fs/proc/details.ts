/**
 * What procfs shows beyond the shared contract of tasks: fields of TaskStruct, SignalStruct and MmStruct, all optional here,
 * so that procfs can be tested without the core and does not depend on its classes.
 */
import type { Kernel, Mm, Task } from '../../types';

export interface ProcessTimes {
  user: number;
  system: number;
  minor: number;
  major: number;
}

export interface TaskDetails extends Task {
  blocked?: bigint;
  pending?: { set: bigint };
  sighand?: { get(signal: number): { handler: number } };
  signal?: {
    pending: { set: bigint };
    dead: ProcessTimes;
    children: ProcessTimes;
    maxRss: number;
    oomScoreAdj?: number;
  };
  exitSignal?: number;
  voluntarySwitches?: number;
  involuntarySwitches?: number;
  noNewPrivs?: boolean;
  affinity?: number;
  didExec?: boolean;
  trace?: { tracer: { tgid: number }; stop: object | null } | null;
}

export interface MmDetails extends Mm {
  codeStart?: number;
  codeEnd?: number;
  dataStart?: number;
  dataEnd?: number;
  stackStart?: number;
  highWater?: number;
  table?: {
    /** Page tables, the top one too. */
    readonly tables: number;
    each(start: number, end: number, visit: (va: number, entry: number, low: number, high: number) => void): void;
  };
  shared?: { readonly zeroFrame: number };
}

export const details = (task: Task): TaskDetails => task;
export const mmDetails = (task: Task): MmDetails | null => task.mm;

/** Still there, perhaps as a zombie. */
export const isAlive = (kernel: Kernel, task: Task): boolean => kernel.tasks.get(task.pid) === task;

/** Times of all threads of the process, dead ones included. */
export function processTimes(task: Task): ProcessTimes {
  const { signal } = details(task);
  const sum: ProcessTimes = { user: 0, system: 0, minor: 0, major: 0, ...signal?.dead };
  for (const thread of task.group) {
    sum.user += thread.userTime;
    sum.system += thread.systemTime;
    sum.minor += thread.minorFaults;
    sum.major += thread.majorFaults;
  }
  return sum;
}

/** Every instruction that any process has had since boot: those alive, and those they have waited for. */
export function allTimes(kernel: Kernel): { user: number; system: number } {
  let user = 0;
  let system = 0;
  for (const task of kernel.tasks.values()) {
    if (task.pid !== task.tgid) continue;
    const own = processTimes(task);
    const children = details(task).signal?.children;
    user += own.user + (children?.user ?? 0);
    system += own.system + (children?.system ?? 0);
  }
  return { user, system };
}

/** Signals of a set of dispositions: ignored and caught, as masks. */
export function dispositions(task: Task): { ignored: bigint; caught: bigint } {
  let ignored = 0n;
  let caught = 0n;
  const { sighand } = details(task);
  for (let signal = 1; sighand !== undefined && signal <= 64; signal++) {
    const { handler } = sighand.get(signal);
    if (handler === 1) ignored |= 1n << BigInt(signal - 1);
    else if (handler !== 0) caught |= 1n << BigInt(signal - 1);
  }
  return { ignored, caught };
}
