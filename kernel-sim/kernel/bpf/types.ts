/**
 * What the parts of the BPF subsystem promise each other: instructions, program types, maps, helper prototypes, the verifier's
 * question and answer. Names and numbers are those of include/uapi/linux/bpf.h and include/linux/bpf.h (Linux 6.1).
 * verifier/ decides; interp/ runs; syscall/ owns descriptors; attach/ calls programs. verifier/ knows nothing of the other three.
 */

/** One 8-byte slot. A 64-bit immediate load (code 0x18) takes two: the second has code 0 and the high half in `imm`. */
export interface BpfInsn {
  /** Opcode byte: class | size/op | mode/source. */
  code: number;
  /** Destination register 0..10. */
  dst: number;
  src: number;
  /** Signed 16 bits. */
  off: number;
  /** Signed 32 bits. */
  imm: number;
}

/** enum bpf_prog_type: numbers as in Linux. */
export const ProgType = {
  UNSPEC: 0,
  SOCKET_FILTER: 1,
  KPROBE: 2,
  SCHED_CLS: 3,
  SCHED_ACT: 4,
  TRACEPOINT: 5,
  XDP: 6,
  PERF_EVENT: 7,
  CGROUP_SKB: 8,
  CGROUP_SOCK: 9,
  RAW_TRACEPOINT: 17,
  CGROUP_SOCK_ADDR: 18,
  CGROUP_SYSCTL: 23,
  TRACING: 26,
  LSM: 29,
} as const;
export type ProgType = number;

/** enum bpf_map_type. */
export const MapType = {
  UNSPEC: 0,
  HASH: 1,
  ARRAY: 2,
  PROG_ARRAY: 3,
  PERF_EVENT_ARRAY: 4,
  PERCPU_HASH: 5,
  PERCPU_ARRAY: 6,
  STACK_TRACE: 7,
  CGROUP_ARRAY: 8,
  LRU_HASH: 9,
  LRU_PERCPU_HASH: 10,
  LPM_TRIE: 11,
  ARRAY_OF_MAPS: 12,
  HASH_OF_MAPS: 13,
  DEVMAP: 14,
  SOCKMAP: 15,
  CPUMAP: 16,
  XSKMAP: 17,
  QUEUE: 22,
  STACK: 23,
  RINGBUF: 27,
} as const;
export type MapType = number;

/** What the verifier must know of a map. The map itself (maps/) implements it. */
export interface BpfMapInfo {
  readonly id: number;
  readonly type: MapType;
  readonly keySize: number;
  readonly valueSize: number;
  readonly maxEntries: number;
  /** BPF_F_* of map creation: RDONLY_PROG, WRONLY_PROG … */
  readonly flags: number;
  readonly name: string;
  /** BPF_MAP_FREEZE was called: with RDONLY_PROG its values are constants. */
  readonly frozen: boolean;
  /** Offset of a struct bpf_spin_lock / bpf_timer in the value, or -1. */
  readonly spinLockOffset: number;
  readonly timerOffset: number;
  /** Template of the inner map, for maps of maps. */
  readonly inner: BpfMapInfo | null;
  /** Reads a constant of a frozen read-only array (rodata), or null. */
  constant?(offset: number, size: number): bigint | null;
}

/** enum bpf_arg_type, the part in use. */
export type ArgType =
  | 'dontcare'
  | 'const-map-ptr'
  | 'map-key'
  | 'map-value'
  | 'uninit-map-value'
  | 'mem'
  | 'mem-or-null'
  | 'uninit-mem'
  | 'const-size'
  | 'const-size-or-zero'
  | 'const-alloc-size-or-zero'
  | 'ctx'
  | 'ctx-or-null'
  | 'anything'
  | 'spin-lock'
  | 'timer'
  | 'func'
  | 'stack-or-null'
  | 'const-str'
  | 'alloc-mem'
  | 'alloc-mem-release'
  | 'int-ptr'
  | 'long-ptr'
  | 'sock-common'
  | 'socket'
  | 'socket-release'
  | 'btf-id'
  | 'percpu-btf-id'
  | 'dynptr';

/** enum bpf_return_type, the part in use. */
export type RetType =
  | 'integer'
  | 'void'
  | 'map-value-or-null'
  | 'map-value'
  | 'socket-or-null'
  | 'tcp-sock-or-null'
  | 'sock-common-or-null'
  | 'alloc-mem-or-null'
  | 'mem-or-null'
  | 'btf-id'
  | 'btf-id-or-null';

/** struct bpf_func_proto. The table of all helpers is protos.ts; what they do is in helpers/. */
export interface HelperProto {
  /** BPF_FUNC_*. */
  readonly id: number;
  /** `bpf_map_lookup_elem`, as the log prints it. */
  readonly name: string;
  readonly gplOnly: boolean;
  readonly ret: RetType;
  readonly args: readonly ArgType[];
  /** May take a packet pointer as memory. */
  readonly pktAccess?: boolean;
  /** Packet pointers are invalid after the call (bpf_helper_changes_pkt_data). */
  readonly changesPacket?: boolean;
  /** Acquires / releases a reference. */
  readonly acquires?: boolean;
  readonly releases?: boolean;
}

