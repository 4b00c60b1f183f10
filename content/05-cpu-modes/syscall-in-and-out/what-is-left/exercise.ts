import { calls, check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_v4k8',
  kind: 'program',
  title: { ja: '後に残るもの', en: 'What is left behind' },
  inspector: 'registers',
  hints: [
    {
      ja: '`1:` の後に `movq %%rcx, %[rcx]` を足すと、rcx の値が変数 `rcx` に入ります。',
      en: 'After `1:` add `movq %%rcx, %[rcx]`: it puts the register into the variable.',
    },
    {
      ja: 'r11 も同じように読みます。行の間は `\\n\\t` で区切ります。',
      en: 'r11 likewise. Lines are divided by `\\n\\t`.',
    },
  ],
  wrong: { 'before-the-call': 'too-early', 'only-rcx': 'r11', 'no-call': 'no-syscall' },
  limits: { instructions: 50_000_000 },
  checks: [
    check('call', { ja: 'getpid を syscall で呼ぶ', en: 'getpid is called by syscall' }, (view) =>
      calls(view, 'getpid').length ? null : 'no-syscall',
    ),
    endsWell(0),
    check('rcx', { ja: 'rcx に戻り先がある', en: 'rcx holds the way back' }, (view) =>
      view.stdout.includes('rcx is the next instruction: yes') ? null : 'too-early',
    ),
    check('r11', { ja: 'r11 に RFLAGS がある', en: 'r11 holds RFLAGS' }, (view) =>
      view.stdout.includes('r11 is the flags: yes') ? null : fail('r11'),
    ),
  ],
  messages: {
    'no-syscall': {
      ja: '`getpid` がカーネルに届いていません。`syscall` 命令を残したまま、その後ろを足してください。',
      en: '`getpid` did not reach the kernel. Keep the `syscall` instruction, and add to what follows it.',
    },
    'too-early': {
      ja: 'rcx が戻り先と一致しません。`syscall` の**後**で読んでいますか。前に読むと、関係のない値が入っています。',
      en: 'rcx is not the way back. Is it read **after** `syscall`? Before it, the register holds something else.',
    },
    r11: {
      ja: 'r11 が呼ぶ前の RFLAGS と一致しません。`syscall` の後に `movq %%r11, %[r11]` が要ります。',
      en: 'r11 is not the flags from before. After `syscall`, `movq %%r11, %[r11]` is needed.',
    },
  },
  success: {
    ja: 'rcx と r11 は、`syscall` が戻るために使い、カーネルもそのまま返します。4番目の引数が r10 に引っ越したのも、Cの `clobber` に2つ並ぶのも、これが理由です。',
    en: 'rcx and r11 are what `syscall` needs to come back, and the kernel leaves them so. That is why the fourth argument moved to r10, and why both stand among the clobbers in C.',
  },
});
