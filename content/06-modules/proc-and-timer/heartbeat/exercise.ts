import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { loaded, noOops } from '../../checks';

export default defineExercise({
  id: 'ex_b3t7',
  kind: 'module',
  title: { ja: '脈を打つモジュール', en: 'A module with a heartbeat' },
  inspector: 'modules',
  script: ['insmod heartbeat.ko', 'sleep 1', 'cat /proc/heartbeat', 'rmmod heartbeat', 'sleep 1', 'ls /proc/heartbeat'],
  hints: [
    { ja: '`beat` の最後で、もう1度 `mod_timer` を呼びます。', en: 'At the end of `beat` call `mod_timer` again.' },
    { ja: '`seq_printf(m, "beats: %u\\n", beats);`', en: '`seq_printf(m, "beats: %u\\n", beats);`' },
    {
      ja: '`proc_create("heartbeat", 0444, NULL, &heartbeat_ops)`、外すときは `remove_proc_entry("heartbeat", NULL)` と `del_timer_sync(&timer)`。',
      en: '`proc_create("heartbeat", 0444, NULL, &heartbeat_ops)`; at removal `remove_proc_entry("heartbeat", NULL)` and `del_timer_sync(&timer)`.',
    },
  ],
  wrong: { 'one-beat': 'one-beat', 'timer-left': 'panic', 'file-left': 'file-left' },
  limits: { instructions: 900_000_000 },
  checks: [
    noOops(),
    loaded('heartbeat'),
    check('beats', { ja: '1秒に約10回打つ', en: 'About ten beats in a second' }, (view) => {
      const beats = /^beats: (\d+)$/m.exec(view.stdout)?.[1];
      if (beats === undefined) return 'no-file';
      if (Number(beats) <= 1) return 'one-beat';
      return Number(beats) >= 8 && Number(beats) <= 11 ? null : fail('rate', { beats });
    }),
    check('cleared', { ja: '/proc のファイルが消える', en: 'The file in /proc is gone' }, (view) =>
      /ls: .*\/proc\/heartbeat/.test(view.stdout) ? null : 'file-left',
    ),
  ],
  messages: {
    panic: {
      ja: 'カーネルパニックです。外した後で、もう無い関数がタイマーから呼ばれたようです。`del_timer_sync` で止めましたか。',
      en: 'A kernel panic: after removal, it seems, a timer called a function that was gone. Was it stopped by `del_timer_sync`?',
    },
    'no-file': {
      ja: '`/proc/heartbeat` から `beats: N` が読めません。',
      en: '`beats: N` could not be read from `/proc/heartbeat`.',
    },
    'one-beat': {
      ja: '脈が1回で止まりました。タイマーは1度きりです。`beat` の中で、次を予約してください。',
      en: 'There was one beat and no more. A timer fires once: arrange for the next in `beat`.',
    },
    rate: {
      ja: '1秒に {beats} 回でした。100ミリ秒ごとにしてください。',
      en: '{beats} beats in a second. They should come every 100 milliseconds.',
    },
    'file-left': {
      ja: '外した後も `/proc/heartbeat` が残っています。読むと、もう無い関数が呼ばれます。',
      en: '`/proc/heartbeat` is still there after removal. Reading it would call a function that is gone.',
    },
  },
  success: {
    ja: 'タイマー割り込み、softirq、あなたの関数。1秒に10回、ほかのタスクの合間に動いていました。',
    en: 'Timer interrupt, softirq, your function: ten times a second, in between other tasks.',
  },
});
