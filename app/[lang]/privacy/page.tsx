/** What is stored, why, how long, and who sees it: drawn from the inventory, with the retention times as they are set now. */
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { fill, isLanguage, type Language } from '@/app/_i18n';
import { retentionWords } from '@/app/_people/admin-words';
import people from '@/app/_people/people.module.css';
import { privacyWords } from '@/app/_people/privacy-words';
import { db } from '@/app/_server/db/client';
import { type Entry, type Group, INVENTORY } from '@/app/_server/privacy/inventory';
import { type Retention, readRetention } from '@/app/_server/privacy/retention';
import styles from './privacy.module.css';

interface Props {
  params: Promise<{ lang: string }>;
}

/** Retention times are settings. */
export const dynamic = 'force-dynamic';

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: privacyWords[lang].title } : {};
}

export default async function PrivacyPage({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = privacyWords[lang];
  const retention = await readRetention(db());
  const entries = Object.entries(INVENTORY);
  const part = { lang, retention };
  return (
    <main id="main" className={people.page}>
      <header className={people.head}>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
        <p>{t.thirdParty}</p>
        <p>{t.local}</p>
      </header>
      <section className={people.head}>
        <h2>{t.yours}</h2>
        <p>{t.yoursText}</p>
        <p>
          <Link href={`/${lang}/account`}>{t.toAccount}</Link>
        </p>
      </section>
      <Tables {...part} title={t.about} entries={entries.filter(([, entry]) => entry.ties.length > 0)} />
      <Tables {...part} title={t.rest} entries={entries.filter(([, entry]) => entry.ties.length === 0)} />
    </main>
  );
}

interface TablesProps {
  lang: Language;
  retention: Retention;
  title: string;
  entries: readonly (readonly [string, Entry])[];
}

function Tables({ lang, retention, title, entries }: TablesProps) {
  const t = privacyWords[lang];
  const side = lang === 'ja' ? 0 : 1;
  return (
    <section className={styles.tables}>
      <h2>{title}</h2>
      {entries.map(([name, entry]) => (
        <section key={name} className={styles.entry} aria-labelledby={`table-${name}`}>
          <h3 id={`table-${name}`}>
            {entry.title[side]} <code lang="en">{name}</code>
          </h3>
          {entry.groups.map((group) => (
            <dl key={group.fields[0]} className={styles.group}>
              <div className={styles.what}>
                <dt>{t.what}</dt>
                <dd>
                  {group.what[side]} {group.secret && t.secret}
                  <code lang="en" className={styles.fields}>
                    {group.fields.join(' ')}
                  </code>
                </dd>
              </div>
              <div>
                <dt>{t.why}</dt>
                <dd>{t[`why-${group.why}`]}</dd>
              </div>
              <div>
                <dt>{t.keep}</dt>
                <dd>{keepText(group, lang, retention)}</dd>
              </div>
              <div>
                <dt>{t.seen}</dt>
                <dd>{group.seen.map((viewer) => t[`seen-${viewer}`]).join(lang === 'ja' ? '、' : ', ')}</dd>
              </div>
            </dl>
          ))}
        </section>
      ))}
    </section>
  );
}

function keepText({ keep }: Group, lang: Language, retention: Retention): string {
  const t = privacyWords[lang];
  if (!(keep in retention)) return (t as Readonly<Record<string, string>>)[`keep-${keep}`];
  const key = keep as keyof Retention;
  const days = retention[key];
  const until = key === 'anonymousIdle' || key === 'attemptsOfArchived' ? `${t['keep-account']}; ` : '';
  return until + (days === null ? t.never : fill(t.days, { n: days, rule: retentionWords[lang][key] }));
}
