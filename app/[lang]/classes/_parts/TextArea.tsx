/** A labelled text of several lines, as app/_people/Field is for one line. */
import { type ComponentProps, useId } from 'react';
import styles from '@/app/_people/people.module.css';
import { Icon } from '@/app/_ui/Icon';
import parts from './class.module.css';

interface Props extends Omit<ComponentProps<'textarea'>, 'id'> {
  label: string;
  hint?: string;
  error?: string;
}

export function TextArea({ label, hint, error, ...area }: Props) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      <textarea
        id={id}
        className={parts.area}
        aria-describedby={described || undefined}
        aria-invalid={error ? true : undefined}
        {...area}
      />
      {error && (
        <p id={`${id}-error`} className={styles.error}>
          <Icon name="warning" />
          {error}
        </p>
      )}
    </div>
  );
}
