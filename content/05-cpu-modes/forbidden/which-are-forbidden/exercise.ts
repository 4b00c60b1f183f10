import { defineExercise } from '../../../types';

const option = (id: string, ja: string, en: string, feedbackJa: string, feedbackEn: string, correct = false) => ({
  id,
  text: { ja, en },
  feedback: { ja: feedbackJa, en: feedbackEn },
  ...(correct ? { correct } : {}),
});

export default defineExercise({
  id: 'ex_i8n1',
  kind: 'predict',
  title: { ja: '何が禁止で、何が断られるだけか', en: 'What is forbidden, and what is merely refused' },
  hints: [
    {
      ja: '「禁止された命令」「触れないページ」「断られる頼みごと」は別のものです。',
      en: 'A forbidden instruction, a page out of reach and a refused request are three things.',
    },
  ],
  questions: [
    {
      id: 'kernel-page',
      prompt: {
        ja: 'リング3からカーネルの番地（0xffffffff81000000）を読むと？',
        en: 'Ring 3 reads an address of the kernel, 0xffffffff81000000. What happens?',
      },
      options: [
        option(
          'pf',
          'ページフォルト（#PF）→ SIGSEGV',
          'Page fault (#PF), then SIGSEGV',
          '読む命令自体は普通の mov です。断るのはページのユーザービットです。',
          'The instruction is an ordinary mov. It is the page’s user bit that refuses.',
          true,
        ),
        option(
          'gp',
          '一般保護例外（#GP）→ SIGSEGV',
          'General protection (#GP), then SIGSEGV',
          '#GP になるのは禁止された命令や、正準形でない番地です。この番地は正準形です。',
          '#GP is for forbidden instructions and for non-canonical addresses. This address is canonical.',
        ),
        option('zero', '0 が読める', 'It reads 0', 'それでは守れません。', 'That would protect nothing.'),
      ],
    },
    {
      id: 'popf',
      prompt: {
        ja: '割り込み許可フラグ（IF）を 0 にした値をリング3で `popf` すると？',
        en: 'Ring 3 executes `popf` with a value in which the interrupt flag IF is 0. What happens?',
      },
      options: [
        option(
          'gp',
          '一般保護例外（#GP）',
          'General protection (#GP)',
          'cli なら #GP ですが、popf は違います。',
          'cli would be #GP. popf is different.',
        ),
        option(
          'kept',
          'IF だけ変わらず、何も起きない',
          'IF stays as it is and nothing happens',
          'x86 には、禁止する代わりに黙って無視する命令があります。',
          'On x86 some instructions silently keep what they may not change.',
          true,
        ),
        option(
          'off',
          '割り込みが禁止される',
          'Interrupts are turned off',
          'それができたら cli を禁止する意味がありません。',
          'Then forbidding cli would be pointless.',
        ),
      ],
    },
    {
      id: 'reboot',
      prompt: {
        ja: '普通のユーザーのプログラムが `reboot` システムコールを呼ぶと？',
        en: 'An ordinary user’s program makes the system call `reboot`. What happens?',
      },
      options: [
        option(
          'signal',
          'SIGSEGV で終わる',
          'SIGSEGV ends it',
          'システムコールを呼ぶこと自体は、いつでも許されています。',
          'Making a system call is always allowed.',
        ),
        option(
          'eperm',
          '−1（EPERM）が返り、プログラムは続く',
          'It gets −1 (EPERM) and goes on',
          '頼むのは自由、断るのもカーネルの自由です。',
          'One may always ask, and the kernel may always refuse.',
          true,
        ),
        option(
          'reboots',
          '再起動する',
          'The machine restarts',
          'root（CAP_SYS_BOOT）でなければ断られます。',
          'Only root, CAP_SYS_BOOT, may.',
        ),
      ],
    },
  ],
  solution: { 'kernel-page': 'pf', popf: 'kept', reboot: 'eperm' },
  wrong: [
    { name: 'all-gp', answers: { 'kernel-page': 'gp', popf: 'kept', reboot: 'eperm' }, expect: 'kernel-page/gp' },
    { name: 'popf-faults', answers: { 'kernel-page': 'pf', popf: 'gp', reboot: 'eperm' }, expect: 'popf/gp' },
    { name: 'call-kills', answers: { 'kernel-page': 'pf', popf: 'kept', reboot: 'signal' }, expect: 'reboot/signal' },
  ],
  messages: {},
  success: {
    ja: '守りは3種類あります。命令の禁止（#GP）、ページの禁止（#PF）、頼みごとの拒否（errno）。どれで断られたかを見分けられれば、原因の半分は分かっています。',
    en: 'There are three kinds of protection: forbidden instructions (#GP), forbidden pages (#PF), refused requests (errno). To know which one refused is half of knowing why.',
  },
});
