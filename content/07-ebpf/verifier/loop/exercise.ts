import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted } from '../../checks';

const EXPECTED = 'out[0] = 7';

export default defineExercise({
  id: 'ex_v4l9',
  kind: 'bpf',
  title: { ja: '終わると分からない', en: 'Will it end?' },
  inspector: 'bpf',
  readonly: ['run.py'],
  script: ['python3 run.py'],
  hints: [
    {
      ja: '`for (int i = 0; i < 16; i++) { if (!name[i]) break; length++; }`',
      en: '`for (int i = 0; i < 16; i++) { if (!name[i]) break; length++; }`',
    },
  ],
  wrong: { 'from-the-end': 'rejected', 'never-moves': 'rejected', 'counts-all': 'result' },
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
    ja: 'カーネルの中の終わらないループは、計算機全体を止めます。だから、終わると証明できるものだけが入れます。',
    en: 'An endless loop in the kernel stops the computer. So only what provably ends is let in.',
  },
});
