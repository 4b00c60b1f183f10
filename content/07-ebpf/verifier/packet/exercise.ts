import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted } from '../../checks';

const EXPECTED = 'out[1] = ';

export default defineExercise({
  id: 'ex_v6p4',
  kind: 'bpf',
  title: { ja: 'パケットの終わり', en: 'The end of the packet' },
  inspector: 'bpf',
  readonly: ['run.py'],
  script: ['python3 run.py'],
  hints: [
    {
      ja: '`if ((void *)(ip + 1) > data_end) return XDP_PASS;` です。',
      en: '`if ((void *)(ip + 1) > data_end) return XDP_PASS;`',
    },
  ],
  wrong: { 'only-ethernet': 'rejected', 'wrong-way': 'rejected', 'does-not-count': 'result' },
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
    ja: '短いパケットは、いつか必ず届きます。検証器は、その日が来る前に止めました。',
    en: 'Some day a short packet will come. The verifier was there before that day.',
  },
});
