'use client';
/** In which time zone the times of this page are. The line is there from the start, so that nothing moves. */
import { fill } from '@/app/_i18n/define';
import type { TeachingWords } from '@/app/_people/teaching';
import { useTimeZone } from '@/app/_people/time';
import styles from './class.module.css';

export function TimeZoneNote({ t }: { t: TeachingWords }) {
  const zone = useTimeZone();
  return <p className={styles.small}>{zone === '' ? '\u00a0' : fill(t.timeZone, { zone })}</p>;
}
