import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = [
  'uid=1000 euid=1000 gid=1000 egid=1000',
  'secret is open',
  'open it again: Permission denied',
  'back to root: Operation not permitted',
];

export default defineExercise({
  id: 'ex_r3o6',
  kind: 'program',
  title: { ja: '権限を捨てる', en: 'Step down' },
  inspector: 'trace',
  run: { guestFiles: [{ path: '/secret', text: 'the secret\n', mode: 0o600 }] },
  prediction: {
    id: 'descriptor',
    prompt: {
      ja: '権限を捨てた後、捨てる前に開いたディスクリプタから読めるでしょうか。',
      en: 'After stepping down, can one still read from a descriptor opened before?',
    },
    options: [
      {
        id: 'yes',
        text: { ja: '読める', en: 'Yes' },
        correct: true,
        feedback: {
          ja: '調べられるのは開くときです。ディスクリプタは、許しを得た証しです。',
          en: 'Rights are checked at opening. A descriptor is the proof that they were.',
        },
      },
      {
        id: 'no',
        text: { ja: '読めない', en: 'No' },
        feedback: {
          ja: 'カーネルは `read` のたびにファイルの許可を調べ直しません。',
          en: 'The kernel does not check the file’s permissions again at each `read`.',
        },
      },
      {
        id: 'signal',
        text: { ja: 'シグナルで終わる', en: 'A signal ends the program' },
        feedback: { ja: '権限の不足は errno で知らされます。', en: 'Missing rights are told by errno.' },
      },
    ],
  },
  hints: [
    { ja: '`setgid` が先です。', en: '`setgid` comes first.' },
    {
      ja: '`seteuid` では実効IDだけが変わり、いつでも戻れます。捨てるには `setuid` です。',
      en: '`seteuid` changes the effective id alone, and one can go back. To drop for good, use `setuid`.',
    },
  ],
  wrong: { 'only-effective': 'can-come-back', 'group-last': 'group-kept', 'too-early': 'not-open' },
  limits: { instructions: 100_000_000 },
  checks: [
    endsWell(0),
    check('open', { ja: '捨てる前に開く', en: 'It is opened before' }, (view) =>
      view.stdout.includes('secret is open') ? null : 'not-open',
    ),
    check('back', { ja: 'root に戻れない', en: 'There is no way back to root' }, (view) =>
      view.stdout.includes('back to root: yes') ? 'can-come-back' : null,
    ),
    check('group', { ja: 'グループも捨てる', en: 'The group is dropped too' }, (view) => {
      return /gid=1000 egid=1000\n/.test(view.stdout) ? null : 'group-kept';
    }),
    check('report', { ja: '報告がそろう', en: 'The report is complete' }, (view) => {
      const lines = view.stdout.trimEnd().split('\n');
      const at = EXPECTED.findIndex((line, i) => lines[i] !== line);
      return at < 0 ? null : fail('stdout-differs', { line: at + 1, expected: EXPECTED[at], got: lines[at] ?? '' });
    }),
  ],
  messages: {
    'not-open': {
      ja: '`/secret` が開けていません。開いてから権限を捨ててください。',
      en: '`/secret` was not opened. Open it first, then step down.',
    },
    'group-kept': {
      ja: 'グループが0のままです。`setuid` の後では `setgid` の権限がありません。先に `setgid(1000)` を呼んでください。',
      en: 'The group is still 0. After `setuid` there is no right to `setgid`: call `setgid(1000)` first.',
    },
    'can-come-back': {
      ja: '`setuid(0)` で root に戻れてしまいました。保存されたIDが0のままです。`setuid(1000)` なら3つとも替わります。',
      en: '`setuid(0)` led back to root: the saved id is still 0. `setuid(1000)` changes all three.',
    },
  },
  success: {
    ja: '開いたディスクリプタだけを持って、戻れない所まで降りました。ネットワークのサーバーが特権ポートを開いてから一般ユーザーになるのも、同じ形です。',
    en: 'It stepped down for good, taking nothing along but an open descriptor. Network servers do the same after binding a privileged port.',
  },
});
