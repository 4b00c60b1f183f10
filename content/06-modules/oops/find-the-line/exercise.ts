import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { logged, noOops } from '../../checks';

export default defineExercise({
  id: 'ex_o0p5',
  kind: 'module',
  title: { ja: 'oops を読んで直す', en: 'Read the oops, mend the line' },
  inspector: 'modules',
  script: ['insmod shelf.ko', 'dmesg | tail -n 40', 'rmmod shelf'],
  prediction: {
    id: 'after',
    prompt: {
      ja: 'モジュールがNULLポインタを読むと、計算機はどうなるでしょうか。',
      en: 'A module reads through a null pointer. What becomes of the computer?',
    },
    options: [
      {
        id: 'killed',
        text: { ja: 'insmod が殺され、ほかは動き続ける', en: 'insmod is killed, the rest goes on' },
        correct: true,
        feedback: { ja: 'その通りです。ただし、後始末はされません。', en: 'Right, though nothing is cleared up.' },
      },
      {
        id: 'halt',
        text: { ja: '全体が止まる', en: 'Everything stops' },
        feedback: {
          ja: '割り込みの中なら、そうなります。ここはシステムコールの中です。',
          en: 'In an interrupt it would. This is within a system call.',
        },
      },
      {
        id: 'segv',
        text: { ja: 'モジュールに SIGSEGV が届く', en: 'The module gets SIGSEGV' },
        feedback: { ja: 'モジュールはプロセスではありません。', en: 'A module is not a process.' },
      },
    ],
  },
  hints: [
    {
      ja: 'RIP の行の関数と、番地を見ます。番地0は、構造体の最初の欄 `pages` です。',
      en: 'Look at the function in the RIP line and at the address. Address 0 is the first field, `pages`.',
    },
    {
      ja: '最後の本の `next` は NULL です。`while` の条件は、NULLかどうかを見るべきです。',
      en: 'The last book’s `next` is NULL. The condition of `while` should ask for that.',
    },
  ],
  wrong: { 'checks-too-late': 'oops', 'one-less': 'miscounted', 'hides-it': 'miscounted' },
  limits: { instructions: 400_000_000 },
  checks: [
    noOops(),
    check('counted', { ja: '正しく数える', en: 'It counts right' }, (view) => {
      const line = logged(view, / books, first: /);
      return line === '3 books, first: Rust' ? null : fail('miscounted', { got: line ?? '' });
    }),
    check('removed', { ja: '外せる', en: 'It can be removed' }, (view) =>
      view.snapshot?.modules?.length ? 'stuck' : null,
    ),
  ],
  messages: {
    miscounted: { ja: 'ログは「{got}」です。本は3冊あります。', en: 'The log says “{got}”. There are three books.' },
    stuck: { ja: 'モジュールが外れていません。', en: 'The module was not removed.' },
  },
  success: {
    ja: '番地、関数、呼び出しの道筋。oops の3つの手がかりで、1行にたどり着きました。',
    en: 'Address, function, path of calls: three clues led to one line.',
  },
});
