import { calls, check, endsWell } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_k9p2',
  kind: 'program',
  title: { ja: '力を1つだけ捨てる', en: 'Drop one power' },
  inspector: 'trace',
  hints: [
    {
      ja: '`data[0].effective &= ~(1u << capability);` のようにして、permitted も同じに消します。',
      en: 'Like `data[0].effective &= ~(1u << capability);`, and the same for permitted.',
    },
    {
      ja: '`syscall(SYS_capset, &header, data);` で書き戻します。',
      en: '`syscall(SYS_capset, &header, data);` writes it back.',
    },
  ],
  wrong: { 'not-written-back': 'no-capset', 'becomes-user': 'not-root', 'wrong-bit': 'still-bound' },
  limits: { instructions: 100_000_000 },
  checks: [
    check('capset', { ja: 'capset で捨てる', en: 'It is dropped by capset' }, (view) =>
      calls(view, 'capset').length ? null : calls(view, 'setuid').length ? 'not-root' : 'no-capset',
    ),
    endsWell(0),
    check('before', { ja: '捨てる前は使える', en: 'Before, the port can be used' }, (view) =>
      view.stdout.startsWith('before: bound\n') ? null : 'not-before',
    ),
    check('after', { ja: '捨てた後は断られる', en: 'After, it is refused' }, (view) =>
      view.stdout.includes('after: Permission denied\n') ? null : 'still-bound',
    ),
    check('root', { ja: 'まだ root である', en: 'It is still root' }, (view) =>
      view.stdout.includes('still root: 0\n') ? null : 'not-root',
    ),
  ],
  messages: {
    'no-capset': {
      ja: '`capset` が呼ばれていません。読んだ集合を変えただけでは、何も変わりません。',
      en: '`capset` was not called. Changing the copy that was read changes nothing.',
    },
    'not-root': {
      ja: 'ユーザーを替えています。捨てるのは1つの力だけで、root のままです。',
      en: 'The user was changed. Drop one power, and stay root.',
    },
    'not-before': { ja: '捨てる前にポート80が使えていません。', en: 'Port 80 could not be used before.' },
    'still-bound': {
      ja: '捨てた後も、ポート80が使えます。消したビットは `CAP_NET_BIND_SERVICE` ですか。',
      en: 'Port 80 can still be used. Was the bit of `CAP_NET_BIND_SERVICE` cleared?',
    },
  },
  success: {
    ja: 'root なのに断られました。いまのLinuxで root を特別にしているのは、番号の0ではなく、この集合です。',
    en: 'Root, and refused. What makes root special on Linux today is this set rather than the number 0.',
  },
});
