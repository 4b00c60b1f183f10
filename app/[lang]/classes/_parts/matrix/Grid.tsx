// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be drawn in part, so its parts are named by roles
// biome-ignore-all lint/a11y/useFocusableInteractive: links and buttons in the cells are what has the focus
'use client';
/**
 * The grid itself: only the cells in view are in the page, in both directions; names and numbers stay. One cell is in the
 * tab order; arrow keys move from there (WAI-ARIA Authoring Practices, "Grid").
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type RefObject, useEffect, useRef, useState } from 'react';
import { fill } from '@/app/_i18n/define';
import type { Language } from '@/app/_i18n/language';
import type { InsightWords } from '@/app/_people/insight';
import type { ClassWords } from '@/app/_people/messages';
import { cellAt, triesAt } from '@/app/_shared/insight';
import { agoWords } from '../ago';
import type { ExerciseName } from '../exercise-names';
import type { Column, ShownPerson } from './choose';
import styles from './matrix.module.css';
import { signOf, wordsOf } from './signs';

const ROW = 44;
const CELL = 38;
const HEAD = 64;
/** Before the page lives: what a large screen shows. */
const FIRST = { width: 1300, height: 700 };

interface Props {
  t: InsightWords;
  c: ClassWords;
  lang: Language;
  classId: string;
  people: readonly ShownPerson[];
  columns: readonly Column[];
  names: ReadonlyMap<string, ExerciseName>;
  /** The exercise whose people are listed. */
  chosen: string;
  onChoose: (exerciseId: string) => void;
  now: number;
}

/** Row −1 is the row of numbers; column −1 the names. */
interface Place {
  row: number;
  col: number;
}

export function Grid({ t, c, lang, classId, people, columns, names, chosen, onChoose, now }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<Place>({ row: 0, col: 0 });
  const nameWidth = useNameWidth(box);
  const rows = useVirtualizer({
    count: people.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 6,
    initialRect: FIRST,
    scrollPaddingStart: HEAD,
  });
  const cols = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: () => CELL,
    overscan: 5,
    initialRect: FIRST,
    scrollPaddingStart: nameWidth,
  });
  const wantsFocus = useRef(false);
  const row = Math.min(at.row, people.length - 1);
  const col = Math.min(at.col, columns.length - 1);

  const go = (to: Place) => {
    wantsFocus.current = true;
    if (to.row >= 0) rows.scrollToIndex(to.row);
    if (to.col >= 0) cols.scrollToIndex(to.col);
    setAt(to);
  };
  // The cell may come into the page only with the scrolling: it is looked for again with every drawing until it is there.
  useEffect(() => {
    if (!wantsFocus.current) return;
    const cell = box.current?.querySelector<HTMLElement>(`[data-at="${row},${col}"]`);
    if (!cell) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });

  const onKey = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? FIRST.height) / ROW) - 2);
    const ends = event.ctrlKey || event.metaKey;
    const moves: Readonly<Record<string, Place>> = {
      ArrowRight: { row, col: col + 1 },
      ArrowLeft: { row, col: col - 1 },
      ArrowDown: { row: row + 1, col },
      ArrowUp: { row: row - 1, col },
      PageDown: { row: row + page, col },
      PageUp: { row: row - page, col },
      Home: { row: ends ? 0 : row, col: ends ? 0 : -1 },
      End: { row: ends ? people.length - 1 : row, col: columns.length - 1 },
    };
    const to = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (to === undefined || event.altKey) return;
    event.preventDefault();
    go({
      row: Math.max(-1, Math.min(people.length - 1, to.row)),
      col: Math.max(-1, Math.min(columns.length - 1, to.col)),
    });
  };

  const items = cols.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = items.at(-1)?.index ?? -1;
  const width = nameWidth + cols.getTotalSize();
  return (
    <div
      ref={box}
      className={styles.box}
      role="grid"
      aria-label={t.grid}
      aria-rowcount={people.length + 1}
      aria-colcount={columns.length + 1}
      aria-describedby="grid-keys"
      onKeyDown={onKey}
      onFocus={(event) => {
        const place = (event.target as HTMLElement).dataset.at?.split(',').map(Number);
        if (place && (place[0] !== at.row || place[1] !== at.col)) setAt({ row: place[0], col: place[1] });
      }}
    >
      <Head
        {...{ t, columns, names, chosen, onChoose, width, nameWidth, from, to }}
        focus={row < 0 ? col : null}
        empty={people.length === 0}
      />
      <div className={styles.rows} role="rowgroup" style={{ height: rows.getTotalSize(), width }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <Row
            key={people[index].id}
            {...{ t, c, lang, classId, columns, names, from, to, now, nameWidth }}
            person={people[index]}
            index={index}
            top={start}
            focus={index === row ? col : null}
          />
        ))}
      </div>
    </div>
  );
}

/** The width of the names as the style sheet has it: narrower on a phone. */
function useNameWidth(box: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(232);
  useEffect(() => {
    const read = () => {
      const value = box.current && Number.parseFloat(getComputedStyle(box.current).getPropertyValue('--name-width'));
      if (value) setWidth(value);
    };
    read();
    window.addEventListener('resize', read);
    return () => window.removeEventListener('resize', read);
  }, [box]);
  return width;
}

