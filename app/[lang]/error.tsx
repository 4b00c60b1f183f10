'use client';
/** A page that broke: what was kept, how to go on, and the detail for a report. */
import { useI18n } from '../_i18n/client';
import { Button, ButtonLink } from '../_ui/Button';
import styles from './message.module.css';

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const { lang, t } = useI18n();
  return (
    <main id="main" className={styles.message}>
      <h1>{t.shell.errorTitle}</h1>
      <p>{t.shell.errorBody}</p>
      <div className={styles.actions}>
        <Button look="primary" onClick={reset}>
          {t.shell.retry}
        </Button>
        <ButtonLink href={`/${lang}`}>{t.shell.toMap}</ButtonLink>
      </div>
      <details>
        <summary>{t.shell.detail}</summary>
        <pre>{error.digest ?? error.message}</pre>
      </details>
    </main>
  );
}
