import { check, difference, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = 'null: MAPERR\nread-only: ACCERR\nkernel: MAPERR\n';
const PAGE_FAULT = 14;
const WRITE_FROM_RING_3 = 6;

export default defineExercise({
  id: 'ex_a2u9',
  kind: 'program',
  title: { ja: '3つの番地に触る', en: 'Touch three addresses' },
  inspector: 'address-space',
  prediction: {
    id: 'kernel-page',
    prompt: {
      ja: '3番目の番地 0xffffffff81000000 は、Linuxカーネルの命令がある所です。書こうとすると、何が起きますか。',
      en: 'The third address, 0xffffffff81000000, is where the Linux kernel’s own code lies. What happens on a write?',
    },
    options: [
      {
        id: 'panic',
        text: { ja: 'カーネルが壊れて全体が止まる', en: 'The kernel breaks and everything stops' },
        feedback: {
          ja: '書き込みはカーネルのページに届きません。U ビットが0だからです。',
          en: 'The write does not reach the page: its U bit is 0.',
        },
      },
      {
        id: 'segv',
        text: { ja: 'このプログラムに SIGSEGV が届く', en: 'This program gets SIGSEGV' },
        correct: true,
        feedback: {
          ja: 'その通りです。困るのはこのプログラムだけです。',
          en: 'Right. Nobody but this program is in trouble.',
        },
      },
      {
        id: 'errno',
        text: { ja: 'errno に EFAULT が入る', en: 'errno becomes EFAULT' },
        feedback: {
          ja: 'EFAULT は、システムコールに悪い番地を渡したときの答えです。ここではシステムコールを呼んでいません。',
          en: 'EFAULT is the answer of a system call that got a bad address. No system call is made here.',
        },
      },
    ],
  },
  hints: [
    {
      ja: '`si_code` が届くのは `SA_SIGINFO` を指定したときだけです。`action.sa_flags = SA_SIGINFO;` が要ります。',
      en: '`si_code` comes only with `SA_SIGINFO`: set `action.sa_flags = SA_SIGINFO;`.',
    },
    {
      ja: '`reason = info->si_code == SEGV_ACCERR ? "ACCERR" : "MAPERR";`',
      en: '`reason = info->si_code == SEGV_ACCERR ? "ACCERR" : "MAPERR";`',
    },
  ],
  wrong: { 'no-siginfo': 'no-siginfo', 'looks-at-signal': 'stdout-differs', 'asks-read': 'stdout-differs' },
  limits: { instructions: 100_000_000 },
  checks: [
    check('flags', { ja: 'ハンドラが理由を受け取れる', en: 'The handler is told the reason' }, (view) =>
      view.of('syscall-enter').some((e) => e.name === 'rt_sigaction' && e.text.includes('SA_SIGINFO'))
        ? null
        : 'no-siginfo',
    ),
    endsWell(0),
    check('faults', { ja: '3つともページフォルトになる', en: 'All three are page faults' }, (view) => {
      const signals = view.of('fault').filter((e) => e.vector === PAGE_FAULT && e.outcome === 'signal');
      if (signals.length < 3) return fail('fewer-faults', { count: signals.length });
      const kernel = signals.find((e) => e.address < 0 || e.address > 2 ** 47);
      return kernel && (kernel.errorCode & WRITE_FROM_RING_3) === WRITE_FROM_RING_3 ? null : 'no-kernel-fault';
    }),
    check('report', { ja: '理由が正しく報告される', en: 'The reasons are reported' }, (view) =>
      view.stdout === EXPECTED ? null : fail('stdout-differs', difference(EXPECTED, view.stdout)),
    ),
  ],
  messages: {
    'no-siginfo': {
      ja: '`SA_SIGINFO` を指定していないので、ハンドラに `info` が届く約束がありません。',
      en: 'Without `SA_SIGINFO` there is no promise that the handler gets `info`.',
    },
    'fewer-faults': {
      ja: 'シグナルになったページフォルトは {count} 回でした。3つの番地に触ると3回のはずです。',
      en: '{count} page faults became signals. Three addresses should make three.',
    },
    'no-kernel-fault': {
      ja: 'カーネルの番地への書き込みが起きていません。',
      en: 'The kernel’s address was not written to.',
    },
  },
  success: {
    ja: '同じ SIGSEGV でも理由が違います。デバッガやプログラミング言語の実行系は、`si_code` と `si_addr` を見て「NULLを読んだ」「スタックがあふれた」と言い分けています。',
    en: 'One signal, different reasons. Debuggers and language run-times look at `si_code` and `si_addr` to tell a null pointer from a full stack.',
  },
});
