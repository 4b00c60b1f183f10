/** In the settings of a class that is tied to a learning platform: the way to what ties it. Nothing for other classes. */
import type { Language } from '@/app/_i18n';
import people from '@/app/_people/people.module.css';
import { db } from '@/app/_server/db/client';
import { ButtonLink } from '@/app/_ui/Button';
import { ltiPageWords } from './words';

export async function LtiNote({ classId, lang }: { classId: string; lang: Language }) {
  if ((await db().ltiContext.count({ where: { classId } })) === 0) return null;
  const t = ltiPageWords[lang];
  return (
    <section className={people.card} aria-labelledby="lti">
      <h2 id="lti">{t.linksTitle}</h2>
      <p>{t.linksLead}</p>
      <div className={people.row}>
        <ButtonLink href={`/${lang}/lti/classes/${classId}`}>{t.linksTitle}</ButtonLink>
      </div>
    </section>
  );
}
