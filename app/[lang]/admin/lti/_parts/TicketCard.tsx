'use client';
/** An address for dynamic registration, good once. */
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import people from '@/app/_people/people.module.css';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { ask } from '../../../lti/_parts/ask';
import styles from '../../../lti/_parts/lti.module.css';
import type { LtiPageWords } from '../../../lti/_parts/words';

export function TicketCard({ t }: { t: LtiPageWords }) {
  const [url, setUrl] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    setProblem('');
    const answer = await ask<{ url: string }>('POST', '/api/lti/ticket');
    setBusy(false);
    if (answer.ok) setUrl(answer.value.url);
    else setProblem(answer.reason === 'offline' ? t.offline : fill(t.failed, { reason: answer.reason }));
  };
  return (
    <section className={people.card} aria-labelledby="dynamic">
      <h2 id="dynamic">{t.dynamic}</h2>
      <p>{t.dynamicLead}</p>
      <div role="status" className={styles.values}>
        {url && <code>{url}</code>}
        {problem && <Notice tone="bad">{problem}</Notice>}
      </div>
      <div className={people.row}>
        <Button disabled={busy} onClick={() => void make()}>
          {busy ? t.working : t.makeTicket}
        </Button>
      </div>
    </section>
  );
}
