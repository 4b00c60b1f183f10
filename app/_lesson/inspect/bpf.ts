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
  return hex.length > 64 ? `${hex.slice(0, 64)}…` : hex;
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

/** The program or map that the scrubber is at, and what has been refused so far. */
export function bpfAt(steps: readonly TraceStep[], at: number): { id: number | null; runs: number } {
  let id: number | null = null;
  let runs = 0;
  for (const { event } of steps.slice(0, at + 1)) {
    if (event.type !== 'bpf') continue;
    id = event.id || null;
    if (event.op === 'run') runs += 1;
  }
  return { id, runs };
}
