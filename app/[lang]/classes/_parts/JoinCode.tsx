'use client';
/** The join code, large enough for a projector, and the link; each with a button that copies it. */
import { useState } from 'react';
import type { Language } from '@/app/_i18n/language';
import styles from '@/app/_people/people.module.css';
import type { TeachingWords } from '@/app/_people/teaching';
import { useInTab } from '@/app/_people/time';
import { Button } from '@/app/_ui/Button';
import parts from './class.module.css';

export function JoinCode({ t, lang, code }: { t: TeachingWords; lang: Language; code: string }) {
  const [copied, setCopied] = useState<'code' | 'link' | null>(null);
  const path = `/${lang}/classes/join/${code}`;
  const link = useInTab() ? `${window.location.origin}${path}` : path;
  const copy = (what: 'code' | 'link') =>
    navigator.clipboard?.writeText(what === 'code' ? code : link).then(
      () => setCopied(what),
      () => undefined,
    );
  return (
    <>
      <div className={styles.row}>
        <span className="visually-hidden">{t.joinCode}</span>
        <strong className={styles.big}>{code}</strong>
      </div>
      <p>
        <span className="visually-hidden">{t.joinLink} </span>
        <a className={parts.link} href={path}>
          {link}
        </a>
      </p>
      <p className={`${parts.buttons} needs-js`}>
        <Button size="s" onClick={() => copy('code')}>
          {t.copy}
        </Button>
        <Button size="s" onClick={() => copy('link')}>
          {t.copyLink}
        </Button>
        <span role="status" className={styles.quiet}>
          {copied ? t.copied : ''}
        </span>
      </p>
    </>
  );
}
