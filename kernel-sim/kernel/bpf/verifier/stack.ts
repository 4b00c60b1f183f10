/**
 * Loads and stores on the stack: what was spilled comes back as it was, what was never written must not be read.
 * Follows check_stack_{read,write}_{fixed,var}_off and check_stack_range_initialized of kernel/bpf/verifier.c (Linux 6.1).
 */
import { BpfClass } from '../insn';
import { tnumIsConst, tnumText } from '../tnum';
import { type Env, hidesPointer } from './env';
import { MAX_VAR_OFF } from './imm64';
import { markChainPrecision } from './precision';
import { LIVE_READ64, LIVE_WRITTEN, Reg, Type } from './regs';
import { ZERO } from './scalar';
import { type Frame, MAX_STACK, Slot, type StackSlot } from './state';

const LIMIT = BigInt(MAX_VAR_OFF);

/** How the access is called in messages: direct ones read or write, a helper's may do either. */
export type StackAccess = 'read from' | 'write to' | 'indirect access to';

const slotOf = (off: number): number => (-off - 1) >> 3;
const byteOf = (off: number): number => (-off - 1) & 7;

/** Lowest and highest first byte that the access may have; refuses what may leave the stack. */
function bounds(
  env: Env,
  regno: number,
  off: number,
  size: number,
  access: StackAccess,
  reading: boolean,
): [number, number] {
  const reg = env.regs[regno];
  const exact = tnumIsConst(reg.num.bits);
  const { smin, smax } = reg.num;
  if (!exact && (smax >= LIMIT || smin <= -LIMIT)) env.fail('stack-unbounded', { access, reg: regno });
  const low = Number(exact ? BigInt.asIntN(64, reg.num.bits.value) : smin) + off;
  const high = Number(exact ? BigInt.asIntN(64, reg.num.bits.value) : smax) + off;
  const frame = env.state.frames[reg.frame];
  // Bytes never written read as anything for those who may know addresses anyway (allow_uninit_stack).
  const lowest = reading && !env.privileged ? -frame.stack.length * 8 : -MAX_STACK;
  if (low >= lowest && low <= -1 && high + size <= 0) {
    frame.grow(-low);
    return [low, high];
  }
  if (exact) return env.fail('stack-oob', { access, reg: regno, off, size });
  return env.fail('stack-variable-oob', { access, reg: regno, bits: tnumText(reg.num.bits), size });
}

/** Remembers how deep a function uses its stack. */
function useDepth(env: Env, frame: Frame, off: number): void {
  const sub = env.subprograms[frame.subprog];
  if (sub.stackDepth < -off) sub.stackDepth = -off;
}

function spill(slot: StackSlot, reg: Reg, size: number): void {
  slot.reg.assign(reg);
  if (size === 8) slot.reg.live |= LIVE_WRITTEN;
  for (let i = 7; i >= 0; i--) {
    if (i > 7 - size) slot.setKind(i, Slot.SPILL);
    else if (slot.kind(i) !== Slot.INVALID) slot.setKind(i, Slot.MISC);
  }
}

const bitLength = (x: bigint): number => (x === 0n ? 0 : x.toString(2).length);

function spillable(type: number): boolean {
  return type !== Type.NOT_INIT && type !== Type.SCALAR;
}

