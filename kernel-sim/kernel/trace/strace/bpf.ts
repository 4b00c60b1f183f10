/** bpf(2) and perf_event_open(2) as strace 6.1 prints them. A table: which fields of union bpf_attr each command has. */

import { Struct } from '../../syscalls/struct';
import { hexPointer } from '../siginfo';
import { type CallContext, peek, peekString, peekStruct } from './context';
import { quote } from './quote';
import type { Special } from './special';

type Printer = (struct: Struct, at: number, context: CallContext) => string;

const named = (names: Readonly<Record<number, string>>, unknown: string) => (value: number) =>
  names[value] ?? `0x${value.toString(16)} /* ${unknown} */`;

const MAP_TYPES = [
  'UNSPEC HASH ARRAY PROG_ARRAY PERF_EVENT_ARRAY PERCPU_HASH PERCPU_ARRAY STACK_TRACE CGROUP_ARRAY LRU_HASH',
  'LRU_PERCPU_HASH LPM_TRIE ARRAY_OF_MAPS HASH_OF_MAPS DEVMAP SOCKMAP CPUMAP XSKMAP SOCKHASH CGROUP_STORAGE',
  'REUSEPORT_SOCKARRAY PERCPU_CGROUP_STORAGE QUEUE STACK SK_STORAGE DEVMAP_HASH STRUCT_OPS RINGBUF INODE_STORAGE',
  'TASK_STORAGE BLOOM_FILTER',
].flatMap((line) => line.split(' '));
const PROG_TYPES = [
  'UNSPEC SOCKET_FILTER KPROBE SCHED_CLS SCHED_ACT TRACEPOINT XDP PERF_EVENT CGROUP_SKB CGROUP_SOCK LWT_IN LWT_OUT',
  'LWT_XMIT SOCK_OPS SK_SKB CGROUP_DEVICE SK_MSG RAW_TRACEPOINT CGROUP_SOCK_ADDR LWT_SEG6LOCAL LIRC_MODE2 SK_REUSEPORT',
  'FLOW_DISSECTOR CGROUP_SYSCTL RAW_TRACEPOINT_WRITABLE CGROUP_SOCKOPT TRACING STRUCT_OPS EXT LSM SK_LOOKUP SYSCALL',
].flatMap((line) => line.split(' '));
const ATTACH_TYPES = [
  'CGROUP_INET_INGRESS CGROUP_INET_EGRESS CGROUP_INET_SOCK_CREATE CGROUP_SOCK_OPS SK_SKB_STREAM_PARSER',
  'SK_SKB_STREAM_VERDICT CGROUP_DEVICE SK_MSG_VERDICT CGROUP_INET4_BIND CGROUP_INET6_BIND CGROUP_INET4_CONNECT',
  'CGROUP_INET6_CONNECT CGROUP_INET4_POST_BIND CGROUP_INET6_POST_BIND CGROUP_UDP4_SENDMSG CGROUP_UDP6_SENDMSG LIRC_MODE2',
  'FLOW_DISSECTOR CGROUP_SYSCTL CGROUP_UDP4_RECVMSG CGROUP_UDP6_RECVMSG CGROUP_GETSOCKOPT CGROUP_SETSOCKOPT TRACE_RAW_TP',
  'TRACE_FENTRY TRACE_FEXIT MODIFY_RETURN LSM_MAC TRACE_ITER CGROUP_INET4_GETPEERNAME CGROUP_INET6_GETPEERNAME',
  'CGROUP_INET4_GETSOCKNAME CGROUP_INET6_GETSOCKNAME XDP_DEVMAP CGROUP_INET_SOCK_RELEASE XDP_CPUMAP SK_LOOKUP XDP',
  'SK_SKB_VERDICT SK_REUSEPORT_SELECT SK_REUSEPORT_SELECT_OR_MIGRATE PERF_EVENT TRACE_KPROBE_MULTI',
].flatMap((line) => line.split(' '));
const list = (names: readonly string[], prefix: string, unknown: string) =>
  named(Object.fromEntries(names.map((name, index) => [index, prefix + name])), unknown);

const mapType = list(MAP_TYPES, 'BPF_MAP_TYPE_', 'BPF_MAP_TYPE_???');
const progType = list(PROG_TYPES, 'BPF_PROG_TYPE_', 'BPF_PROG_TYPE_???');
const attachType = list(ATTACH_TYPES, 'BPF_', 'BPF_???');
const elemFlags = named({ 0: 'BPF_ANY', 1: 'BPF_NOEXIST', 2: 'BPF_EXIST', 4: 'BPF_F_LOCK' }, 'BPF_???');

