'use client';
/** The matrix with its filters, its legend, and the list of who has not passed an exercise. What is chosen stands in the address. */
import { useEffect, useId, useMemo, useState } from 'react';
import { fill } from '@/app/_i18n/define';
import type { Language } from '@/app/_i18n/language';
import type { InsightWords } from '@/app/_people/insight';
import type { ClassWords } from '@/app/_people/messages';
import type { MatrixAnswer } from '@/app/_shared/insight';
import { Button } from '@/app/_ui/Button';
import type { ExerciseName } from '../exercise-names';
import { useNow } from '../use-now';
import { columnsShown, type Filters, NO_FILTERS, NO_GROUP, ORDERS, type Order, peopleShown, queryOf } from './choose';
import { Grid } from './Grid';
import styles from './matrix.module.css';
import { NotPassedList } from './NotPassedList';
import { LEGEND, LOOKS } from './signs';

interface Props {
  t: InsightWords;
  c: ClassWords;
  lang: Language;
  matrix: MatrixAnswer;
  names: readonly ExerciseName[];
  first: Filters;
  now: number;
}

const REFRESH = 30_000;
const ORDER_WORDS: Readonly<Record<Order, keyof InsightWords>> = {
  name: 'byName',
  most: 'byMost',
  least: 'byLeast',
  seen: 'bySeen',
  away: 'byAway',
};

/** The answer as it is now: asked again every half minute while the page is looked at. */
function useFresh(first: MatrixAnswer): MatrixAnswer {
  const [matrix, setMatrix] = useState(first);
  useEffect(() => {
    let tag = '"first"';
    const ask = async () => {
      if (document.visibilityState !== 'visible') return;
      const answer = await fetch(`/api/classes/${first.classId}/matrix`, { headers: { 'If-None-Match': tag } }).catch(
        () => null,
      );
      if (answer?.status !== 200) return;
      tag = answer.headers.get('etag') ?? tag;
      setMatrix((await answer.json()) as MatrixAnswer);
    };
    const timer = setInterval(() => void ask(), REFRESH);
    return () => clearInterval(timer);
  }, [first.classId]);
  return matrix;
}

export function MatrixView({ t, c, lang, matrix: given, names, first, now: given_now }: Props) {
  const matrix = useFresh(given);
  const now = useNow(given_now, 60_000);
  const [filters, setFilters] = useState(first);
  const change = (part: Partial<Filters>) => {
    const next = { ...filters, ...part };
    setFilters(next);
    const query = queryOf(next);
    window.history.replaceState(null, '', query ? `?${query}` : window.location.pathname);
  };
  const byId = useMemo(() => new Map(names.map((name) => [name.exerciseId, name])), [names]);
  const chapterOf = useMemo(() => new Map(names.map((name) => [name.exerciseId, name.chapter])), [names]);
  const columns = useMemo(() => columnsShown(matrix, chapterOf, filters), [matrix, chapterOf, filters]);
  const people = useMemo(() => peopleShown(matrix, columns, filters), [matrix, columns, filters]);
  const chapters = [...new Set(names.map((name) => name.chapter))];
  const filtered = queryOf({ ...filters, exercise: '', sort: 'name' }) !== '';
  const assignmentName = ({ kind, targetId, columns: own }: MatrixAnswer['assignments'][number]) => {
    const name = byId.get(kind === 'exercise' ? targetId : (matrix.exercises[own[0]] ?? ''));
    if (!name) return targetId;
    return kind === 'exercise' ? `${name.number} ${name.title}` : name.number.replace(/[a-z]+$/, '');
  };
  return (
    <>
      <div className={styles.tools}>
        <Choice
          label={t.group}
          value={filters.group}
          onChange={(group) => change({ group })}
          shown={matrix.groups.length > 0}
        >
          <option value="">{t.allGroups}</option>
          {matrix.groups.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value={NO_GROUP}>{t.noGroup}</option>
        </Choice>
        <Choice label={t.chapter} value={filters.chapter} onChange={(chapter) => change({ chapter })}>
          <option value="">{t.allChapters}</option>
          {chapters.map((chapter) => (
            <option key={chapter} value={chapter}>
              {fill(t.chapterN, { n: chapter })}
            </option>
          ))}
        </Choice>
        <Choice
          label={t.assignment}
          value={filters.assignment}
          onChange={(assignment) => change({ assignment })}
          shown={matrix.assignments.length > 0}
        >
          <option value="">{t.allExercises}</option>
          {matrix.assignments.map((one) => (
            <option key={one.id} value={one.id}>
              {assignmentName(one)}
            </option>
          ))}
        </Choice>
        <Choice label={t.sort} value={filters.sort} onChange={(sort) => change({ sort: sort as Order })}>
          {ORDERS.map((order) => (
            <option key={order} value={order}>
              {t[ORDER_WORDS[order]]}
            </option>
          ))}
        </Choice>
        <label>
          {t.search}
          <input
            type="search"
            value={filters.find}
            maxLength={80}
            onChange={(event) => change({ find: event.target.value })}
          />
        </label>
        <span className={styles.shown} role="status">
          {fill(t.people, { n: people.length })}
        </span>
        {filtered && (
          <Button
            look="quiet"
            onClick={() => change({ ...NO_FILTERS, sort: filters.sort, exercise: filters.exercise })}
          >
            {t.clearFilters}
          </Button>
        )}
      </div>
      {filters.exercise !== '' && byId.has(filters.exercise) && (
        <NotPassedList
          {...{ t, lang, people }}
          classId={matrix.classId}
          name={byId.get(filters.exercise) as ExerciseName}
          column={matrix.exercises.indexOf(filters.exercise)}
          onClose={() => change({ exercise: '' })}
        />
      )}
      {people.length === 0 && <p>{t.nobodyHere}</p>}
      <Grid
        {...{ t, c, lang, people, columns, now }}
        classId={matrix.classId}
        names={byId}
        chosen={filters.exercise}
        onChoose={(exercise) => change({ exercise })}
      />
      <p className={styles.keys} id="grid-keys">
        {t.gridKeys}
      </p>
      <dl className={styles.legend} aria-label={c.legend}>
        {LEGEND.map((state) => (
          <div key={state}>
            <dt className={`${styles.sign} ${styles[state]}`} aria-hidden="true">
              {LOOKS[state].sign}
            </dt>
            <dd>{c[LOOKS[state].word]}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: React.ReactNode;
  shown?: boolean;
}

function Choice({ label, value, onChange, children, shown = true }: ChoiceProps) {
  const id = useId();
  if (!shown) return null;
  return (
    <label htmlFor={id}>
      {label}
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {children}
      </select>
    </label>
  );
}
