import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted, attachedTo } from '../../checks';

export default defineExercise({
  id: 'ex_h6g2',
  kind: 'bpf',
  title: { ja: 'read にかかる時間', en: 'How long does read take?' },
  inspector: 'bpf',
  readonly: ['latency.py', 'slow.c'],
  script: ['./latency.py > out.txt &', 'sleep 2', './slow', 'sleep 3', 'cat out.txt'],
  hints: [
    { ja: '入り口で `start.update(&id, &now);`', en: 'At the entry `start.update(&id, &now);`.' },
    {
      ja: '出口で `u64 *then = start.lookup(&id); if (!then) return 0;` の後、差を1000で割ります。',
      en: 'At the exit `u64 *then = start.lookup(&id); if (!then) return 0;`, then divide the difference by 1000.',
    },
    { ja: '最後に `start.delete(&id);`', en: 'In the end `start.delete(&id);`.' },
  ],
  wrong: { 'in-nanoseconds': 'unit', unchecked: 'rejected', 'never-deleted': 'left-over' },
  limits: { instructions: 4_000_000_000, tasks: 32 },
  checks: [
    accepted(),
    check('attached', { ja: '入り口と出口に掛かる', en: 'It hangs on entry and exit' }, (view) =>
      attachedTo(view, 'kprobe:vfs_read') && attachedTo(view, 'kretprobe:vfs_read') ? null : 'not-attached',
    ),
    check('slow', { ja: '約10ミリ秒の山が見える', en: 'The hill at about 10 milliseconds is seen' }, (view) => {
      const rows = [...view.stdout.matchAll(/^\s*(\d+) -> (\d+)\s+: (\d+)/gm)].map((m) => m.slice(1).map(Number));
      if (!rows.length) return 'empty';
      const hill = rows.find(([low, , count]) => low === 8192 && count >= 15);
      if (hill) return null;
      return rows.some(([low, , count]) => low >= 4_000_000 && count >= 10)
        ? 'unit'
        : fail('no-hill', { rows: rows.length });
    }),
    check('deleted', { ja: '使った鍵を消す', en: 'Used keys are deleted' }, (view) => {
      const left = Number(/left over: (\d+)/.exec(view.stdout)?.[1] ?? -1);
      return left <= 1 ? null : fail('left-over', { left });
    }),
  ],
  messages: {
    rejected: {
      ja: '検証器に断られました: 「{reason}」。マップを引いた答えは、NULLかもしれません。',
      en: 'The verifier refused it: “{reason}”. The answer of a lookup may be NULL.',
    },
    'nothing-loaded': { ja: 'プログラムが入れられていません。', en: 'No program was loaded.' },
    'not-attached': {
      ja: '`vfs_read` の入り口と出口の両方には掛かっていません。',
      en: 'It does not hang on both entry and exit of `vfs_read`.',
    },
    empty: { ja: 'ヒストグラムが空です。', en: 'The histogram is empty.' },
    unit: {
      ja: '山が千倍の所にあります。`bpf_ktime_get_ns` はナノ秒です。1000で割ってください。',
      en: 'The hill stands a thousand times too far. `bpf_ktime_get_ns` is in nanoseconds: divide by 1000.',
    },
    'no-hill': {
      ja: '8192〜16383 マイクロ秒の山が見えません（{rows} 行）。',
      en: 'There is no hill at 8192–16383 microseconds ({rows} rows).',
    },
    'left-over': {
      ja: '`start` に {left} 個の鍵が残っています。使い終わった鍵は消します。マップには限りがあります。',
      en: '{left} keys are left in `start`. Delete what has been used: a map is finite.',
    },
  },
  success: {
    ja: '平均なら消えてしまう山が、はっきり見えました。',
    en: 'A hill that an average would have flattened stands out.',
  },
});
