/** What an exercise keeps as answers, as submissions: the solution, the starter, the typical wrong answers. For proofs and demo classes. */
import type { Exercise, Submission, TypedLine } from '@ringzero/kernel-sim/lab';
import { INSTRUCTIONS_PER_SECOND } from '@ringzero/kernel-sim/lab/checks';

const INSTRUCTIONS_PER_MILLISECOND = INSTRUCTIONS_PER_SECOND / 1000;

export function solutionOf(exercise: Exercise): Submission {
  switch (exercise.kind) {
    case 'predict':
      return { kind: 'predict', answers: exercise.solution };
    case 'order':
      return { kind: 'order', order: exercise.blocks.map((b) => b.id) };
    case 'shell':
      return typed(exercise.solution);
    default:
      return { kind: 'code', files: exercise.solution };
  }
}

/** Lines typed one after another, each when the shell waits for input again or at its own time. */
function typed(lines: readonly TypedLine[]): Submission {
  return {
    kind: 'shell',
    inputs: lines.map((line) => {
      const input = { at: Number.POSITIVE_INFINITY, device: 'console' as const };
      if (typeof line === 'string') return { ...input, bytes: `${line}\n` };
      return { ...input, bytes: line.text, after: line.after * INSTRUCTIONS_PER_MILLISECOND };
    }),
  };
}

/** What the learner sees first, handed in as it is; null where there is nothing to hand in. */
export function starterOf(exercise: Exercise): Submission | null {
  if (exercise.kind === 'predict') return { kind: 'predict', answers: {} };
  if (exercise.kind === 'order') return null;
  if (exercise.kind === 'shell') return typed([]);
  return { kind: 'code', files: exercise.files };
}

export function wrongOf(exercise: Exercise): { name: string; expect: string; submission: Submission }[] {
  switch (exercise.kind) {
    case 'predict':
      return exercise.wrong.map((w) => ({ ...w, submission: { kind: 'predict', answers: w.answers } }));
    case 'order':
      return exercise.wrong.map((w) => ({ ...w, submission: { kind: 'order', order: w.order } }));
    case 'shell':
      return exercise.wrong.map((w) => ({ ...w, submission: typed(w.lines) }));
    default:
      return exercise.wrong.map((w) => ({ ...w, submission: { kind: 'code', files: w.files } }));
  }
}
