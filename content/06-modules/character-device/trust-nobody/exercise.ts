import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { noOops } from '../../checks';

export default defineExercise({
  id: 'ex_w5k3',
  kind: 'module',
  title: { ja: '誰も信用しない', en: 'Trust nobody' },
  inspector: 'modules',
  readonly: ['attack.c'],
  modules: [{ name: 'note', sources: ['note.c'] }],
  programs: [{ name: 'attack', sources: ['attack.c'] }],
  script: ['insmod note.ko', './attack', 'rmmod note'],
  hints: [
    { ja: '最初に `if (count > ROOM) return -ENOSPC;` です。', en: 'First `if (count > ROOM) return -ENOSPC;`.' },
    {
      ja: '`copy_from_user` は、写せなかったバイト数を返します。0でなければ -EFAULT です。途中まで写されるので、別の配列に受けてから移します。',
      en: '`copy_from_user` returns how many bytes were not copied: -EFAULT unless 0. Part may have been copied, so take it into another array first.',
    },
  ],
  wrong: { 'no-length-check': 'overrun', 'ignores-fault': 'no-efault', 'cuts-off': 'not-refused' },
  limits: { instructions: 400_000_000 },
  checks: [
    check('length', { ja: '長すぎる書き込みを断る', en: 'Too long a write is refused' }, (view) => {
      const line = /^200 bytes: (-?\d+) (.*)$/m.exec(view.stdout);
      if (view.of('oops').length || (line && line[1] === '200')) return 'overrun';
      if (!line) return 'overrun';
      return line[2] === 'No space left on device' ? null : fail('not-refused', { got: `${line[1]} ${line[2]}` });
    }),
    noOops(),
    check('address', { ja: '無効な番地を断る', en: 'An invalid address is refused' }, (view) => {
      const line = /^bad address: (-?\d+) (.*)$/m.exec(view.stdout);
      return line?.[2] === 'Bad address' ? null : fail('no-efault', { got: line ? `${line[1]} ${line[2]}` : '' });
    }),
    check('kept', { ja: '正しく書いたものは残る', en: 'What was written properly is kept' }, (view) => {
      const line = /^kept: (.*)$/m.exec(view.stdout)?.[1];
      return line === '5 hello' ? null : fail('not-kept', { got: line ?? '' });
    }),
  ],
  messages: {
    overrun: {
      ja: '16バイトの配列に200バイトを写そうとしました。隣の変数が壊れるか、カーネルが止めます。長さを先に確かめてください。',
      en: '200 bytes were copied into an array of 16: other variables are destroyed, or the kernel stops it. Check the length first.',
    },
    'not-refused': {
      ja: '200バイトの書き込みの答えは「{got}」でした。切り詰めずに、-ENOSPC で断ってください。',
      en: 'The write of 200 bytes was answered “{got}”. Refuse it by -ENOSPC instead of cutting it off.',
    },
    'no-efault': {
      ja: '無効な番地からの書き込みの答えは「{got}」でした。`copy_from_user` の値を見て、-EFAULT を返してください。',
      en: 'The write from an invalid address was answered “{got}”. Look at what `copy_from_user` returns, and answer -EFAULT.',
    },
    'not-kept': {
      ja: '最後に読めたのは「{got}」です。断った書き込みは、前の中身を変えてはいけません。',
      en: 'What could be read at the end was “{got}”. A refused write must not change what was there.',
    },
  },
  success: {
    ja: '境目に立つ関数は、相手の言うことを1つずつ確かめます。カーネルの脆弱性の多くは、これを1か所忘れたものです。',
    en: 'A function at the border checks everything it is told. Many holes in kernels come from forgetting one such check.',
  },
});
