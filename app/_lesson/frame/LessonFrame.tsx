'use client';
/**
 * The lesson page's frame: reading column, divider and machine on wide screens; one column and a sheet on narrow ones.
 * The machine shows the exercise that the reader is at; nothing of it is loaded before an exercise comes near.
 */
import dynamic from 'next/dynamic';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { restorePlace } from '../../_ui/reading-place';
import type { ExerciseData } from '../model';
import { openWork } from '../store/work';
import { LessonContext, type LessonContextValue } from './context';
import { Divider } from './Divider';
import styles from './LessonFrame.module.css';
import { PaneAsleep } from './PaneAsleep';
import { StorageNotice } from './StorageNotice';
import { useWide } from './use-wide';

const Pane = dynamic(() => import('../pane/Pane').then((m) => m.Pane), {
  ssr: false,
  loading: () => <PaneAsleep loading />,
});
const Sheet = dynamic(() => import('../pane/Sheet').then((m) => m.Sheet), { ssr: false });

interface Props {
  lessonId: string;
  exercises: readonly ExerciseData[];
  next: { href: string; title: string } | null;
  rail: ReactNode;
  children: ReactNode;
}

/** An exercise is the one being read once its top has passed this part of the window. */
const READING_LINE = 0.6;
const NEAR = '400px';

export function LessonFrame({ lessonId, exercises, next, rail, children }: Props) {
  const { lang, t } = useI18n();
  const wide = useWide();
  const places = useRef(new Map<string, HTMLElement>());
  const [active, setActive] = useState<string | null>(exercises[0]?.id ?? null);
  const [sheet, setSheet] = useState<string | null>(null);
  const [awake, setAwake] = useState(false);
  const returnTo = useRef(0);
  const pinned = useRef(false);

  const place = useCallback((id: string, element: HTMLElement | null) => {
    if (element) places.current.set(id, element);
    else places.current.delete(id);
  }, []);
  const show = useCallback((id: string) => {
    pinned.current = true;
    setActive(id);
    setAwake(true);
  }, []);
  const open = useCallback((id: string) => {
    returnTo.current = window.scrollY;
    setActive(id);
    setAwake(true);
    setSheet(id);
  }, []);
  const close = useCallback(() => {
    setSheet(null);
    requestAnimationFrame(() => window.scrollTo({ top: returnTo.current, behavior: 'instant' }));
  }, []);
  const wake = useCallback(() => setAwake(true), []);

  useEffect(() => restorePlace(window.location.pathname), []);
  useNear(places, exercises, wide, wake);
  useReadingExercise(places, exercises, pinned, setActive);
  useEffect(() => {
    const timer = setTimeout(() => void openWork().then((work) => work.savePlace(lessonId, active, lang)), 3_000);
    return () => clearTimeout(timer);
  }, [lessonId, active, lang]);

  const value = useMemo<LessonContextValue>(
    () => ({ exercises, active, sheet, awake, wide, show, open, close, wake, place, next }),
    [exercises, active, sheet, awake, wide, show, open, close, wake, place, next],
  );
  const withMachine = exercises.length > 0;
  return (
    <LessonContext value={value}>
      <div className={withMachine ? styles.frame : styles.frameAlone} data-frame>
        <aside className={styles.rail}>{rail}</aside>
        <main id="main" className={styles.reading}>
          <StorageNotice />
          {children}
        </main>
        {withMachine && (
          <section className={styles.machine} aria-label={t.lesson.machineArea}>
            <Divider />
            <div className={styles.pane}>{wide && awake && !sheet ? <Pane /> : <PaneAsleep />}</div>
          </section>
        )}
      </div>
      {sheet && <Sheet />}
    </LessonContext>
  );
}

type Places = React.RefObject<Map<string, HTMLElement>>;

/** Wakes the machine when an exercise comes near the window. */
function useNear(places: Places, exercises: readonly ExerciseData[], wide: boolean, wake: () => void): void {
  useEffect(() => {
    if (!wide) return;
    const observer = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && wake(), {
      rootMargin: NEAR,
    });
    for (const { id } of exercises) {
      const element = places.current.get(id);
      if (element) observer.observe(element);
    }
    return () => observer.disconnect();
  }, [places, exercises, wide, wake]);
}

/** Follows the reader: the last exercise whose top is above the reading line; a choice by hand holds until the next scroll. */
function useReadingExercise(
  places: Places,
  exercises: readonly ExerciseData[],
  pinned: React.RefObject<boolean>,
  setActive: (id: string) => void,
): void {
  useEffect(() => {
    let frame = 0;
    let scrolled = 0;
    const follow = () => {
      frame = 0;
      if (pinned.current && Math.abs(window.scrollY - scrolled) < window.innerHeight / 2) return;
      pinned.current = false;
      scrolled = window.scrollY;
      const line = window.innerHeight * READING_LINE;
      const above = exercises.filter(
        ({ id }) => (places.current.get(id)?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY) < line,
      );
      const at = above.at(-1) ?? exercises[0];
      if (at) setActive(at.id);
    };
    const onScroll = () => {
      if (frame === 0) frame = requestAnimationFrame(follow);
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      window.removeEventListener('scroll', onScroll);
      cancelAnimationFrame(frame);
    };
  }, [places, exercises, pinned, setActive]);
}
