/** eBPF at a step: what is loaded and attached, what maps hold in words. Type names as in include/uapi/linux/bpf.h (6.1). Pure. */
import type { KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';

export type BpfData = NonNullable<KernelSnapshot['bpf']>;
export type BpfMapData = BpfData['maps'][number];

const PROGRAM_TYPES =
  'unspec socket_filter kprobe sched_cls sched_act tracepoint xdp perf_event cgroup_skb cgroup_sock lwt_in lwt_out lwt_xmit sock_ops sk_skb cgroup_device sk_msg raw_tracepoint cgroup_sock_addr lwt_seg6local lirc_mode2 sk_reuseport flow_dissector cgroup_sysctl raw_tracepoint_writable cgroup_sockopt tracing struct_ops ext lsm sk_lookup syscall'.split(
    ' ',
  );
const MAP_TYPES =
  'unspec hash array prog_array perf_event_array percpu_hash percpu_array stack_trace cgroup_array lru_hash lru_percpu_hash lpm_trie array_of_maps hash_of_maps devmap sockmap cpumap xskmap sockhash cgroup_storage reuseport_sockarray percpu_cgroup_storage queue stack sk_storage devmap_hash struct_ops ringbuf inode_storage task_storage bloom_filter user_ringbuf'.split(
    ' ',
  );
const PER_CPU = new Set([5, 6, 10, 21]);

export const programType = (type: number): string => PROGRAM_TYPES[type] ?? String(type);
export const mapType = (type: number): string => MAP_TYPES[type] ?? String(type);

function bytesOf(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

/** Bytes as a reader wants them: a number, a name, or as they are. */
export function readable(hex: string): string {
  const bytes = bytesOf(hex);
  const end = bytes.indexOf(0);
  const text = end < 0 ? bytes : bytes.slice(0, end);
  const printable = text.length > 1 && text.every((b) => b >= 32 && b < 127);
  const padded = end < 0 || bytes.slice(end).every((b) => b === 0);
  if (bytes.length > 4 && printable && padded) return `"${String.fromCharCode(...text)}"`;
  if ([1, 2, 4, 8].includes(bytes.length)) return littleEndian(bytes);
  // Structures of 32-bit words are the commonest.
  if (bytes.length % 4 === 0 && bytes.length <= 32)
    return `{${Array.from({ length: bytes.length / 4 }, (_, n) => littleEndian(bytes.slice(4 * n, 4 * n + 4))).join(', ')}}`;
  return hex.length > 40 ? `${hex.slice(0, 40)}… (${bytes.length})` : hex;
}

const littleEndian = (bytes: readonly number[]): string =>
  bytes.reduceRight((sum, b) => sum * 256n + BigInt(b), 0n).toString();

/** A value of a map; of a per-CPU map one for each CPU. */
export function readableValue(map: BpfMapData, hex: string): string {
  const slot = 2 * Math.ceil(map.valueSize / 8) * 8;
  if (!PER_CPU.has(map.type) || slot === 0 || hex.length <= slot) return readable(hex);
  return Array.from(
    { length: hex.length / slot },
    (_, cpu) => `cpu${cpu}: ${readable(hex.slice(cpu * slot, cpu * slot + 2 * map.valueSize))}`,
  ).join(', ');
}

export interface BpfProgramView {
  id: number;
  name: string;
  /** Null once it is gone: only the events told of it. */
  snapshot: BpfData['programs'][number] | null;
  hooks: readonly { target: string; attached: boolean }[];
  runs: number;
  /** The event at the scrubber is about it. */
  current: boolean;
}

/**
 * Programs up to a step: from the events, so that one whose owner has ended is still seen, and from the snapshot at the end what only
 * that knows. In the order of loading.
 */
export function programsAt(steps: readonly TraceStep[], at: number, bpf: BpfData | undefined): BpfProgramView[] {
  const views = new Map<number, { name: string; hooks: Map<string, boolean>; runs: number }>();
  const inTrace = new Set(
    steps.flatMap(({ event }) => (event.type === 'bpf' && event.op === 'load' ? [event.id] : [])),
  );
  for (const program of bpf?.programs ?? [])
    if (!inTrace.has(program.id))
      views.set(program.id, {
        name: program.name,
        hooks: new Map(bpf?.attachments.filter((a) => a.program === program.id).map((a) => [a.target, true])),
        runs: program.runs,
      });
  let last = 0;
  for (const { event } of steps.slice(0, at + 1)) {
    if (event.type !== 'bpf' || event.op === 'map-create' || event.op === 'map-update' || event.id === 0) continue;
    const view = views.get(event.id) ?? { name: event.name, hooks: new Map<string, boolean>(), runs: 0 };
    views.set(event.id, view);
    last = event.id;
    if (event.op === 'run') view.runs += 1;
    else if (event.op !== 'load') view.hooks.set(event.detail ?? '', event.op === 'attach');
  }
  const atEnd = at >= steps.length - 1;
  return [...views].map(([id, { name, hooks, runs }]) => {
    const snapshot = bpf?.programs.find((p) => p.id === id) ?? null;
    return {
      id,
      name,
      snapshot,
      hooks: [...hooks].map(([target, attached]) => ({ target, attached })),
      runs: atEnd ? Math.max(runs, snapshot?.runs ?? 0) : runs,
      current: id === last,
    };
  });
}
