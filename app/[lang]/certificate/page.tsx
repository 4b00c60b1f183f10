/** My certificates: how far I am, the form to make one, and those that I made. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { fill, isLanguage } from '@/app/_i18n';
import { certificateWords } from '@/app/_people/grading';
import { errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { personOfPage } from '@/app/_server/auth/person';
import { myCertificates, scopesOf } from '@/app/_server/certificates/certificates';
import { db } from '@/app/_server/db/client';
import { ButtonLink } from '@/app/_ui/Button';
import { MakeForm } from './_parts/MakeForm';
import { scopeName } from './_parts/scope-name';

interface Props {
  params: Promise<{ lang: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: certificateWords[lang].listTitle } : {};
}

export default async function CertificatesPage({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = certificateWords[lang];
  const person = await personOfPage(await headers());
  const head = (
    <header className={styles.head}>
      <h1>{t.listTitle}</h1>
      <p>{t.lead}</p>
    </header>
  );
  if (person === null || person.anonymous)
    return (
      <main id="main" className={styles.page}>
        {head}
        <p>{t.needAccount}</p>
        <div className={styles.row}>
          <ButtonLink look="primary" href={`/${lang}/account`}>
            {t.toAccount}
          </ButtonLink>
        </div>
      </main>
    );

  const scopes = (await scopesOf(db(), person.id)).map((one) => ({ ...one, label: scopeName(one.scope, t, lang) }));
  const complete = scopes.filter(({ verified, all }) => verified === all);
  const made = await myCertificates(db(), person.id);
  return (
    <main id="main" className={styles.page}>
      {head}
      <div className={styles.columns}>
        <section className={styles.card}>
          <h2>{t.make}</h2>
          {complete.length > 0 ? (
            <MakeForm t={t} errors={errorWords[lang]} lang={lang} scopes={complete} name={person.name} />
          ) : (
            <p>{t.none}</p>
          )}
          <ul className={styles.list}>
            {scopes.map(({ scope, label, verified, all }) => (
              <li key={scope} className={styles.item}>
                <span>{label}</span>
                <span className={styles.quiet}>{fill(t.progress, { n: verified, all })}</span>
              </li>
            ))}
          </ul>
        </section>
        <section className={styles.card}>
          <h2>{t.mine}</h2>
          {made.length === 0 && <p>{t.noneMade}</p>}
          <ul className={styles.list}>
            {made.map(({ id, name, scope, issuedAt }) => (
              <li key={id} className={styles.item}>
                <Link href={`/${lang}/certificate/${id}`}>{scopeName(scope, t, lang)}</Link>
                <span className={styles.quiet}>
                  {name} · {new Date(issuedAt).toISOString().slice(0, 10)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </main>
  );
}
