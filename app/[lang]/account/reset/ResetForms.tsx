'use client';
/** Asking for the link, or choosing the password with it. */
import { useEffect, useState } from 'react';
import { call } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import { Button, ButtonLink } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { emailError } from '../_parts/checks';
import type { PartProps } from '../_parts/part';
import { tokenOfAddress } from '../_parts/token';

export function ResetForms({ mails, ...part }: PartProps & { mails: boolean }) {
  const [token, setToken] = useState<string | null>(null);
  useEffect(() => setToken(tokenOfAddress()), []);
  if (token !== null) return <ChooseForm {...part} token={token} />;
  return mails ? <AskForm {...part} /> : <Notice>{part.t.resetNoMail}</Notice>;
}

function AskForm({ t, errors }: PartProps) {
  const [sent, setSent] = useState(false);
  const form = useForm({
    words: errors,
    check: ({ email }) => ({ email: emailError(email) }),
    send: ({ email }) => call('POST', '/api/auth/request-password-reset', { email: email.trim() }),
    done: () => setSent(true),
  });
  return (
    <section className={styles.card}>
      <p>{t.resetAskLead}</p>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field label={t.email} error={form.error('email')} name="email" type="email" autoComplete="email" required />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <Button type="submit" look="primary" disabled={form.busy}>
          {form.busy ? t.working : t.resetSend}
        </Button>
        <div role="status">{sent && <Notice tone="ok">{t.resetSent}</Notice>}</div>
      </form>
    </section>
  );
}

function ChooseForm({ t, errors, lang, token }: PartProps & { token: string }) {
  const [done, setDone] = useState(false);
  const form = useForm({
    words: errors,
    check: ({ newPassword }) => ({
      newPassword: newPassword.length < 8 ? 'password-short' : newPassword.length > 128 ? 'password-long' : null,
    }),
    send: ({ newPassword }) => call('POST', '/api/auth/reset-password', { token, newPassword }),
    done: () => setDone(true),
    fieldOf: { 'password-short': 'newPassword', 'password-long': 'newPassword', 'password-common': 'newPassword' },
  });
  if (done) {
    return (
      <Notice tone="ok" live action={<ButtonLink href={`/${lang}/account`}>{t.toSignIn}</ButtonLink>}>
        {t.resetDone}
      </Notice>
    );
  }
  return (
    <section className={styles.card}>
      <p>{t.resetLead}</p>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field
          label={t.newPassword}
          hint={t.passwordHint}
          error={form.error('newPassword')}
          name="newPassword"
          type="password"
          autoComplete="new-password"
          required
        />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <Button type="submit" look="primary" disabled={form.busy}>
          {form.busy ? t.working : t.resetSave}
        </Button>
      </form>
    </section>
  );
}
