import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const PARENT = 2;
const PTRACE_SYSCALL = 24;
const WRITE_LINE = /^syscall 1 = 3$/;

export default defineExercise({
  id: 'ex_u6t2',
  kind: 'program',
  title: { ja: 'strace の骨組み', en: 'The skeleton of strace' },
  inspector: 'trace',
  hints: [
    {
      ja: '`struct user_regs_struct regs; ptrace(PTRACE_GETREGS, child, 0, &regs);` で読めます。',
      en: '`struct user_regs_struct regs; ptrace(PTRACE_GETREGS, child, 0, &regs);` reads them.',
    },
    {
      ja: '`WIFEXITED(status)` になったら終わりです。入り口か出口かは、自分で変数に覚えます。',
      en: 'When `WIFEXITED(status)`, it is over. Remember in a variable whether this stop is an entry or an exit.',
    },
    {
      ja: '`fprintf(stderr, "syscall %lld = %lld\\n", (long long)regs.orig_rax, (long long)regs.rax);`',
      en: '`fprintf(stderr, "syscall %lld = %lld\\n", (long long)regs.orig_rax, (long long)regs.rax);`',
    },
  ],
  wrong: {
    'every-stop': 'twice',
    'prints-rax-as-number': 'number',
    'only-continues': 'not-stopped',
    'at-the-entry': 'entry',
  },
  limits: { instructions: 300_000_000, tasks: 16 },
  checks: [
    check('stops', { ja: '子がシステムコールごとに止まる', en: 'The child stops at its system calls' }, (view) => {
      const asked = view.of('syscall-enter').filter((e) => e.pid === PARENT && e.name === 'ptrace');
      return asked.some((e) => e.args[0] === PTRACE_SYSCALL) ? null : 'not-stopped';
    }),
    endsWell(0),
    check('output', { ja: '子は最後まで動く', en: 'The child runs to its end' }, (view) =>
      view.stdout === 'hi\n' ? null : fail('child-stopped', { got: view.stdout }),
    ),
    check('lines', { ja: '1回につき1行、番号と答え', en: 'One line for each call: number and answer' }, (view) => {
      const lines = view.stderr
        .trimEnd()
        .split('\n')
        .filter((line) => line.startsWith('syscall '));
      const writes = lines.filter((line) => WRITE_LINE.test(line));
      const entries = lines.filter((line) => /= -38$/.test(line));
      if (entries.length && writes.length) return 'twice';
      if (entries.length) return 'entry';
      if (lines.length && !writes.length) return fail('number', { got: lines[0] });
      if (writes.length > 1) return 'twice';
      return writes.length === 1 ? null : 'no-lines';
    }),
  ],
  messages: {
    'not-stopped': {
      ja: '`PTRACE_CONT` では、子はシステムコールで止まりません。`PTRACE_SYSCALL` を使います。',
      en: 'With `PTRACE_CONT` the child does not stop at system calls. Use `PTRACE_SYSCALL`.',
    },
    'child-stopped': {
      ja: '子が最後まで動いていません（出力: 「{got}」）。終わるまで繰り返してください。',
      en: 'The child did not run to its end (output “{got}”). Repeat until it has ended.',
    },
    twice: {
      ja: '1回のシステムコールに2行出ています。答えが −38 の行は入り口です（まだ答えが無いので、カーネルは −ENOSYS を入れておきます）。出口だけで書いてください。',
      en: 'There are two lines for one call. The one with −38 is the entry: there is no answer yet, and the kernel has put −ENOSYS there. Write at exits only.',
    },
    entry: {
      ja: '入り口で書いています。答えがどれも −38（−ENOSYS、まだ答えが無い印）です。',
      en: 'It writes at entries: all answers are −38, −ENOSYS, which means that there is none yet.',
    },
    number: {
      ja: '番号が合いません: 「{got}」。出口では rax は答えです。番号は `orig_rax` です。',
      en: 'The number is not right: “{got}”. At an exit rax is the answer; the number is in `orig_rax`.',
    },
    'no-lines': {
      ja: '`write` の行（`syscall 1 = 3`）がありません。',
      en: 'There is no line for `write` (`syscall 1 = 3`).',
    },
  },
  success: {
    ja: '番号を名前に、引数を文字列に直していけば、本物の strace になります。このマシンの `strace` も、同じ `ptrace` で書かれたCのプログラムです。',
    en: 'Turn numbers into names and arguments into text, and it is strace. The `strace` of this machine is a C program on the same `ptrace`.',
  },
});
