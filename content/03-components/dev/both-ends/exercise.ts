import { check, difference, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = 'slave is a terminal: yes\nslave reads: a b c 0a\necho: a b c 0d 0a\nmaster reads: x 0d 0a\n';

export default defineExercise({
  id: 'ex_p2t5',
  kind: 'program',
  title: { ja: '端末の両端', en: 'Both ends of a terminal' },
  inspector: 'trace',
  hints: [
    {
      ja: '`grantpt(*master)`、`unlockpt(*master)` の後、`open(ptsname(*master), O_RDWR | O_NOCTTY)` です。',
      en: 'After `grantpt(*master)` and `unlockpt(*master)`: `open(ptsname(*master), O_RDWR | O_NOCTTY)`.',
    },
  ],
  wrong: { 'still-locked': 'locked', 'master-twice': 'two-masters', 'no-result': 'no-pair' },
  limits: { instructions: 100_000_000 },
  checks: [
    check('opened', { ja: '反対側が開く', en: 'The other side opens' }, (view) => {
      const slave = view.of('syscall-exit').filter((e) => e.name === 'openat' && e.text.includes('/dev/pts/'));
      if (slave.some((e) => e.result >= 0)) return null;
      if (slave.length) return 'locked';
      const masters = view.of('syscall-exit').filter((e) => e.name === 'openat' && e.text.includes('ptmx'));
      return masters.length > 1 ? 'two-masters' : 'no-pair';
    }),
    check('pair', { ja: 'open_pair が成功を返す', en: 'open_pair says it worked' }, (view) =>
      view.stdout.startsWith('no pair') ? 'no-pair' : null,
    ),
    endsWell(0),
    check('discipline', { ja: '行規律が働く', en: 'The line discipline works' }, (view) =>
      view.stdout === EXPECTED ? null : fail('stdout-differs', difference(EXPECTED, view.stdout)),
    ),
  ],
  messages: {
    locked: {
      ja: '反対側は開けませんでした（EIO）。新しい端末は鍵がかかっています。`unlockpt` を先に呼びます。',
      en: 'The other side could not be opened (EIO). A new terminal is locked: call `unlockpt` first.',
    },
    'two-masters': {
      ja: '`/dev/ptmx` を2回開くと、別々の疑似端末の親端が2つできます。反対側の名前は `ptsname` が教えます。',
      en: 'Opening `/dev/ptmx` twice gives the masters of two different terminals. `ptsname` tells the name of the other side.',
    },
    'no-pair': {
      ja: '`open_pair` が −1 を返しました。反対側を開き、0を返してください。',
      en: '`open_pair` returned −1. Open the other side and return 0.',
    },
  },
  success: {
    ja: '端末エミュレータは、あなたが持っていた親端を持っています。画面の文字も、キーも、ここを通ります。',
    en: 'A terminal emulator holds the end that you held. Characters and keys pass through it.',
  },
});
