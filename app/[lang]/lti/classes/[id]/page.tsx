/** What ties a class to learning platforms, for its teachers: take the list of people, see which grades have arrived, send again. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { isLanguage } from '@/app/_i18n';
import people from '@/app/_people/people.module.css';
import { personOfPage } from '@/app/_server/auth/person';
import { requireClass } from '@/app/_server/classes/access';
import { findClass } from '@/app/_server/classes/classes';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import { ApiProblem } from '@/app/_server/http/problem';
import { classLinks } from '@/app/_server/lti/class-links';
import { pathOf, titleOf } from '@/app/_server/lti/content';
import styles from '../../_parts/lti.module.css';
import { ltiPageWords } from '../../_parts/words';
import { ClassActions } from './ClassActions';

interface Props {
  params: Promise<{ lang: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: ltiPageWords[lang].linksTitle, robots: 'noindex' } : {};
}

export default async function ClassLinksPage({ params }: Props) {
  const { lang, id } = await params;
  if (!isLanguage(lang)) notFound();
  const person = await personOfPage(await headers());
  if (person === null) notFound();
  const { archived } = await requireClass(db(), person, id, 'manage', { evenArchived: true }).catch(
    (error: unknown) => {
      if (error instanceof ApiProblem) notFound();
      throw error;
    },
  );
  const found = await orNotFound(findClass(db(), person, id));
  const { courses, links } = await classLinks(db(), id);
  const t = ltiPageWords[lang];
  return (
    <main id="main" className={people.page}>
      <header className={people.head}>
        <p className={people.back}>
          <Link href={`/${lang}/classes/${id}`}>
            {t.toClass}: {found.name}
          </Link>
        </p>
        <h1>{t.linksTitle}</h1>
        <p>{t.linksLead}</p>
      </header>
      <section className={people.card} aria-labelledby="courses">
        <h2 id="courses">{t.courses}</h2>
        {courses.length === 0 && <p>{t.noCourses}</p>}
        <ul className={people.list}>
          {courses.map((course) => (
            <li key={`${course.platform} ${course.contextId}`} className={people.item}>
              <span>
                {course.platform} <code>{course.contextId}</code>
              </span>
              <span className={people.quiet}>
                {[course.names && t.withNames, course.grades && t.withGrades].filter(Boolean).join(' · ')}
              </span>
            </li>
          ))}
        </ul>
        {!archived && courses.length > 0 && (
          <ClassActions t={t} classId={id} names={courses.some(({ names }) => names)} grades={links.length > 0} />
        )}
      </section>
      <section className={people.card}>
        <h2>{t.links}</h2>
        {links.length === 0 ? (
          <p>{t.noLinks}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
          <section className={styles.scroll} tabIndex={0} aria-label={t.links}>
            <table className={styles.table}>
              <thead>
                <tr>
                  {[t.link, t.sent, t.waiting, t.failedScores, t.why].map((head) => (
                    <th key={head} scope="col">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {links.map((link) => (
                  <tr key={link.id}>
                    <th scope="row">
                      <Link href={pathOf(link, lang) ?? `/${lang}`}>{titleOf(link, lang)}</Link>
                    </th>
                    <td>{link.sent}</td>
                    <td>{link.waiting}</td>
                    <td>{link.failed}</td>
                    <td>{link.error ? <code>{link.error}</code> : '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </section>
    </main>
  );
}
