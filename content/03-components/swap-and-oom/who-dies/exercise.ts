import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

interface Victim {
  name: string;
  adjust: number;
}

/** Whom the OOM killer chose, in order, as its lines in the kernel's log tell. */
function victims(view: RunView): Victim[] {
  const line = /Out of memory: Killed process \d+ \((\w+)\).* oom_score_adj:(-?\d+)/;
  return (view.log ?? [])
    .map(({ text }) => line.exec(text))
    .filter((match) => match !== null)
    .map(([, name, adjust]) => ({ name, adjust: Number(adjust) }));
}

export default defineExercise({
  id: 'ex_q6m2',
  kind: 'program',
  title: { ja: '誰が死ぬか', en: 'Who dies' },
  inspector: 'processes',
  readonly: ['machine.c', 'choose.h'],
  hints: [
    {
      ja: '`snprintf` で `/proc/%d/oom_score_adj` という名前を作り、`fopen` で書き込み用に開きます。',
      en: 'Make the name `/proc/%d/oom_score_adj` with `snprintf`, and open it for writing with `fopen`.',
    },
    {
      ja: '-1000 は「決して選ばない」、+1000 は「真っ先に選ぶ」です。',
      en: '-1000 means “never”, +1000 “before all others”.',
    },
  ],
  prediction: {
    id: 'default-victim',
    prompt: {
      ja: '何もしなければ、OOM killer は誰を選びますか。database は 36 MiB、leaky は増え続けて、そのとき 20 MiB ほどです。',
      en: 'If nothing is done, whom does the OOM killer choose? database holds 36 MiB; leaky grows, and has about 20 MiB by then.',
    },
    options: [
      {
        id: 'leaky',
        text: { ja: 'leaky（増やし続けているから）', en: 'leaky, because it keeps growing' },
        feedback: {
          ja: 'カーネルは、増え方を見ません。今どれだけ持っているかだけを見ます。',
          en: 'The kernel does not look at growth, only at how much each holds now.',
        },
      },
      {
        id: 'database',
        text: { ja: 'database（いちばん大きいから）', en: 'database, because it is the largest' },
        correct: true,
        feedback: {
          ja: 'その通りです。何も悪いことをしていなくても、いちばん大きいものが選ばれます。',
          en: 'Right. It has done nothing wrong, but it is the largest.',
        },
      },
      {
        id: 'asker',
        text: { ja: '最後に頼んで断られたプロセス', en: 'Whoever asked last' },
        feedback: {
          ja: '頼んだ者が死ぬとは限りません。選ぶのは点数です。',
          en: 'It is not about who asked. Points decide.',
        },
      },
    ],
  },
  wrong: {
    'upside-down': 'upside-down',
    'too-timid': 'too-timid',
    'protects-itself': 'parent-killed',
    'wrong-file': 'not-adjusted',
  },
  limits: { instructions: 900_000_000, tasks: 16 },
  checks: [
    check('victim', { ja: 'database は選ばれない', en: 'database is not chosen' }, (view) => {
      const [first] = victims(view);
      if (!first) return 'no-oom';
      if (first.name === 'leaky') return null;
      if (first.name !== 'database') return fail('parent-killed', { adjust: first.adjust });
      if (first.adjust > 0) return fail('upside-down', { adjust: first.adjust });
      return first.adjust < 0 ? fail('too-timid', { adjust: first.adjust }) : 'not-adjusted';
    }),
    endsWell(0),
    check('alone', { ja: '死ぬのは leaky だけ', en: 'leaky alone dies' }, (view) =>
      victims(view).length === 1 && /^database: answers$/m.test(view.stdout) ? null : 'no-answer-from-database',
    ),
  ],
  messages: {
    'no-oom': {
      ja: 'メモリが尽きる前に終わりました。OOM killer は呼ばれていません。',
      en: 'It ended before memory ran out: the OOM killer was not called.',
    },
    'not-adjusted': {
      ja: 'database が殺されました。その oom_score_adj は0のままでした。書く先は `/proc/PID/oom_score_adj` です（`oom_score` は読むだけです）。',
      en: 'database was killed, its oom_score_adj still being 0. Write to `/proc/PID/oom_score_adj`; `oom_score` can only be read.',
    },
    'upside-down': {
      ja: 'database が殺されました。oom_score_adj は {adjust} でした。大きいほど、先に選ばれます。守るのは負の値です。',
      en: 'database was killed, with an oom_score_adj of {adjust}. The larger, the sooner: negative values protect.',
    },
    'too-timid': {
      ja: 'oom_score_adj が {adjust} の database が殺されました。1000分の1が、メモリ全体の0.1 % に当たります。16 MiB の差を覆すには足りません。',
      en: 'database was killed in spite of its oom_score_adj of {adjust}. Each unit is worth 0.1 % of all memory: not enough against a difference of 16 MiB.',
    },
    'parent-killed': {
      ja: '殺されたのは親のプロセスです（oom_score_adj は {adjust}）。`/proc/self` は、書いている自分自身を指します。渡された PID のファイルに書いてください。',
      en: 'The parent was killed, with an oom_score_adj of {adjust}. `/proc/self` is the process that writes. Write to the files of the PIDs that are passed.',
    },
    'no-answer-from-database': {
      ja: 'leaky のほかにも殺されたものがあります。database が返事をしません。',
      en: 'Others than leaky were killed as well: database does not answer.',
    },
  },
  success: {
    ja: 'systemd の `OOMScoreAdjust=` や、コンテナの優先度は、このファイルに書いています。sshd はたいてい -1000 です。',
    en: 'systemd’s `OOMScoreAdjust=` and the priorities of containers are written to this file. sshd usually has -1000.',
  },
});
