/** The sign of the site: ring 0 is the filled core, the outer ring is ring 3; the two rings that nobody uses stay faint. */
import styles from './Wordmark.module.css';

export function RingMark({ size = 24 }: { size?: number }) {
  return (
    <svg className={styles.mark} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <circle className={styles.outer} cx="16" cy="16" r="14" />
      <circle className={styles.faint} cx="16" cy="16" r="10.4" />
      <circle className={styles.faint} cx="16" cy="16" r="7.4" />
      <circle className={styles.core} cx="16" cy="16" r="3.6" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className={styles.wordmark} lang="en">
      <RingMark />
      <span className={styles.name}>Ring Zero</span>
    </span>
  );
}
