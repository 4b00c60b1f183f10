/** My classes: join by code, leave, and for instructors make and open. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { fill, isLanguage, type Language } from '@/app/_i18n';
import { type ClassWords, classWords, errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { teachingWords } from '@/app/_people/teaching';
import { mayTeach, personOfPage } from '@/app/_server/auth/person';
import { listClasses } from '@/app/_server/classes/classes';
import { listInvitations } from '@/app/_server/classes/join';
import { db } from '@/app/_server/db/client';
import type { ClassInfo } from '@/app/_shared/classes';
import { ButtonLink } from '@/app/_ui/Button';
import { CreateClassForm } from './_parts/CreateClassForm';
import { Invitations } from './_parts/Invitations';
import { JoinForm } from './_parts/JoinForm';

interface Props {
  params: Promise<{ lang: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: classWords[lang].title } : {};
}

export default async function ClassesPage({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = classWords[lang];
  const errors = errorWords[lang];
  const person = await personOfPage(await headers());

  if (person === null || person.anonymous) {
    return (
      <main id="main" className={styles.page}>
        <header className={styles.head}>
          <h1>{t.title}</h1>
          <p>{t.lead}</p>
          <p>{t.accountNeeded}</p>
          <div className={styles.row}>
            <ButtonLink look="primary" href={`/${lang}/account`}>
              {t.toAccount}
            </ButtonLink>
          </div>
        </header>
      </main>
    );
  }

  const all = await listClasses(db(), person);
  const classes = all.filter((one) => !one.archived);
  const archived = all.filter((one) => one.archived);
  const invitations = await listInvitations(db(), person);
  const teaches = mayTeach(person);
  const taught = classes.filter((one) => one.role !== 'student');
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
      </header>
      {invitations.length > 0 && <Invitations t={teachingWords[lang]} errors={errors} lang={lang} list={invitations} />}
      {(teaches || taught.length > 0) && (
        <div className={styles.columns}>
          <section className={styles.card}>
            <h2>{t.teaching}</h2>
            <ClassList t={t} lang={lang} classes={taught} empty={t.noneTaught} />
          </section>
          {teaches && (
            <section className={styles.card}>
              <h2>{t.createTitle}</h2>
              <CreateClassForm t={t} errors={errors} lang={lang} />
            </section>
          )}
        </div>
      )}
      <div className={styles.columns}>
        <section className={styles.card}>
          <h2>{t.mine}</h2>
          <ClassList t={t} lang={lang} classes={classes.filter((one) => one.role === 'student')} empty={t.none} />
        </section>
        <section className={styles.card}>
          <h2>{t.joinTitle}</h2>
          <JoinForm t={t} errors={errors} primary={!teaches} />
        </section>
      </div>
      {archived.length > 0 && (
        <details className={styles.card}>
          <summary>
            {teachingWords[lang].archivedClasses} ({archived.length})
          </summary>
          <ClassList t={t} lang={lang} classes={archived} empty={t.none} />
        </details>
      )}
    </main>
  );
}

interface ListProps {
  t: ClassWords;
  lang: Language;
  classes: readonly ClassInfo[];
  empty: string;
}

function ClassList({ t, lang, classes, empty }: ListProps) {
  if (classes.length === 0) return <p>{empty}</p>;
  return (
    <ul className={styles.list}>
      {classes.map(({ id, name, learners }) => (
        <li key={id} className={styles.item}>
          <Link href={`/${lang}/classes/${id}`}>{name}</Link>
          <span className={styles.quiet}>{learners === 1 ? t.learnersOne : fill(t.learners, { n: learners })}</span>
        </li>
      ))}
    </ul>
  );
}
