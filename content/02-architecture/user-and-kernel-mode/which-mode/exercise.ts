import { defineExercise } from '../../../types';

const user = { ja: 'ユーザーモード', en: 'User mode' };
const kernel = { ja: 'カーネルモード', en: 'Kernel mode' };

export default defineExercise({
  id: 'ex_p7q1',
  kind: 'predict',
  title: { ja: 'いま、どちらのモードか', en: 'Which mode is it in?' },
  inspector: 'layers',
  hints: [
    {
      ja: '入り口は、システムコール・例外・割り込みの3つだけです。',
      en: 'There are three ways in: system calls, exceptions, interrupts.',
    },
  ],
  questions: [
    {
      id: 'printf',
      prompt: {
        ja: '`printf("%d\\n", 42)` が 42 という数を文字の 4 と 2 に直している間',
        en: 'While `printf("%d\\n", 42)` turns the number 42 into the characters 4 and 2',
      },
      options: [
        {
          id: 'user',
          text: user,
          correct: true,
          feedback: {
            ja: '数を文字に直すのは libc の普通の計算です。モードが変わるのは、最後の `write` です。',
            en: 'Making characters of a number is ordinary work of libc. The mode changes at the `write` in the end.',
          },
        },
        {
          id: 'kernel',
          text: kernel,
          feedback: {
            ja: 'カーネルは数の書き方を知りません。渡されるのは、もう文字になったものです。',
            en: 'The kernel does not know how numbers are written. It gets characters.',
          },
        },
      ],
    },
    {
      id: 'copy',
      prompt: {
        ja: '`read` で届いた文字が、カーネルのバッファからあなたの配列に写されている間',
        en: 'While the characters of a `read` are copied from the kernel’s buffer into your array',
      },
      options: [
        {
          id: 'kernel',
          text: kernel,
          correct: true,
          feedback: {
            ja: 'カーネルのバッファは、ユーザーモードからは触れません。写すのはカーネルです（copy_to_user）。',
            en: 'User mode cannot touch the kernel’s buffer: the kernel copies (copy_to_user).',
          },
        },
        {
          id: 'user',
          text: user,
          feedback: {
            ja: '配列はあなたのものですが、元のバッファはカーネルのものです。',
            en: 'The array is yours, but the buffer it comes from is the kernel’s.',
          },
        },
      ],
    },
    {
      id: 'first-touch',
      prompt: {
        ja: '`malloc` したばかりのページに初めて書き込み、フレームが割り当てられている間',
        en: 'While a frame is found for a page from `malloc` that is written for the first time',
      },
      options: [
        {
          id: 'kernel',
          text: kernel,
          correct: true,
          feedback: {
            ja: '書き込みがページフォルトになり、カーネルがフレームを探して表に書きます。',
            en: 'The store became a page fault, and the kernel finds a frame and writes it into the table.',
          },
        },
        {
          id: 'user',
          text: user,
          feedback: {
            ja: 'ページテーブルを書けるのはカーネルだけです。システムコールを呼んでいなくても、入り口はもう1つあります。',
            en: 'Only the kernel writes page tables. There was no system call, but there is another way in.',
          },
        },
      ],
    },
    {
      id: 'strlen',
      prompt: { ja: '`strlen` が文字列の長さを数えている間', en: 'While `strlen` counts characters' },
      options: [
        {
          id: 'user',
          text: user,
          correct: true,
          feedback: {
            ja: 'メモリを読んで数えるだけです。誰にも頼みません。',
            en: 'It reads memory and counts. It asks nobody.',
          },
        },
        {
          id: 'kernel',
          text: kernel,
          feedback: {
            ja: '標準の関数でも、システムコールとは限りません。',
            en: 'A standard function need not be a system call.',
          },
        },
      ],
    },
  ],
  solution: { printf: 'user', copy: 'kernel', 'first-touch': 'kernel', strlen: 'user' },
  wrong: [
    {
      name: 'printf-is-kernel',
      answers: { printf: 'kernel', copy: 'kernel', 'first-touch': 'kernel', strlen: 'user' },
      expect: 'printf/kernel',
    },
    {
      name: 'only-calls-enter',
      answers: { printf: 'user', copy: 'kernel', 'first-touch': 'user', strlen: 'user' },
      expect: 'first-touch/user',
    },
    {
      name: 'standard-means-kernel',
      answers: { printf: 'user', copy: 'kernel', 'first-touch': 'kernel', strlen: 'kernel' },
      expect: 'strlen/kernel',
    },
  ],
  messages: {},
  success: {
    ja: '関数の名前ではなく、入り口を通ったかどうかで決まります。',
    en: 'What decides is not the name of a function but whether a way in was taken.',
  },
});
