/**
 * The contract of the computer: what the kernel, the lab and the pictures may ask of it.
 * Everything behind these types (decoder, tiers, caches) may change; these stay.
 * Numbers are the field's own: Intel SDM volume 3 for registers, vectors and error codes.
 */

/** Offset into guest RAM, 0 ≤ pa < ramBytes. */
export type PhysAddr = number & { readonly __phys: unique symbol };
/** A canonical lower-half address (below 2^47) as user code uses it. Not yet checked against any VMA. */
export type UserAddr = number & { readonly __user: unique symbol };

export const PAGE_SHIFT = 12;
export const PAGE_SIZE = 4096;

/** General registers in the order of their encoding (SDM 2A, table 2-2). */
export const Reg = {
  RAX: 0,
  RCX: 1,
  RDX: 2,
  RBX: 3,
  RSP: 4,
  RBP: 5,
  RSI: 6,
  RDI: 7,
  R8: 8,
  R9: 9,
  R10: 10,
  R11: 11,
  R12: 12,
  R13: 13,
  R14: 14,
  R15: 15,
} as const;
export type Reg = (typeof Reg)[keyof typeof Reg];

/** Exception vectors (SDM 3A, table 6-1). */
export const Vector = {
  DE: 0,
  DB: 1,
  NMI: 2,
  BP: 3,
  OF: 4,
  BR: 5,
  UD: 6,
  NM: 7,
  DF: 8,
  TS: 10,
  NP: 11,
  SS: 12,
  GP: 13,
  PF: 14,
  MF: 16,
  AC: 17,
  XM: 19,
} as const;

/** #PF error code bits (SDM 3A 4.7). */
export const PfError = { PRESENT: 1, WRITE: 2, USER: 4, RSVD: 8, FETCH: 16 } as const;

/** Page-table entry bits. NX is bit 63, i.e. bit 31 of the high half. */
export const Pte = { P: 1, W: 2, U: 4, A: 0x20, D: 0x40, PS: 0x80, G: 0x100, NX_HI: 0x8000_0000 } as const;

/** Why `Cpu.run` came back. */
export const Stop = {
  /** The budget is used up; state is exact at that instruction count. */
  BUDGET: 0,
  /** `syscall` was executed while `hostTraps` is on: rcx, r11, rip are as SDM 2B says (rip = the next instruction); the mode has not been switched. */
  SYSCALL: 1,
  /** An exception while `hostTraps` is on: `cpu.fault` tells which; rip is at the faulting instruction (after it for #BP and #DB traps). */
  EXCEPTION: 2,
  /** `hlt` with nothing to wake it: it retired, rip is after it. */
  HALT: 3,
  /** A fault while delivering #DF (bare-metal mode): the CPU is shut down until reset. */
  TRIPLE_FAULT: 4,
  /** A device asked to stop (debug exit port, power off, a break request). */
  DEVICE: 5,
} as const;
export type Stop = (typeof Stop)[keyof typeof Stop];

export interface Fault {
  vector: number;
  /** 0 where the vector has none. */
  errorCode: number;
  /** CR2 for #PF, as the guest would read it. */
  address: bigint;
}

