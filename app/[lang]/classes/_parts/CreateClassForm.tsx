'use client';
/** Makes a class and opens it. */
import { useRouter } from 'next/navigation';
import type { Language } from '@/app/_i18n/language';
import { call } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import type { ClassWords, ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import type { ClassSummary } from '@/app/_shared/api';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';

export function CreateClassForm({ t, errors, lang }: { t: ClassWords; errors: ErrorWords; lang: Language }) {
  const router = useRouter();
  const form = useForm<ClassSummary>({
    words: errors,
    check: ({ name }) => ({ name: name.trim() === '' ? 'name-needed' : null }),
    send: ({ name }) => call('POST', '/api/classes', { name: name.trim() }),
    done: ({ id }) => router.push(`/${lang}/classes/${id}`),
  });
  return (
    <form className={styles.form} onSubmit={form.onSubmit} noValidate>
      <Field label={t.className} error={form.error('name')} name="name" autoComplete="off" maxLength={80} required />
      <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
      <Button type="submit" look="primary" disabled={form.busy}>
        {form.busy ? t.working : t.create}
      </Button>
    </form>
  );
}
