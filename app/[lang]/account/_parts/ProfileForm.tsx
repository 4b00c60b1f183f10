'use client';
/** Name and language. Another language opens the page in that language. */
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { LANGUAGE_COOKIE, type Language } from '@/app/_i18n/language';
import { call } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import type { MeResponse } from '@/app/_shared/api';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import type { PartProps } from './part';

export function ProfileForm({ t, errors, lang, name, language }: PartProps & { name: string; language: Language }) {
  const router = useRouter();
  const id = useId();
  const [saved, setSaved] = useState(false);
  const form = useForm<MeResponse>({
    words: errors,
    check: (values) => ({ name: values.name.trim() === '' ? 'name-needed' : null }),
    send: (values) => {
      setSaved(false);
      return call('PATCH', '/api/me', { name: values.name.trim(), language: values.language });
    },
    done: ({ user }) => {
      setSaved(true);
      if (!user?.language || user.language === lang) return router.refresh();
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
      document.cookie = `${LANGUAGE_COOKIE}=${user.language}; path=/; max-age=31536000; samesite=lax`;
      window.location.assign(`/${user.language}/account`);
    },
  });
  return (
    <section className={styles.card}>
      <h2>{t.profile}</h2>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field
          label={t.name}
          hint={t.nameHint}
          error={form.error('name')}
          name="name"
          autoComplete="name"
          defaultValue={name}
          maxLength={80}
          required
        />
        <div className={styles.field}>
          <label htmlFor={id}>{t.language}</label>
          <select id={id} name="language" defaultValue={language}>
            <option value="ja" lang="ja">
              日本語
            </option>
            <option value="en" lang="en">
              English
            </option>
          </select>
        </div>
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <div className={styles.row}>
          <Button type="submit" disabled={form.busy}>
            {form.busy ? t.working : t.save}
          </Button>
          <span role="status" className={styles.quiet}>
            {saved && !form.busy ? t.saved : ''}
          </span>
        </div>
      </form>
    </section>
  );
}
