'use client';
/** Makes a certificate and opens it. */
import { useRouter } from 'next/navigation';
import { useId } from 'react';
import type { Language } from '@/app/_i18n/language';
import { call } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import type { CertificateWords } from '@/app/_people/grading';
import type { ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import type { CertificateSummary } from '@/app/_shared/certificates';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';

interface Props {
  t: CertificateWords;
  errors: ErrorWords;
  lang: Language;
  scopes: readonly { scope: string; label: string }[];
  name: string;
}

export function MakeForm({ t, errors, lang, scopes, name }: Props) {
  const router = useRouter();
  const id = useId();
  const form = useForm<CertificateSummary>({
    words: { ...errors, conflict: t.incomplete },
    check: (values) => ({ name: values.name.trim() === '' ? 'name-needed' : null }),
    send: (values) => call('POST', '/api/certificates', { scope: values.scope, name: values.name.trim() }),
    done: (made) => router.push(`/${lang}/certificate/${made.id}`),
  });
  return (
    <form className={styles.form} onSubmit={form.onSubmit} noValidate>
      <div className={styles.field}>
        <label htmlFor={id}>{t.makeFor}</label>
        <select id={id} name="scope">
          {scopes.map(({ scope, label }) => (
            <option key={scope} value={scope}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <Field
        label={t.name}
        hint={t.nameHint}
        error={form.error('name')}
        name="name"
        defaultValue={name}
        autoComplete="name"
        maxLength={80}
        required
      />
      <p className={styles.quiet}>{t.public}</p>
      <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
      <Button type="submit" look="primary" disabled={form.busy}>
        {form.busy ? t.working : t.make}
      </Button>
    </form>
  );
}
