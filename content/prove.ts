/**
 * Proves every exercise (with several seeds where its inputs vary: the solution passes with all of them, a wrong answer may
 * pass with the usual one and is caught by another): the starter fails, the solution passes, each wrong answer gets the message meant for it (the code of the first
 * failing check), every code has a text in both languages, and the same run twice gives the same digest.
 */
import {
  commonMessages,
  type Exercise,
  type LabAssets,
  type RunReport,
  runToEnd,
  type Submission,
  USUAL_SEED,
} from '@ringzero/kernel-sim/lab';
import { solutionOf, starterOf, wrongOf } from './answers';

export interface Proof {
  title: string;
  proofs: number;
  problems: string[];
}

/** Some as a learner's tab uses them, some as the server draws them. */
const SEEDS = [2, 77, 65_537, 1_234_567_891, 2_147_483_000];

/** Everything promised of one exercise, as problems in words. */
export function prove(exercise: Exercise, assets: LabAssets): Proof {
  const problems: string[] = [];
  const seeds = 'seeds' in exercise && exercise.seeds ? SEEDS : [];
  const run = (submission: Submission, seed = USUAL_SEED) =>
    runToEnd(exercise, submission, { assets, seed, exerciseHash: 'proof' });
  /** The first run that fails, else the last. */
  const anySeed = (submission: Submission) => {
    let report = run(submission);
    for (const seed of seeds) if (report.passed) report = run(submission, seed);
    return report;
  };
  const solved = run(solutionOf(exercise));
  for (const seed of solved.passed ? seeds : []) {
    const report = run(solutionOf(exercise), seed);
    if (!report.passed) problems.push(`solution does not pass with seed ${seed}: ${outcome(exercise, report)}`);
  }
  if (!solved.passed) problems.push(`solution does not pass: ${outcome(exercise, solved)}`);
  if (run(solutionOf(exercise)).digest !== solved.digest)
    problems.push('two runs of the solution give different digests');
  const starter = starterOf(exercise);
  if (starter && run(starter).passed) problems.push('starter passes');
  const wrong = wrongOf(exercise);
  for (const { name, expect, submission } of wrong) {
    const report = anySeed(submission);
    const got = report.checks.find((c) => !c.ok)?.code ?? 'passed';
    if (got !== expect)
      problems.push(`wrong answer ${name}: expected ${expect}, got ${got} (${outcome(exercise, report)})`);
  }
  const codes = new Set(wrong.map((w) => w.expect));
  for (const code of codes) if (!hasText(exercise, code)) problems.push(`no text for message code ${code}`);
  return { title: exercise.title.en, proofs: 3 + wrong.length + seeds.length, problems };
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
