import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_n5c2',
  kind: 'program',
  title: { ja: '4分の1の取り分', en: 'A quarter of the time' },
  inspector: 'timeline',
  hints: [
    {
      ja: '表を見ます。nice 5 の重みは335、nice 0 は1024です。',
      en: 'Look at the table: nice 5 weighs 335, nice 0 weighs 1024.',
    },
    { ja: '335 ÷ (335 + 1024) は約25 % です。', en: '335 / (335 + 1024) is about 25 %.' },
  ],
  wrong: { 'too-nice': 'too-little', 'in-the-parent': 'too-much', 'not-nice-enough': 'too-much' },
  limits: { instructions: 600_000_000, tasks: 16 },
  checks: [
    endsWell(0),
    check('nice', { ja: '子の nice を変える', en: 'The child’s nice value is changed' }, (view) =>
      view.of('syscall-enter').some((e) => e.name === 'setpriority' || e.name === 'nice') ? null : 'not-changed',
    ),
    check('share', { ja: '子の取り分が約25 %', en: 'The child’s share is about 25 %' }, (view) => {
      const share = Number(/child: (\d+) %/.exec(view.stdout)?.[1] ?? -1);
      if (share >= 22 && share <= 28) return null;
      return fail(share < 22 ? 'too-little' : 'too-much', { share });
    }),
  ],
  messages: {
    'not-changed': {
      ja: 'nice の値が変わっていません。いまは半分ずつです。',
      en: 'No nice value was changed: at present each gets half.',
    },
    'too-little': {
      ja: '子の取り分は {share} % です。譲りすぎています。',
      en: 'The child gets {share} %. It is too nice.',
    },
    'too-much': {
      ja: '子の取り分は {share} % です。もっと譲らせてください。',
      en: 'The child gets {share} %. Make it nicer.',
    },
  },
  success: {
    ja: '子は止められたのではなく、順番が回って来るのが少し遅くなっただけです。',
    en: 'The child was not stopped. Its turn just came round a little later.',
  },
});
