import { calls, check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = 'kept: yes\nmoved: yes\nwall: wall\n';

export default defineExercise({
  id: 'ex_l9v4',
  kind: 'program',
  title: { ja: '写さずに引っ越す', en: 'Move without copying' },
  inspector: 'address-space',
  hints: [
    {
      ja: '`mremap(region, size, 2 * size, MREMAP_MAYMOVE)` です。最後の引数が無いと、隣がふさがっているので ENOMEM になります。',
      en: '`mremap(region, size, 2 * size, MREMAP_MAYMOVE)`. Without the flag it is ENOMEM, because the neighbourhood is taken.',
    },
    { ja: '失敗は NULL ではなく MAP_FAILED で返ります。', en: 'Failure is MAP_FAILED, not NULL.' },
  ],
  wrong: { 'may-not-move': 'refused', copies: 'copied', 'over-the-wall': 'wall-gone' },
  limits: { instructions: 200_000_000 },
  checks: [
    check('mremap', { ja: 'mremap で広げる', en: 'It grows by mremap' }, (view) =>
      calls(view, 'mremap').length
        ? null
        : calls(view, 'mmap').some((e) => e.text.includes('MAP_FIXED'))
          ? 'wall-gone'
          : 'copied',
    ),
    check('moved', { ja: '移動できる', en: 'It may move' }, (view) => {
      const done = view.of('syscall-exit').find((e) => e.name === 'mremap');
      return done && done.result < 0 && done.result > -4096 ? 'refused' : null;
    }),
    endsWell(0),
    check('kept', { ja: '中身が保たれ、壁も残る', en: 'What it held is kept, and so is the wall' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      return view.stdout.includes('wall: wall')
        ? fail('report', { got: view.stdout.trim().replaceAll('\n', ' / ') })
        : 'wall-gone';
    }),
  ],
  messages: {
    copied: {
      ja: '`mremap` が呼ばれていません。新しい領域に写すと、1,024ページを読み書きすることになります。',
      en: '`mremap` was not called. Copying into a new region means reading and writing 1,024 pages.',
    },
    refused: {
      ja: '`mremap` が断られました。すぐ後ろに壁があるので、`MREMAP_MAYMOVE` で移動を許してください。',
      en: '`mremap` was refused: there is a wall right behind. Let it move with `MREMAP_MAYMOVE`.',
    },
    'wall-gone': {
      ja: '壁が上書きされました。MAP_FIXED は、そこにあった領域を黙って取り除きます。',
      en: 'The wall was overwritten: MAP_FIXED silently removes what was there.',
    },
    report: { ja: '結果が違います: {got}', en: 'The result is not right: {got}' },
  },
  success: {
    ja: '1,024枚のフレームは1つも動かず、ページテーブルの項目だけが引っ越しました。',
    en: 'Not one of 1,024 frames was moved. Only page-table entries were.',
  },
});
