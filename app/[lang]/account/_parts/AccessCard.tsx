'use client';
/** Who looked at the person's work: the latest first, the rest on demand. */
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { accessWords } from '@/app/_people/account-words';
import styles from '@/app/_people/people.module.css';
import type { AccessEntry } from '@/app/_shared/account';
import { Button } from '@/app/_ui/Button';
import { dayOf, type PartProps } from './part';

const FIRST = 5;

export function AccessCard({ t, lang, entries }: PartProps & { entries: readonly AccessEntry[] }) {
  const [all, setAll] = useState(false);
  const words: Readonly<Record<string, string>> = accessWords[lang];
  const shown = all ? entries : entries.slice(0, FIRST);
  const who = ({ actor, action }: AccessEntry) => actor ?? (action === 'role.change' ? t.accessServer : t.accessGone);
  return (
    <section className={styles.card} aria-labelledby="access">
      <h2 id="access">{t.accessTitle}</h2>
      <p>{t.accessText}</p>
      {entries.length === 0 ? (
        <p className={styles.quiet}>{t.accessNone}</p>
      ) : (
        <ul className={styles.lines}>
          {shown.map((one) => (
            <li key={one.id}>
              <b>{who(one)}</b>
              {lang === 'ja' ? '：' : ' '}
              {words[one.action] ?? one.action}
              <span className={styles.under}>
                {dayOf(one.at, lang)}
                {one.className && ` · ${one.className}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {!all && entries.length > FIRST && (
        <div className={styles.row}>
          <Button size="s" onClick={() => setAll(true)}>
            {fill(t.accessShowAll, { n: entries.length })}
          </Button>
        </div>
      )}
    </section>
  );
}
