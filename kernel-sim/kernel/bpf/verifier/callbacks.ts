/**
 * Callbacks of bpf_loop and bpf_for_each_map_elem run any number of times, each time with what the last left on the caller's stack. Linux
 * 6.1 walks them once and so believes too much; later kernels walk until nothing changes. Here: before the callback every number on the
 * caller's stack is forgotten, and pointers saved there must be the same afterwards. Then one walk stands for all rounds, and for none.
 */
import type { Env } from './env';
import { identical, Reg, Type } from './regs';
import { ALL_MISC, type Frame, type HeldPointer, type State } from './state';

const mayReachStack = (callee: Frame): boolean => callee.regs.some((reg, i) => i < 10 && reg.type === Type.STACK);

/** Forgets numbers; returns the pointers that must stay. */
function forgetNumbers(state: State): HeldPointer[] {
  const held: HeldPointer[] = [];
  state.frames.forEach((frame, f) => {
    frame.stack.forEach((slot, i) => {
      if (slot.spilled && slot.reg.type !== Type.SCALAR) {
        const reg = new Reg();
        reg.assign(slot.reg);
        held.push({ frame: f, slot: i, reg });
      } else if (slot.kinds !== 0) {
        slot.kinds = ALL_MISC;
        slot.reg.markNotInit();
      }
    });
  });
  return held;
}

/** Before the callee's frame is pushed. */
export function beforeCallback(env: Env, callee: Frame): void {
  if (mayReachStack(callee)) callee.held = forgetNumbers(env.state);
}

/** After it was popped: the caller's stack as any number of rounds may leave it. */
export function afterCallback(env: Env, callee: Frame): void {
  if (!callee.held) return;
  const { state } = env;
  for (const { frame, slot, reg } of callee.held) {
    const now = state.frames[frame].stack[slot];
    if (!now.spilled || !identical(now.reg, reg)) env.fail('callback-changes-pointer', { off: -(slot + 1) * 8 });
  }
  const held = new Set(callee.held.map(({ frame, slot }) => `${frame}:${slot}`));
  state.frames.forEach((frame, f) => {
    frame.stack.forEach((slot, i) => {
      if (held.has(`${f}:${i}`) || slot.kinds === 0) return;
      slot.kinds = ALL_MISC;
      slot.reg.markNotInit();
    });
  });
}
