'use client';
/** A small mark beside a passed exercise: waiting for the server, verified, or not confirmed; what it means in a tip, on hover and on focus. */
import { useId, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { Icon, type IconName } from '../../_ui/Icon';
import { useProgressOf } from '../store/use-progress';
import { type VerdictState, verdictState, whyWords } from './state';
import styles from './verdict.module.css';

const ICONS: Readonly<Record<VerdictState, IconName>> = { waiting: 'clock', verified: 'verified', refused: 'warning' };

export function VerdictMark({ exerciseId }: { exerciseId: string }) {
  const { t } = useI18n();
  const record = useProgressOf(exerciseId);
  const [open, setOpen] = useState(false);
  const id = useId();
  const state = verdictState(record);
  const tips: Readonly<Record<VerdictState, string>> = {
    waiting: t.verdict.waitingTip,
    verified: t.verdict.verifiedTip,
    refused: whyWords(record?.why, t.verdict) || t.verdict.refusedTitle,
  };
  return (
    // The live region is there before it has something to say.
    <span className={styles.place} role="status">
      {state && (
        <button
          type="button"
          className={styles[state]}
          data-verdict={state}
          aria-describedby={open ? id : undefined}
          onMouseEnter={() => setOpen(true)}
          onMouseLeave={() => setOpen(false)}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onClick={() => setOpen(true)}
          onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
        >
          <Icon name={ICONS[state]} size={14} />
          {t.verdict[state]}
        </button>
      )}
      {state && open && (
        <span role="tooltip" id={id} className={styles.tip}>
          {tips[state]}
        </span>
      )}
    </span>
  );
}
