import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_d7c4',
  kind: 'shell',
  title: { ja: '名前ではなく番号', en: 'Numbers, not names' },
  inspector: 'trace',
  hints: [
    { ja: '`ls -l /dev/zero` の日付の前に「1, 5」とあります。', en: '`ls -l /dev/zero` shows “1, 5” before the date.' },
    { ja: '`mknod /root/nothing c 1 5` です。', en: 'It is `mknod /root/nothing c 1 5`.' },
  ],
  solution: [
    'mknod /root/nothing c 1 5',
    'head -c 16 /root/nothing > /root/sixteen',
    "sh -c 'echo hi > /dev/full' 2> /root/error.txt",
  ],
  wrong: [
    {
      name: 'null-numbers',
      lines: [
        'mknod /root/nothing c 1 3',
        'head -c 16 /root/nothing > /root/sixteen',
        "sh -c 'echo hi > /dev/full' 2> /root/error.txt",
      ],
      expect: 'empty',
    },
    {
      name: 'block-device',
      lines: [
        'mknod /root/nothing b 1 5',
        'head -c 16 /root/nothing > /root/sixteen',
        "sh -c 'echo hi > /dev/full' 2> /root/error.txt",
      ],
      expect: 'block',
    },
    {
      name: 'copies-the-name',
      lines: [
        'ln -s /dev/zero /root/nothing',
        'head -c 16 /root/nothing > /root/sixteen',
        "sh -c 'echo hi > /dev/full' 2> /root/error.txt",
      ],
      expect: 'no-mknod',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('mknod', { ja: '同じ番号の装置を作る', en: 'A device of the same numbers is made' }, (view) => {
      const made = view.of('syscall-exit').filter((e) => /^mknod(at)?$/.test(e.name) && e.result === 0);
      if (!made.length) return 'no-mknod';
      return made.some((e) => e.text.includes('S_IFBLK')) ? 'block' : null;
    }),
    check('zeros', { ja: '16バイトの0が読める', en: 'Sixteen zero bytes are read' }, (view) => {
      const text = view.file('/root/sixteen');
      if (text === null) return 'not-read';
      if (text === '') return 'empty';
      return text === '\0'.repeat(16) ? null : fail('not-zeros', { count: text.length });
    }),
    check('full', { ja: '/dev/full のエラーを残す', en: 'The error of /dev/full is kept' }, (view) =>
      /No space left/.test(view.file('/root/error.txt') ?? '') ? null : 'no-error',
    ),
  ],
  messages: {
    'no-mknod': {
      ja: '`mknod` で作られた装置がありません。リンクは名前を指すだけで、番号を持ちません。',
      en: 'No device was made by `mknod`. A link points to a name; it has no numbers.',
    },
    block: {
      ja: 'ブロック装置（b）の番号になっています。/dev/zero は文字装置（c）です。同じ番号でも別の世界です。',
      en: 'That is a block device (b). /dev/zero is a character device (c): the same numbers mean something else there.',
    },
    'not-read': { ja: '`/root/sixteen` がまだありません。', en: '`/root/sixteen` does not exist yet.' },
    empty: {
      ja: '1バイトも読めませんでした。番号 1, 3 は /dev/null です。読むとすぐに終わりです。',
      en: 'Not a byte was read. Numbers 1, 3 are /dev/null: reading it is the end at once.',
    },
    'not-zeros': {
      ja: '16バイトの0ではありません（{count} バイト）。',
      en: 'These are not sixteen zero bytes ({count}).',
    },
    'no-error': {
      ja: '`/root/error.txt` に「No space left on device」がありません。',
      en: '`/root/error.txt` does not say “No space left on device”.',
    },
  },
  success: {
    ja: '`nothing` という名前でも、番号が 1, 5 なら zero です。',
    en: 'Whatever its name, the device with numbers 1, 5 is zero.',
  },
});
