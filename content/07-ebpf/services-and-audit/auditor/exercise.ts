import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted } from '../../checks';

export default defineExercise({
  id: 'ex_a9d3',
  kind: 'bpf',
  title: { ja: '小さな監査役', en: 'A small auditor' },
  inspector: 'bpf',
  readonly: ['audit.py'],
  run: { guestFiles: [{ path: '/etc/shadow', text: 'root:!:20000:0:99999:7:::\n', mode: 0o600 }] },
  script: [
    './audit.py > out.txt &',
    'sleep 2',
    'cat /etc/passwd > /dev/null',
    'cat /etc/shadow > /dev/null',
    'su user -c "head -n 1 /etc/shadow"',
    'sleep 4',
    'cat out.txt',
  ],
  hints: [
    {
      ja: '`char wanted[] = "/etc/shadow";` と、`for (int i = 0; i < 11; i++) if (name[i] != wanted[i]) return 0;`',
      en: '`char wanted[] = "/etc/shadow";` and `for (int i = 0; i < 11; i++) if (name[i] != wanted[i]) return 0;`',
    },
    {
      ja: '`bpf_get_current_comm(&alert.comm, sizeof(alert.comm));`',
      en: '`bpf_get_current_comm(&alert.comm, sizeof(alert.comm));`',
    },
  ],
  wrong: { 'sends-everything': 'too-many', 'only-root': 'missed', 'group-id': 'uid' },
  limits: { instructions: 4_000_000_000, tasks: 32 },
  checks: [
    accepted(),
    check('alerts', { ja: '2つの試みを知らせる', en: 'It tells of both attempts' }, (view) => {
      const alerts = [...(view.file('/root/out.txt') ?? '').matchAll(/^ALERT uid=(\d+) comm=(\S*)$/gm)];
      const cat = alerts.filter((m) => m[2] === 'cat').length;
      if (alerts.length > 2 || cat > 1) return fail('too-many', { count: alerts.length });
      if (!alerts.some((m) => m[2] === 'head')) return 'missed';
      if (!alerts.some((m) => m[2] === 'cat')) return 'missed';
      return alerts.some((m) => m[2] === 'head' && m[1] === '1000') ? null : 'uid';
    }),
  ],
  messages: {
    rejected: { ja: '検証器に断られました: 「{reason}」', en: 'The verifier refused it: “{reason}”.' },
    'nothing-loaded': { ja: 'プログラムが入れられていません。', en: 'No program was loaded.' },
    'too-many': {
      ja: '知らせが {count} 件あります。`/etc/shadow` だけに絞ってください。',
      en: 'There are {count} alerts. Cut them down to `/etc/shadow`.',
    },
    missed: {
      ja: '見逃した試みがあります。開けたかどうかに関係なく、試みたら知らせます。',
      en: 'An attempt was missed. Tell of attempts, whether they succeed or not.',
    },
    uid: {
      ja: '一般ユーザーの試みのUIDが1000になっていません。`bpf_get_current_uid_gid()` の下位32ビットがUID、上位がGIDです。',
      en: 'The ordinary user’s attempt does not show UID 1000. The lower 32 bits of `bpf_get_current_uid_gid()` are the UID, the upper the GID.',
    },
  },
  success: {
    ja: '断られた試みも、記録に残りました。プログラムの側は、見られていることを知りません。',
    en: 'Even the refused attempt was recorded. The programs do not know that they were watched.',
  },
});
