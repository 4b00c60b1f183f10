/** The assignments of a class: their order and dates, and a new one. */
import type { Metadata } from 'next';
import { chaptersIn } from '@/app/_lesson/course-view';
import { errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { teachingWords } from '@/app/_people/teaching';
import { AssignmentBoard } from '../../_parts/AssignmentBoard';
import { boardRows } from '../../_parts/board-rows';
import parts from '../../_parts/class.module.css';
import { openClass } from '../../_parts/open-class';
import { SetAssignment } from '../../_parts/SetAssignment';
import { TimeZoneNote } from '../../_parts/TimeZoneNote';
import { targetChapters } from '../../_parts/targets';

interface Props {
  params: Promise<{ lang: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, found } = await openClass(params, 'see');
  return { title: `${teachingWords[lang].assignments} – ${found.name}` };
}

export default async function AssignmentsPage({ params }: Props) {
  const { lang, found } = await openClass(params, 'see');
  const t = teachingWords[lang];
  const frame = { t, errors: errorWords[lang], lang, classId: found.id };
  const mayManage = found.role === 'teacher' && !found.archived;
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <header className={styles.head}>
        <h1>{t.assignments}</h1>
        <p>{t.assignmentsLead}</p>
        <TimeZoneNote t={t} />
      </header>
      <section className={parts.stack} aria-label={t.assignments}>
        <AssignmentBoard {...frame} rows={await boardRows(lang, found.id)} mayManage={mayManage} />
      </section>
      {mayManage && (
        <section className={styles.card}>
          <h2>{t.addAssignment}</h2>
          <SetAssignment {...frame} chapters={targetChapters(t, chaptersIn(lang))} />
        </section>
      )}
    </main>
  );
}
