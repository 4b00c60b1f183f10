'use client';
/** Who has not passed one exercise, of the people shown; to be copied into a mail. */
import Link from 'next/link';
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import type { Language } from '@/app/_i18n/language';
import type { InsightWords } from '@/app/_people/insight';
import people from '@/app/_people/people.module.css';
import { Button } from '@/app/_ui/Button';
import type { ExerciseName } from '../exercise-names';
import { notPassed, type ShownPerson } from './choose';
import styles from './matrix.module.css';

interface Props {
  t: InsightWords;
  lang: Language;
  classId: string;
  people: readonly ShownPerson[];
  name: ExerciseName;
  column: number;
  onClose: () => void;
}

export function NotPassedList({ t, lang, classId, people: all, name, column, onClose }: Props) {
  const [copied, setCopied] = useState(false);
  const { tried, none } = notPassed(all, column);
  const without = [...tried.map(({ person }) => person), ...none];
  const copy = (of: (person: ShownPerson) => string) =>
    navigator.clipboard?.writeText(without.map(of).join('\n')).then(
      () => setCopied(true),
      () => undefined,
    );
  const link = (person: ShownPerson) => (
    <Link href={`/${lang}/classes/${classId}/students/${person.id}?exercise=${name.exerciseId}`} prefetch={false}>
      {person.name || person.email}
    </Link>
  );
  return (
    <section className={people.card} aria-labelledby="not-passed">
      <h2 id="not-passed">{fill(t.whoHasNot, { number: name.number, title: name.title })}</h2>
      <p role="status">
        {without.length === 0 ? t.everybodyPassed : fill(t.hasNotCount, { n: without.length, none: none.length })}
      </p>
      <div className={styles.lists}>
        {tried.length > 0 && (
          <div>
            <h3>{t.triedNot}</h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
            <ul className={styles.names} tabIndex={0} aria-label={t.triedNot}>
              {tried.map(({ person, tries }) => (
                <li key={person.id}>
                  {link(person)} <span>({tries})</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {none.length > 0 && (
          <div>
            <h3>{t.notBegun}</h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
            <ul className={styles.names} tabIndex={0} aria-label={t.notBegun}>
              {none.map((person) => (
                <li key={person.id}>{link(person)}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <div className={people.row}>
        {without.length > 0 && (
          <>
            <Button onClick={() => copy((person) => person.name)}>{t.copyNames}</Button>
            <Button onClick={() => copy((person) => person.email)}>{t.copyEmails}</Button>
          </>
        )}
        <Link href={`/${lang}/classes/${classId}/exercises?exercise=${name.exerciseId}`} prefetch={false}>
          {t.toDifficulty}
        </Link>
        <Button look="quiet" onClick={onClose}>
          {t.close}
        </Button>
        <span role="status" className={people.quiet}>
          {copied ? t.copied : ''}
        </span>
      </div>
    </section>
  );
}
