/** Loads the exercises of a lesson at build time and hands them to the page as data. Server only. */
import { exerciseIndex } from '@/content/generated/index';
import { loaders } from '@/content/generated/registry';
import type { Language } from '../_i18n/language';
import { type ExerciseData, localizeExercise } from './model';

export async function exercisesOf(lessonId: string, lang: Language): Promise<ExerciseData[]> {
  const entries = exerciseIndex.filter((entry) => entry.lessonId === lessonId);
  return Promise.all(
    entries.map(async (entry, at) => localizeExercise(await loaders[entry.id](), lang, entry.hash, at + 1)),
  );
}
