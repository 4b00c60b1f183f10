/** What demo learners hand in: the typical wrong answers and the solution that every exercise keeps. */
import { solutionOf, wrongOf } from '../../content/answers';
import type { Exercise, Submission } from '../../kernel-sim/lab';

export interface Answers {
  wrong: Submission[];
  right: Submission;
}

export function answersOf(exercise: Exercise): Answers {
  return { wrong: wrongOf(exercise).map(({ submission }) => submission), right: solutionOf(exercise) };
}
