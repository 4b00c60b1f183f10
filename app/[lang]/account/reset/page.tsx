/** A forgotten password: ask for the link, or (having come by it) choose a new one. The link's token is after the `#`: no log sees it. */
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { isLanguage } from '@/app/_i18n';
import { accountPageWords } from '@/app/_people/account-words';
import { errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { mailer } from '@/app/_server/auth/mail';
import { Notice } from '@/app/_ui/Notice';
import { ResetForms } from './ResetForms';

interface Props {
  params: Promise<{ lang: string }>;
}

/** Whether mail is sent is known when the site runs, not when it is built. */
export const dynamic = 'force-dynamic';

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: accountPageWords[lang].resetTitle, referrer: 'no-referrer' } : {};
}

export default async function ResetPage({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = accountPageWords[lang];
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{t.resetTitle}</h1>
      </header>
      <div className="without-js">
        <Notice>{t.needsScript}</Notice>
      </div>
      <ResetForms t={t} errors={errorWords[lang]} lang={lang} mails={mailer() !== null} />
    </main>
  );
}
