'use client';
/** What opens over the lower half of the pane: hints, attempts, the solution. One at a time; Esc or the cross closes it. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useI18n } from '../../_i18n/client';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import styles from './Drawer.module.css';

export function Drawer({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useI18n();
  const own = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    own.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <section
      ref={own}
      className={styles.drawer}
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // Only the drawer closes, not the sheet around it.
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <header className={styles.head}>
        <h3>{title}</h3>
        <Button look="quiet" size="s" onClick={onClose} aria-label={t.shell.close}>
          <Icon name="cross" />
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <div className={styles.body} tabIndex={0}>
        {children}
      </div>
    </section>
  );
}
