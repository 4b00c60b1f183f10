/**
 * Conditional jumps: which ways can be gone, and what is known on each. Follows check_cond_jmp_op, mark_ptr_or_null_regs and
 * find_good_pkt_pointers of kernel/bpf/verifier.c (Linux 6.1).
 */
import { BpfClass } from '../insn';
import { tnumIsConst, tnumSubregIsConst } from '../tnum';
import { type BpfInsn, MapType } from '../types';
import { branchTaken, flip, intersect, Jump, refine } from './branch';
import { type Env, hidesPointer } from './env';
import { markChainPrecision } from './precision';
import { releaseReference } from './references';
import {
  AT_PKT_END,
  BEYOND_PKT_END,
  baseType,
  isPacketPointer,
  MAYBE_NULL,
  mayBeNull,
  neverNull,
  type Reg,
  Type,
} from './regs';
import type { State } from './state';
import { pushBranch } from './walk-stack';

const MAX_PACKET_OFF = 0xffffn;
const MAX_JUMP_OP = 0xd0;

const packetAny = (reg: Reg): boolean => isPacketPointer(reg.type) || reg.type === Type.PACKET_END;

/** Compared value if one side is known; null otherwise. */
function knownValue(reg: Reg, jmp32: boolean): bigint | null {
  if (reg.type !== Type.SCALAR) return null;
  if (jmp32) return tnumSubregIsConst(reg.num.bits) ? BigInt.asUintN(32, reg.num.bits.value) : null;
  return tnumIsConst(reg.num.bits) ? reg.num.bits.value : null;
}

/** Does a comparison of pointer and number, or of packet pointers, come out only one way? */
function predict(dst: Reg, src: Reg | null, value: bigint | null, op: number, jmp32: boolean): boolean | null {
  if (value !== null) {
    if (dst.type === Type.SCALAR) return branchTaken(dst.num, value, op, jmp32);
    if (!neverNull(dst.type) || value !== 0n) return null;
    return op === Jump.JEQ ? false : op === Jump.JNE ? true : null;
  }
  if (src && packetAny(dst) && packetAny(src) && !jmp32) return predictPacket(dst, src, op);
  return null;
}

function predictPacket(dst: Reg, src: Reg, original: number): boolean | null {
  const [packet, op] = src.type === Type.PACKET_END ? [dst, original] : [src, flip(original)];
  if (src.type !== Type.PACKET_END && dst.type !== Type.PACKET_END) return null;
  if (packet.range >= 0) return null;
  if (op === Jump.JLE || op === Jump.JGT) return packet.range === BEYOND_PKT_END ? op === Jump.JGT : null;
  if (op === Jump.JLT || op === Jump.JGE) return op === Jump.JGE;
  return null;
}

/** Copies of the same unknown number learn what it learnt (find_equal_scalars). */
function linkEqual(state: State, known: Reg): void {
  if (known.id === 0) return;
  state.forEachReg((reg) => {
    if (reg !== known && reg.type === Type.SCALAR && reg.id === known.id) reg.assign(known);
  });
}

function notNull(reg: Reg): void {
  if (baseType(reg.type) !== Type.MAP_VALUE || !reg.map) {
    reg.type &= ~MAYBE_NULL;
    return;
  }
  const { map } = reg;
  if (map.inner) {
    reg.type = Type.MAP_PTR;
    reg.map = map.inner;
    if (map.inner.timerOffset >= 0) reg.mapUid = reg.id;
  } else if (map.type === MapType.XSKMAP) reg.type = Type.XDP_SOCK;
  else if (map.type === MapType.SOCKMAP) reg.type = Type.SOCKET;
  else reg.type = Type.MAP_VALUE;
}

