import { check } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { allLogged, loaded, logged, noOops } from '../../checks';

export default defineExercise({
  id: 'ex_e6x0',
  kind: 'module',
  title: { ja: '公開して、使う', en: 'Export, and use' },
  inspector: 'modules',
  modules: [
    { name: 'counter', sources: ['counter.c'] },
    { name: 'user', sources: ['user.c'] },
  ],
  script: [
    'insmod user.ko',
    'insmod counter.ko',
    'insmod user.ko',
    'lsmod',
    'rmmod counter',
    'rmmod user',
    'rmmod counter',
    'dmesg | grep counted',
  ],
  hints: [
    {
      ja: '`counter.c` の関数の後に `EXPORT_SYMBOL_GPL(count_up);` を書きます。',
      en: 'After the function in `counter.c` write `EXPORT_SYMBOL_GPL(count_up);`.',
    },
    {
      ja: '`user_init` で2回呼び、2回目の値を `pr_info` で書きます。',
      en: 'Call it twice in `user_init` and write the second value by `pr_info`.',
    },
  ],
  wrong: { 'not-exported': 'does-not-compile', 'own-copy': 'not-linked', 'proprietary-user': 'gpl-only' },
  limits: { instructions: 400_000_000 },
  checks: [
    noOops(),
    check('alone', { ja: 'user だけでは入らない', en: 'user alone cannot be loaded' }, (view) =>
      logged(view, /Unknown symbol count_up/) ? null : 'not-linked',
    ),
    check('gpl', { ja: 'GPLのモジュールである', en: 'It is a GPL module' }, (view) =>
      allLogged(view, /Unknown symbol count_up/).length > 1 ? 'gpl-only' : null,
    ),
    loaded('user'),
    check('linked', { ja: '使われている数が数えられる', en: 'Its users are counted' }, (view) =>
      /^counter\s+\d+\s+1 user$/m.test(view.stdout) ? null : 'not-linked',
    ),
    check('counted', { ja: '2まで数える', en: 'It counts to 2' }, (view) =>
      logged(view, /^counted to 2$/) ? null : 'not-counted',
    ),
  ],
  messages: {
    'does-not-compile': {
      ja: '`count_up` が見つかりません。static でないだけでは、ほかのモジュールから見えません。`EXPORT_SYMBOL_GPL` で表に載せます。',
      en: '`count_up` is not found. Not being static does not make it known to other modules: put it into the table by `EXPORT_SYMBOL_GPL`.',
    },
    'gpl-only': {
      ja: 'GPLでないモジュールは、`EXPORT_SYMBOL_GPL` の関数を使えません。`user.c` のライセンスを確かめてください。',
      en: 'A module that is not GPL cannot use what `EXPORT_SYMBOL_GPL` exports. Look at the licence of `user.c`.',
    },
    'not-linked': {
      ja: '`user` は `counter` の関数を使っていません。自分の中に同じ名前の関数を作ると、そちらが呼ばれます。',
      en: '`user` does not use the function of `counter`. With one of the same name in itself, that is the one that is called.',
    },
    'not-counted': { ja: 'ログに `counted to 2` がありません。', en: 'The log does not say `counted to 2`.' },
  },
  success: {
    ja: '別々に作った2つの部品が、動いているカーネルの中で結び付きました。',
    en: 'Two parts, built apart, were joined inside a running kernel.',
  },
});
