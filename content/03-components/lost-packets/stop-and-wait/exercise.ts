import { calls, check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const MESSAGES = 20;
const MOST_SENT = 150;

export default defineExercise({
  id: 'ex_l7r4',
  kind: 'program',
  title: { ja: '送って、待つ', en: 'Stop and wait' },
  inspector: 'network',
  run: { network: { lossPercent: 30, duplicatePercent: 10, reorderPercent: 20, delayUs: 5000, seed: 9 } },
  hints: [
    {
      ja: '`poll(&wait, 1, 30)` は、30ミリ秒まで待ちます。来れば1、来なければ0を返します。',
      en: '`poll(&wait, 1, 30)` waits for at most 30 milliseconds: 1 when something came, 0 when nothing did.',
    },
    {
      ja: '`recv` した後、`echo->number == number` を確かめます。違えば捨てて、待ち続けます。',
      en: 'After `recv` see whether `echo->number == number`. If not, drop it and go on waiting.',
    },
    {
      ja: '外側が「送る」のループ、内側が「待って受け取る」のループです。',
      en: 'The outer loop sends; the inner one waits and receives.',
    },
  ],
  wrong: { 'no-timeout': 'waits-forever', 'no-numbers': 'late-echo', 'gives-up': 'missing', impatient: 'floods' },
  limits: { instructions: 1_500_000_000 },
  checks: [
    check('timeout', { ja: '返事が来なくても止まらない', en: 'It goes on when nothing comes' }, (view) =>
      view.reason === 'idle'
        ? fail('waits-forever', { sent: calls(view, 'sendto').length, shown: view.stdout.split('\n').length - 1 })
        : null,
    ),
    endsWell(0),
    check('each-once', { ja: '1回ずつ、順番通り', en: 'Each once, in order' }, (view) => {
      const lines = view.stdout.trim().split('\n');
      for (let i = 0; i < MESSAGES; i++) {
        const line = lines[i] ?? '';
        if (line === `${i} message ${i}`) continue;
        if (line === '' || /never came back/.test(line)) return fail('missing', { number: i });
        return fail('late-echo', { number: i, got: line });
      }
      return lines.length === MESSAGES ? null : fail('late-echo', { number: MESSAGES, got: lines[MESSAGES] });
    }),
    check('patience', { ja: '送りすぎない', en: 'It does not flood' }, (view) => {
      const sent = calls(view, 'sendto').length;
      return sent <= MOST_SENT ? null : fail('floods', { sent, most: MOST_SENT });
    }),
  ],
  messages: {
    'waits-forever': {
      ja: '{shown} 個を表示した後、`recv` で永久に待っています。送ったもの（かエコー）が失われたら、起こす者がいません。待つ時間を限ってください。',
      en: 'After {shown} messages it waits in `recv` for ever: what was sent, or its echo, was lost, and nobody will wake it. Limit the time that it waits.',
    },
    missing: {
      ja: 'メッセージ {number} が届いていません。失われたら、もう1度送ります。1回であきらめないでください。',
      en: 'Message {number} did not come. When one is lost, send it again; do not give up after one try.',
    },
    'late-echo': {
      ja: 'メッセージ {number} を待っているときに「{got}」を受け取りました。2度送った前のメッセージの、遅れて来たエコーです。番号が違えば捨ててください。',
      en: 'While waiting for message {number} it took “{got}”: the late echo of an earlier message that went twice. Drop what has another number.',
    },
    floods: {
      ja: '{sent} 回送りました（{most} 回まで）。往復には少なくとも10ミリ秒かかります。エコーがまだ途中にいるうちに送り直すと、混雑が増えるだけです。',
      en: 'It sent {sent} times; {most} is the limit. There and back takes 10 milliseconds at least: sending again while the echo is under way only makes the jam worse.',
    },
  },
  success: {
    ja: '番号、タイムアウト、再送。この3つがTCPの心臓です。TCPはさらに、返事を待たずに窓（ウィンドウ）の分だけ先に送ります。',
    en: 'Numbers, a timeout, sending again: the heart of TCP. TCP also sends a window’s worth ahead without waiting.',
  },
});
