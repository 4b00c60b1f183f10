import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EFFECTIVE = 'su user -c "/home/myid -u" > /root/effective.txt';
const REAL = 'su user -c "/home/myid -ru" > /root/real.txt';

export default defineExercise({
  id: 'ex_i4d7',
  kind: 'shell',
  title: { ja: '権限を借りるプログラム', en: 'A program on borrowed rights' },
  inspector: 'processes',
  hints: [
    {
      ja: '`cp /bin/id /home/myid` の後、`chmod 4755 /home/myid` です。',
      en: '`cp /bin/id /home/myid`, then `chmod 4755 /home/myid`.',
    },
    {
      ja: '`ls -l /home/myid` の `rws` の s が、set-user-ID の印です。',
      en: 'In `ls -l /home/myid` the s of `rws` is the set-user-ID bit.',
    },
  ],
  solution: ['cp /bin/id /home/myid', 'chmod 4755 /home/myid', EFFECTIVE, REAL],
  wrong: [
    {
      name: 'plain-755',
      lines: ['cp /bin/id /home/myid', 'chmod 755 /home/myid', EFFECTIVE, REAL],
      expect: 'not-borrowed',
    },
    {
      name: 'as-root',
      lines: [
        'cp /bin/id /home/myid',
        'chmod 4755 /home/myid',
        '/home/myid -u > /root/effective.txt',
        '/home/myid -ru > /root/real.txt',
      ],
      expect: 'ran-as-root',
    },
    {
      name: 'in-tmp',
      lines: [
        'cp /bin/id /tmp/myid',
        'chmod 4755 /tmp/myid',
        'su user -c "/tmp/myid -u" > /root/effective.txt',
        'su user -c "/tmp/myid -ru" > /root/real.txt',
      ],
      expect: 'nosuid',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('program', { ja: '/home/myid が実行される', en: '/home/myid is run' }, (view) => {
      const ran = view.of('exec').map((e) => e.path);
      if (ran.some((path) => path === '/home/myid')) return null;
      return ran.some((path) => path === '/tmp/myid') ? 'nosuid' : 'not-run';
    }),
    check('real', { ja: '一般ユーザーが実行する', en: 'An ordinary user runs it' }, (view) => {
      const real = view.file('/root/real.txt')?.trim();
      if (real === undefined) return 'no-real';
      if (real === '0') return 'ran-as-root';
      return real === '1000' ? null : fail('other-real', { got: real });
    }),
    check('effective', { ja: '実効ユーザーIDが0になる', en: 'The effective user id is 0' }, (view) => {
      const effective = view.file('/root/effective.txt')?.trim();
      if (effective === undefined) return 'no-effective';
      return effective === '0' ? null : fail('not-borrowed', { got: effective });
    }),
  ],
  messages: {
    'not-run': { ja: '`/home/myid` がまだ実行されていません。', en: '`/home/myid` has not been run yet.' },
    nosuid: {
      ja: '`/tmp` は nosuid を付けてマウントされています（`mount` で見えます）。そこに置いたプログラムの set-user-ID ビットは無視されます。`/home/myid` に置いてください。',
      en: '`/tmp` is mounted with nosuid (see `mount`): set-user-ID bits of programs there are ignored. Put it at `/home/myid`.',
    },
    'no-real': { ja: '`/root/real.txt` がまだありません。', en: '`/root/real.txt` does not exist yet.' },
    'no-effective': { ja: '`/root/effective.txt` がまだありません。', en: '`/root/effective.txt` does not exist yet.' },
    'ran-as-root': {
      ja: '実ユーザーIDも0です。root のまま実行しています。`su user -c …` で実行してください。',
      en: 'The real user id is 0 too: it was run as root. Run it by `su user -c …`.',
    },
    'other-real': {
      ja: '実ユーザーIDが {got} です。1000 のはずです。',
      en: 'The real user id is {got}; it should be 1000.',
    },
    'not-borrowed': {
      ja: '実効ユーザーIDは {got} のままです。set-user-ID ビット（4755 の4）が付いていますか。',
      en: 'The effective user id is still {got}. Is the set-user-ID bit there, the 4 of 4755?',
    },
  },
  success: {
    ja: '頼んだのは1000、権限は0。この違いが、`passwd` が `/etc/shadow` を書ける理由であり、set-user-ID のプログラムのバグが怖い理由です。',
    en: '1000 asked, 0 acts. That is how `passwd` can write `/etc/shadow`, and why bugs in set-user-ID programs are feared.',
  },
});
