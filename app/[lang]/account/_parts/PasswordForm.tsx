'use client';
/** Changes the password; other devices are signed out. */
import { useState } from 'react';
import { call } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import type { PartProps } from './part';

export function PasswordForm({ t, errors }: PartProps) {
  const [changed, setChanged] = useState(false);
  const form = useForm({
    words: errors,
    check: (values) => ({
      currentPassword: values.currentPassword === '' ? 'password-needed' : null,
      newPassword:
        values.newPassword.length < 8 ? 'password-short' : values.newPassword.length > 128 ? 'password-long' : null,
    }),
    send: ({ currentPassword, newPassword }) => {
      setChanged(false);
      return call('POST', '/api/auth/change-password', { currentPassword, newPassword, revokeOtherSessions: true });
    },
    done: (_value, element) => {
      element.reset();
      setChanged(true);
    },
    fieldOf: {
      'wrong-current-password': 'currentPassword',
      'password-short': 'newPassword',
      'password-common': 'newPassword',
    },
  });
  return (
    <section className={styles.card}>
      <h2>{t.passwordTitle}</h2>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field
          label={t.currentPassword}
          error={form.error('currentPassword')}
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          required
        />
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
        <Button type="submit" disabled={form.busy}>
          {form.busy ? t.working : t.changePassword}
        </Button>
        <p role="status" className={styles.quiet}>
          {changed ? t.passwordChanged : ''}
        </p>
      </form>
    </section>
  );
}