function writeFixed(env: Env, frame: Frame, off: number, size: number, value: number): void {
  const insn = env.insns[env.insn];
  const index = slotOf(off);
  frame.grow(-off);
  const slot = frame.stack[index];
  if (!env.privileged && slot.kind(0) === Slot.SPILL && size !== 8) env.fail('corrupt-spilled-pointer');
  const reg = value >= 0 ? env.regs[value] : null;
  const immediate = reg === null && (insn.code & 7) === BpfClass.ST ? insn.imm : null;
  env.log.scratchSlot(index);
  const aligned = off % 8 === 0;
  if (reg?.isScalar && aligned && !reg.num.unbounded && !reg.isNull && env.privileged) {
    // Only [r10 + off] is recognized when the way back is searched for what a value came from.
    if (insn.dst !== 10) markChainPrecision(env, value);
    spill(slot, reg, size);
    if (bitLength(reg.num.umax) > 8 * size) slot.reg.id = 0;
  } else if (immediate !== null && immediate !== 0 && aligned && env.privileged) {
    const fake = new Reg();
    fake.markConst(immediate);
    spill(slot, fake, size);
  } else if (reg && spillable(reg.type)) {
    if (size !== 8) {
      env.sourceLine(env.insn);
      env.fail('spill-size');
    }
    if (frame !== env.state.frame && reg.type === Type.STACK) env.fail('spill-into-caller');
    spill(slot, reg, size);
  } else {
    slot.reg.type = Type.NOT_INIT;
    if (slot.spilled) slot.scrub();
    if (size === 8) slot.reg.live |= LIVE_WRITTEN;
    const zero = reg ? reg.isNull : immediate === 0;
    if (zero && reg) markChainPrecision(env, value);
    for (let i = 0; i < size; i++) slot.setKind(byteOf(off + i), zero ? Slot.ZERO : Slot.MISC);
  }
}

function writeVariable(env: Env, frame: Frame, low: number, high: number, size: number, value: number): void {
  const insn = env.insns[env.insn];
  const reg = value >= 0 ? env.regs[value] : null;
  const zero = reg ? reg.isNull : (insn.code & 7) === BpfClass.ST && insn.imm === 0;
  let zeroUsed = false;
  frame.grow(-low);
  for (let off = low; off < high + size; off++) {
    const slot = frame.stack[slotOf(off)];
    const kind = slot.kind(byteOf(off));
    env.log.scratchSlot(slotOf(off));
    if (!env.privileged && kind !== Slot.MISC && kind !== Slot.ZERO)
      env.fail('variable-write-spilled', { insn: env.insn, off });
    slot.reg.type = Type.NOT_INIT;
    const stays = zero && kind === Slot.ZERO;
    if (stays) zeroUsed = true;
    slot.setKind(byteOf(off), stays ? Slot.ZERO : Slot.MISC);
  }
  if (zeroUsed && reg) markChainPrecision(env, value);
}

/** Store of `size` bytes at reg + off; `value` is the register stored, -1 for an immediate or unknown data. */
export function writeStack(env: Env, regno: number, off: number, size: number, value: number): void {
  const [low, high] = bounds(env, regno, off, size, 'write to', false);
  const reg = env.regs[regno];
  const frame = env.state.frames[reg.frame];
  useDepth(env, frame, low);
  if (tnumIsConst(reg.num.bits)) writeFixed(env, frame, low, size, value);
  else {
    variableNeedsPrivilege(env, regno, '');
    writeVariable(env, frame, low, high, size, value);
  }
}

function variableNeedsPrivilege(env: Env, regno: number, extra: string): void {
  if (!env.privileged)
    env.fail('stack-variable-unprivileged', { reg: regno, extra, bits: tnumText(env.regs[regno].num.bits) });
}

/** Zero if all bytes in [low, high) are, else unknown (mark_reg_stack_read). */
function markStackRead(env: Env, frame: Frame, low: number, high: number, to: number): void {
  let zeros = 0;
  for (let off = low; off < high; off++, zeros++) {
    if (frame.stack[slotOf(off)].kind(byteOf(off)) !== Slot.ZERO) break;
  }
  const reg = env.regs[to];
  if (zeros === high - low) reg.markScalar(ZERO, true);
  else env.markUnknown(reg);
  reg.live |= LIVE_WRITTEN;
}

const mayRead = (env: Env, kind: number, allowed: (kind: number) => boolean): boolean =>
  allowed(kind) || (kind === Slot.INVALID && env.privileged);

function checkWritten(env: Env, slot: StackSlot, off: number, size: number, allowed: (kind: number) => boolean): void {
  for (let i = 0; i < size; i++)
    if (!mayRead(env, slot.kind(byteOf(off + i)), allowed)) env.fail('stack-uninit', { off, at: i, size });
}

