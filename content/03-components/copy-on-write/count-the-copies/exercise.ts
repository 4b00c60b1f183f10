import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const PAGE = 4096;
const BYTES = 10 * PAGE;

/** Pages of the region that the child had copied, as indices. */
function copies(view: RunView): number[] {
  const child = view.of('fork')[0]?.child;
  const start = view.of('syscall-exit').find((e) => e.name === 'mmap' && e.text.includes(`, ${BYTES}, `))?.result ?? 0;
  const pages = view
    .of('fault')
    .filter((e) => e.pid === child && e.outcome === 'copy-on-write' && e.address >= start && e.address < start + BYTES)
    .map((e) => Math.floor((e.address - start) / PAGE));
  return [...new Set(pages)].sort((a, b) => a - b);
}

export default defineExercise({
  id: 'ex_h4x6',
  kind: 'program',
  title: { ja: '写しを数える', en: 'Count the copies' },
  inspector: 'address-space',
  prediction: {
    id: 'plus-zero',
    prompt: {
      ja: '`region[i * PAGE] += 0` は値を変えません。写しは作られるでしょうか。',
      en: '`region[i * PAGE] += 0` does not change the value. Is a copy made?',
    },
    options: [
      {
        id: 'yes',
        text: { ja: '作られる', en: 'Yes' },
        correct: true,
        feedback: {
          ja: 'その通りです。CPUが見るのは「書こうとした」ことで、値が同じかどうかは見ません。',
          en: 'Right. The CPU sees that a write was tried, not whether the value is new.',
        },
      },
      {
        id: 'no',
        text: { ja: '作られない', en: 'No' },
        feedback: {
          ja: '書き込みの前に例外が起きます。値を比べる者はいません。',
          en: 'The exception comes before the store. Nobody compares values.',
        },
      },
    ],
  },
  hints: [
    {
      ja: '書くのは `i == 2 || i == 5 || i == 7` のときだけにします。',
      en: 'Write only when `i == 2 || i == 5 || i == 7`.',
    },
    { ja: '読むだけなら、写しは作られません。', en: 'Reading makes no copy.' },
  ],
  wrong: { 'writes-none': 'too-few', 'one-off': 'other-pages', 'only-three': 'sum' },
  limits: { instructions: 100_000_000, tasks: 16 },
  checks: [
    endsWell(0),
    check('copies', { ja: 'ページ2・5・7だけが写される', en: 'Only pages 2, 5 and 7 are copied' }, (view) => {
      const pages = copies(view);
      if (pages.join() === '2,5,7') return null;
      if (pages.length < 3) return fail('too-few', { count: pages.length });
      return pages.length > 3
        ? fail('too-many', { count: pages.length })
        : fail('other-pages', { pages: pages.join(', ') });
    }),
    check('sum', { ja: '合計が45である', en: 'The sum is 45' }, (view) =>
      view.stdout === 'sum 45\n' ? null : fail('sum', { got: view.stdout.trim() }),
    ),
  ],
  messages: {
    'too-few': {
      ja: '写しは {count} 回でした。ページ2・5・7に書いてください。',
      en: '{count} copies were made. Write to pages 2, 5 and 7.',
    },
    'too-many': {
      ja: '写しが {count} 回できました。`+= 0` も書き込みです。3ページのほかは読むだけにしてください。',
      en: '{count} copies were made. `+= 0` is a write too: only read the pages other than the three.',
    },
    'other-pages': { ja: '写されたのはページ {pages} です。', en: 'Pages {pages} were copied.' },
    sum: {
      ja: '「{got}」でした。10ページすべてを読んで足してください。',
      en: 'It said “{got}”. Read and add all ten pages.',
    },
  },
  success: {
    ja: '10枚のうち3枚だけが別のフレームになり、7枚はいまも親と同じフレームでした。',
    en: 'Three of ten got frames of their own; the other seven were still the parent’s.',
  },
});
