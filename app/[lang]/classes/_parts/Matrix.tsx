/** Learners × exercises. Each cell that has something behind it is a link to the attempt; signs have words for screen readers. */
import Link from 'next/link';
import { fill, type Language } from '@/app/_i18n';
import type { ClassWords } from '@/app/_people/messages';
import people from '@/app/_people/people.module.css';
import type { ClassMatrix, MatrixCell } from '@/app/_shared/api';
import { type ExerciseName, exerciseNames } from './exercise-names';
import { Moment } from './Moment';
import styles from './matrix.module.css';
import { cellState, LEGEND } from './state';

interface Props {
  t: ClassWords;
  lang: Language;
  matrix: ClassMatrix;
}

export function Matrix({ t, lang, matrix }: Props) {
  const names = exerciseNames(lang);
  const chapters = [...new Set(names.map((name) => name.chapter))];
  return (
    <div className={styles.section}>
      <h2 id="matrix">{t.matrix}</h2>
      <p className={styles.scrollHint}>{t.scrollHint}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-labelledby="matrix">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col" rowSpan={2} className={styles.name}>
                {t.learner}
              </th>
              <th scope="col" rowSpan={2}>
                {t.done}
              </th>
              {chapters.map((chapter) => (
                <th
                  key={chapter}
                  scope="colgroup"
                  colSpan={names.filter((name) => name.chapter === chapter).length}
                  className={styles.chapter}
                >
                  {fill(t.chapter, { n: chapter })}
                </th>
              ))}
              <th scope="col" rowSpan={2}>
                {t.lastSeen}
              </th>
            </tr>
            <tr>
              {names.map((name) => (
                <th key={name.exerciseId} scope="col" title={name.title}>
                  <abbr title={name.title}>{name.number}</abbr>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.learners.map((learner) => (
              <tr key={learner.userId}>
                <th scope="row" className={styles.name}>
                  {learner.name}
                  <span className={styles.email}>{learner.email}</span>
                </th>
                <td className={styles.count}>
                  {learner.cells.filter((cell) => cell.status === 'passed').length}/{learner.cells.length}
                </td>
                {names.map((name) => (
                  <Cell
                    key={name.exerciseId}
                    t={t}
                    name={name}
                    cell={learner.cells.find((cell) => cell.exerciseId === name.exerciseId)}
                    base={`/${lang}/classes/${matrix.class.id}/attempts`}
                  />
                ))}
                <td className={styles.seen}>
                  {learner.lastSeenAt ? <Moment lang={lang} at={learner.lastSeenAt} /> : t.never}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Legend t={t} />
      <details className={styles.exercises}>
        <summary>{t.exercises}</summary>
        <ul className={people.list}>
          {names.map((name) => (
            <li key={name.exerciseId}>
              <span className={styles.number}>{name.number}</span>{' '}
              <Link href={`/${lang}/${name.path}#${name.exerciseId}`}>{name.title}</Link>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function Cell({
  t,
  name,
  cell,
  base,
}: {
  t: ClassWords;
  name: ExerciseName;
  cell: MatrixCell | undefined;
  base: string;
}) {
  if (cell === undefined) return <td />;
  const { sign, look, words } = cellState(t, cell);
  const text = (
    <>
      <span aria-hidden="true">{sign}</span>
      <span className="visually-hidden">
        {name.title}: {words}
      </span>
    </>
  );
  return (
    <td>
      {cell.attemptId ? (
        <Link
          className={`${styles.cell} ${styles[look]}`}
          href={`${base}/${cell.attemptId}`}
          title={`${name.title}: ${words}`}
          prefetch={false}
        >
          {text}
        </Link>
      ) : (
        <span className={`${styles.cell} ${styles[look]}`}>{text}</span>
      )}
    </td>
  );
}

function Legend({ t }: { t: ClassWords }) {
  return (
    <dl className={styles.legend} aria-label={t.legend}>
      {LEGEND.map(({ sign, look, word }) => (
        <div key={word}>
          <dt className={`${styles.cell} ${styles[look]}`} aria-hidden="true">
            {sign}
          </dt>
          <dd>{t[word]}</dd>
        </div>
      ))}
    </dl>
  );
}
