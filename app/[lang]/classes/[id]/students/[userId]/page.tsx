/** A student's history: every run, newest first, and what was predicted before running. */
import type { Metadata } from 'next';
import Link from 'next/link';
import { cache } from 'react';
import { fill, type Language } from '@/app/_i18n';
import { insightWords } from '@/app/_people/insight';
import { classWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import { studentHistory } from '@/app/_server/insight/history';
import type { Person } from '@/app/_shared/api';
import type { HistoryAnswer } from '@/app/_shared/insight';
import { Icon } from '@/app/_ui/Icon';
import { Inline } from '@/app/_ui/Prose';
import { loaders } from '@/content/generated/registry';
import facts from '../../../_parts/attempt.module.css';
import { exerciseNames } from '../../../_parts/exercise-names';
import { Moment } from '../../../_parts/Moment';
import { openClass } from '../../../_parts/open-class';
import { outcomeWords, verdictWords } from '../../../_parts/outcome';

interface Props {
  params: Promise<{ lang: string; id: string; userId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const historyOf = cache((person: Person, classId: string, userId: string, before?: number, exerciseId?: string) =>
  orNotFound(studentHistory(db(), person, classId, userId, { before, exerciseId })),
);

async function open({ params, searchParams }: Props) {
  const { userId } = await params;
  const query = await searchParams;
  const frame = await openClass(params, 'see');
  const before = typeof query.before === 'string' && /^\d{1,15}$/.test(query.before) ? Number(query.before) : undefined;
  const exerciseId = typeof query.exercise === 'string' ? query.exercise : undefined;
  return {
    ...frame,
    userId,
    before,
    exerciseId,
    history: await historyOf(frame.person, frame.found.id, userId, before, exerciseId),
  };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { lang, history } = await open(props);
  return { title: fill(insightWords[lang].history, { name: history.person.name }) };
}

export default async function HistoryPage(props: Props) {
  const { lang, found, userId, before, exerciseId, history } = await open(props);
  const [t, c] = [insightWords[lang], classWords[lang]];
  const names = new Map(exerciseNames(lang).map((name) => [name.exerciseId, name]));
  const base = `/${lang}/classes/${found.id}`;
  const self = `${base}/students/${userId}`;
  const only = exerciseId ? `exercise=${encodeURIComponent(exerciseId)}&` : '';
  const title = (id: string) => {
    const name = names.get(id);
    return name ? `${name.number} ${name.title}` : id;
  };
  const { person, attempts } = history;
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{fill(t.history, { name: person.name })}</h1>
        <p>
          {person.email}
          {person.group && ` · ${person.group}`}
        </p>
      </header>
      <dl className={facts.facts}>
        <div>
          <dt>{t.passedCount}</dt>
          <dd>
            {history.passed.length}/{names.size}
          </dd>
        </div>
        <div>
          <dt>{t.seen}</dt>
          <dd>{person.seen === null ? t.neverSeen : <Moment lang={lang} at={person.seen} />}</dd>
        </div>
      </dl>
      <section className={styles.card} aria-labelledby="runs">
        <h2 id="runs">{exerciseId ? title(exerciseId) : t.allRuns}</h2>
        <p>{attempts.length === 0 ? t.noAttempts : t.historyText}</p>
        {exerciseId && <Link href={self}>{t.allRuns}</Link>}
        <ol className={styles.list}>
          {attempts.map((attempt) => (
            <li key={attempt.id} className={styles.item}>
              <span className={attempt.passed ? facts.okSign : facts.badSign}>
                <Icon name={attempt.passed ? 'check' : 'cross'} />
              </span>
              <Link href={`${base}/attempts/${attempt.id}`} prefetch={false} className={facts.grow}>
                {title(attempt.exerciseId)}
              </Link>
              <span className={styles.quiet}>{verdictWords(c, attempt)}</span>
              {attempt.outcome && <span className={styles.quiet}>{outcomeWords(c, attempt.outcome)}</span>}
              <span className={styles.quiet}>
                <Moment lang={lang} at={attempt.updatedAt} />
              </span>
            </li>
          ))}
        </ol>
        <p className={styles.row}>
          {before !== undefined && <Link href={only ? `${self}?${only.slice(0, -1)}` : self}>{t.newest}</Link>}
          {history.before !== null && <Link href={`${self}?${only}before=${history.before}`}>{t.earlier}</Link>}
        </p>
      </section>
      {history.predictions.length > 0 && (
        <section className={styles.card} aria-labelledby="predictions">
          <h2 id="predictions">{t.predictions}</h2>
          <ul className={styles.list}>
            {history.predictions.map((prediction) => (
              <PredictionItem
                key={`${prediction.exerciseId} ${prediction.questionId}`}
                {...{ lang, prediction }}
                title={title(prediction.exerciseId)}
              />
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

interface PredictionProps {
  lang: Language;
  prediction: HistoryAnswer['predictions'][number];
  title: string;
}

/** The question and the answer in words, and whether it was right, as the exercise stands now. */
async function PredictionItem({ lang, prediction: { exerciseId, questionId, answer, at }, title }: PredictionProps) {
  const t = insightWords[lang];
  const exercise = await loaders[exerciseId]?.();
  const questions =
    exercise?.kind === 'predict' ? exercise.questions : exercise?.prediction ? [exercise.prediction] : [];
  const question = questions.find((one) => one.id === questionId);
  const option = question?.options?.find((one) => one.id === answer);
  const verdict = option ? (option.correct ? t.rightPrediction : t.wrongPrediction) : t.notJudged;
  return (
    <li className={facts.prediction}>
      <span className={styles.quiet}>
        {title} · <Moment lang={lang} at={at} />
      </span>
      {question && (
        <span>
          <Inline text={question.prompt[lang]} />
        </span>
      )}
      <span>
        <strong>
          <Inline text={option ? option.text[lang] : answer} />
        </strong>{' '}
        <span className={styles.quiet}>({verdict})</span>
      </span>
    </li>
  );
}
