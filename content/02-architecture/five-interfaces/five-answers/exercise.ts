import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const read = (view: RunView, name: string) => view.file(`/root/${name}.txt`)?.trim() ?? null;
const opened = (view: RunView, path: RegExp) => view.of('vfs').some((e) => e.op === 'open' && path.test(e.path));

export default defineExercise({
  id: 'ex_f5w1',
  kind: 'shell',
  title: { ja: '5つの窓口に聞く', en: 'Ask the five interfaces' },
  inspector: 'layers',
  hints: [
    {
      ja: '`grep -c processor /proc/cpuinfo` は、行を数えます。',
      en: '`grep -c processor /proc/cpuinfo` counts lines.',
    },
    {
      ja: '`ls /sys/class/net` で名前が見えます。`echo 名前 > card.txt` で構いません。',
      en: '`ls /sys/class/net` shows the names; `echo NAME > card.txt` will do.',
    },
    {
      ja: '`cat /proc/devices` の左の数がメジャー番号です。',
      en: 'In `cat /proc/devices` the number on the left is the major number.',
    },
  ],
  solution: [
    'grep -c processor /proc/cpuinfo > cpus.txt',
    'grep MemTotal /proc/meminfo > memory.txt',
    'ls /sys/class/net | grep -v lo > card.txt',
    'cat /sys/block/vda/size > sectors.txt',
    "grep pts /proc/devices | tr -d ' a-z' > tty.txt",
  ],
  wrong: [
    {
      name: 'counts-everything',
      lines: [
        'wc -l < /proc/cpuinfo > cpus.txt',
        'grep MemTotal /proc/meminfo > memory.txt',
        'ls /sys/class/net | grep -v lo > card.txt',
        'cat /sys/block/vda/size > sectors.txt',
        "grep pts /proc/devices | tr -d ' a-z' > tty.txt",
      ],
      expect: 'cpus',
    },
    {
      name: 'loopback',
      lines: [
        'grep -c processor /proc/cpuinfo > cpus.txt',
        'grep MemTotal /proc/meminfo > memory.txt',
        'echo lo > card.txt',
        'cat /sys/block/vda/size > sectors.txt',
        "grep pts /proc/devices | tr -d ' a-z' > tty.txt",
      ],
      expect: 'card',
    },
    {
      name: 'in-kilobytes',
      lines: [
        'grep -c processor /proc/cpuinfo > cpus.txt',
        'grep MemTotal /proc/meminfo > memory.txt',
        'ls /sys/class/net | grep -v lo > card.txt',
        "grep vda /proc/partitions | tr -s ' ' | cut -d ' ' -f 4 > sectors.txt",
        "grep pts /proc/devices | tr -d ' a-z' > tty.txt",
      ],
      expect: 'kilobytes',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('cpus', { ja: 'CPUの数', en: 'Number of CPUs' }, (view) => {
      const got = read(view, 'cpus');
      if (got === null) return fail('missing', { file: 'cpus.txt' });
      return Number(got) === view.snapshot?.cpus.length && opened(view, /^\/proc\/cpuinfo$/)
        ? null
        : fail('cpus', { got });
    }),
    check('memory', { ja: 'MemTotal の行', en: 'The MemTotal line' }, (view) => {
      const got = read(view, 'memory');
      if (got === null) return fail('missing', { file: 'memory.txt' });
      return /^MemTotal:\s+\d+ kB$/.test(got) ? null : fail('memory', { got: got.slice(0, 40) });
    }),
    check('card', { ja: 'ネットワークカードの名前', en: 'Name of the network card' }, (view) => {
      const got = read(view, 'card');
      if (got === null) return fail('missing', { file: 'card.txt' });
      return got === 'eth0' ? null : fail('card', { got: got.slice(0, 40) });
    }),
    check('sectors', { ja: 'ディスクの大きさ', en: 'Size of the disk' }, (view) => {
      const got = read(view, 'sectors');
      if (got === null) return fail('missing', { file: 'sectors.txt' });
      if (!opened(view, /\/vda\/size$/)) return fail('kilobytes', { got });
      return /^\d+$/.test(got) ? null : fail('kilobytes', { got: got.slice(0, 40) });
    }),
    check('tty', { ja: 'pts のメジャー番号', en: 'Major number of pts' }, (view) => {
      const got = read(view, 'tty');
      if (got === null) return fail('missing', { file: 'tty.txt' });
      return got === '136' ? null : fail('tty', { got: got.slice(0, 40) });
    }),
  ],
  messages: {
    missing: { ja: '`/root/{file}` がまだありません。', en: '`/root/{file}` does not exist yet.' },
    cpus: {
      ja: 'cpus.txt は「{got}」です。`processor` で始まる行の数が、CPUの数です。',
      en: 'cpus.txt says “{got}”. The number of `processor` lines is the number of CPUs.',
    },
    memory: {
      ja: 'memory.txt は「{got}」です。`MemTotal` の行が要ります。',
      en: 'memory.txt says “{got}”. It should hold the `MemTotal` line.',
    },
    card: {
      ja: 'card.txt は「{got}」です。`lo` は自分自身への折り返しで、カードではありません。',
      en: 'card.txt says “{got}”. `lo` loops back to oneself; it is no card.',
    },
    kilobytes: {
      ja: 'sectors.txt は「{got}」です。`/proc/partitions` は1,024バイト単位です。512バイト単位の大きさは `/sys/block/vda/size` にあります。',
      en: 'sectors.txt says “{got}”. `/proc/partitions` counts 1,024 bytes; the size in units of 512 is in `/sys/block/vda/size`.',
    },
    tty: {
      ja: 'tty.txt は「{got}」です。`/proc/devices` の `pts` の左の数です。',
      en: 'tty.txt says “{got}”. It is the number left of `pts` in `/proc/devices`.',
    },
  },
  success: {
    ja: 'どの装置にも触っていません。カーネルが知っていることを、ファイルとして読んだだけです。',
    en: 'No device was touched. You read, as files, what the kernel knows.',
  },
});
