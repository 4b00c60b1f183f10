import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';
import { loaded, noOops } from '../../checks';

const TEXT = 'hello from a file system';

/** What a line of the script printed. */
const after = (view: RunView, line: string): string => {
  const [, rest = ''] = view.stdout.split(`# ${line}\n`);
  return rest.split(/^# /m)[0].trim();
};

export default defineExercise({
  id: 'ex_z5f3',
  kind: 'module',
  title: { ja: 'ファイルが1つのファイルシステム', en: 'A file system with one file' },
  inspector: 'vfs',
  script: [
    'insmod hellofs.ko',
    'mount -t hellofs none /mnt',
    'ls -l /mnt',
    'cat /mnt/hello',
    'cat /mnt/other',
    'umount /mnt',
    'rmmod hellofs',
    'mount -t hellofs none /mnt',
  ],
  hints: [
    {
      ja: 'inode は `hellofs_inode(sb, S_IFREG | 0444)`、名前は `d_alloc_name(dir, "hello")` で作ります。',
      en: 'The inode comes from `hellofs_inode(sb, S_IFREG | 0444)`, the name from `d_alloc_name(dir, "hello")`.',
    },
    {
      ja: '`inode->i_fop` と `i_size_write(inode, …)` を決めてから、`d_add(dentry, inode)` で結びます。',
      en: 'Set `inode->i_fop` and `i_size_write(inode, …)`, then tie them by `d_add(dentry, inode)`.',
    },
    {
      ja: 'read は `simple_read_from_buffer(to, count, pos, text, i_size_read(file_inode(file)))` です。外すときは `unregister_filesystem` です。',
      en: 'read is `simple_read_from_buffer(to, count, pos, text, i_size_read(file_inode(file)))`. At the end comes `unregister_filesystem`.',
    },
  ],
  wrong: {
    'no-size': 'size-zero',
    'no-type': 'no-type',
    'no-name': 'no-file',
    'never-ends': 'never-ends',
    'not-unregistered': 'still-registered',
  },
  limits: { instructions: 400_000_000, output: 20_000 },
  checks: [
    check('ends', { ja: '終わりで0を返す', en: 'It returns 0 at the end' }, (view) =>
      view.reason === 'output-limit' || view.reason === 'limit' ? 'never-ends' : null,
    ),
    loaded('hellofs'),
    check('name', { ja: 'ls に hello が出る', en: 'ls shows hello' }, (view) =>
      / hello$/m.test(after(view, 'ls -l /mnt')) ? null : 'no-file',
    ),
    check('type', { ja: '普通のファイルである', en: 'It is a regular file' }, (view) => {
      const mode = /^(\S{10}) .* hello$/m.exec(after(view, 'ls -l /mnt'))?.[1] ?? '';
      if (mode[0] !== '-') return fail('no-type', { mode });
      return mode === '-r--r--r--' ? null : fail('other-mode', { mode });
    }),
    check('size', { ja: '大きさが合っている', en: 'Its size is right' }, (view) => {
      const size = Number(/(\d+) \w+ +\d+ [\d:]+ hello$/m.exec(after(view, 'ls -l /mnt'))?.[1] ?? -1);
      if (size === TEXT.length + 1) return null;
      return size === 0 ? 'size-zero' : fail('other-size', { size, expected: TEXT.length + 1 });
    }),
    check('read', { ja: 'cat で中身が読める', en: 'cat shows what it holds' }, (view) => {
      const got = after(view, 'cat /mnt/hello');
      return got === TEXT ? null : fail(got ? 'other-text' : 'reads-empty', { got: got.slice(0, 60) });
    }),
    check('gone', { ja: '外すと、種類が消える', en: 'Once removed, its type is gone' }, (view) =>
      /unknown filesystem type/.test(view.stdout.split('# rmmod hellofs\n')[1] ?? '') ? null : 'still-registered',
    ),
    noOops(),
  ],
  messages: {
    'never-ends': {
      ja: '`cat` が終わりません。read が、いつも先頭から渡しています。`*pos` を進め、終わりで0を返してください。',
      en: '`cat` does not end: read always gives from the beginning. Advance `*pos`, and return 0 at the end.',
    },
    'no-file': {
      ja: '`ls -l /mnt` に hello がありません。inode を作っただけでは、名前が付きません。`d_alloc_name` した dentry に `d_add` で結びます。',
      en: '`ls -l /mnt` does not show hello. An inode alone has no name: tie it by `d_add` to the dentry of `d_alloc_name`.',
    },
    'no-type': {
      ja: '`ls -l` の先頭が「{mode}」です。mode に種類（`S_IFREG`）がありません。許可のビットだけでは、ファイルかディレクトリか分かりません。',
      en: '`ls -l` begins with “{mode}”: the mode lacks a type (`S_IFREG`). Permission bits alone do not tell a file from a directory.',
    },
    'other-mode': {
      ja: '`ls -l` の先頭が「{mode}」です。誰でも読めて、誰も書けない（0444）にしてください。',
      en: '`ls -l` begins with “{mode}”. Let everybody read it and nobody write: 0444.',
    },
    'size-zero': {
      ja: 'hello の大きさが0です。`i_size_write` で inode に書いてください。大きさを信じるプログラムには、空に見えます。',
      en: 'The size of hello is 0. Put it into the inode by `i_size_write`: to programs that believe the size the file is empty.',
    },
    'other-size': {
      ja: 'hello の大きさが {size} です。{expected} バイトのはずです。',
      en: 'The size of hello is {size}; it should be {expected} bytes.',
    },
    'reads-empty': {
      ja: '`cat /mnt/hello` が何も出しません。read が0を返しているか、inode に `i_fop` がありません。',
      en: '`cat /mnt/hello` shows nothing: read returns 0, or the inode has no `i_fop`.',
    },
    'other-text': { ja: '`cat /mnt/hello` は「{got}」でした。', en: '`cat /mnt/hello` shows “{got}”.' },
    'still-registered': {
      ja: 'モジュールを外した後の `mount` で、カーネルはもう無い `hellofs_mount` を呼び、そのタスクは殺されました。`hellofs_exit` で `unregister_filesystem` してください。',
      en: 'At the `mount` after removal the kernel called `hellofs_mount`, which is not there any more, and the task was killed. Call `unregister_filesystem` in `hellofs_exit`.',
    },
  },
  success: {
    ja: '`ls` も `cat` も、1行も変えていません。新しいファイルシステムが、VFSの表に4つの関数を載せただけです。',
    en: 'Not a line of `ls` or `cat` was changed. A new file system put a few functions into the tables of the VFS.',
  },
});
