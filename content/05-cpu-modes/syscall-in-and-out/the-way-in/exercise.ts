import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_g7n5',
  kind: 'order',
  title: { ja: '入り口から出口まで', en: 'From the way in to the way out' },
  hints: [
    {
      ja: '`syscall` 命令はメモリに触りません。スタックを替えるのはその後です。',
      en: 'The `syscall` instruction touches no memory. The stack is changed after it.',
    },
  ],
  blocks: [
    {
      id: 'args',
      text: {
        ja: 'プログラムが rax に番号、rdi・rsi・rdx に引数を置く',
        en: 'The program puts the number into rax, arguments into rdi, rsi, rdx',
      },
    },
    {
      id: 'syscall',
      text: {
        ja: 'CPU: rcx ← 次の番地、r11 ← RFLAGS、rip ← LSTAR、CPL ← 0',
        en: 'CPU: rcx ← next address, r11 ← RFLAGS, rip ← LSTAR, CPL ← 0',
      },
    },
    { id: 'stack', text: { ja: 'カーネルが自分のスタックに乗り換える', en: 'The kernel changes to its own stack' } },
    { id: 'regs', text: { ja: 'レジスタを pt_regs として積む', en: 'The registers are pushed as pt_regs' } },
    {
      id: 'table',
      text: {
        ja: '表を番号で引き、__x64_sys_write を呼ぶ',
        en: 'The table is indexed by the number: __x64_sys_write is called',
      },
    },
    {
      id: 'rax',
      text: { ja: '結果を rax に置き、レジスタを戻す', en: 'The result goes into rax, registers are restored' },
    },
    {
      id: 'sysret',
      text: { ja: 'CPU: rip ← rcx、RFLAGS ← r11、CPL ← 3', en: 'CPU: rip ← rcx, RFLAGS ← r11, CPL ← 3' },
    },
  ],
  distractors: [
    {
      id: 'gate',
      text: {
        ja: 'CPU: スタックに ss, rsp, rflags, cs, rip を積む',
        en: 'CPU: pushes ss, rsp, rflags, cs, rip onto the stack',
      },
    },
  ],
  rules: [
    { before: 'args', after: 'syscall', code: 'arguments-first' },
    { before: 'syscall', after: 'stack', code: 'stack-later' },
    { before: 'stack', after: 'regs', code: 'trusted-stack' },
    { before: 'regs', after: 'table', code: 'save-first' },
    { before: 'table', after: 'rax', code: 'result-after' },
    { before: 'rax', after: 'sysret', code: 'restore-before' },
  ],
  wrong: [
    {
      name: 'stack-by-hardware',
      order: ['args', 'stack', 'syscall', 'regs', 'table', 'rax', 'sysret'],
      expect: 'stack-later',
    },
    {
      name: 'save-on-user-stack',
      order: ['args', 'syscall', 'regs', 'stack', 'table', 'rax', 'sysret'],
      expect: 'trusted-stack',
    },
    {
      name: 'return-early',
      order: ['args', 'syscall', 'stack', 'regs', 'table', 'sysret', 'rax'],
      expect: 'restore-before',
    },
  ],
  messages: {
    'arguments-first': {
      ja: '番号と引数は、リングを越える前に置いておきます。越えた後は、もうプログラムの命令は動きません。',
      en: 'Number and arguments are put in place before the crossing. After it, no instruction of the program runs.',
    },
    'stack-later': {
      ja: 'スタックを替えるのは、入った後のカーネルです。`syscall` はスタックに触りません。',
      en: 'It is the kernel, once inside, that changes the stack. `syscall` does not touch it.',
    },
    'trusted-stack': {
      ja: 'プログラムのスタックに積むと、別のスレッドに書き換えられるかもしれません。先に乗り換えます。',
      en: 'On the program’s stack another thread could change what is pushed. Change stacks first.',
    },
    'save-first': {
      ja: 'C の関数を呼ぶとレジスタは壊れます。その前に積んでおきます。',
      en: 'Calling a C function destroys registers. Save them before.',
    },
    'result-after': {
      ja: '結果は、呼んだ後でなければありません。',
      en: 'There is no result before the call.',
    },
    'restore-before': {
      ja: '`sysret` の後は、もうプログラムの命令です。戻すものはその前に戻します。',
      en: 'After `sysret` the program’s own instructions run. What is to be restored is restored before.',
    },
  },
  success: {
    ja: 'スタックに5つの値を積むのは、割り込みや例外のときです。`syscall` がそれをしないのは、速くするためです。',
    en: 'Five values are pushed at interrupts and exceptions. `syscall` does not do it, in order to be fast.',
  },
});
