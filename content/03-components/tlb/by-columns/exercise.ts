import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const N = 512;
/** By columns every second access goes to another page, and all 256 pages come before the first comes again. */
const BY_COLUMNS = (N * N) / 2;
const MOST = Math.floor(BY_COLUMNS / 50);
const PROGRAM = 2;

const value = (i: number, j: number) => (i * 7 + j * 3) % 100;
const rows = Array.from({ length: N }, (_, i) => i);
const column = (j: number) => rows.reduce((sum, i) => sum + value(i, j), 0);
const row = (i: number) => rows.reduce((sum, j) => sum + value(i, j), 0);

/** The number that measure.c makes of all sums: any wrong one changes it. */
const CHECK = rows.reduce((hash, j) => BigInt.asUintN(64, hash * 31n + BigInt(column(j))), 0n).toString(16);

/** Misses of loads, as the kernel has counted them for the program. */
const misses = (view: RunView) => view.snapshot?.tasks.find(({ pid }) => pid === PROGRAM)?.tlb?.loadMisses ?? -1;

export default defineExercise({
  id: 'ex_t0b6',
  kind: 'program',
  title: { ja: '列を足す、行を歩く', en: 'Sum columns, walk rows' },
  inspector: 'tlb',
  readonly: ['measure.c', 'matrix.h'],
  run: { tlb: true },
  hints: [
    {
      ja: '内側のループで、隣の要素、つまり同じページの要素へ進むようにします。',
      en: 'Let the inner loop go to the next element: one on the same page.',
    },
    {
      ja: '1行読むたびに、512個の和を少しずつ育てます。`sums[j] += …` です。',
      en: 'With each row let all 512 sums grow a little: `sums[j] += …`.',
    },
  ],
  prediction: {
    id: 'fits',
    prompt: {
      ja: 'このTLBは64ページ分を覚えます。列を上から下まで読むと256ページを通ります。次の列を読むとき、いくつのページがTLBに残っていますか。',
      en: 'This TLB remembers 64 pages. Reading a column from top to bottom goes through 256. When the next column begins, how many of the pages that it needs are still found there in time?',
    },
    options: [
      {
        id: 'sixty-four',
        text: { ja: '64ページが役に立つ', en: '64 of them' },
        feedback: {
          ja: '残っているのは列の下のほうの64ページです。上から読むうちに、使う前に追い出されます。',
          en: 'What is there are the last 64. Reading from the top drives them out before they are reached.',
        },
      },
      {
        id: 'none',
        text: { ja: '1つも役に立たない', en: 'None' },
        correct: true,
        feedback: {
          ja: 'その通りです。最後に使った64ページが残りますが、必要になる前に追い出されます。毎回外れます。',
          en: 'Right. The 64 used last remain, and are driven out before they are needed. Every page misses again.',
        },
      },
      {
        id: 'all',
        text: { ja: 'すべて残っている', en: 'All of them' },
        feedback: { ja: '256ページは、64の席に入りません。', en: '256 pages do not fit into 64 seats.' },
      },
    ],
  },
  wrong: { 'sums-of-rows': 'row-sums', 'eight-at-a-time': 'not-enough', halves: 'as-many' },
  limits: { instructions: 200_000_000 },
  checks: [
    endsWell(0),
    check('sums', { ja: '列の和が正しい', en: 'The sums are right' }, (view) => {
      const [, first = '', hash = ''] = /^columns: (\d+) .* check ([0-9a-f]+)$/m.exec(view.stdout) ?? [];
      if (hash === CHECK) return null;
      return Number(first) === row(0) ? 'row-sums' : fail('other-sums', { got: first, expected: column(0) });
    }),
    check('misses', { ja: 'TLBの外れが50分の1以下', en: 'At least 50 times fewer misses' }, (view) => {
      const got = misses(view);
      if (got >= 0 && got <= MOST) return null;
      const params = { got, most: MOST, times: Math.max(1, Math.round(BY_COLUMNS / got)) };
      return fail(got > 0.9 * BY_COLUMNS ? 'as-many' : 'not-enough', params);
    }),
  ],
  messages: {
    'row-sums': {
      ja: '足されたのは行です。添字を入れ替えると、別の行列（転置）の答えになります。替えるのは、要素を訪ねる順番だけです。',
      en: 'These are sums of rows: swapping the indices answers for another matrix, the transposed one. Change only the order in which elements are visited.',
    },
    'other-sums': {
      ja: '列0の和が {got} になりました（正しくは {expected}）。和そのものを変えずに、訪ねる順番だけを変えてください。',
      en: 'Column 0 sums to {got} instead of {expected}. Keep the sums; change only the order of the visits.',
    },
    'as-many': {
      ja: 'TLBは {got} 回外れ、元と同じです。内側のループが、まだ要素ごとに別のページへ跳んでいます。',
      en: 'The TLB missed {got} times, as before: the inner loop still jumps to another page with each element.',
    },
    'not-enough': {
      ja: 'TLBの外れは {got} 回で、{times} 分の1になりました。まだ {most} 回を超えています。1つのページを、1度に使い切っていますか。',
      en: 'The TLB missed {got} times: {times} times less, but still above {most}. Is each page used up while it is there?',
    },
  },
  success: {
    ja: '計算の量は同じで、訪ねる順番だけが違います。本物のCPUでは、同じ書き換えがデータキャッシュの外れも減らし、何倍も速くなります。',
    en: 'The same additions in another order. On a real CPU the same change also spares the data caches, and is several times faster.',
  },
});
