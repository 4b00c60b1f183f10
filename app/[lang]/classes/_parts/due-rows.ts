/** What is due with the names of the course; rows for DueRows. */
import type { ChapterView } from '@/app/_lesson/course-view';
import type { DueItem } from '@/app/_shared/classes';
import type { DueRow } from './DueRows';
import { targetKey, targetsIn } from './targets';

export function dueRows(
  chapters: readonly ChapterView[],
  items: readonly (DueItem & { className?: string })[],
): DueRow[] {
  const targets = targetsIn(chapters);
  return items.map((item) => {
    const target = targets.get(targetKey(item.assignment));
    return { ...item, title: target?.title ?? '', href: target?.href ?? null };
  });
}
