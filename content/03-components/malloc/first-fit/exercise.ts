import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

/** Headers of 16 and pieces of 112, 48 and 208 bytes. */
const HEAP = 3 * 16 + 112 + 48 + 208;

export default defineExercise({
  id: 'ex_n8a7',
  kind: 'program',
  title: { ja: '最初に合う塊', en: 'First fit' },
  inspector: 'address-space',
  hints: [
    {
      ja: '`for (char *at = first; at && at < end; at += sizeof(struct header) + h->size)` で見出しをたどれます。',
      en: '`for (char *at = first; at && at < end; at += sizeof(struct header) + h->size)` walks the headers.',
    },
    {
      ja: '新しい塊にも、見出しに大きさと「使用中」を書きます。',
      en: 'Write size and “in use” into the header of a new piece too.',
    },
    {
      ja: '`release` では `(struct header *)piece - 1` が見出しです。',
      en: 'In `release` the header is `(struct header *)piece - 1`.',
    },
  ],
  wrong: { 'too-small-piece': 'overwrites', 'never-reused': 'grows', 'release-forgets-header': 'grows' },
  limits: { instructions: 100_000_000 },
  checks: [
    endsWell(0),
    check('intact', { ja: 'ほかの塊を壊さない', en: 'Other pieces stay intact' }, (view) =>
      view.stdout.includes('intact: yes') ? null : 'overwrites',
    ),
    check('aligned', { ja: '16の倍数にそろっている', en: 'Addresses are multiples of 16' }, (view) =>
      view.stdout.includes('aligned: yes') ? null : 'not-aligned',
    ),
    check('heap', { ja: '使い回している', en: 'Pieces are used again' }, (view) => {
      const bytes = Number(/heap: (-?\d+)/.exec(view.stdout)?.[1] ?? -1);
      if (bytes === HEAP) return null;
      if (bytes < 200) return fail('overwrites');
      return fail('grows', { bytes, best: HEAP });
    }),
  ],
  messages: {
    overwrites: {
      ja: '`b` の中身が壊れました。空いている塊が、頼まれた大きさに足りるかどうかを確かめていますか。',
      en: 'What `b` held was destroyed. Is a free piece checked for being large enough?',
    },
    'not-aligned': { ja: '番地が16の倍数になっていません。', en: 'Addresses are not multiples of 16.' },
    grows: {
      ja: 'ヒープが {bytes} バイトになりました（使い回せば {best} バイトで足ります）。空きの塊を探してから `sbrk` していますか。',
      en: 'The heap has grown to {bytes} bytes; {best} are enough when pieces are used again. Is a free piece looked for before `sbrk`?',
    },
  },
  success: {
    ja: '102回の allocate で、カーネルに行ったのは3回だけです。',
    en: '103 calls of allocate, three trips to the kernel.',
  },
});
