/** What is kept for use without a network. Static; the service worker keeps it from the start and shows it for pages that are not here. */
import type { Metadata } from 'next';
import { dictionary, fill, isLanguage, LANGUAGES } from '../../_i18n';
import { chaptersIn } from '../../_lesson/course-view';
import styles from '../../_offline/offline.module.css';
import { Shelf } from '../../_offline/Shelf';
import { offlineWords } from '../../_offline/words';

interface Props {
  params: Promise<{ lang: string }>;
}

export const generateStaticParams = () => LANGUAGES.map((lang) => ({ lang }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: offlineWords[lang].title } : {};
}

export default async function OfflinePage({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) return null;
  const t = offlineWords[lang];
  const { lesson } = dictionary(lang);
  const chapters = chaptersIn(lang)
    .map((chapter) => ({
      id: chapter.id,
      title: `${fill(lesson.chapter, { n: chapter.number })} ${chapter.title}`,
      lessons: chapter.lessons.filter(({ ready }) => ready).map(({ href, title }) => ({ href, title })),
    }))
    .filter(({ lessons }) => lessons.length > 0);
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
      </header>
      <Shelf chapters={chapters} />
    </main>
  );
}
