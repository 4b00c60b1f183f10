import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import type { InputReport, RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const KEY = { shift: 42, l: 38, i: 23, n: 49, u: 22, x: 45, o: 24, enter: 28 };
const [EV_KEY, EV_MSC, MSC_SCAN] = [1, 4, 4];

/** One movement of a key: its scan code, then what it means. Value 1 is down, 0 up, 2 held. */
const key = (code: number, value: number): InputReport => ({
  device: 'keyboard',
  events: [
    [EV_MSC, MSC_SCAN, code],
    [EV_KEY, code, value],
  ],
});
const tap = (code: number) => [key(code, 1), key(code, 0)];

/** Shift + L, i, n, u, x, and an o that is held. */
const HAND: readonly InputReport[] = [
  key(KEY.shift, 1),
  ...tap(KEY.l),
  key(KEY.shift, 0),
  ...tap(KEY.i),
  ...tap(KEY.n),
  ...tap(KEY.u),
  ...tap(KEY.x),
  key(KEY.o, 1),
  key(KEY.o, 2),
  key(KEY.o, 2),
  key(KEY.o, 0),
  key(KEY.enter, 1),
];
const WORD = 'Linuxooo';

const typed = (view: RunView) => view.stdout.split('\n')[0];

export default defineExercise({
  id: 'ex_i6k1',
  kind: 'program',
  title: { ja: 'キーを文字にする', en: 'From keys to letters' },
  inspector: 'trace',
  readonly: ['input.h'],
  run: { input: HAND },
  hints: [
    {
      ja: '文字になるのは、type が EV_KEY で、value が PRESSED か REPEATED のものです。',
      en: 'A letter comes from type EV_KEY with value PRESSED or REPEATED.',
    },
    {
      ja: 'シフトは、押したときも離したときも見ます。`shift = event.value != RELEASED;`',
      en: 'Look at shift when it goes down and when it goes up: `shift = event.value != RELEASED;`',
    },
    {
      ja: '`char c = letters[event.code]; if (c) putchar(shift ? toupper(c) : c);`',
      en: '`char c = letters[event.code]; if (c) putchar(shift ? toupper(c) : c);`',
    },
  ],
  prediction: {
    id: 'how-many',
    prompt: {
      ja: 'シフトを押しながら l を1回打ち、シフトを離します。EV_KEY はいくつ届きますか。',
      en: 'Hold shift, type l once, let go of shift. How many EV_KEY events come?',
    },
    options: [
      {
        id: 'one',
        text: { ja: '1（大文字の L）', en: 'One: a capital L' },
        feedback: {
          ja: 'キーボードは文字を知りません。どのキーが動いたかだけを知らせます。',
          en: 'A keyboard knows no letters, only which key moved.',
        },
      },
      {
        id: 'two',
        text: { ja: '2（シフトと l）', en: 'Two: shift and l' },
        feedback: {
          ja: '離したことも知らせます。そうでなければ、シフトがいつまで有効か分かりません。',
          en: 'Letting go is reported too. How else would one know how long shift holds?',
        },
      },
      {
        id: 'four',
        text: { ja: '4（それぞれ、押す・離す）', en: 'Four: down and up of each' },
        correct: true,
        feedback: {
          ja: 'その通りです。文字にするのは、それを読む側の仕事です。',
          en: 'Right. Making a letter of them is for whoever reads them.',
        },
      },
    ],
  },
  wrong: {
    'on-release-too': 'twice',
    'forgets-shift': 'no-capital',
    'shift-stays': 'shift-stays',
    'any-event': 'scan-codes',
    'no-repeat': 'no-repeat',
  },
  limits: { instructions: 200_000_000 },
  checks: [
    check('reads', { ja: 'Enter で終わる', en: 'It ends at Enter' }, (view) =>
      view.reason === 'idle' ? 'never-ends' : null,
    ),
    endsWell(0),
    check('word', { ja: '打った通りの文字になる', en: 'The letters are those typed' }, (view) => {
      const got = typed(view);
      if (got === WORD) return null;
      if (got === WORD.toLowerCase()) return fail('no-capital', { got });
      if (got === WORD.toUpperCase()) return fail('shift-stays', { got });
      if (got === 'Linuxo') return fail('no-repeat', { got });
      if (/^\d+ \d+ \d+$/.test(got)) return 'raw-events';
      if (/\d/.test(got)) return fail('scan-codes', { got });
      return /^Ll|^LL|ii/.test(got) ? fail('twice', { got }) : fail('other-word', { got, expected: WORD });
    }),
  ],
  messages: {
    'never-ends': {
      ja: 'もうキーは打たれませんが、まだ read で待っています。KEY_ENTER で終わってください。',
      en: 'No more keys are typed, but it still waits in read. End at KEY_ENTER.',
    },
    'raw-events': {
      ja: 'イベントがそのまま表示されています。3つの数は type、code、value です。EV_KEY だけを、`letters` の表で文字にしてください。',
      en: 'These are raw events: type, code and value. Make letters of those with EV_KEY by the table `letters`.',
    },
    twice: {
      ja: '「{got}」になりました。離したとき（value 0）にも文字を出しています。',
      en: 'It printed “{got}”: keys give a letter when they are released, too (value 0).',
    },
    'no-capital': {
      ja: '「{got}」になりました。シフトが押されている間は大文字です。シフトも1つのキーとして届きます。',
      en: 'It printed “{got}”. While shift is down letters are capitals; shift comes as a key like others.',
    },
    'shift-stays': {
      ja: '「{got}」になりました。シフトを離したことを見ていません。',
      en: 'It printed “{got}”: it did not see that shift was released.',
    },
    'no-repeat': {
      ja: '「{got}」になりました。押し続けたキーの繰り返し（value 2）も文字になります。',
      en: 'It printed “{got}”. A key that is held repeats (value 2), and gives letters too.',
    },
    'scan-codes': {
      ja: '「{got}」になりました。数字が混ざっています。EV_MSC（走査コード）の code や EV_SYN を、キーだと思っています。type を確かめてください。',
      en: 'It printed “{got}”, with digits in it: it took the code of EV_MSC (a scan code) for a key. Look at the type.',
    },
    'other-word': {
      ja: '「{got}」になりました。打ったのは「{expected}」です。',
      en: 'It printed “{got}”. What was typed is “{expected}”.',
    },
  },
  success: {
    ja: '端末でも、X や Wayland でも、同じイベントから同じことをしています。最後の行は、割り込み1番の回数です。',
    en: 'Consoles, X and Wayland do the same with the same events. The last line tells how often interrupt 1 came.',
  },
});
