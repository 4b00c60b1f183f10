import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted } from '../../checks';

const FILE = '/var/cache/worker-3/theme.conf';

export default defineExercise({
  id: 'ex_z9c7',
  kind: 'bpf',
  title: { ja: '調子の悪い計算機', en: 'The sick system' },
  inspector: 'bpf',
  readonly: ['find.py', 'worker.c'],
  script: [
    'for n in 1 2; do ./worker $n & done',
    './worker 3 sick &',
    'for n in 4 5; do ./worker $n & done',
    'python3 find.py',
    'kill %1 %2 %3 %4 %5',
  ],
  hints: [
    {
      ja: '入り口: `bpf_probe_read_user_str(&name.text, sizeof(name.text), args->filename); names.update(&id, &name);`',
      en: 'Entry: `bpf_probe_read_user_str(&name.text, sizeof(name.text), args->filename); names.update(&id, &name);`',
    },
    {
      ja: '出口: `struct name_t *name = names.lookup(&id); if (!name) return 0;` の後、負なら `struct pair_t pair = {};` に写して数えます。',
      en: 'Exit: `struct name_t *name = names.lookup(&id); if (!name) return 0;`; if negative, copy into `struct pair_t pair = {};` and count.',
    },
    {
      ja: '名前を写すのは `__builtin_memcpy(&pair.text, name->text, sizeof(pair.text));`',
      en: 'Copy the name by `__builtin_memcpy(&pair.text, name->text, sizeof(pair.text));`.',
    },
  ],
  wrong: { 'counts-successes': 'successes', 'never-deletes': 'left-over', 'forgets-the-pid': 'no-pid' },
  limits: { instructions: 6_000_000_000, tasks: 48 },
  checks: [
    accepted(),
    check('culprit', { ja: '犯人とファイルが分かる', en: 'Culprit and file are named' }, (view) => {
      const first = /^pid (\d+) failed to open (\S+) (\d+) times$/m.exec(view.stdout);
      if (!first) return 'nothing';
      const sick = view.of('exec').find((e) => e.argv[1] === '3' && e.argv[2] === 'sick')?.pid;
      if (/hostname/.test(view.stdout.split('# kill')[0].split('find.py')[1] ?? '')) return 'successes';
      if (first[2] !== FILE) return fail('other-file', { got: first[2] });
      return Number(first[1]) === sick ? null : fail('no-pid', { got: first[1], pid: sick ?? '?' });
    }),
    check('clean', { ja: '覚えた名前を消す', en: 'Remembered names are deleted' }, (view) => {
      const left = Number(/remembered: (\d+)/.exec(view.stdout)?.[1] ?? -1);
      return left >= 0 && left <= 2 ? null : fail('left-over', { left });
    }),
  ],
  messages: {
    rejected: { ja: '検証器に断られました: 「{reason}」', en: 'The verifier refused it: “{reason}”.' },
    'nothing-loaded': { ja: 'プログラムが入れられていません。', en: 'No program was loaded.' },
    nothing: { ja: '失敗が1つも数えられていません。', en: 'No failure was counted.' },
    successes: {
      ja: '成功した open まで数えています。`args->ret` が負のときだけ数えます。',
      en: 'Successful opens are counted too. Count only when `args->ret` is negative.',
    },
    'other-file': { ja: 'いちばん多いのは {got} となりました。', en: 'The highest count is for {got}.' },
    'no-pid': {
      ja: 'プロセスの番号が {got} です（正しくは {pid}）。',
      en: 'The process is {got}; it should be {pid}.',
    },
    'left-over': {
      ja: '`names` に {left} 個残っています。出口で必ず消してください。',
      en: '{left} entries are left in `names`. Delete them at the exit.',
    },
  },
  success: {
    ja: '止めず、書き換えず、再起動もせずに、5つの中から1つを見つけました。第1章では、計算機は1つのバグで終わっていました。ここまで来ました。',
    en: 'One out of five, found without stopping, changing or restarting anything. In chapter 1 a single bug was the end of the computer. You have come this far.',
  },
});
