/** The manifest as the pages show it: one language, lessons in order, what is written and what is still to come. */
import { course } from '@/content/course';
import { exerciseIndex } from '@/content/generated/index';
import { lessonTexts } from '@/content/generated/lessons';
import type { Language } from '../_i18n/language';
import { unmarked } from '../_ui/Prose';

export interface ExerciseLink {
  id: string;
  title: string;
}
export interface LessonView {
  id: string;
  slug: string;
  title: string;
  summary: string;
  minutes: number;
  /** Written, so it has a page. */
  ready: boolean;
  href: string;
  exercises: readonly ExerciseLink[];
}
export interface ChapterView {
  id: string;
  slug: string;
  number: number;
  title: string;
  summary: string;
  lessons: readonly LessonView[];
}

/** All chapters in one language. */
export function chaptersIn(lang: Language): readonly ChapterView[] {
  return course.chapters.map((chapter) => ({
    id: chapter.id,
    slug: chapter.slug,
    number: chapter.number,
    title: chapter.title[lang],
    summary: chapter.summary[lang],
    lessons: chapter.lessons.map((lesson) => ({
      id: lesson.id,
      slug: lesson.slug,
      title: lesson.title[lang],
      summary: lesson.summary[lang],
      minutes: lesson.minutes,
      ready: lesson.folder !== undefined && lesson.id in lessonTexts,
      href: `/${lang}/${chapter.slug}/${lesson.slug}`,
      exercises: exerciseIndex
        .filter((e) => e.lessonId === lesson.id)
        .map((e) => ({ id: e.id, title: unmarked(e.title[lang]) })),
    })),
  }));
}

export interface LessonPlace {
  chapter: ChapterView;
  lesson: LessonView;
  previous: LessonView | null;
  next: LessonView | null;
}

/** The lesson at an address, with its neighbours among the written lessons; null when there is none. */
export function findLesson(lang: Language, chapterSlug: string, lessonSlug: string): LessonPlace | null {
  const chapters = chaptersIn(lang);
  const chapter = chapters.find((c) => c.slug === chapterSlug);
  const lesson = chapter?.lessons.find((l) => l.slug === lessonSlug);
  if (!chapter || !lesson?.ready) return null;
  const written = chapters.flatMap((c) => c.lessons).filter((l) => l.ready);
  const at = written.findIndex((l) => l.id === lesson.id);
  return { chapter, lesson, previous: written[at - 1] ?? null, next: written[at + 1] ?? null };
}
