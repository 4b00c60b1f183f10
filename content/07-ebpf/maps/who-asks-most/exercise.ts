import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted, attachedTo } from '../../checks';

export default defineExercise({
  id: 'ex_m4c8',
  kind: 'bpf',
  title: { ja: '誰がいちばん頼んでいるか', en: 'Who asks most?' },
  inspector: 'bpf',
  readonly: ['count.py', 'busy.c'],
  script: ['./count.py > out.txt &', 'sleep 1', './busy', 'sleep 3', 'cat out.txt'],
  hints: [
    { ja: '`BPF_HASH(counts, u32, u64);` で作ります。', en: '`BPF_HASH(counts, u32, u64);` makes it.' },
    {
      ja: '`u32 pid = bpf_get_current_pid_tgid() >> 32;` の後、`counts.increment(pid);` です。',
      en: 'After `u32 pid = bpf_get_current_pid_tgid() >> 32;` it is `counts.increment(pid);`.',
    },
  ],
  wrong: { 'one-key': 'one-counter', 'user-id': 'other-key', 'sets-one': 'not-counted' },
  limits: { instructions: 3_000_000_000, tasks: 32 },
  checks: [
    accepted(),
    check('attached', { ja: 'すべてのシステムコールに掛かる', en: 'It hangs on all system calls' }, (view) =>
      attachedTo(view, 'tracepoint:raw_syscalls:sys_enter') ? null : 'not-attached',
    ),
    check('counts', { ja: 'プロセスごとに数える', en: 'It counts for each process' }, (view) => {
      const busy = Number(/busy is pid (\d+)/.exec(view.stdout)?.[1] ?? -1);
      const rows = [...view.stdout.matchAll(/^pid (\d+) made (\d+) calls$/gm)].map((m) => [Number(m[1]), Number(m[2])]);
      if (!rows.length) return 'no-map';
      const mine = rows.find(([pid]) => pid === busy);
      if (!mine) return rows.length === 1 ? 'one-counter' : fail('other-key', { busy });
      return mine[1] >= 300 ? null : fail('not-counted', { count: mine[1] });
    }),
  ],
  messages: {
    rejected: { ja: '検証器に断られました: 「{reason}」', en: 'The verifier refused it: “{reason}”.' },
    'nothing-loaded': {
      ja: 'プログラムが入れられていません。`count.py` の出力を見てください。',
      en: 'No program was loaded. See what `count.py` printed.',
    },
    'not-attached': {
      ja: '`raw_syscalls:sys_enter` に掛かっていません。',
      en: 'Nothing hangs on `raw_syscalls:sys_enter`.',
    },
    'no-map': {
      ja: '`counts` というマップから何も読めませんでした。',
      en: 'Nothing could be read from a map called `counts`.',
    },
    'one-counter': {
      ja: '鍵が1つしかありません。全部を1つの数に足しています。鍵はプロセスの番号です。',
      en: 'There is one key only: everything goes into one number. The key should be the process’s number.',
    },
    'other-key': {
      ja: 'busy（PID {busy}）の行がありません。`bpf_get_current_pid_tgid()` の上位32ビットが、プロセスの番号です。',
      en: 'There is no row for busy, PID {busy}. The upper 32 bits of `bpf_get_current_pid_tgid()` are the process’s number.',
    },
    'not-counted': {
      ja: 'busy の数が {count} です。300回以上のはずです。1回ごとに足していますか。',
      en: 'busy has {count}; it should be 300 or more. Is one added each time?',
    },
  },
  success: {
    ja: 'カーネルの中で数え、最後に表を1度読んだだけです。',
    en: 'The kernel counted; the table was read once, at the end.',
  },
});
