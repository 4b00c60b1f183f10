'use client';
/** Who is stuck, who is here, what ran last: as it happens. */
import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { fill } from '@/app/_i18n/define';
import type { Language } from '@/app/_i18n/language';
import type { InsightWords } from '@/app/_people/insight';
import people from '@/app/_people/people.module.css';
import type { LiveState, StuckPerson } from '@/app/_shared/insight';
import { Icon } from '@/app/_ui/Icon';
import { agoWords } from '../ago';
import type { ExerciseName } from '../exercise-names';
import { useNow } from '../use-now';
import { CheckWords } from './CheckWords';
import styles from './live.module.css';
import { type Connection, useLive } from './use-live';

interface Props {
  t: InsightWords;
  lang: Language;
  classId: string;
  names: readonly ExerciseName[];
  now: number;
}

const CONNECTION: Readonly<Record<Connection, keyof InsightWords>> = {
  connecting: 'liveConnecting',
  on: 'liveOn',
  lost: 'liveLost',
  refused: 'liveRefused',
};

export function LiveView({ t, lang, classId, names, now: first }: Props) {
  const { state, connection, heard } = useLive(classId);
  const now = useNow(first, 10_000);
  const titles = new Map(names.map((name) => [name.exerciseId, `${name.number} ${name.title}`]));
  const titleOf = (exerciseId: string) => titles.get(exerciseId) ?? exerciseId;
  const news = useNews(t, state.stuck, titleOf);
  const base = `/${lang}/classes/${classId}`;
  return (
    <>
      <p className={styles.connection} data-connection={connection} role="status">
        {t[CONNECTION[connection]]}
      </p>
      <p className="visually-hidden" role="log" aria-live="polite">
        {news}
      </p>
      <section className={people.card} aria-labelledby="stuck">
        <h2 id="stuck">{t.stuckNow}</h2>
        {state.stuck.length === 0 ? (
          <p>{heard ? t.nobodyStuck : t.liveConnecting}</p>
        ) : (
          <ul className={styles.stuck}>
            {state.stuck.map((one) => (
              <Stuck
                key={`${one.userId} ${one.exerciseId} ${one.why}`}
                {...{ t, lang, one, now, base }}
                title={titleOf(one.exerciseId)}
              />
            ))}
          </ul>
        )}
      </section>
      <div className={people.columns}>
        <section className={people.card} aria-labelledby="active">
          <h2 id="active">
            {t.activeNow} <span className={people.quiet}>{fill(t.people, { n: state.active.length })}</span>
          </h2>
          <Active {...{ t, base, titleOf }} active={state.active} />
        </section>
        <section className={people.card} aria-labelledby="runs">
          <h2 id="runs">{t.latestRuns}</h2>
          <Runs {...{ t, base, titleOf, now }} runs={state.runs} />
        </section>
      </div>
    </>
  );
}

/** Says who has become stuck since the last time, once each. */
function useNews(t: InsightWords, stuck: readonly StuckPerson[], titleOf: (exerciseId: string) => string): string {
  const [news, setNews] = useState('');
  const known = useRef<ReadonlySet<string> | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: words do not change while the page is open
  useEffect(() => {
    const keys = stuck.map((one) => `${one.userId} ${one.exerciseId}`);
    const fresh = stuck.filter((_, n) => known.current !== null && !known.current.has(keys[n]));
    known.current = new Set(keys);
    if (fresh.length > 0)
      setNews(fresh.map((one) => fill(t.announceStuck, { name: one.name, title: titleOf(one.exerciseId) })).join(' '));
  }, [stuck]);
  return news;
}

interface StuckProps {
  t: InsightWords;
  lang: Language;
  one: StuckPerson;
  title: string;
  now: number;
  base: string;
}

function Stuck({ t, lang, one, title, now, base }: StuckProps) {
  const ago = agoWords(t, one.since, now);
  return (
    <li data-why={one.why}>
      <p className={styles.who}>
        <strong>{one.name}</strong> <span>{title}</span>
      </p>
      <p className={styles.why}>
        <Icon name={one.why === 'failing' ? 'cross' : 'info'} />
        {one.why === 'failing' ? fill(t.failsSince, { n: one.fails, ago }) : fill(t.silentSince, { ago })}
      </p>
      {one.check && (
        <p className={styles.check}>
          <CheckWords exerciseId={one.exerciseId} check={one.check} lang={lang} />
        </p>
      )}
      <p className={people.row}>
        {one.attemptId && (
          <Link href={`${base}/attempts/${one.attemptId}`} prefetch={false}>
            {t.openLast}
            <span className="visually-hidden"> ({one.name})</span>
          </Link>
        )}
        <Link href={`${base}/students/${one.userId}?exercise=${one.exerciseId}`} prefetch={false}>
          {t.openHistory}
          <span className="visually-hidden"> ({one.name})</span>
        </Link>
      </p>
    </li>
  );
}

interface ListProps {
  t: InsightWords;
  base: string;
  titleOf: (exerciseId: string) => string;
}

function Active({ t, base, titleOf, active }: ListProps & { active: LiveState['active'] }) {
  if (active.length === 0) return <p>{t.nobodyActive}</p>;
  return (
    <ul className={styles.list}>
      {active.map((one) => (
        <li key={one.userId}>
          <Link href={`${base}/students/${one.userId}`} prefetch={false}>
            {one.name}
          </Link>
          <span className={people.quiet}>{one.exerciseId ? titleOf(one.exerciseId) : ''}</span>
        </li>
      ))}
    </ul>
  );
}

function Runs({ t, base, titleOf, runs, now }: ListProps & { runs: LiveState['runs']; now: number }) {
  if (runs.length === 0) return <p>{t.noRuns}</p>;
  return (
    <ul className={styles.list}>
      {runs.map((run) => (
        <li key={run.attemptId}>
          <Link href={`${base}/attempts/${run.attemptId}`} prefetch={false}>
            {run.name}
          </Link>
          <span className={people.quiet}>
            {titleOf(run.exerciseId)} · {run.passed ? t.runPassed : t.runFailed} · {agoWords(t, run.at, now)}
          </span>
        </li>
      ))}
    </ul>
  );
}