/** One processor. All state lies in the shared WebAssembly memory; this is a window on it. */
export interface Cpu {
  readonly index: number;
  getReg(reg: number): bigint;
  setReg(reg: number, value: bigint): void;
  /** Signed 64-bit register as a double: exact within ±2^53, sign always right. Allocates nothing. */
  regNumber(reg: number): number;
  /** Low 32 bits, signed. Allocates nothing. */
  regLow(reg: number): number;
  /** Writes the integer `value` (|value| < 2^53) sign-extended to 64 bits. Allocates nothing. */
  setRegNumber(reg: number, value: number): void;
  rip: bigint;
  /** rip as a double; exact for the lower half. */
  readonly ripNumber: number;
  setRipNumber(value: number): void;
  /** All of RFLAGS, materialised from the lazy flags on reading. */
  rflags: number;
  fsBase: bigint;
  gsBase: bigint;
  /** Current privilege level, 0 or 3. Setting it loads the matching flat code and stack selectors (Linux's: 0x10/0x18 and 0x33/0x2b). */
  cpl: 0 | 3;
  /** Setting it switches the address space and drops the non-global translations the tiers hold for this CPU. */
  cr3: PhysAddr;
  cr0: number;
  cr4: number;
  efer: number;
  mxcsr: number;
  getMsr(index: number): bigint;
  setMsr(index: number, value: bigint): void;
  /**
   * true: `syscall`, exceptions and `int n` come back to the host (the kernel is TypeScript).
   * false: they are delivered through LSTAR and the IDT in guest memory (bare metal).
   */
  hostTraps: boolean;
  readonly fault: Readonly<Fault>;
  /** Instructions retired by this CPU since reset (a `rep` iteration counts as one). */
  readonly retired: number;
  /** Instructions retired by the last `run`. */
  readonly lastRetired: number;
  /** Executes at most `max` instructions (1 ≤ max ≤ 2^30), exactly. */
  run(max: number): Stop;
  /** Delivers an external interrupt through the IDT (bare metal). The caller has checked `interruptible`. */
  interrupt(vector: number): Stop | undefined;
  /** RFLAGS.IF is set and no `sti`/`mov ss` shadow is open. */
  readonly interruptible: boolean;
  /** The interrupt descriptor table register, as `lidt` loaded it. */
  readonly idt: Readonly<{ base: bigint; limit: number }>;
  /** Loads the global descriptor table register, as `lgdt` would. */
  loadGdt(base: bigint, limit: number): void;
  /** Set by `hlt`, cleared by the next interrupt. */
  halted: boolean;
  /** Somebody waits for `interruptible`: `run` comes back with Stop.DEVICE as soon as it holds. */
  interruptWanted: boolean;
  /** The task priority (CR8), and the time-stamp counter, which software and sleeping change. */
  cr8: number;
  timeStamp: number;
  /** Registers, flags, bases, xmm, mxcsr and cpl of user code as one opaque block. */
  saveContext(into: Uint8Array): void;
  loadContext(from: Uint8Array): void;
  reset(): void;
}
/** Size of the block `saveContext` fills. Layout: see machine/cpu/state.ts (`CONTEXT`), versioned by STATE_VERSION. */
export const CONTEXT_BYTES = 1024;

/** Guest RAM. Readers may use the raw views; every writer outside the CPU goes through the methods, which keep translated code coherent. */
export interface PhysicalMemory {
  readonly size: number;
  /** View of guest RAM only: index = PhysAddr. Read-only by convention. */
  readonly bytes: Uint8Array;
  read8(pa: PhysAddr): number;
  read16(pa: PhysAddr): number;
  /** Unsigned. */
  read32(pa: PhysAddr): number;
  read64(pa: PhysAddr): bigint;
  write8(pa: PhysAddr, value: number): void;
  write16(pa: PhysAddr, value: number): void;
  write32(pa: PhysAddr, value: number): void;
  write64(pa: PhysAddr, value: bigint): void;
  write(pa: PhysAddr, from: Uint8Array): void;
  fill(pa: PhysAddr, length: number, value: number): void;
  copy(to: PhysAddr, from: PhysAddr, length: number): void;
}

export type Access = 'read' | 'write' | 'execute';

