/**
 * Where everything lies in the one WebAssembly memory: state blocks, translation caches, decoded code, guest RAM.
 *
 * The processor that runs has its state in the *bank*, at an address known when the module is built; the others wait in their
 * own blocks and are copied in when their turn comes (1 KiB, a fraction of a microsecond). Offsets below are within a block.
 */

/** Raise it whenever an offset below changes: saved contexts and recorded runs carry it. */
export const STATE_VERSION = 1;

/** Fields of a state block. The first `CONTEXT_END` bytes are user-visible context (`saveContext`). */
export const State = {
  /** 16 general registers, 8 bytes each. */
  REGS: 0,
  // Pseudo registers that address fields of records may name, as if they followed R15:
  ZERO: 128,
  FS_BASE: 136,
  GS_BASE: 144,
  /** Virtual address of the page whose code is running: rip = PAGE_BASE + record.offset. */
  PAGE_BASE: 152,
  /** Address prepared by a segment- or address-size-prefix record. */
  TEMP: 160,
  RIP: 168,
  /** Lazy flags: operand and result shifted up to bit 63, and kind (see emit/flags.ts). */
  FLAG_A: 176,
  FLAG_R: 184,
  FLAG_OP: 192,
  /** The other bits of RFLAGS (DF, IF, TF, IOPL, ...; bit 1 is always set). */
  FLAGS_REST: 196,
  MXCSR: 200,
  CPL: 208,
  CS: 212,
  SS: 216,
  /** x87 state in the format of FXSAVE's first 160 bytes; stored, not yet computed with. */
  X87: 224,
  XMM: 384,
  CONTEXT_END: 640,

  /** Low 12 bits that a translation-cache tag must carry now: privilege and address-space number. */
  CONTEXT_TAG: 640,
  CR2: 648,
  CR0: 656,
  CR3: 660,
  CR4: 664,
  EFER: 668,
  /** Record at which the interpreter left. */
  RECORD: 672,
  BUDGET: 676,
  EXIT: 680,
  FAULT_VECTOR: 684,
  FAULT_ERROR: 688,
  /** Not 0: one instruction runs with memory accesses that need care (see cpu/special.ts). */
  SPECIAL: 692,
  NEXT_VA: 696,
  RETIRED: 704,
  LAST_RETIRED: 712,
  /** Value of RETIRED at which an interrupt shadow (`sti`, `mov ss`) ends the current instruction; -1: none. */
  SHADOW: 720,
  HALTED: 728,
  HOST_TRAPS: 732,
  INDEX: 736,
  SHUT_DOWN: 740,
  KERNEL_GS: 744,
  STAR: 752,
  LSTAR: 760,
  CSTAR: 768,
  FMASK: 776,
  GDT_BASE: 784,
  IDT_BASE: 792,
  TR_BASE: 800,
  GDT_LIMIT: 808,
  IDT_LIMIT: 812,
  TR_LIMIT: 816,
  TR: 820,
  LDTR: 824,
  DS: 828,
  ES: 832,
  FS: 836,
  GS: 840,
  CR8: 844,
  DR: 848,
  PAT: 912,
  TSC_AUX: 920,
  SYSENTER: 928,
  APIC_BASE: 952,
  LDT_BASE: 960,
  LDT_LIMIT: 968,
  /** What the time-stamp counter is ahead of RETIRED (a double): time slept, and what was written to it. */
  TSC_OFFSET: 976,
} as const;

export const STATE_BYTES = 1024;
export const MAX_CPUS = 16;

