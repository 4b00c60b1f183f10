import { calls, check, difference, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = 'one\ntwo words\nbye\n';
const SERVER = 2;

export default defineExercise({
  id: 'ex_u9d4',
  kind: 'program',
  title: { ja: 'UDPのエコー', en: 'UDP echo' },
  inspector: 'network',
  hints: [
    {
      ja: '`struct sockaddr_in me = local(PORT); bind(s, (struct sockaddr *)&me, sizeof(me));` で住所を付けます。',
      en: '`struct sockaddr_in me = local(PORT); bind(s, (struct sockaddr *)&me, sizeof(me));` gives it an address.',
    },
    {
      ja: '`recvfrom` の最後の2つの引数に、送り主の住所が入ります。長さの変数は、先に大きさを入れておきます。',
      en: 'The last two arguments of `recvfrom` take the sender’s address. Put its size into the length first.',
    },
  ],
  wrong: {
    'no-bind': 'no-address',
    'wrong-order': 'byte-order',
    'fixed-length': 'longer',
    'to-itself': 'not-to-sender',
  },
  limits: { instructions: 600_000_000, tasks: 16 },
  checks: [
    check('bind', { ja: 'ポート7000に住所を付ける', en: 'It is bound to port 7000' }, (view) => {
      const bound = view.of('syscall-enter').filter((e) => e.pid === SERVER && e.name === 'bind');
      if (!bound.length) return 'no-address';
      if (bound.some((e) => e.text.includes('htons(7000)'))) return null;
      return bound.some((e) => e.text.includes('htons(22555)')) ? 'byte-order' : 'other-port';
    }),
    check('ends', { ja: 'bye で終わる', en: 'It ends on bye' }, (view) =>
      view.reason === 'idle' || view.reason === 'limit' ? 'not-ended' : null,
    ),
    endsWell(0),
    check('answers', { ja: '返事が届く', en: 'The answers arrive' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      if (view.stdout.includes('no answer'))
        return calls(view, 'sendto').some((e) => e.pid === SERVER) ? 'not-to-sender' : 'no-answer';
      const lines = view.stdout.split('\n');
      const longer = EXPECTED.split('\n').some(
        (line, i) => line !== '' && lines[i]?.startsWith(line) && lines[i] !== line,
      );
      return longer ? 'longer' : fail('stdout-differs', difference(EXPECTED, view.stdout));
    }),
  ],
  messages: {
    'no-address': {
      ja: '`bind` が呼ばれていません。住所が無いので、誰も送れません。',
      en: '`bind` was not called: without an address nobody can send to it.',
    },
    'byte-order': {
      ja: 'ポート 22555 に付いています。7000 をそのまま入れると、バイトの並びが逆になります。`htons` を通してください。',
      en: 'It is bound to port 22555: 7000 with its bytes swapped. Pass it through `htons`.',
    },
    'other-port': { ja: 'ポート7000ではありません。', en: 'That is not port 7000.' },
    'not-ended': {
      ja: 'サーバーが終わりません。`bye` を返した後に終わってください。',
      en: 'The server does not end. End after answering `bye`.',
    },
    'no-answer': { ja: 'サーバーは何も返していません。', en: 'The server sends nothing back.' },
    'not-to-sender': {
      ja: '返事が客に届いていません。`recvfrom` が教えた送り主の住所に返してください。',
      en: 'The answers do not reach the client. Send them to the address that `recvfrom` gave.',
    },
    longer: {
      ja: '返事が長すぎます。前に届いたものの残りまで返しています。受け取ったバイト数だけを返してください。',
      en: 'An answer is too long: it holds the rest of what came before. Send back as many bytes as came.',
    },
  },
  success: {
    ja: 'サーバーは客の番号も接続も覚えていません。届いたものに付いている住所に返しただけです。',
    en: 'The server remembers neither clients nor connections. It answered to the address that came along.',
  },
});
