/**
 * A student's attempt as teachers and assistants read it: how it ended, the checks in words, the run again at any moment,
 * comments, the text; with `?compare=ATTEMPT` what changed from that one to this.
 */
import type { Metadata } from 'next';
import Link from 'next/link';
import { cache } from 'react';
import { fill, type Language } from '@/app/_i18n';
import { insightWords } from '@/app/_people/insight';
import { classWords, errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { roleMay } from '@/app/_server/classes/access';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import { classAttempt } from '@/app/_server/insight/attempts';
import type { Person } from '@/app/_shared/api';
import type { OpenedAttempt } from '@/app/_shared/insight';
import { AttemptDesk } from '../../../_parts/AttemptDesk';
import { AttemptFacts } from '../../../_parts/AttemptFacts';
import { Checks } from '../../../_parts/Checks';
import { Diff } from '../../../_parts/compare/Diff';
import { exerciseNames } from '../../../_parts/exercise-names';
import { Moment } from '../../../_parts/Moment';
import { openClass } from '../../../_parts/open-class';
import { openFrom, type Query } from '../../../_parts/open-from';
import { verdictWords } from '../../../_parts/outcome';

interface Props {
  params: Promise<{ lang: string; id: string; attemptId: string }>;
  searchParams: Promise<Query>;
}

/** Once per request: it is written down each time. */
const attemptOf = cache((person: Person, classId: string, attemptId: string) =>
  orNotFound(classAttempt(db(), person, classId, attemptId)),
);

async function open(params: Props['params']) {
  const { attemptId } = await params;
  const frame = await openClass(params, 'see');
  return { ...frame, opened: await attemptOf(frame.person, frame.found.id, attemptId) };
}

const titleOf = (lang: Language, exerciseId: string) =>
  exerciseNames(lang).find((name) => name.exerciseId === exerciseId)?.title ?? exerciseId;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, opened } = await open(params);
  return { title: `${titleOf(lang, opened.attempt.exerciseId)} – ${opened.learner.name}` };
}

export default async function AttemptPage({ params, searchParams }: Props) {
  const { lang, person, found, opened } = await open(params);
  const { attempt, learner, others, comments } = opened;
  const query = await searchParams;
  const [t, c] = [insightWords[lang], classWords[lang]];
  const base = `/${lang}/classes/${found.id}`;
  const compared =
    typeof query.compare === 'string' && others.some(({ id }) => id === query.compare)
      ? await attemptOf(person, found.id, query.compare)
      : null;
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <header className={styles.head}>
        <h1>{titleOf(lang, attempt.exerciseId)}</h1>
        <p>{fill(c.attemptTitle, { name: learner.name })}</p>
        <p className={styles.row}>
          <Link href={`${base}/students/${learner.userId}`} prefetch={false}>
            {fill(t.history, { name: learner.name })}
          </Link>
          <Link href={`${base}/exercises?exercise=${attempt.exerciseId}`} prefetch={false}>
            {t.toDifficulty}
          </Link>
        </p>
      </header>
      <AttemptFacts c={c} lang={lang} attempt={attempt} />
      {compared && (
        <section className={styles.card} id="compare">
          <h2>
            {fill(t.diffTitle, { a: stamp(lang, compared.attempt.updatedAt), b: stamp(lang, attempt.updatedAt) })}
          </h2>
          <Diff t={t} before={compared.attempt.submission} after={attempt.submission} />
          <p>
            <Link href={`${base}/attempts/${attempt.id}`}>{t.endDiff}</Link>
          </p>
        </section>
      )}
      {attempt.kind === 'attempt' && (
        <section className={styles.card}>
          <h2>{c.checks}</h2>
          <Checks t={c} lang={lang} exerciseId={attempt.exerciseId} checks={attempt.checks} />
        </section>
      )}
      <AttemptDesk
        {...{ t, c, lang, comments }}
        key={attempt.id}
        errors={errorWords[lang]}
        classId={found.id}
        mayComment={roleMay(found.role, 'comment') && !found.archived}
        attemptId={attempt.id}
        submission={attempt.submission}
        record={attempt.record}
        digest={attempt.digest ?? ''}
        open={openFrom(query)}
      />
      <Others {...{ lang, base, others }} here={attempt.id} />
    </main>
  );
}

const STAMPS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  ja: new Intl.DateTimeFormat('ja-JP', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Tokyo' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'UTC' }),
};
const stamp = (lang: Language, at: number) => STAMPS[lang].format(at);

interface OthersProps {
  lang: Language;
  base: string;
  here: string;
  others: OpenedAttempt['others'];
}

function Others({ lang, base, here, others }: OthersProps) {
  const [t, c] = [insightWords[lang], classWords[lang]];
  if (others.length < 2) return null;
  return (
    <section className={styles.card}>
      <h2>{c.others}</h2>
      <ul className={styles.list}>
        {others.map((other) => (
          <li key={other.id} className={styles.item}>
            {other.id === here ? (
              <strong aria-current="true">
                <Moment lang={lang} at={other.updatedAt} />
              </strong>
            ) : (
              <Link href={`${base}/attempts/${other.id}`} prefetch={false}>
                <Moment lang={lang} at={other.updatedAt} />
              </Link>
            )}
            <span className={styles.quiet}>{verdictWords(c, other)}</span>
            {other.id !== here && (
              <Link href={`${base}/attempts/${here}?compare=${other.id}#compare`} prefetch={false}>
                {t.compareWith}
                <span className="visually-hidden"> {stamp(lang, other.updatedAt)}</span>
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
