/** Building blocks for checks of eBPF exercises. */
import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import type { Check, RunView } from '@ringzero/kernel-sim/lab/types';

/** The verifier took everything. Code `rejected`, with its own code of the reason and the number of the instruction. */
export function accepted(code = 'rejected'): Check {
  return check('accepted', { ja: '検証器が受け入れる', en: 'The verifier accepts it' }, (view) => {
    const rejection = view.snapshot?.bpf?.rejection;
    if (!rejection) return view.of('bpf').some((e) => e.op === 'load') ? null : 'nothing-loaded';
    const last =
      rejection.log
        .trim()
        .split('\n')
        .findLast((line) => !/^(processed|verification time)/.test(line)) ?? '';
    return fail(code, { reason: last.slice(0, 120), insn: rejection.insn });
  });
}

/** Something of the learner's is attached there, for example `kprobe:__x64_sys_clone`. */
export const attachedTo = (view: RunView, target: string): boolean =>
  view.of('bpf').some((e) => e.op === 'attach' && e.detail === target);
