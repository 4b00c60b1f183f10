'use client';
/** Makes an account; what was done without one moves into it. */
import type { Language } from '@/app/_i18n';
import { Field } from '@/app/_people/Field';
import type { AccountWords, ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { enter } from '@/app/_people/session';
import { useForm } from '@/app/_people/use-form';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { emailError } from './checks';

export function SignUpForm({ t, errors, lang }: { t: AccountWords; errors: ErrorWords; lang: Language }) {
  const form = useForm({
    words: errors,
    check: ({ name, email, password }) => ({
      name: name.trim() === '' ? 'name-needed' : null,
      email: emailError(email),
      password: password.length < 8 ? 'password-short' : password.length > 128 ? 'password-long' : null,
    }),
    send: ({ name, email, password }) => enter('sign-up/email', { name: name.trim(), email: email.trim(), password }),
    done: () => window.location.assign(`/${lang}/account?hello=new`),
    fieldOf: { 'email-taken': 'email', 'email-wrong': 'email', 'password-short': 'password' },
  });
  return (
    <section className={styles.card} aria-labelledby="sign-up">
      <h2 id="sign-up">{t.signUpTitle}</h2>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field
          label={t.name}
          hint={t.nameHint}
          error={form.error('name')}
          name="name"
          autoComplete="name"
          maxLength={80}
          required
        />
        <Field
          label={t.email}
          hint={t.emailHint}
          error={form.error('email')}
          name="email"
          type="email"
          autoComplete="email"
          required
        />
        <Field
          label={t.password}
          hint={t.passwordHint}
          error={form.error('password')}
          name="password"
          type="password"
          autoComplete="new-password"
          required
        />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <Button type="submit" look="primary" disabled={form.busy}>
          {form.busy ? t.working : t.signUp}
        </Button>
      </form>
    </section>
  );
}
