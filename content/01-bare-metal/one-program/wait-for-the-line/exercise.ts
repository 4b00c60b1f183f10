import { abnormalEnd, check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const DATA = 0x3f8;
const LINE_STATUS = 0x3fd;
const EXPECTED = 'The line is slower than the CPU.\n';

export default defineExercise({
  id: 'ex_k2s9',
  kind: 'bare',
  title: { ja: '線が空くまで待つ', en: 'Wait for the line' },
  inspector: 'devices',
  hints: [
    {
      ja: '115,200 bps では1文字に約87マイクロ秒かかります。CPUはその間に何千もの命令を実行します。',
      en: 'At 115,200 bit/s a character takes about 87 microseconds. The CPU executes thousands of instructions meanwhile.',
    },
    {
      ja: 'ラインステータスレジスタ（ポート 0x3fd）のビット5が1なら、次の文字を書けます。',
      en: 'Bit 5 of the line status register, port 0x3fd, is 1 when the next character may be written.',
    },
    {
      ja: '`while ((inb(0x3fd) & 0x20) == 0) {}` が「空くまで待つ」です。',
      en: '`while ((inb(0x3fd) & 0x20) == 0) {}` is how one waits until it is free.',
    },
  ],
  prediction: {
    id: 'too-fast',
    prompt: {
      ja: '待たずに続けて out を実行すると、何が起きるでしょうか。',
      en: 'What happens when out is executed again and again without waiting?',
    },
    options: [
      {
        id: 'queue',
        text: { ja: '装置が全部覚えていて、順に送る', en: 'The device remembers them all and sends them in turn' },
        feedback: {
          ja: 'この装置が覚えていられるのは、送信中の1文字と次の1文字だけです。',
          en: 'This device holds the character being sent and one more.',
        },
      },
      {
        id: 'cpu-waits',
        text: { ja: 'CPUが自動的に待たされる', en: 'The CPU is made to wait' },
        feedback: {
          ja: 'out 命令はすぐに終わります。装置の都合はCPUには分かりません。',
          en: 'The out instruction is over at once. The CPU knows nothing of the device’s pace.',
        },
      },
      {
        id: 'lost',
        text: { ja: '文字が失われる', en: 'Characters are lost' },
        correct: true,
        feedback: {
          ja: 'その通りです。待っている文字の上に次の文字が書かれ、前の文字は消えます。',
          en: 'Right. The next character is written over the one that waits, which is gone.',
        },
      },
    ],
  },
  wrong: { 'no-wait': 'lost', 'wrong-bit': 'stuck-waiting', 'waits-for-data': 'stuck-waiting' },
  limits: { instructions: 10_000_000 },
  checks: [
    check('ends', { ja: '待つループが終わる', en: 'The waiting comes to an end' }, (view) => {
      const polls = view.of('device').filter((e) => e.op === 'in' && e.port === LINE_STATUS).length;
      if (view.reason === 'limit' && polls > 1000)
        return fail('stuck-waiting', { line: view.where?.line ?? 0 }, { line: view.where?.line });
      return abnormalEnd(view);
    }),
    check('complete', { ja: 'すべての文字が届く', en: 'Every character arrives' }, (view) => {
      if (view.console === EXPECTED) return null;
      const written = view.of('device').filter((e) => e.op === 'out' && e.port === DATA).length;
      const lost = written - view.console.length;
      return lost > 0
        ? fail('lost', { written, arrived: view.console.length, got: view.console })
        : fail('other-text', { got: view.console });
    }),
  ],
  messages: {
    lost: {
      ja: '{written} 文字書きましたが、届いたのは {arrived} 文字です（「{got}」）。前の文字が出ていく前に、次の文字で上書きしています。',
      en: '{written} characters were written, {arrived} arrived (“{got}”). A character was written over the one that had not left yet.',
    },
    'stuck-waiting': {
      ja: '{line} 行目で待ち続けています。見ているビットは、線が空いたときに1になるビットでしょうか（ビット5 = 0x20）。',
      en: 'It waits for ever at line {line}. Is the bit that you look at the one that becomes 1 when the line is free (bit 5 = 0x20)?',
    },
    'other-text': { ja: '届いた文字は「{got}」でした。', en: '“{got}” arrived.' },
  },
  success: {
    ja: '装置の状態を読んで待つ、ポーリング（polling）を書きました。待つ間CPUは何もできません。カーネルは割り込みを使い、待つ間にほかのプログラムを動かします。',
    en: 'You wrote polling: read the state, wait, go on. The CPU does nothing else meanwhile. A kernel uses interrupts and runs other programs while it waits.',
  },
});
