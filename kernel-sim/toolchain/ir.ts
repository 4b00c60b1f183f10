/**
 * The intermediate representation between the C front end (`toolchain/c`) and the back ends (`toolchain/x86`, `toolchain/bpf`).
 * Three-address code over virtual registers; not SSA: a register may be written more than once (a C scalar variable whose
 * address is never taken lives in one). Blocks end in exactly one terminator. Types are machine types: C's types are gone,
 * and signedness is in the operation.
 */
import type { SourcePosition } from './diagnostics';

export type IrType = 'i8' | 'i16' | 'i32' | 'i64' | 'f32' | 'f64';
/** Index into IrFunction.vregs. Values narrower than 32 bits in a register have undefined upper bits: extend before use. */
export type VReg = number;
export type BlockId = number;
/** Index into IrFunction.slots. */
export type SlotId = number;

/** A register or a constant. Float constants come only by `fconst`. */
export type Operand = VReg | { imm: bigint };

/** base + index*scale + offset; exactly one base. */
export interface Address {
  base: { vreg: VReg } | { slot: SlotId } | { symbol: string };
  index?: VReg;
  scale?: 1 | 2 | 4 | 8;
  offset: number;
}

export type IntBinary =
  | 'add'
  | 'sub'
  | 'mul'
  | 'sdiv'
  | 'udiv'
  | 'srem'
  | 'urem'
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'shr'
  | 'sar';
export type FloatBinary = 'fadd' | 'fsub' | 'fmul' | 'fdiv';
export type IntCompare = 'eq' | 'ne' | 'slt' | 'sle' | 'sgt' | 'sge' | 'ult' | 'ule' | 'ugt' | 'uge';
/** C's comparisons of floats: all but `fne` are false when an operand is a NaN. */
export type FloatCompare = 'feq' | 'fne' | 'flt' | 'fle' | 'fgt' | 'fge';

export type IrOp =
  | { op: 'copy'; type: IrType; dst: VReg; src: Operand }
  | { op: 'fconst'; type: 'f32' | 'f64'; dst: VReg; value: number }
  /** Shift counts have the type of the shifted value; counts out of range give what the CPU gives. */
  | { op: IntBinary; type: IrType; dst: VReg; a: Operand; b: Operand }
  | { op: FloatBinary; type: 'f32' | 'f64'; dst: VReg; a: VReg; b: VReg }
  | { op: 'neg' | 'not'; type: IrType; dst: VReg; a: Operand }
  | { op: 'fneg'; type: 'f32' | 'f64'; dst: VReg; a: VReg }
  | { op: 'fsqrt'; type: 'f32' | 'f64'; dst: VReg; a: VReg }
  /** dst is an i32: 0 or 1. `type` is that of the operands. */
  | { op: 'icmp'; cond: IntCompare; type: IrType; dst: VReg; a: Operand; b: Operand }
  | { op: 'fcmp'; cond: FloatCompare; type: 'f32' | 'f64'; dst: VReg; a: VReg; b: VReg }
  | { op: 'sext' | 'zext' | 'trunc'; from: IrType; to: IrType; dst: VReg; a: Operand }
  /** Integer ↔ floating point as C converts (truncation toward zero); unsigned 64-bit included. */
  | { op: 'sitof' | 'uitof' | 'ftosi' | 'ftoui' | 'fext' | 'ftrunc'; from: IrType; to: IrType; dst: VReg; a: VReg }
  /** Same bits, other register class (i32↔f32, i64↔f64). */
  | { op: 'bitcast'; from: IrType; to: IrType; dst: VReg; a: VReg }
  | { op: 'load'; type: IrType; dst: VReg; address: Address; volatile?: boolean }
  | { op: 'store'; type: IrType; src: Operand; address: Address; volatile?: boolean }
  | { op: 'lea'; dst: VReg; address: Address }
  /** Sizes are constants; the areas do not overlap (memcpy) / are filled with a byte. */
  | { op: 'memcpy'; dst: VReg; src: VReg; size: number }
  | { op: 'memset'; dst: VReg; byte: number; size: number }
  /** Bit scans and byte order, for __builtin_clz/ctz/popcount/bswap; clz and ctz of 0 undefined. */
  | { op: 'clz' | 'ctz' | 'popcount' | 'bswap'; type: IrType; dst: VReg; a: VReg }
  /** Stack memory of a size known at run time (VLA, alloca): 16-byte aligned, freed at return (or by restorestack). */
  | { op: 'alloca'; dst: VReg; size: VReg }
  | { op: 'savestack'; dst: VReg }
  | { op: 'restorestack'; src: VReg }
  | IrCall
  /** Fills the System V va_list (24 bytes) at `list`. */
  | { op: 'vastart'; list: VReg }
  /** Address of this thread's copy of a thread-local object (local-exec: ELF Handling for Thread-Local Storage, 4.4.6). */
  | { op: 'tlsaddr'; dst: VReg; symbol: string }
  /** Address of a block (GNU labels as values). */
  | { op: 'blockaddr'; dst: VReg; block: BlockId }
  /** __atomic and __sync operations, sequentially consistent: lock-prefixed instructions. */
  | {
      op: 'atomicrmw';
      kind: 'add' | 'sub' | 'and' | 'or' | 'xor' | 'xchg';
      type: IrType;
      dst: VReg;
      address: Address;
      src: Operand;
    }
  /** dst (i32) = whether it was swapped; `old` receives what memory held. */
  | { op: 'cmpxchg'; type: IrType; dst: VReg; old: VReg; address: Address; expected: Operand; desired: Operand }
  | { op: 'fence' }
  | IrAsm;

