'use client';
/** The join code, large enough for a projector, with a button that copies it. */
import { useState } from 'react';
import type { ClassWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { Button } from '@/app/_ui/Button';

export function JoinCode({ t, code }: { t: ClassWords; code: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard?.writeText(code).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <p className={styles.row}>
      <span>{t.code}</span>
      <strong className={styles.big}>{code}</strong>
      <span className="needs-js">
        <Button size="s" onClick={copy}>
          {t.copy}
        </Button>
      </span>
      <span role="status" className={styles.quiet}>
        {copied ? t.copied : ''}
      </span>
    </p>
  );
}
