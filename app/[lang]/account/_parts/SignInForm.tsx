'use client';
/** Signs in; what was done in this browser without an account is brought together with the account's work. */
import Link from 'next/link';
import type { Language } from '@/app/_i18n';
import type { AccountPageWords } from '@/app/_people/account-words';
import { Field } from '@/app/_people/Field';
import type { ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { enter } from '@/app/_people/session';
import { useForm } from '@/app/_people/use-form';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { emailError } from './checks';
import { OtherSignIn } from './OtherSignIn';
import { PasskeySignIn } from './PasskeySignIn';

interface Props {
  t: AccountPageWords;
  errors: ErrorWords;
  lang: Language;
  providers: readonly { id: string; name: string }[];
}

export function SignInForm({ t, errors, lang, providers }: Props) {
  const done = () => window.location.assign(`/${lang}/account?hello=back`);
  const form = useForm({
    words: errors,
    check: ({ email, password }) => ({
      email: emailError(email),
      password: password === '' ? 'password-needed' : null,
    }),
    send: ({ email, password }) => enter('sign-in/email', { email: email.trim(), password }),
    done,
  });
  return (
    <section className={styles.card} aria-labelledby="sign-in">
      <h2 id="sign-in">{t.signInTitle}</h2>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field
          label={t.email}
          error={form.error('email')}
          name="email"
          type="email"
          autoComplete="username webauthn"
          required
        />
        <Field
          label={t.password}
          error={form.error('password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <div className={styles.row}>
          <Button type="submit" disabled={form.busy}>
            {form.busy ? t.working : t.signIn}
          </Button>
          <Link className={styles.quiet} href={`/${lang}/account/reset`} prefetch={false}>
            {t.forgot}
          </Link>
        </div>
      </form>
      <div className={styles.ways}>
        <PasskeySignIn t={t} errors={errors} done={done} />
        {providers.map((provider) => (
          <OtherSignIn key={provider.id} t={t} errors={errors} lang={lang} provider={provider} />
        ))}
      </div>
    </section>
  );
}
