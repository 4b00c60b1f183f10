import { calls, check, endsWell, fail, given } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const LINE = 'the kernel moves bytes, programs make lines of them, ring\n';
const BYTES = 6_000;
const text = (line: string) =>
  line
    .repeat(200)
    .slice(0, BYTES - 1)
    .concat('\n');

export default defineExercise({
  id: 'ex_c3t6',
  kind: 'program',
  title: { ja: 'そのまま渡す', en: 'Pass it on' },
  inspector: 'trace',
  seeds: {
    server: 2,
    vary: (draw) => ({
      stdin: text(
        draw.usual(LINE, () => `${Array.from({ length: 9 }, () => draw.word(draw.integer(3, 9))).join(' ')}\n`),
      ),
    }),
  },
  hints: [
    {
      ja: '0が返るまで `read` を繰り返します。1回で全部は来ません。',
      en: 'Repeat `read` until it returns 0. Not everything comes at once.',
    },
    {
      ja: '書くのは `sizeof(buffer)` バイトではなく、いま読めた `got` バイトです。',
      en: 'Write the `got` bytes that were read, not `sizeof(buffer)`.',
    },
  ],
  wrong: {
    'one-read': 'truncated',
    'whole-buffer': 'too-much',
    'until-error': 'never-ends',
    'prints-the-text': 'differs',
  },
  limits: { instructions: 50_000_000, output: 20_000 },
  checks: [
    check('end', { ja: '入力の終わりで終わる', en: 'It ends at the end of input' }, (view) =>
      view.reason === 'limit' || view.reason === 'output-limit' ? 'never-ends' : null,
    ),
    endsWell(0),
    check('calls', { ja: 'read と write を使う', en: 'It uses read and write' }, (view) =>
      calls(view, 'read').length && calls(view, 'write').length ? null : 'no-calls',
    ),
    check('same', { ja: '出力が入力と同じである', en: 'Output equals input' }, (view) => {
      const { length } = view.stdout;
      const { stdin = '' } = given(view);
      if (view.stdout === stdin) return null;
      if (stdin.startsWith(view.stdout)) return fail('truncated', { got: length, all: stdin.length });
      return length > stdin.length ? fail('too-much', { got: length, all: stdin.length }) : 'differs';
    }),
  ],
  messages: {
    'no-calls': { ja: '`read` か `write` が呼ばれていません。', en: '`read` or `write` was not called.' },
    truncated: {
      ja: '{all} バイトのうち {got} バイトしか出ていません。`read` は、0が返るまで繰り返します。',
      en: 'Only {got} of {all} bytes came out. Repeat `read` until it returns 0.',
    },
    'too-much': {
      ja: '{all} バイトの入力に対して {got} バイト出ました。最後の `read` はバッファいっぱいには読めません。読めた数だけ書いてください。',
      en: '{all} bytes came in and {got} went out. The last `read` does not fill the buffer: write as many bytes as were read.',
    },
    'never-ends': {
      ja: '終わりません。入力の終わりで `read` が返すのは −1 ではなく0です。',
      en: 'It does not end. At the end of input `read` returns 0, not −1.',
    },
    differs: { ja: '出力が入力と違います。', en: 'What came out is not what went in.' },
  },
  success: {
    ja: 'これが `cat` です。ファイルでも、端末でも、パイプでも、ネットワークでも、同じ2つの呼び出しで動きます。',
    en: 'This is `cat`. The same two calls serve files, terminals, pipes and the network.',
  },
});
