import { calls, check, difference, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = 'child: working\nparent: child exited with 7\n';

export default defineExercise({
  id: 'ex_y2f8',
  kind: 'program',
  title: { ja: '子を作り、終わりを受け取る', en: 'Make a child and collect its end' },
  inspector: 'processes',
  hints: [
    {
      ja: '`fork` は1回呼ばれて2回返ります。子では 0、親では子の番号です。',
      en: '`fork` is called once and returns twice: 0 in the child, the child’s number in the parent.',
    },
    {
      ja: '子は `_exit(7)` で終わり、親は `waitpid(pid, &status, 0)` で待ちます。',
      en: 'The child ends by `_exit(7)`; the parent waits by `waitpid(pid, &status, 0)`.',
    },
    {
      ja: '`status` は終了コードそのものではありません。`WEXITSTATUS(status)` で取り出します。',
      en: '`status` is not the exit code itself: `WEXITSTATUS(status)` takes it out.',
    },
  ],
  prediction: {
    id: 'how-many',
    prompt: {
      ja: '`fork()` の次の行の `printf` は何回実行されますか。',
      en: 'How often is a `printf` on the line after `fork()` executed?',
    },
    options: [
      {
        id: 'once',
        text: { ja: '1回（子は最初から始まる）', en: 'Once: the child starts from the beginning' },
        feedback: {
          ja: '子は main の最初からではなく、fork から返るところから始まります。',
          en: 'The child does not start at main. It starts where fork returns.',
        },
      },
      {
        id: 'twice',
        text: { ja: '2回（親と子で1回ずつ）', en: 'Twice: by the parent and by the child' },
        correct: true,
        feedback: {
          ja: 'その通りです。同じ場所から、2つのプロセスが続きます。',
          en: 'Right. Two processes go on from the same place.',
        },
      },
      {
        id: 'never',
        text: { ja: '0回（プログラムが入れ替わる）', en: 'Never: the program is replaced' },
        feedback: { ja: 'プログラムを入れ替えるのは execve です。', en: 'It is execve that replaces the program.' },
      },
    ],
  },
  wrong: { 'no-wait': 'zombie', 'raw-status': 'raw-status', 'child-goes-on': 'both-are-parents' },
  limits: { instructions: 100_000_000, tasks: 32 },
  checks: [
    check('collected', { ja: '子の終わりを親が受け取る', en: 'The parent collects the child' }, (view) => {
      const forks = view.of('fork').filter((e) => e.pid >= 2);
      if (!forks.length) return 'no-child';
      if (forks.length > 1) return fail('too-many', { count: forks.length });
      if (!calls(view, 'wait4').length) return 'zombie';
      return null;
    }),
    endsWell(0),
    check('output', { ja: '子と親の報告が合っている', en: 'Both reports are right' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      if (view.stdout.includes('1792')) return 'raw-status';
      if ((view.stdout.match(/parent:/g) ?? []).length > 1) return 'both-are-parents';
      return fail('stdout-differs', difference(EXPECTED, view.stdout));
    }),
  ],
  messages: {
    'no-child': { ja: '`fork` が呼ばれていません。', en: '`fork` was not called.' },
    'too-many': {
      ja: 'プロセスが {count} 個も作られました。子も `fork` を呼んでいませんか。',
      en: '{count} processes were made. Does the child call `fork` as well?',
    },
    zombie: {
      ja: '親が待っていません。終わった子は、受け取られるまでゾンビとして残ります。',
      en: 'The parent does not wait. A child that has ended stays as a zombie until it is collected.',
    },
    'raw-status': {
      ja: '「1792」は 7 × 256 です。終了コードは status の上位のバイトにあります（`WEXITSTATUS`）。',
      en: '“1792” is 7 × 256. The exit code is in the upper byte of the status (`WEXITSTATUS`).',
    },
    'both-are-parents': {
      ja: '子も親の道を進んでいます。子は報告のあと `_exit(7)` で終わる必要があります。',
      en: 'The child goes down the parent’s path as well. After its report it must end by `_exit(7)`.',
    },
  },
  success: {
    ja: '子は終わったあと、終了ステータスだけを残して待っていました（ゾンビ）。親が wait4 で受け取ると、カーネルは最後の記録を消します。',
    en: 'When the child had ended it waited with nothing but its exit status, a zombie. Your wait4 collected it, and the kernel dropped the last record.',
  },
});
