import { check, difference, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = 'from exec\nback in the parent\n';

export default defineExercise({
  id: 'ex_e7x4',
  kind: 'program',
  title: { ja: '別のプログラムになる', en: 'Become another program' },
  inspector: 'processes',
  hints: [
    {
      ja: '`execve(path, argv, envp)` は成功すると返りません。返ってきたら失敗です。',
      en: '`execve(path, argv, envp)` does not return when it succeeds. If it returns, it failed.',
    },
    {
      ja: '`argv[0]` はプログラムの名前です。最後は `NULL` で終えます。',
      en: '`argv[0]` is the program’s name; the list ends with `NULL`.',
    },
    {
      ja: '入れ替わるのは呼んだプロセスです。親が残るには、先に `fork` します。',
      en: 'It is the calling process that is replaced. For the parent to remain, `fork` first.',
    },
  ],
  prediction: {
    id: 'after-exec',
    prompt: {
      ja: '成功した `execve` の次の行には、何を書くべきですか。',
      en: 'What belongs on the line after an `execve` that succeeds?',
    },
    options: [
      {
        id: 'rest',
        text: { ja: 'プログラムの続き', en: 'The rest of the program' },
        feedback: {
          ja: '成功すれば、元のプログラムはもうメモリにありません。',
          en: 'When it succeeds, the old program is no longer in memory.',
        },
      },
      {
        id: 'failure',
        text: { ja: '失敗したときの処理だけ', en: 'What to do when it failed, nothing else' },
        correct: true,
        feedback: {
          ja: 'その通りです。次の行に来るのは、失敗したときだけです。',
          en: 'Right. The next line is reached only when it failed.',
        },
      },
      {
        id: 'wait',
        text: { ja: 'wait', en: 'wait' },
        feedback: { ja: '待つのは親の仕事です。', en: 'Waiting is the parent’s work.' },
      },
    ],
  },
  wrong: { 'no-fork': 'parent-gone', 'no-name': 'argv-shifted', 'falls-through': 'went-on' },
  limits: { instructions: 100_000_000, tasks: 32 },
  checks: [
    check('exec', { ja: '子が /bin/echo になる', en: 'The child becomes /bin/echo' }, (view) => {
      const execs = view.of('exec').filter((e) => e.path === '/bin/echo');
      const forks = view.of('fork').filter((e) => e.pid >= 2);
      if (execs.some((e) => e.pid === 2)) return 'parent-gone';
      if (!execs.length && forks.length && (view.stdout.match(/back/g) ?? []).length > 1) return 'went-on';
      if (!execs.length) return 'no-exec';
      if (execs[0].argv[0] === 'from') return 'argv-shifted';
      return null;
    }),
    endsWell(0),
    check('output', { ja: '出力が合っている', en: 'The output is right' }, (view) =>
      view.stdout === EXPECTED ? null : fail('stdout-differs', difference(EXPECTED, view.stdout)),
    ),
  ],
  messages: {
    'parent-gone': {
      ja: '最初のプロセス（pid 2）自身が echo に替わりました。続きを実行する者が残っていません。先に `fork` してください。',
      en: 'The first process, pid 2, became echo itself. Nobody is left to go on. Call `fork` first.',
    },
    'went-on': {
      ja: '`execve` が失敗して、子が親の道を進みました。戻り値と errno を見て、`_exit` で終えてください。',
      en: '`execve` failed and the child went on as if it were the parent. Look at what it returned, and end by `_exit`.',
    },
    'no-exec': { ja: '`/bin/echo` になったプロセスがありません。', en: 'No process became `/bin/echo`.' },
    'argv-shifted': {
      ja: '`argv[0]` が最初の引数になっています。`argv[0]` はプログラムの名前です。',
      en: 'The first argument was given as `argv[0]`. That place is for the program’s name.',
    },
  },
  success: {
    ja: 'pid は同じまま、中身だけが別のプログラムになりました。シェルがコマンドを動かすときにしているのは、まさにこれです。',
    en: 'The pid stayed; what was inside became another program. This is what a shell does for every command.',
  },
});
