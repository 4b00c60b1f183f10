'use client';
/** The machine before it is needed: what it will show, with nothing loaded. Touching it wakes it. */
import { useI18n } from '../../_i18n/client';
import { Inline } from '../../_ui/Prose';
import { RingMark } from '../../_ui/Wordmark';
import { useLesson } from './context';
import styles from './PaneAsleep.module.css';

export function PaneAsleep({ loading = false }: { loading?: boolean }) {
  const { t } = useI18n();
  const { exercises, active, wake } = useLesson();
  const exercise = exercises.find((e) => e.id === active);
  const file = exercise?.files[0];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: waking is a convenience for pointers; scrolling wakes it too
    <div className={styles.asleep} onPointerEnter={wake} onFocus={wake}>
      <p className={styles.title}>{exercise ? <Inline text={exercise.title} /> : t.lesson.machineArea}</p>
      {file ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
        <pre className={styles.code} tabIndex={0}>
          <code>{file.text}</code>
        </pre>
      ) : (
        <div className={styles.blank}>
          <RingMark size={72} />
        </div>
      )}
      <p className={styles.note} role={loading ? 'status' : undefined}>
        {loading ? t.exercise.loading : t.exercise.paneEmpty}
      </p>
    </div>
  );
}