/** Answer of a program type's is_valid_access. */
export interface ContextField {
  /** What the loaded register holds. */
  readonly kind:
    | 'scalar'
    | 'packet'
    | 'packet-end'
    | 'packet-meta'
    | 'socket-or-null'
    | 'sock-common-or-null'
    | 'btf-id'
    | 'flow-keys';
  /** Bytes of the field itself (a narrower load is allowed where `narrow` says so). */
  readonly size: number;
  readonly narrow: boolean;
  /** Needs CAP_BPF. */
  readonly privileged?: boolean;
}

/** Rules of one program type (struct bpf_verifier_ops). Tables in context/. */
export interface ProgTypeRules {
  readonly type: ProgType;
  /** `xdp_md`, `__sk_buff`, `pt_regs`: for log and messages. */
  readonly contextName: string;
  /** Bytes of the context as programs see it. */
  readonly contextSize: number;
  /** The field at [off, off + size), or null: -EACCES `invalid bpf_context access off=%d size=%d`. */
  access(off: number, size: number, write: boolean, expectedAttachType: number): ContextField | null;
  /** Helpers this type may call; null: `unknown func` / not allowed. */
  helper(id: number, expectedAttachType: number): HelperProto | null;
  /** Range r0 must be in at exit, or null for any. */
  returnRange(expectedAttachType: number): readonly [min: number, max: number] | null;
  /** Direct packet access: may the program write packets? */
  readonly packetWrite: boolean;
}

/** All that the verifier is told. */
export interface VerifyInput {
  readonly insns: readonly BpfInsn[];
  readonly rules: ProgTypeRules;
  readonly expectedAttachType: number;
  readonly gplCompatible: boolean;
  /** CAP_BPF and CAP_PERFMON: pointer leaks allowed, bounded loops, bigger programs. */
  readonly privileged: boolean;
  /** BPF_F_STRICT_ALIGNMENT, BPF_F_ANY_ALIGNMENT, BPF_F_TEST_STATE_FREQ, BPF_F_SLEEPABLE … */
  readonly flags: number;
  /** log_level of the attribute: 0 none, 1 states, 2 every instruction, 4 statistics. */
  readonly logLevel: number;
  /** Keep a step for every instruction visited (VerifierStep), for the inspector. */
  readonly steps?: boolean;
  /** Can the kernel run this helper? Without the question: every one that has a prototype. */
  hasHelper?(id: number): boolean;
  /** The map behind a descriptor in an ld_imm64 (src 1 and 2), or a negative errno. */
  map(fd: number): BpfMapInfo | number;
  /** Source line of an instruction from BTF line info, printed in the log as `; text`. */
  line?(insn: number): { file: string; line: number; text: string } | null;
  /** Name of the function starting at an instruction, from BTF func info. */
  functionName?(insn: number): string | null;
}

/** Why a program was refused: a code with parameters, turned into ja/en words elsewhere (bpf/explain/). */
export interface Rejection {
  /** Stable: `uninit-reg`, `map-value-oob`, `null-deref`, `unbounded-loop`, `back-edge`, `stack-oob`, `ctx-access`, `helper-arg` … */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** Index of the instruction. */
  readonly insn: number;
  /** Registers as the log prints them, at that moment. */
  readonly state: string;
}

export interface VerifiedProgram {
  /** As loaded, with pseudo instructions resolved: ld_imm64 of maps keep src 1/2 and imm = index into `maps`. */
  readonly insns: readonly BpfInsn[];
  readonly maps: readonly BpfMapInfo[];
  /** First instruction of every function; 0 is the program itself. */
  readonly subprograms: readonly number[];
  readonly stackDepth: readonly number[];
  readonly statistics: { processed: number; peakStates: number; totalStates: number; maxStatesPerInsn: number };
}

export type VerifyResult =
  | {
      readonly ok: true;
      readonly program: VerifiedProgram;
      readonly log: string;
      readonly steps: readonly VerifierStep[];
    }
  | {
      readonly ok: false;
      /** Negative errno that BPF_PROG_LOAD answers. */
      readonly errno: number;
      readonly log: string;
      readonly rejection: Rejection;
      readonly steps: readonly VerifierStep[];
    };

/** One visited instruction, for the inspector: kept only when asked for (at most 20,000). */
export interface VerifierStep {
  readonly insn: number;
  readonly text: string;
  /** `R1_w=ctx(off=0,imm=0) R10=fp0`. */
  readonly state: string;
  /** Index of the step whose branch this path began at; -1 for the first path. */
  readonly from: number;
  readonly pruned: boolean;
}