function markNullness(state: State, regno: number, isNull: boolean): void {
  const { id, ref } = state.regs[regno];
  if (ref !== 0 && ref === id && isNull) releaseReference(state.frame, id);
  state.forEachReg((reg) => {
    if (!mayBeNull(reg.type) || reg.id !== id) return;
    if (isNull) {
      reg.markConst(0);
      return;
    }
    notNull(reg);
    const locks = reg.type === Type.MAP_VALUE && (reg.map?.spinLockOffset ?? -1) >= 0;
    if (!locks) reg.id = 0;
  });
}

/** All pointers into the same packet from the same base get at least this range. */
function goodPacketPointers(state: State, compared: Reg, rightOpen: boolean): void {
  if (compared.off < 0 || (compared.off === 0 && rightOpen)) return;
  const { umax } = compared.num;
  if (umax > MAX_PACKET_OFF || umax + BigInt(compared.off) > MAX_PACKET_OFF) return;
  const range = compared.off + (rightOpen ? 1 : 0);
  const { type, id } = compared;
  state.forEachReg((reg) => {
    if (reg.type === type && reg.id === id && reg.range < range) reg.range = range;
  });
}

function markPacketEnd(state: State, regno: number, beyond: boolean): void {
  const reg = state.regs[regno];
  if (reg.type === Type.PACKET) reg.range = beyond ? BEYOND_PKT_END : AT_PKT_END;
}

const initialPacket = (reg: Reg): boolean =>
  reg.type === Type.PACKET && reg.id === 0 && reg.off === 0 && tnumIsConst(reg.num.bits) && reg.num.bits.value === 0n;

/** Packet pointer on the left, end on the right (or metadata and the packet's begin). */
const leftPacket = (a: Reg, b: Reg): boolean =>
  (a.type === Type.PACKET && b.type === Type.PACKET_END) || (a.type === Type.PACKET_META && initialPacket(b));

/**
 * By operator, with the packet pointer on the left: is the range good where the jump is taken, is it right-open there; and is the
 * pointer beyond the end on the other way?
 */
const PACKET_ROWS: Readonly<Record<number, readonly [goodTaken: boolean, rightOpen: boolean, beyond: boolean]>> = {
  [Jump.JGT]: [false, false, true],
  [Jump.JLT]: [true, true, false],
  [Jump.JGE]: [false, true, false],
  [Jump.JLE]: [true, false, true],
};

function matchPacketPointers(env: Env, insn: BpfInsn, other: State): boolean {
  if (!(insn.code & 8) || (insn.code & 7) === BpfClass.JMP32) return false;
  const here = env.state;
  const left = leftPacket(here.regs[insn.dst], here.regs[insn.src]);
  const right = leftPacket(here.regs[insn.src], here.regs[insn.dst]);
  const op = insn.code & 0xf0;
  const row = PACKET_ROWS[left ? op : flip(op)];
  if (!row || (!left && !right)) return false;
  const regno = left ? insn.dst : insn.src;
  const [good, bad] = row[0] ? [other, here] : [here, other];
  goodPacketPointers(good, here.regs[regno], row[1]);
  markPacketEnd(bad, regno, row[2]);
  return true;
}

/** Bounds on both ways. */
function learn(env: Env, insn: BpfInsn, other: State, op: number, jmp32: boolean): void {
  const here = env.state;
  const dst = here.regs[insn.dst];
  const otherDst = other.regs[insn.dst];
  const viaReg = (insn.code & 8) !== 0;
  if (viaReg) {
    const src = here.regs[insn.src];
    const otherSrc = other.regs[insn.src];
    if (dst.type !== Type.SCALAR || src.type !== Type.SCALAR) {
      linkDst(here, other, insn.dst);
      return;
    }
    const srcValue = knownValue(src, jmp32);
    const dstValue = knownValue(dst, jmp32);
    if (srcValue !== null) [otherDst.num, dst.num] = refine(dst.num, srcValue, op, jmp32);
    else if (dstValue !== null) [otherSrc.num, src.num] = refine(src.num, dstValue, flip(op), jmp32);
    else if (!jmp32 && op === Jump.JEQ) [otherSrc.num, otherDst.num] = intersect(otherSrc.num, otherDst.num);
    else if (!jmp32 && op === Jump.JNE) [src.num, dst.num] = intersect(src.num, dst.num);
    linkEqual(here, src);
    linkEqual(other, otherSrc);
  } else if (dst.type === Type.SCALAR) {
    const value = BigInt.asUintN(jmp32 ? 32 : 64, BigInt(insn.imm));
    [otherDst.num, dst.num] = refine(dst.num, value, op, jmp32);
  }
  linkDst(here, other, insn.dst);
}

