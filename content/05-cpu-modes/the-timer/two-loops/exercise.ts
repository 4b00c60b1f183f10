import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_k6z1',
  kind: 'predict',
  title: { ja: '2つの無限ループ', en: 'Two endless loops' },
  inspector: 'timeline',
  hints: [
    {
      ja: 'どちらのプログラムも、CPUを譲る命令を持っていません。',
      en: 'Neither program has an instruction that gives up the CPU.',
    },
  ],
  questions: [
    {
      id: 'who',
      prompt: { ja: 'CPUは1つです。どちらが動きますか。', en: 'There is one CPU. Which of them runs?' },
      options: [
        {
          id: 'both',
          text: { ja: '両方が、少しずつ交代で', en: 'Both, in turns' },
          correct: true,
          feedback: {
            ja: 'タイマー割り込みのたびにスケジューラが見直します。2つの `utime` はほぼ等しくなります。',
            en: 'At each timer interrupt the scheduler looks again. Both get about the same time.',
          },
        },
        {
          id: 'parent',
          text: { ja: '先に始めた親だけ', en: 'Only the parent, who was first' },
          feedback: {
            ja: '第1章の計算機ならそうです。ここではカーネルが取り返します。',
            en: 'On the computer of chapter 1, yes. Here the kernel takes the CPU back.',
          },
        },
        {
          id: 'none',
          text: { ja: 'どちらもカーネルに終わらされる', en: 'Neither: the kernel ends both' },
          feedback: {
            ja: '回り続けることは、何の違反でもありません。',
            en: 'Going round and round breaks no rule.',
          },
        },
      ],
    },
    {
      id: 'switches',
      prompt: {
        ja: 'この切り替えは、`/proc/PID/status` のどちらに数えられますか。',
        en: 'Where in `/proc/PID/status` are these switches counted?',
      },
      options: [
        {
          id: 'nonvoluntary',
          text: { ja: 'nonvoluntary_ctxt_switches', en: 'nonvoluntary_ctxt_switches' },
          correct: true,
          feedback: {
            ja: '自分から譲ったのではなく、取り上げられたからです。',
            en: 'The CPU was taken from them, not given up.',
          },
        },
        {
          id: 'voluntary',
          text: { ja: 'voluntary_ctxt_switches', en: 'voluntary_ctxt_switches' },
          feedback: {
            ja: 'こちらは、read などで待つために自分から眠った回数です。',
            en: 'That counts sleeping of one’s own accord, to wait in read for instance.',
          },
        },
        {
          id: 'neither',
          text: { ja: 'どちらでもない', en: 'Nowhere' },
          feedback: { ja: 'カーネルは切り替えをすべて数えています。', en: 'The kernel counts every switch.' },
        },
      ],
    },
  ],
  demo: {
    kind: 'program',
    limits: { instructions: 60_000_000 },
    files: [
      {
        path: 'main.c',
        text: `#include <unistd.h>

int main(void) {
    fork();
    for (;;) {
    }
}
`,
      },
    ],
  },
  solution: { who: 'both', switches: 'nonvoluntary' },
  wrong: [
    { name: 'first-wins', answers: { who: 'parent', switches: 'nonvoluntary' }, expect: 'who/parent' },
    { name: 'killed', answers: { who: 'none', switches: 'nonvoluntary' }, expect: 'who/none' },
    { name: 'voluntary', answers: { who: 'both', switches: 'voluntary' }, expect: 'switches/voluntary' },
  ],
  messages: {},
  success: {
    ja: 'どちらのプログラムも、交代したことを知りません。第1章で書いた `switch.s` と同じことを、カーネルがしています。',
    en: 'Neither program knows of the turns. The kernel does what your `switch.s` did in chapter 1.',
  },
});
