/**
 * Arithmetic on pointers: adding and subtracting numbers, within limits. Follows adjust_ptr_min_max_vals and check_reg_sane_offset of
 * kernel/bpf/verifier.c (Linux 6.1).
 */
import { BpfClass } from '../insn';
import { tnumAdd, tnumIsConst, tnumSub, tnumText, U64_MAX } from '../tnum';
import type { BpfInsn, BpfMapInfo } from '../types';
import type { Env } from './env';
import { MAX_VAR_OFF } from './imm64';
import { regionProblem } from './memory';
import { messageText } from './messages';
import { baseType, isPacketPointer, isSocket, mayBeNull, Reg, Type, typeName } from './regs';
import { mark32Unbounded, S64_MAX, S64_MIN, type Scalar, sync } from './scalar';
import { MAX_STACK } from './state';
import { pushBranch } from './walk-stack';

const LIMIT = BigInt(MAX_VAR_OFF);
const ADD = 0x00;
const SUB = 0x10;
export const ALU_TEXT: readonly string[] = [
  '+=',
  '-=',
  '*=',
  '/=',
  '|=',
  '&=',
  '<<=',
  '>>=',
  'neg',
  '%=',
  '^=',
  '=',
  's>>=',
];
const BITWISE: readonly number[] = [0x40, 0x50, 0xa0];

/** No offset so large that sums could overflow. */
function checkSaneOffset(env: Env, reg: Reg, pointerType: number): void {
  const type = typeName(pointerType);
  const { smin } = reg.num;
  const value = BigInt.asIntN(64, reg.num.bits.value);
  if (tnumIsConst(reg.num.bits) && (value >= LIMIT || value <= -LIMIT))
    env.fail('pointer-math-value', { type, value: `${value}` });
  if (reg.off >= MAX_VAR_OFF || reg.off <= -MAX_VAR_OFF) env.fail('pointer-offset', { type, off: reg.off });
  if (smin === S64_MIN) env.fail('pointer-math-unbounded', { type });
  if (smin >= LIMIT || smin <= -LIMIT) env.fail('pointer-out-of-bounds', { type, value: `${smin}` });
}

function addRanges(a: Scalar, b: Scalar): Scalar {
  const sum = a.copy();
  const [smin, smax] = [a.smin + b.smin, a.smax + b.smax];
  const signed = smin >= S64_MIN && smax <= S64_MAX;
  sum.smin = signed ? smin : S64_MIN;
  sum.smax = signed ? smax : S64_MAX;
  const unsigned = a.umax + b.umax <= U64_MAX;
  sum.umin = unsigned ? a.umin + b.umin : 0n;
  sum.umax = unsigned ? a.umax + b.umax : U64_MAX;
  sum.bits = tnumAdd(a.bits, b.bits);
  return sum;
}

function subRanges(a: Scalar, b: Scalar): Scalar {
  const rest = a.copy();
  const [smin, smax] = [a.smin - b.smax, a.smax - b.smin];
  const signed = smin >= S64_MIN && smax <= S64_MAX;
  rest.smin = signed ? smin : S64_MIN;
  rest.smax = signed ? smax : S64_MAX;
  const unsigned = a.umin >= b.umax;
  rest.umin = unsigned ? a.umin - b.umax : 0n;
  rest.umax = unsigned ? a.umax - b.umin : U64_MAX;
  rest.bits = tnumSub(a.bits, b.bits);
  return rest;
}

const fits32 = (x: bigint): boolean => x === BigInt.asIntN(32, x);

function checkPointerKind(env: Env, insn: BpfInsn, pointer: Reg, add: Scalar): void {
  const op = insn.code & 0xf0;
  const type = typeName(pointer.type);
  if (mayBeNull(pointer.type)) env.fail('pointer-math-or-null', { reg: insn.dst, type });
  const base = baseType(pointer.type);
  const nothing = base === Type.MAP_PTR && add.known && add.smin === 0n && op === ADD;
  if (!nothing && (base === Type.MAP_PTR || base === Type.PACKET_END || isSocket(base)))
    env.fail('pointer-math-type', { reg: insn.dst, type });
}

