/**
 * Stack of all functions that may be on it at once: 512 bytes together, at most eight frames. Follows check_max_stack_depth of
 * kernel/bpf/verifier.c (Linux 6.1).
 */
import { isPseudoCall, isPseudoFunc } from './cfg';
import type { Env } from './env';
import { MAX_CALL_FRAMES, MAX_STACK } from './state';

/** With tail calls each frame may be entered 33 times. */
const MAX_TAIL_CALL_STACK = 256;

const rounded = (bytes: number): number => Math.ceil(Math.max(bytes, 1) / 32) * 32;

interface Level {
  readonly subprog: number;
  at: number;
}

export function checkStackDepth(env: Env): void {
  const path: Level[] = [{ subprog: 0, at: 0 }];
  let depth = 0;
  let tailCallReachable = false;
  const enter = (subprog: number): void => {
    const sub = env.subprograms[subprog];
    if (path.length > 1 && sub.hasTailCall && depth >= MAX_TAIL_CALL_STACK) {
      env.insn = sub.start;
      env.fail('tail-call-stack', { depth });
    }
    depth += rounded(sub.stackDepth);
    if (depth > MAX_STACK) {
      env.insn = sub.start;
      env.fail('combined-stack', { calls: path.length, depth });
    }
    if (sub.hasTailCall) tailCallReachable = true;
  };
  enter(0);
  while (path.length > 0) {
    const level = path[path.length - 1];
    const next = nextCall(env, level);
    if (next === null) {
      depth -= rounded(env.subprograms[level.subprog].stackDepth);
      path.pop();
      continue;
    }
    path.push({ subprog: next, at: env.subprograms[next].start });
    if (path.length > MAX_CALL_FRAMES) env.fail('call-stack-frames', { frames: path.length });
    enter(next);
  }
  if (tailCallReachable) for (const sub of env.subprograms) sub.tailCallReachable = true;
}

/** The next function called from this level, or null at its end. */
function nextCall(env: Env, level: Level): number | null {
  const { end } = env.subprograms[level.subprog];
  while (level.at < end) {
    const i = level.at++;
    const insn = env.insns[i];
    if (!isPseudoCall(insn) && !isPseudoFunc(insn)) continue;
    const subprog = env.subprogramAt(i + insn.imm + 1);
    if (env.subprograms[subprog].isAsyncCallback) continue;
    env.insn = i;
    return subprog;
  }
  return null;
}
