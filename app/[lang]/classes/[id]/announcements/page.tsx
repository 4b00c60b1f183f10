/** All announcements of a class; the form for who may write one. */
import type { Metadata } from 'next';
import { errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { teachingWords } from '@/app/_people/teaching';
import { listAnnouncements } from '@/app/_server/classes/announcements';
import { db } from '@/app/_server/db/client';
import { AnnouncementForm, Announcements } from '../../_parts/Announcements';
import { openClass } from '../../_parts/open-class';

interface Props {
  params: Promise<{ lang: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, found } = await openClass(params);
  return { title: `${teachingWords[lang].announcements} – ${found.name}` };
}

export default async function AnnouncementsPage({ params }: Props) {
  const { lang, person, found } = await openClass(params);
  const t = teachingWords[lang];
  const frame = { t, errors: errorWords[lang], lang, classId: found.id };
  const list = await listAnnouncements(db(), person, found.id);
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{t.announcements}</h1>
      </header>
      {found.role !== 'student' && !found.archived && (
        <section className={styles.card}>
          <h2>{t.announce}</h2>
          <AnnouncementForm {...frame} path={`/api/classes/${found.id}/announcements`} method="POST" />
        </section>
      )}
      <section className={styles.card} aria-label={t.announcements}>
        <Announcements {...frame} list={list} />
      </section>
    </main>
  );
}
