'use client';
import { ConfirmBox } from '@/app/_people/ConfirmBox';
/** Deletes the account after a tick in a box. */
import { call } from '@/app/_people/call';
import styles from '@/app/_people/people.module.css';
import { forget } from '@/app/_people/session';
import { useForm } from '@/app/_people/use-form';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import type { PartProps } from './part';

export function DeleteAccount({ t, errors, lang }: PartProps) {
  const form = useForm({
    words: errors,
    check: ({ confirm }) => ({ confirm: confirm === 'yes' ? null : 'confirm-needed' }),
    send: () => call('DELETE', '/api/me', { confirm: 'delete' }),
    done: async () => {
      await forget();
      window.location.assign(`/${lang}`);
    },
  });
  return (
    <section className={styles.card}>
      <h2>{t.deleteTitle}</h2>
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
