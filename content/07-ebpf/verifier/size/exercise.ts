import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted } from '../../checks';

const EXPECTED = 'out[0] = 8';

export default defineExercise({
  id: 'ex_v5s2',
  kind: 'bpf',
  title: { ja: '長さの分からない写し', en: 'A copy of unknown length' },
  inspector: 'bpf',
  readonly: ['run.py'],
  script: ['python3 run.py'],
  hints: [
    {
      ja: '`if (size > sizeof(buffer)) return 0;` を、写す前に入れます。',
      en: 'Put `if (size > sizeof(buffer)) return 0;` before the copy.',
    },
  ],
  wrong: { 'too-generous': 'rejected', 'too-late': 'rejected', 'fixed-size': 'result' },
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
    ja: '長さを確かめずに写す。第6章の `note_write` と同じ間違いを、ここでは入れる前に止めてくれました。',
    en: 'Copying without checking the length: the mistake of `note_write` in chapter 6, stopped here before it was let in.',
  },
});
