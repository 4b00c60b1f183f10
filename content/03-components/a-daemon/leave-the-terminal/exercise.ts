import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_d5z8',
  kind: 'program',
  title: { ja: '端末から離れる', en: 'Leave the terminal' },
  inspector: 'processes',
  hints: [
    { ja: '`if (fork() > 0) _exit(0);` で親が終わります。', en: '`if (fork() > 0) _exit(0);` ends the parent.' },
    {
      ja: '`int null = open("/dev/null", O_RDWR);` の後、`dup2(null, 0)` などを3回呼びます。',
      en: 'After `int null = open("/dev/null", O_RDWR);` call `dup2(null, 0)` and so on, three times.',
    },
  ],
  wrong: { 'no-fork': 'not-leader', 'no-setsid': 'not-leader', 'keeps-stdout': 'still-talking', 'stays-there': 'cwd' },
  limits: { instructions: 200_000_000, tasks: 16 },
  checks: [
    check('session', { ja: '自分のセッションを始める', en: 'It begins a session of its own' }, (view) => {
      const report = view.file('/tmp/report');
      if (report === null) return fail('no-report', { reason: view.reason });
      return report.includes('leader=yes') ? null : 'not-leader';
    }),
    check('orphan', { ja: '親は先に終わっている', en: 'The parent has ended' }, (view) => {
      const parent = /parent=(\d+)/.exec(view.file('/tmp/report') ?? '')?.[1];
      return parent === '1' ? null : fail('parent', { parent: parent ?? '?' });
    }),
    check('cwd', { ja: '作業ディレクトリが / である', en: 'The working directory is /' }, (view) => {
      const cwd = /cwd=(.*)/.exec(view.file('/tmp/report') ?? '')?.[1];
      return cwd === '/' ? null : fail('cwd', { cwd: cwd ?? '?' });
    }),
    check('silent', { ja: '標準出力に何も出ない', en: 'Nothing comes on standard output' }, (view) =>
      view.stdout === '' ? null : 'still-talking',
    ),
  ],
  messages: {
    'no-report': {
      ja: '`/tmp/report` がありません（終わり方: {reason}）。',
      en: '`/tmp/report` is missing (end: {reason}).',
    },
    'not-leader': {
      ja: 'デーモンは自分のセッションのリーダーになっていません。`fork` した子で `setsid` を呼びましたか。グループのリーダーが呼ぶと EPERM で断られます。',
      en: 'The daemon does not lead a session of its own. Was `setsid` called in a forked child? For the leader of a group it is refused with EPERM.',
    },
    parent: {
      ja: '親のPIDが {parent} です。親は `_exit(0)` で終わり、子は init（1）に引き取られるはずです。',
      en: 'The parent is {parent}. The parent should `_exit(0)`, so that init, 1, takes the child in.',
    },
    cwd: {
      ja: '作業ディレクトリが {cwd} です。`chdir("/")` が要ります。',
      en: 'The working directory is {cwd}. It needs `chdir("/")`.',
    },
    'still-talking': {
      ja: '標準出力に書けてしまいました。ディスクリプタ1を `/dev/null` につないでください。',
      en: 'It could still write to standard output. Connect descriptor 1 to `/dev/null`.',
    },
  },
  success: {
    ja: 'シェルから見れば、コマンドはすぐに終わりました。仕事は、端末の無いセッションで続いています。',
    en: 'To the shell the command ended at once. Its work goes on in a session that has no terminal.',
  },
});
