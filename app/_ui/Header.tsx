'use client';
/** The bar at the top of every page. On narrow screens the links fold into a menu that needs no script. */
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useI18n } from '../_i18n/client';
import styles from './Header.module.css';
import { Icon } from './Icon';
import { LanguageSwitch } from './LanguageSwitch';
import { ThemeSwitch } from './ThemeSwitch';
import { Wordmark } from './Wordmark';

export function Header() {
  const { lang, t } = useI18n();
  const path = usePathname();
  const links = [
    { href: `/${lang}`, label: t.shell.home, here: path === `/${lang}` },
    ...(['lab', 'search', 'classes', 'account'] as const).map((page) => ({
      href: `/${lang}/${page}`,
      label: t.shell[page],
      here: path.startsWith(`/${lang}/${page}`),
    })),
  ];
  const list = (
    <ul>
      {links.map(({ href, label, here }) => (
        <li key={href}>
          <Link href={href} aria-current={here ? 'page' : undefined}>
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
  return (
    <header className={styles.header}>
      <a className="visually-hidden skip" href="#main">
        {t.shell.skip}
      </a>
      <Link className={styles.brand} href={`/${lang}`} aria-label="Ring Zero">
        <Wordmark />
      </Link>
      <nav className={styles.wide} aria-label={t.shell.mainNav}>
        {list}
      </nav>
      <div className={styles.tools}>
        <span className="needs-js">
          <ThemeSwitch />
        </span>
        <LanguageSwitch className={styles.language} />
        <details className={styles.menu}>
          <summary aria-label={t.shell.menu}>
            <Icon name="menu" />
          </summary>
          <nav aria-label={t.shell.mainNav}>{list}</nav>
        </details>
      </div>
    </header>
  );
}
