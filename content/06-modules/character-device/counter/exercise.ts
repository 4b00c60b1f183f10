import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { loaded, noOops } from '../../checks';

export default defineExercise({
  id: 'ex_c8d2',
  kind: 'module',
  title: { ja: '/dev/counter', en: '/dev/counter' },
  inspector: 'modules',
  script: [
    'insmod counter.ko',
    'cat /dev/counter',
    'cat /dev/counter',
    'cat /dev/counter',
    'rmmod counter',
    'ls /dev/counter',
  ],
  hints: [
    { ja: '`counter_open` で `opened++` します。', en: 'Do `opened++` in `counter_open`.' },
    {
      ja: '`return simple_read_from_buffer(to, count, pos, text, length);`',
      en: '`return simple_read_from_buffer(to, count, pos, text, length);`',
    },
  ],
  wrong: { 'never-ends': 'never-ends', 'counts-reads': 'counts-reads', 'direct-store': 'smap' },
  limits: { instructions: 400_000_000, output: 20_000 },
  checks: [
    check('smap', { ja: 'ユーザーの番地に直接触らない', en: 'It does not touch the user’s address' }, (view) => {
      const oops = view.of('oops').find((e) => e.address > 0 && e.address < 2 ** 47 && e.address > 4096);
      return oops ? fail('smap', {}, oops.line ? { line: oops.line, file: oops.file ?? '' } : undefined) : null;
    }),
    check('ends', { ja: '終わりで0を返す', en: 'It returns 0 at the end' }, (view) =>
      view.reason === 'output-limit' || view.reason === 'limit' ? 'never-ends' : null,
    ),
    noOops(),
    loaded('counter'),
    check('counts', { ja: '開くたびに数える', en: 'It counts openings' }, (view) => {
      const got = [...view.stdout.matchAll(/^opened (\d+) times$/gm)].map((m) => m[1]).join();
      if (got === '1,2,3') return null;
      return got === '' ? 'nothing' : fail(/^[246]/.test(got) || got === '1,3,5' ? 'counts-reads' : 'other', { got });
    }),
    check('gone', { ja: '外すと /dev から消える', en: 'It leaves /dev when removed' }, (view) =>
      /ls: .*\/dev\/counter/.test(view.stdout) ? null : 'left-behind',
    ),
  ],
  messages: {
    smap: {
      ja: 'カーネルモードからユーザーの番地に直接書いたので、フォルトしました。`copy_to_user` か `simple_read_from_buffer` を使います。',
      en: 'A store from kernel mode straight to a user’s address faulted. Use `copy_to_user` or `simple_read_from_buffer`.',
    },
    'never-ends': {
      ja: '`cat` が終わりません。read がいつも文字を返しています。位置（*pos）を進め、終わりで0を返してください。',
      en: '`cat` does not end: read always returns text. Advance *pos and return 0 at the end.',
    },
    nothing: { ja: '何も読めません。read が0を返しています。', en: 'Nothing can be read: read returns 0.' },
    'counts-reads': {
      ja: '数は {got} でした。`cat` は read を2回呼びます。数えるのは open です。',
      en: 'The numbers were {got}. `cat` calls read twice: count in open.',
    },
    other: { ja: '数は {got} でした。1, 2, 3 のはずです。', en: 'The numbers were {got}; they should be 1, 2, 3.' },
    'left-behind': {
      ja: '外した後も `/dev/counter` が残っています。',
      en: '`/dev/counter` is still there after removal.',
    },
  },
  success: {
    ja: '`cat` は、相手がファイルなのかあなたの関数なのかを知りません。VFSの表に、あなたの関数が載っています。',
    en: '`cat` does not know whether it reads a file or your function. Your function stands in the VFS’s table.',
  },
});
