/**
 * A verified program made ready to run: flat arrays instead of objects, immediates in a pool behind the registers, so that every
 * operation is register with register. Follows kernel/bpf/core.c (bpf_prog_select_runtime) in duty.
 */
import { BUG } from '../../bug';
import { BPF_PSEUDO_CALL, BpfClass, LD_IMM64, MAX_BPF_REG } from '../insn';
import type { BpfInsn } from '../types';
import type { Wide } from './memory';
import type { BpfVm } from './vm';

/** What a helper does: arguments in vm.lo/vm.hi 1..5, result by vm.ret…. */
export type HelperCall = (vm: BpfVm) => void;

/** Operations that are no opcode byte of their own. The rest are opcode bytes with the source bit set. */
export const Op = {
  SDIV: 0x100,
  SMOD: 0x101,
  SDIV32: 0x102,
  SMOD32: 0x103,
  MOVSX8: 0x104,
  MOVSX16: 0x105,
  MOVSX32: 0x106,
  MOVSX8_32: 0x107,
  MOVSX16_32: 0x108,
  CALL_LOCAL: 0x109,
  TAIL_CALL: 0x10a,
  SWAP16: 0x10b,
  SWAP32: 0x10c,
  SWAP64: 0x10d,
  BE16: 0x10e,
  BE32: 0x10f,
  BE64: 0x110,
  LE16: 0x111,
  LE32: 0x112,
  /** Does nothing: to_le64, second slots. */
  NOP: 0x113,
} as const;

export const BPF_FUNC_tail_call = 12;

/** High half of the address of a BPF function (BPF_PSEUDO_FUNC): low half = first instruction. */
export const FUNCTION_HIGH = 0xffff_ffff | 0;
const FUNCTION_LOW = 0xa000_0000;
export const functionAddress = (insn: number): Wide => ({ lo: (FUNCTION_LOW + insn * 8) | 0, hi: FUNCTION_HIGH });
export const functionOf = (lo: number): number => ((lo >>> 0) - FUNCTION_LOW) / 8;

export class Program {
  readonly op: Uint16Array;
  readonly dst: Uint8Array;
  readonly src: Uint16Array;
  readonly off: Int32Array;
  readonly imm: Int32Array;
  /** Registers 0..10, then the pool. */
  lo: Int32Array;
  hi: Int32Array;
  readonly helpers: (HelperCall | undefined)[] = [];
  /** It is on the CPU: a second activation needs registers of its own. */
  active = false;

  constructor(
    readonly name: string,
    insns: readonly BpfInsn[],
    /** Value of a 64-bit immediate load that names something (src ≠ 0). */
    resolve: (insn: BpfInsn, index: number, next: BpfInsn) => Wide,
    helper: (id: number) => HelperCall | undefined,
  ) {
    const n = insns.length;
    this.op = new Uint16Array(n);
    this.dst = new Uint8Array(n);
    this.src = new Uint16Array(n);
    this.off = new Int32Array(n);
    this.imm = new Int32Array(n);
    const pool = new Pool();
    for (let i = 0; i < n; i++) i = this.prepare(insns, i, pool, resolve, helper);
    this.lo = Int32Array.from(pool.lo);
    this.hi = Int32Array.from(pool.hi);
  }

