/**
 * Has this instruction been reached with at least this much knowledge before? Then what follows is known to be safe, and the path ends
 * here. Follows is_state_visited, states_equal and the liveness functions of kernel/bpf/verifier.c (Linux 6.1).
 */
import type { Env, Recorded } from './env';
import { forgetPrecision, propagatePrecision } from './precision';
import {
  baseType,
  identical,
  isPacketPointer,
  LIVE_DONE,
  LIVE_NONE,
  LIVE_READ,
  LIVE_READ32,
  LIVE_READ64,
  mayBeNull,
  type Reg,
  sameKind,
  Type,
} from './regs';
import { ALL_MISC, type Frame, Slot, type State } from './state';

const COMPLEXITY_LIMIT_STATES = 64;

/** Ids differ from path to path: they must correspond one to one. */
type IdMap = Map<number, number>;

function sameId(old: number, now: number, ids: IdMap): boolean {
  const known = ids.get(old);
  if (known !== undefined) return known === now;
  ids.set(old, now);
  return true;
}

/** What holds for `old` holds for `now` (regsafe). */
function regSafe(old: Reg, now: Reg, ids: IdMap): boolean {
  if (!(old.live & LIVE_READ)) return true;
  if (old.type === Type.STACK) return identical(old, now) && old.frame === now.frame;
  if (old.type === Type.NOT_INIT) return true;
  if (now.type === Type.NOT_INIT) return false;
  const base = baseType(old.type);
  if (base === Type.SCALAR) return now.type === Type.SCALAR && scalarSafe(old, now, ids);
  if (base === Type.MAP_VALUE || base === Type.MAP_KEY) {
    if (!sameKind(old, now)) return false;
    if (mayBeNull(old.type)) return sameId(old.id, now.id, ids);
    const locks = (old.map?.spinLockOffset ?? -1) >= 0;
    return old.num.includes(now.num) && (!locks || sameId(old.id, now.id, ids));
  }
  if (isPacketPointer(base)) {
    if (old.type !== now.type || old.range > now.range || old.off !== now.off) return false;
    if (old.id !== 0 && !sameId(old.id, now.id, ids)) return false;
    return old.num.includes(now.num);
  }
  if (!sameKind(old, now) || !old.num.equals(now.num)) return false;
  return (
    (old.id === 0 ? now.id === 0 : sameId(old.id, now.id, ids)) &&
    (old.ref === 0 ? now.ref === 0 : sameId(old.ref, now.ref, ids))
  );
}

function scalarSafe(old: Reg, now: Reg, ids: IdMap): boolean {
  if (!old.precise) return true;
  if (!old.num.includes(now.num)) return false;
  // A number linked with others, where the links let bounds flow: the links must be there too.
  if (old.id === 0 || old.num.known) return true;
  return now.id !== 0 && sameId(old.id, now.id, ids);
}

function stackSafe(old: Frame, now: Frame, ids: IdMap, uninitOk: boolean): boolean {
  for (let i = 0; i < old.stack.length; i++) {
    const slot = old.stack[i];
    if (!(slot.reg.live & LIVE_READ) || slot.kinds === 0) continue;
    const other = now.stack[i];
    if (!other) {
      if (uninitOk && slot.kinds === ALL_MISC) continue;
      return false;
    }
    if (slot.kinds !== other.kinds) {
      for (let b = 0; b < 8; b++) {
        const kind = slot.kind(b);
        if (kind === Slot.INVALID || (kind === Slot.MISC && (uninitOk || other.kind(b) === Slot.ZERO))) continue;
        if (kind !== other.kind(b)) return false;
      }
    }
    if (slot.spilled && !regSafe(slot.reg, other.reg, ids)) return false;
  }
  return true;
}

function refsSafe(old: Frame, now: Frame): boolean {
  if (old.refs.length !== now.refs.length) return false;
  return old.refs.every(
    (ref, i) => ref.id === now.refs[i].id && ref.insn === now.refs[i].insn && ref.callback === now.refs[i].callback,
  );
}

function statesEqual(env: Env, old: State, now: State): boolean {
  const uninitOk = env.privileged;
  if (old.depth !== now.depth || (old.speculative && !now.speculative)) return false;
  const ids: IdMap = new Map();
  if ((old.spinLock === 0) !== (now.spinLock === 0)) return false;
  if (old.spinLock !== 0 && !sameId(old.spinLock, now.spinLock, ids)) return false;
  for (let f = 0; f <= old.depth; f++) {
    const a = old.frames[f];
    const b = now.frames[f];
    if (a.callsite !== b.callsite) return false;
    for (let i = 0; i < 11; i++) if (!regSafe(a.regs[i], b.regs[i], ids)) return false;
    if (!stackSafe(a, b, ids, uninitOk) || !refsSafe(a, b)) return false;
  }
  return true;
}

/** Cheap first question about loops: all registers of the frame the same? */
function maybeLooping(old: State, now: State): boolean {
  if (old.depth !== now.depth) return false;
  const a = old.frame;
  const b = now.frame;
  for (let i = 0; i < 11; i++) if (!identical(a.regs[i], b.regs[i])) return false;
  return true;
}

