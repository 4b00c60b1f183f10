import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const SWAP_KB = 16380;
const total = (text: string) => Number(/^SwapTotal:\s+(\d+) kB$/m.exec(text)?.[1] ?? -1);

/** A file of the learner, if it holds what /proc/meminfo says of swap. */
const note = (view: RunView, name: string) => {
  const text = view.file(`/root/${name}.txt`);
  return text === null ? null : total(text);
};

const tried = (view: RunView, name: string) => view.of('syscall-exit').filter((e) => e.name === name);

export default defineExercise({
  id: 'ex_s3w5',
  kind: 'shell',
  title: { ja: 'スワップを足して、外す', en: 'Swap on, swap off' },
  inspector: 'layers',
  hints: [
    {
      ja: '`mkswap /dev/vda` で印を書き、`swapon /dev/vda` で使い始めます。',
      en: '`mkswap /dev/vda` writes the signature; `swapon /dev/vda` begins to use it.',
    },
    {
      ja: '`grep Swap /proc/meminfo > /root/on.txt` のように残します。',
      en: 'Keep it like `grep Swap /proc/meminfo > /root/on.txt`.',
    },
    { ja: '最後は `swapoff /dev/vda` です。', en: 'The last step is `swapoff /dev/vda`.' },
  ],
  solution: [
    'grep Swap /proc/meminfo',
    'mkswap /dev/vda',
    'swapon /dev/vda',
    'cat /proc/swaps',
    'grep Swap /proc/meminfo > /root/on.txt',
    'swapoff /dev/vda',
    'grep Swap /proc/meminfo > /root/off.txt',
  ],
  wrong: [
    {
      name: 'without-mkswap',
      lines: ['swapon /dev/vda', 'grep Swap /proc/meminfo > /root/on.txt'],
      expect: 'no-signature',
    },
    {
      name: 'only-mkswap',
      lines: ['mkswap /dev/vda', 'grep Swap /proc/meminfo > /root/on.txt'],
      expect: 'not-on',
    },
    {
      name: 'noted-after-swapoff',
      lines: ['mkswap /dev/vda', 'swapon /dev/vda', 'swapoff /dev/vda', 'grep Swap /proc/meminfo > /root/on.txt'],
      expect: 'noted-too-late',
    },
    {
      name: 'still-on',
      lines: [
        'mkswap /dev/vda',
        'swapon /dev/vda',
        'grep Swap /proc/meminfo > /root/on.txt',
        'grep Swap /proc/meminfo > /root/off.txt',
      ],
      expect: 'still-on',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('on', { ja: '/dev/vda がスワップになる', en: '/dev/vda becomes swap' }, (view) => {
      const tries = tried(view, 'swapon');
      if (tries.some(({ result }) => result === 0)) return null;
      return tries.length ? 'no-signature' : 'not-on';
    }),
    check('on-note', { ja: 'on.txt に SwapTotal', en: 'SwapTotal in on.txt' }, (view) => {
      const got = note(view, 'on');
      if (got === null) return 'no-note';
      if (got === SWAP_KB) return null;
      return got === 0 ? 'noted-too-late' : fail('other-total', { got });
    }),
    check('off', { ja: 'スワップを外す', en: 'Swap is taken off' }, (view) => {
      if ((view.snapshot?.memory.swapPages ?? 0) > 0) return 'still-on';
      const got = note(view, 'off');
      if (got === null) return 'no-off-note';
      return got === 0 ? null : fail('other-total', { got });
    }),
  ],
  messages: {
    'no-signature': {
      ja: '`swapon` は断られました。/dev/vda には、まだスワップの印がありません。先に `mkswap` です。',
      en: '`swapon` was refused: /dev/vda has no swap signature yet. `mkswap` comes first.',
    },
    'not-on': {
      ja: 'まだ `swapon` していません。`mkswap` は印を書くだけで、使い始めません。',
      en: 'No `swapon` yet. `mkswap` only writes a signature; it uses nothing.',
    },
    'no-note': {
      ja: '`/root/on.txt` がまだありません。',
      en: '`/root/on.txt` does not exist yet.',
    },
    'noted-too-late': {
      ja: '`/root/on.txt` の SwapTotal が 0 です。`swapon` の後、`swapoff` の前に書き出してください。',
      en: '`/root/on.txt` says SwapTotal 0. Write it after `swapon` and before `swapoff`.',
    },
    'other-total': {
      ja: 'SwapTotal が {got} kB になっています（-1 は、その行が無いことです）。',
      en: 'SwapTotal says {got} kB there (-1: there is no such line).',
    },
    'still-on': {
      ja: 'スワップがまだ使われています。`swapoff /dev/vda` してから `/root/off.txt` に書き出します。',
      en: 'The swap is still in use. `swapoff /dev/vda`, then write `/root/off.txt`.',
    },
    'no-off-note': {
      ja: '`/root/off.txt` がまだありません。',
      en: '`/root/off.txt` does not exist yet.',
    },
  },
  success: {
    ja: '`swapoff` は、そこにあるページを全部メモリに戻してから終わります。戻す場所が無ければ断られます。',
    en: '`swapoff` brings every page back into memory before it returns, and is refused when there is no room.',
  },
});
