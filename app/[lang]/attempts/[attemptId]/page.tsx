/** My own attempt with what my teachers said about it: `?comment=ID` opens the run at the comment's moment. */
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { isLanguage } from '@/app/_i18n';
import { insightWords } from '@/app/_people/insight';
import { classWords, errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import { ownAttempt } from '@/app/_server/insight/attempts';
import { AttemptDesk } from '../../classes/_parts/AttemptDesk';
import { AttemptFacts } from '../../classes/_parts/AttemptFacts';
import { Checks } from '../../classes/_parts/Checks';
import { exerciseNames } from '../../classes/_parts/exercise-names';
import { pagePerson } from '../../classes/_parts/open-class';
import { openFrom, type Query } from '../../classes/_parts/open-from';

interface Props {
  params: Promise<{ lang: string; attemptId: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: insightWords[lang].myAttempt } : {};
}

export default async function OwnAttemptPage({ params, searchParams }: Props) {
  const { lang, attemptId } = await params;
  const person = await pagePerson();
  if (!isLanguage(lang) || person === null) notFound();
  const { attempt, comments } = await orNotFound(ownAttempt(db(), person, attemptId));
  const [t, c] = [insightWords[lang], classWords[lang]];
  const name = exerciseNames(lang).find((one) => one.exerciseId === attempt.exerciseId);
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <header className={styles.head}>
        <h1>{name?.title ?? attempt.exerciseId}</h1>
        <p>{t.myAttempt}</p>
        {comments.length > 0 && <p>{t.myAttemptLead}</p>}
        {name && (
          <p>
            <Link href={`/${lang}/${name.path}#${name.exerciseId}`}>{t.toExercise}</Link>
          </p>
        )}
      </header>
      <AttemptFacts c={c} lang={lang} attempt={attempt} />
      {attempt.kind === 'attempt' && (
        <section className={styles.card}>
          <h2>{c.checks}</h2>
          <Checks t={c} lang={lang} exerciseId={attempt.exerciseId} checks={attempt.checks} />
        </section>
      )}
      <AttemptDesk
        {...{ t, c, lang, comments }}
        errors={errorWords[lang]}
        classId={null}
        mayComment={false}
        attemptId={attempt.id}
        submission={attempt.submission}
        record={attempt.record}
        digest={attempt.digest ?? ''}
        open={openFrom(await searchParams)}
      />
    </main>
  );
}
