import { calls, check, endsWell, fail, given } from '@ringzero/kernel-sim/lab/checks';
import type { RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

/** The first letter of the file, and the one after three. */
const letters = (view: RunView) => {
  const text = given(view).guestFiles?.[0].text ?? '';
  return { first: text[0], fourth: text[3] };
};

export default defineExercise({
  id: 'ex_o5p9',
  kind: 'program',
  title: { ja: '位置は誰のもの', en: 'Whose position is it?' },
  inspector: 'vfs',
  seeds: {
    server: 3,
    vary: (draw) => {
      const text = draw.usual('abcdefgh', () =>
        draw
          .shuffle([...'bcdefghijklmnopqrstuvwxyz'])
          .slice(0, 8)
          .join(''),
      );
      return { guestFiles: [{ path: '/root/letters', text: `${text}\n` }] };
    },
  },
  hints: [
    {
      ja: '同じファイルをもう1度 `open` すると、別の file ができます。位置は0からです。',
      en: 'Another `open` makes another file, with its position at 0.',
    },
    {
      ja: '`dup(one)` は、同じ file を指すディスクリプタを増やすだけです。',
      en: '`dup(one)` adds a descriptor for the same file.',
    },
    { ja: '子は `one` をそのまま使えます。', en: 'The child can use `one` as it is.' },
  ],
  wrong: {
    'always-dup': 'not-own',
    'always-open': 'dup-not-shared',
    'child-opens': 'fork-not-shared',
    'prints-the-text': 'not-own',
  },
  limits: { instructions: 100_000_000, tasks: 8 },
  checks: [
    endsWell(0),
    check('open', { ja: '別に開けば、位置は別', en: 'Another opening, another position' }, (view) =>
      view.stdout.includes(`open again: ${letters(view).first}\n`) ? null : 'not-own',
    ),
    check('dup', { ja: 'dup なら、位置は同じ', en: 'dup shares the position' }, (view) => {
      if (!calls(view, 'dup').length && !calls(view, 'dup2').length && !calls(view, 'fcntl').length)
        return 'dup-not-shared';
      return view.stdout.includes(`dup: ${letters(view).fourth}\n`) ? null : 'dup-not-shared';
    }),
    check('fork', { ja: 'fork でも、位置は同じ', en: 'fork shares it too' }, (view) =>
      view.stdout.includes(`fork: ${letters(view).fourth}\n`) ? null : fail('fork-not-shared'),
    ),
  ],
  messages: {
    'not-own': {
      ja: '「open again」が、ファイルの最初の文字になりません。もう1度 `open` して、別の file を作ってください。',
      en: '“open again” should give the first letter of the file: `open` once more for another file.',
    },
    'dup-not-shared': {
      ja: '「dup」では、`dup` で同じ file を指すディスクリプタを作ってください。開き直すと、位置は共有されません。',
      en: 'For “dup” make a descriptor for the same file by `dup`. Opening anew does not share the position.',
    },
    'fork-not-shared': {
      ja: '子が開き直しています。受け継いだディスクリプタは、親と同じ file を指しています。',
      en: 'The child opens anew. The descriptor it inherited stands for the same file as the parent’s.',
    },
  },
  success: {
    ja: 'ディスクリプタは番号、file は「開いている1回」。`(echo a; echo b) > f` が上書きにならないのは、位置を共有しているからです。',
    en: 'A descriptor is a number; a file is one opening. `(echo a; echo b) > f` does not overwrite because the position is shared.',
  },
});
