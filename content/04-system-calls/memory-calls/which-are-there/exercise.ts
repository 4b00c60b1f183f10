import { calls, check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const TOUCHED = '10011000';
const ALL = '11111111';

export default defineExercise({
  id: 'ex_e5m1',
  kind: 'program',
  title: { ja: 'いまあるのはどのページか', en: 'Which pages are there?' },
  inspector: 'address-space',
  hints: [
    { ja: '`region[3 * PAGE] = 1;` でページ3に触れます。', en: '`region[3 * PAGE] = 1;` touches page 3.' },
    {
      ja: '`mincore(region, PAGES * PAGE, there)` と `mlock(region, PAGES * PAGE)` です。',
      en: '`mincore(region, PAGES * PAGE, there)` and `mlock(region, PAGES * PAGE)`.',
    },
  ],
  wrong: { 'by-reading': 'read-first', 'bytes-not-pages': 'one-page', 'no-lock': 'not-locked' },
  limits: { instructions: 100_000_000 },
  checks: [
    check('calls', { ja: 'mincore で調べる', en: 'mincore is asked' }, (view) =>
      calls(view, 'mincore').length >= 2 ? null : 'no-mincore',
    ),
    endsWell(0),
    check('touched', { ja: '触ったページだけがある', en: 'Only touched pages are there' }, (view) => {
      const [first] = view.stdout.split('\n');
      if (first === TOUCHED) return null;
      if (first === '10000000') return 'one-page';
      return first === ALL ? 'read-first' : fail('stdout-differs', { line: 1, expected: TOUCHED, got: first });
    }),
    check('locked', { ja: 'mlock で全部がそろう', en: 'mlock brings in all' }, (view) => {
      const second = view.stdout.split('\n')[1] ?? '';
      if (!calls(view, 'mlock').length) return 'not-locked';
      return second === ALL ? null : fail('stdout-differs', { line: 2, expected: ALL, got: second });
    }),
  ],
  messages: {
    'no-mincore': { ja: '`mincore` が2回呼ばれていません。', en: '`mincore` was not called twice.' },
    'one-page': {
      ja: '触ったのはページ0だけのようです。`region[3]` は4バイト目で、ページ3ではありません。ページ3は `region[3 * PAGE]` です。',
      en: 'Only page 0 was touched, it seems. `region[3]` is the fourth byte, not page 3: that is `region[3 * PAGE]`.',
    },
    'read-first': {
      ja: '最初からすべてのページがメモリにあります。調べる前に、全部に触っていませんか。読むだけでもページは現れます。',
      en: 'All pages are there from the first. Was every page touched before asking? Reading brings them in too.',
    },
    'not-locked': { ja: '`mlock` が呼ばれていません。', en: '`mlock` was not called.' },
  },
  success: {
    ja: '番地は8ページ分もらいましたが、フレームは触った3つだけでした。`mlock` は、残りも前もって用意させます。',
    en: 'There were addresses for eight pages, and frames for the three that were touched. `mlock` had the others brought in beforehand.',
  },
});