/** How one argument or result travels (System V AMD64 ABI 3.2.3); the front end has already classified aggregates into these pieces. */
export type ArgPiece =
  | { kind: 'int'; type: IrType; value: Operand }
  | { kind: 'sse'; type: 'f32' | 'f64'; value: VReg }
  /** Passed in memory on the stack: `size` bytes copied from `address` (class MEMORY, or registers used up: keep the pieces of one aggregate together by `group`). */
  | { kind: 'memory'; address: VReg; size: number; align: number };

export interface IrCall {
  op: 'call';
  target: { symbol: string } | { vreg: VReg };
  /** In order. An aggregate of two eightbytes gives two pieces with the same `group`: both in registers or both on the stack. */
  args: (ArgPiece & { group?: number })[];
  /** Up to two result registers, in order of the eightbytes: INTEGER → rax, rdx; SSE → xmm0, xmm1. A result of class MEMORY is an explicit hidden first argument. */
  results: { vreg: VReg; type: IrType }[];
  /** al = number of vector registers must be set. */
  variadic: boolean;
  noreturn?: boolean;
}

/** GNU extended asm. The template is AT&T syntax as GCC's; the assembler is in toolchain/asm. */
export interface IrAsm {
  op: 'asm';
  template: string;
  volatile: boolean;
  outputs: AsmOutput[];
  inputs: AsmInput[];
  /** Register names without %, plus "memory" and "cc". */
  clobbers: string[];
  /** asm goto is not supported. */
  at: SourcePosition;
}
/** `constraint` as written without = or +, e.g. "a", "r", "m", "q", "x", "i", "Nd", "0". */
export interface AsmOutput {
  name?: string;
  constraint: string;
  earlyClobber: boolean;
  readWrite: boolean;
  type: IrType;
  place: { vreg: VReg } | { address: Address };
  /** Variable pinned by `register … asm("r10")`. */
  register?: string;
}
export interface AsmInput {
  name?: string;
  constraint: string;
  type: IrType;
  value: Operand | { address: Address } | { symbol: string; offset: number };
  /** Variable pinned by `register … asm("r10")`. */
  register?: string;
}

export type IrTerminator =
  | { op: 'jump'; to: BlockId }
  | { op: 'branch'; cond: IntCompare; type: IrType; a: Operand; b: Operand; then: BlockId; else: BlockId }
  | { op: 'fbranch'; cond: FloatCompare; type: 'f32' | 'f64'; a: VReg; b: VReg; then: BlockId; else: BlockId }
  /** Case values are distinct; `type` i32 or i64. */
  | { op: 'switch'; type: IrType; value: VReg; cases: { value: bigint; to: BlockId }[]; default: BlockId }
  | { op: 'indirect'; target: VReg; possible: BlockId[] }
  | { op: 'return'; values: { vreg: VReg; type: IrType }[] }
  | { op: 'unreachable' };

export type Located<T> = T & { at?: SourcePosition };

export interface IrBlock {
  ops: Located<IrOp>[];
  end: Located<IrTerminator>;
}

export interface IrSlot {
  size: number;
  align: number;
  /** The C variable it holds, for the debugger. */
  name?: string;
}

/** How an incoming parameter arrives: mirrors ArgPiece. */
export type ParamPiece =
  | { kind: 'int' | 'sse'; type: IrType; vreg: VReg; group?: number }
  /** The bytes lie on the caller's stack; `vreg` receives their address. */
  | { kind: 'memory'; vreg: VReg; size: number; align: number };

export interface IrFunction {
  name: string;
  global: boolean;
  weak?: boolean;
  section?: string;
  at: SourcePosition;
  params: ParamPiece[];
  variadic: boolean;
  /** Type of each virtual register. */
  vregs: IrType[];
  /** Names of variables that live in registers, for the debugger. */
  vregNames?: Record<VReg, string>;
  slots: IrSlot[];
  /** Entry is block 0. */
  blocks: IrBlock[];
  /** `naked`: no prologue and epilogue; `interrupt`: saves everything, returns by iretq (GCC's attribute); an error code is popped when hasErrorCode. */
  attributes: {
    naked?: boolean;
    noreturn?: boolean;
    interrupt?: { hasErrorCode: boolean };
    constructor?: boolean;
    destructor?: boolean;
    /** What the eBPF back end goes by when it inlines. */
    noinline?: boolean;
    alwaysInline?: boolean;
  };
}

export interface IrData {
  name: string;
  global: boolean;
  weak?: boolean;
  align: number;
  /** Absent = zero-filled (.bss). */
  bytes?: Uint8Array;
  size: number;
  relocations: { offset: number; symbol: string; addend: number; size: 8 | 4 }[];
  readonly: boolean;
  /** Overrides .data/.rodata/.bss. */
  section?: string;
  /** Every thread has its own: .tdata or .tbss. */
  threadLocal?: boolean;
}

export interface IrModule {
  file: string;
  functions: IrFunction[];
  data: IrData[];
  /** Top-level asm("…") in order. */
  asm: { text: string; at: SourcePosition }[];
  /** `alias`: other names for symbols of this module (attribute alias). */
  aliases: { name: string; target: string; global: boolean; weak: boolean }[];
  /** Symbols declared weak but not defined here: address 0 when nobody defines them. */
  weakReferences?: string[];
}
