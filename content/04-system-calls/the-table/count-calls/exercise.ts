import { check } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const isTable = (text: string) => /% time/.test(text) && /\btotal\b/.test(text);

export default defineExercise({
  id: 'ex_s8n2',
  kind: 'shell',
  title: { ja: '呼んだ回数を数える', en: 'Count the calls' },
  inspector: 'trace',
  hints: [
    { ja: '`strace -c -o /root/echo.txt echo hello`', en: '`strace -c -o /root/echo.txt echo hello`' },
    { ja: '`cat /root/echo.txt` で表を見られます。', en: '`cat /root/echo.txt` shows the table.' },
  ],
  solution: ['strace -c -o /root/echo.txt echo hello', 'strace -c -o /root/ls.txt ls /bin'],
  wrong: [
    {
      name: 'without-c',
      lines: ['strace -o /root/echo.txt echo hello', 'strace -c -o /root/ls.txt ls /bin'],
      expect: 'not-a-table',
    },
    {
      name: 'no-trace',
      lines: ['echo hello > /root/echo.txt', 'ls /bin > /root/ls.txt'],
      expect: 'not-traced',
    },
    {
      name: 'other-command',
      lines: ['strace -c -o /root/echo.txt echo hello', 'strace -c -o /root/ls.txt pwd'],
      expect: 'not-ls',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('echo', { ja: 'echo.txt に echo の表がある', en: 'echo.txt holds the table of echo' }, (view) => {
      const text = view.file('/root/echo.txt');
      if (text === null) return 'no-echo';
      if (!view.of('exec').some((e) => e.path.endsWith('/strace'))) return 'not-traced';
      return isTable(text) ? null : 'not-a-table';
    }),
    check('ls', { ja: 'ls.txt に ls の表がある', en: 'ls.txt holds the table of ls' }, (view) => {
      const text = view.file('/root/ls.txt');
      if (text === null) return 'no-ls';
      if (!isTable(text)) return 'not-a-table';
      return /getdents64/.test(text) ? null : 'not-ls';
    }),
  ],
  messages: {
    'no-echo': { ja: '`/root/echo.txt` がまだありません。', en: '`/root/echo.txt` does not exist yet.' },
    'no-ls': { ja: '`/root/ls.txt` がまだありません。', en: '`/root/ls.txt` does not exist yet.' },
    'not-traced': {
      ja: '`strace` が動いていません。ファイルにあるのは、コマンド自身の出力です。',
      en: '`strace` did not run: the file holds the command’s own output.',
    },
    'not-a-table': {
      ja: '回数の表ではありません。`-c` を付けると、1行ずつの記録の代わりに表になります。',
      en: 'This is not a table of counts. With `-c` there is one instead of line after line.',
    },
    'not-ls': {
      ja: 'ls.txt に `getdents64`（ディレクトリを読む呼び出し）がありません。`ls` を追いましたか。',
      en: 'ls.txt has no `getdents64`, the call that reads directories. Was it `ls` that was traced?',
    },
  },
  success: {
    ja: '`echo` の呼び出しは数えるほどです。`ls` は、ディレクトリを読む getdents64 と、1つずつ調べる呼び出しが加わります。',
    en: '`echo` makes a handful of calls. `ls` adds getdents64, which reads a directory, and calls that look at what is in it.',
  },
});
