/** Where "continue" leads: the first exercise not passed at or after the last place; pure, so that it is tested as such. */
import type { LessonView } from './course-view';

export interface NextStep {
  href: string;
  lesson: string;
  exercise: string | null;
}

/** Null for a reader who has not begun. */
export function nextStep(
  lessons: readonly LessonView[],
  progress: ReadonlyMap<string, string>,
  place: { lessonId: string; exerciseId: string | null } | null,
): NextStep | null {
  if (place === null && progress.size === 0) return null;
  const from = Math.max(
    0,
    lessons.findIndex((lesson) => lesson.id === place?.lessonId),
  );
  const ordered = [...lessons.slice(from), ...lessons.slice(0, from)];
  const current = ordered[0]?.exercises.find((e) => e.id === place?.exerciseId && progress.get(e.id) !== 'passed');
  if (current) return { href: `${ordered[0].href}#${current.id}`, lesson: ordered[0].title, exercise: current.title };
  for (const lesson of ordered) {
    const open = lesson.exercises.find((exercise) => progress.get(exercise.id) !== 'passed');
    if (open) return { href: `${lesson.href}#${open.id}`, lesson: lesson.title, exercise: open.title };
  }
  const last = ordered[0];
  return last ? { href: last.href, lesson: last.title, exercise: null } : null;
}
