import { calls, check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const FUTEX_WAIT = 0;
const COMMAND = 0x7f;

export default defineExercise({
  id: 'ex_f3x9',
  kind: 'program',
  title: { ja: '眠って待つ錠', en: 'A lock that sleeps' },
  inspector: 'trace',
  run: { cpus: 2 },
  hints: [
    {
      ja: '`lock` は `if (compare_exchange(0, 1) == 0) return; while (exchange(2) != 0) futex_wait(2);` です。',
      en: '`lock` is `if (compare_exchange(0, 1) == 0) return; while (exchange(2) != 0) futex_wait(2);`.',
    },
    {
      ja: '`unlock` は `if (exchange(0) == 2) futex_wake();` です。',
      en: '`unlock` is `if (exchange(0) == 2) futex_wake();`.',
    },
  ],
  wrong: { 'never-wakes': 'deadlock', 'always-asks': 'always-asks', 'sleeps-on-one': 'lost-wakeup' },
  limits: { instructions: 400_000_000, tasks: 16 },
  checks: [
    check('ends', { ja: '最後まで動く', en: 'It runs to the end' }, (view) => {
      if (view.reason !== 'idle') return null;
      const sleptOnOne = calls(view, 'futex').some((e) => (e.args[1] & COMMAND) === FUTEX_WAIT && e.args[2] === 1);
      return sleptOnOne ? 'lost-wakeup' : 'deadlock';
    }),
    endsWell(0),
    check('count', { ja: '数が合う', en: 'The count is right' }, (view) => {
      const got = Number(/counter = (\d+)/.exec(view.stdout)?.[1] ?? -1);
      return got === 600 ? null : fail('not-exclusive', { got });
    }),
    check('sleeps', { ja: '眠って待つ', en: 'It sleeps while it waits' }, (view) => {
      const waits = calls(view, 'futex').filter((e) => (e.args[1] & COMMAND) === FUTEX_WAIT && e.args[2] === 2);
      if (waits.length) return null;
      return calls(view, 'futex').some((e) => (e.args[1] & COMMAND) === FUTEX_WAIT && e.args[2] === 1)
        ? 'lost-wakeup'
        : 'spins';
    }),
    check('quiet', { ja: '空いていればカーネルに入らない', en: 'A free lock does not enter the kernel' }, (view) => {
      const count = calls(view, 'futex').length;
      return count < 300 ? null : fail('always-asks', { count });
    }),
  ],
  messages: {
    spins: {
      ja: '待つ間、CPUを回し続けています。`futex_wait` で眠ってください。',
      en: 'It goes round and round while it waits. Sleep by `futex_wait`.',
    },
    deadlock: {
      ja: '眠ったまま、誰も起きません。`unlock` で、待っている人を起こしていますか。',
      en: 'Everybody sleeps and nobody wakes. Does `unlock` wake who waits?',
    },
    'lost-wakeup': {
      ja: '待っている人がいることが、`unlock` する側に伝わっていません。眠る前に `state` を2にし、`futex_wait(2)` で眠ります。',
      en: 'The one who unlocks is not told that somebody waits. Put 2 into `state` before sleeping by `futex_wait(2)`.',
    },
    'not-exclusive': {
      ja: '{got} になりました。2つのスレッドが同時に錠を持ったことがあります。',
      en: 'It came to {got}: at some time both threads had the lock.',
    },
    'always-asks': {
      ja: 'futex を {count} 回呼びました。待っている人がいないときは、起こす必要も頼む必要もありません。',
      en: 'futex was called {count} times. When nobody waits there is nobody to wake and nothing to ask.',
    },
  },
  success: {
    ja: '600回の lock のうち、カーネルに入ったのは取り合いになったときだけでした。pthread の mutex の中身は、これです。',
    en: 'Of 600 locks only those that both wanted entered the kernel. This is what is inside a pthread mutex.',
  },
});
