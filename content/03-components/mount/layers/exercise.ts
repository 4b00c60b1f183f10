import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const PREPARE = ['mkdir lower upper work merged', 'echo original > lower/config'];
const MOUNT = 'mount -t overlay overlay -o lowerdir=/root/lower,upperdir=/root/upper,workdir=/root/work /root/merged';

export default defineExercise({
  id: 'ex_m6v3',
  kind: 'shell',
  title: { ja: '層を重ねる', en: 'Lay layers over each other' },
  inspector: 'vfs',
  hints: [
    {
      ja: '`mkdir lower upper work merged` で4つとも作れます。',
      en: '`mkdir lower upper work merged` makes all four.',
    },
    {
      ja: '書き換えた後、`ls upper` と `cat lower/config` を比べてみてください。',
      en: 'After the change compare `ls upper` and `cat lower/config`.',
    },
  ],
  solution: [...PREPARE, MOUNT, 'echo changed > merged/config', 'cat lower/config > answer.txt'],
  wrong: [
    {
      name: 'not-mounted',
      lines: [...PREPARE, 'echo changed > merged/config', 'cat lower/config > answer.txt'],
      expect: 'not-mounted',
    },
    {
      name: 'writes-below',
      lines: [...PREPARE, MOUNT, 'echo changed > lower/config', 'cat lower/config > answer.txt'],
      expect: 'lower-changed',
    },
    {
      name: 'copies-merged',
      lines: [...PREPARE, MOUNT, 'echo changed > merged/config', 'cat merged/config > answer.txt'],
      expect: 'answer',
    },
  ],
  limits: { instructions: 1e12 },
  checks: [
    check('mounted', { ja: 'overlay がマウントされる', en: 'The overlay is mounted' }, (view) =>
      view.snapshot?.mounts.some((m) => m.type === 'overlay' && m.target === '/root/merged') ? null : 'not-mounted',
    ),
    check('below', { ja: '下の層は変わらない', en: 'The lower layer is unchanged' }, (view) =>
      view.file('/root/lower/config') === 'original\n' ? null : 'lower-changed',
    ),
    check('above', { ja: '上の層に書かれる', en: 'The upper layer has the change' }, (view) =>
      view.file('/root/upper/config') === 'changed\n' ? null : 'not-changed',
    ),
    check('answer', { ja: '下の層の中身を写す', en: 'What the lower layer holds is copied' }, (view) => {
      const answer = view.file('/root/answer.txt')?.trim();
      return answer === 'original' ? null : fail('answer', { got: answer ?? '' });
    }),
  ],
  messages: {
    'not-mounted': {
      ja: '`/root/merged` に overlay がマウントされていません。',
      en: 'No overlay is mounted on `/root/merged`.',
    },
    'lower-changed': {
      ja: '下の層を直接書き換えました。書くのは `merged` です。',
      en: 'The lower layer itself was changed. Write to `merged`.',
    },
    'not-changed': { ja: '`merged/config` がまだ書き換えられていません。', en: '`merged/config` was not changed yet.' },
    answer: {
      ja: 'answer.txt は「{got}」です。下の層の中身を写してください。',
      en: 'answer.txt says “{got}”. Copy what the lower layer holds.',
    },
  },
  success: {
    ja: '同じイメージから100個のコンテナを作っても、下の層は1つで済みます。違うのは、それぞれの上の層だけです。',
    en: 'A hundred containers made of one image share the lower layer. Only their upper layers differ.',
  },
});