/** A fill that is not the whole spill of 8 bytes. */
function fillPart(env: Env, slot: StackSlot, off: number, size: number, to: number): void {
  if (slot.reg.type !== Type.SCALAR) {
    env.sourceLine(env.insn);
    env.fail('fill-size');
  }
  let spilled = 1;
  for (let i = 6; i >= 0 && slot.kind(i) === Slot.SPILL; i--) spilled++;
  env.markRead(slot.reg, LIVE_READ64);
  if (to < 0) return;
  if (off % 8 === 0 && size === spilled) env.regs[to].assign(slot.reg);
  else {
    checkWritten(env, slot, off, size, (kind) => kind === Slot.SPILL || kind === Slot.MISC);
    env.markUnknown(env.regs[to]);
  }
  env.regs[to].live |= LIVE_WRITTEN;
}

function readFixed(env: Env, frame: Frame, off: number, size: number, to: number): void {
  const slot = frame.stack[slotOf(off)];
  if (!slot.spilled) {
    checkWritten(env, slot, off, size, (kind) => kind === Slot.MISC || kind === Slot.ZERO);
    env.markRead(slot.reg, LIVE_READ64);
    if (to >= 0) markStackRead(env, frame, off, off + size, to);
    return;
  }
  const whole = size === 8 && slot.kinds === 0x1111_1111;
  if (!whole) {
    fillPart(env, slot, off, size, to);
    return;
  }
  if (to >= 0) {
    env.regs[to].assign(slot.reg);
    env.regs[to].live |= LIVE_WRITTEN;
  } else if (hidesPointer(env, slot.reg)) env.fail('leak-from-stack', { off });
  env.markRead(slot.reg, LIVE_READ64);
}

/** Load of `size` bytes at reg + off into register `to`; -1: somebody else takes the bytes. */
export function readStack(env: Env, regno: number, off: number, size: number, to: number): void {
  const reg = env.regs[regno];
  const frame = env.state.frames[reg.frame];
  const [low] = bounds(env, regno, off, size, 'read from', true);
  useDepth(env, frame, low);
  if (tnumIsConst(reg.num.bits)) {
    readFixed(env, frame, low, size, to);
    return;
  }
  if (to < 0) env.fail('stack-variable-helper', { bits: tnumText(reg.num.bits), off, size });
  const [from, until] = checkInitialized(env, regno, off, size, false, false);
  markStackRead(env, frame, from, until + size, to);
}

/**
 * Every byte that may be read was written before (check_stack_range_initialized). `helper`: the bytes are handed to a helper, which
 * may change them. `raw`: the helper fills them; returns at once if their place is known.
 */
export function checkInitialized(
  env: Env,
  regno: number,
  off: number,
  size: number,
  helper: boolean,
  raw: boolean,
  zeroAllowed = false,
): [low: number, high: number, raw: boolean] {
  if (size === 0 && !zeroAllowed) env.fail('zero-sized-read');
  const reg = env.regs[regno];
  const frame = env.state.frames[reg.frame];
  const extra = helper ? ' indirect' : '';
  const [low, high] = bounds(env, regno, off, size, helper ? 'indirect access to' : 'read from', !helper);
  const exact = tnumIsConst(reg.num.bits);
  if (!exact) variableNeedsPrivilege(env, regno, extra);
  else if (raw) return [low, high, true];
  for (let at = low; at < high + size; at++) {
    const slot = frame.stack[slotOf(at)] as StackSlot | undefined;
    if (!slot || !readable(env, slot, byteOf(at), helper)) {
      if (exact) env.fail('stack-uninit-indirect', { extra, reg: regno, off: low, at: at - low, size });
      env.fail('stack-uninit-variable', { extra, reg: regno, bits: tnumText(reg.num.bits), at: at - low, size });
    }
    env.markRead((slot as StackSlot).reg, LIVE_READ64);
  }
  useDepth(env, frame, low);
  return [low, high, false];
}

function readable(env: Env, slot: StackSlot, byte: number, clobber: boolean): boolean {
  const kind = slot.kind(byte);
  if (kind === Slot.MISC) return true;
  if (kind === Slot.ZERO || (kind === Slot.INVALID && env.privileged)) {
    if (clobber) slot.setKind(byte, Slot.MISC);
    return true;
  }
  if (!slot.spilled || !(slot.reg.type === Type.SCALAR || env.privileged)) return false;
  if (clobber) {
    env.markUnknown(slot.reg);
    slot.scrub();
  }
  return true;
}
