'use client';
/** One button. Afterwards the person is signed in, unless the address was confirmed before. */
import { useEffect, useState } from 'react';
import styles from '@/app/_people/people.module.css';
import { enter } from '@/app/_people/session';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import type { PartProps } from '../_parts/part';
import { tokenOfAddress } from '../_parts/token';

export function VerifyForm({ t, errors, lang }: PartProps) {
  const [token, setToken] = useState<string | null | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => setToken(tokenOfAddress()), []);
  const confirm = async () => {
    setBusy(true);
    setError(null);
    const result = await enter('verify-email', { token });
    if (result.ok) return window.location.assign(`/${lang}/account?hello=new`);
    setError(errors[result.error]);
    setBusy(false);
  };
  if (token === null) return <Notice>{t.verifyMissing}</Notice>;
  return (
    <section className={styles.card}>
      <p>{t.verifyLead}</p>
      <div role="alert" className={styles.alert}>
        {error && <Notice tone="bad">{error}</Notice>}
      </div>
      <div className={styles.row}>
        <Button look="primary" onClick={confirm} disabled={busy || token === undefined}>
          {busy ? t.working : t.verifyButton}
        </Button>
      </div>
    </section>
  );
}
