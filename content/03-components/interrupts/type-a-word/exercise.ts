import { check, endsWell, fail, given } from '@ringzero/kernel-sim/lab/checks';
import type { InputReport, RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

/** Codes of <linux/input-event-codes.h>. */
const KEY: Readonly<Record<string, number>> = {
  ...{ q: 16, w: 17, e: 18, r: 19, t: 20, y: 21, u: 22, i: 23, o: 24, p: 25 },
  ...{ a: 30, s: 31, d: 32, f: 33, g: 34, h: 35, j: 36, k: 37, l: 38 },
  ...{ z: 44, x: 45, c: 46, v: 47, b: 48, n: 49, m: 50 },
};
const [SHIFT, ENTER] = [42, 28];
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

/** The first letter with shift; the last one is held for `held` repeats; then Enter. */
function hand(word: string, held: number): InputReport[] {
  const codes = [...word.toLowerCase()].map((letter) => KEY[letter]);
  const last = codes[codes.length - 1];
  return [
    key(SHIFT, 1),
    ...tap(codes[0]),
    key(SHIFT, 0),
    ...codes.slice(1, -1).flatMap(tap),
    key(last, 1),
    ...Array.from({ length: held }, () => key(last, 2)),
    key(last, 0),
    key(ENTER, 1),
  ];
}
/** No letter twice in a row. */
const WORDS = ['Debian', 'Kernel', 'Driver', 'Socket', 'Packet', 'Signal', 'Inode', 'Mount', 'Thread', 'Vfork'];

const typed = (view: RunView) => view.stdout.split('\n')[0];

export default defineExercise({
  id: 'ex_i6k1',
  kind: 'program',
  title: { ja: 'キーを文字にする', en: 'From keys to letters' },
  inspector: 'trace',
  readonly: ['input.h'],
  seeds: {
    server: 2,
    vary: (draw) => {
      const word = draw.usual('Linuxo', () => draw.pick(WORDS));
      const held = draw.usual(2, () => draw.integer(1, 6));
      return { input: hand(word, held), facts: { word, typed: word + word.slice(-1).repeat(held) } };
    },
  },
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
    'prints-the-text': 'other-word',
  },
  limits: { instructions: 200_000_000 },
  checks: [
    check('reads', { ja: 'Enter で終わる', en: 'It ends at Enter' }, (view) =>
      view.reason === 'idle' ? 'never-ends' : null,
    ),
    endsWell(0),
    check('word', { ja: '打った通りの文字になる', en: 'The letters are those typed' }, (view) => {
      const got = typed(view);
      const { word = '', typed: expected = '' } = given(view).facts as Record<string, string>;
      if (got === expected) return null;
      if (got === expected.toLowerCase()) return fail('no-capital', { got });
      if (got === expected.toUpperCase()) return fail('shift-stays', { got });
      if (got === word) return fail('no-repeat', { got });
      if (/^\d+ \d+ \d+$/.test(got)) return 'raw-events';
      if (/\d/.test(got)) return fail('scan-codes', { got });
      const [first, second] = word.toLowerCase();
      const doubled = got.toLowerCase().startsWith(first + first) || got.includes(second + second);
      return doubled ? fail('twice', { got }) : fail('other-word', { got, expected });
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
