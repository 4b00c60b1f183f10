'use client';
/** Where the person is signed in; each session, or all others, can be ended. */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call } from '@/app/_people/call';
import styles from '@/app/_people/people.module.css';
import type { SessionSummary } from '@/app/_shared/account';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { dayOf, type PartProps } from './part';

export function SessionsCard({ t, errors, lang, sessions }: PartProps & { sessions: readonly SessionSummary[] }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const [error, setError] = useState<string | null>(null);
  const end = async (which: string) => {
    setBusy(true);
    const result = await call('DELETE', '/api/me/sessions', { which });
    setBusy(false);
    setError(result.ok ? null : errors[result.error]);
    setSaid(result.ok ? t.sessionsEnded : '');
    router.refresh();
  };
  const device = (one: SessionSummary) => one.device ?? t.sessionUnknown;
  return (
    <section className={styles.card} aria-labelledby="sessions">
      <h2 id="sessions">{t.sessionsTitle}</h2>
      <ul className={styles.list}>
        {sessions.map((one) => (
          <li key={one.id} className={styles.item}>
            <span className={styles.grow}>
              <b>{device(one)}</b> {one.current && <span className={styles.tag}>{t.sessionThis}</span>}
              <span className={styles.under}>
                {fill(t.sessionUsed, { date: dayOf(one.lastUsed, lang) })}
                {one.address && ` · ${one.address}`}
              </span>
            </span>
            {!one.current && (
              <Button
                size="s"
                look="quiet"
                disabled={busy}
                onClick={() => end(one.id)}
                aria-label={fill(t.sessionEndOf, { device: device(one) })}
              >
                {t.sessionEnd}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div role="alert" className={styles.alert}>
        {error && <Notice tone="bad">{error}</Notice>}
      </div>
      <div className={styles.row}>
        {sessions.length > 1 && (
          <Button disabled={busy} onClick={() => end('others')}>
            {t.sessionsEndOthers}
          </Button>
        )}
        <span role="status" className={styles.quiet}>
          {said}
        </span>
      </div>
    </section>
  );
}
