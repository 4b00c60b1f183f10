/**
 * References that a program takes (sockets, ring buffer memory) and must give back. Follows acquire_reference_state, release_reference
 * and check_reference_leak of kernel/bpf/verifier.c (Linux 6.1).
 */
import type { Env } from './env';
import { Type } from './regs';
import type { Frame } from './state';

export function acquireReference(env: Env): number {
  const id = env.newId();
  const { frame } = env.state;
  frame.refs.push({ id, insn: env.insn, callback: frame.inCallback ? frame.number : 0 });
  return id;
}

/** Drops it from the frame's list; false if it is not there. */
export function releaseReference(frame: Frame, id: number): boolean {
  const at = frame.refs.findIndex((ref) => ref.id === id);
  if (at < 0) return false;
  frame.refs.splice(at, 1);
  return true;
}

/** Gives it back: every copy of the pointer becomes useless. */
export function release(env: Env, id: number): boolean {
  const { state } = env;
  const { frame } = state;
  const ref = frame.refs.find((candidate) => candidate.id === id);
  if (!ref || (frame.inCallback && ref.callback !== frame.number)) return false;
  releaseReference(frame, id);
  state.forEachReg((reg) => {
    if (reg.ref !== id) return;
    if (env.privileged) env.markUnknown(reg);
    else reg.markNotInit();
  });
  return true;
}

/** References that this exit would lose. Prints a line for each. */
export function leaks(env: Env): readonly { id: number; insn: number }[] {
  const { frame } = env.state;
  if (frame.number > 0 && !frame.inCallback) return [];
  const lost = frame.refs.filter((ref) => !frame.inCallback || ref.callback === frame.number);
  return lost;
}

export function checkReferenceLeak(env: Env): void {
  const lost = leaks(env);
  if (lost.length === 0) return;
  for (const { id, insn } of lost.slice(0, -1)) env.log.write(`Unreleased reference id=${id} alloc_insn=${insn}\n`);
  const last = lost[lost.length - 1];
  env.fail('reference-leak', { id: last.id, insn: last.insn });
}

/** Packet pointers are worth nothing after the packet may have moved (clear_all_pkt_pointers). */
export function clearPacketPointers(env: Env): void {
  env.state.forEachReg((reg) => {
    if (reg.type === Type.PACKET || reg.type === Type.PACKET_META || reg.type === Type.PACKET_END) env.markUnknown(reg);
  });
}