/** Forgets what nobody will read: easier to equal (clean_verifier_state). */
function clean(state: State): void {
  if (state.cleaned) return;
  state.cleaned = true;
  for (const frame of state.frames) {
    for (let i = 0; i < 10; i++) {
      const reg = frame.regs[i];
      const read = (reg.live & LIVE_READ) !== 0;
      reg.live |= LIVE_DONE;
      if (!read) reg.markNotInit();
    }
    for (const slot of frame.stack) {
      const read = (slot.reg.live & LIVE_READ) !== 0;
      slot.reg.live |= LIVE_DONE;
      if (read) continue;
      slot.reg.markNotInit();
      slot.kinds = 0;
    }
  }
}

function cleanAll(list: Recorded[], now: State, insn: number): void {
  for (const { state } of list) {
    if (state.cleaned || state.insn !== insn || state.branches > 0 || state.depth !== now.depth) continue;
    if (state.frames.every((frame, f) => frame.callsite === now.frames[f].callsite)) clean(state);
  }
}

function propagateReg(env: Env, from: Reg, to: Reg): void {
  const has = to.live & LIVE_READ;
  const flag = from.live & LIVE_READ;
  if (has === LIVE_READ64 || flag === 0 || has === flag) return;
  to.live |= flag;
  if (flag & LIVE_READ64) to.live &= ~LIVE_READ32;
  env.markRead(to, flag & LIVE_READ64 ? LIVE_READ64 : LIVE_READ32, 1);
}

/** What the rest of the path read from the equal state, it would have read from this one. */
function propagateLiveness(env: Env, old: State, now: State): void {
  for (let f = 0; f <= old.depth; f++) {
    const a = old.frames[f];
    const b = now.frames[f];
    for (let i = f < old.depth ? 6 : 0; i < 10; i++) propagateReg(env, a.regs[i], b.regs[i]);
    for (let i = 0; i < a.stack.length && i < b.stack.length; i++) propagateReg(env, a.stack[i].reg, b.stack[i].reg);
  }
}

function rememberJump(env: Env): void {
  if (!env.aux[env.insn].jumpPoint) return;
  env.state.jumps.push({ at: env.insn, from: env.prevInsn });
}

const differentAsyncEntry = (old: State, now: State): boolean =>
  old.frame.inAsyncCallback && old.frame.asyncEntries !== now.frame.asyncEntries;

/** Linux's hash: states of other instructions may lie in the same list, and are counted. */
function keyOf(env: Env): number {
  return ((env.insn ^ env.state.frame.callsite) >>> 0) % env.insns.length;
}

/** A new state is worth recording only after some jumps and instructions. */
function farEnough(env: Env, jumps: number, insns: number): boolean {
  return env.jumps - env.prevJumps >= jumps && env.processed - env.prevProcessed >= insns;
}

/** True: the path may end here. Otherwise the state may have been recorded. */
export function isStateVisited(env: Env): boolean {
  const now = env.state;
  now.lastInsn = env.prevInsn;
  if (!env.aux[env.insn].prune) return false;
  let add = env.testStateFreq || farEnough(env, 2, 8);
  const key = keyOf(env);
  let list = env.explored.get(key);
  if (!list) {
    list = [];
    env.explored.set(key, list);
  }
  cleanAll(list, now, env.insn);
  let count = 0;
  // Newest first, as Linux's list.
  for (let i = list.length - 1; i >= 0; i--) {
    const entry = list[i];
    const { state } = entry;
    count++;
    if (state.insn !== env.insn) continue;
    if (state.branches > 0) {
      if (!differentAsyncEntry(state, now) && maybeLooping(state, now) && statesEqual(env, state, now)) {
        env.sourceLine(env.insn);
        env.fail('infinite-loop', { insn: env.insn });
      }
      if (env.jumps - env.prevJumps < 20 && env.processed - env.prevProcessed < 100) add = false;
    } else if (statesEqual(env, state, now)) {
      entry.hits++;
      propagateLiveness(env, state, now);
      rememberJump(env);
      propagatePrecision(env, state);
      return true;
    }
    if (add) entry.misses++;
    if (entry.misses > entry.hits * 3 + 3) {
      list.splice(i, 1);
      if (state.cleaned) env.peakStates--;
    }
  }
  if (count > env.maxStatesPerInsn) env.maxStatesPerInsn = count;
  if (!add || (!env.privileged && count > COMPLEXITY_LIMIT_STATES)) {
    rememberJump(env);
    return false;
  }
  record(env, list);
  return false;
}

function record(env: Env, list: Recorded[]): void {
  const now = env.state;
  env.totalStates++;
  env.peakStates++;
  env.prevJumps = env.jumps;
  env.prevProcessed = env.processed;
  if (env.privileged) forgetPrecision(now);
  const recorded = now.copy();
  recorded.insn = env.insn;
  now.parent = recorded;
  now.firstInsn = env.insn;
  now.jumps = [];
  list.push({ state: recorded, hits: 0, misses: 0 });
  now.frames.forEach((frame, f) => {
    const there = recorded.frames[f];
    for (let i = f < now.depth ? 6 : 0; i < 10; i++) frame.regs[i].parent = there.regs[i];
    for (let i = 0; i < 10; i++) frame.regs[i].live = LIVE_NONE;
    frame.stack.forEach((slot, i) => {
      slot.reg.live = LIVE_NONE;
      slot.reg.parent = there.stack[i].reg;
    });
  });
}
