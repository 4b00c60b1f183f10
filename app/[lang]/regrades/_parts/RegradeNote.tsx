/** In a class's settings: the way to its regrades. */
import type { Language } from '@/app/_i18n/language';
import { regradeWords } from '@/app/_people/grading';
import styles from '@/app/_people/people.module.css';
import { ButtonLink } from '@/app/_ui/Button';

export function RegradeNote({ lang, classId }: { lang: Language; classId: string }) {
  const t = regradeWords[lang];
  return (
    <section className={styles.card}>
      <h2>{t.title}</h2>
      <p>{t.lead}</p>
      <div className={styles.row}>
        <ButtonLink href={`/${lang}/regrades?class=${encodeURIComponent(classId)}`}>{t.start}</ButtonLink>
      </div>
    </section>
  );
}
