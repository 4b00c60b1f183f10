'use client';
/** In the rail of a lesson: keeps the chapter for off-line use, with its size. */
import Link from 'next/link';
import { useI18n } from '../_i18n/client';
import { fill } from '../_i18n/define';
import { Button } from '../_ui/Button';
import styles from './offline.module.css';
import { missingBytes, useKeeping } from './use-keeping';
import { useOffline } from './use-offline';
import { offlineWords } from './words';

export function KeepChapter({ paths }: { paths: readonly string[] }) {
  const { lang } = useI18n();
  const t = offlineWords[lang];
  const { able, status } = useOffline();
  const { say, busy, keep } = useKeeping();
  if (!able || !status) return null;
  const missing = paths.filter((path) => !status.kept.includes(path));
  return (
    <div className={`${styles.chapter} no-print`}>
      {missing.length === 0 ? (
        <p className={styles.state}>{t.chapterKept}</p>
      ) : (
        <Button size="s" look="quiet" disabled={busy} onClick={() => void keep(paths)}>
          {fill(t.keepChapter, { size: missingBytes(status, paths) })}
        </Button>
      )}
      <p role="status" className={styles.state}>
        {busy && status.busy > 0 ? fill(t.working, { n: status.busy }) : say || (status.full ? t.full : '')}
      </p>
      <Link className={styles.more} href={`/${lang}/offline`}>
        {t.settings}
      </Link>
    </div>
  );
}
