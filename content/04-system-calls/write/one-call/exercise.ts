import { calls, check, difference, endsWell, fail, stepOf } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = Array.from({ length: 10 }, (_, i) => `line ${i + 1}\n`).join('');

export default defineExercise({
  id: 'ex_c6l4',
  kind: 'program',
  title: { ja: '10行を1回の write で', en: 'Ten lines in one write' },
  inspector: 'trace',
  hints: [
    {
      ja: 'まず実行して、トレースに並ぶ write の数を数えてください。',
      en: 'Run it first and count the writes in the trace.',
    },
    {
      ja: '`setvbuf(stdout, buffer, _IOFBF, sizeof buffer)` は、バッファがいっぱいになるまで write を呼ばないようにします。',
      en: '`setvbuf(stdout, buffer, _IOFBF, sizeof buffer)` makes stdio hold back its write until the buffer is full.',
    },
    {
      ja: '自分で1つの文字列にまとめてから、最後に1回 `write` してもかまいません。',
      en: 'You may also put it all into one string and call `write` once at the end.',
    },
  ],
  prediction: {
    id: 'count',
    prompt: {
      ja: 'バッファ無し（`_IONBF`）で `printf("line %d\\n", i)` を10回呼ぶと、write は何回呼ばれますか。',
      en: 'Without a buffer (`_IONBF`), how often is write called for ten times `printf("line %d\\n", i)`?',
    },
    options: [
      {
        id: 'one',
        text: { ja: '1回', en: 'Once' },
        feedback: { ja: 'まとめるにはバッファが必要です。', en: 'Putting them together takes a buffer.' },
      },
      {
        id: 'ten',
        text: { ja: '10回以上', en: 'Ten times or more' },
        correct: true,
        feedback: {
          ja: 'その通りです。1行の中でも、文字と数字を分けて書く実装もあります。',
          en: 'Right. Some libraries even write the text and the number of one line apart.',
        },
      },
      {
        id: 'none',
        text: { ja: '0回', en: 'Never' },
        feedback: {
          ja: '画面に出るものは、必ず write（か writev）を通ります。',
          en: 'Whatever appears has gone through write, or writev.',
        },
      },
    ],
  },
  wrong: { 'line-by-line': 'many-writes', 'buffer-too-small': 'many-writes', 'never-flushed': 'lost-in-buffer' },
  limits: { instructions: 50_000_000 },
  checks: [
    check('output', { ja: '10行すべてが届く', en: 'All ten lines arrive' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      if (EXPECTED.startsWith(view.stdout) && view.exit.code === 0)
        return fail('lost-in-buffer', { bytes: view.stdout.length });
      return fail('stdout-differs', difference(EXPECTED, view.stdout));
    }),
    check('writes', { ja: 'write が1回だけ呼ばれる', en: 'write is called exactly once' }, (view) => {
      const writes = [...calls(view, 'write'), ...calls(view, 'writev')];
      return writes.length === 1 ? null : fail('many-writes', { count: writes.length }, stepOf(view, writes[1]));
    }),
    endsWell(0),
  ],
  messages: {
    'many-writes': {
      ja: 'write が {count} 回呼ばれました。1回ごとに、リング0への往復の費用がかかります。',
      en: 'write was called {count} times, and each costs a trip to ring 0 and back.',
    },
    'lost-in-buffer': {
      ja: '{bytes} バイトしか届いていません。バッファの中身を書き出す前に `_exit` で終わると、残りは失われます。',
      en: 'Only {bytes} bytes arrived. Ending by `_exit` before the buffer is written out loses the rest.',
    },
  },
  success: {
    ja: '同じ10行を、1回の往復で届けました。strace で数えれば、プログラムがどれだけ扉をたたいているか分かります。',
    en: 'The same ten lines, in a single trip. Counting in strace shows how often a program knocks at the door.',
  },
});
