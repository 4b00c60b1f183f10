import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const PARENT = 2;
const WNOHANG = 1;

export default defineExercise({
  id: 'ex_k3c9',
  kind: 'program',
  title: { ja: '1回の知らせ、3つの子', en: 'One message, three children' },
  inspector: 'processes',
  hints: [
    {
      ja: '`while (waitpid(-1, NULL, WNOHANG) > 0) collected++;` とします。',
      en: 'Use `while (waitpid(-1, NULL, WNOHANG) > 0) collected++;`.',
    },
    {
      ja: 'WNOHANG は「終わった子がいなければ、待たずに0を返す」という意味です。',
      en: 'WNOHANG means: when no child has ended, return 0 instead of waiting.',
    },
  ],
  wrong: { 'counts-signals': 'zombies', 'three-waits': 'may-wait', 'ignores-it': 'not-collected' },
  limits: { instructions: 200_000_000, tasks: 16 },
  checks: [
    endsWell(0),
    check('collected', { ja: '3つとも受け取る', en: 'All three are collected' }, (view) => {
      const reaped = view.of('reap').filter((e) => e.pid === PARENT).length;
      const said = Number(/collected (\d+)/.exec(view.stdout)?.[1] ?? -1);
      if (reaped === 3 && said === 3) return null;
      return said === 0 ? 'not-collected' : fail('zombies', { left: 3 - said });
    }),
    check('does-not-wait', { ja: 'ハンドラで待たない', en: 'The handler does not wait' }, (view) => {
      const waits = view.of('syscall-enter').filter((e) => e.pid === PARENT && e.name === 'wait4');
      return waits.every((e) => (e.args[2] & WNOHANG) !== 0) ? null : 'may-wait';
    }),
  ],
  messages: {
    zombies: {
      ja: 'ゾンビが {left} つ残りました。3つの子が終わっても、届いた SIGCHLD は1回です。1回で「いる限り」受け取ってください。',
      en: '{left} zombies are left. Three children ended, one SIGCHLD came: collect for as long as there are any.',
    },
    'not-collected': {
      ja: '1つも受け取っていません。`SIG_IGN` や何もしないハンドラでは、数えられません。',
      en: 'None was collected. With `SIG_IGN` or an empty handler there is nothing to count.',
    },
    'may-wait': {
      ja: '3つとも受け取りましたが、`WNOHANG` がありません。まだ動いている子が1つでもいると、ハンドラの中で止まったままになります。',
      en: 'All three were collected, but without `WNOHANG`. With one child still running, the handler would be stuck.',
    },
  },
  success: {
    ja: 'シグナルは「何かが起きた」としか言いません。何がいくつ起きたかは、自分で調べます。',
    en: 'A signal says that something has happened. What, and how often, one has to find out.',
  },
});
