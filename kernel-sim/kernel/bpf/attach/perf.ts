/**
 * A BPF program on a perf event: kprobes, tracepoints and sampling. Follows kernel/events/core.c: perf_event_set_bpf_prog, and
 * kernel/trace/bpf_trace.c: trace_call_bpf.
 */
import { EEXIST, EINVAL } from '../../errno';
import type { RunningKernel } from '../../kernel';
import { PerfType, PMU_KPROBE } from '../../perf/attr';
import type { AttachedProgram, PerfEvent } from '../../perf/event';
import type { TaskStruct } from '../../sched/task';
import { probeRegsBytes } from '../../trace/user-registers';
import type { BpfProgram } from '../program';
import { fromFd } from '../syscall/objects';
import { type BpfSystem, bpfOf, type RunState } from '../system';
import { ProgType } from '../types';

/** The program type that fits an event, by its PMU. */
function wantedType(event: PerfEvent): number {
  const { type } = event.attr;
  if (type === PMU_KPROBE) return ProgType.KPROBE;
  if (type === PerfType.TRACEPOINT) return ProgType.TRACEPOINT;
  return ProgType.PERF_EVENT;
}

/** PERF_EVENT_IOC_SET_BPF. */
export function attachProgram(kernel: RunningKernel, task: TaskStruct, event: PerfEvent, fd: number): number {
  const found = fromFd(task, fd, 'prog');
  if (typeof found === 'number') return found;
  return attachToEvent(kernel, event, found.program, 0n);
}

export function attachToEvent(kernel: RunningKernel, event: PerfEvent, program: BpfProgram, cookie: bigint): number {
  if (program.type !== wantedType(event) || !event.source.setProgram) return -EINVAL;
  if (event.program) return -EEXIST;
  const system = bpfOf(kernel);
  program.get();
  const attached = new ProgramOnEvent(system, program, cookie, () => {
    system.emit({ op: 'detach', id: program.id, name: program.name, detail: event.what });
    program.put();
  });
  event.program = attached;
  system.emit({ op: 'attach', id: program.id, name: program.name, detail: event.what });
  return event.source.setProgram(event, attached);
}

class ProgramOnEvent implements AttachedProgram {
  private overridden: number | undefined;

  constructor(
    private readonly system: BpfSystem,
    private readonly program: BpfProgram,
    private readonly cookie: bigint,
    readonly release: () => void,
  ) {}

  get programId(): number {
    return this.program.id;
  }

  override(): number | undefined {
    return this.overridden;
  }

  run(context: Parameters<AttachedProgram['run']>[0]): boolean {
    const { system, program } = this;
    this.overridden = undefined;
    const state: RunState = { program, cookie: this.cookie, ip: context.regs?.ip };
    const { kernel } = system;
    const bytes = context.regs
      ? probeRegsBytes(context.regs, kernel.current?.pid ?? 0)
      : (context.record ?? new Uint8Array());
    // struct bpf_perf_event_data: registers, sample period, address.
    const isPerf = program.type === ProgType.PERF_EVENT;
    const full = isPerf ? Uint8Array.from([...bytes, ...new Uint8Array(16)]) : bytes;
    return system.withContext(full, (lo, hi) => {
      if (!system.run(state, lo, hi)) return true;
      this.overridden = state.override;
      return system.vm.out.lo !== 0;
    });
  }
}
