/** One class at a glance: what is due for its students; door, assignments and news for its teachers. */
import type { Metadata } from 'next';
import Link from 'next/link';
import { fill, type Language } from '@/app/_i18n';
import { chaptersIn } from '@/app/_lesson/course-view';
import { classWords, errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { teachingWords } from '@/app/_people/teaching';
import { dueList } from '@/app/_server/assignments/scores';
import type { Person } from '@/app/_server/auth/person';
import { listAnnouncements } from '@/app/_server/classes/announcements';
import { readMembers } from '@/app/_server/classes/members';
import { db } from '@/app/_server/db/client';
import type { ClassInfo } from '@/app/_shared/classes';
import { ButtonLink } from '@/app/_ui/Button';
import { AnnouncementForm, Announcements } from '../_parts/Announcements';
import { AssignmentBoard } from '../_parts/AssignmentBoard';
import { boardRows } from '../_parts/board-rows';
import parts from '../_parts/class.module.css';
import { DoorState } from '../_parts/DoorState';
import { DueRows } from '../_parts/DueRows';
import { dueRows } from '../_parts/due-rows';
import { JoinCode } from '../_parts/JoinCode';
import { LeaveForm } from '../_parts/LeaveForm';
import { openClass } from '../_parts/open-class';
import { TimeZoneNote } from '../_parts/TimeZoneNote';

interface Props {
  params: Promise<{ lang: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await openClass(params)).found.name };
}

export default async function ClassPage({ params }: Props) {
  const { lang, person, found } = await openClass(params);
  const view = { lang, person, found };
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      {found.role === 'student' ? <StudentView {...view} /> : <StaffView {...view} />}
    </main>
  );
}

interface View {
  lang: Language;
  person: Person;
  found: ClassInfo;
}

async function StudentView({ lang, person, found }: View) {
  const t = teachingWords[lang];
  const words = classWords[lang];
  const { items } = await dueList(db(), person, found.id);
  return (
    <>
      <header className={styles.head}>
        <h1>{found.name}</h1>
      </header>
      <div className={parts.two}>
        <section className={styles.card} aria-labelledby="due">
          <h2 id="due">{t.due}</h2>
          {items.length === 0 ? (
            <>
              <p>{t.nothingDue}</p>
              <div className={styles.row}>
                <ButtonLink look="primary" href={`/${lang}`}>
                  {words.toCourse}
                </ButtonLink>
              </div>
            </>
          ) : (
            <>
              <DueRows t={t} lang={lang} rows={dueRows(chaptersIn(lang), items)} />
              <p>{t.dueText}</p>
              <TimeZoneNote t={t} />
            </>
          )}
        </section>
        <div className={parts.stack}>
          <News lang={lang} person={person} found={found} />
          <LeaveForm
            t={words}
            errors={errorWords[lang]}
            lang={lang}
            classId={found.id}
            text={[words.learnerView, words.leaveText].join(lang === 'ja' ? '' : ' ')}
          />
        </div>
      </div>
    </>
  );
}

async function StaffView({ lang, person, found }: View) {
  const t = teachingWords[lang];
  const frame = { t, errors: errorWords[lang], lang, classId: found.id };
  const { expected } = await readMembers(db(), found.id);
  const rows = await boardRows(lang, found.id);
  return (
    <>
      <header className={styles.head}>
        <h1>{found.name}</h1>
        <p className={parts.facts}>
          <span>{found.learners === 1 ? t.studentsOne : fill(t.students, { n: found.learners })}</span>
          {expected.length > 0 && (
            <Link href={`/${lang}/classes/${found.id}/members`}>{fill(t.expectedCount, { n: expected.length })}</Link>
          )}
        </p>
      </header>
      <div className={parts.two}>
        <div className={parts.stack}>
          <section className={parts.stack} aria-labelledby="coming">
            <div className={parts.titled}>
              <h2 id="coming">{t.coming}</h2>
              {rows.length > 0 && <Link href={`/${lang}/classes/${found.id}/assignments`}>{t.allAssignments}</Link>}
            </div>
            <AssignmentBoard {...frame} rows={rows} mayManage={false} />
            {rows.length === 0 && found.role === 'teacher' && !found.archived && (
              <div className={styles.row}>
                <ButtonLink href={`/${lang}/classes/${found.id}/assignments`}>{t.setFirst}</ButtonLink>
              </div>
            )}
          </section>
          <News lang={lang} person={person} found={found} />
        </div>
        <div className={parts.stack}>
          {found.joinCode && (
            <section className={styles.card}>
              <h2>{t.invite}</h2>
              <p>{t.inviteText}</p>
              <JoinCode t={t} lang={lang} code={found.joinCode} />
              <DoorState t={t} lang={lang} found={found} />
            </section>
          )}
          {!found.archived && (
            <section className={styles.card}>
              <h2>{t.announce}</h2>
              <AnnouncementForm {...frame} path={`/api/classes/${found.id}/announcements`} method="POST" />
            </section>
          )}
        </div>
      </div>
    </>
  );
}

const SHOWN = 3;

async function News({ lang, person, found }: View) {
  const t = teachingWords[lang];
  const list = await listAnnouncements(db(), person, found.id);
  return (
    <section className={styles.card} aria-labelledby="news">
      <div className={parts.titled}>
        <h2 id="news">{t.announcements}</h2>
        {list.length > SHOWN && <Link href={`/${lang}/classes/${found.id}/announcements`}>{t.allAnnouncements}</Link>}
      </div>
      <Announcements t={t} errors={errorWords[lang]} lang={lang} classId={found.id} list={list.slice(0, SHOWN)} />
    </section>
  );
}
