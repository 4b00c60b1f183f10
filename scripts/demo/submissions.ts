/** What demo learners hand in: the typical wrong answers and the solution that every exercise keeps. */
import type { Exercise, Submission } from '../../kernel-sim/lab';

export interface Answers {
  wrong: Submission[];
  right: Submission;
}

export function answersOf(exercise: Exercise): Answers {
  switch (exercise.kind) {
    case 'program':
    case 'bare':
      return {
        wrong: exercise.wrong.map(({ files }) => ({ kind: 'code', files })),
        right: { kind: 'code', files: exercise.solution },
      };
    case 'shell':
      return { wrong: exercise.wrong.map(({ lines }) => typed(lines)), right: typed(exercise.solution) };
    case 'predict':
      return {
        wrong: exercise.wrong.map(({ answers }) => ({ kind: 'predict', answers })),
        right: { kind: 'predict', answers: exercise.solution },
      };
    case 'order':
      return {
        wrong: exercise.wrong.map(({ order }) => ({ kind: 'order', order })),
        right: { kind: 'order', order: exercise.blocks.map((block) => block.id) },
      };
  }
}

/** Lines typed one after another, each when the shell waits for input again. */
function typed(lines: readonly string[]): Submission {
  const at = Number.POSITIVE_INFINITY;
  return { kind: 'shell', inputs: lines.map((line) => ({ at, device: 'console', bytes: `${line}\n` })) };
}
