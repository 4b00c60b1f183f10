/** The account: how to get one, or what can be done with it. Made per request: it shows who is asking. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { fill, isLanguage, type Language } from '@/app/_i18n';
import { accountPageWords } from '@/app/_people/account-words';
import { accountWords, errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { mailer } from '@/app/_server/auth/mail';
import { oidcProviders } from '@/app/_server/auth/oidc';
import { personOfPage } from '@/app/_server/auth/person';
import { listSessions, sessionIdOf } from '@/app/_server/auth/sessions';
import { db } from '@/app/_server/db/client';
import { accessesOf } from '@/app/_server/privacy/access-list';
import type { Person } from '@/app/_shared/api';
import { ButtonLink } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { PendingJoin } from '../classes/_parts/PendingJoin';
import { AccountSettings } from './_parts/AccountSettings';
import { SignInForm } from './_parts/SignInForm';
import { SignUpForm } from './_parts/SignUpForm';
import { VerifyNotice } from './_parts/VerifyNotice';

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
  const person = await personOfPage(await headers());
  const { hello, error } = await searchParams;
  if (person && !person.anonymous) return <Account person={person} lang={lang} hello={hello} />;

  const t = accountPageWords[lang];
  const errors = errorWords[lang];
  const kept = person ? await db().exerciseState.count({ where: { userId: person.id } }) : 0;
  const providers = oidcProviders().map(({ id, name }) => ({ id, name }));
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{t.title}</h1>
        <p>{t.anonymousLead}</p>
        <p>
          {kept === 1 ? t.keptOne : kept > 1 ? fill(t.kept, { n: kept }) : ''} {t.keeps}
        </p>
      </header>
      {typeof error === 'string' && (
        <Notice tone="bad" live>
          {error === 'account_not_linked' ? t.notLinked : t.otherFailed}
        </Notice>
      )}
      <div className="without-js">
        <Notice>{t.needsScript}</Notice>
      </div>
      <div className={styles.columns}>
        <SignUpForm t={t} errors={errors} lang={lang} confirms={mailer()?.kind === 'smtp'} />
        <SignInForm t={t} errors={errors} lang={lang} providers={providers} />
      </div>
      <p className={styles.quiet}>
        <Link href={`/${lang}/privacy`}>{t.privacyLink}</Link>
      </p>
    </main>
  );
}

async function Account({ person, lang, hello }: { person: Person; lang: Language; hello: unknown }) {
  const t = accountPageWords[lang];
  const errors = errorWords[lang];
  const where = { userId: person.id };
  const [user, password, passkeys, { sessions }, { entries }] = await Promise.all([
    db().user.findUniqueOrThrow({ where: { id: person.id }, select: { emailVerified: true } }),
    db().account.count({ where: { ...where, providerId: 'credential' } }),
    db().passkey.findMany({ where, orderBy: { createdAt: 'asc' }, select: { id: true, name: true, createdAt: true } }),
    listSessions(db(), person, await sessionIdOf(await headers())),
    accessesOf(db(), person),
  ]);
  return (
    <main id="main" className={styles.page}>
      <PendingJoin lang={lang} />
      <header className={styles.head}>
        <h1>{t.title}</h1>
        <p>{person.email ? fill(t.signedInAs, { email: person.email }) : person.name}</p>
        {person.role !== 'learner' && <p>{t.instructor}</p>}
        {person.role === 'admin' && (
          <p>
            <Link href={`/${lang}/admin`}>{t.adminLink}</Link>
          </p>
        )}
      </header>
      {(hello === 'new' || hello === 'back') && (
        <Notice tone="ok" live action={<ButtonLink href={`/${lang}`}>{t.toCourse}</ButtonLink>}>
          <p>{hello === 'new' ? t.welcome : t.welcomeBack}</p>
        </Notice>
      )}
      {person.email && !user.emailVerified && mailer() && (
        <VerifyNotice t={t} errors={errors} lang={lang} email={person.email} />
      )}
      <AccountSettings
        t={t}
        errors={errors}
        lang={lang}
        name={person.name}
        language={person.language ?? lang}
        hasPassword={password > 0}
        passkeys={passkeys.map(({ id, name, createdAt }) => ({ id, name, since: createdAt?.getTime() ?? null }))}
        sessions={sessions}
        accesses={entries}
      />
    </main>
  );
}
