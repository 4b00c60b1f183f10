import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted, attachedTo } from '../../checks';

export default defineExercise({
  id: 'ex_x1d5',
  kind: 'bpf',
  title: { ja: '入り口で捨てる', en: 'Dropped at the door' },
  inspector: 'bpf',
  readonly: ['drop.py', 'knock.c'],
  script: ['python3 drop.py', './knock'],
  hints: [
    {
      ja: '最初に `if ((void *)(udp + 1) > data_end) return XDP_PASS;` です。',
      en: 'First `if ((void *)(udp + 1) > data_end) return XDP_PASS;`.',
    },
    {
      ja: '数えるのは `int zero = 0; dropped.increment(zero);`',
      en: 'Count by `int zero = 0; dropped.increment(zero);`.',
    },
  ],
  wrong: { 'no-bounds': 'rejected', 'all-udp': 'too-much', 'no-htons': 'not-dropped', everything: 'ping-lost' },
  limits: { instructions: 4_000_000_000, tasks: 32 },
  checks: [
    accepted(),
    check('attached', { ja: 'lo に掛かる', en: 'It hangs on lo' }, (view) =>
      attachedTo(view, 'xdp:lo') ? null : 'not-attached',
    ),
    check('dropped', { ja: 'ポート7000は届かない', en: 'Port 7000 does not arrive' }, (view) =>
      /python3 drop\.py[\s\S]*?port 7000: nothing/.test(view.stdout) ? null : 'not-dropped',
    ),
    check('ping', { ja: 'ping は通る', en: 'ping goes through' }, (view) =>
      /1 received| 0% packet loss/.test(view.stdout) ? null : 'ping-lost',
    ),
    check('others', { ja: 'ポート7001は届く', en: 'Port 7001 arrives' }, (view) =>
      /port 7001: nothing/.test(view.stdout) ? 'too-much' : null,
    ),
    check('counted', { ja: '捨てた数を数える', en: 'It counts' }, (view) => {
      const count = /dropped: (\d+)/.exec(view.stdout)?.[1];
      return count === '1' ? null : fail('count', { count: count ?? '?' });
    }),
  ],
  messages: {
    rejected: {
      ja: '検証器に断られました: 「{reason}」。読む前に、パケットの終わりを確かめてください。',
      en: 'The verifier refused it: “{reason}”. Look for the packet’s end before reading.',
    },
    'nothing-loaded': { ja: 'プログラムが入れられていません。', en: 'No program was loaded.' },
    'not-attached': { ja: '`lo` に掛かっていません。', en: 'Nothing hangs on `lo`.' },
    'not-dropped': {
      ja: 'ポート7000が届いてしまいます。ポートはネットワークの並びです（`bpf_htons`）。',
      en: 'Port 7000 still arrives. Ports are in network order (`bpf_htons`).',
    },
    'ping-lost': { ja: 'ping まで捨てています。', en: 'ping is dropped too.' },
    'too-much': { ja: 'ポート7001まで捨てています。', en: 'Port 7001 is dropped too.' },
    count: { ja: '数えた数が {count} です（1のはず）。', en: 'It counted {count}; it should be 1.' },
  },
  success: {
    ja: '第6章のモジュールと同じ仕事を、検証されたプログラムで、もっと手前で行いました。',
    en: 'The work of chapter 6’s module, done by a verified program, and earlier on the way.',
  },
});
