/** What teachers said about my work, newest first: on the account page and in a class. */
import Link from 'next/link';
import type { Language } from '@/app/_i18n';
import type { MyComments as Answer } from '@/app/_shared/insight';
import type { InsightWords } from './insight';
import people from './people.module.css';

interface Props {
  t: InsightWords;
  lang: Language;
  answer: Answer;
  /** Of the exercises, by id. */
  titles: ReadonlyMap<string, string>;
}

export function MyComments({ t, lang, answer, titles }: Props) {
  return (
    <section className={people.card} aria-labelledby="my-comments">
      <h2 id="my-comments">{t.commentsOnMine}</h2>
      {answer.comments.length === 0 ? (
        <p>{t.noneOnMine}</p>
      ) : (
        <ul className={people.list}>
          {answer.comments.map((one) => (
            <li key={one.id} className={people.item}>
              <Link href={`/${lang}/attempts/${one.attemptId}?comment=${one.id}`} prefetch={false}>
                {titles.get(one.exerciseId) ?? one.exerciseId}
              </Link>
              <span className={people.quiet}>
                {one.author ?? t.authorGone} · {one.className}
                {one.readAt === null && ` · ${t.unread}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
