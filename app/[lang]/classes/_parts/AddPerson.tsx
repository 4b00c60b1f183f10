'use client';
/** Puts an address on the list, as student, assistant or teacher. */
import { useState } from 'react';
import { call } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import type { MemberList } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { Select } from './Select';
import { type Frame, roleWord } from './words';

export function AddPerson({ t, errors, classId, onAdded }: Frame & { onAdded: (list: MemberList) => void }) {
  const [added, setAdded] = useState(false);
  const form = useForm<MemberList>({
    words: errors,
    check: ({ email }) => ({
      email:
        email.trim() === '' ? 'email-needed' : /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? null : 'email-wrong',
    }),
    send: ({ email, name, role }) => {
      setAdded(false);
      return call('POST', `/api/classes/${classId}/members`, { email, name, role });
    },
    done: (list, element) => {
      setAdded(true);
      element.reset();
      onAdded(list);
    },
  });
  return (
    <section className={styles.card}>
      <h2>{t.addPerson}</h2>
      <p>{t.addPersonText}</p>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field label={t.email} name="email" type="email" autoComplete="off" error={form.error('email')} required />
        <Field label={t.nameOptional} name="name" autoComplete="off" maxLength={80} />
        <Select label={t.role} name="role">
          {(['student', 'assistant', 'teacher'] as const).map((role) => (
            <option key={role} value={role}>
              {roleWord(t, role)}
            </option>
          ))}
        </Select>
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <Button type="submit" disabled={form.busy}>
          {form.busy ? t.working : t.add}
        </Button>
        <div role="status">{added && <Notice tone="ok">{t.added}</Notice>}</div>
      </form>
    </section>
  );
}
