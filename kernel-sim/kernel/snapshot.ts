/**
 * Typed snapshots: plain data (structured-clonable, JSON-safe but for bigint-free numbers) that inspectors draw and checks read.
 * Taking one changes nothing in the machine.
 */
import type { Layer } from './events';
import type { NetworkSnapshot } from './net/snapshot';

export interface TaskSnapshot {
  pid: number;
  tgid: number;
  ppid: number;
  pgid: number;
  sid: number;
  uid: number;
  euid: number;
  gid: number;
  egid: number;
  comm: string;
  cmdline: readonly string[];
  /** As /proc/PID/stat prints it. */
  state: 'R' | 'S' | 'D' | 'T' | 'Z' | 'X' | 'I';
  /** What it sleeps on (`wchan`), empty when runnable. */
  waitingFor: string;
  tty: string | null;
  exitStatus: number | null;
  nice: number;
  /** SCHED_*, and the real-time priority (0: fair). */
  policy?: number;
  rtPriority?: number;
  /** Time on a CPU, time spent waiting for one, virtual run time, moves between CPUs. */
  execTime?: number;
  waitTime?: number;
  vruntime?: number;
  migrations?: number;
  /** Pages on swap. */
  swapPages?: number;
  /** Misses of the lessons' TLB, where it is on. */
  tlb?: { loadMisses: number; storeMisses: number; fetchMisses: number; flushes: number };
  cpu: number;
  /** Retired instructions in ring 3 / charged to ring 0. */
  userTime: number;
  systemTime: number;
  minorFaults: number;
  majorFaults: number;
  syscalls: number;
  fds: readonly {
    fd: number;
    path: string;
    kind: 'file' | 'dir' | 'pipe' | 'tty' | 'char' | 'socket' | 'anon';
    flags: number;
    pos: number;
    cloexec: boolean;
  }[];
  pendingSignals: readonly number[];
  blockedSignals: readonly number[];
  threads: readonly number[];
}

export interface VmaSnapshot {
  start: number;
  end: number;
  /** `rwxp` as in /proc/PID/maps. */
  perms: string;
  offset: number;
  name: string;
  /** Pages of it that have a frame now. */
  resident: number;
}

/** One mapped page: virtual page number → frame. */
export interface PageSnapshot {
  va: number;
  frame: number;
  writable: boolean;
  user: boolean;
  accessed: boolean;
  dirty: boolean;
  noExecute: boolean;
  /** Tasks (tgids) that map the same frame. */
  sharers: readonly number[];
}

export interface AddressSpaceSnapshot {
  pid: number;
  cr3: number;
  vmas: readonly VmaSnapshot[];
  /** Resident pages in address order (capped at 4,096). */
  pages: readonly PageSnapshot[];
  brk: { start: number; end: number };
}

export interface PageWalkSnapshot {
  va: number;
  cr3: number;
  steps: readonly {
    level: number;
    table: number;
    index: number;
    entry: number;
    value: string;
    present: boolean;
    writable: boolean;
    user: boolean;
    noExecute: boolean;
  }[];
  /** Frame number or null. */
  frame: number | null;
  offset: number;
}

export interface RegistersSnapshot {
  cpu: number;
  pid: number;
  layer: Layer;
  cpl: number;
  /** 16 registers, rip, rflags as 0x-prefixed hex. */
  gpr: readonly string[];
  rip: string;
  rflags: string;
  cr2: string;
  cr3: string;
  /** From the debug info of the running program, when known. */
  where: { function: string; file: string; line: number } | null;
}

/** One CPU's run queue: who runs, who waits (in order of their turn), how it was used. */
export interface CpuSnapshot {
  cpu: number;
  current: number;
  waiting: readonly number[];
  user: number;
  system: number;
  idle: number;
  switches: number;
}

/** One TLB of one CPU: pages by set, the least recently used first. */
export interface TlbSnapshot {
  cpu: number;
  entries: readonly (readonly { page: number; large: boolean }[])[];
  code: readonly (readonly { page: number; large: boolean }[])[];
  misses: { load: number; store: number; fetch: number };
  flushes: number;
}

export interface MemorySnapshot {
  totalFrames: number;
  freeFrames: number;
  kernelFrames: number;
  pageCacheFrames: number;
  anonFrames: number;
  pageTableFrames: number;
  /** Pages of swap, all and free. */
  swapPages?: number;
  swapFree?: number;
  activeAnon?: number;
  inactiveAnon?: number;
}

export interface KernelSnapshot {
  /** Virtual time, in instructions. */
  at: number;
  tasks: readonly TaskSnapshot[];
  cpus: readonly RegistersSnapshot[];
  runQueues?: readonly CpuSnapshot[];
  /** Where the lessons' TLB is on. */
  tlb?: readonly TlbSnapshot[];
  memory: MemorySnapshot;
  mounts: readonly { source: string; target: string; type: string; options: string }[];
  /** Network namespaces, the first one first; absent while nobody has used the network. */
  network?: readonly NetworkSnapshot[];
  /** System calls so far, by name. */
  syscallCounts: Readonly<Record<string, number>>;
  /** Calls answered with ENOSYS, by name or number. */
  unimplemented: Readonly<Record<string, number>>;
  /** /dev/fb0 once it is open; the pixels are `Booted.framebuffer()`. `generation` changes with the picture. */
  framebuffer?: { width: number; height: number; stride: number; generation: number };
  /** eBPF programs, maps, what is attached; absent while nobody has used it. */
  bpf?: import('./bpf/snapshot').BpfSnapshot;
  /** Loaded kernel modules, oldest first, with how they are linked. */
  modules?: readonly import('./module/types').ModuleSnapshot[];
  /** Reports of C code in ring 0: oopses, warnings, lockups. */
  oopses?: readonly import('./module/types').OopsReport[];
}

/** Bare-metal machine: no kernel, just hardware. */
export interface BareSnapshot {
  at: number;
  cpus: readonly RegistersSnapshot[];
  /** 80×25 cells, character and attribute, as in VGA text memory. */
  vga: { text: readonly string[]; attributes: readonly number[]; cursor: number };
  serial: string;
  /** Sectors of the disk that are not empty: their text up to the first zero byte, other bytes as ·. */
  disk?: readonly { sector: number; text: string }[];
  devices: readonly { name: string; state: Readonly<Record<string, string | number | boolean>> }[];
  interrupts: Readonly<Record<number, number>>;
  /** The interrupt descriptor table as the CPU sees it: entries that are not all zero. */
  idt: {
    base: number;
    limit: number;
    gates: readonly { vector: number; offset: string; selector: number; type: number; present: boolean }[];
  };
  shutDown: 'running' | 'halted' | 'triple-fault' | 'exit';
}
