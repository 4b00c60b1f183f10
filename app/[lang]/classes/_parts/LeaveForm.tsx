'use client';
/** Leaves a class after a tick in a box. */
import type { Language } from '@/app/_i18n/language';
import { ConfirmBox } from '@/app/_people/ConfirmBox';
import { call } from '@/app/_people/call';
import type { ClassWords, ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';

interface Props {
  t: ClassWords;
  errors: ErrorWords;
  lang: Language;
  classId: string;
  text: string;
}

export function LeaveForm({ t, errors, lang, classId, text }: Props) {
  const form = useForm({
    words: errors,
    check: ({ confirm }) => ({ confirm: confirm === 'yes' ? null : 'confirm-needed' }),
    send: () => call('POST', `/api/classes/${classId}/leave`, {}),
    done: () => window.location.assign(`/${lang}/classes`),
  });
  return (
    <section className={styles.card}>
      <h2>{t.leave}</h2>
      <p>{text}</p>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <ConfirmBox label={t.leaveConfirm} error={form.error('confirm')} />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <Button type="submit" disabled={form.busy}>
          {form.busy ? t.working : t.leave}
        </Button>
      </form>
    </section>
  );
}
