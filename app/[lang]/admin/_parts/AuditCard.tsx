'use client';
/** The record of access, newest first. */
import { useState } from 'react';
import { call } from '@/app/_people/call';
import people from '@/app/_people/people.module.css';
import type { AccessEntry, AccessList } from '@/app/_shared/account';
import { Button } from '@/app/_ui/Button';
import styles from './admin.module.css';
import { type AdminPartProps, momentOf } from './part';

interface Props extends AdminPartProps {
  first: readonly AccessEntry[];
  words: Readonly<Record<string, string>>;
}

export function AuditCard({ t, first, words }: Props) {
  const [entries, setEntries] = useState(first);
  const [more, setMore] = useState(first.length > 0);
  const older = async () => {
    const result = await call<AccessList>('GET', `/api/audit?before=${entries.at(-1)?.at ?? 0}`);
    if (!result.ok) return;
    setEntries([...entries, ...result.value.entries]);
    setMore(result.value.entries.length > 0);
  };
  return (
    <section className={people.card}>
      <h2 id="audit">{t.audit}</h2>
      {entries.length === 0 ? (
        <p className={people.quiet}>{t.noEntries}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={styles.scroll} aria-labelledby="audit" tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t.when} (UTC)</th>
                <th scope="col">{t.who}</th>
                <th scope="col">{t.what}</th>
                <th scope="col">{t.whose}</th>
                <th scope="col">{t.inClass}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((one) => (
                <tr key={one.id}>
                  <td>{momentOf(one.at)}</td>
                  <td>{one.actor ?? t.server}</td>
                  <td>{words[one.action] ?? one.action}</td>
                  <td>{one.subject ?? t.never}</td>
                  <td>{one.className ?? t.never}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {more && (
        <div className={people.row}>
          <Button size="s" onClick={older}>
            {t.older}
          </Button>
        </div>
      )}
    </section>
  );
}
