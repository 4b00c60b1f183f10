/** The ids that progress may hang on: those of the course's manifest, in its order. */
import { course } from '@/content/course';

export interface ExercisePlace {
  exerciseId: string;
  lessonId: string;
  chapterId: string;
}

export const exercisePlaces: readonly ExercisePlace[] = course.chapters.flatMap((chapter) =>
  chapter.lessons.flatMap((lesson) =>
    lesson.exercises.map((exerciseId) => ({ exerciseId, lessonId: lesson.id, chapterId: chapter.id })),
  ),
);

const exerciseIds = new Set(exercisePlaces.map((place) => place.exerciseId));
const lessonIds = new Set(course.chapters.flatMap((chapter) => chapter.lessons.map((lesson) => lesson.id)));

export const isExercise = (id: string): boolean => exerciseIds.has(id);
export const isLesson = (id: string): boolean => lessonIds.has(id);