const MAP_FLAGS =
  'NO_PREALLOC NO_COMMON_LRU NUMA_NODE RDONLY WRONLY STACK_BUILD_ID ZERO_SEED RDONLY_PROG WRONLY_PROG CLONE MMAPABLE PRESERVE_ELEMS INNER_MAP LINK'.split(
    ' ',
  );
const PROG_FLAGS = 'STRICT_ALIGNMENT ANY_ALIGNMENT TEST_RND_HI32 TEST_STATE_FREQ SLEEPABLE XDP_HAS_FRAGS'.split(' ');
const bits = (value: number, names: readonly string[]): string => {
  if (value === 0) return '0';
  const known = names.filter((_, bit) => value & (1 << bit)).map((name) => `BPF_F_${name}`);
  const rest = value & ~((1 << names.length) - 1);
  return [...known, ...(rest ? [`0x${(rest >>> 0).toString(16)}`] : [])].join('|');
};

const pointerText = (value: number): string => (value === 0 ? 'NULL' : hexPointer(value));
const u32: Printer = (s, at) => String(s.u32(at));
const fd: Printer = (s, at) => String(s.i32(at));
const u64: Printer = (s, at) => String(s.u64(at));
const pointer: Printer = (s, at) => pointerText(s.i64(at));
const text: Printer = (s, at, context) => {
  const address = s.i64(at);
  const bytes = address === 0 ? null : peekString(context, address, 4096);
  return bytes ? quote(bytes, 4095) : pointerText(address);
};
const name: Printer = (s, at) => {
  const bytes = s.bytes.subarray(at, at + 16);
  const end = bytes.indexOf(0);
  return quote(bytes.subarray(0, end < 0 ? 15 : end), 15);
};
const log: Printer = (s, at, context) => {
  const address = s.i64(at);
  if (address === 0) return 'NULL';
  const bytes = peekString(context, address, 4096);
  return bytes ? quote(bytes, 32) : hexPointer(address);
};
const flags64: Printer = (s, at) => elemFlags(s.i64(at));
const of =
  (show: (value: number) => string): Printer =>
  (s, at) =>
    show(s.u32(at));
const version: Printer = (s, at) => {
  const value = s.u32(at);
  return `KERNEL_VERSION(${value >>> 16}, ${(value >>> 8) & 255}, ${value & 255})`;
};

type Field = readonly [name: string, at: number, print: Printer];
interface Command {
  name: string;
  fields: readonly Field[];
  /** The union member that stands around them. */
  inside?: string;
}

const ELEM: readonly Field[] = [
  ['map_fd', 0, fd],
  ['key', 8, pointer],
  ['value', 16, pointer],
  ['flags', 24, flags64],
];
const nextId = (first: string): readonly Field[] => [
  ['start_id', 0, u32],
  ['next_id', 4, u32],
  [first, 8, u32],
];
const LOAD: readonly Field[] = [
  ['prog_type', 0, of(progType)],
  ['insn_cnt', 4, u32],
  ['insns', 8, pointer],
  ['license', 16, text],
  ['log_level', 24, u32],
  ['log_size', 28, u32],
  ['log_buf', 32, log],
  ['kern_version', 40, version],
  ['prog_flags', 44, of((value) => bits(value, PROG_FLAGS))],
  ['prog_name', 48, name],
  ['prog_ifindex', 64, u32],
  ['expected_attach_type', 68, of(attachType)],
  ['prog_btf_fd', 72, fd],
  ['func_info_rec_size', 76, u32],
  ['func_info', 80, pointer],
  ['func_info_cnt', 88, u32],
  ['line_info_rec_size', 92, u32],
  ['line_info', 96, pointer],
  ['line_info_cnt', 104, u32],
  ['attach_btf_id', 108, u32],
  ['attach_prog_fd', 112, u32],
  ['fd_array', 120, pointer],
];
const CREATE: readonly Field[] = [
  ['map_type', 0, of(mapType)],
  ['key_size', 4, u32],
  ['value_size', 8, u32],
  ['max_entries', 12, u32],
  ['map_flags', 16, of((value) => bits(value, MAP_FLAGS))],
  ['inner_map_fd', 20, fd],
  ['map_name', 28, name],
  ['map_ifindex', 44, u32],
  ['btf_fd', 48, fd],
  ['btf_key_type_id', 52, u32],
  ['btf_value_type_id', 56, u32],
  ['btf_vmlinux_value_type_id', 60, u32],
  ['map_extra', 64, u64],
];
const TEST_RUN: readonly Field[] = [
  ['prog_fd', 0, fd],
  ['retval', 4, u32],
  ['data_size_in', 8, u32],
  ['data_size_out', 12, u32],
  ['data_in', 16, pointer],
  ['data_out', 24, pointer],
  ['repeat', 32, u32],
  ['duration', 36, u32],
  ['ctx_size_in', 40, u32],
  ['ctx_size_out', 44, u32],
  ['ctx_in', 48, pointer],
  ['ctx_out', 56, pointer],
  ['flags', 64, u32],
  ['cpu', 68, u32],
  ['batch_size', 72, u32],
];
const batch = (from: number): readonly Field[] =>
  (
    [
      ['in_batch', 0, pointer],
      ['out_batch', 8, pointer],
      ['keys', 16, pointer],
      ['values', 24, pointer],
      ['count', 32, u32],
      ['map_fd', 36, fd],
      ['elem_flags', 40, flags64],
      ['flags', 48, u64],
    ] as const
  ).slice(from);

