/**
 * One row = one handler: an instruction at one operand size and form, with its meaning written once as `emit`.
 * The cold tier builds it with operands from a decoded record, the hot tier with operands as constants.
 */
import type { Emitter } from '../emit/emitter';

export type Emit = (e: Emitter) => void;

/** r: general register, x: vector register, m: memory, i: immediate. */
export type OperandKind = 'r' | 'x' | 'm' | 'i';

export interface OperandForm {
  kind: OperandKind;
  /** Record field that holds the register. */
  field: 'D' | 'S';
  /** Bits. */
  size: number;
  access: 'r' | 'w' | 'rw';
  /** #GP unless the address is a multiple of 16 (legacy SSE operands of 128 bits). */
  aligned: boolean;
}

export interface Row {
  name: string;
  mnemonic: string;
  /** Operand size in bits: flags are those of a result this wide. */
  size: number;
  ops: readonly OperandForm[];
  emit: Emit;
  /** It ends a block: `emit` says where control goes. */
  control: boolean;
  /** Memory operand is base + displacement only. */
  noIndex: boolean;
  /** A relative branch to another page: its destination is looked up by address. */
  far: boolean;
}

/** What a def may have besides its operands. */
export interface Attributes {
  /** Ends a block. */
  control?: boolean;
  /** The LOCK prefix is allowed (with a memory destination). */
  lock?: boolean;
  /** Default operand size is 64 bits in 64-bit mode (push, pop, near branches). */
  wide?: boolean;
  /** Carried out by TypeScript: name of a host handler. */
  host?: string;
  /** Memory operands of 128 bits need no alignment (movups, movdqu). */
  unaligned?: boolean;
  /** Flags that the SDM calls undefined afterwards (State.Flag bits). */
  undefined?: number;
  /** Bits of the x87 status word (C0 to C3) that the SDM calls undefined afterwards. */
  undefinedStatus?: number;
  /** The result is an approximation: within one unit in the last place of the real processor's. */
  approximate?: boolean;
  /** A string instruction: takes F2/F3 as repeat prefixes. */
  string?: boolean;
}

/** An encoding with its operands: one line of the opcode map. */
export interface Definition {
  mnemonic: string;
  encoding: string;
  operands: readonly string[];
  emit: Emit;
  attributes: Attributes;
}
