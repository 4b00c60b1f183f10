/** What every part of the admin page is given. */
import type { Language } from '@/app/_i18n';
import type { AdminWords } from '@/app/_people/admin-words';
import type { ErrorWords } from '@/app/_people/messages';

export interface AdminPartProps {
  t: AdminWords;
  errors: ErrorWords;
  lang: Language;
}

/** Day and time in UTC, so that server and browser write the same. */
export function momentOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
