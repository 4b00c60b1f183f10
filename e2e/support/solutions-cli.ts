/** `node --import tsx e2e/support/solutions-cli.ts ID…`: page and solution of each exercise, as JSON. Unknown ones are left out. */
import { course } from '../../content/course';
import { exerciseIndex } from '../../content/generated/index';
import { loaders } from '../../content/generated/registry';
import type { Solved } from './solutions';

const found: Record<string, Solved> = {};
for (const id of process.argv.slice(2)) {
  const lessonId = exerciseIndex.find((entry) => entry.id === id)?.lessonId;
  const chapter = course.chapters.find(({ lessons }) => lessons.some((lesson) => lesson.id === lessonId));
  const lesson = chapter?.lessons.find((each) => each.id === lessonId);
  const exercise = await loaders[id]?.();
  if (!chapter || !lesson || !exercise || !('files' in exercise)) continue;
  found[id] = { page: `/${chapter.slug}/${lesson.slug}`, files: [...exercise.solution] };
}
process.stdout.write(JSON.stringify(found));
