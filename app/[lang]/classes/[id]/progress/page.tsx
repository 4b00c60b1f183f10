/** People × exercises of a class, for its teachers and assistants; and the results as files. */
import type { Metadata } from 'next';
import { insightWords } from '@/app/_people/insight';
import { classWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { db } from '@/app/_server/db/client';
import { classMatrix } from '@/app/_server/insight/matrix';
import { exerciseNames } from '../../_parts/exercise-names';
import { filtersFrom } from '../../_parts/matrix/choose';
import { MatrixView } from '../../_parts/matrix/MatrixView';
import { openClass } from '../../_parts/open-class';

interface Props {
  params: Promise<{ lang: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, found } = await openClass(params, 'see');
  return { title: `${insightWords[lang].progress} – ${found.name}` };
}

export default async function ProgressPage({ params, searchParams }: Props) {
  const { lang, person, found } = await openClass(params, 'see');
  const [t, c] = [insightWords[lang], classWords[lang]];
  const matrix = await classMatrix(db(), person, found.id);
  const file = (query: string) => `/api/classes/${found.id}/export?${query}`;
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <header className={styles.head}>
        <h1>{t.progress}</h1>
        <p>{t.progressLead}</p>
      </header>
      {matrix.people.length === 0 ? (
        <section className={styles.card}>
          <h2>{c.noLearners}</h2>
          <p>{c.noLearnersText}</p>
        </section>
      ) : (
        <MatrixView
          {...{ t, c, lang, matrix }}
          names={exerciseNames(lang)}
          first={filtersFrom(await searchParams)}
          now={Date.now()}
        />
      )}
      <section className={styles.card}>
        <h2>{t.exportTitle}</h2>
        <p>{t.exportText}</p>
        <noscript>
          <p>{t.needsScript}</p>
        </noscript>
        <div className={styles.row}>
          <a href={file('format=csv')} download>
            {t.exportCsv}
          </a>
          <a href={file('format=json')} download>
            {t.exportJson}
          </a>
          <a href={file('format=json&submissions=1')} download>
            {t.exportAll}
          </a>
        </div>
      </section>
    </main>
  );
}
