import { abnormalEnd, check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const LINE = /^(left left left left|RIGHT RIGHT RIGHT) [1-6]$/;
const LINES = 12;

export default defineExercise({
  id: 'ex_x5a2',
  kind: 'bare',
  title: { ja: '仲裁役を書く', en: 'Write the arbiter' },
  inspector: 'devices',
  readonly: ['machine.h', 'machine.c', 'switch.s'],
  prediction: {
    id: 'mixed',
    prompt: {
      ja: '2本のプログラムが同じシリアルポートに1行ずつ書きます。何も手を加えないと、どう出ますか。',
      en: 'Two programs write lines to one serial port. What comes out if nothing is done about it?',
    },
    options: [
      {
        id: 'alternate',
        text: { ja: '1行ずつ交互に出る', en: 'Lines in turn' },
        feedback: {
          ja: '行の終わりで切り替わるとは限りません。タイマーは行を知りません。',
          en: 'The switch does not wait for the end of a line: a timer does not know of lines.',
        },
      },
      {
        id: 'mixed',
        text: { ja: '行の途中に、もう1本の文字が入る', en: 'Characters of one inside lines of the other' },
        correct: true,
        feedback: {
          ja: 'その通りです。切り替わる場所は、どちらのプログラムも選べません。',
          en: 'Right. Neither program can choose where it is switched.',
        },
      },
      {
        id: 'one',
        text: { ja: '先に始めた1本が終わってから、もう1本が出る', en: 'The second begins when the first has ended' },
        feedback: {
          ja: 'タイマー割り込みが1秒に千回、2本を入れ替えています。',
          en: 'A timer interrupt exchanges them a thousand times a second.',
        },
      },
    ],
  },
  hints: [
    {
      ja: '`swap(&lock, 1)` の答えが0なら、錠は空いていて、いま取れました。1なら、もう1本が持っています。',
      en: 'When `swap(&lock, 1)` answers 0 the lock was free and is now ours; when it answers 1, the other has it.',
    },
    { ja: '0が返るまで繰り返すのが `acquire` です。', en: '`acquire` repeats until 0 comes back.' },
    {
      ja: '`say` の最初で取り、最後で返します。行の途中で返すと、そこに隙間ができます。',
      en: 'Take it at the beginning of `say` and give it back at its end. Giving it back within a line opens a gap there.',
    },
  ],
  wrong: {
    'takes-without-waiting': 'mixed',
    'never-released': 'deadlock',
    'one-side': 'mixed',
    'ends-early': 'missing',
  },
  limits: { instructions: 20_000_000 },
  checks: [
    check('ends', { ja: '2本とも終わる', en: 'Both programs end' }, (view) =>
      view.reason === 'limit' ? 'deadlock' : abnormalEnd(view),
    ),
    check('lines', { ja: '12行すべてが途切れずに出る', en: 'All twelve lines come out whole' }, (view) => {
      const lines = view.console.split('\n').filter((line) => line !== '');
      const broken = lines.findIndex((line) => !LINE.test(line));
      if (broken >= 0) return fail('mixed', { line: broken + 1, got: lines[broken] });
      return new Set(lines).size === LINES && lines.length === LINES ? null : fail('missing', { count: lines.length });
    }),
  ],
  messages: {
    mixed: {
      ja: '{line} 行目で2本が混ざりました: 「{got}」。どちらのプログラムも、行の最初から最後まで錠を持っている必要があります。',
      en: 'Line {line} mixes both: “{got}”. Either program must hold the lock from the beginning of a line to its end.',
    },
    deadlock: {
      ja: '終わりません。取った錠を返していないので、もう1本が待ち続けています。',
      en: 'It does not end: a lock was taken and not given back, and the other program waits for it.',
    },
    missing: {
      ja: '途切れた行はありませんが、出たのは {count} 行です。2本が6行ずつ、合わせて12行になるはずです。',
      en: 'No line is broken, but there are {count}. Six from each program make twelve.',
    },
  },
  success: {
    ja: '2本が1台の装置を分け合えました。ただし、それは2本とも `acquire` を呼んだからです。呼ばない3本目が来れば、また混ざります。',
    en: 'Two programs share one device, because both called `acquire`. A third one that does not would mix the lines again.',
  },
});
