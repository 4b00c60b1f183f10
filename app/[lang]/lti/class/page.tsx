/** A teacher who has classes already opens a new course of a platform for the first time: which class is it? */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { fill, isLanguage } from '@/app/_i18n';
import people from '@/app/_people/people.module.css';
import { personOfPage } from '@/app/_server/auth/person';
import { listClasses } from '@/app/_server/classes/classes';
import { db } from '@/app/_server/db/client';
import type { ClassQuestion } from '@/app/_server/lti/enter';
import { lookAt } from '@/app/_server/lti/nonces';
import { Notice } from '@/app/_ui/Notice';
import { ltiPageWords } from '../_parts/words';
import { ClassForm } from './ClassForm';

interface Props {
  params: Promise<{ lang: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: ltiPageWords[lang].classTitle, robots: 'noindex' } : {};
}

export default async function ClassQuestionPage({ params, searchParams }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = ltiPageWords[lang];
  const { request } = await searchParams;
  const person = await personOfPage(await headers());
  const question = person && typeof request === 'string' ? await lookAt<ClassQuestion>(db(), 'class', request) : null;
  const mine = question !== null && question.userId === person?.id;
  const taught = mine ? (await listClasses(db(), person)).filter((one) => one.role === 'teacher' && !one.archived) : [];
  return (
    <main id="main" className={people.page}>
      <header className={people.head}>
        <h1>{t.classTitle}</h1>
        {mine && <p>{fill(t.classLead, { course: question.course.title })}</p>}
      </header>
      {mine && typeof request === 'string' ? (
        <ClassForm
          t={t}
          request={request}
          title={question.course.title}
          classes={taught.map(({ id, name }) => ({ id, name }))}
        />
      ) : (
        <Notice tone="warn">{t.requestGone}</Notice>
      )}
    </main>
  );
}
