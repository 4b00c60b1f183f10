'use client';
/** Its owner takes a certificate back, after a tick in a box. */
import type { Language } from '@/app/_i18n/language';
import { ConfirmBox } from '@/app/_people/ConfirmBox';
import { call } from '@/app/_people/call';
import type { CertificateWords } from '@/app/_people/grading';
import type { ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';

export function RemoveForm({
  t,
  errors,
  lang,
  id,
}: {
  t: CertificateWords;
  errors: ErrorWords;
  lang: Language;
  id: string;
}) {
  const form = useForm({
    words: errors,
    check: ({ confirm }) => ({ confirm: confirm === 'yes' ? null : 'confirm-needed' }),
    send: () => call('DELETE', `/api/certificates/${id}`),
    done: () => window.location.assign(`/${lang}/certificate`),
  });
  return (
    <section className={`${styles.card} no-print`}>
      <h2>{t.delete}</h2>
      <p>{t.deleteText}</p>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <ConfirmBox label={t.deleteConfirm} error={form.error('confirm')} />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <Button type="submit" disabled={form.busy}>
          {form.busy ? t.working : t.delete}
        </Button>
      </form>
    </section>
  );
}
