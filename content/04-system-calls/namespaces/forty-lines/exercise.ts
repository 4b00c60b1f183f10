import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const NEWUTS = 0x04000000;
const NEWPID = 0x20000000;

export default defineExercise({
  id: 'ex_c4n8',
  kind: 'program',
  title: { ja: '40行のコンテナ', en: 'A container in forty lines' },
  inspector: 'processes',
  hints: [
    { ja: '`CLONE_NEWUTS | CLONE_NEWPID | SIGCHLD` です。', en: '`CLONE_NEWUTS | CLONE_NEWPID | SIGCHLD`.' },
    { ja: '`sethostname("box", 3)` で変えます。', en: '`sethostname("box", 3)` changes it.' },
  ],
  wrong: { 'no-uts': 'leaked', 'no-pid': 'not-one', 'unshare-only': 'not-one' },
  limits: { instructions: 200_000_000, tasks: 16 },
  checks: [
    endsWell(0),
    check('outside', { ja: '外のホスト名は変わらない', en: 'The host name outside is unchanged' }, (view) =>
      view.stdout.includes('outside: host ringzero') ? null : 'leaked',
    ),
    check('pid', { ja: '中のPIDは1', en: 'Inside, its PID is 1' }, (view) => {
      const pid = /inside: pid (\d+)/.exec(view.stdout)?.[1];
      return pid === '1' ? null : fail('not-one', { pid: pid ?? '?' });
    }),
    check('host', { ja: '中のホスト名は box', en: 'Inside, the host name is box' }, (view) =>
      /host box/.test(view.stdout) ? null : 'not-renamed',
    ),
    check('flags', { ja: '2つの名前空間を作る', en: 'Two namespaces are made' }, (view) => {
      const flags = view.of('fork').reduce((all, e) => all | e.flags, 0);
      return (flags & NEWUTS) !== 0 && (flags & NEWPID) !== 0 ? null : 'not-namespaces';
    }),
  ],
  messages: {
    leaked: {
      ja: '外側のホスト名まで変わりました。UTSの名前空間を分けずに `sethostname` すると、全員の名前が変わります。',
      en: 'The host name outside changed too. Without a UTS namespace of one’s own `sethostname` renames everybody.',
    },
    'not-one': {
      ja: '中のPIDが {pid} です。新しいPIDの名前空間の最初のプロセスなら1になります。`unshare` では、移るのは自分ではなく次に作る子です。',
      en: 'Inside, the PID is {pid}. The first process of a new PID namespace is 1. With `unshare` it is not oneself that moves but the next child.',
    },
    'not-renamed': { ja: '中のホスト名が `box` になっていません。', en: 'Inside, the host name is not `box`.' },
    'not-namespaces': {
      ja: '`clone` に名前空間の印が付いていません。',
      en: '`clone` was not given the flags for namespaces.',
    },
  },
  success: {
    ja: '同じカーネルの上で、番号も名前も別の世界ができました。これに overlay と cgroup を足したものが、毎日使われているコンテナです。',
    en: 'Another world of numbers and names, on the same kernel. Add overlay and cgroups, and it is the container in daily use.',
  },
});
