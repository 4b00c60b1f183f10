/** What every part of the account page is given. */
import type { Language } from '@/app/_i18n';
import type { AccountPageWords } from '@/app/_people/account-words';
import type { ErrorWords } from '@/app/_people/messages';

export interface PartProps {
  t: AccountPageWords;
  errors: ErrorWords;
  lang: Language;
}

/** A day, as the reader's language writes it; in UTC, so that server and browser write the same. */
export function dayOf(time: number, lang: Language): string {
  const options = { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(lang === 'ja' ? 'ja-JP' : 'en-GB', options).format(time);
}
