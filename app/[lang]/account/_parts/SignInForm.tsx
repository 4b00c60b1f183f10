'use client';
/** Signs in; what was done in this browser without an account is brought together with the account's work. */
import type { Language } from '@/app/_i18n';
import { Field } from '@/app/_people/Field';
import type { AccountWords, ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { enter } from '@/app/_people/session';
import { useForm } from '@/app/_people/use-form';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { emailError } from './checks';

export function SignInForm({ t, errors, lang }: { t: AccountWords; errors: ErrorWords; lang: Language }) {
  const form = useForm({
    words: errors,
    check: ({ email, password }) => ({
      email: emailError(email),
      password: password === '' ? 'password-needed' : null,
    }),
    send: ({ email, password }) => enter('sign-in/email', { email: email.trim(), password }),
    done: () => window.location.assign(`/${lang}/account?hello=back`),
  });
  return (
    <section className={styles.card} aria-labelledby="sign-in">
      <h2 id="sign-in">{t.signInTitle}</h2>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field label={t.email} error={form.error('email')} name="email" type="email" autoComplete="username" required />
        <Field
          label={t.password}
          error={form.error('password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <Button type="submit" disabled={form.busy}>
          {form.busy ? t.working : t.signIn}
        </Button>
      </form>
    </section>
  );
}