/** `pointer op number`, result in dst. `pointer` or `number` may be dst itself. */
export function adjustPointer(env: Env, insn: BpfInsn, pointer: Reg, number: Reg): void {
  const dst = env.regs[insn.dst];
  const op = insn.code & 0xf0;
  const add = number.num;
  const contradictory =
    (add.known && (add.smin !== add.smax || add.umin !== add.umax)) || add.smin > add.smax || add.umin > add.umax;
  if (contradictory) {
    env.markUnknown(dst);
    return;
  }
  if ((insn.code & 7) !== BpfClass.ALU64) {
    if (op === SUB && env.privileged) {
      env.markUnknown(dst);
      return;
    }
    env.fail('pointer-math-32', { reg: insn.dst });
  }
  checkPointerKind(env, insn, pointer, add);
  checkSaneOffset(env, number, pointer.type);
  checkSaneOffset(env, pointer, pointer.type);
  if (!env.privileged && insn.code & 8) checkSameMath(env, insn, pointer, add);
  const result = new Reg();
  result.assign(pointer);
  if (op === ADD) addTo(env, result, add);
  else if (op === SUB) {
    if (dst === number) env.fail('scalar-minus-pointer', { reg: insn.dst });
    if (pointer.type === Type.STACK) env.fail('stack-pointer-subtraction', { reg: insn.dst });
    subtractFrom(env, result, add);
  } else if (BITWISE.includes(op)) env.fail('pointer-bitwise', { reg: insn.dst, op: ALU_TEXT[op >> 4] });
  else env.fail('pointer-operator', { reg: insn.dst, op: ALU_TEXT[op >> 4] });
  checkSaneOffset(env, result, pointer.type);
  if (!result.num.known) {
    const num = result.num.copy();
    mark32Unbounded(num);
    result.num = sync(num);
  }
  const { precise } = dst;
  dst.assign(result);
  dst.precise = precise && dst.isScalar;
  if (!env.privileged) checkUnprivilegedRange(env, insn.dst);
}

function addTo(env: Env, result: Reg, add: Scalar): void {
  const sum = BigInt(result.off) + add.smin;
  if (add.known && fits32(sum)) {
    result.off = Number(sum);
    return;
  }
  result.num = addRanges(result.num, add);
  if (!isPacketPointer(result.type)) return;
  result.id = env.newId();
  result.range = 0;
}

function subtractFrom(env: Env, result: Reg, less: Scalar): void {
  const rest = BigInt(result.off) - less.smin;
  if (less.known && fits32(rest)) {
    result.off = Number(rest);
    return;
  }
  result.num = subRanges(result.num, less);
  if (!isPacketPointer(result.type)) return;
  result.id = env.newId();
  if (less.smin < 0n) result.range = 0;
}

/**
 * Without privilege the kernel masks offsets in registers, by a mask that must suit every path (sanitize_ptr_alu). Stricter than Linux
 * in what counts as the same.
 */
function checkSameMath(env: Env, insn: BpfInsn, pointer: Reg, add: Scalar): void {
  const pointerIsDst = pointer === env.regs[insn.dst];
  if (pointer.type !== Type.STACK && pointer.type !== Type.MAP_VALUE)
    env.fail('alu-pointer-type', { reg: pointerIsDst ? insn.dst : insn.src });
  if (!add.known && add.smin < 0n !== add.smax < 0n)
    env.fail('alu-mixed-bounds', { reg: pointerIsDst ? insn.src : insn.dst });
  if (!add.known) pushMasked(env, insn, pointer);
  if (env.state.speculative) return;
  const aux = env.aux[env.insn];
  const num = pointer.num;
  const math = `${pointer.type} ${pointer.off} ${num.smin} ${num.umax} ${pointer.map?.id} ${add.known} ${add.smin} ${add.umax}`;
  if (aux.pointerMath === '') aux.pointerMath = math;
  else if (aux.pointerMath !== math)
    env.fail('alu-other-paths', { reg: insn.dst, op: insn.code & SUB ? 'sub' : 'add' });
}

/** A CPU that runs ahead with an offset that the mask makes 0. */
function pushMasked(env: Env, insn: BpfInsn, pointer: Reg): void {
  const masked = new Reg();
  masked.assign(pointer);
  const other = pushBranch(env, env.insn + 1);
  other.speculative = true;
  other.regs[insn.dst].assign(masked);
}

/** Without privilege a pointer must not even be computed out of its object (sanitize_check_bounds). */
function checkUnprivilegedRange(env: Env, regno: number): void {
  const reg = env.regs[regno];
  if (reg.type === Type.STACK) {
    if (!tnumIsConst(reg.num.bits))
      env.fail('stack-math-variable', { reg: regno, bits: tnumText(reg.num.bits), off: reg.off });
    const off = Number(BigInt.asIntN(64, reg.num.bits.value)) + reg.off;
    if (off >= 0 || off < -MAX_STACK) env.fail('stack-math-unprivileged', { reg: regno, off });
  } else if (reg.type === Type.MAP_VALUE) {
    const problem = regionProblem(env, regno, reg.off, 1, (reg.map as BpfMapInfo).valueSize, false);
    if (!problem) return;
    env.log.write(`${messageText(problem.code, problem.params)}\n`);
    env.fail('map-value-math-unprivileged', { reg: regno });
  }
}
