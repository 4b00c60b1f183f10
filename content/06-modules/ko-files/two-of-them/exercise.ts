import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const LOOK = 'modinfo -F depends party > /root/depends.txt';

export default defineExercise({
  id: 'ex_k1o4',
  kind: 'shell',
  title: { ja: '2つのモジュール', en: 'Two modules' },
  inspector: 'modules',
  hints: [
    { ja: '`modinfo party` の depends の行を見ます。', en: 'Look at the depends line of `modinfo party`.' },
    { ja: '使っているほう（party）を先に外します。', en: 'Remove the one that uses the other, party, first.' },
  ],
  solution: [
    LOOK,
    'modprobe party',
    'lsmod > /root/loaded.txt',
    'rmmod greeter 2> /root/error.txt',
    'rmmod party',
    'rmmod greeter',
  ],
  wrong: [
    { name: 'never-loaded', lines: [LOOK, 'lsmod > /root/loaded.txt'], expect: 'not-loaded' },
    {
      name: 'without-the-other',
      lines: [LOOK, 'insmod /lib/modules/$(uname -r)/extra/party.ko', 'lsmod > /root/loaded.txt'],
      expect: 'not-loaded',
    },
    {
      name: 'left-there',
      lines: [LOOK, 'modprobe party', 'lsmod > /root/loaded.txt', 'rmmod greeter 2> /root/error.txt', 'rmmod party'],
      expect: 'still-loaded',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('depends', { ja: '依存する相手が分かる', en: 'What it depends on is known' }, (view) =>
      view.file('/root/depends.txt')?.trim() === 'greeter' ? null : 'depends',
    ),
    check('loaded', { ja: '2つとも入る', en: 'Both are loaded' }, (view) => {
      const live = new Set(
        view
          .of('module')
          .filter((e) => e.op === 'live')
          .map((e) => e.name),
      );
      if (!live.has('party') || !live.has('greeter')) return 'not-loaded';
      return /^greeter\s+\d+\s+1 party$/m.test(view.file('/root/loaded.txt') ?? '') ? null : 'no-list';
    }),
    check('refused', { ja: '使われている間は外せない', en: 'One in use cannot be removed' }, (view) =>
      /in use/.test(view.file('/root/error.txt') ?? '') ? null : 'no-error',
    ),
    check('gone', { ja: '2つとも外れる', en: 'Both are removed' }, (view) => {
      const left = view.snapshot?.modules?.map((m) => m.name) ?? [];
      return left.length === 0 ? null : fail('still-loaded', { names: left.join(', ') });
    }),
  ],
  messages: {
    depends: {
      ja: '`/root/depends.txt` に、party が依存する相手の名前がありません。',
      en: '`/root/depends.txt` does not hold the name of what party depends on.',
    },
    'not-loaded': {
      ja: '2つのモジュールが入っていません。`insmod` は依存する相手を入れてくれません。`modprobe` を使います。',
      en: 'The two modules are not loaded. `insmod` does not load what a module depends on; `modprobe` does.',
    },
    'no-list': {
      ja: '`/root/loaded.txt` に、2つが入っているときの `lsmod` の出力がありません。',
      en: '`/root/loaded.txt` does not hold the output of `lsmod` while both were loaded.',
    },
    'no-error': {
      ja: '`/root/error.txt` に「in use」というエラーがありません。party が入っている間に、相手を外そうとしてみてください。',
      en: '`/root/error.txt` has no error “in use”. Try to remove the other one while party is loaded.',
    },
    'still-loaded': { ja: 'まだ入っています: {names}', en: 'Still loaded: {names}' },
  },
  success: {
    ja: '依存と参照の数を、カーネルが数えていました。使われている部品が突然消えることはありません。',
    en: 'The kernel keeps count of dependencies and users: a part in use does not vanish.',
  },
});
