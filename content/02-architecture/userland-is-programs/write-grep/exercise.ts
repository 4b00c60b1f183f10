import { check, difference, endsWell, fail, given } from '@ringzero/kernel-sim/lab/checks';
import type { Draw, RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const LINES = [
  'init starts everything else',
  'the kernel keeps the table of processes, and the table of open files',
  'a shell is a program',
  'grep asks the kernel for bytes',
  'kernel',
  'bytes come in pieces that know nothing about lines, so the kernel cannot help',
  'the last line has no newline but it does say kernel',
];
const PATTERNS = ['kernel', 'bytes', 'table', 'shell', 'process'];
const OTHERS = ['a file', 'the clock', 'every disk', 'one page', 'some pipe', 'no signal', 'the frame'];
const VERBS = ['keeps', 'asks', 'waits for', 'comes before', 'knows nothing of', 'is not'];

/** Lines of which some contain the pattern, the last one too; it has no newline. */
function drawn(draw: Draw) {
  const pattern = draw.pick(PATTERNS);
  const line = (has: boolean) => {
    const words = Array.from({ length: draw.integer(1, 4) }, () => `${draw.pick(OTHERS)} ${draw.pick(VERBS)}`);
    return [...draw.shuffle(has ? [...words, `the ${pattern} ${draw.pick(VERBS)}`] : words), draw.word(5)].join(' ');
  };
  const has = draw.shuffle([true, true, true, false, false, false, false]);
  return { argv: [pattern], stdin: [...has, true].map(line).join('\n') };
}

/** The lines of this run, and those that should come out. */
function wanted(view: RunView) {
  const { argv = [], stdin = '' } = given(view);
  const lines = stdin.split('\n');
  return { lines, matches: lines.filter((line) => line.includes(argv[0])) };
}

export default defineExercise({
  id: 'ex_g2p8',
  kind: 'program',
  title: { ja: 'grep を書く', en: 'Write grep' },
  inspector: 'trace',
  seeds: {
    server: 3,
    vary: (draw) => draw.usual({ argv: ['kernel'], stdin: LINES.join('\n') }, () => drawn(draw)),
  },
  hints: [
    {
      ja: '行を入れる2つ目の配列を用意し、`buffer` から1文字ずつ移します。改行を移したら、それが1行です。',
      en: 'Keep a second array for the line and move characters into it one by one. When a newline has been moved, that is a line.',
    },
    {
      ja: '最後の行には改行が無いことがあります。`read` が0を返した後、残っているものを調べます。',
      en: 'The last line may lack a newline. When `read` has returned 0, look at what is left.',
    },
  ],
  wrong: {
    'one-buffer-is-a-line': 'not-lines',
    'forgets-the-last': 'last-line',
    'first-only': 'stdout-differs',
    'prints-the-text': 'not-lines',
  },
  limits: { instructions: 50_000_000 },
  checks: [
    endsWell(),
    check('matches', { ja: '含む行だけが出る', en: 'The lines that contain it come out' }, (view) => {
      const { lines, matches } = wanted(view);
      const expected = matches.join('\n');
      const got = view.stdout.replace(/\n$/, '');
      if (got === expected) return null;
      if (got === matches.slice(0, -1).join('\n')) return 'last-line';
      const whole = got.split('\n').every((line) => lines.includes(line));
      return fail(whole ? 'stdout-differs' : 'not-lines', difference(expected, got));
    }),
    check('status', { ja: '見つかったのでステータスは0', en: 'Exit status 0: there was a match' }, (view) =>
      view.exit.code === 0 ? null : fail('exit-status', { expected: 0, got: view.exit.code ?? -1 }),
    ),
  ],
  messages: {
    'not-lines': {
      ja: '{line} 番目に出たのは行ではありません: 「{got}」（期待: 「{expected}」）。`buffer` に入っているのは、行の途中から途中までかもしれません。',
      en: 'Number {line} is not a line: “{got}” (expected “{expected}”). The buffer may begin and end in the middle of lines.',
    },
    'last-line': {
      ja: '最後の行が出ていません。最後の行には改行がありません。終わりに残ったものも1行です。',
      en: 'The last line is missing. It has no newline: what is left at the end is a line too.',
    },
  },
  success: {
    ja: '`grep` はカーネルの機能ではありませんでした。カーネルがしたのは、バイトを渡すことだけです。',
    en: '`grep` turned out not to be a function of the kernel. All the kernel did was to hand over bytes.',
  },
});
