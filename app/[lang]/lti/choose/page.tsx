/** Deep linking: a teacher of a platform's course chooses what to place there. A plain form: it works in a frame and without scripts. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { dictionary, fill, isLanguage, type Language } from '@/app/_i18n';
import { chaptersIn } from '@/app/_lesson/course-view';
import people from '@/app/_people/people.module.css';
import { readAssignments } from '@/app/_server/assignments/assignments';
import { personOfPage } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { titleOf } from '@/app/_server/lti/content';
import { type Choosing, findChoosing } from '@/app/_server/lti/deep-linking';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import styles from '../_parts/lti.module.css';
import { type LtiPageWords, ltiPageWords } from '../_parts/words';

interface Props {
  params: Promise<{ lang: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: ltiPageWords[lang].chooseTitle, robots: 'noindex' } : {};
}

export default async function ChoosePage({ params, searchParams }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = ltiPageWords[lang];
  const { request } = await searchParams;
  const person = await personOfPage(await headers());
  const choosing = person && typeof request === 'string' ? await findChoosing(db(), request, person.id) : null;
  return (
    <main id="main" className={people.page}>
      <header className={people.head}>
        <h1>{t.chooseTitle}</h1>
        <p>{t.chooseLead}</p>
        {choosing?.multiple && <p>{t.several}</p>}
      </header>
      {choosing === null || typeof request !== 'string' ? (
        <Notice tone="warn">{t.requestGone}</Notice>
      ) : (
        <form method="post" action="/api/lti/deep-link" className={styles.stack}>
          <input type="hidden" name="request" value={request} />
          <Assignments choosing={choosing} lang={lang} t={t} />
          <Lessons choosing={choosing} lang={lang} t={t} />
          <div className={styles.bar}>
            <Button type="submit" look="primary">
              {t.place}
            </Button>
            <Button type="submit" name="nothing" value="1" formNoValidate>
              {t.nothing}
            </Button>
          </div>
        </form>
      )}
    </main>
  );
}

interface PartProps {
  choosing: Choosing;
  lang: Language;
  t: LtiPageWords;
}

function Choice({ choosing, value, children }: { choosing: Choosing; value: string; children: React.ReactNode }) {
  return (
    <label className={styles.choice}>
      <input
        type={choosing.multiple ? 'checkbox' : 'radio'}
        name="content"
        value={value}
        required={!choosing.multiple}
      />
      <span>{children}</span>
    </label>
  );
}

async function Assignments({ choosing, lang, t }: PartProps) {
  if (choosing.classId === null) return null;
  const assignments = await readAssignments(db(), choosing.classId);
  if (assignments.length === 0) return null;
  return (
    <details className={styles.chapter} open>
      <summary>{t.assignments}</summary>
      <ul className={styles.choices}>
        {assignments.map((one) => (
          <li key={one.id}>
            <Choice choosing={choosing} value={`assignment:${one.id}`}>
              {titleOf(one, lang)} <small>{fill(t.assignmentPoints, { points: one.points })}</small>
            </Choice>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Lessons({ choosing, lang, t }: PartProps) {
  const words = dictionary(lang).lesson;
  return chaptersIn(lang).map((chapter) => (
    <details key={chapter.id} className={styles.chapter}>
      <summary>
        {fill(words.chapter, { n: chapter.number })} {chapter.title}
      </summary>
      <ul className={styles.choices}>
        {chapter.lessons
          .filter(({ ready }) => ready)
          .map((lesson) => (
            <li key={lesson.id}>
              <Choice choosing={choosing} value={`lesson:${lesson.id}`}>
                <strong>{lesson.title}</strong> <small>{t.wholeLesson}</small>
              </Choice>
              <ul>
                {lesson.exercises.map((exercise) => (
                  <li key={exercise.id}>
                    <Choice choosing={choosing} value={`exercise:${exercise.id}`}>
                      {words.exercise}: {exercise.title}
                    </Choice>
                  </li>
                ))}
              </ul>
            </li>
          ))}
      </ul>
    </details>
  ));
}
