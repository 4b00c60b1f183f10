/** A learner's attempt as the instructor reads it: how it ended, the checks in words, the code, and the run again. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { fill, groupDigits, isLanguage, type Language } from '@/app/_i18n';
import { classWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { personOfPage } from '@/app/_server/auth/person';
import { classAttempt } from '@/app/_server/classes/matrix';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import type { ClassAttempt } from '@/app/_shared/api';
import parts from '../../../_parts/attempt.module.css';
import { Checks } from '../../../_parts/Checks';
import { exerciseNames } from '../../../_parts/exercise-names';
import { Moment } from '../../../_parts/Moment';
import { outcomeWords, verdictWords } from '../../../_parts/outcome';
import { Replay } from '../../../_parts/Replay';
import { SubmissionView } from '../../../_parts/SubmissionView';

interface Props {
  params: Promise<{ lang: string; id: string; attemptId: string }>;
}

async function open({ lang, id, attemptId }: Awaited<Props['params']>) {
  const person = await personOfPage(await headers());
  if (!isLanguage(lang) || person === null) notFound();
  return { lang, found: await orNotFound(classAttempt(db(), person, id, attemptId)) };
}

const titleOf = (lang: Language, exerciseId: string) =>
  exerciseNames(lang).find((name) => name.exerciseId === exerciseId)?.title ?? exerciseId;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, found } = await open(await params);
  return { title: `${titleOf(lang, found.attempt.exerciseId)} – ${found.learner.name}` };
}

export default async function AttemptPage({ params }: Props) {
  const { lang, found } = await open(await params);
  const { id } = await params;
  const { attempt, learner, others } = found;
  const t = classWords[lang];
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <Link className={styles.back} href={`/${lang}/classes/${id}`}>
          {t.matrix}
        </Link>
        <h1>{titleOf(lang, attempt.exerciseId)}</h1>
        <p>{fill(t.attemptTitle, { name: learner.name })}</p>
      </header>
      <Facts lang={lang} attempt={attempt} />
      {attempt.kind === 'attempt' && (
        <section className={styles.card}>
          <h2>{t.checks}</h2>
          <Checks t={t} lang={lang} exerciseId={attempt.exerciseId} checks={attempt.checks} />
        </section>
      )}
      <SubmissionView t={t} submission={attempt.submission} />
      {attempt.record && (
        <section className={styles.card}>
          <h2>{t.replay}</h2>
          <p>{t.replayText}</p>
          <Replay t={t} lang={lang} record={attempt.record} digest={attempt.digest ?? ''} />
        </section>
      )}
      <Others lang={lang} classId={id} here={attempt.id} others={others} />
    </main>
  );
}

function Facts({ lang, attempt }: { lang: Language; attempt: ClassAttempt['attempt'] }) {
  const t = classWords[lang];
  return (
    <dl className={parts.facts}>
      <div>
        <dt>{t.when}</dt>
        <dd>
          <Moment lang={lang} at={attempt.updatedAt} />
        </dd>
      </div>
      <div>
        <dt>{t.verdict}</dt>
        <dd>{verdictWords(t, attempt)}</dd>
      </div>
      {attempt.outcome && (
        <>
          <div>
            <dt>{t.outcome}</dt>
            <dd>{outcomeWords(t, attempt.outcome)}</dd>
          </div>
          <div>
            <dt>{t.retired}</dt>
            <dd>{groupDigits(attempt.outcome.retired, lang)}</dd>
          </div>
        </>
      )}
    </dl>
  );
}

interface OthersProps {
  lang: Language;
  classId: string;
  here: string;
  others: ClassAttempt['others'];
}

function Others({ lang, classId, here, others }: OthersProps) {
  const t = classWords[lang];
  if (others.length < 2) return null;
  return (
    <section className={styles.card}>
      <h2>{t.others}</h2>
      <ul className={styles.list}>
        {others.map((other) => (
          <li key={other.id} className={styles.item}>
            {other.id === here ? (
              <strong aria-current="true">
                <Moment lang={lang} at={other.updatedAt} />
              </strong>
            ) : (
              <Link href={`/${lang}/classes/${classId}/attempts/${other.id}`} prefetch={false}>
                <Moment lang={lang} at={other.updatedAt} />
              </Link>
            )}
            <span className={styles.quiet}>{verdictWords(t, other)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
