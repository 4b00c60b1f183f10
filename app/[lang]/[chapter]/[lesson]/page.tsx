/** A lesson: static, its text from content/ by the manifest, its exercises as data for the machine beside it. */
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { lessonTexts } from '@/content/generated/lessons';
import { dictionary, fill, isLanguage, LANGUAGES } from '../../../_i18n';
import { chaptersIn, findLesson } from '../../../_lesson/course-view';
import { exercisesOf } from '../../../_lesson/exercises-of';
import { Contents } from '../../../_lesson/frame/Contents';
import { LessonFrame } from '../../../_lesson/frame/LessonFrame';
import { KeepChapter } from '../../../_offline/KeepChapter';
import styles from './lesson.module.css';

interface Props {
  params: Promise<{ lang: string; chapter: string; lesson: string }>;
}

export const dynamicParams = false;

export function generateStaticParams() {
  return LANGUAGES.flatMap((lang) =>
    chaptersIn(lang).flatMap((chapter) =>
      chapter.lessons.filter((l) => l.ready).map((lesson) => ({ lang, chapter: chapter.slug, lesson: lesson.slug })),
    ),
  );
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, chapter, lesson } = await params;
  const place = isLanguage(lang) ? findLesson(lang, chapter, lesson) : null;
  if (!place) return {};
  return {
    title: place.lesson.title,
    description: place.lesson.summary,
    alternates: { languages: Object.fromEntries(LANGUAGES.map((l) => [l, `/${l}/${chapter}/${lesson}`])) },
  };
}

export default async function LessonPage({ params }: Props) {
  const { lang, chapter: chapterSlug, lesson: lessonSlug } = await params;
  if (!isLanguage(lang)) notFound();
  const place = findLesson(lang, chapterSlug, lessonSlug);
  if (!place) notFound();
  const { chapter, lesson, previous, next } = place;
  const { lesson: t } = dictionary(lang);
  const [{ default: Text }, exercises] = await Promise.all([
    lessonTexts[lesson.id][lang](),
    exercisesOf(lesson.id, lang),
  ]);
  const number = fill(t.chapter, { n: chapter.number });
  return (
    <LessonFrame
      key={lesson.id}
      lessonId={lesson.id}
      exercises={exercises}
      next={next && { href: next.href, title: next.title }}
      rail={
        <>
          <Contents chapter={chapter} lessonId={lesson.id} />
          <KeepChapter paths={chapter.lessons.filter(({ ready }) => ready).map(({ href }) => href)} />
        </>
      }
    >
      <header className={styles.header}>
        <p className={styles.chapter}>
          <Link href={`/${lang}#map`}>
            {number} {chapter.title}
          </Link>
        </p>
        <h1>{lesson.title}</h1>
        <p className={styles.summary}>{lesson.summary}</p>
        <p className={styles.minutes}>{fill(t.minutes, { n: lesson.minutes })}</p>
        <details className={styles.contents}>
          <summary>{t.contents}</summary>
          <Contents chapter={chapter} lessonId={lesson.id} />
        </details>
      </header>
      <article className={styles.text} data-reading>
        <Text />
      </article>
      <nav className={styles.pager}>
        {previous && (
          <Link href={previous.href} rel="prev">
            <span>{t.previous}</span>
            {previous.title}
          </Link>
        )}
        {next ? (
          <Link href={next.href} rel="next" className={styles.next}>
            <span>{t.next}</span>
            {next.title}
          </Link>
        ) : (
          <p className={styles.end}>{t.endOfWritten}</p>
        )}
      </nav>
    </LessonFrame>
  );
}