  private prepare(
    insns: readonly BpfInsn[],
    i: number,
    pool: Pool,
    resolve: (insn: BpfInsn, index: number, next: BpfInsn) => Wide,
    helper: (id: number) => HelperCall | undefined,
  ): number {
    const insn = insns[i];
    this.op[i] = insn.code;
    this.dst[i] = insn.dst;
    this.src[i] = insn.src;
    this.off[i] = insn.off;
    this.imm[i] = insn.imm;
    const klass = insn.code & 7;
    if (insn.code === LD_IMM64) {
      const value =
        insn.src === 0 ? { lo: insn.imm, hi: insns[i + 1]?.imm ?? 0 } : resolve(insn, i, insns[i + 1] ?? insn);
      this.src[i] = pool.add(value.lo, value.hi);
      this.op[i + 1] = Op.NOP;
      return i + 1;
    }
    if (klass === BpfClass.ALU || klass === BpfClass.ALU64) this.alu(insn, i, pool);
    else if (klass === BpfClass.JMP || klass === BpfClass.JMP32) this.jump(insn, i, pool, helper);
    else if (klass === BpfClass.ST) {
      // st [dst+off], imm is stx with the immediate from the pool.
      this.op[i] = (insn.code & ~7) | BpfClass.STX;
      this.src[i] = pool.add(insn.imm, insn.imm >> 31);
    }
    return i;
  }

  private alu(insn: BpfInsn, i: number, pool: Pool): void {
    const wide = (insn.code & 7) === BpfClass.ALU64;
    const operation = insn.code & 0xf0;
    if (operation === 0xd0) {
      this.op[i] = endOp(insn, wide);
      return;
    }
    this.operand(insn, i, pool);
    if (insn.off !== 0) {
      if (operation === 0x30) this.op[i] = wide ? Op.SDIV : Op.SDIV32;
      else if (operation === 0x90) this.op[i] = wide ? Op.SMOD : Op.SMOD32;
      else if (operation === 0xb0) this.op[i] = moveSignExtended(insn.off, wide);
    }
  }

  private jump(insn: BpfInsn, i: number, pool: Pool, helper: (id: number) => HelperCall | undefined): void {
    const operation = insn.code & 0xf0;
    if (operation === 0x80) {
      if (insn.src === BPF_PSEUDO_CALL) {
        this.op[i] = Op.CALL_LOCAL;
        this.off[i] = insn.imm;
      } else if (insn.imm === BPF_FUNC_tail_call) this.op[i] = Op.TAIL_CALL;
      else this.helpers[i] = helper(insn.imm);
    } else if (insn.code === 0x06) {
      this.op[i] = 0x05;
      this.off[i] = insn.imm;
    } else if (operation !== 0x00 && operation !== 0x90) this.operand(insn, i, pool);
  }

  /** An immediate operand becomes a register of the pool. */
  private operand(insn: BpfInsn, i: number, pool: Pool): void {
    if (insn.code & 8) return;
    this.op[i] = insn.code | 8;
    this.src[i] = pool.add(insn.imm, insn.imm >> 31);
  }
}

class Pool {
  readonly lo: number[] = new Array(MAX_BPF_REG).fill(0);
  readonly hi: number[] = new Array(MAX_BPF_REG).fill(0);
  private readonly known = new Map<string, number>();

  add(lo: number, hi: number): number {
    const key = `${lo},${hi}`;
    let at = this.known.get(key);
    if (at === undefined) {
      at = this.lo.length;
      this.lo.push(lo);
      this.hi.push(hi);
      this.known.set(key, at);
    }
    return at;
  }
}

function moveSignExtended(bits: number, wide: boolean): number {
  if (bits === 8) return wide ? Op.MOVSX8 : Op.MOVSX8_32;
  if (bits === 16) return wide ? Op.MOVSX16 : Op.MOVSX16_32;
  return bits === 32 && wide ? Op.MOVSX32 : BUG(`movsx of ${bits} bits`);
}

/** bswap (ALU64), to_le, to_be (ALU with source bit). */
function endOp(insn: BpfInsn, wide: boolean): number {
  const swap = wide || (insn.code & 8) !== 0;
  const ops = wide
    ? [Op.SWAP16, Op.SWAP32, Op.SWAP64]
    : swap
      ? [Op.BE16, Op.BE32, Op.BE64]
      : [Op.LE16, Op.LE32, Op.NOP];
  return ops[insn.imm === 16 ? 0 : insn.imm === 32 ? 1 : 2];
}
