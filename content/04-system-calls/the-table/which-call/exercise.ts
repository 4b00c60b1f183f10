import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_t1b5',
  kind: 'predict',
  title: { ja: 'どの扉をたたくか', en: 'Which door to knock at' },
  hints: [
    {
      ja: '名前の似たもの（`setsockopt` と `socket`、`getuid` と `geteuid`）に気をつけてください。',
      en: 'Mind names that look alike: `setsockopt` and `socket`, `getuid` and `geteuid`.',
    },
  ],
  questions: [
    {
      id: 'tcp',
      prompt: { ja: 'TCPで通信するためのソケットを作る', en: 'Make a socket that speaks TCP' },
      options: [
        {
          id: 'socket',
          text: { ja: 'socket', en: 'socket' },
          correct: true,
          feedback: {
            ja: '`socket(AF_INET, SOCK_STREAM, 0)` で、通信方式はここで決まります。',
            en: '`socket(AF_INET, SOCK_STREAM, 0)`: the protocol is settled here.',
          },
        },
        {
          id: 'setsockopt',
          text: { ja: 'setsockopt', en: 'setsockopt' },
          feedback: {
            ja: 'できたソケットの設定（再利用、バッファの大きさなど）を変える呼び出しです。',
            en: 'It changes options (address reuse, buffer sizes) of a socket that exists.',
          },
        },
        {
          id: 'bind',
          text: { ja: 'bind', en: 'bind' },
          feedback: { ja: 'ソケットに住所とポート番号を付けます。', en: 'It gives a socket an address and a port.' },
        },
      ],
    },
    {
      id: 'open',
      prompt: { ja: '`/etc/passwd` を読めるように開く', en: 'Open `/etc/passwd` for reading' },
      options: [
        {
          id: 'openat',
          text: { ja: 'open / openat', en: 'open / openat' },
          correct: true,
          feedback: {
            ja: '答えはファイルディスクリプタです。この後で `read` します。',
            en: 'The answer is a file descriptor; `read` comes after it.',
          },
        },
        {
          id: 'read',
          text: { ja: 'read', en: 'read' },
          feedback: {
            ja: '`read` は開いた後に使います。名前を受け取りません。',
            en: '`read` comes after opening. It takes no name.',
          },
        },
        {
          id: 'execve',
          text: { ja: 'execve', en: 'execve' },
          feedback: { ja: 'ファイルをプログラムとして実行します。', en: 'That runs a file as a program.' },
        },
      ],
    },
    {
      id: 'bigger',
      prompt: {
        ja: '`mmap` で得た領域を、中身を保ったまま大きくする',
        en: 'Make a region from `mmap` larger, keeping what it holds',
      },
      options: [
        {
          id: 'mremap',
          text: { ja: 'mremap', en: 'mremap' },
          correct: true,
          feedback: {
            ja: '写さずに、ページテーブルの項目だけを移すことができます。',
            en: 'It can move page-table entries instead of copying.',
          },
        },
        {
          id: 'brk',
          text: { ja: 'brk', en: 'brk' },
          feedback: { ja: '`brk` はヒープの終わりだけを動かします。', en: '`brk` moves the end of the heap only.' },
        },
        {
          id: 'mlock',
          text: { ja: 'mlock', en: 'mlock' },
          feedback: { ja: 'スワップに出されないようにします。', en: 'It keeps pages from being swapped out.' },
        },
      ],
    },
    {
      id: 'container',
      prompt: { ja: '別のプロセスの名前空間に入る', en: 'Enter another process’s namespace' },
      options: [
        {
          id: 'setns',
          text: { ja: 'setns', en: 'setns' },
          correct: true,
          feedback: {
            ja: '`docker exec` や `nsenter` は、これでコンテナの中に入ります。',
            en: '`docker exec` and `nsenter` enter containers by it.',
          },
        },
        {
          id: 'setuid',
          text: { ja: 'setuid', en: 'setuid' },
          feedback: { ja: 'ユーザーIDを変えます。', en: 'It changes the user id.' },
        },
        {
          id: 'ptrace',
          text: { ja: 'ptrace', en: 'ptrace' },
          feedback: { ja: 'ほかのプロセスを観察し、操ります。', en: 'It watches and controls another process.' },
        },
      ],
    },
  ],
  solution: { tcp: 'socket', open: 'openat', bigger: 'mremap', container: 'setns' },
  wrong: [
    {
      name: 'options-choose',
      answers: { tcp: 'setsockopt', open: 'openat', bigger: 'mremap', container: 'setns' },
      expect: 'tcp/setsockopt',
    },
    {
      name: 'read-opens',
      answers: { tcp: 'socket', open: 'read', bigger: 'mremap', container: 'setns' },
      expect: 'open/read',
    },
    {
      name: 'brk-grows',
      answers: { tcp: 'socket', open: 'openat', bigger: 'brk', container: 'setns' },
      expect: 'bigger/brk',
    },
  ],
  messages: {},
  success: {
    ja: 'この先のレッスンで、表の呼び出しを1つずつ使います。',
    en: 'The lessons ahead use the calls of the table one by one.',
  },
});
