'use client';
/** The tabs of a class: links, with the one marked where the reader is. */
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { Language } from '@/app/_i18n/language';
import type { ClassRole } from '@/app/_shared/api';
import styles from './class-frame.module.css';
import { tabOf, tabsFor } from './class-tabs';

interface Props {
  lang: Language;
  classId: string;
  role: ClassRole;
  label: string;
}

export function ClassTabs({ lang, classId, role, label }: Props) {
  const here = tabOf(usePathname().split('/')[4] ?? '');
  const tabs = tabsFor(role);
  if (tabs.length < 2) return null;
  return (
    <nav className={styles.tabs} aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.path}>
            <Link
              href={`/${lang}/classes/${classId}${tab.path && `/${tab.path}`}`}
              aria-current={tab === here ? 'page' : undefined}
              prefetch={false}
            >
              {tab.label[lang]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
