import { calls, check, difference, endsWell, fail, stepOf } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = 'door\nwrote 5\nerror 9: Bad file descriptor\n';

export default defineExercise({
  id: 'ex_b3w6',
  kind: 'program',
  title: { ja: '扉をたたき、答えを読む', en: 'Knock, and read the answer' },
  inspector: 'trace',
  hints: [
    {
      ja: '`write` の戻り値は書けたバイト数です。失敗すると −1 を返し、理由を `errno` に置きます。',
      en: '`write` returns the number of bytes written. On failure it returns −1 and leaves the reason in `errno`.',
    },
    {
      ja: '文字列の長さに終わりの 0 は含めません。`strlen` を使うか、`sizeof` から1を引きます。',
      en: 'The 0 at the end of a string is not part of its length: use `strlen`, or `sizeof` less one.',
    },
    {
      ja: '`strerror(errno)` が番号を言葉にします。`errno` は失敗した直後に読みます。',
      en: '`strerror(errno)` turns the number into words. Read `errno` right after the failure.',
    },
  ],
  prediction: {
    id: 'bad-fd',
    prompt: {
      ja: '開いていないディスクリプタ 42 に write すると、プログラムはどうなりますか。',
      en: 'What becomes of a program that writes to descriptor 42, which is not open?',
    },
    options: [
      {
        id: 'killed',
        text: { ja: 'カーネルに終了させられる', en: 'The kernel ends it' },
        feedback: {
          ja: '断られるだけです。システムコールは呼んでよく、断られてもよいのです。',
          en: 'It is merely refused. A system call may always be made, and may be refused.',
        },
      },
      {
        id: 'refused',
        text: { ja: '−1 が返り、プログラムは続く', en: 'It gets −1 and goes on' },
        correct: true,
        feedback: {
          ja: 'その通りです。理由（EBADF = 9）は errno にあります。',
          en: 'Right. The reason, EBADF = 9, is in errno.',
        },
      },
      {
        id: 'lost',
        text: { ja: '黙って捨てられる', en: 'The bytes are dropped silently' },
        feedback: {
          ja: 'カーネルは必ず答えます。読むかどうかはプログラム次第です。',
          en: 'The kernel always answers. Whether the program reads the answer is another matter.',
        },
      },
    ],
  },
  wrong: { 'counts-the-nul': 'nul-byte', 'error-is-zero': 'minus-one-bytes', 'prints-the-return': 'return-not-errno' },
  limits: { instructions: 50_000_000 },
  checks: [
    endsWell(0),
    check(
      'length',
      { ja: '`door` と改行の5バイトを書く', en: 'Five bytes, `door` and a newline, are written' },
      (view) => {
        const long = calls(view, 'write').find((e) => e.args[0] === 1 && e.args[2] === 6 && e.text.includes('door'));
        return long ? fail('nul-byte', {}, stepOf(view, long)) : null;
      },
    ),
    check(
      'refused',
      { ja: 'ディスクリプタ 42 への write が断られる', en: 'A write to descriptor 42 is refused' },
      (view) => (view.of('syscall-exit').some((e) => e.name === 'write' && e.result === -9) ? null : 'not-tried'),
    ),
    check('answer', { ja: '2つの答えを正しく報告する', en: 'Both answers are reported' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      if (/wrote -1/.test(view.stdout)) return 'minus-one-bytes';
      if (/error -1/.test(view.stdout)) return 'return-not-errno';
      return fail('stdout-differs', difference(EXPECTED, view.stdout));
    }),
  ],
  messages: {
    'nul-byte': {
      ja: '`write` の3つ目の引数が6です。終わりの 0 まで送っています。',
      en: 'The third argument of `write` is 6: the 0 at the end was sent as well.',
    },
    'not-tried': {
      ja: 'ディスクリプタ 42 への `write` が見当たりません。',
      en: 'There was no `write` to descriptor 42.',
    },
    'minus-one-bytes': {
      ja: '「wrote -1」と報告しています。失敗は 0 ではなく −1（負の値）で返ります。',
      en: 'It reports “wrote -1”. Failure is returned as −1, a negative value, not as 0.',
    },
    'return-not-errno': {
      ja: '「error -1」と報告しています。−1 は「失敗した」というしるしで、理由の番号は `errno` にあります。',
      en: 'It reports “error -1”. The −1 says that it failed; the number of the reason is in `errno`.',
    },
  },
  success: {
    ja: '断られた理由まで読めました。カーネルは −9 を rax に返し、libc がそれを −1 と errno に分けています。次の章で、その分け方を自分で書きます。',
    en: 'You read even why it was refused. The kernel returned −9 in rax; libc made −1 and errno of it. In chapter 4 you do that yourself.',
  },
});
