/**
 * Hardware counters: instructions, cycles, and misses of the TLB. Follows arch/x86/events/core.c: x86_pmu_hw_config, hw_cache_event_ids.
 * One instruction takes one cycle here. TLB misses exist only while the machine's lesson TLB is on; hits are not counted, as a cache
 * that answers is not seen, so the *-loads events answer -ENOENT like a processor without them.
 */
import { ENOENT, EOPNOTSUPP } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { type PerfAttr, PerfType } from './attr';
import type { PerfEvent, PerfSource } from './event';
import type { Pmu } from './pmu';

const HW = { CPU_CYCLES: 0, INSTRUCTIONS: 1, REF_CPU_CYCLES: 9 } as const;
const CACHE = { DTLB: 3, ITLB: 4 } as const;
const OP = { READ: 0, WRITE: 1 } as const;
const RESULT_MISS = 1;

class Counter implements PerfSource {
  private begun = 0;
  constructor(
    private readonly kernel: RunningKernel,
    private readonly one: (task: TaskStruct) => number,
  ) {}

  start(event: PerfEvent): void {
    this.begun = this.value(event);
  }
  stop(): void {}
  count(event: PerfEvent): number {
    return this.value(event) - this.begun;
  }

  private value(event: PerfEvent): number {
    if (event.task) return this.one(event.task);
    let total = 0;
    for (const task of this.kernel.tasks.values()) total += this.one(task);
    return total;
  }
}

/** Time in the rings that the attribute asks for. */
function retired(attr: PerfAttr): (task: TaskStruct) => number {
  return (task) => (attr.excludeUser ? 0 : task.userTime) + (attr.excludeKernel ? 0 : task.systemTime);
}

export const hardwarePmu: Pmu = {
  name: 'cpu',
  type: PerfType.HARDWARE,
  open(kernel, attr) {
    // No interrupt comes when a counter runs over: it can be read, not sampled.
    if (attr.period > 0) return -EOPNOTSUPP;
    const { CPU_CYCLES, INSTRUCTIONS, REF_CPU_CYCLES } = HW;
    const known: readonly number[] = [CPU_CYCLES, INSTRUCTIONS, REF_CPU_CYCLES];
    return known.includes(Number(attr.config)) ? new Counter(kernel, retired(attr)) : -ENOENT;
  },
};

export const cachePmu: Pmu = {
  name: 'cpu_cache',
  type: PerfType.HW_CACHE,
  open(kernel, attr) {
    if (attr.period > 0) return -EOPNOTSUPP;
    const config = Number(attr.config);
    const [cache, op, result] = [config & 255, (config >>> 8) & 255, (config >>> 16) & 255];
    if (!kernel.tlb || result !== RESULT_MISS) return -ENOENT;
    if (cache === CACHE.DTLB && op === OP.READ) return new Counter(kernel, (task) => task.tlb.loadMisses);
    if (cache === CACHE.DTLB && op === OP.WRITE) return new Counter(kernel, (task) => task.tlb.storeMisses);
    if (cache === CACHE.ITLB && op === OP.READ) return new Counter(kernel, (task) => task.tlb.fetchMisses);
    return -ENOENT;
  },
};
