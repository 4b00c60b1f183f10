import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { allLogged, loaded, noOops } from '../../checks';

export default defineExercise({
  id: 'ex_n9f6',
  kind: 'module',
  title: { ja: 'ポート7000は立入禁止', en: 'No entry at port 7000' },
  inspector: 'network',
  readonly: ['knock.c'],
  modules: [{ name: 'bouncer', sources: ['bouncer.c'] }],
  programs: [{ name: 'knock', sources: ['knock.c'] }],
  script: [
    './knock',
    'insmod bouncer.ko',
    './knock',
    'ping -c 1 -W 1 127.0.0.1',
    'rmmod bouncer',
    './knock',
    'dmesg | grep dropped',
  ],
  hints: [
    {
      ja: '`if (ip_hdr(skb)->protocol != IPPROTO_UDP) return NF_ACCEPT;` から始めます。',
      en: 'Begin with `if (ip_hdr(skb)->protocol != IPPROTO_UDP) return NF_ACCEPT;`.',
    },
    { ja: '`ntohs(udp_hdr(skb)->dest) == 7000` で比べます。', en: 'Compare `ntohs(udp_hdr(skb)->dest) == 7000`.' },
  ],
  wrong: { 'all-udp': 'too-much', 'no-ntohs': 'not-dropped', everything: 'ping-lost', 'source-port': 'not-dropped' },
  limits: { instructions: 900_000_000 },
  checks: [
    noOops(),
    loaded('bouncer'),
    check('dropped', { ja: 'ポート7000は届かない', en: 'Port 7000 does not arrive' }, (view) => {
      const runs = view.stdout.split('# ./knock').slice(1);
      return runs[1]?.includes('port 7000: nothing') ? null : 'not-dropped';
    }),
    check('ping', { ja: 'ping は通る', en: 'ping goes through' }, (view) =>
      /1 received| 0% packet loss/.test(view.stdout) ? null : 'ping-lost',
    ),
    check('others', { ja: 'ポート7001は届く', en: 'Port 7001 arrives' }, (view) => {
      const runs = view.stdout.split('# ./knock').slice(1);
      return runs[1]?.includes('port 7001: arrived') ? null : 'too-much';
    }),
    check('after', { ja: '外すと元に戻る', en: 'Removed, all is as before' }, (view) => {
      const runs = view.stdout.split('# ./knock').slice(1);
      return runs[2]?.includes('port 7000: arrived') ? null : 'still-dropping';
    }),
    check('log', { ja: 'ログに書く', en: 'It writes to the log' }, (view) => {
      const count = allLogged(view, /^dropped a packet to port 7000$/).length;
      return count === 1 ? null : fail('log', { count });
    }),
  ],
  messages: {
    'not-dropped': {
      ja: 'ポート7000が届いてしまいます。あて先（dest）を、`ntohs` を通して比べていますか。',
      en: 'Port 7000 still arrives. Is the destination (dest) compared, through `ntohs`?',
    },
    'too-much': { ja: 'ポート7001まで届かなくなりました。', en: 'Port 7001 no longer arrives either.' },
    'ping-lost': {
      ja: 'ping まで捨てています。UDPかどうかを先に確かめてください。',
      en: 'ping is dropped too. See first whether it is UDP.',
    },
    'still-dropping': { ja: '外した後も捨て続けています。', en: 'It still drops after removal.' },
    log: {
      ja: 'ログの `dropped a packet to port 7000` は {count} 行です（1行のはず）。',
      en: 'The log has {count} lines `dropped a packet to port 7000`; it should be one.',
    },
  },
  success: {
    ja: '小さなファイアウォールができました。これをリング0のCで書くのは、危険と隣り合わせでもあります。次の章では、もっと安全な方法を見ます。',
    en: 'A small firewall. Writing it in C for ring 0 is never far from danger; the next chapter has a safer way.',
  },
});
