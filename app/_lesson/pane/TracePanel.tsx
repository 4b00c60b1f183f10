'use client';
/** The trace as strace prints it; only the lines in view are in the page. A line opens the picture at its moment. */
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill, groupDigits } from '../../_i18n/define';
import type { ExerciseSession } from '../session/session';
import { useSessionState } from './engine';
import styles from './TracePanel.module.css';
import { traceLines } from './trace-lines';

const ROW = 22;
const SPARE = 12;

export function TracePanel({ session }: { session: ExerciseSession }) {
  const { lang, t } = useI18n();
  const { trace } = useSessionState(session);
  const lines = useMemo(() => traceLines(trace), [trace]);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const [focused, setFocused] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const calls = lines.filter((l) => l.kind === 'call' || l.kind === 'failed').length;
  const severalTasks = new Set(lines.map((l) => l.pid)).size > 1;
  const from = Math.max(0, Math.floor(top / ROW) - SPARE);
  const to = Math.min(lines.length, Math.ceil((top + height) / ROW) + SPARE);
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -lines.length, End: lines.length }[
      event.key
    ];
    if (by === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(lines.length - 1, focused + by));
    setFocused(next);
    const element = box.current;
    if (!element) return;
    if (next * ROW < element.scrollTop) element.scrollTop = next * ROW;
    else if ((next + 1) * ROW > element.scrollTop + element.clientHeight)
      element.scrollTop = (next + 1) * ROW - element.clientHeight;
    requestAnimationFrame(() => element.querySelector<HTMLElement>(`[data-line="${next}"]`)?.focus());
  };
  if (lines.length === 0) return <p className={styles.empty}>{t.exercise.traceEmpty}</p>;
  return (
    <div className={styles.trace}>
      <p className={styles.head}>
        {calls === 1 ? t.exercise.traceCountOne : fill(t.exercise.traceCount, { n: groupDigits(calls, lang) })}{' '}
        <span>{t.exercise.traceLead}</span>
      </p>
      <div
        ref={(element) => {
          box.current = element;
          if (element && element.clientHeight !== height && element.clientHeight > 0) setHeight(element.clientHeight);
        }}
        className={styles.lines}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={onKey}
        role="listbox"
        tabIndex={-1}
        aria-label={t.exercise.trace}
      >
        <div style={{ height: lines.length * ROW }}>
          <div style={{ transform: `translateY(${from * ROW}px)` }}>
            {lines.slice(from, to).map((line, n) => {
              const at = from + n;
              return (
                <button
                  key={at}
                  type="button"
                  role="option"
                  aria-selected={at === focused}
                  aria-setsize={lines.length}
                  aria-posinset={at + 1}
                  data-line={at}
                  tabIndex={at === focused ? 0 : -1}
                  className={styles[line.kind]}
                  title={t.exercise.traceOpen}
                  onClick={() => {
                    setFocused(at);
                    session.showAt({ step: line.step });
                  }}
                >
                  {severalTasks && <span className={styles.pid}>{line.pid}</span>}
                  {line.text}
                </button>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}
