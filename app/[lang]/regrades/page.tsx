/** Regrades: a dry run for a class or for everybody, and those that were made. For admins and teachers. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { fill, isLanguage } from '@/app/_i18n';
import { regradeWords } from '@/app/_people/grading';
import { errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { personOfPage } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { listRegrades } from '@/app/_server/regrade/report';
import { course } from '@/content/course';
import { exerciseIndex } from '@/content/generated/index';
import { StartForm } from './_parts/StartForm';

interface Props {
  params: Promise<{ lang: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: regradeWords[lang].title, robots: { index: false } } : {};
}

export default async function RegradesPage({ params, searchParams }: Props) {
  const { lang } = await params;
  const { class: chosen } = await searchParams;
  if (!isLanguage(lang)) notFound();
  const t = regradeWords[lang];
  const person = await personOfPage(await headers());
  const taught = person
    ? await db().class.findMany({
        where: { memberships: { some: { userId: person.id, role: 'teacher' } } },
        orderBy: { createdAt: 'desc' },
        select: { id: true, name: true },
      })
    : [];
  const admin = person?.role === 'admin';
  const title = (id: string) => exerciseIndex.find((one) => one.id === id)?.title[lang].replaceAll('`', '') ?? id;
  if (person === null || (!admin && taught.length === 0))
    return (
      <main id="main" className={styles.page}>
        <header className={styles.head}>
          <h1>{t.title}</h1>
          <p>{t.denied}</p>
        </header>
      </main>
    );
  const regrades = await listRegrades(db(), person);
  const chapters = course.chapters.map((chapter) => ({
    chapter: `${chapter.number}. ${chapter.title[lang]}`,
    exercises: chapter.lessons.flatMap((lesson) => lesson.exercises).map((id) => ({ id, title: title(id) })),
  }));
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
      </header>
      <div className={styles.columns}>
        <section className={styles.card}>
          <h2>{t.start}</h2>
          <StartForm
            t={t}
            errors={errorWords[lang]}
            lang={lang}
            exercises={chapters}
            classes={taught}
            everybody={admin}
            chosen={typeof chosen === 'string' ? chosen : ''}
          />
        </section>
        <section className={styles.card}>
          <h2>{t.list}</h2>
          {regrades.length === 0 && <p>{t.none}</p>}
          <ul className={styles.list}>
            {regrades.map((one) => (
              <li key={one.id} className={styles.item}>
                <Link href={`/${lang}/regrades/${one.id}`}>{title(one.exerciseId)}</Link>
                <span className={styles.quiet}>
                  {t[one.status]} · {fill(t.progress, { n: one.done, all: one.items })} ·{' '}
                  {fill(t.changes, { n: one.changed })} · {new Date(one.createdAt).toISOString().slice(0, 10)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </main>
  );
}
