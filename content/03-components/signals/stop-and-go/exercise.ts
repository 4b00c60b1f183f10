import { check } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const SIGTSTP = 20;
const SIGCONT = 18;
const SIGTERM = 15;
/** What the proofs type while `sleep` is still running. */
const typed = (line: string) => ({ text: `${line}\n`, after: 200 });
const stop = { text: '\u001a', after: 200 };
const end = typed('kill %1; sleep 1; poweroff');
const enough = typed('poweroff');

const sleeper = (view: RunView) => view.of('exec').find((e) => e.path.endsWith('/sleep') && e.argv[1] === '300')?.pid;

export default defineExercise({
  id: 'ex_f7j2',
  kind: 'shell',
  title: { ja: '止めて、続けて、終わらせる', en: 'Stop, go on, end' },
  inspector: 'processes',
  hints: [
    {
      ja: 'Ctrl-Z は、Ctrl を押しながら Z です。画面に `^Z` と出ます。',
      en: 'Ctrl-Z: hold Ctrl and press Z. The screen shows `^Z`.',
    },
    {
      ja: '`jobs` は `[1]+  Stopped  sleep 300` のように表示します。',
      en: '`jobs` prints something like `[1]+  Stopped  sleep 300`.',
    },
  ],
  solution: ['sleep 300', stop, typed('jobs > /root/stopped.txt'), typed('bg'), typed('jobs > /root/running.txt'), end],
  wrong: [
    {
      name: 'starts-in-background',
      lines: ['sleep 300 &', typed('jobs > /root/stopped.txt'), typed('jobs > /root/running.txt'), end],
      expect: 'not-stopped',
    },
    {
      name: 'not-continued',
      lines: ['sleep 300', stop, typed('jobs > /root/stopped.txt'), typed('jobs > /root/running.txt'), end],
      expect: 'not-continued',
    },
    {
      name: 'not-ended',
      lines: [
        'sleep 300',
        stop,
        typed('jobs > /root/stopped.txt'),
        typed('bg'),
        typed('jobs > /root/running.txt'),
        enough,
      ],
      expect: 'not-ended',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('stopped', { ja: 'Ctrl-Z で止まる', en: 'Ctrl-Z stops it' }, (view) => {
      const pid = sleeper(view);
      if (pid === undefined) return 'not-started';
      const stop = view.of('signal-deliver').find((e) => e.pid === pid && e.signal === SIGTSTP);
      return stop ? null : 'not-stopped';
    }),
    check('told', { ja: '止まっていると書き出す', en: 'It is written down as stopped' }, (view) =>
      /stopped/i.test(view.file('/root/stopped.txt') ?? '') ? null : 'not-told-stopped',
    ),
    check('continued', { ja: 'bg で続く', en: 'bg lets it go on' }, (view) => {
      const pid = sleeper(view);
      const sent = view.of('signal-send').filter((e) => e.signal === SIGCONT && e.target === pid);
      const killed = view.of('signal-send').find((e) => e.signal === SIGTERM && e.target === pid);
      if (!sent.some((e) => !killed || e.at < killed.at)) return 'not-continued';
      return /running/i.test(view.file('/root/running.txt') ?? '') ? null : 'not-told-running';
    }),
    check('ended', { ja: '最後に終わる', en: 'It ends' }, (view) => {
      const pid = sleeper(view);
      return view.of('exit').some((e) => e.pid === pid) ? null : 'not-ended';
    }),
  ],
  messages: {
    'not-started': { ja: '`sleep 300` がまだ動いていません。', en: '`sleep 300` has not been run.' },
    'not-stopped': {
      ja: 'まだ止められていません。前で動かしてから Ctrl-Z を押します（`&` は付けません）。',
      en: 'It was not stopped. Run it in front, without `&`, and press Ctrl-Z.',
    },
    'not-told-stopped': {
      ja: '`/root/stopped.txt` に Stopped と書かれていません。止めた後に `jobs` を実行してください。',
      en: '`/root/stopped.txt` does not say Stopped. Run `jobs` after stopping it.',
    },
    'not-continued': { ja: 'まだ続けられていません。`bg` を実行してください。', en: 'It was not continued. Run `bg`.' },
    'not-told-running': {
      ja: '`/root/running.txt` に Running と書かれていません。`bg` の後に `jobs` を実行してください。',
      en: '`/root/running.txt` does not say Running. Run `jobs` after `bg`.',
    },
    'not-ended': { ja: '`kill %1` で終わらせてください。', en: 'End it by `kill %1`.' },
  },
  success: {
    ja: 'SIGTSTP、SIGCONT、SIGTERM。キーボードとシェルの操作は、すべてシグナルになって届いていました。',
    en: 'SIGTSTP, SIGCONT, SIGTERM: what keyboard and shell did all arrived as signals.',
  },
});
