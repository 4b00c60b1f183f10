/** A field term at its first use: in Japanese with the English term after it in brackets. */
import type { ReactNode } from 'react';
import styles from './mdx.module.css';

export function Term({ en, children }: { en?: string; children: ReactNode }) {
  return (
    <dfn className={styles.term}>
      {children}
      {en && (
        <>
          （<span lang="en">{en}</span>）
        </>
      )}
    </dfn>
  );
}
