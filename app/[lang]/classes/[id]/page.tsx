/** One class: the matrix for its instructors, what the teacher sees for its learners; for everybody else it does not exist. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { fill, isLanguage, type Language } from '@/app/_i18n';
import { classWords, errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { personOfPage } from '@/app/_server/auth/person';
import { findClass } from '@/app/_server/classes/classes';
import { classMatrix } from '@/app/_server/classes/matrix';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import type { ClassSummary } from '@/app/_shared/api';
import { ButtonLink } from '@/app/_ui/Button';
import { JoinCode } from '../_parts/JoinCode';
import { LeaveForm } from '../_parts/LeaveForm';
import { Matrix } from '../_parts/Matrix';
import { Stuck } from '../_parts/Stuck';

interface Props {
  params: Promise<{ lang: string; id: string }>;
}

async function open({ lang, id }: { lang: string; id: string }) {
  const person = await personOfPage(await headers());
  if (!isLanguage(lang) || person === null) notFound();
  return { lang, person, found: await orNotFound(findClass(db(), person, id)) };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await open(await params)).found.name };
}

export default async function ClassPage({ params }: Props) {
  const { lang, person, found } = await open(await params);
  if (found.role === 'student') return <LearnerView lang={lang} found={found} />;
  const matrix = await classMatrix(db(), person, found.id);
  const t = classWords[lang];
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <Head lang={lang} found={found} />
      {matrix.learners.length === 0 ? (
        <section className={styles.card}>
          <h2>{t.noLearners}</h2>
          <p>{t.noLearnersText}</p>
        </section>
      ) : (
        <>
          <Stuck t={t} lang={lang} matrix={matrix} />
          <Matrix t={t} lang={lang} matrix={matrix} />
        </>
      )}
      <LeaveForm t={t} errors={errorWords[lang]} lang={lang} classId={found.id} text={t.closeText} />
    </main>
  );
}

function Head({ lang, found }: { lang: Language; found: ClassSummary }) {
  const t = classWords[lang];
  return (
    <header className={styles.head}>
      <h1>{found.name}</h1>
      {found.joinCode && <JoinCode t={t} code={found.joinCode} />}
      <p>{found.learners === 1 ? t.learnersOne : fill(t.learners, { n: found.learners })}</p>
    </header>
  );
}

function LearnerView({ lang, found }: { lang: Language; found: ClassSummary }) {
  const t = classWords[lang];
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{found.name}</h1>
        <p>{t.learnerView}</p>
        <div className={styles.row}>
          <ButtonLink look="primary" href={`/${lang}`}>
            {t.toCourse}
          </ButtonLink>
        </div>
      </header>
      <div className={styles.columns}>
        <LeaveForm t={t} errors={errorWords[lang]} lang={lang} classId={found.id} text={t.leaveText} />
      </div>
    </main>
  );
}
