import { abnormalEnd, check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const COM1 = 0x3f8;
const EXPECTED = 'Hello\n';

export default defineExercise({
  id: 'ex_7c1d',
  kind: 'bare',
  title: { ja: 'シリアルポートに文字を送る', en: 'Send characters through the serial port' },
  inspector: 'screen',
  hints: [
    {
      ja: 'シリアルポートのデータレジスタは、I/Oポート 0x3f8 にあります。',
      en: 'The data register of the serial port is at I/O port 0x3f8.',
    },
    {
      ja: "`outb(0x3f8, 'H')` で1文字送れます。文字ごとに1回呼びます。",
      en: "`outb(0x3f8, 'H')` sends one character. Call it once for each.",
    },
    {
      ja: '次の文字の前に `wait_until_sent()` を呼ぶと、前の文字が線に出るまで待ちます。',
      en: 'Call `wait_until_sent()` before the next character: it waits until the one before has left.',
    },
  ],
  prediction: {
    id: 'who-prints',
    prompt: {
      ja: 'この計算機にはカーネルも `printf` もありません。`main` に文字列を置くだけで、画面やシリアルポートに何か出るでしょうか。',
      en: 'This computer has no kernel and no `printf`. Will anything appear if `main` merely holds a string?',
    },
    options: [
      {
        id: 'string',
        text: { ja: '文字列がそのまま出る', en: 'The string appears' },
        feedback: {
          ja: '文字列はメモリにあるだけです。装置に渡す命令を実行しない限り、どこにも出ません。',
          en: 'The string lies in memory. It goes nowhere until an instruction hands it to a device.',
        },
      },
      {
        id: 'nothing',
        text: { ja: '何も出ない', en: 'Nothing appears' },
        correct: true,
        feedback: {
          ja: 'その通りです。装置に渡す命令（out）を書くのは、ほかの誰でもないあなたです。',
          en: 'Right. The instruction that hands it to the device, out, is yours to write.',
        },
      },
      {
        id: 'error',
        text: { ja: 'エラーメッセージが出る', en: 'An error message appears' },
        feedback: {
          ja: 'エラーを表示するのもプログラムの仕事です。ここにはそのプログラムがいません。',
          en: 'Showing an error is a program’s work too, and there is no such program here.',
        },
      },
    ],
  },
  wrong: { 'not-a-port': 'wrote-memory', 'no-newline': 'no-newline', 'one-character': 'only-some' },
  limits: { instructions: 5_000_000 },
  checks: [
    check('ends', { ja: 'プログラムが止まる', en: 'The program comes to a halt' }, (view) => abnormalEnd(view)),
    check(
      'sent',
      {
        ja: `シリアルポートに ${JSON.stringify(EXPECTED)} が届く`,
        en: `The serial line carries ${JSON.stringify(EXPECTED)}`,
      },
      (view) => {
        const writes = view.of('device').filter((e) => e.op === 'out' && e.port === COM1);
        if (view.console === EXPECTED) return null;
        if (writes.length === 0) return 'wrote-memory';
        if (view.console === EXPECTED.trimEnd()) return 'no-newline';
        if (EXPECTED.startsWith(view.console)) return fail('only-some', { got: view.console });
        return fail('other-text', { got: view.console });
      },
    ),
  ],
  messages: {
    'wrote-memory': {
      ja: 'ポート 0x3f8 への out 命令が一度も実行されていません。メモリに書いた文字は、装置には届きません。',
      en: 'No out instruction to port 0x3f8 was executed. Characters written to memory do not reach the device.',
    },
    'no-newline': {
      ja: '最後の改行（\\n、コード 10）が送られていません。改行も1つの文字です。',
      en: 'The newline at the end (\\n, code 10) was not sent. A newline is a character like any other.',
    },
    'only-some': {
      ja: '届いたのは「{got}」までです。文字列の終わり（0）まで1文字ずつ送るループになっていますか。',
      en: 'Only “{got}” arrived. Does the loop go on, one character at a time, up to the 0 that ends the string?',
    },
    'other-text': {
      ja: '届いた文字は「{got}」でした。送る文字を確かめてください。',
      en: '“{got}” arrived. Look at the characters that you send.',
    },
  },
  success: {
    ja: 'CPUの out 命令だけで、装置に文字を渡しました。実際のLinuxでも、シリアルコンソールのドライバの奥にあるのは同じ out 命令です。ユーザープログラムがこの命令を使うと止められます（第5章）。',
    en: 'You handed characters to a device with the bare out instruction. In Linux the same instruction sits at the bottom of the serial driver; a user program that tries it is stopped (chapter 5).',
  },
});
