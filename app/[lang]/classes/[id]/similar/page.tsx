/** Submissions of one exercise that are alike, with a plain word on what that does not mean; `&a=…&b=…`: two side by side. */
import type { Metadata } from 'next';
import Link from 'next/link';
import { fill, type Language } from '@/app/_i18n';
import { type InsightWords, insightWords } from '@/app/_people/insight';
import styles from '@/app/_people/people.module.css';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import { similarEvidence, similarReport } from '@/app/_server/insight/similar/report';
import type { EvidenceSide, SimilarAnswer } from '@/app/_shared/insight';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { exerciseIndex } from '@/content/generated/index';
import charts from '../../_parts/charts/charts.module.css';
import compare from '../../_parts/compare/compare.module.css';
import { exerciseNames } from '../../_parts/exercise-names';
import { openClass } from '../../_parts/open-class';

interface Props {
  params: Promise<{ lang: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const CODE: ReadonlySet<string> = new Set(['program', 'bare', 'module', 'bpf']);
const withCode = new Set(exerciseIndex.filter(({ kind }) => CODE.has(kind)).map(({ id }) => id));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, found } = await openClass(params, 'see');
  return { title: `${insightWords[lang].similar} – ${found.name}` };
}

export default async function SimilarPage({ params, searchParams }: Props) {
  const { lang, person, found } = await openClass(params, 'see');
  const query = await searchParams;
  const one = (name: string) => (typeof query[name] === 'string' ? query[name] : '');
  const t = insightWords[lang];
  const names = exerciseNames(lang).filter((name) => withCode.has(name.exerciseId));
  const chosen = names.find((name) => name.exerciseId === one('exercise'));
  const self = `/${lang}/classes/${found.id}/similar`;
  const evidence =
    chosen && one('a') && one('b')
      ? await orNotFound(similarEvidence(db(), person, found.id, chosen.exerciseId, [one('a'), one('b')]))
      : null;
  const report =
    chosen && !evidence ? await orNotFound(similarReport(db(), person, found.id, chosen.exerciseId)) : null;
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <header className={styles.head}>
        <h1>{t.similar}</h1>
        <p>{t.similarLead}</p>
      </header>
      <Notice tone="warn">{t.similarWarning}</Notice>
      <form className={styles.row} action={self}>
        <div className={styles.field}>
          <label htmlFor="exercise">{t.chooseExercise}</label>
          <select id="exercise" name="exercise" defaultValue={chosen?.exerciseId} key={chosen?.exerciseId}>
            {names.map((name) => (
              <option key={name.exerciseId} value={name.exerciseId}>
                {name.number} {name.title}
              </option>
            ))}
          </select>
        </div>
        <Button type="submit">{t.look}</Button>
      </form>
      {report && chosen && <Pairs {...{ t, report }} self={`${self}?exercise=${chosen.exerciseId}`} />}
      {evidence && (
        <section className={styles.card} aria-labelledby="evidence">
          <h2 id="evidence">{fill(t.evidenceTitle, { a: evidence.a.name, b: evidence.b.name })}</h2>
          <p>{t.evidenceText}</p>
          <p>
            {t.alike}: {Math.round(100 * evidence.score)} % · {t.pieces}: {evidence.shared}
          </p>
          <div className={compare.sides}>
            <Side {...{ t, lang }} classId={found.id} side={evidence.a} own="a" other="b" />
            <Side {...{ t, lang }} classId={found.id} side={evidence.b} own="b" other="a" />
          </div>
        </section>
      )}
    </main>
  );
}

function Pairs({ t, report, self }: { t: InsightWords; report: SimilarAnswer; self: string }) {
  return (
    <section className={styles.card} aria-labelledby="pairs">
      <h2 id="pairs">{fill(t.comparedN, { n: report.compared, short: report.tooShort })}</h2>
      {report.pairs.length === 0 ? (
        <p>{t.noPairs}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <div className={charts.wide} tabIndex={0}>
          <table className={charts.table}>
            <thead>
              <tr>
                <th scope="col">{t.pair}</th>
                <th scope="col">{t.alike}</th>
                <th scope="col">{t.pieces}</th>
              </tr>
            </thead>
            <tbody>
              {report.pairs.map(({ a, b, score, shared }) => (
                <tr key={`${a.attemptId} ${b.attemptId}`}>
                  <th scope="row">
                    <Link href={`${self}&a=${a.attemptId}&b=${b.attemptId}`} prefetch={false}>
                      {a.name} – {b.name}
                    </Link>
                  </th>
                  <td>
                    <span className={charts.meter} aria-hidden="true">
                      <span style={{ width: `${100 * score}%` }} />
                    </span>
                    {Math.round(100 * score)} %
                  </td>
                  <td>{shared}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface SideProps {
  t: InsightWords;
  lang: Language;
  classId: string;
  side: EvidenceSide;
  own: string;
  other: string;
}

/** The text with the numbers of its pieces; the first line of each piece is where the other side's number leads. */
function Side({ t, lang, classId, side, own, other }: SideProps) {
  const seen = new Set<number>();
  return (
    <div>
      <h3>
        <Link href={`/${lang}/classes/${classId}/attempts/${side.attemptId}`} prefetch={false}>
          {side.name}
        </Link>
      </h3>
      {side.files.map((file) => (
        <figure key={file.path} className={compare.file}>
          <figcaption>{file.path}</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable by keyboard */}
          <div className={`${compare.code} ${compare.evidence}`} tabIndex={0}>
            {file.text.split('\n').map((text, n) => {
              const piece = file.marks[n] || 0;
              const first = piece > 0 && !seen.has(piece);
              seen.add(piece);
              return (
                <div
                  // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
                  key={n}
                  className={compare.piece}
                  data-piece={piece || undefined}
                  id={first ? `${own}-${piece}` : undefined}
                >
                  {first ? (
                    <a href={`#${other}-${piece}`} aria-label={fill(t.pieceLink, { n: piece })}>
                      {piece}
                    </a>
                  ) : (
                    <span aria-hidden="true">{piece || ''}</span>
                  )}
                  <code>{text || ' '}</code>
                </div>
              );
            })}
          </div>
        </figure>
      ))}
    </div>
  );
}
