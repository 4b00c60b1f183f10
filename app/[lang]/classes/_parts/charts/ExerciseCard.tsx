/** What goes wrong in one exercise of a class: failing checks in words, typical wrong answers, tries. */
import { messageText } from '@ringzero/kernel-sim/lab/messages';
import type { Exercise } from '@ringzero/kernel-sim/lab/types';
import Link from 'next/link';
import { fill, type Language } from '@/app/_i18n';
import type { InsightWords } from '@/app/_people/insight';
import people from '@/app/_people/people.module.css';
import type { AnswerCluster, ExerciseDetail } from '@/app/_shared/insight';
import { Inline } from '@/app/_ui/Prose';
import { loaders } from '@/content/generated/registry';
import type { ExerciseName } from '../exercise-names';
import { Tries } from './Charts';
import styles from './charts.module.css';

interface Props {
  t: InsightWords;
  lang: Language;
  base: string;
  name: ExerciseName;
  detail: ExerciseDetail;
}

export async function ExerciseCard({ t, lang, base, name, detail }: Props) {
  const exercise = await loaders[name.exerciseId]?.();
  const most = Math.max(1, ...detail.checks.map((check) => check.runs));
  return (
    <>
      <section className={people.card} aria-labelledby="exercise">
        <h2 id="exercise">
          {name.number} {name.title}
        </h2>
        <p className={people.row}>
          <Link href={`/${lang}/${name.path}#${name.exerciseId}`}>{t.toLesson}</Link>
          <Link href={`${base}/progress?exercise=${name.exerciseId}`} prefetch={false}>
            {fill(t.whoButton, { number: name.number, title: name.title })}
          </Link>
          <Link href={`${base}/similar?exercise=${name.exerciseId}`} prefetch={false}>
            {t.toSimilar}
          </Link>
          <Link href={`${base}/exercises`}>{t.backToAll}</Link>
        </p>
      </section>
      <div className={people.columns}>
        <section className={people.card} aria-labelledby="failing">
          <h2 id="failing">{t.failingFirst}</h2>
          <p>{fill(t.failingText, { n: detail.looked })}</p>
          <ul className={styles.failing}>
            {detail.checks.map((check) => (
              <li key={`${check.id} ${check.code}`}>
                <strong>
                  <Inline text={titleOf(exercise, check.id, lang)} />
                </strong>
                <p>
                  <CheckText {...{ exercise, check, lang }} />
                </p>
                <div className={styles.share} aria-hidden="true">
                  <span style={{ width: `${(100 * check.runs) / most}%` }} />
                </div>
                <p className={people.quiet}>{fill(t.runsPeople, { runs: check.runs, people: check.people })}</p>
              </li>
            ))}
          </ul>
        </section>
        {detail.histogram.length > 0 && <Tries {...{ t, lang }} histogram={detail.histogram} />}
      </div>
      <section className={people.card} aria-labelledby="typical">
        <h2 id="typical">{t.typicalWrong}</h2>
        <p>{t.typicalText}</p>
        {detail.clusters.length === 0 && <p>{t.noTypical}</p>}
        <ol className={styles.failing}>
          {detail.clusters.map((cluster) => (
            <li key={cluster.example.attemptId}>
              <strong>{fill(t.runsPeople, { runs: cluster.runs, people: cluster.people })}</strong>
              {cluster.check && (
                <p>
                  <CheckText {...{ exercise, lang }} check={cluster.check} />
                </p>
              )}
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable by keyboard */}
              <pre className={styles.answer} tabIndex={0}>
                <code>{cluster.example.text}</code>
              </pre>
              <p>
                <Link href={`${base}/attempts/${cluster.example.attemptId}`} prefetch={false}>
                  {t.openExample}
                </Link>
              </p>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

interface CheckProps {
  exercise: Exercise | undefined;
  check: NonNullable<AnswerCluster['check']>;
  lang: Language;
}

function CheckText({ exercise, check, lang }: CheckProps) {
  return <Inline text={messageText(exercise?.messages ?? {}, check.code, lang, check.params)} />;
}

function titleOf(exercise: Exercise | undefined, id: string, lang: Language): string {
  const checks = exercise && 'checks' in exercise ? exercise.checks : [];
  return checks.find((check) => check.id === id)?.title[lang] ?? id;
}
