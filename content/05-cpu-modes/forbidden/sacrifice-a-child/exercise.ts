import { check, difference, endsWell, fail, stepOf } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const GENERAL_PROTECTION = 13;
const EXPECTED = 'child ended by signal 11\n';

export default defineExercise({
  id: 'ex_o4r5',
  kind: 'program',
  title: { ja: '禁止された命令を子に実行させる', en: 'Let a child execute a forbidden instruction' },
  inspector: 'registers',
  hints: [
    {
      ja: '`__asm__ volatile("cli")` が割り込み禁止の命令です。リング3では許されません。',
      en: '`__asm__ volatile("cli")` turns interrupts off. It is not allowed in ring 3.',
    },
    {
      ja: '親が生き残るように、`fork` した子の中で実行します。',
      en: 'Do it in a forked child, so that the parent survives.',
    },
    {
      ja: 'シグナルで終わったかどうかは `WIFSIGNALED(status)`、番号は `WTERMSIG(status)` です。',
      en: '`WIFSIGNALED(status)` tells whether a signal ended it, `WTERMSIG(status)` which.',
    },
  ],
  prediction: {
    id: 'cli',
    prompt: {
      ja: 'リング3のプログラムが `cli` を実行すると、何が起きますか。',
      en: 'What happens when a program in ring 3 executes `cli`?',
    },
    options: [
      {
        id: 'ignored',
        text: { ja: '無視される', en: 'It is ignored' },
        feedback: {
          ja: '黙って無視されるのは popf の IF ビットのほうです。cli は例外になります。',
          en: 'Silently ignored is what popf does with the IF bit. cli is an exception.',
        },
      },
      {
        id: 'works',
        text: { ja: '割り込みが禁止される', en: 'Interrupts are turned off' },
        feedback: {
          ja: 'それができたら、どのプログラムも計算機を独り占めできます。',
          en: 'If that worked, any program could keep the computer for itself.',
        },
      },
      {
        id: 'gp',
        text: { ja: '一般保護例外（#GP）になり、SIGSEGV が届く', en: 'General protection (#GP), and SIGSEGV arrives' },
        correct: true,
        feedback: {
          ja: 'その通りです。CPUが例外を起こし、カーネルがシグナルに変えます。',
          en: 'Right. The CPU raises the exception, the kernel makes a signal of it.',
        },
      },
    ],
  },
  wrong: { 'in-the-parent': 'parent-died', 'only-kill': 'no-exception', 'exit-status': 'wexitstatus' },
  limits: { instructions: 100_000_000, tasks: 32 },
  checks: [
    check(
      'exception',
      { ja: '一般保護例外（#GP）が起きる', en: 'There is a general protection exception (#GP)' },
      (view) => {
        const gp = view.of('fault').find((e) => e.vector === GENERAL_PROTECTION);
        if (!gp) return 'no-exception';
        return gp.pid === 2 ? fail('parent-died', {}, stepOf(view, gp)) : null;
      },
    ),
    endsWell(0),
    check('report', { ja: '親がシグナルの番号を報告する', en: 'The parent reports the signal' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      return /signal 0\n|exited with 0|signal 139/.test(view.stdout)
        ? 'wexitstatus'
        : fail('stdout-differs', difference(EXPECTED, view.stdout));
    }),
  ],
  messages: {
    'no-exception': {
      ja: '禁止された命令は実行されていません。SIGSEGV は来ましたか？ `kill` で送ったシグナルは、CPUの例外ではありません。',
      en: 'No forbidden instruction was executed. A signal sent by `kill` is not an exception of the CPU.',
    },
    'parent-died': {
      ja: '親（pid 2）自身が `cli` を実行して終わりました。報告する者が残っていません。',
      en: 'The parent, pid 2, executed `cli` itself and was ended. Nobody is left to report.',
    },
    wexitstatus: {
      ja: '`WEXITSTATUS` は自分で終わった子のためのものです。シグナルの番号は `WTERMSIG` で取り出します。',
      en: '`WEXITSTATUS` is for a child that ended by itself. `WTERMSIG` takes the signal’s number out.',
    },
  },
  success: {
    ja: '道筋は、命令 → CPUの例外（#GP、ベクタ13）→ カーネル → SIGSEGV → 子の終わり → 親の wait です。計算機は止まらず、ほかのプログラムは何も知りません。',
    en: 'The way was: instruction → exception (#GP, vector 13) → kernel → SIGSEGV → end of the child → wait in the parent. The computer did not stop, and no other program noticed.',
  },
});
