/** The line under every page: which Linux this is. */
import type { Dictionary } from '../_i18n';
import styles from './Footer.module.css';

export function Footer({ t }: { t: Dictionary }) {
  return (
    <footer className={styles.footer}>
      <p>{t.shell.footer}</p>
    </footer>
  );
}
