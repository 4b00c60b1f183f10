/** The lines under every page: which Linux this is, and what works without a network. */
import Link from 'next/link';
import type { Dictionary } from '../_i18n';
import type { Language } from '../_i18n/language';
import styles from './Footer.module.css';

export function Footer({ t, lang }: { t: Dictionary; lang: Language }) {
  return (
    <footer className={styles.footer}>
      <p>{t.shell.footer}</p>
      <p className="no-print">
        <Link href={`/${lang}/offline`} prefetch={false}>
          {t.shell.offline}
        </Link>
        {' · '}
        <Link href={`/${lang}/privacy`} prefetch={false}>
          {t.shell.privacy}
        </Link>
        {' · '}
        <Link href={`/${lang}/certificate`} prefetch={false}>
          {t.shell.certificate}
        </Link>
      </p>
    </footer>
  );
}
