/**
 * A number's exact value mattered (a jump was decided by it, a pointer moved by it): follow it back to where it came from and mark it
 * "precise" in the states passed on the way, so that they prune only paths with the same knowledge. Follows mark_chain_precision and
 * backtrack_insn of kernel/bpf/verifier.c (Linux 6.1 stable).
 */
import { BPF_PSEUDO_CALL, BpfClass } from '../insn';
import type { BpfInsn } from '../types';
import type { Env } from './env';
import { frameText } from './log';
import { type Reg, Type } from './regs';
import type { State } from './state';

/** bpf_for_each_map_elem, bpf_timer_set_callback, bpf_find_vma, bpf_loop, bpf_user_ringbuf_drain. */
export const CALLBACK_HELPERS: readonly number[] = [164, 170, 180, 181, 209];

/** Registers and stack slots still looked for: bit i for each. */
interface Wanted {
  regs: number;
  stack: bigint;
}

const slotOf = (off: number): bigint => BigInt((-off - 1) >> 3);

function backAlu(insn: BpfInsn, wanted: Wanted): void {
  const dst = 1 << insn.dst;
  const op = insn.code & 0xf0;
  if (!(wanted.regs & dst) || op === 0xd0 || op === 0x80) return;
  const source = insn.code & 8 ? 1 << insn.src : 0;
  if (op === 0xb0) wanted.regs &= ~dst;
  wanted.regs |= source;
}

/** False: cannot be followed; mark everything. */
function backStore(insn: BpfInsn, wanted: Wanted): boolean {
  if (wanted.regs & (1 << insn.dst)) return false;
  if (insn.dst !== 10) return true;
  const slot = 1n << slotOf(insn.off);
  if (!(wanted.stack & slot)) return true;
  wanted.stack &= ~slot;
  if ((insn.code & 7) === BpfClass.STX) wanted.regs |= 1 << insn.src;
  return true;
}

function backLoad(insn: BpfInsn, wanted: Wanted): boolean {
  const dst = 1 << insn.dst;
  if (!(wanted.regs & dst)) return true;
  wanted.regs &= ~dst;
  const mode = insn.code & 0xe0;
  if ((insn.code & 7) === BpfClass.LD) return mode !== 0x20 && mode !== 0x40;
  if (insn.src !== 10) return true;
  wanted.stack |= 1n << slotOf(insn.off);
  return true;
}

function backJump(insn: BpfInsn, wanted: Wanted): boolean {
  const op = insn.code & 0xf0;
  if ((insn.code & 7) === BpfClass.JMP && op === 0x80) {
    if (insn.src === BPF_PSEUDO_CALL || CALLBACK_HELPERS.includes(insn.imm)) return false;
    wanted.regs &= ~1;
    return (wanted.regs & 0x3f) === 0;
  }
  if ((insn.code & 7) === BpfClass.JMP && op === 0x90) return false;
  if (!(insn.code & 8)) return true;
  const both = (1 << insn.dst) | (1 << insn.src);
  if (wanted.regs & both) wanted.regs |= both;
  return true;
}

/** What was needed before this instruction, given what is needed after it. */
function back(env: Env, at: number, wanted: Wanted): boolean {
  const insn = env.insns[at];
  if (insn.code === 0) return true;
  if (env.log.all)
    env.log.write(
      `regs=${wanted.regs.toString(16)} stack=${wanted.stack.toString(16)} before ${at}: ${env.text(at)}\n`,
    );
  switch (insn.code & 7) {
    case BpfClass.ALU:
    case BpfClass.ALU64:
      backAlu(insn, wanted);
      return true;
    case BpfClass.ST:
    case BpfClass.STX:
      return backStore(insn, wanted);
    case BpfClass.LD:
    case BpfClass.LDX:
      return backLoad(insn, wanted);
    default:
      return backJump(insn, wanted);
  }
}

/** The big hammer: every number of every state on the way here. */
function markAll(state: State): void {
  for (let st = state.parent; st; st = st.parent) {
    for (const frame of st.frames) {
      for (let i = 0; i < 10; i++) if (frame.regs[i].type === Type.SCALAR) frame.regs[i].precise = true;
      for (const slot of frame.stack) if (slot.spilledScalar) slot.reg.precise = true;
    }
  }
}

/** A state that is recorded starts without marks (mark_all_scalars_imprecise). */
export function forgetPrecision(state: State): void {
  for (const frame of state.frames) {
    for (let i = 0; i < 10; i++) if (frame.regs[i].type === Type.SCALAR) frame.regs[i].precise = false;
    for (const slot of frame.stack) if (slot.spilledScalar) slot.reg.precise = false;
  }
}

