/** Names and short numbers of the exercises, in the course's order: `2.1b` is the second exercise of the first lesson of chapter 2. */
import type { Language } from '@/app/_i18n';
import { course } from '@/content/course';
import { exerciseIndex } from '@/content/generated/index';

export interface ExerciseName {
  exerciseId: string;
  number: string;
  chapter: number;
  title: string;
  /** Path of its lesson below the language. */
  path: string;
}

export function exerciseNames(lang: Language): ExerciseName[] {
  const titles = new Map(exerciseIndex.map((entry) => [entry.id, entry.title[lang]]));
  return course.chapters.flatMap((chapter) => {
    const ready = chapter.lessons.filter((lesson) => lesson.exercises.length > 0);
    return ready.flatMap((lesson, at) =>
      lesson.exercises.map((exerciseId, n) => ({
        exerciseId,
        number: `${chapter.number}.${at + 1}${String.fromCharCode(97 + n)}`,
        chapter: chapter.number,
        title: titles.get(exerciseId) ?? lesson.title[lang],
        path: `${chapter.slug}/${lesson.slug}`,
      })),
    );
  });
}
