/**
 * Arithmetic instructions: operands checked, then numbers to alu.ts, pointers to pointer.ts. Follows check_alu_op and
 * adjust_reg_min_max_vals of kernel/bpf/verifier.c (Linux 6.1).
 */
import { BpfClass } from '../insn';
import type { BpfInsn } from '../types';
import { aluScalar } from './alu';
import { type Env, hidesPointer } from './env';
import { ALU_TEXT, adjustPointer } from './pointer';
import { markChainPrecision } from './precision';
import { Reg, Type } from './regs';
import { sync, zeroExtend } from './scalar';

const SUB = 0x10;
const DIV = 0x30;
const NEG = 0x80;
const MOD = 0x90;
const MOV = 0xb0;
const END = 0xd0;
const SHIFTS: readonly number[] = [0x60, 0x70, 0xc0];

const usesReg = (insn: BpfInsn): boolean => (insn.code & 8) !== 0;
const is64 = (insn: BpfInsn): boolean => (insn.code & 7) === BpfClass.ALU64;

function reserved(env: Env, what: string): never {
  return env.fail('reserved-fields', { what });
}

function negateOrSwap(env: Env, insn: BpfInsn, op: number): void {
  if (op === NEG) {
    if (usesReg(insn) || insn.src !== 0 || insn.off !== 0 || insn.imm !== 0) reserved(env, 'BPF_NEG');
  } else if (insn.src !== 0 || insn.off !== 0 || ![16, 32, 64].includes(insn.imm) || is64(insn))
    reserved(env, 'BPF_END');
  const reg = env.readReg(insn.dst);
  if (hidesPointer(env, reg)) env.fail('pointer-math-unprivileged', { reg: insn.dst });
  env.writeReg(insn.dst);
  env.markUnknown(reg);
}

function move(env: Env, insn: BpfInsn): void {
  if (usesReg(insn)) {
    if (insn.imm !== 0 || insn.off !== 0) reserved(env, 'BPF_MOV');
    const src = env.readReg(insn.src);
    moveReg(env, insn, src, env.writeReg(insn.dst));
    return;
  }
  if (insn.src !== 0 || insn.off !== 0) reserved(env, 'BPF_MOV');
  env.writeReg(insn.dst).markConst(is64(insn) ? insn.imm : insn.imm >>> 0);
}

function moveReg(env: Env, insn: BpfInsn, src: Reg, dst: Reg): void {
  if (is64(insn)) {
    // Copies of a number share an id: what is learnt of one holds for all.
    if (src.type === Type.SCALAR && src.id === 0) src.id = env.newId();
    if (src !== dst) dst.assign(src);
    return;
  }
  if (hidesPointer(env, src)) env.fail('partial-pointer-copy', { reg: insn.src });
  if (src.type === Type.SCALAR) {
    if (src !== dst) dst.assign(src);
    dst.id = 0;
  } else env.markUnknown(dst);
  const num = dst.num.copy();
  zeroExtend(num);
  dst.num = sync(num);
}

function checkOperands(env: Env, insn: BpfInsn, op: number): void {
  if (usesReg(insn)) {
    if (insn.imm !== 0 || insn.off !== 0) reserved(env, 'BPF_ALU');
    env.readReg(insn.src);
  } else if (insn.src !== 0 || insn.off !== 0) reserved(env, 'BPF_ALU');
  env.readReg(insn.dst);
  if (usesReg(insn)) return;
  if ((op === DIV || op === MOD) && insn.imm === 0) env.fail('div-by-zero');
  if (SHIFTS.includes(op) && (insn.imm < 0 || insn.imm >= (is64(insn) ? 64 : 32)))
    env.fail('invalid-shift', { by: insn.imm });
}

/** Two operands; at most one of them may be a pointer. */
function adjust(env: Env, insn: BpfInsn, op: number): void {
  const dst = env.regs[insn.dst];
  if (dst.type === Type.SCALAR) dst.id = 0;
  const src = usesReg(insn) ? env.regs[insn.src] : immediate(insn);
  const dstPointer = dst.type !== Type.SCALAR;
  if (src.type !== Type.SCALAR) {
    if (dstPointer) {
      if (op === SUB && env.privileged) {
        env.markUnknown(dst);
        return;
      }
      env.fail('pointer-pointer', { reg: insn.dst, op: ALU_TEXT[op >> 4] });
    }
    markChainPrecision(env, insn.dst);
    adjustPointer(env, insn, src, dst);
    return;
  }
  if (dstPointer) {
    if (usesReg(insn)) markChainPrecision(env, insn.src);
    adjustPointer(env, insn, dst, src);
    return;
  }
  if (usesReg(insn) && dst.precise) markChainPrecision(env, insn.src);
  dst.num = aluScalar(op, !is64(insn), dst.num, src.num);
}

function immediate(insn: BpfInsn): Reg {
  const reg = new Reg();
  reg.markConst(insn.imm);
  return reg;
}

export function checkAlu(env: Env, insn: BpfInsn): void {
  const op = insn.code & 0xf0;
  if (op === END || op === NEG) {
    negateOrSwap(env, insn, op);
    return;
  }
  if (op === MOV) {
    move(env, insn);
    return;
  }
  if (op > END) env.fail('bad-alu-opcode', { op: op.toString(16) });
  checkOperands(env, insn, op);
  env.writeReg(insn.dst);
  adjust(env, insn, op);
}
