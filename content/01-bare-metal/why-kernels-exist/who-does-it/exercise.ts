import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_b9h4',
  kind: 'predict',
  title: { ja: 'カーネルなら誰の仕事か', en: 'Whose work is it in a kernel?' },
  hints: [
    {
      ja: 'Linuxのカーネルは、プロセス管理・メモリ管理・ネットワーク・ファイルシステム・デバイスに分けて説明されます。',
      en: 'Linux is usually described as process management, memory management, network, file systems and devices.',
    },
  ],
  questions: [
    {
      id: 'switch',
      prompt: {
        ja: '`switch.s` の、タイマー割り込みで2本のプログラムを入れ替える部分は？',
        en: '`switch.s`, which exchanges two programs at a timer interrupt?',
      },
      options: [
        {
          id: 'sched',
          text: { ja: 'プロセス管理（スケジューラ）', en: 'Process management (the scheduler)' },
          correct: true,
          feedback: {
            ja: 'Linuxでは `kernel/sched/` と、CPUごとの `__switch_to` です。',
            en: 'In Linux it is `kernel/sched/`, and `__switch_to` of each architecture.',
          },
        },
        {
          id: 'dev',
          text: { ja: 'デバイスドライバ', en: 'A device driver' },
          feedback: {
            ja: 'タイマーは装置ですが、誰を動かすかを決めるのはスケジューラです。',
            en: 'The timer is a device, but who runs next is for the scheduler to say.',
          },
        },
        {
          id: 'mm',
          text: { ja: 'メモリ管理', en: 'Memory management' },
          feedback: {
            ja: '切り替えのときに表も替えますが、替える時を決めるのはスケジューラです。',
            en: 'It changes tables at a switch, but does not decide when.',
          },
        },
      ],
    },
    {
      id: 'tables',
      prompt: {
        ja: 'ページテーブルの項目を閉じたり開けたりする部分は？',
        en: 'Closing and opening entries of the page table?',
      },
      options: [
        {
          id: 'mm',
          text: { ja: 'メモリ管理', en: 'Memory management' },
          correct: true,
          feedback: { ja: 'Linuxでは `mm/` と `arch/x86/mm/` です。', en: 'In Linux: `mm/` and `arch/x86/mm/`.' },
        },
        {
          id: 'fs',
          text: { ja: 'ファイルシステム', en: 'File systems' },
          feedback: {
            ja: 'ファイルのページもメモリ管理の表に載りますが、載せるのはメモリ管理です。',
            en: 'Pages of files appear in these tables too, but memory management puts them there.',
          },
        },
        {
          id: 'net',
          text: { ja: 'ネットワーク', en: 'The network' },
          feedback: { ja: '関係ありません。', en: 'It has nothing to do with it.' },
        },
      ],
    },
    {
      id: 'sector',
      prompt: {
        ja: '「5番のセクタ」ではなく `/home/me/memo.txt` という名前で読めるようにする部分は？',
        en: 'What lets you read `/home/me/memo.txt` instead of “sector 5”?',
      },
      options: [
        {
          id: 'fs',
          text: { ja: 'ファイルシステム', en: 'A file system' },
          correct: true,
          feedback: {
            ja: '名前からセクタの番号を見つける約束が、ファイルシステムです。',
            en: 'The agreement that leads from names to sectors is a file system.',
          },
        },
        {
          id: 'driver',
          text: { ja: 'ディスクのドライバ', en: 'The disk’s driver' },
          feedback: {
            ja: 'ドライバが知っているのは、セクタの番号までです。',
            en: 'A driver knows numbers of sectors and no more.',
          },
        },
        {
          id: 'libc',
          text: { ja: 'Cのライブラリ', en: 'The C library' },
          feedback: {
            ja: '`fopen` は名前をカーネルに渡すだけで、セクタの場所は知りません。',
            en: '`fopen` hands the name to the kernel; it does not know any sector.',
          },
        },
      ],
    },
  ],
  solution: { switch: 'sched', tables: 'mm', sector: 'fs' },
  wrong: [
    { name: 'driver', answers: { switch: 'dev', tables: 'mm', sector: 'fs' }, expect: 'switch/dev' },
    { name: 'files-do-it', answers: { switch: 'sched', tables: 'fs', sector: 'fs' }, expect: 'tables/fs' },
    { name: 'disk-knows', answers: { switch: 'sched', tables: 'mm', sector: 'driver' }, expect: 'sector/driver' },
  ],
  messages: {},
  success: {
    ja: '第3章では、この5つの部品を1つずつ動かします。',
    en: 'Chapter 3 runs these parts one by one.',
  },
});
