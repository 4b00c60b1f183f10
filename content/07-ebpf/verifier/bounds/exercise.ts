import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted } from '../../checks';

const EXPECTED = 'out[0] = 3';

export default defineExercise({
  id: 'ex_v3b7',
  kind: 'bpf',
  title: { ja: '配列の外', en: 'Outside the array' },
  inspector: 'bpf',
  readonly: ['run.py'],
  script: ['python3 run.py'],
  hints: [
    {
      ja: '`& 7` の答えは0から7です。検証器はビットごとに「0か1か分からない」を追うので、これで範囲が分かります。',
      en: '`& 7` gives 0 to 7. The verifier follows each bit as 0, 1 or unknown, so it knows the range.',
    },
  ],
  wrong: { 'off-by-one': 'rejected', 'too-wide': 'rejected', 'gives-up': 'result' },
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
    ja: '「範囲を絞る1行」は、あなたのためではなく、証明のためにあります。',
    en: 'The line that narrows a range is not for you. It is for the proof.',
  },
});
