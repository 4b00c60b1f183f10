'use client';
/** Publish or cancel, after the list has been looked at; while attempts still run, the page renews itself. */
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { ConfirmBox } from '@/app/_people/ConfirmBox';
import { call } from '@/app/_people/call';
import type { RegradeWords } from '@/app/_people/grading';
import type { ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import type { RegradePublished, RegradeStatus } from '@/app/_shared/regrades';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';

const RENEW = 3_000;

interface Props {
  t: RegradeWords;
  errors: ErrorWords;
  id: string;
  status: RegradeStatus;
  changed: number;
}

export function Decision({ t, errors, id, status, changed }: Props) {
  const router = useRouter();
  const [published, setPublished] = useState<RegradePublished | null>(null);
  useEffect(() => {
    if (status !== 'running') return;
    const timer = setInterval(() => document.visibilityState === 'visible' && router.refresh(), RENEW);
    return () => clearInterval(timer);
  }, [status, router]);
  const decide = (action: 'publish' | 'cancel') => call<RegradePublished>('POST', `/api/regrades/${id}`, { action });
  const form = useForm<RegradePublished>({
    words: { ...errors, conflict: t.stale },
    check: ({ confirm }) => ({ confirm: confirm === 'yes' ? null : 'confirm-needed' }),
    send: () => decide('publish'),
    done: (answer) => {
      setPublished(answer);
      router.refresh();
    },
  });
  const cancel = async () => {
    if ((await decide('cancel')).ok) router.refresh();
  };
  if (status === 'published')
    return (
      <Notice tone="ok" live>
        <p>{published ? fill(t.done, { n: published.changed }) : t.published}</p>
        {published && published.skipped > 0 && <p>{fill(t.skipped, { n: published.skipped })}</p>}
      </Notice>
    );
  if (status === 'cancelled') return <Notice live>{t.wasCancelled}</Notice>;
  return (
    <section className={styles.card}>
      {status === 'ready' && changed > 0 && (
        <>
          <h2>{t.publish}</h2>
          <p>{t.publishText}</p>
          <form className={styles.form} onSubmit={form.onSubmit} noValidate>
            <ConfirmBox label={t.publishConfirm} error={form.error('confirm')} />
            <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
            <Button type="submit" look="primary" disabled={form.busy}>
              {form.busy ? t.working : t.publish}
            </Button>
          </form>
        </>
      )}
      {status === 'running' && <p role="status">{t.waiting}</p>}
      <div className={styles.row}>
        <Button onClick={cancel}>{t.cancel}</Button>
      </div>
    </section>
  );
}
