/**
 * Loads and stores as instructions: reserved fields, registers read and written, 64-bit immediates, packet loads of classic BPF,
 * atomic operations. Follows do_check, check_ld_imm, check_ld_abs and check_atomic of kernel/bpf/verifier.c (Linux 6.1).
 */
import { BPF_PSEUDO_FUNC, BPF_PSEUDO_MAP_FD } from '../insn';
import { type BpfInsn, ProgType } from '../types';
import { type Env, hidesPointer } from './env';
import { checkMemAccess, checkUnmodified } from './memory';
import { leaks } from './references';
import { isPacketPointer, isSocket, type Reg, Type, typeName } from './regs';
import { constScalar } from './scalar';

const SIZES = [4, 2, 1, 8];
const sizeOf = (insn: BpfInsn): number => SIZES[(insn.code >> 3) & 3];

/** Types whose accesses are rewritten by type: one instruction must not see two of them (reg_type_mismatch). */
const rewritten = (type: number): boolean => type === Type.CTX || isSocket(type) || type === Type.BTF_ID;

function samePointerType(env: Env, type: number): void {
  const aux = env.aux[env.insn];
  if (aux.pointerType === 0) aux.pointerType = type;
  else if (aux.pointerType !== type && (rewritten(type) || rewritten(aux.pointerType))) env.fail('different-pointers');
}

export function checkLoad(env: Env, insn: BpfInsn): void {
  const { type } = env.readReg(insn.src);
  const size = sizeOf(insn);
  const access = { regno: insn.src, off: insn.off, size, write: false, value: insn.dst };
  env.writeReg(insn.dst);
  checkMemAccess(env, access);
  samePointerType(env, type);
}

export function checkStore(env: Env, insn: BpfInsn): void {
  if (insn.imm !== 0) env.fail('reserved-fields', { what: 'BPF_STX' });
  env.readReg(insn.src);
  const { type } = env.readReg(insn.dst);
  checkMemAccess(env, { regno: insn.dst, off: insn.off, size: sizeOf(insn), write: true, value: insn.src });
  samePointerType(env, type);
}

export function checkStoreImmediate(env: Env, insn: BpfInsn): void {
  if ((insn.code & 0xe0) !== 0x60 || insn.src !== 0) env.fail('reserved-fields', { what: 'BPF_ST' });
  const { type } = env.readReg(insn.dst);
  if (type === Type.CTX) env.fail('st-ctx', { reg: insn.dst, type: typeName(type) });
  checkMemAccess(env, { regno: insn.dst, off: insn.off, size: sizeOf(insn), write: true, value: -1 });
}

const FETCH = 1;
const XCHG = 0xe1;
const CMPXCHG = 0xf1;
const ATOMICS: readonly number[] = [0x00, 0x01, 0x50, 0x51, 0x40, 0x41, 0xa0, 0xa1, XCHG, CMPXCHG];

const noAtomics = (reg: Reg): boolean =>
  reg.type === Type.CTX || isPacketPointer(reg.type) || reg.type === Type.FLOW_KEYS || isSocket(reg.type);

export function checkAtomic(env: Env, insn: BpfInsn): void {
  if (!ATOMICS.includes(insn.imm)) env.fail('bad-atomic', { op: (insn.imm & 0xff).toString(16).padStart(2, '0') });
  const size = sizeOf(insn);
  if (size < 4) env.fail('atomic-size');
  const src = env.readReg(insn.src);
  const dst = env.readReg(insn.dst);
  if (insn.imm === CMPXCHG && hidesPointer(env, env.readReg(0))) env.fail('leaks-address', { reg: 0, into: 'mem' });
  if (hidesPointer(env, src)) env.fail('leaks-address', { reg: insn.src, into: 'mem' });
  if (noAtomics(dst)) env.fail('atomic-target', { reg: insn.dst, type: typeName(dst.type) });
  const access = { regno: insn.dst, off: insn.off, size };
  const fetched = insn.imm & FETCH ? (insn.imm === CMPXCHG ? 0 : insn.src) : -1;
  if (fetched >= 0) env.markUnknown(env.writeReg(fetched));
  checkMemAccess(env, { ...access, write: false, value: -1 }, true);
  if (fetched >= 0) checkMemAccess(env, { ...access, write: false, value: fetched }, true);
  checkMemAccess(env, { ...access, write: true, value: -1 }, true);
}

/** lddw: a number, a map, an address in a map's value, a function. Two slots. */
export function checkLoadImmediate(env: Env, insn: BpfInsn): void {
  if ((insn.code & 0x18) !== 0x18) env.fail('bad-ld-imm');
  if (insn.off !== 0) env.fail('reserved-fields', { what: 'BPF_LD_IMM64' });
  const dst = env.writeReg(insn.dst);
  if (insn.src === 0) {
    dst.markScalar(constScalar(env.wide.get(env.insn) ?? 0n));
    return;
  }
  if (insn.src === BPF_PSEUDO_FUNC) {
    const start = env.insn + insn.imm + 1;
    if (!env.input.functionName?.(start)) env.fail('missing-func-info');
    dst.markPointer(Type.FUNC);
    dst.subprog = env.subprogramAt(start);
    return;
  }
  const map = env.maps[env.aux[env.insn].map];
  dst.markPointer(insn.src === BPF_PSEUDO_MAP_FD ? Type.MAP_PTR : Type.MAP_VALUE);
  dst.map = map;
  if (dst.type !== Type.MAP_VALUE) return;
  dst.off = env.insns[env.insn + 1].imm;
  if (map.spinLockOffset >= 0) dst.id = env.newId();
}

const SKB_TYPES: readonly number[] = [ProgType.SOCKET_FILTER, ProgType.SCHED_CLS, ProgType.SCHED_ACT];

/** r0 = skb[…]: the packet loads that classic BPF left behind. */
export function checkLoadPacket(env: Env, insn: BpfInsn): void {
  const indirect = (insn.code & 0xe0) === 0x40;
  if (!SKB_TYPES.includes(env.input.rules.type)) env.fail('ld-abs-type');
  if (insn.dst !== 0 || insn.off !== 0 || sizeOf(insn) === 8 || (!indirect && insn.src !== 0))
    env.fail('reserved-fields', { what: 'BPF_LD_[ABS|IND]' });
  const ctx = env.readReg(6);
  if (leaks(env).length > 0) {
    const [first] = leaks(env);
    env.log.write(`Unreleased reference id=${first.id} alloc_insn=${first.insn}\n`);
    env.fail('ld-abs-references');
  }
  if (env.state.spinLock !== 0) env.fail('ld-abs-spin-lock');
  if (ctx.type !== Type.CTX) env.fail('ld-abs-r6');
  if (indirect) env.readReg(insn.src);
  checkUnmodified(env, 6, false);
  clobberCallerSaved(env);
  env.markUnknown(env.regs[0]);
}

/** r0–r5 hold nothing after a call. */
export function clobberCallerSaved(env: Env): void {
  for (let i = 0; i <= 5; i++) {
    env.regs[i].markNotInit();
    env.writeReg(i);
  }
}
