/** What my teachers said about my attempts. */
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { isLanguage } from '@/app/_i18n';
import { insightWords } from '@/app/_people/insight';
import { MyComments } from '@/app/_people/MyComments';
import styles from '@/app/_people/people.module.css';
import { db } from '@/app/_server/db/client';
import { commentsOnMine } from '@/app/_server/insight/comments';
import { exerciseNames } from '../classes/_parts/exercise-names';
import { pagePerson } from '../classes/_parts/open-class';

interface Props {
  params: Promise<{ lang: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: insightWords[lang].commentsOnMine } : {};
}

export default async function CommentsPage({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = insightWords[lang];
  const person = await pagePerson();
  const answer = person ? await commentsOnMine(db(), person) : { comments: [], unread: 0 };
  const titles = new Map(exerciseNames(lang).map((name) => [name.exerciseId, `${name.number} ${name.title}`]));
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{t.commentsOnMine}</h1>
        <p>{t.myAttemptLead}</p>
      </header>
      <MyComments {...{ t, lang, answer, titles }} />
    </main>
  );
}
