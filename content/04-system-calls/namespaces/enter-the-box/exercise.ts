import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const VISITOR = 2;

export default defineExercise({
  id: 'ex_n3t6',
  kind: 'program',
  title: { ja: 'ほかの名前空間に入る', en: 'Enter another’s namespace' },
  inspector: 'processes',
  hints: [
    {
      ja: '`int home = open("/proc/self/ns/uts", O_RDONLY);` を最初に行います。',
      en: 'First `int home = open("/proc/self/ns/uts", O_RDONLY);`.',
    },
    {
      ja: '`setns(there, CLONE_NEWUTS)` で入り、`setns(home, CLONE_NEWUTS)` で戻ります。',
      en: '`setns(there, CLONE_NEWUTS)` goes in, `setns(home, CLONE_NEWUTS)` comes back.',
    },
  ],
  wrong: { 'no-way-back': 'lost', 'home-opened-there': 'lost', 'renames-itself': 'not-entered' },
  limits: { instructions: 200_000_000, tasks: 16 },
  checks: [
    endsWell(0),
    check('entered', { ja: 'setns で入る', en: 'It enters by setns' }, (view) => {
      const entered = view.of('syscall-exit').filter((e) => e.pid === VISITOR && e.name === 'setns');
      if (!entered.length) return 'not-entered';
      return entered[0].result === 0 ? null : fail('refused', { line: entered[0].text });
    }),
    check('there', { ja: '中のホスト名を読む', en: 'The host name there is read' }, (view) =>
      view.stdout.includes('there: box') ? null : 'not-entered',
    ),
    check('back', { ja: '元に戻る', en: 'It comes back' }, (view) =>
      view.stdout.includes('back: ringzero') ? null : 'lost',
    ),
  ],
  messages: {
    'not-entered': { ja: '`setns` で入っていません。', en: 'It was not entered by `setns`.' },
    refused: { ja: '断られました: `{line}`', en: 'It was refused: `{line}`' },
    lost: {
      ja: '戻れていません。入った後の `/proc/self/ns/uts` は、もう入った先のものです。戻る道は、入る前に開いておきます。',
      en: 'It did not come back. Once inside, `/proc/self/ns/uts` is that of the place one has entered: open the way back before going.',
    },
  },
  success: {
    ja: '`nsenter` も `docker exec` も、このファイルを開いて入ります。',
    en: '`nsenter` and `docker exec` go in by opening this file.',
  },
});
