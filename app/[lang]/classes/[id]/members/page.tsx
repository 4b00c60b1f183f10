/** The people of a class. */
import type { Metadata } from 'next';
import { errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { teachingWords } from '@/app/_people/teaching';
import { listMembers } from '@/app/_server/classes/members';
import { db } from '@/app/_server/db/client';
import { openClass } from '../../_parts/open-class';
import { PeopleBoard } from '../../_parts/PeopleBoard';

interface Props {
  params: Promise<{ lang: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, found } = await openClass(params, 'see');
  return { title: `${teachingWords[lang].people} – ${found.name}` };
}

export default async function MembersPage({ params }: Props) {
  const { lang, person, found } = await openClass(params, 'see');
  const t = teachingWords[lang];
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <header className={styles.head}>
        <h1>{t.people}</h1>
        <p>{t.peopleLead}</p>
      </header>
      <PeopleBoard
        t={t}
        errors={errorWords[lang]}
        lang={lang}
        classId={found.id}
        first={await listMembers(db(), person, found.id)}
        me={person.id}
        mayManage={found.role === 'teacher' && !found.archived}
      />
    </main>
  );
}
