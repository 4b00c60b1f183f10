/** For tests: runs eBPF objects in the kernel of this machine, where bpf(2) is allowed. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readBpfObject } from '../object';

const SCRIPT = join(import.meta.dirname, 'run.py');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Numbers of program types by the beginning of the section's name. */
const TYPES: readonly (readonly [prefix: string, type: number])[] = [
  ['xdp', 6],
  ['socket', 1],
  ['kprobe', 2],
  ['kretprobe', 2],
  ['tc', 3],
  ['classifier', 3],
  ['tracepoint', 5],
  ['raw_tracepoint', 17],
  ['cgroup_skb', 8],
  ['.bpf.fn.', 2],
];

export interface Job {
  object: Uint8Array;
  /** Name of the program; the first that has a section of its own. */
  entry?: string;
  /** Packets to run it on. */
  runs?: Uint8Array[];
  logLevel?: number;
  withBtf?: boolean;
}

export interface Outcome {
  ok: boolean;
  errno?: number;
  log: string;
  results: { ret: number; out: string }[];
  /** Contents of maps as hex by key. */
  maps: Record<string, Record<string, string>>;
}

export function runInKernel(jobs: readonly Job[]): Outcome[] {
  const input = jobs.map((job) => {
    const object = readBpfObject(job.object);
    const entry = object.programs.find((p) => (job.entry ? p.name === job.entry : p.section !== '.text'));
    const data = object.data.map((d) => ({
      name: d.name,
      type: 2,
      keySize: 4,
      valueSize: d.bytes.length,
      maxEntries: 1,
      flags: d.readonly ? 0x80 : 0,
      init: hex(d.bytes),
      freeze: d.readonly,
    }));
    const plain = object.maps.filter((m) => m.type === 1 || m.type === 2);
    const dump = [...plain, ...data].map((m) => [m.name, [m.keySize, m.valueSize]]);
    return {
      // A perf array of no given size has an entry for each processor.
      maps: [...object.maps.map((m) => (m.type === 4 && m.maxEntries === 0 ? { ...m, maxEntries: 2 } : m)), ...data],
      programs: Object.fromEntries(
        object.programs.map((p) => [
          p.name,
          { insns: hex(p.insns), relocations: p.relocations, section: p.section, start: p.start },
        ]),
      ),
      entry: entry?.name,
      type: TYPES.find(([prefix]) => entry?.section.startsWith(prefix))?.[1] ?? 6,
      license: object.license || 'GPL',
      logLevel: job.logLevel ?? 1,
      runs: (job.runs ?? []).map(hex),
      dump: Object.fromEntries(dump),
      btf: job.withBtf && object.btf ? hex(object.btf) : undefined,
      btfExt: job.withBtf && object.btfExt ? hex(object.btfExt) : undefined,
    };
  });
  const output = execFileSync('python3', [SCRIPT], {
    input: JSON.stringify(input),
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  return JSON.parse(output.toString());
}

/** Why the kernel cannot be asked, or nothing. */
export function kernelRefuses(): string | undefined {
  try {
    const code = 'b7000000000000009500000000000000';
    const probe = [
      { maps: [], programs: { p: { insns: code, relocations: [] } }, entry: 'p', type: 6, license: 'GPL' },
    ];
    const out = execFileSync('python3', [SCRIPT], { input: JSON.stringify(probe), timeout: 10_000 });
    const [{ ok, errno }] = JSON.parse(out.toString());
    return ok ? undefined : `bpf(2) is refused here (errno ${errno})`;
  } catch {
    return 'python3 is missing';
  }
}