function linkDst(here: State, other: State, regno: number): void {
  if (here.regs[regno].type !== Type.SCALAR) return;
  linkEqual(here, here.regs[regno]);
  linkEqual(other, other.regs[regno]);
}

/** Checks operands; the source register, if there is one. */
function operands(env: Env, insn: BpfInsn): Reg | null {
  const op = insn.code & 0xf0;
  if (op === 0 || op > MAX_JUMP_OP) env.fail('bad-jump-opcode', { op: op.toString(16) });
  if (!(insn.code & 8)) {
    if (insn.src !== 0) env.fail('reserved-fields', { what: 'BPF_JMP/JMP32' });
    env.readReg(insn.dst);
    return null;
  }
  if (insn.imm !== 0) env.fail('reserved-fields', { what: 'BPF_JMP/JMP32' });
  const src = env.readReg(insn.src);
  const bothPacket = insn.dst <= 10 && packetAny(env.regs[insn.dst]) && packetAny(src);
  if (!bothPacket && hidesPointer(env, src)) env.fail('pointer-comparison', { reg: insn.src });
  env.readReg(insn.dst);
  return src;
}

/** The CPU may run ahead the wrong way: without privilege that way is walked too, with the compared registers unknown. */
function pushSpeculative(env: Env, insn: BpfInsn, to: number): void {
  const other = pushBranch(env, to);
  other.speculative = true;
  env.markUnknown(other.regs[insn.dst]);
  if (insn.code & 8) env.markUnknown(other.regs[insn.src]);
}

/** Returns where to go on; the other way, if it can be gone, is put off. */
export function checkConditionalJump(env: Env, insn: BpfInsn): number {
  const jmp32 = (insn.code & 7) === BpfClass.JMP32;
  const op = insn.code & 0xf0;
  const target = env.insn + insn.off + 1;
  const src = operands(env, insn);
  const dst = env.regs[insn.dst];
  const value = src ? knownValue(src, jmp32) : BigInt.asUintN(jmp32 ? 32 : 64, BigInt(insn.imm));
  const taken = predict(dst, src, value, op, jmp32);
  if (taken !== null) {
    if (dst.type === Type.SCALAR) markChainPrecision(env, insn.dst);
    if (src && src.type === Type.SCALAR) markChainPrecision(env, insn.src);
    if (!env.privileged) pushSpeculative(env, insn, taken ? env.insn + 1 : target);
    if (env.log.verbose) env.log.instructionState(env.insn, env.state.frame);
    return taken ? target : env.insn + 1;
  }
  const other = pushBranch(env, target);
  learn(env, insn, other, op, jmp32);
  const isNullTest = !jmp32 && !src && insn.imm === 0 && (op === Jump.JEQ || op === Jump.JNE);
  if (isNullTest && mayBeNull(env.regs[insn.dst].type)) {
    markNullness(env.state, insn.dst, op === Jump.JNE);
    markNullness(other, insn.dst, op === Jump.JEQ);
  } else if (!matchPacketPointers(env, insn, other) && hidesPointer(env, env.regs[insn.dst]))
    env.fail('pointer-comparison', { reg: insn.dst });
  if (env.log.verbose) env.log.instructionState(env.insn, env.state.frame);
  return env.insn + 1;
}
