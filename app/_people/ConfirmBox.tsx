/** The box to tick before something that cannot be undone. */
import { useId } from 'react';
import { Icon } from '../_ui/Icon';
import styles from './people.module.css';

export function ConfirmBox({ label, error }: { label: string; error?: string }) {
  const id = useId();
  return (
    <div>
      <label className={styles.check}>
        <input
          type="checkbox"
          name="confirm"
          value="yes"
          aria-describedby={error ? id : undefined}
          aria-invalid={error ? true : undefined}
        />
        {label}
      </label>
      {error && (
        <p id={id} className={styles.error}>
          <Icon name="warning" />
          {error}
        </p>
      )}
    </div>
  );
}
