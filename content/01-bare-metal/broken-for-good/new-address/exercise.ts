import { abnormalEnd, check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const WANTED = '02:00:00:00:08:20';

export default defineExercise({
  id: 'ex_f4e1',
  kind: 'bare',
  title: { ja: 'アドレスを書き換える、壊さずに', en: 'Change the address without breaking the card' },
  inspector: 'devices',
  hints: [
    {
      ja: '1語を書く手順は、書き込み許可（0x06）→ 番地 → データ → 書き込み（0x02）→ 状態のビット0が0になるまで待つ、です。',
      en: 'Writing one word: write enable (0x06) → address → data → program (0x02) → wait until bit 0 of the status is 0.',
    },
    { ja: '書き込み許可は1語ごとに消えます。', en: 'The write enable is cleared by each word programmed.' },
    {
      ja: '64語の合計が 0xbaba になるように、最後の語 0x3f を計算し直します。合計は16ビットであふれた分を捨てます。',
      en: 'Work out word 0x3f anew so that all 64 words add up to 0xbaba, in 16 bits.',
    },
  ],
  prediction: {
    id: 'what-breaks',
    prompt: {
      ja: 'アドレスの3語だけを書き換えて、ほかは何もせずにカードをリセットしたら、どうなるでしょうか。',
      en: 'You write the three words of the address, nothing else, and reset the card. What happens?',
    },
    options: [
      {
        id: 'works',
        text: { ja: '新しいアドレスで動く', en: 'It works with the new address' },
        feedback: {
          ja: 'カードは起動時に全部の語の合計を確かめます。合わないと動きません。',
          en: 'The card adds up all its words when it starts. If the sum is wrong it does not start.',
        },
      },
      {
        id: 'old',
        text: { ja: '元のアドレスに戻る', en: 'The old address comes back' },
        feedback: { ja: '元の値はもうどこにも残っていません。', en: 'The old values are not kept anywhere.' },
      },
      {
        id: 'dead',
        text: { ja: '二度と動かない', en: 'It never works again' },
        correct: true,
        feedback: {
          ja: 'その通りです。合計が合わないので起動できず、起動できないので書き直すこともできません。',
          en: 'Right. The sum is wrong, so it does not start; and because it does not start, it cannot be written anew.',
        },
      },
    ],
  },
  wrong: { 'no-checksum': 'dead-checksum', 'no-wait': 'dead-torn', 'no-enable': 'unchanged' },
  limits: { instructions: 5_000_000 },
  checks: [
    check('ends', { ja: 'プログラムが止まる', en: 'The program comes to a halt' }, (view) => abnormalEnd(view)),
    check('alive', { ja: 'カードが生きている', en: 'The card is alive' }, (view) => {
      const nvm = view.bare?.devices.find((d) => d.name === 'nvm')?.state;
      if (nvm?.dead && Number(nvm.torn) > 0) return fail('dead-torn', { torn: Number(nvm.torn) });
      if (nvm?.dead) return fail('dead-checksum', { sum: String(nvm.checksum) });
      return null;
    }),
    check('address', { ja: `アドレスが ${WANTED} になっている`, en: `Its address is ${WANTED}` }, (view) => {
      const nvm = view.bare?.devices.find((d) => d.name === 'nvm')?.state;
      if (nvm?.programmed === 0) return 'unchanged';
      return nvm?.mac === WANTED ? null : fail('other-address', { mac: String(nvm?.mac) });
    }),
    check('reset', { ja: 'リセット後にリンクが上がっている', en: 'The link is up after a reset' }, (view) =>
      view.of('device').some((e) => e.op === 'out' && e.port === 0x300 && e.value === 0xf0) ? null : 'no-reset',
    ),
  ],
  messages: {
    'dead-checksum': {
      ja: 'カードは壊れました。64語の合計が {sum} で、0xbaba ではありません。二度と起動しません。',
      en: 'The card is dead: its 64 words add up to {sum}, not to 0xbaba. It will never start again.',
    },
    'dead-torn': {
      ja: 'カードは壊れました。書き込みが終わる前に次の命令を送ったので、{torn} 語が途中で切れました。',
      en: 'The card is dead: a command was sent before programming had finished, and {torn} word(s) were torn.',
    },
    unchanged: {
      ja: '1語も書き込まれていません。書き込み許可（0x06）を出していない書き込みは無視されます。',
      en: 'Not one word was programmed. Without a write enable (0x06) programming is ignored.',
    },
    'other-address': {
      ja: 'アドレスは {mac} です。1語の中では下位バイトが先です（0x0002 → 02:00）。',
      en: 'The address is {mac}. Within a word the low byte comes first (0x0002 → 02:00).',
    },
    'no-reset': {
      ja: 'リセット（0xf0）が送られていません。カードはまだ古い設定のままです。',
      en: 'No reset (0xf0) was sent: the card still runs with its old settings.',
    },
  },
  success: {
    ja: '順序、待ち時間、合計の3つを守って、装置を壊さずに書き換えました。カーネルがあれば、この手順を知るドライバだけが装置に触れます。',
    en: 'You kept the order, the waiting and the sum, and the device lives. With a kernel, only a driver that knows these rules may touch it.',
  },
});
