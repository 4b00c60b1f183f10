import { calls, check, difference, endsWell, fail, stepOf } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const TEXT = 'nothing in between\n';

export default defineExercise({
  id: 'ex_a9z2',
  kind: 'program',
  title: { ja: 'syscall 命令だけで書く', en: 'Write with the syscall instruction alone' },
  inspector: 'registers',
  hints: [
    {
      ja: '番号は rax、引数は順に rdi、rsi、rdx に置きます。',
      en: 'The number goes into rax; the arguments go into rdi, rsi, rdx, in this order.',
    },
    { ja: 'write の番号は 1 です（0 は read）。', en: 'The number of write is 1; 0 is read.' },
    {
      ja: '制約は `"D"` が rdi、`"S"` が rsi、`"d"` が rdx です。答えは `"=a"` で rax から受け取ります。',
      en: 'The constraints are `"D"` for rdi, `"S"` for rsi, `"d"` for rdx. The answer comes from rax by `"=a"`.',
    },
  ],
  prediction: {
    id: 'answer',
    prompt: {
      ja: 'libc を通さずに、開いていないディスクリプタへ write すると、rax には何が返りますか。',
      en: 'A write to a descriptor that is not open, without libc: what comes back in rax?',
    },
    options: [
      {
        id: 'minus-one',
        text: { ja: '−1', en: '−1' },
        feedback: { ja: '−1 と errno に分けるのは libc の仕事です。', en: 'Making −1 and errno of it is libc’s work.' },
      },
      {
        id: 'minus-nine',
        text: { ja: '−9（−EBADF）', en: '−9 (−EBADF)' },
        correct: true,
        feedback: {
          ja: 'その通りです。カーネルは理由の番号を負にして返します。',
          en: 'Right. The kernel returns the number of the reason, negated.',
        },
      },
      {
        id: 'nine',
        text: { ja: '9', en: '9' },
        feedback: {
          ja: '9 なら「9バイト書けた」という答えと区別できません。',
          en: 'A 9 could not be told from “nine bytes were written”.',
        },
      },
    ],
  },
  wrong: { 'wrong-number': 'read-not-write', 'swapped-arguments': 'swapped', 'libc-style': 'minus-one' },
  limits: { instructions: 20_000_000 },
  checks: [
    check('number', { ja: 'write（番号 1）を呼ぶ', en: 'write, number 1, is called' }, (view) => {
      if (calls(view, 'write').length) return null;
      const read = calls(view, 'read')[0];
      return read ? fail('read-not-write', {}, stepOf(view, read)) : 'no-call';
    }),
    check('arguments', { ja: '引数がそれぞれのレジスタにある', en: 'Each argument is in its register' }, (view) => {
      const swapped = calls(view, 'write').find((e) => e.args[1] < 4096);
      return swapped ? fail('swapped', { address: swapped.args[1] }, stepOf(view, swapped)) : null;
    }),
    check(
      'output',
      { ja: '文字列が届き、断られた理由が 9 と分かる', en: 'The text arrives, and the refusal is number 9' },
      (view) => {
        if (view.stdout === TEXT && view.exit.code === 9) return null;
        if (view.stdout === TEXT && view.exit.code === 1) return 'minus-one';
        if (view.stdout === TEXT) return fail('exit-status', { expected: 9, got: view.exit.code ?? -1 });
        return fail('stdout-differs', difference(TEXT, view.stdout));
      },
    ),
    endsWell(9),
  ],
  messages: {
    'no-call': { ja: 'システムコールが呼ばれていません。', en: 'No system call was made.' },
    'read-not-write': {
      ja: '番号 0 で呼んだので read になりました。write は 1 です。',
      en: 'Called with number 0 it was a read. write is number 1.',
    },
    swapped: {
      ja: '2つ目の引数（rsi）が {address} です。ここには文字列の番地が入ります。ディスクリプタは rdi です。',
      en: 'The second argument, rsi, is {address}. The address of the text belongs there; the descriptor goes into rdi.',
    },
    'minus-one': {
      ja: '終了コードが 1 です。libc を通していないので −1 にはなりません。カーネルの答えそのもの（−9）の符号を変えて返してください。',
      en: 'The exit status is 1. Without libc there is no −1: return the kernel’s own answer, −9, with its sign changed.',
    },
  },
  success: {
    ja: 'あなたのプログラムとカーネルの間に、もう何もありません。syscall 命令は戻り先を rcx に、フラグを r11 に置くので、この2つは壊れます（clobber に書いた理由です）。',
    en: 'There is nothing left between your program and the kernel. The syscall instruction puts the way back into rcx and the flags into r11, so both are destroyed: hence the clobber list.',
  },
});
