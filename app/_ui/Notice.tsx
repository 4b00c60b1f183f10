/** A short message set apart: what happened, what was kept, what to do. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';
import styles from './Notice.module.css';

export type Tone = 'info' | 'ok' | 'warn' | 'bad';
const ICONS: Readonly<Record<Tone, IconName>> = { info: 'info', ok: 'check', warn: 'warning', bad: 'cross' };

export function Notice({
  tone = 'info',
  children,
  action,
  live,
}: {
  tone?: Tone;
  children: ReactNode;
  action?: ReactNode;
  live?: boolean;
}) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={live ? 'status' : undefined}>
      <span className={styles.icon}>
        <Icon name={ICONS[tone]} />
      </span>
      <div className={styles.body}>{children}</div>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
