import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const MIB = 1024;

const field = (text: string | null, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text ?? '')?.[1] ?? Number.NaN);

export default defineExercise({
  id: 'ex_m2e4',
  kind: 'shell',
  title: { ja: 'キャッシュが増えるのを見る', en: 'Watch the cache grow' },
  inspector: 'address-space',
  hints: [
    {
      ja: '`grep Cached /root/before.txt /root/after.txt` で並べて見られます。',
      en: '`grep Cached /root/before.txt /root/after.txt` shows both.',
    },
    { ja: 'ファイルの中身はページキャッシュに入ります。', en: 'What is in a file lies in the page cache.' },
  ],
  solution: [
    'cat /proc/meminfo > /root/before.txt',
    'head -c 8388608 /dev/zero > /root/big',
    'cat /proc/meminfo > /root/after.txt',
    'grep VmallocTotal /proc/meminfo > /root/vmalloc.txt',
    'echo Cached > /root/answer.txt',
  ],
  wrong: [
    {
      name: 'anon',
      lines: [
        'cat /proc/meminfo > /root/before.txt',
        'head -c 8388608 /dev/zero > /root/big',
        'cat /proc/meminfo > /root/after.txt',
        'grep VmallocTotal /proc/meminfo > /root/vmalloc.txt',
        'echo AnonPages > /root/answer.txt',
      ],
      expect: 'not-anon',
    },
    {
      name: 'no-file-between',
      lines: [
        'cat /proc/meminfo > /root/before.txt',
        'cat /proc/meminfo > /root/after.txt',
        'grep VmallocTotal /proc/meminfo > /root/vmalloc.txt',
        'echo Cached > /root/answer.txt',
      ],
      expect: 'no-growth',
    },
    {
      name: 'another-line',
      lines: [
        'cat /proc/meminfo > /root/before.txt',
        'head -c 8388608 /dev/zero > /root/big',
        'cat /proc/meminfo > /root/after.txt',
        'grep MemTotal /proc/meminfo > /root/vmalloc.txt',
        'echo Cached > /root/answer.txt',
      ],
      expect: 'not-vmalloc',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check(
      'growth',
      { ja: '前と後の記録があり、8 MiB ほど増えている', en: 'Before and after differ by some 8 MiB' },
      (view) => {
        const before = field(view.file('/root/before.txt'), 'Cached');
        const after = field(view.file('/root/after.txt'), 'Cached');
        if (Number.isNaN(before) || Number.isNaN(after)) return 'no-records';
        return after - before >= 7 * MIB ? null : fail('no-growth', { grew: after - before });
      },
    ),
    check('vmalloc', { ja: 'VmallocTotal を書き出す', en: 'VmallocTotal is written down' }, (view) => {
      const text = view.file('/root/vmalloc.txt') ?? '';
      return field(text, 'VmallocTotal') === 34359738367 ? null : 'not-vmalloc';
    }),
    check('answer', { ja: '増えた行が分かる', en: 'The line that grew is named' }, (view) => {
      const answer = view.file('/root/answer.txt')?.trim();
      if (answer === 'Cached') return null;
      return answer === 'AnonPages' ? 'not-anon' : fail('other-answer', { got: answer ?? '' });
    }),
  ],
  messages: {
    'no-records': {
      ja: '`/root/before.txt` と `/root/after.txt` がそろっていません。',
      en: '`/root/before.txt` and `/root/after.txt` are not both there.',
    },
    'no-growth': {
      ja: 'Cached の差は {grew} kB です。2つの記録の間に、8 MiB のファイルを作ってください。',
      en: 'Cached differs by {grew} kB. Make the 8 MiB file between the two records.',
    },
    'not-vmalloc': {
      ja: '`/root/vmalloc.txt` が VmallocTotal の行ではありません。',
      en: '`/root/vmalloc.txt` does not hold the VmallocTotal line.',
    },
    'not-anon': {
      ja: 'AnonPages は、ヒープやスタックなど、ファイルに元が無いページです。ファイルを書いて増えたのは Cached です。',
      en: 'AnonPages are heaps and stacks, pages that do not come from a file. Writing a file made Cached grow.',
    },
    'other-answer': {
      ja: '答えは「{got}」でした。`Cached` か `AnonPages` を書いてください。',
      en: 'The answer was “{got}”. Write `Cached` or `AnonPages`.',
    },
  },
  success: {
    ja: 'ファイルに書いた8 MiB は、そのままメモリの中にあります。もう1度読むとき、どこにも取りに行かなくて済みます。',
    en: 'The 8 MiB written to the file are there in memory. Reading them again needs no trip anywhere.',
  },
});
