'use client';
/** A page that does not exist (or is not yours to see): says so, and where to go on. */
import { useI18n } from '../_i18n/client';
import { ButtonLink } from '../_ui/Button';
import styles from './message.module.css';

export default function NotFound() {
  const { lang, t } = useI18n();
  return (
    <main id="main" className={styles.message}>
      <title>{`${t.shell.notFoundTitle} – Ring Zero`}</title>
      <h1>{t.shell.notFoundTitle}</h1>
      <p>{t.shell.notFoundBody}</p>
      <ButtonLink href={`/${lang}`}>{t.shell.toMap}</ButtonLink>
    </main>
  );
}