/** The one page walker (in WebAssembly) seen from TypeScript. */
export interface Mmu {
  /**
   * Walks the tables at `cr3` as user code would, setting A (and D for writes).
   * Returns the physical address, or -1 where the CPU would raise #PF. Allocates nothing.
   */
  translate(cr3: PhysAddr, va: number, access: Access): number;
  /**
   * Copies from user memory; stops at the first page that would fault. Returns the bytes copied, 0 ≤ n ≤ length.
   */
  copyFromUser(cr3: PhysAddr, from: number, to: Uint8Array, toOffset: number, length: number): number;
  copyToUser(cr3: PhysAddr, to: number, from: Uint8Array, fromOffset: number, length: number): number;
  /** The only way TypeScript edits a page table: writes the 8 bytes at `entry` and makes all tiers of all CPUs see it. */
  setPte(entry: PhysAddr, low: number, high: number): void;
  /** Low and high half of the entry at `entry`, unsigned. */
  pteLow(entry: PhysAddr): number;
  pteHigh(entry: PhysAddr): number;
  /** Drops every cached translation of one page / of everything, on every CPU. */
  flushPage(va: number): void;
  flushAll(): void;
  /** Decodes the walk for pictures: up to four levels, stops at the first absent one. Sets no bits. */
  walk(cr3: PhysAddr, va: bigint): PageWalkStep[];
}
export interface PageWalkStep {
  level: 4 | 3 | 2 | 1;
  /** Physical address of the entry, its index in the table (0..511) and its value. */
  entry: PhysAddr;
  index: number;
  value: bigint;
}

/** What the CPU calls for `in`, `out` and physical addresses outside RAM. Unclaimed reads give all ones, unclaimed writes vanish, as on a PC. */
export interface BusPort {
  portIn(cpu: number, port: number, size: 1 | 2 | 4): number;
  portOut(cpu: number, port: number, size: 1 | 2 | 4, value: number): void;
  mmioRead(cpu: number, pa: number, size: 1 | 2 | 4 | 8): bigint;
  mmioWrite(cpu: number, pa: number, size: 1 | 2 | 4 | 8, value: bigint): void;
  /** CR8 was written: other interrupts may come through now. */
  priorityChanged?(cpu: number): void;
  /** IA32_APIC_BASE was written. */
  apicBaseChanged?(cpu: number, value: bigint): void;
}

/** Which tiers run: `mixed` translates what is hot, `hot` everything as soon as it runs (for tests), `cold` nothing. */
export type Tiers = 'cold' | 'mixed' | 'hot';

export interface CoreOptions {
  ramBytes: number;
  cpus: number;
  bus: BusPort;
  /** They make no difference to any state; mixed by default. */
  tiers?: Tiers;
}

/** Processors, memory and page walker, without devices. Made by `createCore` in machine/core.ts. */
export interface Core {
  readonly memory: WebAssembly.Memory;
  readonly ram: PhysicalMemory;
  readonly mmu: Mmu;
  readonly cpus: readonly Cpu[];
  /** Counts of #UD raised for instructions that real CPUs have and this one has not, by opcode bytes in hex. */
  readonly unimplemented: ReadonlyMap<string, number>;
  /** Switches the TLB of lessons on (tlb/lesson.ts): exact counts of misses for each CPU. */
  lessonTlb?(): import('./tlb/lesson').LessonTlb;
  /** Where `run` comes back early, for debuggers. */
  readonly traps: Traps;
  /** What the hot tier did so far. */
  readonly hotTier?: Readonly<HotTierCounters>;
  /**
   * Asks the running CPU to come back with Stop.DEVICE after the current instruction.
   * Called from inside a BusPort method (a device that ends the run, raises an interrupt line, …).
   */
  requestStop(cpu: number): void;
}

/** Breakpoints that cost nothing: the tiers leave before an instruction that lies at one of some offsets in its page. */
export interface Traps {
  /** These offsets (0..4095), in every page and address space; `run` then comes back there with Stop.BUDGET, its budget not used up. */
  set(offsets: ReadonlySet<number>): void;
  /** Runs something without the trap at which the last `run` came back: the way past it. */
  lifted<T>(run: () => T): T;
}

export interface HotTierCounters {
  /** Functions, modules and bytes of WebAssembly made; instructions and blocks in them; functions dropped again. */
  regions: number;
  modules: number;
  bytes: number;
  instructions: number;
  blocks: number;
  dropped: number;
}

/** Virtual time: 100 million retired instructions are one virtual second (10 ns each). */
export const INSTRUCTIONS_PER_SECOND = 100_000_000;
export const NS_PER_INSTRUCTION = 10;
