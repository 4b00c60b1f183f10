/** Search over all lessons of the reader's language. The page is static; the index is made in the browser. */
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { dictionary, isLanguage } from '../../_i18n';
import { Search } from '../../_lesson/search/Search';
import styles from './search.module.css';

interface Props {
  params: Promise<{ lang: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: dictionary(lang).search.title } : {};
}

export default async function SearchPage({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const { search } = dictionary(lang);
  return (
    <main id="main" className={styles.page}>
      <h1>{search.title}</h1>
      <Search />
      <noscript>
        <p>{search.needsScript}</p>
      </noscript>
    </main>
  );
}
