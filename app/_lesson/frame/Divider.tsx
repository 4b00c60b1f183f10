'use client';
/** The border between text and machine: dragged, or moved by the arrow keys, and remembered in this browser (WAI-ARIA window splitter). */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import styles from './Divider.module.css';

const KEY = 'rz.divider';
const MIN = 30;
const MAX = 64;
const clamp = (percent: number) => Math.min(MAX, Math.max(MIN, percent));

function stored(): number | null {
  try {
    const percent = Number(localStorage.getItem(KEY));
    return Number.isFinite(percent) && percent > 0 ? clamp(percent) : null;
  } catch {
    return null;
  }
}

export function Divider() {
  const { t } = useI18n();
  const [percent, setPercent] = useState(47);
  const own = useRef<HTMLDivElement>(null);
  const frame = () => own.current?.closest<HTMLElement>('[data-frame]') ?? null;
  const apply = (next: number, keep: boolean) => {
    const value = Math.round(clamp(next) * 10) / 10;
    setPercent(value);
    frame()?.style.setProperty('--reading', `${value}%`);
    if (!keep) return;
    try {
      localStorage.setItem(KEY, String(value));
    } catch {
      // Not remembered; it holds for this page.
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, when the page opens
  useEffect(() => {
    const before = stored();
    if (before !== null) apply(before, false);
  }, []);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const around = frame();
    if (!around) return;
    const box = around.getBoundingClientRect();
    // Half of the rail is taken from the text (LessonFrame.module.css).
    const rail = around.querySelector('aside')?.offsetWidth ?? 0;
    apply(((event.clientX - box.left - rail / 2) / box.width) * 100, false);
  };
  const onKey = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: percent - 2,
      ArrowRight: percent + 2,
      Home: MIN,
      End: MAX,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    apply(next, true);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved
    <div
      ref={own}
      className={styles.divider}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t.lesson.resize}
      aria-valuemin={MIN}
      aria-valuemax={MAX}
      aria-valuenow={Math.round(percent)}
      onKeyDown={onKey}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onPointerUp={() => apply(percent, true)}
    />
  );
}
