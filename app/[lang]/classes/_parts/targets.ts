/** Lessons and exercises as an assignment names them, with the way to each; and the list that a teacher chooses from. */
import { fill } from '@/app/_i18n/define';
import type { ChapterView } from '@/app/_lesson/course-view';
import type { TeachingWords } from '@/app/_people/teaching';
import type { AssignmentInfo } from '@/app/_shared/classes';

export interface Target {
  /** `2.1 Title`, `2.1b Title`. */
  title: string;
  href: string;
}

export interface TargetOption {
  /** `lesson:ls_h3n2` */
  value: string;
  label: string;
}
export interface TargetChapter {
  label: string;
  options: readonly TargetOption[];
}

function* entries(chapters: readonly ChapterView[]) {
  for (const chapter of chapters) {
    const ready = chapter.lessons.filter((lesson) => lesson.ready && lesson.exercises.length > 0);
    for (const [at, lesson] of ready.entries()) {
      const number = `${chapter.number}.${at + 1}`;
      yield { chapter, number, kind: 'lesson' as const, id: lesson.id, title: lesson.title, href: lesson.href, lesson };
      for (const [n, exercise] of lesson.exercises.entries()) {
        const letter = String.fromCharCode(97 + n);
        yield {
          chapter,
          number: `${number}${letter}`,
          kind: 'exercise' as const,
          id: exercise.id,
          title: exercise.title,
          href: `${lesson.href}#${exercise.id}`,
          lesson,
        };
      }
    }
  }
}

/** By `kind:id`. */
export function targetsIn(chapters: readonly ChapterView[]): ReadonlyMap<string, Target> {
  return new Map(
    [...entries(chapters)].map(({ kind, id, number, title, href }) => [
      `${kind}:${id}`,
      { title: `${number} ${title}`, href },
    ]),
  );
}

export const targetKey = ({ kind, targetId }: Pick<AssignmentInfo, 'kind' | 'targetId'>): string =>
  `${kind}:${targetId}`;

export function targetChapters(t: TeachingWords, course: readonly ChapterView[]): TargetChapter[] {
  const chapters = new Map<string, TargetOption[]>();
  for (const { chapter, kind, id, number, title, lesson } of entries(course)) {
    const label = `${chapter.number} ${chapter.title}`;
    const options = chapters.get(label) ?? [];
    chapters.set(label, options);
    const n = lesson.exercises.length;
    const words = n === 1 ? t.lessonOptionOne : t.lessonOption;
    options.push({
      value: `${kind}:${id}`,
      label: kind === 'lesson' ? fill(words, { number, title, n }) : `\u2003${number} ${title}`,
    });
  }
  return [...chapters].map(([label, options]) => ({ label, options }));
}
