import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_s1h7',
  kind: 'order',
  title: { ja: '`echo hi` が画面に届くまで', en: 'From `echo hi` to the screen' },
  inspector: 'layers',
  hints: [
    { ja: 'シェルは読む、作る、待つ、の順に動きます。', en: 'The shell reads, makes a process, and waits.' },
    { ja: '装置に触れるのはカーネルだけです。', en: 'Only the kernel touches the device.' },
  ],
  blocks: [
    {
      id: 'read',
      text: { ja: 'シェルが read で1行を受け取る（リング3）', en: 'The shell gets a line by read (ring 3)' },
    },
    { id: 'fork', text: { ja: 'シェルが自分の写しを作る（clone）', en: 'The shell makes a copy of itself (clone)' } },
    {
      id: 'exec',
      text: { ja: '写しが execve で echo のプログラムに替わる', en: 'The copy becomes the program echo (execve)' },
    },
    {
      id: 'syscall',
      text: {
        ja: 'echo が write を呼び、syscall 命令でリング0に入る',
        en: 'echo calls write and enters ring 0 by the syscall instruction',
      },
    },
    {
      id: 'driver',
      text: {
        ja: 'カーネルの端末ドライバが文字を装置に渡す',
        en: 'The kernel’s terminal driver hands the characters to the device',
      },
    },
    {
      id: 'return',
      text: {
        ja: 'カーネルが書いたバイト数を返し、リング3に戻る',
        en: 'The kernel returns the number of bytes, back in ring 3',
      },
    },
    {
      id: 'exit',
      text: { ja: 'echo が終わり、待っていたシェルが起きる', en: 'echo ends, and the shell that waited wakes up' },
    },
  ],
  distractors: [{ id: 'direct', text: { ja: 'echo が装置に直接書き込む', en: 'echo writes to the device itself' } }],
  rules: [
    { before: 'read', after: 'fork', code: 'reads-first' },
    { before: 'fork', after: 'exec', code: 'copy-then-become' },
    { before: 'exec', after: 'syscall', code: 'become-then-call' },
    { before: 'syscall', after: 'driver', code: 'enter-then-drive' },
    { before: 'driver', after: 'return', code: 'work-then-return' },
    { before: 'return', after: 'exit', code: 'return-then-exit' },
  ],
  wrong: [
    {
      name: 'exec-first',
      order: ['read', 'exec', 'fork', 'syscall', 'driver', 'return', 'exit'],
      expect: 'copy-then-become',
    },
    {
      name: 'driver-first',
      order: ['read', 'fork', 'exec', 'driver', 'syscall', 'return', 'exit'],
      expect: 'enter-then-drive',
    },
    { name: 'direct', order: ['read', 'fork', 'exec', 'direct', 'return', 'exit'], expect: 'does-not-belong' },
    {
      name: 'returns-early',
      order: ['read', 'fork', 'exec', 'syscall', 'return', 'driver', 'exit'],
      expect: 'work-then-return',
    },
  ],
  messages: {
    'reads-first': {
      ja: 'シェルは、何をするかを読む前に写しを作ることはできません。',
      en: 'The shell cannot make a copy before it knows what to run.',
    },
    'copy-then-become': {
      ja: '先に execve すると、シェル自身が echo に替わってしまい、戻る者がいなくなります。',
      en: 'If execve comes first, the shell itself becomes echo, and nobody is left to come back to.',
    },
    'become-then-call': {
      ja: '`write` を呼ぶのは echo です。まだ echo になっていません。',
      en: 'It is echo that calls write, and it is not echo yet.',
    },
    'enter-then-drive': {
      ja: '端末ドライバはカーネルの一部です。リング0に入る前には動きません。',
      en: 'The terminal driver is part of the kernel. It does not run before ring 0 is entered.',
    },
    'work-then-return': {
      ja: '返すバイト数は、書き終えてから決まります。',
      en: 'The number of bytes is known only when they are written.',
    },
    'return-then-exit': {
      ja: 'write から戻らないと、echo は終わりに進めません。',
      en: 'echo cannot go on to its end before write has returned.',
    },
  },
  success: {
    ja: '表示1つのために、層の境目を何度も越えました。越える場所はいつも同じ、システムコールです。',
    en: 'One line of output crossed the border between the layers again and again, always at the same place: a system call.',
  },
});
