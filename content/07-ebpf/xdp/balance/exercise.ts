import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted } from '../../checks';

export default defineExercise({
  id: 'ex_b8k6',
  kind: 'bpf',
  title: { ja: '小さなロードバランサ', en: 'A small load balancer' },
  inspector: 'bpf',
  readonly: ['balance.py', 'clients.c'],
  script: ['python3 balance.py'],
  hints: [
    {
      ja: '`if (udp->dest != bpf_htons(8000)) return XDP_PASS;` から始めます。',
      en: 'Begin with `if (udp->dest != bpf_htons(8000)) return XDP_PASS;`.',
    },
    {
      ja: '`int which = bpf_ntohs(udp->source) & 1;` で選びます。',
      en: 'Choose by `int which = bpf_ntohs(udp->source) & 1;`.',
    },
    {
      ja: '`udp->dest = bpf_htons(8001 + which); udp->check = 0; sent.increment(which);`',
      en: '`udp->dest = bpf_htons(8001 + which); udp->check = 0; sent.increment(which);`',
    },
  ],
  wrong: { 'keeps-checksum': 'checksum', 'always-first': 'one-side', 'wrong-byte-order': 'one-side' },
  limits: { instructions: 4_000_000_000, tasks: 32 },
  checks: [
    accepted(),
    check('arrive', { ja: '6つとも届く', en: 'All six arrive' }, (view) => {
      const got = [...view.stdout.matchAll(/^(\d+) got one from (\d+)$/gm)];
      if (got.length === 6) return null;
      const sent = [...view.stdout.matchAll(/^sent\[\d\] = (\d+)$/gm)].reduce((sum, m) => sum + Number(m[1]), 0);
      return sent === 6 && got.length === 0 ? 'checksum' : fail('lost', { got: got.length });
    }),
    check('split', { ja: '偶数は8001、奇数は8002', en: 'Even to 8001, odd to 8002' }, (view) => {
      const got = [...view.stdout.matchAll(/^(\d+) got one from (\d+)$/gm)].map((m) => [Number(m[1]), Number(m[2])]);
      if (got.length && new Set(got.map(([server]) => server)).size === 1) return 'one-side';
      const bad = got.find(([server, client]) => server !== 8001 + (client & 1));
      return bad ? fail('mixed', { client: bad[1], server: bad[0] }) : null;
    }),
    check('counted', { ja: '数える', en: 'It counts' }, (view) =>
      /sent\[0\] = 3/.test(view.stdout) && /sent\[1\] = 3/.test(view.stdout) ? null : 'not-counted',
    ),
  ],
  messages: {
    rejected: { ja: '検証器に断られました: 「{reason}」', en: 'The verifier refused it: “{reason}”.' },
    'nothing-loaded': { ja: 'プログラムが入れられていません。', en: 'No program was loaded.' },
    checksum: {
      ja: '書き換えましたが、1つも届きません。検査の和が合わないので捨てられています。`udp->check = 0` にしてください。',
      en: 'They were rewritten, and none arrives: the checksum does not match, so they are dropped. Set `udp->check = 0`.',
    },
    lost: { ja: '届いたのは {got} 個です（6個のはず）。', en: '{got} arrived; it should be six.' },
    'one-side': {
      ja: '全部が片方のサーバーに行きました。偶数かどうかは、`bpf_ntohs` を通してから調べていますか。',
      en: 'All went to one server. Is `bpf_ntohs` used before asking whether the port is even?',
    },
    mixed: {
      ja: '客 {client} がサーバー {server} に行きました。ポートはネットワークの並びです。偶数かどうかは `bpf_ntohs` を通してから調べます。',
      en: 'Client {client} went to server {server}. Ports are in network order: use `bpf_ntohs` before asking whether it is even.',
    },
    'not-counted': {
      ja: '`sent` の0番と1番が3ずつになっていません。',
      en: '`sent` should have 3 in number 0 and 3 in number 1.',
    },
  },
  success: {
    ja: '客は8000に送っただけです。どのサーバーが答えるかを、入り口の30行が決めました。',
    en: 'Clients just sent to 8000. Thirty lines at the door decided which server gets it.',
  },
});
