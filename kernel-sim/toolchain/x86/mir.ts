/**
 * Machine IR: x86 instructions over physical and virtual registers, between instruction selection and encoding. Register
 * numbers are those of asm/registers; virtual ones start at VIRTUAL. Operand roles come from the table in roles.ts.
 */
import type { MachineOperand } from '../asm/instruction';
import { type Size, VIRTUAL } from '../asm/registers';
import type { AsmSymbol } from '../asm/section';
import type { SourcePosition } from '../diagnostics';

/** What emission needs to fill the template in. */
export interface AsmPlan {
  template: string;
  at: SourcePosition;
  /** For each asm operand: index into the instruction's operands, and the size that a bare %0 prints. */
  operands: { index: number; size: Size; name?: string }[];
}

export interface MInst {
  mnemonic: string;
  size: Size | 0;
  operands: MachineOperand[];
  /** One letter an operand: u used, d defined, b both, - not a register. */
  roles: string;
  /** Registers used and defined beside the operands. */
  uses?: readonly number[];
  defs?: readonly number[];
  /** Defined before the uses are read: may share a register with none of them. */
  early?: readonly number[];
  /** Of the operands: indices that are early-clobbered. */
  earlyOperands?: readonly number[];
  /** Conditional jump when present with `target`. */
  condition?: number;
  target?: MBlock;
  lock?: boolean;
  /** A `mov` that is more than a copy (it clears the upper half): not removed when both registers are one. */
  keep?: boolean;
  /** rep prefix. */
  rep?: boolean;
  asm?: AsmPlan;
  at?: SourcePosition;
}

export interface MBlock {
  id: number;
  insts: MInst[];
  succs: MBlock[];
  /** Loop nesting. */
  depth: number;
  /** Made when something refers to the block. */
  label?: AsmSymbol;
}

export interface FrameSlot {
  size: number;
  align: number;
  /** From rbp, set by the frame layout. */
  offset: number;
}

export interface MFunction {
  name: string;
  blocks: MBlock[];
  slots: FrameSlot[];
  /** By virtual register - VIRTUAL. */
  vector: boolean[];
  /** Bytes of the value in a virtual register. */
  width: Size[];
  /** Index into `slots` + 1 when the virtual register lives in memory. */
  usesAlloca: boolean;
  calls: boolean;
}

/** A new virtual register of the function. */
export function newVirtual(fn: MFunction, vector: boolean, width: Size): number {
  fn.vector.push(vector);
  fn.width.push(width);
  return VIRTUAL + fn.vector.length - 1;
}

export const isVirtual = (register: number): boolean => register >= VIRTUAL;
