import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const PING = 'ping -c 2 10.0.2.2 > /root/ping.txt';
const MAC = /([0-9a-f]{2}:){5}[0-9a-f]{2}/;

export default defineExercise({
  id: 'ex_g1v7',
  kind: 'shell',
  title: { ja: '隣に聞く', en: 'Ask the neighbour' },
  inspector: 'network',
  hints: [
    {
      ja: '`cat /root/after.txt` の lladdr の後がMACアドレスです。',
      en: 'In `cat /root/after.txt` the MAC address follows lladdr.',
    },
    { ja: '`echo 52:… > /root/mac.txt` のように書きます。', en: 'Write it like `echo 52:… > /root/mac.txt`.' },
  ],
  solution: [
    'ip neigh > /root/before.txt',
    PING,
    'ip neigh > /root/after.txt',
    "grep '^10.0.2.2 ' /root/after.txt | cut -d ' ' -f 5 > /root/mac.txt",
  ],
  wrong: [
    {
      name: 'own-address',
      lines: [
        'ip neigh > /root/before.txt',
        PING,
        'ip neigh > /root/after.txt',
        "ip link | grep ether | tail -n 1 | tr -s ' ' | cut -d ' ' -f 3 > /root/mac.txt",
      ],
      expect: 'own-mac',
    },
    {
      name: 'asks-itself',
      lines: [
        'ip neigh > /root/before.txt',
        'ping -c 2 127.0.0.1 > /root/ping.txt',
        'ip neigh > /root/after.txt',
        'echo 00:00:00:00:00:00 > /root/mac.txt',
      ],
      expect: 'not-pinged',
    },
    {
      name: 'after-only',
      lines: [PING, 'ip neigh > /root/before.txt', 'ip neigh > /root/after.txt', 'echo > /root/mac.txt'],
      expect: 'knew-before',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('ping', { ja: '10.0.2.2 から返事が来る', en: '10.0.2.2 answers' }, (view) =>
      /PING 10\.0\.2\.2[\s\S]*2 received/.test(view.file('/root/ping.txt') ?? '') ? null : 'not-pinged',
    ),
    check('before', { ja: '送る前には覚えがない', en: 'Before, nothing is remembered' }, (view) => {
      const text = view.file('/root/before.txt');
      if (text === null) return 'no-before';
      return /10\.0\.2\.2 .*lladdr/.test(text) ? 'knew-before' : null;
    }),
    check('mac', { ja: '隣のMACアドレス', en: 'The neighbour’s MAC address' }, (view) => {
      const got = view.file('/root/mac.txt')?.trim() ?? '';
      const after = view.file('/root/after.txt') ?? '';
      const real = MAC.exec(/^10\.0\.2\.2 .*$/m.exec(after)?.[0] ?? '')?.[0];
      if (!real) return 'no-after';
      if (got === real) return null;
      return got === '52:54:00:12:34:56' ? 'own-mac' : fail('other-mac', { got });
    }),
  ],
  messages: {
    'not-pinged': {
      ja: '`/root/ping.txt` に、10.0.2.2 からの返事がありません。',
      en: '`/root/ping.txt` does not show answers from 10.0.2.2.',
    },
    'no-before': { ja: '`/root/before.txt` がまだありません。', en: '`/root/before.txt` does not exist yet.' },
    'knew-before': {
      ja: '`/root/before.txt` に、もう10.0.2.2 があります。ping の前に書き出してください（マシンを起動し直せます）。',
      en: '`/root/before.txt` already has 10.0.2.2. Write it before the ping (you can boot the machine again).',
    },
    'no-after': { ja: '`/root/after.txt` に 10.0.2.2 がありません。', en: '`/root/after.txt` does not have 10.0.2.2.' },
    'own-mac': { ja: 'それは自分の eth0 のMACアドレスです。', en: 'That is the MAC address of your own eth0.' },
    'other-mac': {
      ja: '`/root/mac.txt` は「{got}」です。`ip neigh` の lladdr の後の値です。',
      en: '`/root/mac.txt` says “{got}”. It is what follows lladdr in `ip neigh`.',
    },
  },
  success: {
    ja: '最初の ping の前に、カーネルはARPで一度たずねていました。2回目からは、覚えている答えを使います。',
    en: 'Before the first ping the kernel had asked by ARP. From the second on it used what it remembered.',
  },
});
