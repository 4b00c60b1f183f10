'use client';
/** Joins a class by its code. */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import type { ClassWords, ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import type { ClassSummary } from '@/app/_shared/api';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';

export function JoinForm({ t, errors, primary }: { t: ClassWords; errors: ErrorWords; primary: boolean }) {
  const router = useRouter();
  const [joined, setJoined] = useState<string | null>(null);
  const form = useForm<ClassSummary>({
    words: errors,
    check: ({ code }) => ({ code: code.trim() === '' ? 'code-needed' : null }),
    send: ({ code }) => {
      setJoined(null);
      return call('POST', '/api/classes/join', { code });
    },
    done: ({ name }, element) => {
      setJoined(name);
      element.reset();
      router.refresh();
    },
    fieldOf: { 'wrong-code': 'code' },
  });
  return (
    <form className={styles.form} onSubmit={form.onSubmit} noValidate>
      <div className={styles.code}>
        <Field
          label={t.code}
          hint={t.codeHint}
          error={form.error('code')}
          name="code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          required
        />
      </div>
      <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
      <Button type="submit" look={primary ? 'primary' : 'plain'} disabled={form.busy}>
        {form.busy ? t.working : t.join}
      </Button>
      <div role="status">{joined && <Notice tone="ok">{fill(t.joined, { name: joined })}</Notice>}</div>
    </form>
  );
}
