import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const CAT = 'cat /mnt/note /tmp/note /proc/version /sys/class/net/lo/mtu > /root/all.txt';

export default defineExercise({
  id: 'ex_v8f3',
  kind: 'shell',
  title: { ja: '1つの read、4つのファイルシステム', en: 'One read, four file systems' },
  inspector: 'vfs',
  hints: [
    { ja: '`mount` で、/mnt に何が継がれているかを見られます。', en: '`mount` shows what is joined at /mnt.' },
    { ja: '`echo on a disk > /mnt/note` です。', en: '`echo on a disk > /mnt/note`.' },
  ],
  solution: [
    'mkfs.ext2 /dev/vda',
    'mount /dev/vda /mnt',
    'echo on a disk > /mnt/note',
    'echo in memory > /tmp/note',
    CAT,
  ],
  wrong: [
    {
      name: 'not-mounted',
      lines: ['echo on a disk > /mnt/note', 'echo in memory > /tmp/note', CAT],
      expect: 'not-mounted',
    },
    {
      name: 'before-mounting',
      lines: [
        'echo on a disk > /mnt/note',
        'mkfs.ext2 /dev/vda',
        'mount /dev/vda /mnt',
        'echo in memory > /tmp/note',
        CAT,
      ],
      expect: 'hidden',
    },
    {
      name: 'one-missing',
      lines: [
        'mkfs.ext2 /dev/vda',
        'mount /dev/vda /mnt',
        'echo on a disk > /mnt/note',
        'echo in memory > /tmp/note',
        'cat /mnt/note /tmp/note > /root/all.txt',
      ],
      expect: 'fewer',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('mounted', { ja: 'ext2 がマウントされる', en: 'An ext2 is mounted' }, (view) =>
      view.snapshot?.mounts.some((m) => m.target === '/mnt' && m.type === 'ext2') ? null : 'not-mounted',
    ),
    check('disk', { ja: 'ディスクに書く', en: 'The note is on the disk' }, (view) =>
      view.file('/mnt/note') === 'on a disk\n' ? null : 'hidden',
    ),
    check('types', { ja: '4つの種類から読む', en: 'Four types are read' }, (view) => {
      const types = new Set(
        view
          .of('vfs')
          .filter((e) => e.op === 'read' && /^\/(mnt\/note|tmp\/note|proc\/version|sys\/)/.test(e.path))
          .map((e) => e.fs),
      );
      return types.size >= 4 ? null : fail('fewer', { types: [...types].join(', ') });
    }),
    check('all', { ja: 'all.txt にそろう', en: 'All are in all.txt' }, (view) =>
      /^on a disk\nin memory\nLinux version .*\n\d+\n$/.test(view.file('/root/all.txt') ?? '') ? null : 'not-all',
    ),
  ],
  messages: {
    'not-mounted': { ja: '`/mnt` に ext2 がマウントされていません。', en: 'No ext2 is mounted on `/mnt`.' },
    hidden: {
      ja: 'ディスクの上に `note` がありません。マウントする前に書いたものは、継ぎ目の下に隠れています。',
      en: '`note` is not on the disk. What was written before mounting is hidden under the joint.',
    },
    fewer: { ja: '読んだのは {types} だけです。', en: 'Only {types} was read.' },
    'not-all': { ja: 'all.txt に4つの中身が順にそろっていません。', en: 'all.txt does not hold the four in order.' },
  },
  success: {
    ja: '`cat` のプログラムは1行も変わっていません。read の行き先を変えたのは、inode に付いた表です。',
    en: 'Not a line of `cat` changed. The tables of the inodes sent read to different places.',
  },
});
