import { calls, check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_a6f8',
  kind: 'program',
  title: { ja: 'CPUに固定する', en: 'Pin them' },
  inspector: 'timeline',
  run: { cpus: 2 },
  hints: [
    {
      ja: '`cpu_set_t set; CPU_ZERO(&set); CPU_SET(cpu, &set);` で集合を作ります。',
      en: '`cpu_set_t set; CPU_ZERO(&set); CPU_SET(cpu, &set);` makes the set.',
    },
    {
      ja: '`sched_setaffinity(0, sizeof(set), &set)` の0は、自分自身です。',
      en: 'In `sched_setaffinity(0, sizeof(set), &set)` 0 means oneself.',
    },
  ],
  wrong: { 'both-on-zero': 'same-cpu', 'all-cpus': 'not-limited', 'no-zero': 'not-limited' },
  limits: { instructions: 400_000_000, tasks: 16 },
  checks: [
    check('called', { ja: 'sched_setaffinity を呼ぶ', en: 'sched_setaffinity is called' }, (view) =>
      calls(view, 'sched_setaffinity').length >= 2 ? null : 'not-called',
    ),
    endsWell(0),
    check('limited', { ja: '1つのCPUだけに限る', en: 'Each is limited to one CPU' }, (view) => {
      const allowed = [...view.stdout.matchAll(/allowed on (\d+)/g)].map((m) => m[1]);
      return allowed.every((count) => count === '1') ? null : fail('not-limited', { counts: allowed.join(', ') });
    }),
    check('where', { ja: '子は CPU 0 と CPU 1 で終わる', en: 'They end on CPU 0 and CPU 1' }, (view) => {
      const cpus = [...view.stdout.matchAll(/ended on CPU (\d+)/g)].map((m) => m[1]).sort();
      if (cpus.join() === '0,1') return null;
      return cpus[0] === cpus[1]
        ? fail('same-cpu', { cpu: cpus[0] ?? '?' })
        : fail('elsewhere', { got: cpus.join(', ') });
    }),
  ],
  messages: {
    'not-called': {
      ja: '`sched_setaffinity` が2つの子で呼ばれていません。',
      en: '`sched_setaffinity` was not called in both children.',
    },
    'not-limited': {
      ja: '動いてよいCPUが1つに限られていません（それぞれ {counts} 個）。集合を空にしてから、1つだけ入れてください。',
      en: 'They are not limited to one CPU ({counts} each). Empty the set first, then put one in.',
    },
    'same-cpu': {
      ja: '2つとも CPU {cpu} に固定されています。半分の速さになります。',
      en: 'Both are pinned to CPU {cpu}: each runs at half speed.',
    },
    elsewhere: { ja: '終わったCPUが違います: {got}', en: 'They ended elsewhere: {got}' },
  },
  success: {
    ja: '2つは最初から最後まで、別々のCPUで同時に動きました。',
    en: 'From beginning to end they ran at the same time on different CPUs.',
  },
});
