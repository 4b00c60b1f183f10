import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted } from '../../checks';

export default defineExercise({
  id: 'ex_b0f1',
  kind: 'bpf',
  title: { ja: '命令を手で並べる', en: 'Instructions by hand' },
  inspector: 'bpf',
  script: ['./load'],
  prediction: {
    id: 'uninitialised',
    prompt: {
      ja: '最初の命令は、まだ何も入れていない r0 に7を掛けます。何が起きるでしょうか。',
      en: 'The first instruction multiplies r0, into which nothing has been put. What happens?',
    },
    options: [
      {
        id: 'refused',
        text: { ja: '動く前に断られる', en: 'It is refused before it runs' },
        correct: true,
        feedback: { ja: 'その通りです。`R0 !read_ok` と言われます。', en: 'Right: `R0 !read_ok`.' },
      },
      {
        id: 'zero',
        text: { ja: 'r0 は0なので、0になる', en: 'r0 is 0, so it stays 0' },
        feedback: {
          ja: '前の中身が漏れるかもしれません。検証器は読むことを許しません。',
          en: 'It might leak what was there before. The verifier does not allow reading it.',
        },
      },
      {
        id: 'crash',
        text: { ja: 'カーネルが止まる', en: 'The kernel stops' },
        feedback: { ja: 'それを防ぐのが検証器です。', en: 'The verifier is there to prevent that.' },
      },
    ],
  },
  hints: [{ ja: '先に `{0xb7, 0, 0, 0, 6}` で r0 に6を入れます。', en: 'First put 6 into r0: `{0xb7, 0, 0, 0, 6}`.' }],
  wrong: { 'no-exit': 'rejected', 'wrong-register': 'rejected', 'adds-instead': 'not-42' },
  limits: { instructions: 300_000_000 },
  checks: [
    accepted(),
    check('result', { ja: 'r0 が 42 になる', en: 'r0 is 42' }, (view) => {
      const got = /r0 = (\d+)/.exec(view.stdout)?.[1];
      return got === '42' ? null : fail('not-42', { got: got ?? '?' });
    }),
    check('computed', { ja: '掛け算で求める', en: 'By multiplying' }, (view) => {
      const program = view.of('bpf').find((e) => e.op === 'load');
      return program ? null : 'nothing-loaded';
    }),
  ],
  messages: {
    rejected: {
      ja: '検証器に断られました: 「{reason}」（{insn} 番目の命令）',
      en: 'The verifier refused it: “{reason}”, at instruction {insn}.',
    },
    'nothing-loaded': { ja: 'プログラムが入れられていません。', en: 'No program was loaded.' },
    'not-42': { ja: 'r0 は {got} でした。', en: 'r0 was {got}.' },
  },
  success: {
    ja: '3つの命令が、カーネルの中で動きました。これから先は、Cから訳させます。',
    en: 'Three instructions ran inside the kernel. From here on a compiler makes them from C.',
  },
});
