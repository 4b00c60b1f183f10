/** How hard each exercise was for the class, with charts; `?exercise=ID`: what goes wrong in one. */
import type { Metadata } from 'next';
import Link from 'next/link';
import { fill, groupDigits } from '@/app/_i18n';
import { insightWords } from '@/app/_people/insight';
import styles from '@/app/_people/people.module.css';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import { exerciseDetail, exerciseFigures } from '@/app/_server/insight/exercises';
import { Activity, Mastery } from '../../_parts/charts/Charts';
import charts from '../../_parts/charts/charts.module.css';
import { ExerciseCard } from '../../_parts/charts/ExerciseCard';
import { SORTS, type Sort, sorted, sortFrom } from '../../_parts/charts/sorts';
import { exerciseNames } from '../../_parts/exercise-names';
import { openClass } from '../../_parts/open-class';

interface Props {
  params: Promise<{ lang: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, found } = await openClass(params, 'see');
  return { title: `${insightWords[lang].difficulty} – ${found.name}` };
}

export default async function ExercisesPage({ params, searchParams }: Props) {
  const { lang, person, found } = await openClass(params, 'see');
  const query = await searchParams;
  const t = insightWords[lang];
  const names = new Map(exerciseNames(lang).map((name) => [name.exerciseId, name]));
  const base = `/${lang}/classes/${found.id}`;
  const chosen = names.get(typeof query.exercise === 'string' ? query.exercise : '');
  const sort = sortFrom(query.sort);
  const sortWords: Readonly<Record<Sort, string>> = {
    course: t.courseOrder,
    rate: t.hardest,
    tries: t.mostTries,
    time: t.slowest,
  };
  if (chosen) {
    const detail = await orNotFound(exerciseDetail(db(), person, found.id, chosen.exerciseId));
    return (
      <main id="main" className={`${styles.page} ${styles.wide}`}>
        <header className={styles.head}>
          <h1>{t.difficulty}</h1>
        </header>
        <ExerciseCard {...{ t, lang, base, detail }} name={chosen} />
      </main>
    );
  }
  const figures = await exerciseFigures(db(), person, found.id);
  const number = (value: number | null) => (value === null ? '–' : groupDigits(Math.round(value * 10) / 10, lang));
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <header className={styles.head}>
        <h1>{t.difficulty}</h1>
        <p>{t.difficultyLead}</p>
      </header>
      {figures.days.length === 0 ? (
        <p>{t.noFigures}</p>
      ) : (
        <div className={styles.columns}>
          <Activity {...{ t, lang }} days={figures.days} />
          <Mastery {...{ t, lang }} mastery={figures.mastery} all={figures.exercises.length} />
        </div>
      )}
      <nav className={charts.sorts} aria-label={t.sort}>
        {SORTS.map((one) => (
          <Link
            key={one}
            href={`${base}/exercises?sort=${one}`}
            aria-current={one === sort}
            scroll={false}
            prefetch={false}
          >
            {sortWords[one]}
          </Link>
        ))}
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={charts.wide} tabIndex={0} aria-label={t.difficulty}>
        <table className={charts.table}>
          <thead>
            <tr>
              <th scope="col">{t.exercise}</th>
              <th scope="col">{t.rate}</th>
              <th scope="col">{t.triedPassed}</th>
              <th scope="col">{t.medianTries}</th>
              <th scope="col">{t.medianMinutes}</th>
              <th scope="col">{t.runsN}</th>
            </tr>
          </thead>
          <tbody>
            {sorted(figures.exercises, sort).map((one) => (
              <tr key={one.exerciseId}>
                <th scope="row">
                  <span className={charts.number}>{names.get(one.exerciseId)?.number}</span>
                  <Link href={`${base}/exercises?exercise=${one.exerciseId}`} prefetch={false}>
                    {names.get(one.exerciseId)?.title ?? one.exerciseId}
                  </Link>
                </th>
                <td>
                  {one.rate === null ? (
                    '–'
                  ) : (
                    <>
                      <span className={charts.meter} aria-hidden="true">
                        <span style={{ width: `${100 * one.rate}%` }} />
                      </span>
                      {Math.round(100 * one.rate)} %
                    </>
                  )}
                </td>
                <td>
                  {one.passed}/{one.tried}
                </td>
                <td>{number(one.medianTries)}</td>
                <td>{one.medianMinutes === null ? '–' : fill(t.minutesN, { n: number(one.medianMinutes) })}</td>
                <td>{groupDigits(one.runs, lang)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </main>
  );
}
