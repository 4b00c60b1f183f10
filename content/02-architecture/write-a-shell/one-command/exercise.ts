import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const INPUT = 'echo one two\ntest 1 = 2\nnosuchthing\necho again\n';
const EXPECTED = 'one two\n[0]\n[1]\n[127]\nagain\n[0]\n';
const SHELL = 2;

export default defineExercise({
  id: 'ex_f9s2',
  kind: 'program',
  title: { ja: '1つのコマンドを実行する', en: 'Run one command' },
  inspector: 'processes',
  run: { stdin: INPUT },
  prediction: {
    id: 'no-fork',
    prompt: {
      ja: '最初の `run` は `fork` せずに `execvp` します。4行の入力を与えると、何が起きますか。',
      en: 'The `run` given here calls `execvp` without `fork`. What happens with four lines of input?',
    },
    options: [
      {
        id: 'all',
        text: { ja: '4つとも実行される', en: 'All four commands run' },
        feedback: {
          ja: '1つ目で、あなたのシェルは echo に替わってしまいます。',
          en: 'With the first one your shell becomes echo.',
        },
      },
      {
        id: 'first',
        text: { ja: '最初の1つだけが実行されて終わる', en: 'The first runs, and that is the end' },
        correct: true,
        feedback: {
          ja: 'その通りです。`execvp` は戻って来ません。シェルはもういません。',
          en: 'Right. `execvp` does not come back: the shell is gone.',
        },
      },
      {
        id: 'none',
        text: { ja: 'どれも実行されない', en: 'None runs' },
        feedback: { ja: '最初の1つは実行されます。', en: 'The first one does.' },
      },
    ],
  },
  hints: [
    { ja: '`pid_t child = fork();` の値が0なら子です。', en: 'When `pid_t child = fork();` is 0, this is the child.' },
    {
      ja: '`execvp` の次の行に来たら、失敗したということです。`fprintf(stderr, …)` の後に `_exit(127)` します。',
      en: 'The line after `execvp` is reached only when it failed: `fprintf(stderr, …)`, then `_exit(127)`.',
    },
    {
      ja: '`waitpid(child, &status, 0)` の後、`WEXITSTATUS(status)` が終了ステータスです。',
      en: 'After `waitpid(child, &status, 0)`, `WEXITSTATUS(status)` is the exit status.',
    },
  ],
  wrong: {
    'no-fork': 'became-it',
    'child-goes-on': 'two-shells',
    'raw-status': 'raw-status',
    'does-not-wait': 'no-wait',
  },
  limits: { instructions: 300_000_000, tasks: 32 },
  checks: [
    check('survives', { ja: 'シェルが生き残る', en: 'The shell survives' }, (view) => {
      const replaced = view.of('exec').filter((e) => e.pid === SHELL).length > 1;
      return replaced ? 'became-it' : null;
    }),
    check('waits', { ja: '子を待つ', en: 'It waits for the child' }, (view) =>
      view.of('syscall-enter').some((e) => e.name === 'wait4' && e.pid === SHELL) ? null : 'no-wait',
    ),
    check('ends', { ja: '子は execvp の失敗で終わる', en: 'A child whose execvp fails ends' }, (view) => {
      const ended = view.of('exit').find((e) => e.pid !== SHELL && e.status === 127 << 8);
      return ended ? null : 'two-shells';
    }),
    endsWell(0),
    check('output', { ja: '出力とステータスが正しい', en: 'Output and statuses are right' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      if (/\[(256|32512)\]/.test(view.stdout)) return 'raw-status';
      return fail('output', { got: view.stdout.replaceAll('\n', ' ') });
    }),
    check('message', { ja: '見つからないことを告げる', en: 'It says what was not found' }, (view) =>
      view.stderr === 'nosuchthing: not found\n' ? null : fail('no-message', { got: view.stderr.trim() }),
    ),
  ],
  messages: {
    'became-it': {
      ja: 'シェル自身が別のプログラムに替わりました。先に `fork` し、替わるのは子だけにします。',
      en: 'The shell itself became another program. `fork` first, and let only the child change.',
    },
    'no-wait': {
      ja: '子を待っていません。待たずに次に進むと、順番もステータスも分かりません。',
      en: 'It does not wait for its child. Without that there is neither order nor status.',
    },
    'two-shells': {
      ja: '`execvp` に失敗した子が終わらず、2つ目のシェルとして動き続けました。子は `_exit(127)` で終わります。',
      en: 'A child whose `execvp` failed did not end: it went on as a second shell. It must `_exit(127)`.',
    },
    'raw-status': {
      ja: '`waitpid` の値をそのまま返しています。終了ステータスは `WEXITSTATUS(status)` で取り出します。',
      en: 'The value from `waitpid` was returned as it is. `WEXITSTATUS(status)` takes the exit status out.',
    },
    output: {
      ja: '出力が違います: 「{got}」',
      en: 'The output is not right: “{got}”',
    },
    'no-message': {
      ja: '標準エラーに `nosuchthing: not found` が出ていません（出たもの: 「{got}」）。',
      en: '`nosuchthing: not found` did not come on standard error (got “{got}”).',
    },
  },
  success: {
    ja: 'これでシェルです。この教材の `sh` も、bash も、この形から始まっています。',
    en: 'That is a shell. The `sh` of this course, and bash too, start from this shape.',
  },
});
