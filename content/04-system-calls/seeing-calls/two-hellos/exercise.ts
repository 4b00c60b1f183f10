import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const PYTHON = '#!/usr/bin/python3\nprint("hello python")\n';
const C = '#include <stdio.h>\n\nint main(void) {\n    printf("hello world\\n");\n    return 0;\n}\n';
const BUILD = 'cc hello.c -o hello_c';
const TRACES = ['strace -o c.log ./hello_c', 'strace -o py.log ./hello.py'];
const WRITES = "grep 'write(1,' c.log py.log > writes.txt";

export default defineExercise({
  id: 'ex_z7s4',
  kind: 'shell',
  title: { ja: '2つのhello', en: 'Two hellos' },
  inspector: 'trace',
  setup: {
    files: [
      { path: '/root/hello.py', text: PYTHON, mode: 0o755 },
      { path: '/root/hello.c', text: C },
    ],
  },
  hints: [
    { ja: '`cat py.log` で、上から順に読んでみてください。', en: 'Read `cat py.log` from the top.' },
    {
      ja: '`grep print py.log > reads.txt` のように、スクリプトの中身が見える行を探します。',
      en: 'Look for the line that shows the script’s own text: `grep print py.log > reads.txt`.',
    },
  ],
  solution: [BUILD, ...TRACES, WRITES, "grep 'read(' py.log > reads.txt"],
  wrong: [
    { name: 'only-c', lines: [BUILD, TRACES[0], "grep 'write(1,' c.log > writes.txt"], expect: 'no-python' },
    {
      name: 'runs-the-interpreter-alone',
      lines: [BUILD, TRACES[0], 'strace -o py.log python3 -V', WRITES, "grep 'read(' py.log > reads.txt"],
      expect: 'not-the-script',
    },
    { name: 'no-reads', lines: [BUILD, ...TRACES, WRITES, "grep 'write(' py.log > reads.txt"], expect: 'no-reads' },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('c', { ja: 'Cの記録がある', en: 'The C program is recorded' }, (view) => {
      const text = view.file('/root/c.log');
      if (text === null) return 'no-c';
      return /write\(1, "hello world\\n", 12\) += 12/.test(text) ? null : 'no-c';
    }),
    check('python', { ja: 'Pythonの記録がある', en: 'The Python program is recorded' }, (view) => {
      const text = view.file('/root/py.log');
      if (text === null) return 'no-python';
      return text.includes('hello python') ? null : 'not-the-script';
    }),
    check('writes', { ja: 'どちらも write で終わる', en: 'Both end in write' }, (view) => {
      const lines = (view.file('/root/writes.txt') ?? '').trim().split('\n');
      const both = lines.some((l) => l.includes('hello world')) && lines.some((l) => l.includes('hello python'));
      return both ? null : fail('no-writes', { count: lines[0] === '' ? 0 : lines.length });
    }),
    check('reads', { ja: 'スクリプトを読む行を見つける', en: 'The line that reads the script is found' }, (view) =>
      /read\(\d+, "#!\/usr\/bin\/python3/.test(view.file('/root/reads.txt') ?? '') ? null : 'no-reads',
    ),
  ],
  messages: {
    'no-c': {
      ja: '`/root/c.log` に、`hello world` を書く行がありません。',
      en: '`/root/c.log` has no line that writes `hello world`.',
    },
    'no-python': { ja: '`/root/py.log` がまだありません。', en: '`/root/py.log` does not exist yet.' },
    'not-the-script': {
      ja: '`/root/py.log` に `hello python` がありません。`./hello.py` を追ってください。',
      en: '`/root/py.log` does not show `hello python`. Trace `./hello.py`.',
    },
    'no-writes': {
      ja: '`/root/writes.txt` に両方の `write(1,` の行がそろっていません（{count} 行）。',
      en: '`/root/writes.txt` does not hold the `write(1,` lines of both ({count} lines).',
    },
    'no-reads': {
      ja: '`/root/reads.txt` に、スクリプトの中身（`#!/usr/bin/python3…`）を読む `read` の行がありません。',
      en: '`/root/reads.txt` does not hold the `read` line with the script’s text, `#!/usr/bin/python3…`.',
    },
  },
  success: {
    ja: 'Pythonのほうは、まず自分のスクリプトを読み、それから書きました。最後の1行は、Cとまったく同じ形です。',
    en: 'Python read its script first, and then wrote. The last line has the very shape of C’s.',
  },
});
