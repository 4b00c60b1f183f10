/** Home: what this is, a live machine beside it, and the map of the seven chapters. */
import { notFound } from 'next/navigation';
import { dictionary, isLanguage } from '../_i18n';
import { chaptersIn } from '../_lesson/course-view';
import { Continue } from '../_lesson/home/Continue';
import { CourseMap } from '../_lesson/home/CourseMap';
import { HomeMachine } from '../_lesson/home/HomeMachine';
import { Legend } from '../_lesson/home/Legend';
import { bootTranscript } from '../_lesson/home/transcript';
import { dueWords } from '../_people/teaching';
import { DueNext } from './classes/_parts/DueNext';
import styles from './home.module.css';

export default async function Home({ params }: { params: Promise<{ lang: string }> }) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = dictionary(lang);
  const chapters = chaptersIn(lang);
  const lessons = chapters.flatMap((c) => c.lessons).filter((l) => l.ready);
  return (
    <main id="main" className={styles.home}>
      <section className={styles.hero}>
        <div className={styles.words}>
          <h1>{t.home.title}</h1>
          <p className={styles.lead}>{t.home.lead}</p>
          <Continue lessons={lessons} />
          <p className={styles.facts}>{t.home.facts}</p>
        </div>
        <HomeMachine transcript={await bootTranscript()} />
      </section>
      <DueNext t={dueWords[lang]} lang={lang} chapters={chapters} />
      <Legend t={t} />
      <CourseMap chapters={chapters} />
    </main>
  );
}
