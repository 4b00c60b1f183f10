import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const SHELL = 2;

export default defineExercise({
  id: 'ex_t8h5',
  kind: 'program',
  title: { ja: 'パイプでつなぐ', en: 'Connect by a pipe' },
  inspector: 'processes',
  hints: [
    {
      ja: '順番は pipe → fork → fork → 親が両端を閉じる → waitpid 2回です。',
      en: 'The order: pipe, fork, fork, the parent closes both ends, waitpid twice.',
    },
    {
      ja: '子の中では、dup2 した後、`close(p[0])` と `close(p[1])` を両方呼びます。',
      en: 'In the children, after dup2, call both `close(p[0])` and `close(p[1])`.',
    },
  ],
  wrong: {
    'parent-keeps-it': 'write-end-open',
    'one-after-the-other': 'not-together',
    'no-dup2': 'not-connected',
    'wrong-end': 'ends-swapped',
  },
  limits: { instructions: 200_000_000, tasks: 32 },
  checks: [
    check('pipe', { ja: 'パイプを作る', en: 'A pipe is made' }, (view) =>
      view.of('syscall-enter').some((e) => e.pid === SHELL && /^pipe2?$/.test(e.name)) ? null : 'no-pipe',
    ),
    check('closed', { ja: '書き込み側がすべて閉じられる', en: 'Every write end is closed' }, (view) =>
      view.reason === 'idle' || view.reason === 'limit' ? 'write-end-open' : null,
    ),
    check('together', { ja: '2つが同時に動く', en: 'Both run at the same time' }, (view) => {
      const forks = view.of('fork').filter((e) => e.pid === SHELL);
      const waits = view.of('syscall-enter').filter((e) => e.pid === SHELL && e.name === 'wait4');
      return forks.length >= 2 && waits.length && waits[0].at < forks[1].at ? 'not-together' : null;
    }),
    endsWell(0),
    check(
      'output',
      { ja: '右のコマンドが左の出力を読む', en: 'The right command reads the left one’s output' },
      (view) => {
        if (/^\s*3\nstatus 0\n$/.test(view.stdout)) return null;
        if (view.stdout.includes('three words here')) return 'not-connected';
        if (/write error|Bad file descriptor/.test(view.stderr) || /^\s*0\n/.test(view.stdout)) return 'ends-swapped';
        return fail('output', { got: view.stdout.trim().replaceAll('\n', ' ') });
      },
    ),
  ],
  messages: {
    'no-pipe': { ja: '`pipe` が呼ばれていません。', en: '`pipe` was not called.' },
    'write-end-open': {
      ja: '`wc` が終わりを待ち続けています。パイプの書き込み側を、まだ誰かが開いています。親は閉じましたか。',
      en: '`wc` waits for an end that does not come: somebody still has the write end open. Did the parent close it?',
    },
    'not-together': {
      ja: '左が終わるのを待ってから右を始めています。出力がパイプの大きさ（64 KiB）を超えると、左は書けずに止まったままになります。',
      en: 'The right one starts only when the left has ended. With more output than the pipe holds (64 KiB), the left would wait for ever.',
    },
    'not-connected': {
      ja: '左の出力がそのまま画面に出ています。`dup2(p[1], 1)` が要ります。',
      en: 'The left one’s output came straight out. It needs `dup2(p[1], 1)`.',
    },
    'ends-swapped': {
      ja: '端が逆のようです。書くのは p[1]、読むのは p[0] です。',
      en: 'The ends seem to be swapped: p[1] is written, p[0] is read.',
    },
    output: { ja: '出力が違います: 「{got}」', en: 'The output is not right: “{got}”' },
  },
  success: {
    ja: '`echo` も `wc` も、パイプのことは知りません。つなぎ替えは、起動する前にシェルがすべて済ませました。',
    en: 'Neither `echo` nor `wc` knows of the pipe. The shell had arranged everything before they started.',
  },
});
