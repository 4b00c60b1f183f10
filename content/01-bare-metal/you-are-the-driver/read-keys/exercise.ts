import { abnormalEnd, check, fail, given } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

/** Keys pressed one after another, Enter at last. */
const pressed = (text: string) => [...`${text}\n`].map((key, i) => ({ at: 300_000 + 200_000 * i, text: key }));
const typed = (view: RunView) => (given(view).keys ?? []).map(({ text }) => text).join('');
const STATUS = 0x64;

export default defineExercise({
  id: 'ex_n2k7',
  kind: 'bare',
  title: { ja: 'キーボードを読む', en: 'Read the keyboard' },
  inspector: 'devices',
  readonly: ['serial.h'],
  seeds: {
    server: 3,
    vary: (draw) => ({
      keys: pressed(
        draw.usual('ba', () => Array.from({ length: draw.integer(3, 8) }, () => draw.pick(['a', 'b'])).join('')),
      ),
    }),
  },
  hints: [
    {
      ja: 'いまの `next_code` は、何も届いていなくてもすぐ 0x60 を読みます。先に 0x64 のビット0を見て待ちます。',
      en: '`next_code` reads 0x60 at once, even when nothing has come. Look at bit 0 of 0x64 first, and wait.',
    },
    {
      ja: '`while ((inb(KEYBOARD_STATUS) & 1) == 0) {}` で、届くまで待てます。',
      en: '`while ((inb(KEYBOARD_STATUS) & 1) == 0) {}` waits until a byte is there.',
    },
  ],
  wrong: {
    'reads-once': 'one-key',
    'also-releases': 'releases',
    'raw-codes': 'raw',
    'waits-on-data': 'no-status',
    'prints-the-text': 'stdout-differs',
  },
  limits: { instructions: 5_000_000 },
  checks: [
    check('waits', { ja: '届くまで状態を見て待つ', en: 'It waits by looking at the status' }, (view) =>
      view.of('device').some((e) => e.op === 'in' && e.port === STATUS) ? null : 'no-status',
    ),
    check('ends', { ja: 'Enter で終わる', en: 'It ends on Enter' }, (view) => abnormalEnd(view)),
    check(
      'typed',
      { ja: '打った文字がシリアルポートに出る', en: 'What was typed leaves by the serial port' },
      (view) => {
        const got = view.console;
        const expected = typed(view);
        if (got === expected) return null;
        if (got === expected.replace(/[ab]/g, '$&$&')) return 'releases';
        if (got === `${expected[0]}\n`) return 'one-key';
        if (got.includes('0')) return 'raw';
        return fail('stdout-differs', { line: 1, expected: expected.trimEnd(), got: got.trimEnd() });
      },
    ),
  ],
  messages: {
    'no-status': {
      ja: 'ポート 0x64 を1度も読んでいません。0x60 は、届いていないときに読んでも意味のない値を返します。',
      en: 'Port 0x64 was never read. When nothing has come, 0x60 gives a value without meaning.',
    },
    releases: {
      ja: '1つのキーが2回出ました。離したときのコード（0x80 以上）も文字にしています。',
      en: 'Each key came twice: the codes for letting go, 0x80 and above, became characters too.',
    },
    'one-key': {
      ja: '最初のキーだけで終わりました。Enter が届くまで読み続けてください。',
      en: 'It ended after the first key. Go on reading until Enter comes.',
    },
    raw: {
      ja: 'スキャンコードをそのまま文字として送っています。0x30 は文字コードでは `0` です。キーの位置と文字の対応表が要ります。',
      en: 'The scan codes were sent as if they were characters: 0x30 is the character `0`. A table from keys to characters is needed.',
    },
  },
  success: {
    ja: 'キーの位置から文字を作りました。Linuxでは `drivers/input/keyboard/atkbd.c` がスキャンコードをキーの番号に、`drivers/tty/vt/keyboard.c` がキーマップで文字に直します。',
    en: 'You made characters of key positions. In Linux `drivers/input/keyboard/atkbd.c` turns scan codes into key numbers and `drivers/tty/vt/keyboard.c` makes characters of them by a keymap.',
  },
});
