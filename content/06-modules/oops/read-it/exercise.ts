import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_q8o2',
  kind: 'predict',
  title: { ja: 'oops を読む', en: 'Reading an oops' },
  hints: [
    { ja: 'Call Trace は、下が先に呼ばれたほうです。', en: 'In a call trace the lower lines were called first.' },
  ],
  questions: [
    {
      id: 'what',
      prompt: { ja: '何をしようとしましたか。', en: 'What was tried?' },
      options: [
        {
          id: 'write-field',
          text: {
            ja: 'NULLの構造体の、24バイト目の欄に書いた',
            en: 'A write to the field at byte 24 of a structure at NULL',
          },
          correct: true,
          feedback: { ja: '番地 0x18 = 24、write access です。', en: 'Address 0x18 is 24, and it says write access.' },
        },
        {
          id: 'read-field',
          text: { ja: 'NULLの構造体の、18バイト目の欄を読んだ', en: 'A read of the field at byte 18' },
          feedback: {
            ja: '0x18 は16進で24です。write access とあります。',
            en: '0x18 is hexadecimal for 24, and it says write access.',
          },
        },
        {
          id: 'user',
          text: { ja: 'ユーザーの番地に書いた', en: 'A write to a user’s address' },
          feedback: {
            ja: '小さな番地は、NULLの近くを意味します。',
            en: 'So small an address means something near NULL.',
          },
        },
      ],
    },
    {
      id: 'who',
      prompt: { ja: 'きっかけは、何でしたか。', en: 'What set it off?' },
      options: [
        {
          id: 'cat-read',
          text: { ja: 'cat が read を呼んだ', en: 'cat called read' },
          correct: true,
          feedback: {
            ja: 'do_syscall_64 → ksys_read → vfs_read → note_read です。',
            en: 'do_syscall_64 → ksys_read → vfs_read → note_read.',
          },
        },
        {
          id: 'insmod',
          text: { ja: 'モジュールが入れられた', en: 'The module was loaded' },
          feedback: {
            ja: 'それなら Comm は insmod で、do_one_initcall が見えます。',
            en: 'Then Comm would be insmod, and do_one_initcall would be there.',
          },
        },
        {
          id: 'timer',
          text: { ja: 'タイマーが鳴った', en: 'A timer fired' },
          feedback: { ja: 'それなら call_timer_fn が見えます。', en: 'Then call_timer_fn would be there.' },
        },
      ],
    },
    {
      id: 'where',
      prompt: { ja: '直すべきなのは、どの関数ですか。', en: 'Which function is to be mended first?' },
      options: [
        {
          id: 'note_read',
          text: { ja: 'note_read', en: 'note_read' },
          correct: true,
          feedback: {
            ja: 'RIP が指しているのは、実際に書こうとした関数です。',
            en: 'RIP is in the function that tried to write.',
          },
        },
        {
          id: 'vfs_read',
          text: { ja: 'vfs_read', en: 'vfs_read' },
          feedback: {
            ja: 'カーネルの関数は、あなたの関数を呼んだだけです。',
            en: 'The kernel’s function only called yours.',
          },
        },
        {
          id: 'do_syscall_64',
          text: { ja: 'do_syscall_64', en: 'do_syscall_64' },
          feedback: { ja: 'これは入り口です。', en: 'That is the way in.' },
        },
      ],
    },
  ],
  solution: { what: 'write-field', who: 'cat-read', where: 'note_read' },
  wrong: [
    { name: 'reads', answers: { what: 'read-field', who: 'cat-read', where: 'note_read' }, expect: 'what/read-field' },
    { name: 'at-loading', answers: { what: 'write-field', who: 'insmod', where: 'note_read' }, expect: 'who/insmod' },
    {
      name: 'kernel-is-to-blame',
      answers: { what: 'write-field', who: 'cat-read', where: 'vfs_read' },
      expect: 'where/vfs_read',
    },
  ],
  messages: {},
  success: {
    ja: '何が・誰が・どこで・どうやって。この順に読めば、長い oops も数行になります。',
    en: 'What, who, where, how: read so, a long oops comes down to a few lines.',
  },
});
