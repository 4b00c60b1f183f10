import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_j7m3',
  kind: 'predict',
  title: { ja: '錠の隙間', en: 'The gap in the lock' },
  hints: [
    {
      ja: '2本の動きを1命令ずつ書き出してみると、見えてきます。',
      en: 'Write down what each program does, one instruction at a time.',
    },
  ],
  questions: [
    {
      id: 'check-then-set',
      prompt: {
        ja: '`while (busy) {}` を抜けた直後、`busy = 1` の前に切り替わり、もう1本も `acquire` を呼びました。何が起きますか。',
        en: 'A program has left `while (busy) {}` and is switched away before `busy = 1`; the other one calls `acquire`. What happens?',
      },
      options: [
        {
          id: 'both',
          text: { ja: '2本とも錠を取ったと思う', en: 'Both believe they have the lock' },
          correct: true,
          feedback: {
            ja: '2本とも「空いている」を見た後だからです。錠があるのに混ざります。',
            en: 'Both have seen it free. The lines mix in spite of the lock.',
          },
        },
        {
          id: 'wait',
          text: { ja: 'もう1本は待つ', en: 'The other waits' },
          feedback: {
            ja: '待つ理由がありません。`busy` はまだ0です。',
            en: 'It has no reason to: `busy` is still 0.',
          },
        },
        {
          id: 'fault',
          text: { ja: '例外が起きる', en: 'An exception' },
          feedback: {
            ja: 'CPUから見れば、普通の読み書きです。錠という考え方をCPUは知りません。',
            en: 'To the CPU these are ordinary loads and stores. It does not know what a lock is.',
          },
        },
      ],
    },
    {
      id: 'xchg',
      prompt: {
        ja: '`xchg` を使えば、なぜこの問題が起きないのですか。',
        en: 'Why does `xchg` not have this problem?',
      },
      options: [
        {
          id: 'one',
          text: {
            ja: '調べることと取ることが1命令で、割り込みは命令の間にしか来ないから',
            en: 'Looking and taking are one instruction, and interrupts come between instructions',
          },
          correct: true,
          feedback: {
            ja: 'CPUが1つの計算機ではこれで十分です。2つ以上あるときは、命令がメモリを一時的に独占する（lock）ことも必要で、xchg は自動的にそうします。',
            en: 'With one CPU that is enough. With more, the instruction must also have the memory to itself for a moment (lock), and xchg does so without being asked.',
          },
        },
        {
          id: 'cli',
          text: { ja: 'xchg が割り込みを禁止するから', en: 'xchg turns interrupts off' },
          feedback: {
            ja: '割り込みの許可は変わりません。命令の途中で割り込まれないだけです。',
            en: 'It does not change the interrupt flag. An instruction is simply not interrupted half-way.',
          },
        },
        {
          id: 'fast',
          text: { ja: '速いので間に合うから', en: 'It is fast enough' },
          feedback: {
            ja: '速くても、2命令なら間に割り込まれることがあります。',
            en: 'However fast, two instructions can be separated.',
          },
        },
      ],
    },
    {
      id: 'third',
      prompt: {
        ja: '3本目のプログラムが、`acquire` を呼ばずに `put_text` を呼びました。どうなりますか。',
        en: 'A third program calls `put_text` without `acquire`. What happens?',
      },
      options: [
        {
          id: 'mixed',
          text: { ja: 'また混ざる', en: 'The lines mix again' },
          correct: true,
          feedback: {
            ja: '錠は約束にすぎません。守らせるには、装置への道をふさぐ必要があります。',
            en: 'A lock is a promise. To make everybody keep it, the other ways to the device must be closed.',
          },
        },
        {
          id: 'refused',
          text: { ja: '書き込みが拒否される', en: 'Its output is refused' },
          feedback: {
            ja: '拒否する者がいません。ポートへの `out` は、誰が実行しても装置に届きます。',
            en: 'Nobody is there to refuse it: an `out` reaches the device, whoever executes it.',
          },
        },
        {
          id: 'waits',
          text: { ja: '錠が空くまで待たされる', en: 'It is made to wait' },
          feedback: {
            ja: '`acquire` を呼ばなければ、錠のことは知らないままです。',
            en: 'Without calling `acquire` it does not know of the lock.',
          },
        },
      ],
    },
  ],
  solution: { 'check-then-set': 'both', xchg: 'one', third: 'mixed' },
  wrong: [
    {
      name: 'waits',
      answers: { 'check-then-set': 'wait', xchg: 'one', third: 'mixed' },
      expect: 'check-then-set/wait',
    },
    { name: 'cli', answers: { 'check-then-set': 'both', xchg: 'cli', third: 'mixed' }, expect: 'xchg/cli' },
    { name: 'refused', answers: { 'check-then-set': 'both', xchg: 'one', third: 'refused' }, expect: 'third/refused' },
  ],
  messages: {},
  success: {
    ja: '「調べる」と「する」の間に何かが入る。この形のバグは、この先も競合（race）という名前で何度も出てきます。',
    en: 'Something comes between looking and doing. Bugs of this shape, races, will return in many places.',
  },
});