const COMMANDS: Readonly<Record<number, Command>> = {
  0: { name: 'MAP_CREATE', fields: CREATE },
  1: { name: 'MAP_LOOKUP_ELEM', fields: ELEM },
  2: { name: 'MAP_UPDATE_ELEM', fields: ELEM },
  3: { name: 'MAP_DELETE_ELEM', fields: ELEM.slice(0, 2) },
  4: { name: 'MAP_GET_NEXT_KEY', fields: [...ELEM.slice(0, 2), ['next_key', 16, pointer]] },
  5: { name: 'PROG_LOAD', fields: LOAD },
  6: {
    name: 'OBJ_PIN',
    fields: [
      ['pathname', 0, text],
      ['bpf_fd', 8, fd],
      ['file_flags', 12, u32],
    ],
  },
  7: {
    name: 'OBJ_GET',
    fields: [
      ['pathname', 0, text],
      ['bpf_fd', 8, fd],
      ['file_flags', 12, u32],
    ],
  },
  8: {
    name: 'PROG_ATTACH',
    fields: [
      ['target_fd', 0, fd],
      ['attach_bpf_fd', 4, fd],
      ['attach_type', 8, of(attachType)],
      ['attach_flags', 12, u32],
      ['replace_bpf_fd', 16, fd],
    ],
  },
  9: {
    name: 'PROG_DETACH',
    fields: [
      ['target_fd', 0, fd],
      ['attach_bpf_fd', 4, fd],
      ['attach_type', 8, of(attachType)],
    ],
  },
  10: { name: 'PROG_TEST_RUN', fields: TEST_RUN, inside: 'test' },
  11: { name: 'PROG_GET_NEXT_ID', fields: nextId('open_flags') },
  12: { name: 'MAP_GET_NEXT_ID', fields: nextId('open_flags') },
  13: { name: 'PROG_GET_FD_BY_ID', fields: [['prog_id', 0, u32]] },
  14: { name: 'MAP_GET_FD_BY_ID', fields: [['map_id', 0, u32]] },
  15: {
    name: 'OBJ_GET_INFO_BY_FD',
    fields: [
      ['bpf_fd', 0, fd],
      ['info_len', 4, u32],
      ['info', 8, pointer],
    ],
    inside: 'info',
  },
  17: {
    name: 'RAW_TRACEPOINT_OPEN',
    fields: [
      ['name', 0, text],
      ['prog_fd', 8, fd],
    ],
    inside: 'raw_tracepoint',
  },
  18: {
    name: 'BTF_LOAD',
    fields: [
      ['btf', 0, pointer],
      ['btf_log_buf', 8, pointer],
      ['btf_size', 16, u32],
      ['btf_log_size', 20, u32],
      ['btf_log_level', 24, u32],
    ],
  },
  21: { name: 'MAP_LOOKUP_AND_DELETE_ELEM', fields: ELEM },
  22: { name: 'MAP_FREEZE', fields: ELEM.slice(0, 1) },
  24: { name: 'MAP_LOOKUP_BATCH', fields: batch(0), inside: 'batch' },
  25: { name: 'MAP_LOOKUP_AND_DELETE_BATCH', fields: batch(0), inside: 'batch' },
  26: { name: 'MAP_UPDATE_BATCH', fields: batch(2), inside: 'batch' },
  27: { name: 'MAP_DELETE_BATCH', fields: batch(2).filter(([field]) => field !== 'values'), inside: 'batch' },
  28: {
    name: 'LINK_CREATE',
    fields: [
      ['prog_fd', 0, fd],
      ['target_fd', 4, fd],
      ['attach_type', 8, of(attachType)],
      ['flags', 12, u32],
    ],
    inside: 'link_create',
  },
};

