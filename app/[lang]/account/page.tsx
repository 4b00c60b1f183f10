/** The account: how to get one, or what can be done with it. Made per request: it shows who is asking. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { fill, isLanguage } from '@/app/_i18n';
import { accountWords, errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { personOfPage } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { ButtonLink } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { PendingJoin } from '../classes/_parts/PendingJoin';
import { AccountSettings } from './_parts/AccountSettings';
import { SignInForm } from './_parts/SignInForm';
import { SignUpForm } from './_parts/SignUpForm';

interface Props {
  params: Promise<{ lang: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: accountWords[lang].title } : {};
}

export default async function AccountPage({ params, searchParams }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = accountWords[lang];
  const errors = errorWords[lang];
  const { hello } = await searchParams;
  const person = await personOfPage(await headers());

  if (person && !person.anonymous) {
    return (
      <main id="main" className={styles.page}>
        <PendingJoin lang={lang} />
        <header className={styles.head}>
          <h1>{t.title}</h1>
          <p>{fill(t.signedInAs, { email: person.email ?? '' })}</p>
          {person.role !== 'learner' && <p>{t.instructor}</p>}
        </header>
        {(hello === 'new' || hello === 'back') && (
          <Notice tone="ok" live action={<ButtonLink href={`/${lang}`}>{t.toCourse}</ButtonLink>}>
            <p>{hello === 'new' ? t.welcome : t.welcomeBack}</p>
          </Notice>
        )}
        <AccountSettings t={t} errors={errors} lang={lang} name={person.name} language={person.language ?? lang} />
      </main>
    );
  }

  const kept = person ? await db().exerciseState.count({ where: { userId: person.id } }) : 0;
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{t.title}</h1>
        <p>{t.anonymousLead}</p>
        <p>
          {kept === 1 ? t.keptOne : kept > 1 ? fill(t.kept, { n: kept }) : ''} {t.keeps}
        </p>
      </header>
      <div className="without-js">
        <Notice>{t.needsScript}</Notice>
      </div>
      <div className={styles.columns}>
        <SignUpForm t={t} errors={errors} lang={lang} />
        <SignInForm t={t} errors={errors} lang={lang} />
      </div>
    </main>
  );
}
