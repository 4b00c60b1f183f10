import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted } from '../../checks';

const EXPECTED = 'out[0] = 3';

export default defineExercise({
  id: 'ex_v2u5',
  kind: 'bpf',
  title: { ja: '何も入れていない', en: 'Nothing was put in' },
  inspector: 'bpf',
  readonly: ['run.py'],
  script: ['python3 run.py'],
  hints: [{ ja: '`u64 total = 0;` とします。', en: 'Write `u64 total = 0;`.' }],
  wrong: { 'another-condition': 'rejected', 'only-sometimes': 'rejected', 'not-counted': 'result' },
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
    ja: 'レジスタには、前に使った人の秘密が残っているかもしれません。だから、入れていないものは読めません。',
    en: 'A register may hold somebody’s secrets. What was not put in may not be read.',
  },
});
