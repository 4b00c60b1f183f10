'use client';
/** From change to change, by buttons or the keys n and p. */
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { fill } from '@/app/_i18n/define';
import type { InsightWords } from '@/app/_people/insight';
import { Button } from '@/app/_ui/Button';
import { Icon } from '@/app/_ui/Icon';
import styles from './compare.module.css';

export function ChangeSteps({ t, changes, children }: { t: InsightWords; changes: number; children: ReactNode }) {
  const [at, setAt] = useState(0);
  const go = (to: number) => {
    const next = Math.max(1, Math.min(changes, to));
    setAt(next);
    const element = document.getElementById(`change-${next}`);
    element?.scrollIntoView({ block: 'center' });
    element?.focus({ preventScroll: true });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = event.key === 'n' ? 1 : event.key === 'p' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    go(at + by);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is on the buttons
    <div className={styles.diff} onKeyDown={onKey}>
      <div className={styles.steps}>
        <Button size="s" aria-keyshortcuts="p" onClick={() => go(at - 1)}>
          <Icon name="up" size={14} /> {t.prevChange}
        </Button>
        <Button size="s" aria-keyshortcuts="n" onClick={() => go(at + 1)}>
          <Icon name="down" size={14} /> {t.nextChange}
        </Button>
        <span role="status">{fill(t.changeOf, { n: at, all: changes })}</span>
      </div>
      {children}
    </div>
  );
}
