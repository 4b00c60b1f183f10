/** A labelled select, as app/_people/Field is for an input. */
import { type ComponentProps, useId } from 'react';
import styles from '@/app/_people/people.module.css';

interface Props extends Omit<ComponentProps<'select'>, 'id'> {
  label: string;
  error?: string;
}

export function Select({ label, error, children, ...select }: Props) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        {...select}
      >
        {children}
      </select>
      {error && (
        <p id={`${id}-error`} className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
}
