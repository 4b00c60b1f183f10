'use client';
/** Says once, clearly, when stored work was damaged or cannot be stored at all. */
import { useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Notice } from '../../_ui/Notice';
import { useStorageHealth } from '../store/use-progress';

export function StorageNotice() {
  const { t } = useI18n();
  const { damaged, lasting } = useStorageHealth();
  const [seen, setSeen] = useState(false);
  if (seen || (damaged === 0 && lasting)) return null;
  return (
    <Notice
      tone="warn"
      live
      action={
        <Button size="s" onClick={() => setSeen(true)}>
          {t.exercise.understood}
        </Button>
      }
    >
      {lasting ? fill(t.exercise.recovered, { n: damaged }) : t.exercise.storageOff}
    </Notice>
  );
}
