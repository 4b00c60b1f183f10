'use client';
/** Makes an account; what was done without one moves into it: at once, or where mail is sent, when the address is confirmed. */
import { useState } from 'react';
import type { Language } from '@/app/_i18n';
import { fill } from '@/app/_i18n/define';
import type { AccountPageWords } from '@/app/_people/account-words';
import { Field } from '@/app/_people/Field';
import type { ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { enter } from '@/app/_people/session';
import { useForm } from '@/app/_people/use-form';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { emailError } from './checks';

interface Props {
  t: AccountPageWords;
  errors: ErrorWords;
  lang: Language;
  /** Whether the address must be confirmed by mail first. */
  confirms: boolean;
}

export function SignUpForm({ t, errors, lang, confirms }: Props) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({
    words: errors,
    check: ({ name, email, password }) => ({
      name: name.trim() === '' ? 'name-needed' : null,
      email: emailError(email),
      password: password.length < 8 ? 'password-short' : password.length > 128 ? 'password-long' : null,
    }),
    send: ({ name, email, password }) => enter('sign-up/email', { name: name.trim(), email: email.trim(), password }),
    done: (value, element) => {
      if ((value as { token: string | null }).token) return window.location.assign(`/${lang}/account?hello=new`);
      setSentTo(String(new FormData(element).get('email')).trim());
    },
    fieldOf: {
      'email-taken': 'email',
      'email-wrong': 'email',
      'password-short': 'password',
      'password-common': 'password',
    },
  });
  if (sentTo !== null) {
    return (
      <section className={styles.card} aria-labelledby="sign-up">
        <h2 id="sign-up">{t.checkMailTitle}</h2>
        <Notice live>{fill(t.checkMail, { email: sentTo })}</Notice>
      </section>
    );
  }
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
          hint={confirms ? t.emailHintMail : t.emailHint}
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
