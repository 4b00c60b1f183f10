import { check, fail, given } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { allLogged, noOops } from '../../checks';

const script = (times: number, whom: string) => [
  `insmod polite.ko times=${times} whom=${whom}`,
  'cat /sys/module/polite/parameters/times',
  'rmmod polite',
  'insmod polite.ko times=0',
  'modinfo -F parm polite.ko',
  'dmesg | grep hello,',
];

export default defineExercise({
  id: 'ex_p4r8',
  kind: 'module',
  title: { ja: '何度、誰に', en: 'How often, and to whom' },
  inspector: 'modules',
  script: script(3, 'Tokyo'),
  seeds: {
    server: 2,
    vary: (draw) => {
      const times = draw.usual(3, () => draw.integer(2, 7));
      const whom = draw.usual('Tokyo', () => draw.pick(['Kyoto', 'Osaka', 'Helsinki', 'Portland', 'Nara', 'Zürich']));
      return { script: script(times, whom), facts: { times, whom } };
    },
  },
  hints: [
    {
      ja: '`module_param(times, int, 0644);` と `module_param(whom, charp, 0444);` です。',
      en: '`module_param(times, int, 0644);` and `module_param(whom, charp, 0444);`.',
    },
    {
      ja: '初めの関数で、`times < 1` なら `return -EINVAL;` です。',
      en: 'In the first function: `return -EINVAL;` when `times < 1`.',
    },
  ],
  wrong: {
    'no-parameter': 'unknown-parameter',
    'accepts-zero': 'accepts-zero',
    'not-in-sysfs': 'no-file',
    'positive-error': 'not-negative',
    'prints-the-text': 'other-lines',
  },
  limits: { instructions: 400_000_000 },
  checks: [
    noOops(),
    check('parameters', { ja: 'パラメータを受け取る', en: 'It takes parameters' }, (view) => {
      const lines = allLogged(view, /^hello, /);
      const { times = 0, whom = '' } = given(view).facts ?? {};
      const expected = Array.from({ length: Number(times) }, (_, i) => `hello, ${whom} (${i + 1})`);
      if (lines.join('|') === expected.join('|')) return null;
      return allLogged(view, /unknown parameter/).length
        ? 'unknown-parameter'
        : fail('other-lines', { got: lines.join(' / ') });
    }),
    check('sysfs', { ja: '/sys に値が見える', en: 'The value is seen in /sys' }, (view) =>
      view.stdout.includes(`parameters/times\n${given(view).facts?.times}\n`) ? null : 'no-file',
    ),
    check('refuses', { ja: 'times=0 を断る', en: 'times=0 is refused' }, (view) => {
      const again = view.of('module').filter((e) => e.name === 'polite' && e.op === 'live').length;
      if (again > 1) return allLogged(view, /returned \d+|suspiciously/).length ? 'not-negative' : 'accepts-zero';
      return /Invalid (parameters|argument)/i.test(view.stdout) ? null : 'not-negative';
    }),
    check('described', { ja: '説明が付いている', en: 'It is described' }, (view) =>
      /times:.+/.test(view.stdout.split('modinfo -F parm')[1] ?? '') ? null : 'no-description',
    ),
  ],
  messages: {
    'unknown-parameter': {
      ja: 'カーネルが「unknown parameter」と言っています。`module_param` で名乗っていない変数には、値は入りません。',
      en: 'The kernel says “unknown parameter”. A variable that `module_param` does not name gets no value.',
    },
    'other-lines': { ja: 'ログは「{got}」です。', en: 'The log says “{got}”.' },
    'no-file': {
      ja: '`/sys/module/polite/parameters/times` から値が読めません。モードは 0644 ですか。',
      en: 'The value could not be read from `/sys/module/polite/parameters/times`. Is the mode 0644?',
    },
    'accepts-zero': {
      ja: '`times=0` でも入ってしまいました。-EINVAL を返してください。',
      en: '`times=0` was accepted. Return -EINVAL.',
    },
    'not-negative': {
      ja: '失敗は負の値で返します。正の値を返すと、カーネルは怪しいと言いながら入れてしまいます。',
      en: 'Failure is a negative value. A positive one makes the kernel complain and load the module all the same.',
    },
    'no-description': {
      ja: '`MODULE_PARM_DESC(times, "…")` がありません。',
      en: '`MODULE_PARM_DESC(times, "…")` is missing.',
    },
  },
  success: {
    ja: '値は、あなたの関数が呼ばれる前に入っていました。書き込んだのは、カーネルのモジュール読み込み係です。',
    en: 'The values were there before your function was called: the kernel’s loader had put them in.',
  },
});
