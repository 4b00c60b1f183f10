/**
 * Paths put off at branches and taken up again, last first. Follows push_stack, pop_stack and update_branch_counts of
 * kernel/bpf/verifier.c (Linux 6.1).
 */
import type { Env } from './env';
import type { State } from './state';

/** BPF_COMPLEXITY_LIMIT_JMP_SEQ */
const MAX_PENDING = 8192;

/** Puts off the way to `insn`; its state is a copy of the current one. */
export function pushBranch(env: Env, insn: number): State {
  const state = env.state.copy();
  pushState(env, state, insn);
  if (state.parent) state.parent.branches++;
  return state;
}

export function pushState(env: Env, state: State, insn: number): void {
  env.pending.push({ state, insn, prevInsn: env.insn, logLength: env.log.length, step: env.steps.length - 1 });
  if (env.pending.length > MAX_PENDING) env.fail('too-many-jumps', { jumps: env.pending.length });
}

/** A path has ended: states whose last path this was can be used for pruning. */
export function pathEnded(env: Env): void {
  for (let st: State | null = env.state; st; st = st.parent) {
    st.branches--;
    if (st.branches > 0) break;
  }
}

/** Takes up the last path put off; false if there is none. */
export function popBranch(env: Env): boolean {
  const next = env.pending.pop();
  if (!next) return false;
  if (!env.log.keepsAll) env.log.truncate(next.logLength);
  env.state = next.state;
  env.insn = next.insn;
  env.prevInsn = next.prevInsn;
  env.stepFrom = next.step;
  return true;
}