export const bpfCall: Special = (context) => {
  const [command, address, size] = context.args;
  const known = COMMANDS[command | 0];
  const given = known ? peek(context, address, Math.max(0, Math.min(size, 144))) : null;
  // Fields that are only partly there read on in zeros.
  const struct = given && new Struct(Uint8Array.from([...given, ...new Uint8Array(160)]));
  if (!known || !struct) {
    const shown = known ? `BPF_${known.name}` : `0x${(command >>> 0).toString(16)} /* BPF_??? */`;
    return { head: `${shown}, ${pointerText(address)}, ${size}`, tail: '' };
  }
  const fits = known.fields.filter(([, at]) => at < size);
  const print = ([field, at, show]: Field) => `${field}=${show(struct, at, context)}`;
  const fields = fits.map(print).join(', ');
  const whole = known.inside ? `{${known.inside}={${fields}}}` : `{${fields}}`;
  return { head: `BPF_${known.name}, ${whole}, ${size}`, tail: '' };
};

const PERF_TYPES = ['HARDWARE', 'SOFTWARE', 'TRACEPOINT', 'HW_CACHE', 'RAW', 'BREAKPOINT'];
const PERF_SIZES: Readonly<Record<number, string>> = {
  64: '0',
  72: '1',
  80: '2',
  96: '3',
  104: '4',
  112: '5',
  120: '6',
  128: '7',
};
const SW =
  'CPU_CLOCK TASK_CLOCK PAGE_FAULTS CONTEXT_SWITCHES CPU_MIGRATIONS PAGE_FAULTS_MIN PAGE_FAULTS_MAJ ALIGNMENT_FAULTS EMULATION_FAULTS DUMMY BPF_OUTPUT CGROUP_SWITCHES'.split(
    ' ',
  );
const SAMPLE = 'IP TID TIME ADDR READ CALLCHAIN ID CPU PERIOD STREAM_ID RAW'.split(' ');
const PERF_FLAGS = ['FD_NO_GROUP', 'FD_OUTPUT', 'PID_CGROUP', 'FD_CLOEXEC'];

function perfAttr(struct: Struct): string {
  const type = struct.u32(0);
  const config = struct.u64(8);
  const size = struct.u32(4);
  const typeText = PERF_TYPES[type] ? `PERF_TYPE_${PERF_TYPES[type]}` : `0x${type.toString(16)} /* PERF_TYPE_??? */`;
  const configText =
    type === 1 && SW[Number(config)] ? `PERF_COUNT_SW_${SW[Number(config)]}` : config === 0n ? '0' : `${config}`;
  const freq = (struct.u32(40) >>> 10) & 1;
  const sample = SAMPLE.filter((_, bit) => struct.u32(24) & (1 << bit)).map((word) => `PERF_SAMPLE_${word}`);
  return `{type=${typeText}, size=${PERF_SIZES[size] ? `PERF_ATTR_SIZE_VER${PERF_SIZES[size]}` : size}, config=${configText}, ${freq ? 'sample_freq' : 'sample_period'}=${struct.u64(16)}, sample_type=${sample.join('|') || '0'}, read_format=${struct.u32(32)}, precise_ip=0 /* arbitrary skid */, ...}`;
}

export const perfEventOpen: Special = (context) => {
  const [address, pid, cpu, group, flags] = context.args;
  const struct = peekStruct(context, address, 64);
  const shown = PERF_FLAGS.filter((_, bit) => flags & (1 << bit)).map((word) => `PERF_FLAG_${word}`);
  const attr = struct ? perfAttr(struct) : pointerText(address);
  return { head: `${attr}, ${pid | 0}, ${cpu | 0}, ${group | 0}, ${shown.join('|') || '0'}`, tail: '' };
};
