/**
 * Software events: clocks that sample at a frequency, faults, switches, and the event that BPF programs write to.
 * Follows kernel/events/core.c (perf_swevent, cpu_clock_event).
 */
import { INSTRUCTIONS_PER_SECOND } from '../../machine/types';
import { ENOENT } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { PerfSw, PerfType } from './attr';
import type { AttachedProgram, PerfEvent, PerfSource } from './event';
import type { Pmu } from './pmu';

/** Nanoseconds of virtual time, sampled by a timer. */
class ClockSource implements PerfSource {
  private timer: { cancel(): void } | null = null;
  private begun = 0;
  private program: AttachedProgram | null = null;

  constructor(private readonly kernel: RunningKernel) {}

  start(event: PerfEvent): void {
    this.begun = this.kernel.now;
    this.arm(event);
  }
  stop(): void {
    this.timer?.cancel();
    this.timer = null;
  }
  count(): number {
    return (this.kernel.now - this.begun) * 10;
  }
  setProgram(_event: PerfEvent, program: AttachedProgram | null): number {
    this.program = program;
    return 0;
  }

  /** The next sample: after 1/frequency, or after a period in nanoseconds. */
  private arm(event: PerfEvent): void {
    const { attr } = event;
    if (attr.period === 0) return;
    const step = attr.freq ? INSTRUCTIONS_PER_SECOND / attr.period : attr.period / 10;
    this.timer = this.kernel.timer(this.kernel.now + Math.max(1000, Math.round(step)), () => {
      if (event.matches() && this.kernel.current) this.hit(event);
      this.arm(event);
    });
  }

  private hit(event: PerfEvent): void {
    const { cpu } = this.kernel;
    const regs = { di: 0, si: 0, dx: 0, cx: 0, r8: 0, r9: 0, ax: 0, ip: Number(BigInt.asIntN(64, cpu.rip)) };
    if (this.program && !this.program.run({ kind: 'regs', regs })) return;
    event.sample({ ip: cpu.rip, period: event.attr.period });
  }
}

/** Counts that the kernel keeps for each task anyway. */
class TaskCount implements PerfSource {
  private begun = 0;
  constructor(private readonly value: (event: PerfEvent) => number) {}
  start(event: PerfEvent): void {
    this.begun = this.value(event);
  }
  stop(): void {}
  count(event: PerfEvent): number {
    return this.value(event) - this.begun;
  }
  /** Every task's, where the event is for all. */
  static sum(kernel: RunningKernel, one: (task: TaskStruct) => number): (event: PerfEvent) => number {
    return (event) => {
      if (event.task) return one(event.task);
      let total = 0;
      for (const task of kernel.tasks.values()) total += one(task);
      return total;
    };
  }
}

const silent: PerfSource = { start: () => {}, stop: () => {}, setProgram: () => 0 };

export const softwarePmu: Pmu = {
  name: 'software',
  type: PerfType.SOFTWARE,
  open(kernel, attr) {
    const counted = (one: (task: TaskStruct) => number) => new TaskCount(TaskCount.sum(kernel, one));
    switch (Number(attr.config)) {
      case PerfSw.CPU_CLOCK:
        return new ClockSource(kernel);
      case PerfSw.TASK_CLOCK:
        return attr.period > 0 ? new ClockSource(kernel) : counted((task) => (task.userTime + task.systemTime) * 10);
      case PerfSw.PAGE_FAULTS:
        return counted((task) => task.minorFaults + task.majorFaults);
      case PerfSw.PAGE_FAULTS_MIN:
        return counted((task) => task.minorFaults);
      case PerfSw.PAGE_FAULTS_MAJ:
        return counted((task) => task.majorFaults);
      case PerfSw.CONTEXT_SWITCHES:
        return counted((task) => task.voluntarySwitches + task.involuntarySwitches);
      case PerfSw.CPU_MIGRATIONS:
        return counted((task) => task.migrations);
      case PerfSw.ALIGNMENT_FAULTS:
      case PerfSw.EMULATION_FAULTS:
      case PerfSw.DUMMY:
      case PerfSw.BPF_OUTPUT:
      case PerfSw.CGROUP_SWITCHES:
        return { ...silent };
      default:
        return -ENOENT;
    }
  },
};
