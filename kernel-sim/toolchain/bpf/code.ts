/**
 * eBPF code before it has its registers: instructions over virtual registers in basic blocks. Registers 0–10 are the
 * machine's; VIRTUAL + n stands for the n-th virtual one.
 */
import type { SourcePosition } from '../diagnostics';
import { ALU, ATOMIC, CLASS, JUMP, LD_IMM64, MODE, R10, SOURCE } from './isa';

export const VIRTUAL = 16;
/** Not an code: dst = r10 + off, two instructions when written out. */
export const STACK_ADDRESS = 0x100;

export interface Insn {
  code: number;
  dst: number;
  src: number;
  off: number;
  imm: number;
  /** ld_imm64: all 64 bits. */
  wide?: bigint;
  /** ld_imm64 of an address, or the function that is called. */
  symbol?: string;
  /** Call: how many of r1–r5 it reads. */
  args?: number;
  /** Jump: number of the block it goes to when taken. */
  to?: number;
  at?: SourcePosition;
}

/** Ends in a jump, an exit, or falls into the block `next`. */
export interface Block {
  insns: Insn[];
  /** Where control goes when the last instruction does not jump; undefined after `exit` and `ja`. */
  next?: number;
}

const classOf = (code: number): number => code & 7;
const operation = (code: number): number => code & 0xf0;

export const isMove = (i: Insn): boolean => i.code === (CLASS.ALU64 | ALU.MOV | SOURCE.X) && i.off === 0;

/** Calls back for each register that is read. */
export function eachUse(i: Insn, see: (register: number) => void): void {
  if (i.code === STACK_ADDRESS || i.code === LD_IMM64) return;
  const { dst, src, code } = i;
  switch (classOf(code)) {
    case CLASS.LDX:
      see(src);
      return;
    case CLASS.ST:
      see(dst);
      return;
    case CLASS.STX:
      see(dst);
      see(src);
      if ((code & 0xe0) === MODE.ATOMIC && i.imm === ATOMIC.CMPXCHG) see(0);
      return;
    case CLASS.LD:
      // The old packet loads: r6 holds the context.
      see(6);
      if ((code & 0xe0) === MODE.IND) see(src);
      return;
    case CLASS.ALU:
    case CLASS.ALU64: {
      const op = operation(code);
      if (op !== ALU.MOV) see(dst);
      if (op !== ALU.END && op !== ALU.NEG && (code & SOURCE.X) !== 0) see(src);
      return;
    }
    default: {
      const op = operation(code);
      if (op === JUMP.CALL) for (let r = 1; r <= (i.args ?? 5); r++) see(r);
      else if (op === JUMP.EXIT) {
        if (i.args !== 0) see(0);
      } else if (op !== JUMP.JA) {
        see(dst);
        if ((code & SOURCE.X) !== 0) see(src);
      }
    }
  }
}

/** Calls back for each register that is written. */
export function eachDef(i: Insn, see: (register: number) => void): void {
  if (i.code === STACK_ADDRESS || i.code === LD_IMM64) {
    see(i.dst);
    return;
  }
  switch (classOf(i.code)) {
    case CLASS.LDX:
    case CLASS.ALU:
    case CLASS.ALU64:
      see(i.dst);
      return;
    case CLASS.STX:
      if ((i.code & 0xe0) !== MODE.ATOMIC) return;
      if (i.imm === ATOMIC.CMPXCHG) see(0);
      else if ((i.imm & ATOMIC.FETCH) !== 0) see(i.src);
      return;
    case CLASS.LD:
      for (let r = 0; r <= 5; r++) see(r);
      return;
    case CLASS.JMP:
      if (operation(i.code) === JUMP.CALL) for (let r = 0; r <= 5; r++) see(r);
  }
}

/** Renames registers: `use` for those read only, `def` for those written (and for what is both). */
export function renameRegisters(i: Insn, rename: (register: number) => number): Insn {
  return { ...i, dst: rename(i.dst), src: rename(i.src) };
}

/** Blocks that control may go to. */
export function successorsOf(block: Block): number[] {
  const last = block.insns[block.insns.length - 1];
  const to = last?.to;
  if (to === undefined) return block.next === undefined ? [] : [block.next];
  return block.next === undefined || block.next === to ? [to] : [to, block.next];
}

export const tracked = (register: number): boolean => register !== R10;
