'use client';
/** The map of the course: seven chapters, their lessons, your progress. What is still to be written is shown as such. */
import Link from 'next/link';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Icon } from '../../_ui/Icon';
import type { ChapterView, LessonView } from '../course-view';
import { type ProgressMap, useProgress } from '../store/use-progress';
import styles from './CourseMap.module.css';

export function CourseMap({ chapters }: { chapters: readonly ChapterView[] }) {
  const { t } = useI18n();
  const progress = useProgress();
  return (
    <section className={styles.map} aria-labelledby="map">
      <header>
        <h2 id="map">{t.home.mapTitle}</h2>
        <p className={styles.lead}>{t.home.mapLead}</p>
      </header>
      <ol className={styles.chapters}>
        {chapters.map((chapter) => (
          <Chapter key={chapter.id} chapter={chapter} progress={progress} />
        ))}
      </ol>
    </section>
  );
}

function Chapter({ chapter, progress }: { chapter: ChapterView; progress: ProgressMap }) {
  const { t } = useI18n();
  const ready = chapter.lessons.filter((l) => l.ready);
  const planned = chapter.lessons.filter((l) => !l.ready);
  const all = ready.flatMap((l) => l.exercises);
  const done = all.filter((e) => progress.get(e.id) === 'passed').length;
  return (
    <li className={ready.length === 0 ? styles.future : styles.chapter}>
      <div className={styles.title}>
        <span className={styles.number} aria-hidden="true">
          {chapter.number}
        </span>
        <div>
          <h3>
            <span className="visually-hidden">{fill(t.home.chapter, { n: chapter.number })} </span>
            {chapter.title}
          </h3>
          <p>{chapter.summary}</p>
          {all.length > 0 && (
            <p className={styles.count}>
              <span className={styles.bar} aria-hidden="true">
                {all.map((e) => (
                  <span key={e.id} className={progress.get(e.id) === 'passed' ? styles.on : styles.off} />
                ))}
              </span>
              {fill(t.home.progress, { done, all: all.length })}
            </p>
          )}
        </div>
      </div>
      <div className={styles.lessons}>
        {ready.length > 0 && (
          <ol>
            {ready.map((lesson) => (
              <li key={lesson.id}>
                <Lesson lesson={lesson} progress={progress} />
              </li>
            ))}
          </ol>
        )}
        {planned.length > 0 && (
          <details className={styles.planned}>
            <summary>{fill(ready.length > 0 ? t.home.lessonsToCome : t.home.allToCome, { n: planned.length })}</summary>
            <ul>
              {planned.map((lesson) => (
                <li key={lesson.id}>{lesson.title}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}

function Lesson({ lesson, progress }: { lesson: LessonView; progress: ProgressMap }) {
  const { t } = useI18n();
  const states = lesson.exercises.map((e) => progress.get(e.id));
  const done = states.length > 0 && states.every((s) => s === 'passed');
  const started = states.some((s) => s !== undefined);
  return (
    <Link href={lesson.href} className={styles.lesson}>
      <span className={done ? styles.markDone : started ? styles.markStarted : styles.mark} aria-hidden="true">
        {done && <Icon name="check" size={12} />}
      </span>
      <span className={styles.lessonTitle}>
        {lesson.title}
        {(done || started) && <span className="visually-hidden"> ({done ? t.home.done : t.home.started})</span>}
      </span>
      <span className={styles.summary}>{lesson.summary}</span>
      <span className={styles.minutes}>{fill(t.home.minutes, { n: lesson.minutes })}</span>
    </Link>
  );
}
