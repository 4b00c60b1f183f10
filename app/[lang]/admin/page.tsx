/** Where admins run the site: people, retention, the record of access. To everybody else the page does not exist. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { isLanguage } from '@/app/_i18n';
import { accessWords } from '@/app/_people/account-words';
import { adminWords, retentionWords } from '@/app/_people/admin-words';
import { regradeWords } from '@/app/_people/grading';
import { errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { findPeople } from '@/app/_server/admin/people';
import { personOfPage } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { accessesOfAll } from '@/app/_server/privacy/access-list';
import { RETENTION_KEYS, RULES, readRetention } from '@/app/_server/privacy/retention';
import { ltiPageWords } from '../lti/_parts/words';
import { AdminPeopleCard } from './_parts/AdminPeopleCard';
import { AuditCard } from './_parts/AuditCard';
import { RetentionCard } from './_parts/RetentionCard';

interface Props {
  params: Promise<{ lang: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: adminWords[lang].title, robots: 'noindex' } : {};
}

export default async function AdminPage({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const person = await personOfPage(await headers());
  if (person?.role !== 'admin') notFound();
  const t = adminWords[lang];
  const part = { t, errors: errorWords[lang], lang };
  const [found, retention, audit] = await Promise.all([
    findPeople(db(), person, '', 0),
    readRetention(db()),
    accessesOfAll(db(), null),
  ]);
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <header className={styles.head}>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
        <p>
          <Link href={`/${lang}/admin/lti`}>{ltiPageWords[lang].adminTitle}</Link>
          {' · '}
          <Link href={`/${lang}/regrades`}>{regradeWords[lang].title}</Link>
        </p>
      </header>
      <AdminPeopleCard {...part} first={found} />
      <RetentionCard
        {...part}
        rules={RETENTION_KEYS.map((key) => ({
          key,
          label: retentionWords[lang][key],
          days: retention[key],
          least: RULES[key].least,
          forEver: RULES[key].forEver,
        }))}
      />
      <AuditCard {...part} first={audit.entries} words={accessWords[lang]} />
    </main>
  );
}
