import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const PROGRAM = 2;

/** The last time that a call of the program succeeded, by what its line shows. */
function last(view: RunView, name: string, pattern = /./): number {
  const done = view
    .of('syscall-exit')
    .filter((e) => e.pid === PROGRAM && e.name === name && e.result >= 0 && pattern.test(e.text));
  return done.at(-1)?.at ?? -1;
}

export default defineExercise({
  id: 'ex_y6f1',
  kind: 'program',
  title: { ja: '安全に置き換える', en: 'Replace safely' },
  inspector: 'vfs',
  hints: [
    {
      ja: '`open("/mnt/config.new", O_WRONLY | O_CREAT | O_TRUNC, 0644)` に書き、`fsync(fd)` してから閉じます。',
      en: 'Write to `open("/mnt/config.new", O_WRONLY | O_CREAT | O_TRUNC, 0644)` and `fsync(fd)` before closing.',
    },
    {
      ja: '`rename` の後、ディレクトリを開いて `fsync` します。',
      en: 'After `rename`, open the directory and `fsync` it.',
    },
  ],
  wrong: { 'rename-first': 'renamed-early', 'no-fsync': 'not-synced', 'no-directory': 'directory' },
  limits: { instructions: 900_000_000, tasks: 16 },
  checks: [
    endsWell(0),
    check('contents', { ja: '新しい中身になる', en: 'The new contents are there' }, (view) =>
      view.stdout === 'colour = green\n'
        ? null
        : fail('stdout-differs', { line: 1, expected: 'colour = green', got: view.stdout.trim() }),
    ),
    check('not-emptied', { ja: '元のファイルを空にしない', en: 'The old file is not emptied' }, (view) =>
      last(view, 'openat', /"\/mnt\/config", .*O_TRUNC/) >= 0 ? 'emptied' : null,
    ),
    check('renamed', { ja: 'rename で置き換える', en: 'It is replaced by rename' }, (view) => {
      const renamed = Math.max(last(view, 'rename'), last(view, 'renameat'), last(view, 'renameat2'));
      if (renamed < 0) return 'no-rename';
      const synced = view
        .of('syscall-exit')
        .filter((e) => e.pid === PROGRAM && /^f(data)?sync$/.test(e.name) && e.result === 0)
        .map((e) => e.at);
      const wrote = last(view, 'write', /^write\((?!1,)\d+, "colour = green/);
      if (!synced.length) return 'not-synced';
      if (!synced.some((at) => at > wrote && at < renamed)) return 'renamed-early';
      return synced.some((at) => at > renamed) ? null : 'directory';
    }),
  ],
  messages: {
    emptied: {
      ja: '元のファイルを空にしています（O_TRUNC）。その瞬間に電源が切れると、古い中身も新しい中身もありません。',
      en: 'The old file is emptied (O_TRUNC). If the power goes then, neither old nor new contents exist.',
    },
    'no-rename': { ja: '`rename` が呼ばれていません。', en: '`rename` was not called.' },
    'not-synced': {
      ja: '`fsync` が呼ばれていません。中身はまだキャッシュの中です。',
      en: '`fsync` was not called: the contents are still in the cache.',
    },
    'renamed-early': {
      ja: '中身がディスクに届く前に、名前を替えています。`fsync` は `rename` の前です。',
      en: 'The name changes before the contents are on the disk. `fsync` comes before `rename`.',
    },
    directory: {
      ja: '名前を替えたディレクトリを `fsync` していません。名前の付け替えも、書かれるまでは失われます。',
      en: 'The directory was not fsynced. A rename too is lost until it is written.',
    },
  },
  success: {
    ja: 'どの瞬間に電源が切れても、config は青か緑のどちらかです。空のことはありません。',
    en: 'Whenever the power goes, config is blue or green. It is never empty.',
  },
});