/** Addresses in the WebAssembly memory. */
export const Layout = {
  /** Where a memory access that spans two pages is put together. */
  SCRATCH: 0x100,
  /** Globals that depend on the size of RAM. */
  RAM_SIZE: 0x200,
  /** Address of the byte-per-page flags (`PageFlag`). */
  PAGE_FLAGS: 0x204,
  /** Address of the word per page that names its decoded-code block, 0 for none. */
  PAGE_CODE: 0x208,
  /** Address of the word per page that tells which 2 MiB of addresses a page table maps (see Walker). */
  PAGE_TABLES: 0x20c,
  /** Not 0: accesses that the translation caches do not answer are reported (tlb/lesson.ts). */
  LESSON_TLB: 0x210,
  /** Not 0: entries to the hot tier are passed by (single steps, the lesson TLB). */
  HOT_OFF: 0x214,
  /** Budget that the cold tier may not use before the profiler has looked (hot/tier.ts). */
  RESERVE: 0x218,
  /** How the last function of the hot tier was left (see hot/translate.ts). */
  HOP: 0x21c,
  /** Where the indirect branch that left it led, in bytes from its page. */
  HOP_TO: 0x220,
  /** Where `saveContext` and `loadContext` pass through, to copy without allocating. */
  STAGE: 0x400,
  /** The record that execution starts from: it jumps to State.RIP. */
  START: 0x300,
  BANK: 0x1000,
  BLOCKS: 0x2000,
  TLB_READ: 0x1_0000,
  TLB_WRITE: 0x2_0000,
  TLB_CODE: 0x3_0000,
  /** Decoded code: bump-allocated, dropped as a whole when full. */
  ARENA: 0x8_0000,
  RAM: 0x400_0000,
} as const;

export const TLB_BYTES = 0x1_0000;

/** What the caches know of a page of guest RAM. */
export const PageFlag = {
  /** Some instruction in it is decoded. */
  CODE: 1,
  /** It served as a page table in a cached translation. */
  TABLE: 2,
  /** A write translation to it may be cached. */
  WRITTEN: 4,
} as const;

/** Fields of a decoded record. Register fields are byte offsets into the register file (AH = 1). */
export const Record = {
  OP: 0,
  /** Offset of the instruction in its page. */
  OFFSET: 2,
  D: 4,
  S: 5,
  BASE: 6,
  INDEX: 7,
  SCALE: 8,
  LENGTH: 9,
  /** Instructions from this record to the end of its block, itself included. */
  LEFT: 10,
  /** Record to branch to, or the number of a host row. */
  TARGET: 12,
  DISP: 16,
  IMM: 24,
  BYTES: 32,
} as const;

/** A page's decoded code: record address of each instruction start, then one bit for each byte that is decoded. */
export const CodePage = { MAP: 0, BITMAP: 0x4000, BYTES: 0x4200 } as const;

/** Why the interpreter came back (State.EXIT). */
export const Exit = {
  BUDGET: 0,
  FAULT: 1,
  SYSCALL: 2,
  /** The code at RIP is not decoded, or its translation is not cached. */
  DECODE: 3,
  /** An instruction that TypeScript carries out: Record.TARGET is its number. */
  HOST: 4,
  /** A memory access that needs care: device memory, a page with code or tables, a write over a page boundary. */
  SPECIAL: 5,
  /** An instruction at the end of a page whose second half moved. */
  CROSSING: 6,
  /** Nothing to do but to look at the flags again (TF may be set). */
  RESYNC: 7,
} as const;

/** Flag bits. */
export const Flag = {
  CF: 1,
  PF: 4,
  AF: 0x10,
  ZF: 0x40,
  SF: 0x80,
  TF: 0x100,
  IF: 0x200,
  DF: 0x400,
  OF: 0x800,
  IOPL: 0x3000,
  NT: 0x4000,
  RF: 0x1_0000,
  AC: 0x4_0000,
  ID: 0x20_0000,
} as const;
export const ARITHMETIC_FLAGS = Flag.CF | Flag.PF | Flag.AF | Flag.ZF | Flag.SF | Flag.OF;

/** Accesses as the walker sees them. */
export const Access = {
  READ: 0,
  WRITE: 1,
  USER: 2,
  FETCH: 4,
  /** Sets no A and D bits. */ PEEK: 8,
  /** The result will be cached. */ CACHE: 16,
  /** As in user mode of a running kernel, whatever this processor's CR0 and EFER say. */ KERNEL: 32,
  /** By the processor itself (descriptor tables, frames of exceptions): SMAP holds whatever RFLAGS.AC says. */ IMPLICIT: 64,
} as const;
