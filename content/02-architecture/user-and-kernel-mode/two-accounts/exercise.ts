import { calls, check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_z4r3',
  kind: 'program',
  title: { ja: '2つの勘定', en: 'Two accounts' },
  inspector: 'layers',
  hints: [
    {
      ja: '`struct rusage before, after;` を用意し、`getrusage(RUSAGE_SELF, &before);` を仕事の前に呼びます。',
      en: 'Take `struct rusage before, after;` and call `getrusage(RUSAGE_SELF, &before);` before the work.',
    },
    {
      ja: '増えた分は、後の値から前の値を引いたものです。',
      en: 'The growth is the later value minus the earlier.',
    },
  ],
  wrong: { 'totals-only': 'totals', swapped: 'swapped', children: 'children' },
  limits: { instructions: 100_000_000 },
  checks: [
    check('asked', { ja: 'getrusage を前後で呼ぶ', en: 'getrusage is called before and after' }, (view) => {
      const asked = calls(view, 'getrusage');
      if (asked.length === 0) return 'not-asked';
      if (asked.some((e) => e.text.includes('RUSAGE_CHILDREN'))) return 'children';
      return asked.length < 4 ? 'totals' : null;
    }),
    endsWell(0),
    check('report', { ja: '正しく報告する', en: 'The report is right' }, (view) => {
      if (view.stdout === 'compute: user\nask: kernel\n') return null;
      if (view.stdout === 'compute: kernel\nask: user\n') return 'swapped';
      return fail('wrong-report', { got: view.stdout.trim().replaceAll('\n', ' / ') });
    }),
  ],
  messages: {
    'not-asked': { ja: '`getrusage` が呼ばれていません。', en: '`getrusage` was not called.' },
    children: {
      ja: '`RUSAGE_CHILDREN` は終わった子の時間です。自分の時間は `RUSAGE_SELF` です。',
      en: '`RUSAGE_CHILDREN` is the time of children that have ended. Your own is `RUSAGE_SELF`.',
    },
    totals: {
      ja: '前後の差を取っていません。`getrusage` が返すのは、始まってからの合計です。仕事の前と後で2回ずつ呼びます。',
      en: 'No difference is taken. `getrusage` gives totals since the start: call it before and after each work.',
    },
    swapped: {
      ja: '逆です。`ru_utime` がユーザーモード、`ru_stime` がカーネルモードの時間です。',
      en: 'The other way round: `ru_utime` is user mode, `ru_stime` kernel mode.',
    },
    'wrong-report': {
      ja: '報告は「{got}」でした。',
      en: 'It reported “{got}”.',
    },
  },
  success: {
    ja: '`ask` の時間の大部分は、あなたのプロセスがカーネルモードで使いました。カーネルはあなたの勘定で働きます。',
    en: 'Most of `ask` was spent by your process in kernel mode. The kernel works on your account.',
  },
});
