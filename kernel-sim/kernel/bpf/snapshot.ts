/** BPF as plain data about one moment: programs, maps with their entries, what is attached. For pictures and checks. */
import type { RunningKernel } from '../kernel';
import { traceIfAny } from '../trace/tracefs/state';
import { type BpfMapSnapshot, mapSnapshot } from './map-snapshot';
import { bpfIfAny } from './system';

export interface BpfProgramSnapshot {
  id: number;
  type: number;
  name: string;
  /** Hexadecimal, as bpftool shows it. */
  tag: string;
  insns: number;
  runs: number;
  /** Instructions that the verifier looked at. */
  verified: number;
  maps: readonly number[];
}
export type { BpfMapSnapshot } from './map-snapshot';

export interface BpfSnapshot {
  programs: readonly BpfProgramSnapshot[];
  maps: readonly BpfMapSnapshot[];
  /** Maps that are gone, as they were at their end. */
  finished: readonly BpfMapSnapshot[];
  /** `kprobe:vfs_read`, `tracepoint:sched:sched_switch`, `xdp:lo`, with the program. */
  attachments: readonly { program: number; name: string; target: string }[];
  /** The last program that was refused: the verifier's log and its reason as a code. */
  rejection: {
    name: string;
    log: string;
    code: string;
    params: Readonly<Record<string, string | number>>;
    insn: number;
  } | null;
  /** The last lines of the trace, as trace_pipe shows them. */
  trace: readonly string[];
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Undefined while nobody has used BPF. */
export function bpfSnapshot(kernel: RunningKernel): BpfSnapshot | undefined {
  const system = bpfIfAny(kernel);
  if (!system) return undefined;
  const { lastRejection } = system;
  return {
    programs: [...system.programs.values()].map((program) => ({
      id: program.id,
      type: program.type,
      name: program.name,
      tag: hex(program.tag),
      insns: program.insns.length,
      runs: program.runs,
      verified: program.verified.statistics.processed,
      maps: program.maps.map(({ id }) => id),
    })),
    maps: [...system.maps.values()].map(mapSnapshot),
    finished: [...system.finished],
    attachments: [...system.attachments.values()],
    rejection: lastRejection && {
      name: lastRejection.name,
      log: lastRejection.log,
      code: lastRejection.rejection.code,
      params: lastRejection.rejection.params,
      insn: lastRejection.rejection.insn,
    },
    trace: traceIfAny(kernel)?.recent.slice(-200) ?? [],
  };
}
