'use client';
/** The chapter's lessons in order, with what is done; the current lesson shows its exercises. */
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Icon } from '../../_ui/Icon';
import type { ChapterView } from '../course-view';
import { useProgress } from '../store/use-progress';
import styles from './Contents.module.css';

export function Contents({ chapter, lessonId }: { chapter: ChapterView; lessonId: string }) {
  const { t } = useI18n();
  const progress = useProgress();
  const passed = (id: string) => progress.get(id) === 'passed';
  const current = useRef<HTMLLIElement>(null);
  // A long chapter: the rail starts at the lesson that is open. Only the rail scrolls.
  useEffect(() => {
    const rail = current.current?.closest('aside');
    if (rail && current.current) rail.scrollTop = Math.max(0, current.current.offsetTop - rail.clientHeight / 3);
  }, []);
  return (
    <nav className={styles.contents} aria-label={t.lesson.contents}>
      <p className={styles.title}>
        {fill(t.lesson.chapter, { n: chapter.number })} {chapter.title}
      </p>
      <ol>
        {chapter.lessons.map((lesson) => {
          const done = lesson.exercises.length > 0 && lesson.exercises.every((e) => passed(e.id));
          const here = lesson.id === lessonId;
          return (
            <li key={lesson.id} ref={here ? current : undefined} className={here ? styles.here : undefined}>
              {lesson.ready ? (
                <Link href={lesson.href} aria-current={here ? 'page' : undefined}>
                  {lesson.title}
                  {done && <Done label={t.lesson.done} />}
                </Link>
              ) : (
                <span className={styles.toCome}>
                  {lesson.title} <small>{t.lesson.toCome}</small>
                </span>
              )}
              {here && lesson.exercises.length > 0 && (
                <ul>
                  {lesson.exercises.map((exercise) => (
                    <li key={exercise.id}>
                      <a href={`#${exercise.id}`}>
                        {exercise.title}
                        {passed(exercise.id) && <Done label={t.lesson.done} />}
                      </a>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function Done({ label }: { label: string }) {
  return (
    <span className={styles.done} role="img" aria-label={label}>
      <Icon name="check" size={12} />
    </span>
  );
}
