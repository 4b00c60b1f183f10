import { calls, check, difference, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = 'real 1000 effective 1000\n';

export default defineExercise({
  id: 'ex_u0i5',
  kind: 'program',
  title: { ja: '私は誰か、とカーネルに聞く', en: 'Ask the kernel who you are' },
  inspector: 'trace',
  hints: [
    {
      ja: '`getuid()` は実ユーザーID、`geteuid()` は実効ユーザーIDを返します。',
      en: '`getuid()` returns the real user ID, `geteuid()` the effective one.',
    },
    { ja: 'どちらも失敗しません（man 2 getuid）。', en: 'Neither of them can fail (man 2 getuid).' },
  ],
  wrong: { 'by-heart': 'not-asked', 'only-real': 'one-question', 'process-id': 'pid-not-uid' },
  run: { uid: 1000 },
  limits: { instructions: 50_000_000 },
  checks: [
    endsWell(0),
    check('asked', { ja: '2つのシステムコールで聞く', en: 'Two system calls ask for it' }, (view) => {
      const real = calls(view, 'getuid').length;
      const effective = calls(view, 'geteuid').length;
      if (real && effective) return null;
      if (!real && !effective) return calls(view, 'getpid').length ? 'pid-not-uid' : 'not-asked';
      return fail('one-question', { missing: real ? 'geteuid' : 'getuid' });
    }),
    check('answer', { ja: '答えを表示する', en: 'The answers are printed' }, (view) =>
      view.stdout === EXPECTED ? null : fail('stdout-differs', difference(EXPECTED, view.stdout)),
    ),
  ],
  messages: {
    'not-asked': {
      ja: '`getuid` も `geteuid` も呼ばれていません。番号を知っているのはカーネルだけです。',
      en: 'Neither `getuid` nor `geteuid` was called. Only the kernel knows the numbers.',
    },
    'one-question': {
      ja: '`{missing}` が呼ばれていません。実ユーザーIDと実効ユーザーIDは別のものです。',
      en: '`{missing}` was not called. The real and the effective user ID are two things.',
    },
    'pid-not-uid': {
      ja: '`getpid` が返すのはプロセスの番号です。ユーザーの番号ではありません。',
      en: '`getpid` returns the number of the process, not of the user.',
    },
  },
  success: {
    ja: '`id --user` が表示するのは実効ユーザーIDで、内側で geteuid を呼びます。2つが違うのは、set-user-ID のプログラムを動かしているときです（第4章）。',
    en: '`id --user` prints the effective ID: it calls geteuid. The two differ in a set-user-ID program (chapter 4).',
  },
});
