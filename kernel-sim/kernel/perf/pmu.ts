/**
 * Who serves which type of perf event: a table. A PMU opens a source for an attribute or answers a negative errno.
 * Hardware counters register here from their own subject.
 */
import { ENOENT } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import type { PerfAttr } from './attr';
import type { PerfSource } from './event';

export interface Pmu {
  /** Directory under /sys/bus/event_source/devices. */
  readonly name: string;
  readonly type: number;
  /** Files of its `format` directory. */
  readonly format?: Readonly<Record<string, string>>;
  open(kernel: RunningKernel, attr: PerfAttr, task: TaskStruct): PerfSource | number;
}

const PMUS = new Map<number, Pmu>();

export function registerPmu(pmu: Pmu): void {
  PMUS.set(pmu.type, pmu);
}
export function pmus(): Pmu[] {
  return [...PMUS.values()].sort((a, b) => a.type - b.type);
}

export function openSource(kernel: RunningKernel, attr: PerfAttr, task: TaskStruct): PerfSource | number {
  return PMUS.get(attr.type)?.open(kernel, attr, task) ?? -ENOENT;
}
