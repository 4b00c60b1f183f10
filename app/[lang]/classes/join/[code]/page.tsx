/** What a join link leads to: which class it is, who will see what, and the way in, with an account or without one yet. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { fill, isLanguage } from '@/app/_i18n';
import { errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { type TeachingWords, teachingWords } from '@/app/_people/teaching';
import { previewJoin } from '@/app/_server/classes/join';
import { db } from '@/app/_server/db/client';
import { clientAddress } from '@/app/_server/http/client-address';
import { ApiProblem } from '@/app/_server/http/problem';
import type { JoinPreview } from '@/app/_shared/classes';
import { ButtonLink } from '@/app/_ui/Button';
import { JoinButton } from '../../_parts/JoinButton';
import { KeepJoin } from '../../_parts/KeepJoin';
import { pagePerson } from '../../_parts/open-class';

interface Props {
  params: Promise<{ lang: string; code: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: teachingWords[lang].join, robots: { index: false } } : {};
}

export default async function JoinPage({ params }: Props) {
  const { lang, code } = await params;
  if (!isLanguage(lang)) notFound();
  const t = teachingWords[lang];
  const person = await pagePerson();
  const found = await look(code);
  if (typeof found === 'string') {
    return (
      <main id="main" className={styles.page}>
        <header className={styles.head}>
          <h1>{t.joinFailedTitle}</h1>
          <p>{t[found]}</p>
          <div className={styles.row}>
            <ButtonLink href={`/${lang}/classes`}>{t.allClasses}</ButtonLink>
          </div>
        </header>
      </main>
    );
  }
  const known = person !== null && !person.anonymous;
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{fill(t.joinTitle, { name: found.name })}</h1>
        <p>{fill(t.joinTeachers, { names: found.teachers.join(', ') })}</p>
        {found.role === null && <p>{t.joinSees}</p>}
        {found.role !== null ? (
          <>
            <p>{t.alreadyIn}</p>
            <div className={styles.row}>
              <ButtonLink look="primary" href={`/${lang}/classes/${found.classId}`}>
                {t.toClass}
              </ButtonLink>
            </div>
          </>
        ) : known ? (
          <JoinButton t={t} errors={errorWords[lang]} lang={lang} code={code} />
        ) : (
          <>
            <p>{t.joinNeedsAccount}</p>
            <div className={styles.row}>
              <KeepJoin code={code} href={`/${lang}/account`} label={t.toAccount} />
            </div>
          </>
        )}
      </header>
    </main>
  );
}

/** The class, or the word for why not. */
async function look(code: string): Promise<JoinPreview | keyof TeachingWords> {
  const who = clientAddress(new Request('http://page.invalid', { headers: await headers() }));
  try {
    return await previewJoin(db(), await pagePerson(), who, code);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.code === 'wrong-code') return 'joinWrong';
    if (error.code === 'conflict') return 'joinEnded';
    if (error.code === 'too-many-tries') return 'joinTooMany';
    throw error;
  }
}
