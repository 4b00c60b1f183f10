import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_o1b3',
  kind: 'predict',
  title: { ja: '誰に届くか', en: 'Whom does it reach?' },
  inspector: 'processes',
  hints: [
    { ja: '端末は、前にいるグループを1つだけ覚えています。', en: 'A terminal remembers one group, the one in front.' },
  ],
  questions: [
    {
      id: 'ctrl-c',
      prompt: {
        ja: '`sleep 100 &` を背景で動かし、`cat | wc` を前で動かして Ctrl-C を押しました。終わるのは？',
        en: '`sleep 100 &` runs in the background, `cat | wc` in front. Ctrl-C is pressed. Which end?',
      },
      options: [
        {
          id: 'pipeline',
          text: { ja: 'cat と wc', en: 'cat and wc' },
          correct: true,
          feedback: {
            ja: '前にいるグループの全員に SIGINT が届きます。',
            en: 'Everybody in the group in front gets SIGINT.',
          },
        },
        {
          id: 'cat',
          text: { ja: 'cat だけ', en: 'cat alone' },
          feedback: { ja: '届くのはプロセスではなくグループです。', en: 'It goes to a group, not to a process.' },
        },
        {
          id: 'all',
          text: { ja: '3つとも', en: 'All three' },
          feedback: {
            ja: '背景のグループには届きません。端末が相手にするのは前のグループだけです。',
            en: 'Not the background group: the terminal deals with the one in front.',
          },
        },
      ],
    },
    {
      id: 'reads',
      prompt: {
        ja: '背景の `cat &` が端末から読もうとすると？',
        en: 'What when `cat &` in the background reads from the terminal?',
      },
      options: [
        {
          id: 'stopped',
          text: { ja: 'SIGTTIN で止まる', en: 'SIGTTIN stops it' },
          correct: true,
          feedback: {
            ja: '`fg` で前に出すと、続きから読めます。',
            en: '`fg` brings it to the front, and it reads on.',
          },
        },
        {
          id: 'gets',
          text: { ja: 'シェルと取り合って読む', en: 'It competes with the shell for input' },
          feedback: { ja: 'それを防ぐのが、この決まりです。', en: 'This rule is there to prevent that.' },
        },
        {
          id: 'eof',
          text: { ja: '0が返る（終わり）', en: 'It gets 0, the end' },
          feedback: { ja: '終わりではなく、順番でないだけです。', en: 'It is not the end, it is just not its turn.' },
        },
      ],
    },
    {
      id: 'new-session',
      prompt: {
        ja: '`setsid` を呼べないのは、どのようなプロセスですか。',
        en: 'Which process may not call `setsid`?',
      },
      options: [
        {
          id: 'leader',
          text: { ja: 'プロセスグループのリーダー', en: 'The leader of a process group' },
          correct: true,
          feedback: {
            ja: '自分の番号のグループが、もう別のセッションにあるからです。だから先に fork します。',
            en: 'A group with its number is in another session already. That is why one forks first.',
          },
        },
        {
          id: 'root',
          text: { ja: 'root でないプロセス', en: 'One that is not root' },
          feedback: { ja: '権限は要りません。', en: 'No privilege is needed.' },
        },
        {
          id: 'background',
          text: { ja: '背景で動いているプロセス', en: 'One in the background' },
          feedback: { ja: '前か後ろかは関係ありません。', en: 'Front or back makes no difference.' },
        },
      ],
    },
  ],
  solution: { 'ctrl-c': 'pipeline', reads: 'stopped', 'new-session': 'leader' },
  wrong: [
    { name: 'only-cat', answers: { 'ctrl-c': 'cat', reads: 'stopped', 'new-session': 'leader' }, expect: 'ctrl-c/cat' },
    {
      name: 'competes',
      answers: { 'ctrl-c': 'pipeline', reads: 'gets', 'new-session': 'leader' },
      expect: 'reads/gets',
    },
    {
      name: 'needs-root',
      answers: { 'ctrl-c': 'pipeline', reads: 'stopped', 'new-session': 'root' },
      expect: 'new-session/root',
    },
  ],
  messages: {},
  success: {
    ja: 'グループはシグナルの宛先、セッションは端末の持ち主です。次のレッスンで、端末を持たないセッションを作ります。',
    en: 'Groups are where signals go; sessions own terminals. The next lessons make a session that has none.',
  },
});
