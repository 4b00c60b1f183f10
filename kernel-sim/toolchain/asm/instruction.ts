/**
 * A machine instruction as data: what the instruction selector produces, what the AT&T parser produces, and what the
 * encoder takes. Operands stand in the SDM's order (destination first); the parser turns AT&T's round.
 */
import type { Size } from './registers';
import type { AsmSymbol } from './section';

export interface RegisterOperand {
  kind: 'reg';
  register: number;
  size: Size;
}
/** An immediate, perhaps symbol + value. */
export interface ImmediateOperand {
  kind: 'imm';
  value: number | bigint;
  symbol?: AsmSymbol;
}
export interface MemoryOperand {
  kind: 'mem';
  /** -1: none. */
  base: number;
  /** -1: none. */
  index: number;
  scale: 1 | 2 | 4 | 8;
  displacement: number;
  symbol?: AsmSymbol;
  /** Address relative to the next instruction; no base and index then. */
  rip?: boolean;
  /** Segment override: register number. */
  segment?: number;
  /** The symbol counts from the thread pointer (R_X86_64_TPOFF32). */
  tpoff?: boolean;
  /** 32-bit address registers (prefix 67). */
  address32?: boolean;
  /** Stack slot of the function being compiled: the displacement is relative to it until the frame is laid out. */
  slot?: number;
}
/** The target of a direct branch. */
export interface LabelOperand {
  kind: 'label';
  symbol: AsmSymbol;
  addend: number;
}
export type MachineOperand = RegisterOperand | ImmediateOperand | MemoryOperand | LabelOperand;

export interface Instruction {
  /** AT&T mnemonic without the operand-size suffix where the table has none. */
  mnemonic: string;
  /** Operand size; 0 = as the operands say. */
  size: Size | 0;
  operands: readonly MachineOperand[];
}

export const reg = (register: number, size: Size): RegisterOperand => ({ kind: 'reg', register, size });
export const imm = (value: number | bigint, symbol?: AsmSymbol): ImmediateOperand => ({ kind: 'imm', value, symbol });
export const mem = (base: number, displacement = 0, index = -1, scale: 1 | 2 | 4 | 8 = 1): MemoryOperand => ({
  kind: 'mem',
  base,
  index,
  scale,
  displacement,
});
export const ripMem = (symbol: AsmSymbol, displacement = 0): MemoryOperand => ({
  kind: 'mem',
  base: -1,
  index: -1,
  scale: 1,
  displacement,
  symbol,
  rip: true,
});
