'use client';
/** Signs out after everything was sent, and empties this browser. What cannot be sent is not thrown away unasked. */
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import styles from '@/app/_people/people.module.css';
import { leave, sendWaiting } from '@/app/_people/session';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import type { PartProps } from './part';

export function SignOut({ t, errors, lang }: PartProps) {
  const [busy, setBusy] = useState(false);
  const [unsent, setUnsent] = useState(0);
  const [error, setError] = useState<string | null>(null);

  const signOut = async (anyway: boolean) => {
    setBusy(true);
    setError(null);
    const waiting = anyway ? 0 : await sendWaiting();
    setUnsent(waiting);
    if (waiting === 0) {
      const result = await leave();
      if (result.ok) return window.location.assign(`/${lang}/account`);
      setError(errors[result.error]);
    }
    setBusy(false);
  };

  return (
    <section className={styles.card}>
      <h2>{t.signOutTitle}</h2>
      <p>{t.signOutText}</p>
      <div role="alert">
        {unsent > 0 && (
          <Notice
            tone="warn"
            action={
              <Button size="s" onClick={() => signOut(true)} disabled={busy}>
                {t.signOutAnyway}
              </Button>
            }
          >
            {fill(t.unsent, { n: unsent })}
          </Notice>
        )}
        {error && <Notice tone="bad">{error}</Notice>}
      </div>
      <div className={styles.row}>
        <Button onClick={() => signOut(false)} disabled={busy}>
          {busy ? t.working : t.signOut}
        </Button>
      </div>
    </section>
  );
}
