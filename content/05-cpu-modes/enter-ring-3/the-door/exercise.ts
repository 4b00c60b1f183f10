import { abnormalEnd, check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_m5w7',
  kind: 'bare',
  title: { ja: 'syscall の扉を付ける', en: 'Build the syscall door' },
  inspector: 'registers',
  readonly: ['machine.h', 'machine.c', 'entry.s', 'user.s'],
  hints: [
    {
      ja: '`wrmsr(STAR, 0x20UL << 48 | 0x10UL << 32);`',
      en: '`wrmsr(STAR, 0x20UL << 48 | 0x10UL << 32);`',
    },
    {
      ja: '`wrmsr(LSTAR, (unsigned long)entry_syscall);` と `wrmsr(SFMASK, 0x200);` です。',
      en: '`wrmsr(LSTAR, (unsigned long)entry_syscall);` and `wrmsr(SFMASK, 0x200);`.',
    },
    {
      ja: '`on_syscall` は番号を見て、1なら `put_char`、2なら `finish`、ほかは -38 を返します。',
      en: '`on_syscall` looks at the number: 1 is `put_char`, 2 is `finish`, any other gives -38.',
    },
  ],
  wrong: { 'straight-to-c': 'nowhere', 'user-base': 'selector', 'always-zero': 'enosys', 'no-lstar': 'nowhere' },
  limits: { instructions: 20_000_000 },
  checks: [
    check('called', { ja: 'システムコールが届く', en: 'System calls arrive' }, (view) => {
      if (view.console.includes('ring 3')) return null;
      if (view.console.includes('fault') || view.reason === 'triple-fault' || view.reason === 'limit') return 'nowhere';
      return fail('silent', { reason: view.reason, got: view.console });
    }),
    check('ends', { ja: '番号2で終わる', en: 'Number 2 ends it' }, (view) => abnormalEnd(view)),
    check('selector', { ja: '帰りの cs が 0x33 である', en: 'It comes back with cs 0x33' }, (view) =>
      view.console.includes('?') ? 'selector' : null,
    ),
    check('enosys', { ja: '知らない番号に -38 を返す', en: 'An unknown number answers -38' }, (view) =>
      view.console === 'ring 3\nOK\n' ? null : 'enosys',
    ),
  ],
  messages: {
    nowhere: {
      ja: '最初のシステムコールから戻って来ませんでした。LSTAR には `entry_syscall` の番地を入れます。0のままなら何も無い所へ飛び、C の関数を入れると `sysret` で戻れません。',
      en: 'The first system call did not come back. LSTAR must hold the address of `entry_syscall`: left at 0 it leads nowhere, and a C function does not return by `sysret`.',
    },
    selector: {
      ja: '帰ったときの cs が 0x33 ではありません。STAR のビット63–48 は 0x20 です。cs はそれに16を足した 0x30 に、リング3を表す3が付きます。',
      en: 'It came back with another cs than 0x33. Bits 63–48 of STAR are 0x20: cs is that plus 16, 0x30, with 3 for the ring.',
    },
    enosys: {
      ja: '番号99に -38 が返っていません。知らない番号には -38 を返してください。',
      en: 'Number 99 was not answered by -38. An unknown number must give -38.',
    },
    silent: {
      ja: '「ring 3」が届きません（届いたのは「{got}」、終わり方: {reason}）。番号1で文字を出していますか。',
      en: '“ring 3” did not arrive (got “{got}”, end: {reason}). Does number 1 print its character?',
    },
  },
  success: {
    ja: 'リング3のプログラムが、装置に触れずに文字を出しました。Linuxの `write` と違うのは、頼める種類の数だけです。',
    en: 'A program in ring 3 printed characters without touching the device. What Linux’s `write` has more is only the number of things to ask for.',
  },
});
