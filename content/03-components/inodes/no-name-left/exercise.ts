import { calls, check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = 'read: kept in mind\nlinks: 0\nsize: 12\nname: gone\n';

export default defineExercise({
  id: 'ex_v2u1',
  kind: 'program',
  title: { ja: '名前の無いファイル', en: 'A file without a name' },
  inspector: 'vfs',
  prediction: {
    id: 'after-unlink',
    prompt: {
      ja: '開いたファイルを `unlink` した後、そのディスクリプタに書けるでしょうか。',
      en: 'After an open file is unlinked, can one write to its descriptor?',
    },
    options: [
      {
        id: 'yes',
        text: { ja: '書けるし、読める', en: 'Yes, and read too' },
        correct: true,
        feedback: { ja: 'その通りです。inode はまだあります。', en: 'Right: the inode is still there.' },
      },
      {
        id: 'no',
        text: { ja: 'EBADF で断られる', en: 'No: EBADF' },
        feedback: { ja: 'ディスクリプタは開いたままです。', en: 'The descriptor is still open.' },
      },
      {
        id: 'lost',
        text: { ja: '書けるが、読むと空', en: 'Yes, but nothing can be read' },
        feedback: { ja: '書いたものはそのまま読めます。', en: 'What was written can be read.' },
      },
    ],
  },
  hints: [
    { ja: '`unlink("/tmp/scratch")` を、開いた後に呼びます。', en: 'Call `unlink("/tmp/scratch")` after opening.' },
  ],
  wrong: { 'unlinks-later': 'window', 'unlinks-before': 'named', 'closes-it': 'no-file' },
  limits: { instructions: 50_000_000 },
  checks: [
    check('opened', { ja: 'ファイルを開く', en: 'A file is opened' }, (view) =>
      view.stdout.includes('no scratch file') || !view.stdout.includes('read: kept') ? 'no-file' : null,
    ),
    endsWell(0),
    check('nameless', { ja: '名前が残らない', en: 'No name is left' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      return view.stdout.includes('still there') ? 'named' : fail('report', { got: view.stdout.replaceAll('\n', ' ') });
    }),
    check('at-once', { ja: '書く前に名前を外す', en: 'The name goes before anything is written' }, (view) => {
      const removed = [...calls(view, 'unlink'), ...calls(view, 'unlinkat')][0];
      const wrote = view.of('syscall-enter').find((e) => e.name === 'write' && e.args[0] > 2);
      return removed && wrote && removed.at < wrote.at ? null : 'window';
    }),
  ],
  messages: {
    'no-file': {
      ja: '使えるディスクリプタが返っていません。`unlink` しても閉じてはいけません。',
      en: 'No usable descriptor was returned. Unlink it, but do not close it.',
    },
    named: {
      ja: '`/tmp/scratch` という名前が残っています。開いた**後で** `unlink` します。',
      en: 'The name `/tmp/scratch` is still there. `unlink` it **after** opening.',
    },
    window: {
      ja: '名前を外すのが遅すぎます。書いている間にプログラムが終わると、ファイルが残ります。開いた直後に外してください。',
      en: 'The name goes too late: if the program ended while writing, the file would stay. Unlink right after opening.',
    },
    report: { ja: '報告が違います: {got}', en: 'The report is not right: {got}' },
  },
  success: {
    ja: 'リンクの数は0。名前が無くても、開いている間はファイルです。`tmpfile(3)` も、`O_TMPFILE` も、この考え方です。',
    en: 'Links: 0. Without a name it is still a file for as long as it is open. `tmpfile(3)` and `O_TMPFILE` rest on this.',
  },
});
