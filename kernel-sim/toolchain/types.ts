/** The public face of the toolchain: sources in, ELF out. Pure: same input, same bytes. */
import type { Diagnostic } from './diagnostics';
import type { IrModule } from './ir';

export interface SourceFile {
  /** As it shall appear in messages, e.g. `main.c`. `.c` and `.S`/`.s` are known. */
  path: string;
  text: string;
}

export type Target =
  /** Static ELF64 executable for Linux: entry `_start`, base 0x400000. */
  | 'linux'
  /** Freestanding, ring 0, no libc: entry `_start`, linked at 0x100000, identity mapped. */
  | 'bare'
  /** Relocatable object for a kernel module (`.ko`), from all sources together. */
  | 'module'
  /** eBPF object (EM_BPF, ET_REL), one for each source, as clang makes it. */
  | 'bpf';

export interface CompileOptions {
  target: Target;
  /** -D: name → value. */
  defines?: Readonly<Record<string, string>>;
  /** `#include` lookup: resolves a path such as `stdio.h` or `./util.h` against user files, then the sysroot. */
  include: (path: string, from: string, quoted: boolean) => SourceFile | undefined;
  /** Objects and archives (libc.a, crt1.o) from the sysroot to link against; archives pull members by undefined symbol. */
  libraries?: readonly Uint8Array[];
  warnings?: boolean;
  /** C as it was before 1999: implicit int, functions without declaration, parameters declared behind the brackets. */
  gnu89?: boolean;
  /** Stop after compiling: give relocatable objects. */
  compileOnly?: boolean;
  /** Target `module`. */
  module?: {
    /** Name of the module; otherwise that of the first source. */
    name?: string;
    /** Module.symvers: exported symbol → `vmlinux` or the module that has it. Without it nothing is known to be undefined. */
    exports?: Readonly<Record<string, string>>;
  };
}

/** Function and line table, sorted by address; also in the ELF as .symtab and .debug_line. */
export interface DebugInfo {
  functions: { name: string; low: number; high: number; file: string; line: number }[];
  lines: { address: number; file: string; line: number }[];
}

export interface CompileResult {
  /** No errors. */
  ok: boolean;
  elf?: Uint8Array;
  objects?: Uint8Array[];
  debug?: DebugInfo;
  diagnostics: Diagnostic[];
}

/** The C front end, in toolchain/c/index.ts: preprocess, parse, check, lower. Never throws on bad input. */
export interface FrontEnd {
  toIr(source: SourceFile, options: CompileOptions): { module?: IrModule; diagnostics: Diagnostic[] };
}

export interface BackEndOptions {
  /** Code for the kernel: no vector registers. */
  kernel?: boolean;
}

/** The x86-64 back end, in toolchain/x86/index.ts: IR → relocatable ELF64 (.o) with symbols, relocations and .debug_line. */
export interface BackEnd {
  toObject(module: IrModule, options?: BackEndOptions): { object?: Uint8Array; diagnostics: Diagnostic[] };
  /** AT&T assembly source → object. */
  assemble(source: SourceFile): { object?: Uint8Array; diagnostics: Diagnostic[] };
}

/** The linker, in toolchain/link/index.ts. */
export interface LinkOptions {
  target: Target;
  entry?: string;
  /** Base of the first loaded segment. */
  base?: number;
}
export interface Linker {
  link(
    objects: readonly Uint8Array[],
    archives: readonly Uint8Array[],
    options: LinkOptions,
  ): { elf?: Uint8Array; debug?: DebugInfo; diagnostics: Diagnostic[] };
  /** Unix `ar` archive with a symbol index. */
  archive(members: readonly { name: string; object: Uint8Array }[]): Uint8Array;
}
