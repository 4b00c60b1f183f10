/** The frame of a class: where one is, and its tabs. Every page below has a `main` and an `h1` of its own. */
import Link from 'next/link';
import type { ReactNode } from 'react';
import { teachingWords } from '@/app/_people/teaching';
import { Notice } from '@/app/_ui/Notice';
import { ClassTabs } from '../_parts/ClassTabs';
import styles from '../_parts/class-frame.module.css';
import { openClass } from '../_parts/open-class';

interface Props {
  children: ReactNode;
  params: Promise<{ lang: string; id: string }>;
}

export default async function ClassLayout({ children, params }: Props) {
  const { lang, found } = await openClass(params);
  const t = teachingWords[lang];
  return (
    <>
      <div className={styles.frame}>
        <nav className={styles.path} aria-label={t.path}>
          <Link href={`/${lang}/classes`}>{t.allClasses}</Link>
          <span aria-hidden="true">›</span>
          <strong>{found.name}</strong>
        </nav>
        {found.archived && (
          <aside aria-label={found.name}>
            <Notice>{t.archivedNotice}</Notice>
          </aside>
        )}
        <ClassTabs lang={lang} classId={found.id} role={found.role} label={t.tabs} />
      </div>
      {children}
    </>
  );
}