/** Marks what is wanted in a state passed; null if it could not be done one by one. */
function markWanted(state: State, frameIndex: number, wanted: Wanted): boolean | null {
  const frame = state.frames[frameIndex];
  let fresh = false;
  const mark = (reg: Reg) => {
    if (!reg.precise) fresh = true;
    reg.precise = true;
  };
  for (let i = 0; i < 11; i++) {
    if (!(wanted.regs & (1 << i))) continue;
    if (frame.regs[i].type === Type.SCALAR) mark(frame.regs[i]);
    else wanted.regs &= ~(1 << i);
  }
  for (let i = 0; i < 64 && wanted.stack !== 0n; i++) {
    const bit = 1n << BigInt(i);
    if (!(wanted.stack & bit)) continue;
    if (i >= frame.stack.length) return null;
    if (frame.stack[i].spilledScalar) mark(frame.stack[i].reg);
    else wanted.stack &= ~bit;
  }
  return fresh;
}

/** Back through one stretch; true when it is known that nothing more need be marked. */
function backThrough(
  env: Env,
  st: State,
  first: number,
  last: number,
  skip: boolean,
  wanted: Wanted,
): 'done' | 'more' | 'all' {
  let jumps = st.jumps.length;
  let at = last;
  let skipFirst = skip;
  for (;;) {
    if (skipFirst) skipFirst = false;
    else if (!back(env, at, wanted)) return 'all';
    if (wanted.regs === 0 && wanted.stack === 0n) return 'done';
    // A loop may pass the first instruction again; only without jumps left is it the stretch's begin.
    if (at === first && (jumps === 0 || (jumps === 1 && st.jumps[0].at === at))) return 'more';
    if (jumps > 0 && st.jumps[jumps - 1].at === at) at = st.jumps[--jumps].from;
    else at--;
    if (at < 0 || at >= env.insns.length) return 'all';
  }
}

function chain(env: Env, frameIndex: number, wanted: Wanted): void {
  let st = env.state;
  let first = st.firstInsn;
  let last = env.insn;
  let skip = true;
  for (;;) {
    if (env.log.all) env.log.write(`last_idx ${last} first_idx ${first}\n`);
    if (last < 0) {
      markAll(st);
      return;
    }
    const result = backThrough(env, st, first, last, skip, wanted);
    skip = false;
    if (result === 'done') return;
    if (result === 'all') {
      markAll(st);
      return;
    }
    if (!st.parent) return;
    st = st.parent;
    if (frameIndex >= st.frames.length) {
      markAll(st);
      return;
    }
    const fresh = markWanted(st, frameIndex, wanted);
    if (fresh === null) {
      // The slot was written through another register than r10: nobody knows where. All of this state and those before it.
      const above = { parent: st } as State;
      markAll(above);
      return;
    }
    if (env.log.all) {
      const masks = `regs=${wanted.regs.toString(16)} stack=${wanted.stack.toString(16)}`;
      env.log.write(`parent ${fresh ? "didn't have" : 'already had'} ${masks} marks:`);
      env.log.write(
        `${frameText(
          st.frames[frameIndex],
          () => true,
          () => true,
        )}\n`,
      );
    }
    if (wanted.regs === 0 && wanted.stack === 0n) return;
    if (!fresh) return;
    last = st.lastInsn;
    first = st.firstInsn;
  }
}

/** The value of a register of the current frame matters exactly. */
export function markChainPrecision(env: Env, regno: number): void {
  if (!env.privileged) return;
  if (regno < 0 || env.regs[regno].type !== Type.SCALAR) return;
  chain(env, env.state.depth, { regs: 1 << regno, stack: 0n });
}

/** Numbers that mattered from an equal state on matter here too (propagate_precision). */
export function propagatePrecision(env: Env, old: State): void {
  if (!env.privileged) return;
  for (let f = old.depth; f >= 0; f--) {
    const frame = old.frames[f];
    const here = env.state.frames[f];
    for (let i = 0; i < 10; i++) {
      const reg = frame.regs[i];
      if (reg.type !== Type.SCALAR || !reg.precise || here.regs[i].type !== Type.SCALAR) continue;
      if (env.log.all) env.log.write(`frame ${f}: propagating r${i}\n`);
      chain(env, f, { regs: 1 << i, stack: 0n });
    }
    frame.stack.forEach((slot, i) => {
      if (!slot.spilledScalar || !slot.reg.precise || !here.stack[i]?.spilledScalar) return;
      if (env.log.all) env.log.write(`frame ${f}: propagating fp${-(i + 1) * 8}\n`);
      chain(env, f, { regs: 0, stack: 1n << BigInt(i) });
    });
  }
}
