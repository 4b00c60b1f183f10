import { calls, check, endsWell, fail, INSTRUCTIONS_PER_SECOND, stdoutIs } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const SIGALRM = 14;

export default defineExercise({
  id: 'ex_y8p3',
  kind: 'program',
  title: { ja: '無限ループから抜け出す', en: 'Out of the loop' },
  inspector: 'timeline',
  hints: [
    {
      ja: '`signal(SIGALRM, on_alarm)` でハンドラを登録します。登録しないまま SIGALRM が届くと、プログラムは終了させられます。',
      en: '`signal(SIGALRM, on_alarm)` sets the handler. Without one, SIGALRM ends the program.',
    },
    {
      ja: '`struct itimerval timer = {.it_value = {.tv_usec = 100000}};` が100ミリ秒です。',
      en: '`struct itimerval timer = {.it_value = {.tv_usec = 100000}};` is 100 milliseconds.',
    },
    {
      ja: 'ハンドラから戻ると、ループの続きに戻ります。`_exit(0)` で終わります。',
      en: 'Returning from the handler goes back into the loop: `_exit(0)` ends the program.',
    },
  ],
  wrong: { 'no-handler': 'no-handler', 'handler-returns': 'returned', 'no-timer': 'no-timer', seconds: 'when' },
  limits: { instructions: 300_000_000 },
  checks: [
    check('timer', { ja: 'タイマーがかけられる', en: 'A timer is set' }, (view) =>
      calls(view, 'setitimer').length || calls(view, 'alarm').length ? null : 'no-timer',
    ),
    check('handled', { ja: 'SIGALRM がハンドラに届く', en: 'SIGALRM reaches a handler' }, (view) => {
      const delivered = view.of('signal-deliver').find((e) => e.signal === SIGALRM);
      if (!delivered) return 'when';
      return delivered.action === 'handler' ? null : 'no-handler';
    }),
    check('ended', { ja: 'ハンドラで終わる', en: 'It ends in the handler' }, (view) =>
      view.reason === 'limit' ? 'returned' : null,
    ),
    endsWell(0),
    stdoutIs('time is up\n'),
    check('when', { ja: '100ミリ秒後である', en: 'It is after 100 milliseconds' }, (view) => {
      const set = calls(view, 'setitimer')[0] ?? calls(view, 'alarm')[0];
      const delivered = view.of('signal-deliver').find((e) => e.signal === SIGALRM);
      if (!set || !delivered) return null;
      const ms = Math.round(((delivered.at - set.at) / INSTRUCTIONS_PER_SECOND) * 1000);
      return ms >= 95 && ms <= 115 ? null : fail('late', { ms });
    }),
  ],
  messages: {
    'no-timer': {
      ja: 'タイマーがかかっていません。割り込みは来ていますが、プログラムには何も知らされません。',
      en: 'No timer is set. Interrupts do come, but nobody tells the program.',
    },
    'no-handler': {
      ja: 'SIGALRM は届きましたが、ハンドラが無いのでプログラムが終了させられました。',
      en: 'SIGALRM came, and as there was no handler it ended the program.',
    },
    returned: {
      ja: 'ハンドラから戻って、ループの続きに入りました。ハンドラの中で `_exit(0)` を呼んでください。',
      en: 'The handler returned, and the loop went on. Call `_exit(0)` in the handler.',
    },
    when: {
      ja: 'SIGALRM がまだ届いていません。`tv_usec` はマイクロ秒です。100ミリ秒は 100000 です。',
      en: 'SIGALRM has not come. `tv_usec` is in microseconds: 100 milliseconds are 100000.',
    },
    late: {
      ja: 'SIGALRM は {ms} ミリ秒後に届きました。100ミリ秒後にしてください。',
      en: 'SIGALRM came after {ms} milliseconds. It should be 100.',
    },
  },
  success: {
    ja: 'ループの命令は1つも変わっていません。タイマー割り込み → カーネル → シグナル → ハンドラ。CPUを取り返すしくみが、そのままプログラムの時計になりました。',
    en: 'Not an instruction of the loop was changed. Timer interrupt → kernel → signal → handler: what takes the CPU back is also the program’s alarm clock.',
  },
});
