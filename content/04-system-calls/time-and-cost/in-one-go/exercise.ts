import { calls, check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const LINES = Array.from({ length: 100 }, (_, line) =>
  Array.from({ length: 39 }, (_, column) => String.fromCharCode(97 + ((line + column) % 26))).join(''),
);
const EXPECTED = `${LINES.join('\n')}\n`;
const MOST = 10;

export default defineExercise({
  id: 'ex_b6y0',
  kind: 'program',
  title: { ja: 'まとめて頼む', en: 'All in one go' },
  inspector: 'trace',
  prediction: {
    id: 'share',
    prompt: {
      ja: 'いまのプログラムの時間のうち、カーネルモードで使われるのはどのくらいでしょうか。',
      en: 'How much of the present program’s time is spent in kernel mode?',
    },
    options: [
      {
        id: 'little',
        text: { ja: 'ほとんど使われない', en: 'Hardly any' },
        feedback: {
          ja: '1文字を書くための出入りは、文字を作る計算よりずっと高くつきます。',
          en: 'Going in and out for a character costs far more than making it.',
        },
      },
      {
        id: 'half',
        text: { ja: '半分くらい', en: 'About half' },
        feedback: { ja: 'もっと多いのです。', en: 'More than that.' },
      },
      {
        id: 'most',
        text: { ja: 'ほとんど', en: 'Most of it' },
        correct: true,
        feedback: { ja: 'その通りです。', en: 'Right.' },
      },
    ],
  },
  hints: [
    {
      ja: '`static char buffer[1024]; static int used;` を用意し、`buffer[used++] = character;` とします。',
      en: 'Take `static char buffer[1024]; static int used;` and do `buffer[used++] = character;`.',
    },
    {
      ja: '`used == sizeof(buffer)` になったら書いて、`used = 0` にします。',
      en: 'When `used == sizeof(buffer)`, write and set `used = 0`.',
    },
  ],
  wrong: { 'line-by-line': 'many', 'no-finish': 'tail', overflow: 'killed-by-signal' },
  limits: { instructions: 50_000_000 },
  checks: [
    endsWell(0),
    check('same', { ja: '出力が変わらない', en: 'Output is the same' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      if (EXPECTED.startsWith(view.stdout)) return fail('tail', { missing: EXPECTED.length - view.stdout.length });
      return 'differs';
    }),
    check('few', { ja: 'write は10回以内', en: 'At most 10 calls of write' }, (view) => {
      const count = calls(view, 'write').length + calls(view, 'writev').length;
      return count <= MOST ? null : fail('many', { count });
    }),
  ],
  messages: {
    tail: {
      ja: '最後の {missing} 文字が出ていません。`finish` で残りを書いてください。',
      en: 'The last {missing} characters are missing. Write what is left in `finish`.',
    },
    differs: { ja: '出力が変わってしまいました。', en: 'The output has changed.' },
    many: {
      ja: '`write` が {count} 回です。行ごとでも100回になります。もっと大きくためてください。',
      en: '`write` was called {count} times. Even line by line makes 100: collect more.',
    },
  },
  success: {
    ja: '届いたものは同じで、扉を通った回数は千分の一になりました。stdio のバッファがしているのは、これです。',
    en: 'The same bytes arrived, through the door a thousandth as often. That is what stdio’s buffer is for.',
  },
});
