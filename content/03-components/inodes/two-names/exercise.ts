import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const called = (view: RunView, ...names: string[]) =>
  view.of('syscall-exit').filter((e) => names.includes(e.name) && e.result === 0);

export default defineExercise({
  id: 'ex_j3i5',
  kind: 'shell',
  title: { ja: '1つのファイル、2つの名前', en: 'One file, two names' },
  inspector: 'vfs',
  hints: [
    {
      ja: '`ls -li` で inode 番号とリンクの数を見られます。',
      en: '`ls -li` shows inode numbers and numbers of links.',
    },
    { ja: '`rm memo` の後、`arrow` の行き先はありません。', en: 'After `rm memo`, `arrow` leads nowhere.' },
  ],
  solution: ['echo first > memo', 'ln memo copy', 'ln -s memo arrow', 'rm memo', 'cat copy > answer.txt'],
  wrong: [
    {
      name: 'through-the-arrow',
      lines: ['echo first > memo', 'ln memo copy', 'ln -s memo arrow', 'rm memo', 'cat arrow > answer.txt'],
      expect: 'dangling',
    },
    {
      name: 'copied',
      lines: ['echo first > memo', 'cp memo copy', 'ln -s memo arrow', 'rm memo', 'cat copy > answer.txt'],
      expect: 'not-a-link',
    },
    {
      name: 'not-removed',
      lines: ['echo first > memo', 'ln memo copy', 'ln -s memo arrow', 'cat copy > answer.txt'],
      expect: 'still-there',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('hard', { ja: 'ハードリンクを作る', en: 'A hard link is made' }, (view) =>
      called(view, 'link', 'linkat').length ? null : view.file('/root/copy') !== null ? 'not-a-link' : 'no-copy',
    ),
    check('symbolic', { ja: 'シンボリックリンクを作る', en: 'A symbolic link is made' }, (view) =>
      called(view, 'symlink', 'symlinkat').length ? null : 'no-arrow',
    ),
    check('removed', { ja: 'memo が消える', en: 'memo is removed' }, (view) =>
      view.file('/root/memo') === null ? null : 'still-there',
    ),
    check('answer', { ja: '残った名前から読める', en: 'The other name still reads' }, (view) => {
      const answer = view.file('/root/answer.txt');
      if (answer === 'first\n') return null;
      return answer === '' ? 'dangling' : fail('answer', { got: (answer ?? '').trim() });
    }),
  ],
  messages: {
    'no-copy': { ja: '`copy` がまだありません。', en: '`copy` does not exist yet.' },
    'not-a-link': {
      ja: '`copy` は写しで、別の inode です。`ln`（-s なし）を使うと、同じ inode のもう1つの名前になります。',
      en: '`copy` is a copy, another inode. `ln` without -s makes one more name for the same one.',
    },
    'no-arrow': { ja: '`ln -s memo arrow` がまだです。', en: '`ln -s memo arrow` is still to do.' },
    'still-there': { ja: '`memo` がまだあります。', en: '`memo` is still there.' },
    dangling: {
      ja: 'answer.txt が空です。`arrow` は「memo」という名前を覚えているだけで、その名前はもうありません。',
      en: 'answer.txt is empty. `arrow` only remembers the name “memo”, and that name is gone.',
    },
    answer: { ja: 'answer.txt の中身が「{got}」です。', en: 'answer.txt holds “{got}”.' },
  },
  success: {
    ja: 'memo という名前は消えましたが、ファイルは消えていません。名前は外せる札だったのです。',
    en: 'The name memo is gone; the file is not. A name was a label that can be taken off.',
  },
});
