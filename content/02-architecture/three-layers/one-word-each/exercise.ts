import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

/** Programs started by the learner's shell. */
const ran = (view: RunView, name: string) => view.of('exec').filter((e) => e.path.endsWith(`/${name}`));

/** Whether a program other than ps and free, which read it for themselves, opened /proc/meminfo. */
const askedForMemory = (view: RunView) =>
  view.of('vfs').some((e) => {
    if (e.path !== '/proc/meminfo') return false;
    const program = view.of('exec').findLast((x) => x.pid === e.pid && x.at <= e.at);
    return !program || !/\/(ps|free)$/.test(program.path);
  });

export default defineExercise({
  id: 'ex_r8g2',
  kind: 'shell',
  title: { ja: '三つの層に1つずつ聞く', en: 'Ask each of the three layers' },
  inspector: 'layers',
  hints: [
    {
      ja: '`uname -r` はカーネルの版を表示します。`>` で表示をファイルに入れられます。',
      en: '`uname -r` prints the kernel’s version. `>` puts what is printed into a file.',
    },
    {
      ja: 'メモリの大きさはカーネルが `/proc/meminfo` で教えてくれます。`grep MemTotal /proc/meminfo` を試してください。',
      en: 'The kernel tells the size of memory in `/proc/meminfo`. Try `grep MemTotal /proc/meminfo`.',
    },
    {
      ja: '動いているユーザーランドのプログラムは `ps` で見えます。',
      en: '`ps` shows the programs of userland that are running.',
    },
  ],
  solution: ['grep MemTotal /proc/meminfo > hardware.txt', 'uname -r > kernel.txt', 'ps > userland.txt'],
  wrong: [
    {
      name: 'typed-by-hand',
      lines: ['echo MemTotal: 64000 kB > hardware.txt', 'uname -r > kernel.txt', 'ps > userland.txt'],
      expect: 'by-hand',
    },
    {
      name: 'wrong-line',
      lines: ['grep MemFree /proc/meminfo > hardware.txt', 'uname -r > kernel.txt', 'ps > userland.txt'],
      expect: 'other-line',
    },
    {
      name: 'not-in-a-file',
      lines: ['grep MemTotal /proc/meminfo > hardware.txt', 'uname -r', 'ps > userland.txt'],
      expect: 'no-kernel-file',
    },
    {
      name: 'no-ps',
      lines: ['grep MemTotal /proc/meminfo > hardware.txt', 'uname -r > kernel.txt', 'ls > userland.txt'],
      expect: 'no-ps',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check(
      'hardware',
      { ja: 'hardware.txt にメモリの大きさがある', en: 'hardware.txt holds the size of memory' },
      (view) => {
        const text = view.file('/root/hardware.txt');
        if (text === null) return 'no-hardware-file';
        if (!askedForMemory(view)) return 'by-hand';
        if (/^MemTotal:\s+\d+ kB\n$/.test(text)) return null;
        return text.includes('MemTotal')
          ? fail('more-than-total', { lines: text.split('\n').length - 1 })
          : 'other-line';
      },
    ),
    check('kernel', { ja: 'kernel.txt にカーネルの版がある', en: 'kernel.txt holds the kernel’s version' }, (view) => {
      const text = view.file('/root/kernel.txt');
      if (text === null || text === '') return 'no-kernel-file';
      return /^\d+\.\d+\.\d+\S*\n$/.test(text) ? null : fail('not-a-release', { got: text.trim().slice(0, 60) });
    }),
    check(
      'userland',
      { ja: 'userland.txt に動いているプログラムの一覧がある', en: 'userland.txt holds the list of running programs' },
      (view) => {
        const text = view.file('/root/userland.txt');
        if (text === null) return 'no-userland-file';
        return ran(view, 'ps').length && /PID/.test(text) ? null : 'no-ps';
      },
    ),
  ],
  messages: {
    'no-hardware-file': {
      ja: '`/root/hardware.txt` がまだありません。',
      en: '`/root/hardware.txt` does not exist yet.',
    },
    'by-hand': {
      ja: '`/proc/meminfo` が一度も読まれていません。手で書いた数字は、このマシンの大きさではありません。',
      en: '`/proc/meminfo` was never read. A number typed by hand is not the size of this machine.',
    },
    'other-line': {
      ja: 'hardware.txt にあるのは別の行です。全体の大きさは `MemTotal` です。',
      en: 'hardware.txt holds another line. The whole size is `MemTotal`.',
    },
    'more-than-total': {
      ja: 'hardware.txt は `MemTotal` の1行だけにしてください（いま {lines} 行）。',
      en: 'hardware.txt should hold the `MemTotal` line alone; it has {lines} lines.',
    },
    'no-kernel-file': {
      ja: '`/root/kernel.txt` に版が入っていません。`>` で表示をファイルに向けましたか。',
      en: '`/root/kernel.txt` does not hold the version. Did you send the output to a file with `>`?',
    },
    'not-a-release': {
      ja: 'kernel.txt は「{got}」です。`uname` のどのオプションが版だけを表示しますか。',
      en: 'kernel.txt says “{got}”. Which option of `uname` prints the release alone?',
    },
    'no-userland-file': {
      ja: '`/root/userland.txt` がまだありません。',
      en: '`/root/userland.txt` does not exist yet.',
    },
    'no-ps': {
      ja: 'userland.txt は `ps` の出力ではないようです。動いているプログラムを一覧するのは `ps` です。',
      en: 'userland.txt does not look like the output of `ps`, which lists running programs.',
    },
  },
  success: {
    ja: '3つとも、ユーザーランドのプログラムがカーネルに頼んで答えを得ました。ハードウェアの答えも、カーネルを通って来ています。',
    en: 'Each time a program of userland asked the kernel. Even the answer about the hardware came through it.',
  },
});
