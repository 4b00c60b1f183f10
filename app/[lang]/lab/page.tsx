/** The free lab: a shell, and every inspector on the live machine beside it. */
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { dictionary, isLanguage } from '../../_i18n';
import { FreeLab } from '../../_lesson/lab/FreeLab';
import styles from './lab.module.css';

interface Props {
  params: Promise<{ lang: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: dictionary(lang).home.labTitle, description: dictionary(lang).home.labLead } : {};
}

export default async function Lab({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const { home } = dictionary(lang);
  return (
    <main id="main" className={styles.lab}>
      <header>
        <h1>{home.labTitle}</h1>
        <p>{home.labLead}</p>
      </header>
      <FreeLab />
    </main>
  );
}