interface HeadProps {
  t: InsightWords;
  columns: readonly Column[];
  names: ReadonlyMap<string, ExerciseName>;
  chosen: string;
  onChoose: (exerciseId: string) => void;
  width: number;
  nameWidth: number;
  from: number;
  to: number;
  focus: number | null;
  /** Nobody below: then the first number is in the tab order. */
  empty: boolean;
}

const Head = memo(function Head({
  t,
  columns,
  names,
  chosen,
  onChoose,
  width,
  nameWidth,
  from,
  to,
  focus,
  empty,
}: HeadProps) {
  const chapters = [...new Set(columns.map((one) => one.chapter))].map((chapter) => ({
    chapter,
    start: columns.findIndex((one) => one.chapter === chapter),
    count: columns.filter((one) => one.chapter === chapter).length,
  }));
  return (
    <div className={styles.head} role="rowgroup" style={{ width }}>
      <div role="presentation" className={styles.chapters}>
        {chapters.map(({ chapter, start, count }) => (
          <span
            key={chapter}
            aria-hidden="true"
            className={styles.chapter}
            style={{ left: nameWidth + start * CELL, width: count * CELL }}
          >
            <span style={{ left: nameWidth + 8 }}>{fill(count > 2 ? t.chapterN : '{n}', { n: chapter })}</span>
          </span>
        ))}
      </div>
      <div role="row" aria-rowindex={1} className={styles.numbers}>
        <div
          role="columnheader"
          aria-colindex={1}
          className={styles.corner}
          data-at="-1,-1"
          tabIndex={focus === -1 ? 0 : -1}
        >
          {t.person}
        </div>
        {columns.slice(from, to + 1).map(({ exerciseId, column }, n) => {
          const index = from + n;
          const name = names.get(exerciseId);
          const words = { number: name?.number ?? '', title: name?.title ?? exerciseId };
          return (
            <div
              key={exerciseId}
              role="columnheader"
              aria-colindex={column + 2}
              className={styles.number}
              style={{ left: nameWidth + index * CELL }}
            >
              <button
                type="button"
                data-at={`-1,${index}`}
                tabIndex={focus === index || (empty && index === 0) ? 0 : -1}
                aria-pressed={chosen === exerciseId}
                aria-label={fill(t.whoButton, words)}
                title={`${words.number} ${words.title}`}
                onClick={() => onChoose(chosen === exerciseId ? '' : exerciseId)}
              >
                {words.number}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
});

interface RowProps {
  t: InsightWords;
  c: ClassWords;
  lang: Language;
  classId: string;
  person: ShownPerson;
  columns: readonly Column[];
  names: ReadonlyMap<string, ExerciseName>;
  index: number;
  top: number;
  nameWidth: number;
  from: number;
  to: number;
  /** The column that is in the tab order, if it is in this row. */
  focus: number | null;
  now: number;
}

const Row = memo(function Row({
  t,
  c,
  lang,
  classId,
  person,
  columns,
  names,
  index,
  top,
  nameWidth,
  from,
  to,
  focus,
  now,
}: RowProps) {
  const base = `/${lang}/classes/${classId}/students/${person.id}`;
  const seen = person.seen === null ? t.neverSeen : agoWords(t, person.seen, now);
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.row} style={{ transform: `translateY(${top}px)` }}>
      <div role="rowheader" aria-colindex={1} className={styles.name}>
        <a href={base} data-at={`${index},-1`} tabIndex={focus === -1 ? 0 : -1} title={person.email}>
          {person.name || person.email}
        </a>
        <span>
          {fill(t.passedOf, { n: person.passed, all: columns.length })} · {seen}
        </span>
      </div>
      {columns.slice(from, to + 1).map(({ exerciseId, column, chapter }, n) => {
        const col = from + n;
        const state = cellAt(person, column);
        const tries = triesAt(person, column);
        const name = names.get(exerciseId);
        const words = fill(t.cellWords, {
          name: person.name,
          number: name?.number ?? '',
          title: name?.title ?? exerciseId,
          state: wordsOf(c, state, tries),
        });
        const edge = col > 0 && columns[col - 1].chapter !== chapter ? ` ${styles.edge}` : '';
        const rover = { 'data-at': `${index},${col}`, tabIndex: focus === col ? 0 : -1 };
        const style = { left: nameWidth + col * CELL };
        if (state === 'none')
          return (
            <div
              key={exerciseId}
              role="gridcell"
              aria-colindex={column + 2}
              className={`${styles.cell}${edge}`}
              style={style}
              aria-label={words}
              {...rover}
            >
              <span className={styles.none} aria-hidden="true">
                ·
              </span>
            </div>
          );
        return (
          <div
            key={exerciseId}
            role="gridcell"
            aria-colindex={column + 2}
            className={`${styles.cell}${edge}`}
            style={style}
          >
            <a
              className={styles[state]}
              href={`${base}/exercises/${exerciseId}`}
              aria-label={words}
              title={words}
              {...rover}
            >
              {signOf(state, tries)}
            </a>
          </div>
        );
      })}
    </div>
  );
});
