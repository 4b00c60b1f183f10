import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { loaded, logged, noOops } from '../../checks';

export default defineExercise({
  id: 'ex_h0m9',
  kind: 'module',
  title: { ja: 'リング0からのHello', en: 'Hello from ring 0' },
  inspector: 'modules',
  script: ['insmod hello.ko', 'lsmod', 'rmmod hello', 'dmesg | tail -n 2'],
  prediction: {
    id: 'who',
    prompt: {
      ja: '`hello_init` を実行しているのは、誰のプロセスですか。',
      en: 'In whose process does `hello_init` run?',
    },
    options: [
      {
        id: 'insmod',
        text: { ja: 'insmod のプロセス（カーネルモードで）', en: 'insmod’s, in kernel mode' },
        correct: true,
        feedback: {
          ja: 'その通りです。`finit_module` システムコールの中で呼ばれます。',
          en: 'Right: it is called within the system call `finit_module`.',
        },
      },
      {
        id: 'kernel',
        text: { ja: 'カーネルという名前のプロセス', en: 'A process called kernel' },
        feedback: {
          ja: 'カーネルは、あなたのプロセスがカーネルモードで実行するプログラムです。',
          en: 'The kernel is what your process executes in kernel mode.',
        },
      },
      {
        id: 'new',
        text: { ja: 'モジュールのために作られたプロセス', en: 'One made for the module' },
        feedback: { ja: 'プロセスは作られません。', en: 'No process is made.' },
      },
    ],
  },
  hints: [
    { ja: '`pr_info("…\\n");` で書きます。', en: 'Write by `pr_info("…\\n");`.' },
    {
      ja: '`pr_info("hello from ring 0, called by %s[%d]\\n", current->comm, current->pid);`',
      en: '`pr_info("hello from ring 0, called by %s[%d]\\n", current->comm, current->pid);`',
    },
  ],
  wrong: { 'returns-one': 'not-loaded', 'no-exit-message': 'no-goodbye', 'fixed-name': 'not-current' },
  limits: { instructions: 300_000_000 },
  checks: [
    noOops(),
    loaded('hello'),
    check('hello', { ja: '入れたときに書く', en: 'It writes when loaded' }, (view) => {
      const line = logged(view, /^hello from ring 0/);
      if (!line) return 'no-hello';
      const pid = view.of('exec').find((e) => e.path.endsWith('/insmod') || e.argv[0] === 'insmod')?.pid;
      return line === `hello from ring 0, called by insmod[${pid}]`
        ? null
        : fail('not-current', { got: line, pid: pid ?? '?' });
    }),
    check('goodbye', { ja: '外したときに書く', en: 'It writes when removed' }, (view) =>
      logged(view, /^goodbye$/) ? null : 'no-goodbye',
    ),
  ],
  messages: {
    'no-hello': { ja: 'ログに `hello from ring 0` がありません。', en: 'The log does not say `hello from ring 0`.' },
    'not-current': {
      ja: 'ログは「{got}」です。名前とPIDは、`current` から取り出します（このときの insmod は {pid} 番でした）。',
      en: 'The log says “{got}”. Take name and PID from `current`; insmod was {pid} this time.',
    },
    'no-goodbye': { ja: '外したときの `goodbye` がありません。', en: 'There is no `goodbye` at removal.' },
  },
  success: {
    ja: 'あなたのCが、リング0で動きました。いまなら計算機の何にでも触れます。次のレッスンからは、それを慎重に使います。',
    en: 'Your C ran in ring 0, where it can touch anything. The next lessons use that with care.',
  },
});
