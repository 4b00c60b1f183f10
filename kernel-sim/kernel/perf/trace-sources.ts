/**
 * Tracepoints and kprobes as perf events: what BPF programs are attached through. Follows kernel/trace/trace_event_perf.c and
 * kernel/events/core.c (perf_tracepoint, perf_kprobe). uprobes answer -EOPNOTSUPP: user text is not probed here.
 */

import { perfmonCapable } from '../bpf/syscall/rights';
import { EACCES, EFAULT, EINVAL, ENOENT, EOPNOTSUPP } from '../errno';
import type { RunningKernel } from '../kernel';
import type { ProbeHandler } from '../trace/probes';
import type { Tracepoint } from '../trace/tracepoints';
import { PerfType, PMU_KPROBE, PMU_UPROBE } from './attr';
import type { AttachedProgram, PerfEvent, PerfSource } from './event';
import type { Pmu } from './pmu';

class TracepointSource implements PerfSource {
  readonly what: string;
  private unlisten: (() => void) | null = null;
  private programStop: (() => void) | null = null;

  constructor(
    private readonly kernel: RunningKernel,
    private readonly tracepoint: Tracepoint,
  ) {
    this.what = `tracepoint:${tracepoint.system}:${tracepoint.name}`;
  }

  start(event: PerfEvent): void {
    this.unlisten = this.kernel.tracepoints.listen(this.tracepoint, (_point, record) => {
      if (!event.matches()) return;
      event.add();
      event.sample({ raw: record });
    });
  }
  stop(): void {
    this.unlisten?.();
    this.unlisten = null;
  }
  /** The program hears every hit, whoever the event looks at. */
  setProgram(_event: PerfEvent, program: AttachedProgram | null): number {
    this.programStop?.();
    this.programStop = null;
    if (program)
      this.programStop = this.kernel.tracepoints.listen(this.tracepoint, (_point, record) => {
        program.run({ kind: 'record', record });
      });
    return 0;
  }
}

class KprobeSource implements PerfSource {
  readonly what: string;
  private detach: (() => void) | null = null;
  private event: PerfEvent | null = null;
  private program: AttachedProgram | null = null;

  constructor(
    private readonly kernel: RunningKernel,
    private readonly symbol: string,
    private readonly atReturn: boolean,
  ) {
    this.what = `${atReturn ? 'kretprobe' : 'kprobe'}:${symbol}`;
  }

  open(): number {
    const hit = (regs: Parameters<NonNullable<ProbeHandler['entry']>>[0]): number | undefined => {
      this.program?.run({ kind: 'regs', regs });
      if (this.event?.enabled && this.event.matches()) {
        this.event.add();
        this.event.sample({ ip: BigInt.asUintN(64, BigInt(regs.ip)) });
      }
      return this.program?.override();
    };
    const handler: ProbeHandler = this.atReturn ? { return: (regs) => void hit(regs) } : { entry: hit };
    const stop = this.kernel.probes.attach(this.symbol, handler);
    if (typeof stop === 'number') return stop;
    this.detach = stop;
    return 0;
  }
  start(event: PerfEvent): void {
    this.event = event;
  }
  stop(): void {
    this.event = null;
  }
  setProgram(_event: PerfEvent, program: AttachedProgram | null): number {
    this.program = program;
    return 0;
  }
  close(): void {
    this.detach?.();
    this.detach = null;
  }
}

export const tracepointPmu: Pmu = {
  name: 'tracepoint',
  type: PerfType.TRACEPOINT,
  open(kernel, attr, task) {
    const tracepoint = kernel.tracepoints.withId(Number(attr.config));
    if (!tracepoint) return -ENOENT;
    return perfmonCapable(task.cred) ? new TracepointSource(kernel, tracepoint) : -EACCES;
  },
};

export const kprobePmu: Pmu = {
  name: 'kprobe',
  type: PMU_KPROBE,
  format: { retprobe: 'config:0\n' },
  open(kernel, attr, task) {
    if (!perfmonCapable(task.cred)) return -EACCES;
    if (attr.config1 === 0) return -EINVAL;
    const symbol = kernel.strncpyFromUser(task, attr.config1, 128);
    if (typeof symbol === 'number') return symbol === -EFAULT ? -EFAULT : -EINVAL;
    if (attr.config2 !== 0n) return -EINVAL;
    const source = new KprobeSource(kernel, symbol, (attr.config & 1n) === 1n);
    const error = source.open();
    return error < 0 ? error : source;
  },
};

export const uprobePmu: Pmu = {
  name: 'uprobe',
  type: PMU_UPROBE,
  format: { ref_ctr_offset: 'config:32-63\n', retprobe: 'config:0\n' },
  open: () => -EOPNOTSUPP,
};
