import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted } from '../../checks';

const EXPECTED = 'out[0] = 3';

export default defineExercise({
  id: 'ex_v1n3',
  kind: 'bpf',
  title: { ja: 'NULLかもしれない', en: 'It may be NULL' },
  inspector: 'bpf',
  readonly: ['run.py'],
  script: ['python3 run.py'],
  hints: [
    {
      ja: '`if (value) *value += 1; else out.update(&key, &one);` の形です。',
      en: 'In the shape of `if (value) *value += 1; else out.update(&key, &one);`.',
    },
  ],
  wrong: { 'returns-early': 'result', 'checks-after': 'rejected', 'always-one': 'result' },
  limits: { instructions: 2_000_000_000, tasks: 32 },
  checks: [
    accepted(),
    check('result', { ja: '正しく動く', en: 'It works' }, (view) => {
      if (view.stdout.includes(EXPECTED)) return null;
      return fail('result', { expected: EXPECTED.trim(), got: /^out\[.*$/m.exec(view.stdout)?.[0] ?? '' });
    }),
  ],
  messages: {
    rejected: {
      ja: '検証器に断られました。{insn} 番の命令です: 「{reason}」',
      en: 'The verifier refused it at instruction {insn}: “{reason}”',
    },
    'nothing-loaded': {
      ja: 'プログラムが入れられていません。端末の出力を見てください。',
      en: 'No program was loaded. See the output in the terminal.',
    },
    result: {
      ja: '受け入れられましたが、結果が違います。期待: 「{expected}」 実際: 「{got}」',
      en: 'It is accepted, but the result is not right. Expected “{expected}”, got “{got}”.',
    },
  },
  success: {
    ja: '鍵が無いことは、必ず有り得ます。検証器は、それを忘れさせてくれません。',
    en: 'A key may always be missing. The verifier does not let you forget it.',
  },
});
