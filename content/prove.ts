/**
 * Proves every exercise: the starter fails, the solution passes, each wrong answer gets the message meant for it (the code of the first
 * failing check), every code has a text in both languages, and the same run twice gives the same digest.
 */
import {
  commonMessages,
  type Exercise,
  type LabAssets,
  type RunReport,
  runToEnd,
  type Submission,
} from '@ringzero/kernel-sim/lab';
import { solutionOf, starterOf, wrongOf } from './answers';

export interface Proof {
  title: string;
  proofs: number;
  problems: string[];
}

/** Everything promised of one exercise, as problems in words. */
export function prove(exercise: Exercise, assets: LabAssets): Proof {
  const problems: string[] = [];
  const run = (submission: Submission) => runToEnd(exercise, submission, { assets, seed: 1, exerciseHash: 'proof' });
  const solved = run(solutionOf(exercise));
  if (!solved.passed) problems.push(`solution does not pass: ${outcome(exercise, solved)}`);
  if (run(solutionOf(exercise)).digest !== solved.digest)
    problems.push('two runs of the solution give different digests');
  const starter = starterOf(exercise);
  if (starter && run(starter).passed) problems.push('starter passes');
  const wrong = wrongOf(exercise);
  for (const { name, expect, submission } of wrong) {
    const report = run(submission);
    const got = report.checks.find((c) => !c.ok)?.code ?? 'passed';
    if (got !== expect)
      problems.push(`wrong answer ${name}: expected ${expect}, got ${got} (${outcome(exercise, report)})`);
  }
  const codes = new Set(wrong.map((w) => w.expect));
  for (const code of codes) if (!hasText(exercise, code)) problems.push(`no text for message code ${code}`);
  return { title: exercise.title.en, proofs: 3 + wrong.length, problems };
}

/** An own or common text; the feedback of a predict option counts as `QUESTION/OPTION`. */
function hasText(exercise: Exercise, code: string): boolean {
  if (code in exercise.messages || code in commonMessages) return true;
  if (exercise.kind !== 'predict') return false;
  const [question, option] = code.split('/');
  return exercise.questions.some((q) => q.id === question && q.options?.some((o) => o.id === option));
}

function outcome(exercise: Exercise, report: RunReport): string {
  const { view } = report;
  const error = view.diagnostics.find((d) => d.severity === 'error');
  if (error) return `${error.at.file}:${error.at.line}: ${error.code} ${JSON.stringify(error.params)}`;
  const bad = report.checks
    .filter((c) => !c.ok)
    .map((c) => `${c.id}=${c.code}${c.params ? JSON.stringify(c.params) : ''}`);
  const output = ['program', 'module', 'bpf'].includes(exercise.kind) ? view.stdout : view.console;
  return `${bad.join(' ')}; end ${view.reason}; output ${JSON.stringify(output.slice(-200))}`;
}
