import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const REUSEADDR = /SOL_SOCKET, SO_REUSEADDR, \[1\]/;

export default defineExercise({
  id: 'ex_r2b6',
  kind: 'program',
  title: { ja: 'すぐに起動し直す', en: 'Start again at once' },
  inspector: 'network',
  hints: [
    {
      ja: '`int yes = 1; setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));` です。',
      en: '`int yes = 1; setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));`',
    },
    { ja: '`bind` の**前**に呼びます。', en: 'Call it **before** `bind`.' },
  ],
  wrong: { 'after-bind': 'after-bind', 'another-port': 'another-port', 'switched-off': 'not-set' },
  limits: { instructions: 900_000_000, tasks: 16 },
  checks: [
    endsWell(0),
    check('option', { ja: 'SO_REUSEADDR を設定する', en: 'SO_REUSEADDR is set' }, (view) => {
      const binds = view.of('syscall-enter').filter((e) => e.name === 'bind');
      if (binds.some((e) => !e.text.includes('htons(9000)'))) return 'another-port';
      const set = view.of('syscall-enter').find((e) => e.name === 'setsockopt' && REUSEADDR.test(e.text));
      if (!set) return 'not-set';
      return binds[0].at < set.at ? 'after-bind' : null;
    }),
    check('served', { ja: '2回とも応対する', en: 'It serves both times' }, (view) =>
      view.stdout === 'start 1: served\nstart 2: served\n'
        ? null
        : fail('not-served', { got: view.stdout.trim().replaceAll('\n', ' / ') }),
    ),
  ],
  messages: {
    'not-set': {
      ja: '`SO_REUSEADDR` が1に設定されていません。1回目の接続が TIME_WAIT に残り、2回目の bind が断られます。',
      en: '`SO_REUSEADDR` was not set to 1. The first connection stays in TIME_WAIT, and the second bind is refused.',
    },
    'after-bind': {
      ja: '`bind` の後に設定しています。bind はもう住所を確かめ終えています。',
      en: 'It is set after `bind`, which has checked the address by then.',
    },
    'another-port': {
      ja: '別のポートに逃げています。客は9000番に来ます。',
      en: 'It moves to another port. Clients come to 9000.',
    },
    'not-served': { ja: '結果は「{got}」です。', en: 'The result is “{got}”.' },
  },
  success: {
    ja: 'ほとんどのサーバーの `listen` の前に、この1行があります。理由が分かれば、もう呪文ではありません。',
    en: 'Most servers have this line before they listen. Now that you know why, it is no spell.',
  },
});
