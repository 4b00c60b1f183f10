'use client';
/** On the home page of somebody in a class: what is due next, and what was announced and not read yet. Below the fold, so that nothing jumps. */
import Link from 'next/link';
import { useEffect, useState } from 'react';
import type { Language } from '@/app/_i18n/language';
import type { ChapterView } from '@/app/_lesson/course-view';
import { call } from '@/app/_people/call';
import styles from '@/app/_people/people.module.css';
import type { DueWords } from '@/app/_people/teaching';
import { LocalTime } from '@/app/_people/time';
import type { DueEverywhere } from '@/app/_shared/classes';
import parts from './class.module.css';
import { mayHaveClasses } from './classes-hint';
import { DueRows } from './DueRows';
import { dueRows } from './due-rows';
import { lastRead } from './read-mark';

interface Props {
  t: DueWords;
  lang: Language;
  chapters: readonly ChapterView[];
}

export function DueNext({ t, lang, chapters }: Props) {
  const [due, setDue] = useState<DueEverywhere | null>(null);
  useEffect(() => {
    if (!mayHaveClasses()) return;
    void call<DueEverywhere>('GET', '/api/classes/due').then((answer) => {
      if (answer.ok) setDue(answer.value);
    });
  }, []);
  if (due === null) return null;
  const unread = due.announcements.filter((one) => one.createdAt > lastRead(one.classId));
  if (due.items.length === 0 && unread.length === 0) return null;
  return (
    <section className={styles.card} aria-labelledby="due-next">
      <div className={parts.titled}>
        <h2 id="due-next">{t.yourClass}</h2>
        <Link href={`/${lang}/classes`}>{t.allClasses}</Link>
      </div>
      {unread.length > 0 && (
        <ul className={parts.plainList}>
          {unread.map((one) => (
            <li key={one.id} className={parts.facts}>
              <span className={`${parts.chip} ${parts.new}`}>{t.isNew}</span>
              <Link href={`/${lang}/classes/${one.classId}`} prefetch={false}>
                {one.className}
              </Link>
              <span>{firstWords(one.text)}</span>
              <LocalTime lang={lang} at={one.createdAt} />
            </li>
          ))}
        </ul>
      )}
      {due.items.length > 0 && <DueRows t={t} lang={lang} rows={dueRows(chapters, due.items)} />}
    </section>
  );
}

const LONGEST = 80;
function firstWords(text: string): string {
  const line = text.split('\n', 1)[0];
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
