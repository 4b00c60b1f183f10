import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const ALL = 40_000;

export default defineExercise({
  id: 'ex_t2h6',
  kind: 'program',
  title: { ja: '消えた数を取り戻す', en: 'Find the lost counts' },
  inspector: 'processes',
  run: { cpus: 2 },
  prediction: {
    id: 'result',
    prompt: {
      ja: 'そのまま実行すると、`counter` はいくつになるでしょうか。',
      en: 'Run as it is, what will `counter` be?',
    },
    options: [
      {
        id: 'exact',
        text: { ja: 'ちょうど40,000', en: 'Exactly 40,000' },
        feedback: {
          ja: '2つのCPUで本当に同時に動くので、読んでから書くまでの間に割り込まれます。',
          en: 'On two CPUs they really run at once, and come between each other’s load and store.',
        },
      },
      {
        id: 'less',
        text: { ja: '40,000より少ない', en: 'Less than 40,000' },
        correct: true,
        feedback: {
          ja: 'その通りです。増やした分が上書きされて消えます。',
          en: 'Right: counts are overwritten and lost.',
        },
      },
      {
        id: 'more',
        text: { ja: '40,000より多い', en: 'More than 40,000' },
        feedback: {
          ja: '増えすぎることはありません。消えるだけです。',
          en: 'There are never too many. They can only be lost.',
        },
      },
    ],
  },
  hints: [
    {
      ja: '`static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;` を1つだけ用意します。',
      en: 'Take one `static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;`.',
    },
    {
      ja: '読むところから書くところまでを、`pthread_mutex_lock` と `pthread_mutex_unlock` で囲みます。',
      en: 'Put `pthread_mutex_lock` before the load and `pthread_mutex_unlock` after the store.',
    },
  ],
  wrong: { 'one-after-the-other': 'not-parallel', 'two-locks': 'lost', 'never-unlocks': 'deadlock' },
  limits: { instructions: 400_000_000, tasks: 16 },
  checks: [
    check('ends', { ja: '最後まで動く', en: 'It runs to the end' }, (view) =>
      view.reason === 'idle' ? 'deadlock' : null,
    ),
    endsWell(0),
    check('count', { ja: '40,000になる', en: 'The count is 40,000' }, (view) => {
      const got = Number(/counter = (\d+)/.exec(view.stdout)?.[1] ?? -1);
      return got === ALL ? null : fail('lost', { got, lost: ALL - got });
    }),
    check('parallel', { ja: '2つのスレッドが同時にいる', en: 'Both threads are there at once' }, (view) => {
      const born = view.of('fork').map((e) => ({ pid: e.child, at: e.at }));
      if (born.length < 2) return 'not-parallel';
      const firstEnd = view.of('exit').find((e) => e.pid === born[0].pid);
      return firstEnd && firstEnd.at < born[1].at ? 'not-parallel' : null;
    }),
  ],
  messages: {
    lost: {
      ja: '{got} になりました。{lost} 回分が消えています。2つのスレッドは**同じ**錠を取っていますか。',
      en: 'It came to {got}: {lost} were lost. Do both threads take the **same** lock?',
    },
    deadlock: {
      ja: '全員が待ったままになりました。取った錠を返していますか。',
      en: 'Everybody waits for ever. Is the lock given back?',
    },
    'not-parallel': {
      ja: '数は合いますが、1つ目が終わってから2つ目を始めています。それでは、スレッドを使う意味がありません。',
      en: 'The count is right, but the second thread starts when the first has ended. Then there is no point in threads.',
    },
  },
  success: {
    ja: '錠を取り合うたびに、待つ側は futex で眠りました。正しさは、ただでは手に入りません。',
    en: 'Whenever both wanted the lock, one slept in futex. Being right has its price.',
  },
});
