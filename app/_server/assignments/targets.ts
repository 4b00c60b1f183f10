/** What can be set as an assignment: a lesson with its exercises, or one exercise, of content/course.ts. */
import type { AssignmentKind } from '@/app/_shared/classes';
import { exercisePlaces, isExercise } from '../course/ids';

/** The exercises that count, in the course's order; none for a target that the course does not have. */
export function exercisesOf(kind: AssignmentKind, targetId: string): readonly string[] {
  if (kind === 'exercise') return isExercise(targetId) ? [targetId] : [];
  return exercisePlaces.filter((place) => place.lessonId === targetId).map((place) => place.exerciseId);
}
