/** One certificate, for anybody who has its address; made to be printed. Nothing personal on it but the name. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { fill, isLanguage, type Language } from '@/app/_i18n';
import { certificateWords } from '@/app/_people/grading';
import { errorWords } from '@/app/_people/messages';
import { personOfPage } from '@/app/_server/auth/person';
import { isMine, readCertificate } from '@/app/_server/certificates/certificates';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import { Icon } from '@/app/_ui/Icon';
import { RingMark } from '@/app/_ui/Wordmark';
import { exerciseIndex } from '@/content/generated/index';
import { PrintButton } from '../_parts/PrintButton';
import { RemoveForm } from '../_parts/RemoveForm';
import { scopeName } from '../_parts/scope-name';
import styles from './certificate.module.css';

interface Props {
  params: Promise<{ lang: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: certificateWords[lang].title, robots: { index: false } } : {};
}

const day = (at: number, lang: Language) =>
  new Intl.DateTimeFormat(lang === 'ja' ? 'ja-JP' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at);

export default async function CertificatePage({ params }: Props) {
  const { lang, id } = await params;
  if (!isLanguage(lang)) notFound();
  const t = certificateWords[lang];
  const { name, scope, issuedAt, runs } = await orNotFound(readCertificate(db(), id));
  const mine = await isMine(db(), await personOfPage(await headers()), id);
  const title = (exerciseId: string) => exerciseIndex.find((e) => e.id === exerciseId)?.title[lang] ?? '';
  const versions = [...new Set(runs.map(({ simHash, toolHash }) => `${simHash} · ${toolHash}`))];
  const file = `ring-zero-${id}.json`;
  const words = runs.length === 1 ? t.hasPassedOne : t.hasPassed;
  return (
    <main id="main" className={styles.page}>
      <article className={styles.sheet} aria-labelledby="certificate-title">
        <header className={styles.head}>
          <RingMark size={56} />
          <p className={styles.brand} lang="en">
            Ring Zero
          </p>
          <h1 id="certificate-title">{t.title}</h1>
        </header>
        <p className={styles.lead}>{t.certifies}</p>
        <p className={styles.name}>{name}</p>
        <p className={styles.passed}>{fill(words, { n: runs.length, scope: scopeName(scope, t, lang) })}</p>
        <p className={styles.rerun}>
          <Icon name="verified" /> {t.rerun}
        </p>
        <dl className={styles.facts}>
          <div>
            <dt>{t.date}</dt>
            <dd>
              <time dateTime={new Date(issuedAt).toISOString()}>{day(issuedAt, lang)}</time>
            </dd>
          </div>
          <div>
            <dt>{t.exercises}</dt>
            <dd>{runs.length}</dd>
          </div>
          <div>
            <dt>{t.number}</dt>
            <dd className={styles.mono}>{id}</dd>
          </div>
        </dl>
        <p className={styles.small}>{t.notWho}</p>
      </article>
      <p className={`${styles.tools} no-print`}>
        <span className="needs-js">
          <PrintButton label={t.print} />
        </span>
        {mine && <Link href={`/${lang}/certificate`}>{t.all}</Link>}
      </p>
      <section className={styles.section}>
        <h2>{t.verifyTitle}</h2>
        <ol className={styles.steps}>
          <li>
            <a href={`/api/certificates/${id}/records`} download={file}>
              {t.verify1}
            </a>
          </li>
          <li>
            {t.verify2}
            <pre>
              <code>npm run verify-run -- {file}</code>
            </pre>
          </li>
        </ol>
        <p className={styles.small}>
          {t.versions}: <span className={styles.mono}>{versions.join(', ')}</span>
        </p>
      </section>
      <section className={styles.section}>
        <h2 id="runs">{t.runs}</h2>
        <table className={styles.runs} aria-labelledby="runs">
          <thead>
            <tr>
              <th scope="col">{t.exercise}</th>
              <th scope="col">{t.digest}</th>
              <th scope="col">{t.ended}</th>
            </tr>
          </thead>
          <tbody>
            {runs.map(({ exerciseId, digest, endedAt }) => (
              <tr key={exerciseId}>
                <th scope="row">
                  {title(exerciseId).replaceAll('`', '')} <span className={styles.id}>{exerciseId}</span>
                </th>
                <td className={styles.digest}>{digest}</td>
                <td className={styles.date}>{new Date(endedAt).toISOString().slice(0, 10)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {mine && <RemoveForm t={t} errors={errorWords[lang]} lang={lang} id={id} />}
    </main>
  );
}
