/** Who is stuck now, for teachers and assistants. */
import type { Metadata } from 'next';
import { insightWords } from '@/app/_people/insight';
import styles from '@/app/_people/people.module.css';
import { exerciseNames } from '../../_parts/exercise-names';
import { LiveView } from '../../_parts/live/LiveView';
import { openClass } from '../../_parts/open-class';

interface Props {
  params: Promise<{ lang: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, found } = await openClass(params, 'see');
  return { title: `${insightWords[lang].live} – ${found.name}` };
}

export default async function LivePage({ params }: Props) {
  const { lang, found } = await openClass(params, 'see');
  const t = insightWords[lang];
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <header className={styles.head}>
        <h1>{t.live}</h1>
        <p>{t.liveLead}</p>
      </header>
      <LiveView {...{ t, lang }} classId={found.id} names={exerciseNames(lang)} now={Date.now()} />
    </main>
  );
}
