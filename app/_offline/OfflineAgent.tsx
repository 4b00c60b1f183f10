'use client';
/**
 * On every page, mostly unseen: starts the service worker, has visited lessons kept, and says quietly when a newer build is
 * ready. The next link then opens a whole page, which is of that build.
 */
import { usePathname } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useI18n } from '../_i18n/client';
import { Button } from '../_ui/Button';
import { keepVisited } from './client';
import styles from './offline.module.css';
import { useOffline } from './use-offline';
import { offlineWords } from './words';

/** After the page has what it needs itself. */
const UNTIL_QUIET = 2_500;

export function OfflineAgent() {
  const { lang } = useI18n();
  const path = usePathname();
  const { able, status, newer } = useOffline();
  const [seen, setSeen] = useState(false);
  const known = status !== null && path in status.sizes;
  const isLesson = known && path.split('/').length === 4;
  const build = status?.build;

  useEffect(() => {
    // A build that has just taken over keeps the page as well.
    if (!able || !isLesson || build === undefined) return;
    const timer = setTimeout(() => void keepVisited(path), UNTIL_QUIET);
    return () => clearTimeout(timer);
  }, [able, isLesson, path, build]);

  useEffect(() => {
    if (!newer) return;
    const follow = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.('a[href]');
      if (!(link instanceof HTMLAnchorElement) || !isPlainClick(event, link)) return;
      event.preventDefault();
      event.stopPropagation();
      location.assign(link.href);
    };
    document.addEventListener('click', follow, { capture: true });
    return () => document.removeEventListener('click', follow, { capture: true });
  }, [newer]);

  if (!newer || seen) return null;
  const t = offlineWords[lang];
  return (
    <div className={`${styles.newer} no-print`} role="status">
      <p>{t.newer}</p>
      <div className={styles.row}>
        <Button size="s" onClick={() => location.reload()}>
          {t.reload}
        </Button>
        <Button size="s" look="quiet" onClick={() => setSeen(true)}>
          {t.later}
        </Button>
      </div>
    </div>
  );
}

function isPlainClick(event: MouseEvent, link: HTMLAnchorElement): boolean {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  const samePage = link.pathname === location.pathname && link.search === location.search;
  return (
    link.origin === location.origin && !samePage && !link.download && (link.target === '' || link.target === '_self')
  );
}
