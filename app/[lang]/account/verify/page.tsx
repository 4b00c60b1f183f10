/** The link of a mail leads here: a button confirms the address (loading a page alone must not sign anybody in). */
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { isLanguage, LANGUAGES } from '@/app/_i18n';
import { accountPageWords } from '@/app/_people/account-words';
import { errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { Notice } from '@/app/_ui/Notice';
import { VerifyForm } from './VerifyForm';

interface Props {
  params: Promise<{ lang: string }>;
}

export function generateStaticParams() {
  return LANGUAGES.map((lang) => ({ lang }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: accountPageWords[lang].verifyTitle, referrer: 'no-referrer' } : {};
}

export default async function VerifyPage({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = accountPageWords[lang];
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{t.verifyTitle}</h1>
      </header>
      <div className="without-js">
        <Notice>{t.needsScript}</Notice>
      </div>
      <VerifyForm t={t} errors={errorWords[lang]} lang={lang} />
    </main>
  );
}
