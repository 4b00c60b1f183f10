import { abnormalEnd, check, fail, given } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const PIN = '83104';

export default defineExercise({
  id: 'ex_s5c8',
  kind: 'bare',
  title: { ja: '隣のメモリを読む', en: 'Read the neighbour’s memory' },
  inspector: 'registers',
  readonly: ['machine.h', 'neighbour.c'],
  seeds: {
    server: 2,
    vary: (draw) => {
      const pin = draw.usual(PIN, () => String(draw.integer(10_000, 99_999)));
      return { disk: [{ sector: 3, text: `name=neighbour\nPIN=${pin}\n` }], facts: { pin } };
    },
  },
  prediction: {
    id: 'refused',
    prompt: {
      ja: '隣のプログラムの変数がある番地を読むと、何が起きると思いますか。',
      en: 'What will happen when you read the address of another program’s variable?',
    },
    options: [
      {
        id: 'fault',
        text: { ja: '例外になって終わる', en: 'An exception, and the end' },
        feedback: {
          ja: '例外にするには、誰かが「触ってはいけない」と表に書いておく必要があります。',
          en: 'For that, somebody must have written into a table that it may not be touched.',
        },
      },
      {
        id: 'value',
        text: { ja: '値がそのまま読める', en: 'The value is read' },
        correct: true,
        feedback: {
          ja: 'その通りです。メモリには持ち主の名前が書いてありません。',
          en: 'Right. Memory does not bear its owner’s name.',
        },
      },
      {
        id: 'zero',
        text: { ja: '0が読める', en: 'Zero is read' },
        feedback: {
          ja: '中身を隠してくれる者がいません。',
          en: 'Nobody is there to hide what it holds.',
        },
      },
    ],
  },
  hints: [
    {
      ja: "`at[0] == 'P'` から `at[3] == '='` まで4文字を比べ、続く5文字が `0` から `9` かを確かめます。",
      en: "Compare four characters, `at[0] == 'P'` to `at[3] == '='`, and see that the next five are between `0` and `9`.",
    },
    { ja: '数字の始まりは `at + 4` です。', en: 'The digits begin at `at + 4`.' },
  ],
  wrong: {
    'finds-itself': 'itself',
    'first-page-only': 'not-found',
    'with-the-name': 'prefix',
    'prints-the-text': 'other-digits',
  },
  limits: { instructions: 400_000_000 },
  checks: [
    check('ends', { ja: 'プログラムが自分で終わる', en: 'The program ends by itself' }, (view) => abnormalEnd(view)),
    check('stolen', { ja: '暗証番号が出る', en: 'The PIN comes out' }, (view) => {
      const got = view.console.replace(/^stolen: /, '').trimEnd();
      if (got === given(view).facts?.pin) return null;
      if (got === '') return 'not-found';
      if (got.startsWith('PIN=')) return 'prefix';
      return fail(/^\d+$/.test(got) ? 'other-digits' : 'itself', { got });
    }),
  ],
  messages: {
    'not-found': {
      ja: '見つかりませんでした。0x100000 から 0x1000000 まで、1バイトずつずらして全部を見ていますか。',
      en: 'Not found. Does the search cover every byte from 0x100000 to 0x1000000?',
    },
    itself: {
      ja: '数字ではないものが出ました: 「{got}」。あなたのプログラムの中にある文字列 `PIN=` を見つけたようです。続く5文字が数字かどうかも確かめてください。',
      en: 'What came out is not digits: “{got}”. It seems to have found the text `PIN=` in your own program. See that five digits follow.',
    },
    prefix: {
      ja: '`PIN=` ごと出ています。数字は4文字先から始まります。',
      en: '`PIN=` itself came out. The digits begin four characters on.',
    },
    'other-digits': {
      ja: '数字 {got} は隣の暗証番号ではありません。',
      en: 'The digits {got} are not the neighbour’s PIN.',
    },
  },
  success: {
    ja: '相手のプログラムは何も気づきません。この計算機では、パスワードも秘密鍵も、同じように読めます。',
    en: 'The other program noticed nothing. On this computer passwords and private keys can be read just so.',
  },
});
