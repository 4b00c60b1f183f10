'use client';
/** A student's assignments: what, until when, how it stands. The same on the class's page and on the home page. */
import Link from 'next/link';
import { fill } from '@/app/_i18n/define';
import type { Language } from '@/app/_i18n/language';
import type { DueWords } from '@/app/_people/teaching';
import { Countdown, LocalTime, useNow } from '@/app/_people/time';
import type { DueItem } from '@/app/_shared/classes';
import styles from './class.module.css';
import { StateChips } from './StateChips';
import { pointsWord, policyWord } from './words';

export interface DueRow extends DueItem {
  title: string;
  /** Null when the course no longer has it. */
  href: string | null;
  /** Shown where rows of several classes stand together. */
  className?: string;
}

export function DueRows({ t, lang, rows }: { t: DueWords; lang: Language; rows: readonly DueRow[] }) {
  return (
    <ul className={styles.dueList}>
      {rows.map((row) => (
        <li key={row.assignment.id}>
          <div className={styles.place}>
            {row.href === null ? (
              <span>{t.gone}</span>
            ) : (
              <Link href={row.href} prefetch={false}>
                {row.title}
              </Link>
            )}
            {row.className && <span className={styles.small}>{row.className}</span>}
            <Dates t={t} lang={lang} row={row} />
          </div>
          <Standing t={t} row={row} />
        </li>
      ))}
    </ul>
  );
}

function Dates({ t, lang, row }: { t: DueWords; lang: Language; row: DueRow }) {
  const { dueAt, closesAt, assignment } = row;
  return (
    <span className={styles.facts}>
      {dueAt === null ? (
        <span>{t.noDue}</span>
      ) : (
        <span>
          {t.dueAt} <LocalTime lang={lang} at={dueAt} />
        </span>
      )}
      {dueAt !== null && <Countdown lang={lang} at={dueAt} />}
      {dueAt !== null && <span>{policyWord(t, assignment)}</span>}
      {closesAt !== null && (
        <span>
          {t.closesAt} <LocalTime lang={lang} at={closesAt} />
        </span>
      )}
    </span>
  );
}

function Standing({ t, row }: { t: DueWords; row: DueRow }) {
  const now = useNow();
  const { score, dueAt, closesAt, extended } = row;
  const open = score.verdict === 'none' || score.verdict === 'tried';
  const closed = now !== null && closesAt !== null && now > closesAt;
  const overdue = !closed && now !== null && dueAt !== null && now > dueAt;
  return (
    <span className={`${styles.place} ${styles.end}`}>
      <span className={styles.chips}>
        {extended && <span className={styles.chip}>{t.extended}</span>}
        {open && closed && <span className={`${styles.chip} ${styles.overdue}`}>{t.closed}</span>}
        {open && overdue && <span className={`${styles.chip} ${styles.overdue}`}>{t.overdue}</span>}
        <StateChips t={t} score={score} />
      </span>
      <span className={styles.small}>
        {score.exercises > 1 && `${fill(t.partsOf, { n: score.done, all: score.exercises })} · `}
        {score.points > 0 ? fill(t.pointsOf, { n: score.points, max: score.max }) : pointsWord(t, score.max)}
      </span>
    </span>
  );
}
