import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const BEFORE = 'cat /proc/interrupts > /root/before.txt';
const AFTER = 'cat /proc/interrupts > /root/after.txt';
const PING = 'ping -c 3 10.0.2.2 > /dev/null';

/** How often a line had interrupted, all CPUs together, by what a file of the learner says; null without such a file. */
function count(view: RunView, name: string, line: string): number | null {
  const text = view.file(`/root/${name}.txt`);
  if (text === null) return null;
  const counts = new RegExp(`^ *${line}: +((?:\\d+ +)+)`, 'm').exec(text)?.[1] ?? '';
  return counts
    .trim()
    .split(/ +/)
    .reduce((sum, n) => sum + Number(n), 0);
}

export default defineExercise({
  id: 'ex_b2q5',
  kind: 'shell',
  title: { ja: '誰が割り込んだか', en: 'Who interrupted' },
  inspector: 'layers',
  hints: [
    {
      ja: '2つのファイルを `cat` で見比べます。いちばん右が、装置の名前です。',
      en: 'Compare the two files with `cat`. The device’s name stands on the right.',
    },
    { ja: '`echo 番号 > /root/irq.txt` と書きます。', en: 'Write it by `echo NUMBER > /root/irq.txt`.' },
  ],
  solution: [BEFORE, PING, AFTER, 'cat /root/after.txt', 'echo 11 > /root/irq.txt'],
  wrong: [
    {
      name: 'asks-itself',
      lines: [BEFORE, 'ping -c 3 127.0.0.1 > /dev/null', AFTER, 'echo 11 > /root/irq.txt'],
      expect: 'no-interrupt',
    },
    { name: 'the-timer', lines: [BEFORE, PING, AFTER, 'echo LOC > /root/irq.txt'], expect: 'timer' },
    { name: 'the-keyboard', lines: [BEFORE, PING, AFTER, 'echo 1 > /root/irq.txt'], expect: 'other-line' },
    { name: 'the-name', lines: [BEFORE, PING, AFTER, 'echo eth0 > /root/irq.txt'], expect: 'the-name' },
    { name: 'both-after', lines: [PING, BEFORE, AFTER, 'echo 11 > /root/irq.txt'], expect: 'no-interrupt' },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('noted', { ja: '前と後を書き出す', en: 'Before and after are noted' }, (view) => {
      if (count(view, 'before', '11') === null) return 'no-before';
      return count(view, 'after', '11') === null ? 'no-after' : null;
    }),
    check('came', { ja: '間に返事が届く', en: 'Answers came in between' }, (view) => {
      const more = (count(view, 'after', '11') ?? 0) - (count(view, 'before', '11') ?? 0);
      return more >= 3 ? null : fail('no-interrupt', { more });
    }),
    check('line', { ja: '装置の番号', en: 'The line of the device' }, (view) => {
      const got = view.file('/root/irq.txt')?.trim().replace(/:$/, '');
      if (got === '11') return null;
      if (got === undefined) return 'no-answer-yet';
      if (got === 'LOC') return 'timer';
      return got === 'eth0' ? 'the-name' : fail('other-line', { got });
    }),
  ],
  messages: {
    'no-before': { ja: '`/root/before.txt` がまだありません。', en: '`/root/before.txt` does not exist yet.' },
    'no-after': { ja: '`/root/after.txt` がまだありません。', en: '`/root/after.txt` does not exist yet.' },
    'no-interrupt': {
      ja: '前と後の間に、ネットワーク装置の割り込みが {more} 回しかありません。127.0.0.1 へのパケットは装置を通りません。10.0.2.2 への `ping` を、2つの書き出しの間で実行してください。',
      en: 'Between before and after the network device interrupted only {more} times. Packets to 127.0.0.1 pass no device. Run the `ping` to 10.0.2.2 between the two.',
    },
    'no-answer-yet': { ja: '`/root/irq.txt` がまだありません。', en: '`/root/irq.txt` does not exist yet.' },
    timer: {
      ja: 'LOC はCPUの中のタイマーです。プログラムが動いていれば増えますが、返事が届いたことを知らせたのは別の行です。',
      en: 'LOC is the timer inside the CPU. It grows while programs run, but another line told that answers came.',
    },
    'the-name': {
      ja: 'eth0 は装置の名前です。番号は、その行の左端にあります。',
      en: 'eth0 is the name of the device. The number is at the left of its line.',
    },
    'other-line': {
      ja: '「{got}」の行は、ping の間に増えていないか、ほかの装置のものです。増えた行の左端の番号です。',
      en: 'Line “{got}” did not grow during the ping, or belongs to another device. It is the number at the left of the line that grew.',
    },
  },
  success: {
    ja: '返事を待つ間、`ping` は眠っていました。割り込みが来て、カーネルがパケットを取り出し、起こしました。',
    en: 'While it waited for answers `ping` slept. The interrupt came, the kernel took the packet and woke it.',
  },
});
