import { calls, check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_q2w9',
  kind: 'program',
  title: { ja: 'どの時計で測るか', en: 'Which clock to measure by' },
  inspector: 'trace',
  hints: [
    {
      ja: '`clock_gettime(CLOCK_REALTIME, &now); now.tv_sec -= 3600; clock_settime(CLOCK_REALTIME, &now);`',
      en: '`clock_gettime(CLOCK_REALTIME, &now); now.tv_sec -= 3600; clock_settime(CLOCK_REALTIME, &now);`',
    },
    { ja: '戻らない時計は CLOCK_MONOTONIC です。', en: 'The clock that never goes back is CLOCK_MONOTONIC.' },
  ],
  wrong: { realtime: 'negative', 'no-set': 'not-set', forward: 'not-back' },
  limits: { instructions: 300_000_000 },
  checks: [
    check('set', { ja: '時計が1時間戻される', en: 'The clock is set back by an hour' }, (view) =>
      calls(view, 'clock_settime').length ? null : 'not-set',
    ),
    endsWell(0),
    check('duration', { ja: '正しい経過時間', en: 'The true duration' }, (view) => {
      const ms = Number.parseInt(view.stdout, 10);
      if (ms >= 245 && ms <= 275) return null;
      if (ms < 0) return fail('negative', { ms });
      return ms > 3_000_000 ? fail('not-back', { ms }) : fail('other', { ms });
    }),
    check('back', { ja: '3,600秒だけ戻す', en: 'By exactly 3,600 seconds' }, (view) => {
      const text = calls(view, 'clock_settime')[0]?.text ?? '';
      const seconds = Number(/tv_sec=(\d+)/.exec(text)?.[1] ?? 0);
      const started = 1_767_225_600;
      const back = started - seconds;
      return back >= 3595 && back <= 3600 ? null : fail('not-back', { ms: -back });
    }),
  ],
  messages: {
    'not-set': { ja: '`clock_settime` が呼ばれていません。', en: '`clock_settime` was not called.' },
    negative: {
      ja: '{ms} ミリ秒という答えです。測っている時計が、途中で戻されました。',
      en: 'The answer is {ms} milliseconds: the clock it measures by was set back meanwhile.',
    },
    'not-back': {
      ja: '時計が1時間「戻され」ていません。いまの時刻から3,600秒を引いた値にします。',
      en: 'The clock was not set back by an hour. It should be 3,600 seconds before now.',
    },
    other: {
      ja: '{ms} ミリ秒ではありません。仕事は約250ミリ秒です。',
      en: 'It is not {ms} milliseconds: the work takes about 250.',
    },
  },
  success: {
    ja: '世の中の時刻は変えられますが、経過は変えられません。サーバーの時間切れやベンチマークで REALTIME を使うと、時計合わせの夜に壊れます。',
    en: 'The time of the world can be changed, what has gone by cannot. Time-outs and benchmarks on REALTIME break on the night when clocks are set.',
  },
});
