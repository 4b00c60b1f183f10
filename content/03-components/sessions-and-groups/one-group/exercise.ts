import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const SIGTERM = 15;
const START = 'sleep 100 | sleep 200 &';
/** What the proofs type while both still sleep. */
const typed = (line: string) => ({ text: `${line}\n`, after: 200 });
const LIST = typed('ps -o pid,ppid,pgid,sid,comm > /root/tree.txt');
/** $1 is the PID of the first sleep, $3 its group. */
const FIRST = 'set -- $(grep sleep /root/tree.txt | head -n 1)';
const END = typed('sleep 1; poweroff');

const sleepers = (view: RunView) =>
  view.of('exec').filter((e) => e.path.endsWith('/sleep') && /^(100|200)$/.test(e.argv[1] ?? ''));

export default defineExercise({
  id: 'ex_w6g1',
  kind: 'shell',
  title: { ja: '1行は1つのグループ', en: 'One line, one group' },
  inspector: 'processes',
  hints: [
    {
      ja: '`cat /root/tree.txt` で、2つの sleep の PGID を見ます。',
      en: '`cat /root/tree.txt` shows the PGID of both.',
    },
    {
      ja: '最初の sleep の PID が、そのまま PGID です。`kill -TERM -- -PGID` とも書けます。',
      en: 'The PID of the first sleep is the PGID. `kill -TERM -- -PGID` works too.',
    },
  ],
  solution: [START, LIST, typed(`${FIRST}; kill -TERM -$3`), END],
  wrong: [
    { name: 'one-at-a-time', lines: [START, LIST, typed(`${FIRST}; kill -TERM $1 $!`), END], expect: 'one-by-one' },
    { name: 'two-jobs', lines: ['sleep 100 &', typed('sleep 200 &'), LIST, END], expect: 'two-groups' },
    { name: 'still-running', lines: [START, LIST, END], expect: 'alive' },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('group', { ja: '2つの sleep が1つのグループにいる', en: 'Both sleeps are in one group' }, (view) => {
      if (sleepers(view).length < 2) return 'not-started';
      const text = view.file('/root/tree.txt');
      if (text === null) return 'no-list';
      const groups = text
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((words) => words.at(-1) === 'sleep')
        .map((words) => words[2]);
      if (groups.length < 2) return 'no-list';
      return new Set(groups).size === 1 ? null : 'two-groups';
    }),
    check('ended', { ja: '2つとも SIGTERM で終わる', en: 'SIGTERM ends both' }, (view) => {
      const pids = sleepers(view).map((e) => e.pid);
      const ended = pids.filter((pid) => view.of('exit').some((e) => e.pid === pid && (e.status & 0x7f) === SIGTERM));
      return ended.length === 2 ? null : fail('alive', { count: 2 - ended.length });
    }),
    check('at-once', { ja: 'グループにまとめて送る', en: 'The group gets it at once' }, (view) => {
      const sent = view.of('syscall-enter').filter((e) => e.name === 'kill' && e.args[1] === SIGTERM && e.args[0] < -1);
      return sent.length ? null : 'one-by-one';
    }),
  ],
  messages: {
    'not-started': {
      ja: '`sleep 100 | sleep 200 &` がまだ動いていません。',
      en: '`sleep 100 | sleep 200 &` has not been run.',
    },
    'no-list': {
      ja: '`/root/tree.txt` に2つの sleep が見えません。動いている間に `ps` で書き出してください。',
      en: '`/root/tree.txt` does not show both sleeps. Write the list while they run.',
    },
    'two-groups': {
      ja: '2つの sleep は別のグループにいます。別々に起動すると、それぞれが1つのジョブ、1つのグループです。',
      en: 'The sleeps are in different groups: started apart, each is a job and a group of its own.',
    },
    alive: {
      ja: 'まだ {count} つ動いています。グループに SIGTERM を送ってください。',
      en: '{count} of them are still running. Send SIGTERM to the group.',
    },
    'one-by-one': {
      ja: '1つずつ送りました。PGID の前に − を付けると、1回の `kill` で全員に届きます。',
      en: 'They were sent one by one. With − before the PGID, one `kill` reaches everybody.',
    },
  },
  success: {
    ja: '1行が1つのグループになり、1回の kill で終わりました。Ctrl-C も、端末が前のグループに同じことをしています。',
    en: 'One line was one group, ended by one kill. Ctrl-C is the terminal doing the same to the group in front.',
  },
});
