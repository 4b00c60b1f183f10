/** What a link of a platform can lead to: a lesson, an exercise, or an assignment of the class. Where it is, what it is called. */
import type { Language } from '@/app/_i18n/language';
import type { AssignmentKind } from '@/app/_shared/classes';
import { course } from '@/content/course';
import { exerciseIndex } from '@/content/generated/index';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { exercisesOf } from '../assignments/targets';
import type { Tx } from '../db/client';

/** The name of the custom parameter that carries it: `lesson:ID`, `exercise:ID` or `assignment:ID`. */
export const PARAMETER = 'ringzero';

export interface Content {
  kind: AssignmentKind;
  targetId: string;
  assignmentId: string | null;
}

/** Points where no assignment says how many. */
export const POINTS = 100;

/** `lesson:ID` and the like → what it is now; null when it is gone or is another class's. */
export async function readContent(
  db: PrismaClient | Tx,
  value: string,
  classId: string | null,
): Promise<Content | null> {
  const [kind, id = ''] = value.split(':');
  if (kind === 'lesson' || kind === 'exercise') {
    return exercisesOf(kind, id).length > 0 || (kind === 'lesson' && pathOf({ kind, targetId: id }, 'ja'))
      ? { kind, targetId: id, assignmentId: null }
      : null;
  }
  if (kind !== 'assignment' || classId === null) return null;
  const row = await db.assignment.findFirst({ where: { id, classId } });
  return row && { kind: row.kind, targetId: row.targetId, assignmentId: row.id };
}

/** `/ja/CHAPTER/LESSON` of this site → the lesson. */
export function contentOfPath(pathname: string): Content | null {
  const [, , chapterSlug, lessonSlug] = pathname.split('/');
  const chapter = course.chapters.find(({ slug }) => slug === chapterSlug);
  const lesson = chapter?.lessons.find(({ slug }) => slug === lessonSlug);
  return lesson ? { kind: 'lesson', targetId: lesson.id, assignmentId: null } : null;
}

/** The page of a lesson, or of the lesson of an exercise. */
export function pathOf({ kind, targetId }: Pick<Content, 'kind' | 'targetId'>, lang: Language): string | null {
  for (const chapter of course.chapters) {
    for (const lesson of chapter.lessons) {
      const page = `/${lang}/${chapter.slug}/${lesson.slug}`;
      if (kind === 'lesson' && lesson.id === targetId) return page;
      if (kind === 'exercise' && lesson.exercises.includes(targetId)) return `${page}#${targetId}`;
    }
  }
  return null;
}

export function titleOf({ kind, targetId }: Pick<Content, 'kind' | 'targetId'>, lang: Language): string {
  if (kind === 'exercise') return plain(exerciseIndex.find(({ id }) => id === targetId)?.title[lang] ?? targetId);
  const lesson = course.chapters.flatMap(({ lessons }) => lessons).find(({ id }) => id === targetId);
  return plain(lesson?.title[lang] ?? targetId);
}

/** Without the marks of code in titles. */
const plain = (text: string): string => text.replaceAll('`', '');
