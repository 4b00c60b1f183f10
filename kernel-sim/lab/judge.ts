/** Gives the verdict on a run: every check of the exercise, or the compiler's word when there was no run; and on answers that need none. */
import type { Check, CheckResult, Exercise, OrderExercise, PredictExercise, RunView, Submission } from './types';

export type Verdict = CheckResult & { id: string };

export const passed = (results: readonly CheckResult[]): boolean => results.every((r) => r.ok);

export function judgeRun(checks: readonly Check[], view: RunView): Verdict[] {
  const error = view.diagnostics.find((d) => d.severity === 'error');
  if (error)
    return [
      {
        id: 'compile',
        ok: false,
        code: 'does-not-compile',
        params: { line: error.at.line },
        show: { line: error.at.line, file: error.at.file },
      },
    ];
  return checks.map((check) => ({ id: check.id, ...check.run(view) }));
}

/** One verdict a question: the code of a wrong answer is `QUESTION/OPTION`, its text the option's own feedback. */
function judgePrediction(exercise: PredictExercise, answers: Readonly<Record<string, string>>): Verdict[] {
  return exercise.questions.map((q) => {
    const chosen = q.options?.find((o) => o.id === answers[q.id]);
    if (!q.options)
      return { id: q.id, ok: (answers[q.id] ?? '').trim() !== '', code: answers[q.id]?.trim() ? 'ok' : 'no-answer' };
    if (!chosen) return { id: q.id, ok: false, code: 'no-answer' };
    return { id: q.id, ok: chosen.correct === true, code: chosen.correct ? 'ok' : `${q.id}/${chosen.id}` };
  });
}

function judgeOrder(exercise: OrderExercise, order: readonly string[]): Verdict[] {
  const wanted = exercise.blocks.map((b) => b.id);
  const same = (other: readonly string[]) => other.length === order.length && other.every((id, i) => id === order[i]);
  if ([wanted, ...(exercise.alsoRight ?? [])].some(same)) return [{ id: 'order', ok: true, code: 'ok' }];
  const stray = order.find((id) => !wanted.includes(id));
  if (stray) return [{ id: 'order', ok: false, code: 'does-not-belong', params: { block: stray } }];
  if (wanted.some((id) => !order.includes(id))) return [{ id: 'order', ok: false, code: 'block-missing' }];
  const broken = exercise.rules.find((r) => order.indexOf(r.before) > order.indexOf(r.after));
  return [{ id: 'order', ok: false, code: broken?.code ?? 'wrong-order' }];
}

/** For kinds that are judged without running anything; null for the others. */
export function judgeAnswer(exercise: Exercise, submission: Submission): Verdict[] | null {
  if (exercise.kind === 'predict' && submission.kind === 'predict')
    return judgePrediction(exercise, submission.answers);
  if (exercise.kind === 'order' && submission.kind === 'order') return judgeOrder(exercise, submission.order);
  return null;
}
