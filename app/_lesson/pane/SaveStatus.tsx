'use client';
/** What is true about saving, in words. */
import { useI18n } from '../../_i18n/client';
import type { ExerciseSession } from '../session/session';
import { useSessionState } from './engine';
import styles from './SaveStatus.module.css';

export function SaveStatus({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { save } = useSessionState(session);
  const words = {
    nothing: '',
    saving: t.exercise.savedSaving,
    here: t.exercise.savedHere,
    server: t.exercise.savedServer,
    account: t.exercise.savedAccount,
    offline: t.exercise.savedOffline,
    failed: t.exercise.savedFailed,
  }[save];
  return (
    <span className={save === 'failed' ? styles.failed : styles.status} data-save={save} aria-live="polite">
      {words}
    </span>
  );
}
