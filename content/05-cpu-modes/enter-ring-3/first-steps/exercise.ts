import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_h1r0',
  kind: 'bare',
  title: { ja: 'リング3への第一歩', en: 'First steps in ring 3' },
  inspector: 'registers',
  readonly: ['machine.h', 'machine.c', 'entry.s', 'user.s'],
  prediction: {
    id: 'how',
    prompt: {
      ja: 'リング0からリング3に移る命令は、どれですか。',
      en: 'Which instruction goes from ring 0 to ring 3?',
    },
    options: [
      {
        id: 'jmp',
        text: { ja: 'jmp で 0x400000 に飛ぶ', en: 'jmp to 0x400000' },
        feedback: {
          ja: 'jmp ではリングは変わりません。リング0のまま、その番地の命令を実行します。',
          en: 'jmp does not change the ring: the code there would run in ring 0.',
        },
      },
      {
        id: 'iretq',
        text: { ja: 'iretq で「戻る」', en: 'iretq, a “return”' },
        correct: true,
        feedback: {
          ja: 'その通りです。積んだ cs の下位2ビットが、行き先のリングになります。',
          en: 'Right. The lower two bits of the cs that was pushed become the ring.',
        },
      },
      {
        id: 'mov',
        text: { ja: 'mov で cs に 0x33 を入れる', en: 'mov 0x33 into cs' },
        feedback: {
          ja: 'cs は mov では変えられません（#UD になります）。',
          en: 'cs cannot be loaded by mov; that is #UD.',
        },
      },
    ],
  },
  hints: [
    { ja: '`*pml4 |= USER;` のように、3つの項目に立てます。', en: 'Set it in three entries, like `*pml4 |= USER;`.' },
    {
      ja: '`pushq $0x2b`、`pushq $0x5ff000`、`pushq $2`、`pushq $0x33`、`pushq $0x400000`、`iretq` です。',
      en: '`pushq $0x2b`, `pushq $0x5ff000`, `pushq $2`, `pushq $0x33`, `pushq $0x400000`, `iretq`.',
    },
  ],
  wrong: { 'last-level-only': 'page-fault', 'kernel-segment': 'ring-0', jumps: 'ring-0', order: 'bad-frame' },
  limits: { instructions: 20_000_000 },
  checks: [
    check('entered', { ja: 'プログラムが動き始める', en: 'The program starts' }, (view) => {
      const { console: out, reason } = view;
      const fault = /page fault at (\S+) error=(\S+)/.exec(out);
      if (fault) return fail('page-fault', { address: fault[1], error: fault[2] });
      if (out.includes('still in main')) return 'not-entered';
      if (reason === 'triple-fault') return 'triple';
      if (out.startsWith('general protection')) return 'bad-frame';
      return out.includes('user program') ? null : fail('silent', { reason });
    }),
    check('ring', { ja: 'リング3で動く', en: 'It runs in ring 3' }, (view) => {
      const cs = /cs=(\S+)/.exec(view.console)?.[1];
      return cs === '0x33' ? null : fail('ring-0', { cs: cs ?? '' });
    }),
    check('forbidden', { ja: 'cli が禁止される', en: 'cli is forbidden' }, (view) =>
      view.console.endsWith('general protection\n') ? null : 'allowed',
    ),
  ],
  messages: {
    'not-entered': {
      ja: '`main` の続きに来ました。`enter` がまだ何もしていません。',
      en: '`main` went on: `enter` does nothing yet.',
    },
    'page-fault': {
      ja: '{address} でページフォルト（エラーコード {error}）です。ビット2が1なら、リング3には入れています。3段の項目すべてに U ビットがありますか。',
      en: 'A page fault at {address}, error code {error}. With bit 2 set, ring 3 was reached. Is the U bit set in all three levels?',
    },
    triple: {
      ja: 'トリプルフォルトです。リング0のページ（0x100000 の項目など）まで変えていませんか。',
      en: 'A triple fault. Were entries of ring 0’s own pages changed too?',
    },
    'bad-frame': {
      ja: '`iretq` そのものが #GP になりました。cs は 0x33、ss は 0x2b です。`iretq` は rip, cs, rflags, rsp, ss の順に取り出すので、積むのはその逆です。',
      en: '`iretq` itself raised #GP. cs is 0x33 and ss 0x2b; it takes rip, cs, rflags, rsp, ss, so they are pushed the other way round.',
    },
    silent: {
      ja: 'プログラムから何も届きません（終わり方: {reason}）。',
      en: 'Nothing came from the program (end: {reason}).',
    },
    'ring-0': {
      ja: 'プログラムの cs は {cs} でした。下位2ビットが0なので、リング0のままです。',
      en: 'The program’s cs was {cs}. Its lower two bits are 0: still ring 0.',
    },
    allowed: { ja: '`cli` が実行できてしまいました。', en: '`cli` was executed.' },
  },
  success: {
    ja: '`cli` は #GP になり、リング0のハンドラに入りました。プログラムはもう、計算機を止められません。',
    en: '`cli` became #GP and came to your handler in ring 0. The program can no longer stop the computer.',
  },
});
