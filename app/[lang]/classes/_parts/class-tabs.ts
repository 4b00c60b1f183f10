/**
 * The pages of a class, as its tabs show them, in order. A page that stands behind no tab of its own belongs to one
 * (`also`), so that the reader sees where it is. Add a line here for a new page; its route is `classes/[id]/<path>`.
 */
import type { Language } from '@/app/_i18n/language';
import type { ClassRole } from '@/app/_shared/api';

export interface ClassTab {
  /** Below `/classes/ID/`; empty for the overview. */
  path: string;
  /** First segments of other pages that belong here. */
  also?: readonly string[];
  label: Readonly<Record<Language, string>>;
  roles: readonly ClassRole[];
}

const TEACHER: readonly ClassRole[] = ['teacher'];
const STAFF: readonly ClassRole[] = ['teacher', 'assistant'];
const ALL: readonly ClassRole[] = ['teacher', 'assistant', 'student'];

export const CLASS_TABS: readonly ClassTab[] = [
  { path: '', also: ['announcements'], label: { ja: '概要', en: 'Overview' }, roles: ALL },
  {
    path: 'progress',
    also: ['students', 'attempts'],
    label: { ja: '進み具合', en: 'Progress' },
    roles: STAFF,
  },
  { path: 'live', label: { ja: 'いま', en: 'Live' }, roles: STAFF },
  { path: 'exercises', also: ['similar'], label: { ja: '演習ごと', en: 'Exercises' }, roles: STAFF },
  { path: 'assignments', label: { ja: '課題', en: 'Assignments' }, roles: STAFF },
  { path: 'members', label: { ja: 'メンバー', en: 'People' }, roles: STAFF },
  { path: 'settings', label: { ja: '設定', en: 'Settings' }, roles: TEACHER },
];

export const tabsFor = (role: ClassRole): readonly ClassTab[] => CLASS_TABS.filter((tab) => tab.roles.includes(role));

/** The tab that a page belongs to: `segment` is what follows the class's id. */
export function tabOf(segment: string): ClassTab | undefined {
  return CLASS_TABS.find(({ path, also }) => path === segment || (also?.includes(segment) ?? false));
}
