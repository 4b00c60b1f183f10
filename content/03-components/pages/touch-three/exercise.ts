import { check, endsWell, fail, stepOf } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const PAGE = 4096;
const LENGTH = 16 * PAGE;
const WANTED = [0, 4, 15];

const mapping = (view: RunView) => view.of('mm').find((e) => e.op === 'mmap' && e.end - e.start === LENGTH);

/** Page numbers within the mapping that got a frame, in the order of their faults. */
function touched(view: RunView): { page: number; at: number }[] {
  const map = mapping(view);
  if (!map) return [];
  return view
    .of('fault')
    .filter((e) => e.outcome === 'demand-zero' && e.address >= map.start && e.address < map.end)
    .map((e) => ({ page: Math.floor((e.address - map.start) / PAGE), at: e.at }));
}

export default defineExercise({
  id: 'ex_v1p3',
  kind: 'program',
  title: { ja: '16ページ頼んで、3ページだけ触る', en: 'Ask for sixteen pages, touch three' },
  inspector: 'address-space',
  hints: [
    {
      ja: '1ページは4,096バイトです。4番目のページは `p + 4 * 4096` から始まります（0から数えて）。',
      en: 'A page has 4,096 bytes. Counting from 0, page 4 begins at `p + 4 * 4096`.',
    },
    { ja: '最後のページは15番です。16番はもう範囲の外です。', en: 'The last page is number 15. Number 16 is outside.' },
  ],
  prediction: {
    id: 'when-frames',
    prompt: {
      ja: '`mmap` が返った直後、16ページのうち何ページに物理フレームがありますか。',
      en: 'Right after `mmap` has returned, how many of the sixteen pages have a physical frame?',
    },
    options: [
      {
        id: 'all',
        text: { ja: '16', en: '16' },
        feedback: {
          ja: 'カーネルはまだ約束をしただけです。使われないかもしれないページにフレームは渡しません。',
          en: 'So far the kernel has only made a promise. It gives no frame to a page that may never be used.',
        },
      },
      {
        id: 'one',
        text: { ja: '1', en: '1' },
        feedback: { ja: '1ページもまだ触られていません。', en: 'Not one has been touched yet.' },
      },
      {
        id: 'none',
        text: { ja: '0', en: '0' },
        correct: true,
        feedback: {
          ja: 'その通りです。最初に触ったとき、ページフォルトの中で渡されます（要求時ページング）。',
          en: 'Right. Each gets one inside the page fault of its first touch: demand paging.',
        },
      },
    ],
  },
  wrong: { 'every-page': 'too-many', 'bytes-not-pages': 'same-page', 'one-past': 'past-the-end' },
  limits: { instructions: 50_000_000 },
  checks: [
    check('mapping', { ja: '16ページの領域がある', en: 'There is a mapping of sixteen pages' }, (view) =>
      mapping(view) ? null : 'no-mapping',
    ),
    check(
      'touched',
      { ja: 'ページ 0、4、15 だけにフレームがある', en: 'Pages 0, 4 and 15 have a frame, no others' },
      (view) => {
        const pages = touched(view);
        const numbers = [...new Set(pages.map((p) => p.page))].sort((a, b) => a - b);
        const outside = view.of('fault').find((e) => e.outcome === 'signal');
        if (outside && mapping(view) && outside.address >= mapping(view)!.end)
          return fail(
            'past-the-end',
            { page: Math.floor((outside.address - mapping(view)!.start) / PAGE) },
            stepOf(view, outside),
          );
        if (numbers.length > 3) return fail('too-many', { count: numbers.length });
        if (numbers.length === 1 && numbers[0] === 0) return 'same-page';
        if (numbers.join() === WANTED.join()) return null;
        return numbers.length ? fail('other-pages', { pages: numbers.join(', ') }) : 'none-touched';
      },
    ),
    endsWell(0),
  ],
  messages: {
    'no-mapping': {
      ja: '16ページ（65,536バイト）の `mmap` が見当たりません。',
      en: 'There was no `mmap` of sixteen pages, 65,536 bytes.',
    },
    'too-many': {
      ja: '{count} ページにフレームが渡されました。触ったページの数だけページフォルトが起きています。',
      en: '{count} pages got a frame: there was one page fault for each page that was touched.',
    },
    'same-page': {
      ja: '3回書きましたが、すべて最初のページの中です。`p[4]` は4バイト目で、4ページ目ではありません。',
      en: 'Three stores, all within the first page. `p[4]` is byte 4, not page 4.',
    },
    'past-the-end': {
      ja: 'ページ {page} に触って SIGSEGV になりました。16ページの領域は0番から15番までです。',
      en: 'Touching page {page} ended in SIGSEGV: sixteen pages are numbered 0 to 15.',
    },
    'other-pages': {
      ja: '触ったのはページ {pages} です。0、4、15 にしてください。',
      en: 'Pages {pages} were touched. Make them 0, 4 and 15.',
    },
    'none-touched': {
      ja: '1ページも触られていません。領域は約束のままです。',
      en: 'Not one page was touched: the mapping is still a promise.',
    },
  },
  success: {
    ja: '16ページの約束のうち、フレームを使ったのは3ページだけでした。右の図でその3ページの行き先のフレームを見てください。',
    en: 'Of sixteen promised pages only three use a frame. Look at the picture for the frames that they lead to.',
  },
});
