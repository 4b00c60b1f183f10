/** One regrade: how far it is, whose result would change and why, and the decision. */
import { messageText } from '@ringzero/kernel-sim/lab/messages';
import type { Exercise } from '@ringzero/kernel-sim/lab/types';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { fill, isLanguage, type Language } from '@/app/_i18n';
import { type RegradeWords, regradeWords } from '@/app/_people/grading';
import { errorWords } from '@/app/_people/messages';
import people from '@/app/_people/people.module.css';
import { personOfPage } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import { regradeDetail, requireRegrade } from '@/app/_server/regrade/report';
import type { CheckReport, ServerVerdict } from '@/app/_shared/api';
import type { RegradeChange, RegradePerson } from '@/app/_shared/regrades';
import { Icon } from '@/app/_ui/Icon';
import { Notice } from '@/app/_ui/Notice';
import { Inline } from '@/app/_ui/Prose';
import { loaders } from '@/content/generated/registry';
import { Decision } from '../_parts/Decision';
import styles from './regrade.module.css';

interface Props {
  params: Promise<{ lang: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: regradeWords[lang].title, robots: { index: false } } : {};
}

export default async function RegradePage({ params }: Props) {
  const { lang, id } = await params;
  if (!isLanguage(lang)) notFound();
  const t = regradeWords[lang];
  const person = await personOfPage(await headers());
  if (person === null || person.anonymous) notFound();
  const detail = await regradeDetail(db(), await orNotFound(requireRegrade(db(), person, id)));
  const exercise = await loaders[detail.exerciseId]?.();
  return (
    <main id="main" className={people.page}>
      <header className={people.head}>
        <p className={people.back}>
          <Link href={`/${lang}/regrades`}>{t.back}</Link>
        </p>
        <h1>
          {t.title}: <Inline text={exercise?.title[lang] ?? detail.exerciseId} />
        </h1>
        <p>
          {t[detail.status]} · {fill(t.progress, { n: detail.done, all: detail.items })} ·{' '}
          {fill(t.changes, { n: detail.changed })}
        </p>
        {detail.status === 'running' && (
          <progress
            max={detail.items}
            value={detail.done}
            aria-label={fill(t.progress, { n: detail.done, all: detail.items })}
          />
        )}
      </header>
      {detail.failed > 0 && <Notice tone="warn">{fill(t.failed, { n: detail.failed })}</Notice>}
      <section className={styles.list}>
        <h2>{t.people}</h2>
        {detail.people.length === 0 && <p className={people.quiet}>{t.noChange}</p>}
        {detail.people.length > 0 && (
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t.person}</th>
                <th scope="col">{t.result}</th>
                <th scope="col">{t.why}</th>
              </tr>
            </thead>
            <tbody>
              {detail.people.map((one) => (
                <tr key={one.userId}>
                  <th scope="row">{one.name || t.anonymous}</th>
                  <td>
                    <Result t={t} person={one} />
                  </td>
                  <td>
                    <ul className={styles.attempts}>
                      {one.attempts.map((change) => (
                        <Change key={change.attemptId} t={t} lang={lang} exercise={exercise} change={change} />
                      ))}
                    </ul>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <Decision t={t} errors={errorWords[lang]} id={id} status={detail.status} changed={detail.changed} />
    </main>
  );
}

function Result({ t, person: { passedBefore, passedAfter } }: { t: RegradeWords; person: RegradePerson }) {
  if (passedBefore === passedAfter) return passedAfter ? t.staysPassed : t.staysOpen;
  return (
    <strong className={passedAfter ? styles.gains : styles.loses}>
      <Icon name={passedAfter ? 'check' : 'cross'} size={14} />
      {passedAfter ? t.gains : t.loses}
    </strong>
  );
}

const verdictWord = (t: RegradeWords, verdict: ServerVerdict) => (verdict === 'none' ? t.notPassed : t[verdict]);

interface ChangeProps {
  t: RegradeWords;
  lang: Language;
  exercise: Exercise | undefined;
  change: RegradeChange;
}

function Change({ t, lang, exercise, change }: ChangeProps) {
  const { why, before, after, endedAt } = change;
  const checks = exercise && 'checks' in exercise ? exercise.checks : [];
  const said = (check: CheckReport | null) => {
    if (check === null) return t.noCheck;
    return check.ok ? t.saidOk : messageText(exercise?.messages ?? {}, check.code, lang, check.params);
  };
  return (
    <li>
      <p>
        {fill(t.attemptOf, { date: new Date(endedAt).toISOString().slice(0, 10) })}: {verdictWord(t, before)} →{' '}
        {verdictWord(t, after)}
      </p>
      {why.checks.map((check) => (
        <dl key={check.id} className={styles.check}>
          <dt>
            <Inline text={checks.find(({ id }) => id === check.id)?.title[lang] ?? check.id} />
            {why.seed !== undefined && ` (${fill(t.seed, { seed: why.seed })})`}
          </dt>
          <dd>
            <span>{t.formerly}:</span> <Inline text={said(check.before)} />
          </dd>
          <dd>
            <span>{t.now}:</span> <Inline text={said(check.after)} />
          </dd>
        </dl>
      ))}
    </li>
  );
}
