import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_j9k4',
  kind: 'predict',
  title: { ja: '何が残るか', en: 'What survives?' },
  hints: [{ ja: '「どこに書かれたか」を、1つずつ追ってください。', en: 'Follow where each thing has been written.' }],
  questions: [
    {
      id: 'write-only',
      prompt: {
        ja: '新しいファイルを作って `write` し、`close` しました。1秒後に電源が切れました。',
        en: 'A new file was made, written and closed. The power went a second later.',
      },
      options: [
        {
          id: 'maybe-not',
          text: { ja: '中身も名前も、無いかもしれない', en: 'Neither contents nor name may be there' },
          correct: true,
          feedback: {
            ja: 'close は書き出しを待ちません。30秒ほどは、キャッシュの中だけかもしれません。',
            en: 'close does not wait for writeback. For some 30 seconds it may be in the cache alone.',
          },
        },
        {
          id: 'all',
          text: { ja: 'close したので、全部残る', en: 'All of it: it was closed' },
          feedback: { ja: 'close と fsync は別のものです。', en: 'close is not fsync.' },
        },
        {
          id: 'name-only',
          text: { ja: '名前は必ず残り、中身は空', en: 'The name is there for sure, and empty' },
          feedback: {
            ja: '名前も、ディレクトリという1つのファイルの中身です。',
            en: 'The name too is contents, those of a directory.',
          },
        },
      ],
    },
    {
      id: 'fsync-rename',
      prompt: {
        ja: '`config.new` に書いて `fsync` し、`rename` した直後に電源が切れました。',
        en: '`config.new` was written and fsynced. Right after `rename` the power went.',
      },
      options: [
        {
          id: 'either',
          text: { ja: 'config は、古い中身か新しい中身のどちらか', en: 'config has the old contents or the new' },
          correct: true,
          feedback: {
            ja: '名前の付け替えがディスクに届いたかどうかで決まります。混ざることはありません。',
            en: 'It depends on whether the rename had reached the disk. They are never mixed.',
          },
        },
        {
          id: 'new',
          text: { ja: '必ず新しい中身', en: 'The new ones for sure' },
          feedback: {
            ja: 'ディレクトリを fsync するまでは、分かりません。',
            en: 'Not before the directory is fsynced.',
          },
        },
        {
          id: 'empty',
          text: { ja: '空', en: 'Nothing' },
          feedback: {
            ja: '中身は fsync で、先にディスクに届いています。',
            en: 'The contents had reached the disk by fsync.',
          },
        },
      ],
    },
    {
      id: 'sync-call',
      prompt: {
        ja: '`sync` コマンドが戻ってきた直後に電源が切れました。',
        en: 'The power went right after the `sync` command returned.',
      },
      options: [
        {
          id: 'safe',
          text: { ja: 'それまでに書いたものは残る', en: 'What was written before is there' },
          correct: true,
          feedback: {
            ja: 'Linuxの sync は、書き終えるまで待ちます。',
            en: 'On Linux sync waits until all is written.',
          },
        },
        {
          id: 'started',
          text: { ja: '書き始めただけなので、分からない', en: 'Who knows: it only began to write' },
          feedback: { ja: 'POSIXはそれも許しますが、Linuxは待ちます。', en: 'POSIX would allow that. Linux waits.' },
        },
        {
          id: 'disk-cache',
          text: { ja: 'ディスクのキャッシュにあるだけかもしれない', en: 'It may be in the disk’s cache only' },
          feedback: {
            ja: '最後にディスクのキャッシュも空にします（FLUSH）。',
            en: 'In the end the disk’s cache is emptied too (FLUSH).',
          },
        },
      ],
    },
  ],
  solution: { 'write-only': 'maybe-not', 'fsync-rename': 'either', 'sync-call': 'safe' },
  wrong: [
    {
      name: 'close-saves',
      answers: { 'write-only': 'all', 'fsync-rename': 'either', 'sync-call': 'safe' },
      expect: 'write-only/all',
    },
    {
      name: 'rename-is-instant',
      answers: { 'write-only': 'maybe-not', 'fsync-rename': 'new', 'sync-call': 'safe' },
      expect: 'fsync-rename/new',
    },
    {
      name: 'sync-starts',
      answers: { 'write-only': 'maybe-not', 'fsync-rename': 'either', 'sync-call': 'started' },
      expect: 'sync-call/started',
    },
  ],
  messages: {},
  success: {
    ja: '「保存しました」と言う前に、どこまで届いているかを知っておくことです。',
    en: 'Before saying “saved”, know how far it has come.',
  },
});
